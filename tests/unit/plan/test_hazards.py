"""What is dangerous in a plan."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa

from migrate.operations import ops
from migrate.operations.base import MigrateOperation
from migrate.plan import Severity, arrange
from migrate.plan.hazards import RULES, find_hazards
from tests.unit.comparators.sides import support


def codes(*given: MigrateOperation) -> list[str]:
    return [hazard.code for hazard in find_hazards(given)]


def altered(old: Any, new: Any) -> ops.AlterColumnOp:
    return ops.AlterColumnOp("t", "c", modify_type=new, existing_type=old)


def test_dropping_a_table_loses_its_rows() -> None:
    (hazard,) = find_hazards([ops.DropTableOp("book", schema="s")])
    assert (hazard.code, hazard.severity) == ("drop-table", Severity.DESTRUCTIVE)
    assert "all rows of book are lost" in hazard.message
    assert isinstance(hazard.op, ops.DropTableOp)


def test_dropping_a_column_loses_its_values() -> None:
    (hazard,) = find_hazards([ops.DropColumnOp("book", "title")])
    assert (hazard.code, hazard.severity) == ("drop-column", Severity.DESTRUCTIVE)
    assert "book.title" in hazard.message
    assert "new_column_name" in hazard.hint


def test_dropping_a_generated_column_loses_nothing() -> None:
    computed: sa.Column[int] = sa.Column("d", sa.Integer, sa.Computed("a * 2"))
    assert codes(ops.AddColumnOp("t", computed).reverse()) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (sa.String(50), sa.String(20)),
        (sa.Text(), sa.String(20)),
        (sa.String(), sa.String(20)),
        (sa.BigInteger(), sa.Integer()),
        (sa.Integer(), sa.SmallInteger()),
        (sa.BIGINT(), sa.INTEGER()),
        (sa.Numeric(10, 2), sa.Numeric(8, 2)),
        (sa.Numeric(10, 2), sa.Numeric(10, 4)),
        (sa.Numeric(10, 4), sa.Numeric(10, 2)),
        (sa.Numeric(), sa.Numeric(10, 2)),
        (sa.DateTime(), sa.Date()),
    ],
    ids=str,
)
def test_a_narrower_type_is_risky(old: Any, new: Any) -> None:
    (hazard,) = find_hazards([altered(old, new)])
    assert (hazard.code, hazard.severity) == ("narrow-type", Severity.RISKY)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (sa.String(20), sa.String(50)),
        (sa.String(20), sa.Text()),
        (sa.Integer(), sa.BigInteger()),
        (sa.Numeric(8, 2), sa.Numeric(10, 2)),
        (sa.Numeric(8, 2), sa.Numeric()),
        (sa.Date(), sa.DateTime()),
        (sa.Integer(), sa.Text()),
        (sa.String(20), sa.String(20)),
        (None, sa.String(20)),
    ],
    ids=str,
)
def test_a_wider_or_unknown_type_is_not_called_narrower(old: Any, new: Any) -> None:
    assert codes(altered(old, new)) == []


def test_a_new_not_null_column_without_a_default_is_risky() -> None:
    assert codes(ops.AddColumnOp("t", sa.Column("c", sa.Integer, nullable=False))) == ["not-null-column"]


@pytest.mark.parametrize(
    "column",
    [
        sa.Column("c", sa.Integer),
        sa.Column("c", sa.Integer, nullable=False, server_default="1"),
        sa.Column("c", sa.Integer, sa.Computed("a + 1"), nullable=False),
        sa.Column("c", sa.Integer, sa.Identity(), nullable=False),
    ],
    ids=["nullable", "default", "computed", "identity"],
)
def test_a_new_column_that_has_a_value_is_safe(column: sa.Column[Any]) -> None:
    assert codes(ops.AddColumnOp("t", column)) == []


def test_setting_not_null_is_risky_and_the_hint_says_how_to_fill() -> None:
    (hazard,) = find_hazards([ops.AlterColumnOp("book", "title", modify_nullable=False)])
    assert hazard.code == "set-not-null"
    assert "UPDATE book SET title = …" in hazard.hint
    assert codes(ops.AlterColumnOp("book", "title", modify_nullable=True)) == []


def test_creating_things_is_safe() -> None:
    given: list[MigrateOperation] = [
        ops.CreateTableOp("t", [sa.Column("a", sa.Integer, nullable=False)]),
        ops.CreateIndexOp("ix", "t", ["a"]),
        ops.DropIndexOp("ix", "t"),
        ops.CreateCheckConstraintOp("ck", "t", "a > 0"),
        ops.ExecuteSQLOp("DELETE FROM t"),
    ]
    assert codes(*given) == []


def test_a_new_rule_for_rows_that_are_there_is_risky() -> None:
    given = (
        ops.CreateCheckConstraintOp("ck", "t", "a > 0"),
        ops.CreateUniqueConstraintOp("uq", "t", ["a", "b"]),
        ops.CreateIndexOp("ix", "t", [sa.Column("c", sa.Integer)], unique=True),
        ops.CreateForeignKeyOp("fk", "t", "u", ["a"], ["id"]),
    )
    assert codes(*given) == ["check-on-rows", "unique-on-rows", "unique-on-rows", "foreign-key-on-rows"]
    assert {hazard.severity for hazard in find_hazards(given)} == {Severity.RISKY}
    assert [hazard.op for hazard in find_hazards(given)] == [*given]


def test_a_rule_that_rows_keep_already_is_safe() -> None:
    check = ops.CreateCheckConstraintOp("ck", "t", "a > 0")
    key = ops.CreateForeignKeyOp("fk", "t", "u", ["a"], ["id"])
    unique = ops.CreateUniqueConstraintOp("uq", "t", ["a"])
    wider = ops.CreateIndexOp("ix", "t", ["b", "a"], unique=True)
    assert codes(check.reverse(), key.reverse(), unique.reverse(), check, key, unique, wider) == []
    assert codes(wider.reverse(), unique) == ["unique-on-rows"]


def test_a_rule_for_a_column_without_values_is_safe() -> None:
    column = ops.AddColumnOp("t", sa.Column("a", sa.Integer))
    unique = ops.CreateUniqueConstraintOp("uq", "t", ["a"])
    assert codes(column, unique) == []
    assert codes(column, ops.FillMissingOp("t", "a", 0), unique) == ["unique-on-rows"]
    valued = ops.AddColumnOp("t", sa.Column("a", sa.Integer, server_default="1"))
    assert codes(valued, unique) == ["unique-on-rows"]


def test_a_constraint_that_old_rows_need_not_keep_is_safe() -> None:
    assert codes(ops.CreateCheckConstraintOp("ck", "t", "a > 0", kw={"postgresql_not_valid": True})) == []


def test_values_that_leave_the_check_of_an_enum_are_named() -> None:
    old = ops.CreateCheckConstraintOp("ck", "t", "state IN ('new', 'it''s', 'gone')")
    more = ops.CreateCheckConstraintOp("ck", "t", "state IN ('new', 'it''s', 'gone', 'more')")
    assert codes(old.reverse(), more) == []
    (hazard,) = find_hazards([more.reverse(), ops.CreateCheckConstraintOp("ck", "t", "state IN ('new', 'more')")])
    assert hazard.code == "enum-value-removed"
    assert "t.state loses 'it''s', 'gone'" in hazard.message.replace("it's", "it''s")
    replaced = ops.ReplaceValuesOp("t", "state", {"more": "other"})
    assert (
        codes(
            more.reverse(),
            replaced,
            ops.CreateCheckConstraintOp("ck", "t", "state IN ('new', 'it''s', 'gone', 'other')"),
        )
        == []
    )


def test_one_directive_may_have_several_hazards_in_a_stated_order() -> None:
    op = altered(sa.String(50), sa.String(20))
    op.modify_nullable = False
    assert codes(op) == ["narrow-type", "set-not-null"]


def test_hazards_of_a_plan_are_in_the_order_of_its_directives() -> None:
    plan = arrange([ops.DropTableOp("a"), ops.DropColumnOp("b", "c"), ops.DropTableOp("d")], support())
    assert [getattr(h.op, "table_name", "") for h in plan.hazards] == [
        getattr(op, "table_name", "") for op in plan.upgrade_ops.flat()
    ]


def test_every_rule_has_a_stable_code_one_sentence_and_a_hint() -> None:
    column = sa.Column("c", sa.Integer, nullable=False)
    read = ops.DropColumnOp("t", "c")
    read.read_by = ("v", "w")
    found = find_hazards(
        [
            ops.AlterEnumOp("e", ["a"], existing_values=["a", "b"]),
            ops.DropTableOp("t"), ops.DropColumnOp("t", "c"), altered(sa.Text(), sa.String(1)),
            ops.AddColumnOp("t", column), ops.AlterColumnOp("t", "c", modify_nullable=False),
            read, ops.DropViewOp("m", materialized=True),
        ]
    )  # fmt: skip
    altering = {ops.AlterColumnOp, ops.AddColumnOp, ops.AlterEnumOp}
    assert {type(h.op) for h in found} == {ops.DropTableOp, ops.DropColumnOp, ops.DropViewOp, *altering}
    assert len(found) >= len(RULES)
    for hazard in found:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)+", hazard.code)
        assert not hazard.message.endswith(".")
        assert "\n" not in hazard.message
        assert hazard.hint
