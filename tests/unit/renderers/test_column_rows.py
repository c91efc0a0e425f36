"""What happens to one column is told in one row, wherever its directives stand in the plan."""

from __future__ import annotations

import sqlalchemy as sa

from migrate.operations import ops
from migrate.renderers.preview import plan_text
from tests.unit.renderers.plans import plan


def rows(*given: ops.MigrateOperation) -> list[str]:
    return plan_text(plan(*given, dialect="postgresql"), width=100).split("\n\n")[0].splitlines()[2:]


def test_a_new_column_says_what_it_becomes_and_what_its_rows_get() -> None:
    shown = rows(
        ops.AddColumnOp("book", sa.Column("pages", sa.Integer)),
        ops.FillMissingOp("book", "pages", 1),
        ops.AlterColumnOp("book", "pages", modify_nullable=False, existing_type=sa.Integer()),
    )
    assert shown[0] == "    └── + pages  INTEGER  not null  rows get 1"


def test_a_renamed_column_keeps_its_other_changes() -> None:
    shown = rows(
        ops.AlterColumnOp("book", "name", modify_name="title"),
        ops.AddColumnOp("book", sa.Column("pages", sa.Integer)),
        ops.AlterColumnOp("book", "title", modify_type=sa.String(40), existing_type=sa.String(20)),
    )
    assert shown[:3] == [
        "    ├── ~ name   name  name → title",
        "    │            type  VARCHAR(20) → VARCHAR(40)",
        "    └── + pages  INTEGER",
    ]


def test_a_column_in_place_of_a_dropped_one_is_another() -> None:
    shown = rows(ops.DropColumnOp("book", "pages"), ops.AddColumnOp("book", sa.Column("pages", sa.Integer)))
    assert [line.split()[1] for line in shown if "pages" in line.split()[2:3]] == ["−", "+"]


def test_values_alone_stand_in_their_table() -> None:
    assert rows(ops.FillMissingOp("book", "pages", 1)) == ["    └── ~ value pages  rows  NULL → 1"]
