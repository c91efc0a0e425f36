"""Plain values are written as Python that evaluates to them."""

from __future__ import annotations

import datetime
import decimal
import enum
import math
import uuid
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.sql.elements import conv, quoted_name

from migrate.errors import OperationError
from migrate.renderers.scope import Scope
from migrate.renderers.script import format_source
from migrate.renderers.values import write
from tests.unit.renderers.rendering import DIALECTS, evaluated, written
from tests.unit.renderers.sample_types import Currency

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary()
    | st.decimals(allow_nan=False)
    | st.dates()
    | st.times()
    | st.datetimes()
    | st.timedeltas()
    | st.uuids(),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner) | st.tuples(inner),
    max_leaves=8,
)


@given(plain)
def test_a_plain_value_survives_being_written(value: Any) -> None:
    found = evaluated(value)
    assert found == value
    assert type(found) is type(value)


@given(st.frozensets(st.integers()) | st.sets(st.text()))
def test_a_set_is_written_in_one_order(value: Any) -> None:
    assert evaluated(value) == value
    assert written(value) == written(type(value)(sorted(value, reverse=True)))


def test_numbers_without_a_literal_are_written_as_calls() -> None:
    assert math.isnan(evaluated(float("nan")))
    assert evaluated(float("-inf")) == float("-inf")


def test_imports_are_collected_for_what_needs_them() -> None:
    scope = Scope()
    write([datetime.date(2020, 1, 1), decimal.Decimal("1.5"), uuid.UUID(int=1)], scope)
    assert sorted(scope.imports) == ["import datetime", "import decimal", "import uuid"]


def test_an_aware_moment_keeps_its_zone() -> None:
    moment = datetime.datetime(2024, 5, 1, tzinfo=datetime.UTC)
    assert evaluated(moment) == moment


def test_names_say_whether_they_are_final_or_quoted() -> None:
    assert written(conv("ix_a")) == "op.f('ix_a')"
    assert written(quoted_name("Order", True)) == "sa.quoted_name('Order', quote=True)"
    assert written(quoted_name("order", None)) == "'order'"


def test_a_member_of_an_enumeration_is_written_by_name() -> None:
    assert evaluated(Currency.EUR) is Currency.EUR


def test_a_member_of_a_local_enumeration_becomes_its_value() -> None:
    colour = enum.Enum("colour", {"RED": "red"}, module="nowhere", qualname="f.<locals>.colour")
    assert evaluated(colour.RED) == "red"


def test_a_str_of_a_subclass_is_written_as_text() -> None:
    class Markup(str):
        def __repr__(self) -> str:
            return "<Markup>"

    assert evaluated(Markup("a'b")) == "a'b"


def test_a_value_without_a_text_is_refused_by_name() -> None:
    with pytest.raises(OperationError, match=r"builtins\.object cannot be written"):
        write(object(), Scope())


def test_a_users_class_can_be_taught() -> None:
    class Special:
        pass

    @write.register(Special)
    def _special(value: Special, scope: Scope) -> str:
        scope.imports.add("import math")
        return "math.pi"

    assert evaluated(Special()) == math.pi


@given(st.lists(st.text(max_size=40), min_size=1, max_size=6).map("\n".join))
def test_a_text_of_several_lines_stays_what_it_is(value: str) -> None:
    assert evaluated([value, {"a": value}]) == [value, {"a": value}]


def test_a_long_text_of_several_lines_has_one_on_each(tmp_path: Path) -> None:
    lines = [
        "SELECT author.id, author.name, count(*) AS books",
        "FROM author JOIN book ON author_id = author.id",
        "GROUP BY 1, 2",
    ]
    text = write("\n".join(lines), Scope(dialect=DIALECTS["postgresql"]))
    formatted = format_source(f"op.replace_view('v', {text}, existing_definition={text})\n", tmp_path / "a.py")
    shown = [line.strip() for line in formatted.splitlines()]
    assert shown.count('"SELECT author.id, author.name, count(*) AS books\\n"') == 2
    assert shown.count('"GROUP BY 1, 2"') == 2
    assert format_source(formatted, tmp_path / "a.py") == formatted


def test_a_short_text_of_several_lines_is_on_one() -> None:
    assert written("SELECT 1\nFROM t\n") == "'SELECT 1\\nFROM t\\n'"
