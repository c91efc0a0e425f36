"""Directives on one table go together, where nothing in between minds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from migrate.operations import ops
from migrate.operations.base import MigrateOperation
from migrate.plan import arrange
from migrate.plan.group import gather, group
from tests.unit.comparators.sides import support


def add(table: str, name: str, **kw: Any) -> ops.AddColumnOp:
    return ops.AddColumnOp(table, sa.Column(name, sa.Integer), **kw)


def shape(found: Iterable[MigrateOperation]) -> list[Any]:
    return [
        (op.table_name, [getattr(each, "column_name", None) or each.declaration.name for each in op.ops])
        if isinstance(op, ops.ModifyTableOps)
        else op.declaration.name
        for op in found
    ]


def test_neighbours_on_one_table_are_gathered() -> None:
    a, b, c = add("t", "a"), add("u", "b"), add("t", "c")
    assert gather([a, b, c]) == [a, c, b]


def test_nothing_moves_past_what_it_shares_a_key_with() -> None:
    added, refers, more = add("p", "x"), ops.CreateForeignKeyOp("fk", "t", "p", ["a"], ["x"]), add("p", "y")
    assert gather([added, refers, more]) == [added, refers, more]


def test_nothing_moves_past_itself_in_another_schema() -> None:
    a, b, c = add("t", "a"), add("t", "b", schema="s"), add("t", "c")
    assert gather([a, b, c]) == [a, c, b]
    assert [(g.schema, len(g.ops)) for g in group([a, c, b], support()) if isinstance(g, ops.ModifyTableOps)] == [
        (None, 2), ("s", 1),
    ]  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from("tuv"), st.sampled_from("abcdefgh")), unique=True, max_size=8))
def test_gathering_loses_nothing_and_keeps_the_order_on_each_table(given: list[tuple[str, str]]) -> None:
    steps = [add(table, name) for table, name in given]
    found = gather(steps)
    assert sorted(map(id, found)) == sorted(map(id, steps))
    for table in "tuv":
        assert [s for s in found if s.table_name == table] == [s for s in steps if s.table_name == table]  # type: ignore[attr-defined]
    tables = [s.table_name for s in found]  # type: ignore[attr-defined]
    assert tables == sorted(tables, key=list(dict.fromkeys(tables)).index), "one run for each table"


def test_whole_tables_and_sql_stay_outside_of_groups() -> None:
    create = ops.CreateTableOp("t", [sa.Column("a", sa.Integer)])
    run = ops.ExecuteSQLOp("SELECT 1")
    found = group([create, add("t", "b"), run, add("t", "c")], support())
    assert [type(op) for op in found] == [ops.CreateTableOp, ops.ModifyTableOps, ops.ExecuteSQLOp, ops.ModifyTableOps]


def test_a_group_says_its_table_and_schema() -> None:
    (found,) = group([add("t", "a", schema="s"), add("t", "b", schema="s")], support())
    assert isinstance(found, ops.ModifyTableOps)
    assert (found.table_name, found.schema, len(found.ops), found.rebuild) == ("t", "s", 2, False)


def rebuilt(dialect: str, *given: MigrateOperation) -> bool:
    (found,) = group(given, support(dialect))
    assert isinstance(found, ops.ModifyTableOps)
    return found.rebuild


def test_a_group_is_marked_where_the_database_rebuilds() -> None:
    unique = ops.CreateUniqueConstraintOp("uq", "t", ["a"])
    assert rebuilt("sqlite", add("t", "a"), unique)
    assert not rebuilt("sqlite", ops.CreateIndexOp("ix", "t", ["a"]))
    assert not rebuilt("postgresql", unique)


def test_a_rebuild_on_the_way_back_is_a_rebuild() -> None:
    plain = add("t", "a")
    back: Any = plain.reverse()
    assert rebuilt("sqlite", back) == rebuilt("sqlite", plain), "what is written one way is written the same other way"


def test_what_cannot_be_undone_is_grouped_all_the_same() -> None:
    assert shape(group([ops.DropIndexOp("ix", "t"), ops.DropColumnOp("t", "a")], support())) == [
        ("t", ["drop_index", "a"])
    ]


def test_a_plan_is_ordered_and_grouped() -> None:
    city = sa.Table("city", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True))
    plan = arrange(
        [
            ops.CreateForeignKeyOp("fk", "author", "city", ["city_id"], ["id"]),
            add("author", "city_id"),
            ops.CreateTableOp.from_table(city),
        ],
        support(),
    )
    assert shape(plan.upgrade_ops.ops) == [
        ("author", ["add_column"]), "create_table", ("author", ["create_foreign_key"])
    ]  # fmt: skip
    assert not plan.is_empty
    assert plan.dialect is plan.support.dialect


def test_a_plan_of_nothing_is_empty() -> None:
    plan = arrange([], support())
    assert plan.is_empty
    assert plan.hazards == ()


@pytest.mark.parametrize("dialect", ["postgresql", "mysql"])
def test_unnamed_foreign_keys_split_off_their_tables_get_names_of_their_own(dialect: str) -> None:
    metadata = sa.MetaData()
    sa.Table("a", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("b_id", sa.ForeignKey("b.id")))
    both = sa.Column("x", sa.Integer)
    both.append_foreign_key(sa.ForeignKey("a.id"))
    both.append_foreign_key(sa.ForeignKey("b.id"))
    sa.Table("b", metadata, sa.Column("id", sa.Integer, primary_key=True), both)
    plan = arrange([ops.CreateTableOp.from_table(t) for t in metadata.tables.values()], support(dialect))
    found = [op.constraint_name for op in plan.upgrade_ops.flat() if isinstance(op, ops.CreateForeignKeyOp)]
    assert found
    assert None not in found
    assert len(set(found)) == len(found)
