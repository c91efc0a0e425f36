"""Every directive that knows what it undoes can be undone, and undone again."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from migrate.errors import IrreversibleError
from migrate.operations import ops
from migrate.operations.base import MigrateOperation
from migrate.operations.script import undo_all
from tests.unit.operations.samples import reversible
from tests.unit.renderers.rendering import rendered


def table(name: str = "t", schema: str | None = None) -> sa.Table:
    return sa.Table(
        name,
        sa.MetaData(),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("a", sa.String(20), sa.ForeignKey("p.id", name="fk"), index=True),
        sa.UniqueConstraint("a", name="uq"),
        sa.CheckConstraint("a <> ''", name="ck"),
        schema=schema,
    )


def parts(call: str) -> tuple[str, list[str]]:
    """Return the name and the arguments of a call; the order of keywords does not matter."""
    name, _, arguments = call.removesuffix(")").partition("(")
    return name, sorted(arguments.split(", "))


@given(reversible)
def test_reversed_twice_a_directive_is_written_as_before(op: MigrateOperation) -> None:
    assert rendered(op.reverse().reverse()) == rendered(op)


@given(reversible)
def test_the_undone_drop_of_a_creation_is_the_creation_itself(op: MigrateOperation) -> None:
    if isinstance(op, ops.AddConstraintOp | ops.CreateTableOp | ops.AddColumnOp | ops.CreateIndexOp):
        assert op.reverse().reverse() is op


@given(st.lists(reversible, max_size=4))
def test_undoing_twice_gives_the_directives_in_their_order(given: list[MigrateOperation]) -> None:
    there = ops.UpgradeOps(list(given))
    texts = [rendered(op) for op in there.ops]
    assert [rendered(op) for op in there.reverse().reverse().ops] == texts


@pytest.mark.parametrize(
    ("op", "undone"),
    [
        (ops.RenameTableOp("a", "b", schema="s"), "op.rename_table('b', 'a', schema='s')"),
        (ops.AddColumnOp("t", sa.Column("c", sa.Text()), schema="s"), "op.drop_column('t', 'c', schema='s')"),
        (
            ops.CreateIndexOp("ix", "t", ["a"], kw={"mysql_length": 4}),
            "op.drop_index('ix', table_name='t', mysql_length=4)",
        ),
        (ops.CreateUniqueConstraintOp("u", "t", ["a"]), "op.drop_constraint('u', 't', type_='unique')"),
        (ops.CreatePrimaryKeyOp("pk", "t", ["a"]), "op.drop_constraint('pk', 't', type_='primary')"),
        (ops.CreateCheckConstraintOp("ck", "t", "a > 0"), "op.drop_constraint('ck', 't', type_='check')"),
        (ops.CreateExcludeConstraintOp("ex", "t", [("a", "=")]), "op.drop_constraint('ex', 't', type_='exclude')"),
        (
            ops.CreateForeignKeyOp("fk", "t", "p", ["a"], ["id"], source_schema="s"),
            "op.drop_constraint('fk', 't', schema='s', type_='foreignkey')",
        ),
        (ops.CreateTableCommentOp("t", "new"), "op.drop_table_comment('t', existing_comment='new')"),
        (
            ops.CreateTableCommentOp("t", "new", existing_comment="old", schema="s"),
            "op.create_table_comment('t', 'old', existing_comment='new', schema='s')",
        ),
        (ops.DropTableCommentOp("t", existing_comment="old"), "op.create_table_comment('t', 'old')"),
        (
            ops.AlterColumnOp("t", "a", modify_name="b", existing_type=sa.Integer()),
            "op.alter_column('t', 'b', new_column_name='a', existing_type=sa.Integer())",
        ),
    ],
)
def test_what_undoes_a_directive(op: MigrateOperation, undone: str) -> None:
    assert parts(rendered(op.reverse())) == parts(undone)


@pytest.mark.parametrize(
    "op",
    [
        ops.DropTableOp("t"),
        ops.DropColumnOp("t", "a"),
        ops.DropConstraintOp("u", "t", "unique"),
        ops.DropIndexOp("ix", "t"),
    ],
    ids=lambda op: op.declaration.name,
)
def test_a_drop_that_does_not_know_what_it_drops_says_so(op: MigrateOperation) -> None:
    with pytest.raises(IrreversibleError) as caught:
        op.reverse()
    assert caught.value.message == f"{op.declaration.name} cannot be reversed: what it removed is not known"
    assert caught.value.hint is not None


@pytest.mark.parametrize("op", [ops.ExecuteSQLOp("SELECT 1"), ops.BulkInsertOp(sa.table("t"), [])])
def test_what_runs_sql_or_moves_rows_cannot_be_undone(op: MigrateOperation) -> None:
    with pytest.raises(IrreversibleError, match=f"{op.declaration.name} cannot be reversed"):
        op.reverse()


@pytest.mark.parametrize(
    ("changed", "missing"),
    [("type", "existing_type"), ("nullable", "existing_nullable"), ("server_default", "existing_server_default")],
)
def test_an_alteration_whose_previous_value_is_not_known_cannot_be_undone(changed: str, missing: str) -> None:
    value: Any = {"type": sa.Text(), "nullable": False, "server_default": "1"}[changed]
    with pytest.raises(IrreversibleError) as caught:
        ops.AlterColumnOp("t", "a", **{f"modify_{changed}": value}).reverse()
    assert caught.value.message == "alter_column cannot be reversed: what t.a was before is not known"
    assert caught.value.hint == f"say it with {missing}=, or write the downgrade by hand"


def test_keywords_with_a_previous_value_are_exchanged() -> None:
    op = ops.AlterColumnOp("t", "a", kw={"autoincrement": True, "existing_autoincrement": False, "mysql_x": 1})
    assert op.reverse().kw == {"autoincrement": False, "existing_autoincrement": True, "mysql_x": 1}
    assert op.kw == {"autoincrement": True, "existing_autoincrement": False, "mysql_x": 1}


def test_a_dropped_table_comes_back_whole() -> None:
    drop = ops.DropTableOp.from_table(table())
    (text,) = [rendered(op) for op in drop.undo()]
    for part in ("sa.Column('a', sa.String(length=20)", "sa.ForeignKeyConstraint(['a'], ['p.id']", "'uq'", "'ck'"):
        assert part in text


def test_a_dropped_table_brings_its_indexes_back() -> None:
    drop = ops.DropTableOp.from_table(table())
    drop.indexes = [ops.CreateIndexOp("ix_t_a", "t", ["a"])]
    created, index = ops.UpgradeOps([drop]).reverse().ops
    assert isinstance(created, ops.CreateTableOp)
    assert index is drop.indexes[0]


def test_a_table_that_goes_takes_its_indexes_along() -> None:
    index = ops.CreateIndexOp("ix", "t", ["a"])
    other = ops.CreateIndexOp("ix_other", "other", ["a"])
    undone = undo_all([ops.CreateTableOp.from_table(table()), index, other])
    assert [type(op) for op in undone] == [ops.DropIndexOp, ops.DropTableOp]
    assert undone[0].reverse() is other
    drop = undone[1]
    assert isinstance(drop, ops.DropTableOp)
    assert list(drop.indexes) == [index]


def test_a_table_of_the_same_name_in_another_schema_keeps_its_index() -> None:
    index = ops.CreateIndexOp("ix", "t", ["a"], schema="old")
    undone = undo_all([ops.CreateTableOp.from_table(table()), index])
    assert [type(op) for op in undone] == [ops.DropIndexOp, ops.DropTableOp]


def test_a_split_drop_forgets_no_index() -> None:
    drop = ops.DropTableOp.from_table(table())
    drop.indexes = [ops.CreateIndexOp("ix", "t", ["a"])]
    constraint, bare = drop.split()
    assert isinstance(constraint, ops.DropConstraintOp)
    assert constraint.constraint_name == "fk"
    assert isinstance(bare, ops.DropTableOp)
    assert list(bare.indexes) == list(drop.indexes)


def test_undoing_what_was_undone_keeps_the_order_of_creation() -> None:
    indexes = [ops.CreateIndexOp(f"ix{i}", "t", ["a"]) for i in range(3)]
    up = ops.UpgradeOps([ops.CreateTableOp.from_table(table()), *indexes])
    names = [getattr(op, "index_name", "table") for op in up.ops]
    again = up.reverse().reverse()
    assert [getattr(op, "index_name", "table") for op in again.ops] == names


def test_a_table_is_made_without_changing_the_model() -> None:
    model = table(schema="s")
    parts: list[Any] = [*model.columns, *model.constraints, *model.indexes]
    made = ops.CreateTableOp.from_table(model).to_table()
    assert made is not model
    assert made.schema == "s"
    assert [*model.columns, *model.constraints, *model.indexes] == parts
    assert all(part.table is model for part in parts)
