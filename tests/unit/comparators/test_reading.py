"""What texts read, as far as their names tell, and the parts of texts that models declare."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

import migrate
from migrate.comparators.reading import columns_in, tables_in
from migrate.comparators.records import Column, Table, TableKey
from migrate.ddl.functions import argument_types, drop_function, split
from migrate.ddl.triggers import parts
from migrate.ddl.views import body
from migrate.errors import CommandError
from tests.unit.comparators.sides import support

T = TableKey(None, "t")
KEYS = [T, TableKey("s", "t"), TableKey(None, "Odd Name")]


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("SELECT a FROM t", [T]),
        ("SELECT a FROM T", [T]),
        ("SELECT a FROM s.t", [KEYS[1]]),
        ("SELECT a FROM public.t", [T]),
        ("SELECT a FROM other.t", []),
        ("SELECT 't' FROM u -- t", []),
        ('SELECT a FROM "Odd Name"', [KEYS[2]]),
        ("SELECT a FROM tt", []),
    ],
)
def test_a_table_is_read_where_its_name_and_schema_occur(sql: str, found: list[TableKey]) -> None:
    assert tables_in(sql, KEYS, "public") == found


def test_a_star_reads_all_columns() -> None:
    table = Table(None, "t", {name: Column(name, "integer", True) for name in ("a", "b")})
    assert columns_in("SELECT t.a FROM t", table) == ["a"]
    assert columns_in("SELECT * FROM t", table) == ["a", "b"]


def test_functions_of_one_name_are_told_apart_by_the_types_they_take() -> None:
    arguments = "a int, IN b varchar(5) = 'x, y', OUT c text, VARIADIC d numeric(3, 1)[] DEFAULT x, double precision"
    assert argument_types(arguments, str) == "int, varchar, numeric[], double precision"
    assert split("f ( a int )") == ("f", "a int")


def test_a_function_is_dropped_without_the_defaults_of_its_arguments() -> None:
    signature = "f(a int = 1, b text DEFAULT 'x')"
    assert drop_function(signature, "s", support()) == "DROP FUNCTION s.f(a int, b text)"
    assert drop_function(signature, "s", support("mysql")) == "DROP FUNCTION s.f"


def test_a_view_may_name_its_columns() -> None:
    assert body(" SELECT (1) AS a; ") == "AS SELECT (1) AS a"
    assert body('(a, "b") AS SELECT 1, 2') == '(a, "b") AS SELECT 1, 2'


def test_a_trigger_is_of_the_table_after_on() -> None:
    assert parts('BEFORE UPDATE OF a ON s."My T" FOR EACH ROW x')[1:3] == ("s", "My T")
    with pytest.raises(CommandError, match="trigger 'g' names no table"):
        migrate.Trigger("g", "BEFORE INSERT FOR EACH ROW", metadata=sa.MetaData())
