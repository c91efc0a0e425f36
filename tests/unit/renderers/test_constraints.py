"""Constraints are written so that the table they are on is the same again."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from migrate.errors import OperationError
from migrate.operations.ops import CreateTableOp
from migrate.renderers.python import render
from migrate.renderers.scope import Scope
from migrate.renderers.values import write
from tests.unit.renderers.rendering import DIALECTS, RecordingOp, index_ddl, names, rendered, table_ddl, written

CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


def parent(metadata: sa.MetaData) -> sa.Table:
    return sa.Table("p", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("b", sa.Integer, key="bee"))


def table(*items: Any, schema: str | None = None, convention: bool = False, **kw: Any) -> sa.Table:
    metadata = sa.MetaData(naming_convention=CONVENTION if convention else None, schema=schema)
    parent(metadata)
    columns = [sa.Column("id", sa.Integer, primary_key=True), sa.Column("a", sa.Integer), sa.Column("b", sa.Integer)]
    return sa.Table("t", metadata, *columns, *items, **kw)


TABLES: list[Any] = [
    table(),
    table(sa.UniqueConstraint("a", "b", name="uq", deferrable=True, initially="DEFERRED")),
    table(sa.UniqueConstraint("a", postgresql_include=["b"], postgresql_nulls_not_distinct=True)),
    table(sa.CheckConstraint("a > 0 and b < '\\:x'", name="ck")),
    table(sa.CheckConstraint(sa.column("a") % 5 > sa.column("b"), name="ck")),
    table(sa.ForeignKeyConstraint(["a"], ["p.id"], name="fk", ondelete="CASCADE", onupdate="SET NULL", match="FULL")),
    table(sa.ForeignKeyConstraint(["a", "b"], ["p.id", "p.bee"])),
    table(sa.ForeignKeyConstraint(["a"], ["t.id"])),
    table(sa.ForeignKeyConstraint(["a"], ["p.id"], postgresql_not_valid=True)),
    table(sa.ForeignKeyConstraint(["a"], ["shop.p.id"]), schema="shop"),
    table(sa.UniqueConstraint("a"), sa.CheckConstraint("a > 0", name="pos"), convention=True),
    table(sa.ForeignKeyConstraint(["a"], ["p.id"]), convention=True),
    table(sa.Column("c", sa.Integer, sa.CheckConstraint("c > 0", name="col"), unique=True, index=True)),
    table(sa.Column("c", sa.Integer, sa.ForeignKey("p.id", ondelete="CASCADE"))),
    table(sa.Column("c", sa.Integer, key="see"), sa.UniqueConstraint("see", name="uq_see")),
    table(sa.Column("c", sa.Enum("x", "y", name="e", native_enum=False, create_constraint=True))),
    table(postgresql.ExcludeConstraint(("a", "="), name="ex", using="gist", where=sa.text("a > 0"))),
    table(postgresql.ExcludeConstraint((sa.text("int4range(a, b)"), "&&"), (sa.column("a"), "="), ops={"a": "x"})),
    table(postgresql_tablespace="ts", prefixes=["UNLOGGED"], comment="it's"),
]


def lines(made: sa.Table) -> list[str]:
    """The lines of CREATE TABLE in an order of their own: that of constraints means nothing."""
    return sorted(line.strip(" \t,") for line in table_ddl(made).splitlines())


@pytest.mark.parametrize("made", TABLES)
def test_a_table_survives_being_written(made: sa.Table) -> None:
    op = CreateTableOp.from_table(made)
    scope = Scope(dialect=DIALECTS["postgresql"])
    recorder = RecordingOp()
    exec(render(op, scope), names(scope, recorder))
    (again,) = recorder.ops
    assert isinstance(again, CreateTableOp)
    assert lines(again.to_table()) == lines(made)
    assert rendered(again) == rendered(op)


def test_targets_of_foreign_keys_say_their_schema() -> None:
    made = table(sa.ForeignKeyConstraint(["a"], ["shop.p.id"]), schema="shop")
    assert "sa.ForeignKeyConstraint(['a'], ['shop.p.id'])" in rendered(CreateTableOp.from_table(made))


def test_a_target_that_is_not_there_is_taken_at_its_word() -> None:
    assert "['x.y.z']" in written(sa.ForeignKeyConstraint(["a"], ["x.y.z"]))


def test_a_later_foreign_key_is_written_now() -> None:
    made = table(sa.ForeignKeyConstraint(["a"], ["p.id"], use_alter=True, name="fk"))
    assert "use_alter" not in rendered(CreateTableOp.from_table(made))


def test_names_by_convention_are_final() -> None:
    text = rendered(CreateTableOp.from_table(table(sa.UniqueConstraint("a"), convention=True)))
    assert "sa.UniqueConstraint('a', name=op.f('uq_t_a'))" in text
    assert "sa.PrimaryKeyConstraint('id', name=op.f('pk_t'))" in text


def test_given_names_are_written_as_given() -> None:
    assert "name='uq')" in rendered(CreateTableOp.from_table(table(sa.UniqueConstraint("a", name="uq"))))


def test_constraints_of_types_are_left_to_the_types() -> None:
    enum = sa.Enum("x", name="e", native_enum=False, create_constraint=True)
    assert "CheckConstraint" not in rendered(CreateTableOp.from_table(table(sa.Column("c", enum))))


def test_an_index_object_is_the_same_again() -> None:
    made = table()
    index = sa.Index("ix", made.c.a, sa.text("b"), unique=True, postgresql_where=made.c.a > 5, postgresql_using="btree")
    text = written(index)
    assert text == (
        "sa.Index('ix', 'a', sa.text('b'), unique=True, postgresql_using='btree', postgresql_where=sa.text('a > 5'))"
    )
    assert "WHERE a > 5" in index_ddl(index)


@pytest.mark.parametrize(
    ("kind", "item"),
    [
        ("primary_key", sa.PrimaryKeyConstraint("a")),
        ("unique", sa.UniqueConstraint("a")),
        ("check", sa.CheckConstraint("a > 0")),
        ("foreign_key", sa.ForeignKeyConstraint(["a"], ["p.id"])),
        ("exclude", postgresql.ExcludeConstraint(("a", "="))),
    ],
)
def test_hooks_decide_about_constraints(kind: str, item: Any) -> None:
    scope = Scope(render_item=lambda k, found, context: f"mine({k!r})" if k == kind else False)
    assert write(item, scope) == f"mine({kind!r})"


def test_a_hook_that_returns_neither_text_nor_false_is_named() -> None:
    with pytest.raises(OperationError, match=r"render_item\(\) returned 5"):
        write(sa.UniqueConstraint("a"), Scope(render_item=lambda *_: 5))  # type: ignore[arg-type]
