"""Rows that migrations insert on SQL Server, where an identity column refuses values unless told."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from .writing import statements, written

INTEGER = sa.Integer()
INSERTS = ["INSERT INTO t (id, n) VALUES (1, 'it''s')", "INSERT INTO t (id, n) VALUES (2, 'b%')"]
ROWS = [{"id": 1, "n": "it's"}, {"id": 2, "n": "b%"}]


def table(*columns: sa.Column[Any]) -> sa.Table:
    """Return a table `t` of an integer `id`, given as `columns`, and a text `n`."""
    return sa.Table("t", sa.MetaData(), *columns, sa.Column("n", sa.String(5)))


@pytest.mark.parametrize(
    "id_", [sa.Column("id", INTEGER, primary_key=True), sa.Column("id", INTEGER, sa.Identity(), primary_key=True)]
)
def test_values_for_an_identity_are_let_in_around_the_rows_that_have_one(id_: sa.Column[Any]) -> None:
    target = table(id_)
    on, off = "SET IDENTITY_INSERT t ON", "SET IDENTITY_INSERT t OFF"
    assert statements("mssql", lambda op: op.bulk_insert(target, ROWS)) == [on, *INSERTS, off]
    assert statements("mssql", lambda op: op.bulk_insert(target, [{"n": "x"}, *ROWS])) == [
        "INSERT INTO t (n) VALUES ('x')",
        on,
        *INSERTS,
        off,
    ]
    assert statements("mssql", lambda op: op.bulk_insert(target, [])) == []


def test_a_table_without_an_identity_takes_values_as_they_are() -> None:
    target = table(sa.Column("id", INTEGER, primary_key=True, autoincrement=False))
    assert statements("mssql", lambda op: op.bulk_insert(target, ROWS)) == INSERTS


@pytest.mark.parametrize(
    "target", [sa.table("t", sa.column("id", sa.Integer), sa.column("n", sa.String)), table(sa.Column("id", INTEGER))]
)
def test_the_server_is_asked_for_the_identity_of_a_table_that_does_not_say(target: Any) -> None:
    asked = "IF EXISTS (SELECT 1 FROM sys.identity_columns WHERE object_id = OBJECT_ID('t') AND name IN ('id', 'n'))\n"
    assert statements("mssql", lambda op: op.bulk_insert(target, ROWS)) == [
        f"{asked}SET IDENTITY_INSERT t ON",
        *INSERTS,
        f"{asked}SET IDENTITY_INSERT t OFF",
    ]


@pytest.mark.parametrize("rows", [{"id": 1}, [1]])
def test_rows_of_another_shape_are_refused(rows: Any) -> None:
    with pytest.raises(TypeError, match="List"):
        written("mssql", lambda op: op.bulk_insert(table(), rows))
