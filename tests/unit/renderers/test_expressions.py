"""SQL expressions become text that means the same."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from migrate.operations.literal import InlineLiteral
from migrate.renderers.expressions import index_key, key_sql, sql_of
from migrate.renderers.scope import Scope
from tests.unit.renderers.rendering import DIALECTS, evaluated, written

PLAIN = sa.engine.default.DefaultDialect(paramstyle="named")


@pytest.mark.parametrize("sql", [r"a = '\:b'", "x::int", "a % 2 = 0", "it's", "a\nb", "é → ✓", "t > '12:30'"])
def test_text_is_written_as_it_was_given(sql: str) -> None:
    assert evaluated(sa.text(sql)).text == sql


def test_values_of_parameters_are_kept() -> None:
    again = evaluated(sa.text("a > :low and b = :name").bindparams(low=3, name="x:y"))
    assert again.compile().params == {"low": 3, "name": "x:y"}


@pytest.mark.parametrize("dialect", ["postgresql", "mysql", "sqlite"])
def test_percent_signs_are_not_doubled(dialect: str) -> None:
    assert sql_of(sa.column("a").like("x%"), DIALECTS[dialect]) == "a LIKE 'x%'"
    assert sql_of(sa.column("a") % 2, DIALECTS[dialect]) == "a % 2"


def test_columns_are_written_without_their_table() -> None:
    table = sa.Table("t", sa.MetaData(), sa.Column("a", sa.Integer))
    assert written(table.c.a > 5) == "sa.text('a > 5')"


def test_a_statement_keeps_its_tables() -> None:
    a, b = (sa.table(name, sa.column("x", sa.Integer)) for name in "ab")
    text = written(sa.update(a).values(x=5).where(a.c.x == b.c.x))
    assert "a.x = b.x" in text
    assert "x=5" in text


def test_names_and_tables_stay_objects() -> None:
    assert written(sa.literal_column("a + 1")) == "sa.literal_column('a + 1')"
    assert written(sa.column("a", sa.Integer)) == "sa.column('a', sa.Integer())"
    table = sa.table("t", sa.column("a", sa.String(5)), schema="s")
    assert written(table) == "sa.table('t', sa.column('a', sa.String(length=5)), schema='s')"


def test_an_inline_literal_is_written_in_place() -> None:
    assert written(InlineLiteral("x:y")) == "sa.text(\"'x:y'\")"


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("a", "'a'"),
        (sa.column("a"), "'a'"),
        (sa.text("lower(a)"), "sa.text('lower(a)')"),
        (sa.func.lower(sa.column("a")), "sa.text('(lower(a))')"),
        (sa.column("a") + sa.column("b"), "sa.text('(a + b)')"),
        (sa.column("a").desc(), "sa.text('a DESC')"),
        (sa.column("a").collate("C"), "sa.text('a COLLATE \"C\"')"),
        (sa.func.lower(sa.column("a")).desc().nulls_last(), "sa.text('(lower(a)) DESC NULLS LAST')"),
        (sa.literal_column("a || ':b'"), "sa.text(\"a || '\\\\:b'\")"),
    ],
)
def test_an_index_key_is_a_name_or_an_expression_in_parentheses(key: Any, text: str) -> None:
    assert index_key(key, Scope(dialect=DIALECTS["postgresql"])) == text


def test_an_expression_index_is_the_same_index_again() -> None:
    table = sa.Table("t", sa.MetaData(), sa.Column("a", sa.String), sa.Column("b", sa.String))
    for expression in (table.c.a + table.c.b, sa.func.lower(table.c.a)):
        text = key_sql(expression, DIALECTS["mysql"])
        assert text.startswith("(")
        assert text.endswith(")")
