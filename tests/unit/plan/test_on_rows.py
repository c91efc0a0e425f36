"""What directives ask of the rows that are there."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from migrate.operations import ops
from migrate.operations.base import MigrateOperation
from migrate.plan.on_rows import asked_first, demand_of


def asked(*given: MigrateOperation) -> list[str]:
    return [demand.what for demand in asked_first(given)]


CHECK = ops.CreateCheckConstraintOp("ck", "t", "a > 0")
UNIQUE = ops.CreateUniqueConstraintOp("uq", "t", ["a", "b"])
KEY = ops.CreateForeignKeyOp("fk", "t", "u", ["a"], ["id"])


def test_rules_are_asked_about_in_their_order() -> None:
    found = asked(CHECK, UNIQUE, KEY)
    assert found == ["CHECK (a > 0)", "UNIQUE (a, b)", "FOREIGN KEY (a) REFERENCES u (id)"]


@pytest.mark.parametrize(
    ("before", "left"),
    [
        (ops.AddColumnOp("t", sa.Column("x", sa.Integer)), 3),
        (ops.AddColumnOp("t", sa.Column("a", sa.Integer)), 0),
        (ops.AlterColumnOp("t", "b", modify_type=sa.Text()), 2),
        (ops.AlterColumnOp("t", "x", modify_name="b"), 2),
        (ops.FillMissingOp("t", "b", 1), 2),
        (ops.CreateTableOp("u", [sa.Column("id", sa.Integer)]), 2),
        (ops.AddColumnOp("u", sa.Column("x", sa.Integer)), 2),
        (ops.RenameTableOp("old", "t"), 0),
        (ops.DropConstraintOp("ck", "t", "check"), 3),
        (ops.ExecuteSQLOp("UPDATE t SET a = 1"), 0),
    ],
    ids=lambda given: type(given).__name__,
)
def test_what_a_directive_before_changes_is_not_asked_about(before: MigrateOperation, left: int) -> None:
    assert len(asked(before, CHECK, UNIQUE, KEY)) == left


def test_a_shorter_type_asks_and_a_longer_one_does_not() -> None:
    def altered(old: int, new: int) -> ops.AlterColumnOp:
        return ops.AlterColumnOp("t", "c", modify_type=sa.String(new), existing_type=sa.String(old))

    assert asked(altered(20, 10)) == ["c with 10 characters at most"]
    assert asked(altered(10, 20)) == []


def test_an_enum_asks_about_the_values_that_go() -> None:
    op = ops.AlterColumnOp("t", "c", modify_type=sa.Enum("a"), existing_type=sa.Enum("a", "b"))
    assert asked(op) == ["c without 'b'"]


def test_a_unique_index_over_an_expression_or_with_options_asks_nothing() -> None:
    assert demand_of(ops.CreateIndexOp("ix", "t", [sa.text("lower(a)")], unique=True)) is None
    assert demand_of(ops.CreateIndexOp("ix", "t", ["a"], unique=True, kw={"mysql_length": 4})) is None
