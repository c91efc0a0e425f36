"""What PostgreSQL runs in no transaction, or shows after a commit alone; and what a failure leaves of several steps."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from migrate import op
from tests.databases import Scratch
from tests.unit.runtime.history import History, migrate, rows, script, tables


class Boom(Exception):
    pass


def boom() -> None:
    raise Boom


def concurrently() -> None:
    op.add_column("t_a", sa.Column("x", sa.Integer))
    with op.get_context().autocommit_block():
        op.create_index("ix_x", "t_a", ["x"], postgresql_concurrently=True)
    op.add_column("t_a", sa.Column("y", sa.Integer))


def new_value() -> None:
    op.execute("CREATE TYPE mood AS ENUM ('bad')")
    op.execute("CREATE TABLE people (mood mood)")
    with op.get_context().autocommit_block():
        op.execute("ALTER TYPE mood ADD VALUE 'good'")
    op.execute("INSERT INTO people VALUES ('good')")


@pytest.mark.parametrize("per_migration", [False, True])
def test_an_index_is_made_concurrently_between_other_statements(postgresql: Scratch, per_migration: bool) -> None:
    history = History(script("a"), script("b", "a", concurrently), script("c", "b"))
    assert migrate(postgresql.engine, history.up(), transaction_per_migration=per_migration) == ("c",)
    found = sa.inspect(postgresql.engine)
    assert [column["name"] for column in found.get_columns("t_a")] == ["id", "x", "y"]
    assert [index["name"] for index in found.get_indexes("t_a")] == ["ix_x"]


def test_a_value_added_to_an_enum_is_used_right_after(postgresql: Scratch) -> None:
    assert migrate(postgresql.engine, History(script("a", None, new_value)).up()) == ("a",)
    with postgresql.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT mood FROM people").scalars().all() == ["good"]


@pytest.mark.parametrize("per_migration", [False, True])
def test_a_failure_inside_the_block_keeps_what_came_before_it(postgresql: Scratch, per_migration: bool) -> None:
    def inside() -> None:
        op.execute("CREATE TABLE before (id INTEGER)")
        with op.get_context().autocommit_block():
            op.execute("CREATE TABLE inside (id INTEGER)")
            raise Boom

    history = History(script("a"), script("b", "a", inside))
    with pytest.raises(Boom) as caught:
        migrate(postgresql.engine, history.up(), transaction_per_migration=per_migration)
    assert "migration b failed while upgrading" in caught.value.__notes__[0]
    assert "Applied in this run: a." in caught.value.__notes__[0]
    assert tables(postgresql.engine) == ["before", "inside", "t_a"]
    assert rows(postgresql.engine) == ("a",)


@pytest.mark.parametrize(
    ("options", "left"),
    [
        ({}, []),
        ({"transaction_per_migration": True}, ["t_a", "t_b"]),
        ({"transactional_ddl": False}, ["t_a", "t_b"]),
    ],
    ids=["one", "per_migration", "not_transactional"],
)
def test_what_a_failure_in_the_third_of_five_leaves(
    postgresql: Scratch, options: dict[str, Any], left: list[str]
) -> None:
    history = History(script("a"), script("b", "a"), script("c", "b", boom), script("d", "c"), script("e", "d"))
    with pytest.raises(Boom):
        migrate(postgresql.engine, history.up(), **options)
    assert tables(postgresql.engine) == left
    if left:
        assert rows(postgresql.engine) == ("b",)
