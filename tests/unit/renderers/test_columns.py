"""Columns are written with everything the database keeps of them, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateColumn

from migrate.autogenerate import render_python_code
from migrate.operations import ops
from migrate.renderers.scope import RenderItem, Scope
from migrate.renderers.values import write
from tests.unit.renderers.rendering import DIALECTS, evaluated, written

COLUMNS: list[tuple[str, Any]] = [
    ("postgresql", lambda: sa.Column("a", sa.Integer)),
    ("postgresql", lambda: sa.Column("a", sa.Integer, nullable=False)),
    ("postgresql", lambda: sa.Column("a", sa.Integer, primary_key=True)),
    ("postgresql", lambda: sa.Column("a", sa.Integer, primary_key=True, autoincrement=False)),
    ("postgresql", lambda: sa.Column("a", sa.String(5), server_default='it\'s 100% \n "q" :x \\')),
    ("postgresql", lambda: sa.Column("a", sa.String(5), server_default="")),
    ("postgresql", lambda: sa.Column("a", sa.DateTime, server_default=sa.text("now()"))),
    ("postgresql", lambda: sa.Column("a", sa.DateTime, server_default=sa.func.now())),
    ("sqlite", lambda: sa.Column("a", sa.String, server_default=sa.func.lower("X%:y"))),
    ("mysql", lambda: sa.Column("a", sa.String(9), server_default=sa.func.lower("X%:y"))),
    ("postgresql", lambda: sa.Column("a", postgresql.JSONB, server_default=sa.text("'{\"k\"\\:1}'::jsonb"))),
    ("postgresql", lambda: sa.Column("a", sa.Boolean, server_default=sa.true())),
    ("sqlite", lambda: sa.Column("a", sa.Boolean, server_default=sa.true())),
    ("postgresql", lambda: sa.Column("a", sa.Integer, sa.Computed("b + 1"))),
    ("postgresql", lambda: sa.Column("a", sa.Integer, sa.Computed("b % 2", persisted=True), nullable=False)),
    ("mysql", lambda: sa.Column("a", sa.Integer, sa.Computed("b + 1", persisted=False))),
    ("postgresql", lambda: sa.Column("a", sa.Integer, sa.Identity())),
    (
        "postgresql",
        lambda: sa.Column(
            "a",
            sa.BigInteger,
            sa.Identity(always=True, start=5, increment=2, minvalue=1, maxvalue=99, cycle=True, cache=3),
        ),
    ),
    ("postgresql", lambda: sa.Column("a", sa.Integer, sa.Identity(nominvalue=True, nomaxvalue=True))),
    ("postgresql", lambda: sa.Column("a", sa.Integer, sa.Sequence("s", start=3), primary_key=True)),
    ("postgresql", lambda: sa.Column("Order", sa.Integer, quote=True)),
    ("postgresql", lambda: sa.Column("naïve name", sa.Integer, quote=False)),
    ("postgresql", lambda: sa.Column("a", sa.Integer, key="b")),
    ("postgresql", lambda: sa.Column("xmin", sa.Integer, system=True)),
    ("mysql", lambda: sa.Column("a", sa.Integer, comment="5% 'of' \"it\"\n → ✓")),
    ("postgresql", lambda: sa.Column("a", sa.Integer, sa.ForeignKey("s.t.b", name="fk", ondelete="CASCADE"))),
    ("postgresql", lambda: sa.Column("a", sa.Integer, sa.CheckConstraint("a > 0", name="ck"))),
    ("postgresql", lambda: sa.Column("a", sa.Integer, unique=True, index=True)),
    ("sqlite", lambda: sa.Column("a", sa.Integer, nullable=False, sqlite_on_conflict_not_null="FAIL")),
]


def ddl(column: sa.Column[Any], dialect: str) -> str:
    sa.Table("u", sa.MetaData(), column, sa.Column("other", sa.Integer))
    return CreateColumn(column).compile(dialect=DIALECTS[dialect]).string  # None for a system column


@pytest.mark.parametrize(("dialect", "make"), COLUMNS)
def test_a_column_survives_being_written(dialect: str, make: Any) -> None:
    text = written(make(), dialect)
    again = evaluated(make(), dialect)
    assert written(again, dialect) == text
    assert ddl(again, dialect) == ddl(make(), dialect)


def test_nullable_is_always_said() -> None:
    assert written(sa.Column("a", sa.Integer)) == "sa.Column('a', sa.Integer(), nullable=True)"


def test_what_only_python_knows_is_not_written() -> None:
    column = sa.Column("a", sa.Integer, default=5, onupdate=6, info={"x": object()}, doc="words")
    assert written(column) == "sa.Column('a', sa.Integer(), nullable=True)"


def test_a_default_the_database_sets_by_itself_is_said_to_be_there() -> None:
    column = sa.Column("a", sa.Integer, server_default=sa.FetchedValue())
    assert "server_default=sa.FetchedValue()" in written(column)


def test_a_sequence_keeps_its_options() -> None:
    sequence = sa.Sequence("s", start=1, increment=2, schema="x", cycle=True, data_type=sa.BigInteger())
    assert written(sequence) == (
        "sa.Sequence('s', start=1, increment=2, cycle=True, schema='x', data_type=sa.BigInteger())"
    )


def test_hooks_decide_about_columns_types_and_defaults() -> None:
    column = sa.Column("a", sa.Integer, server_default="5")
    for kind, text in (("column", "mine()"), ("type", "sa.Column('a', mine(), "), ("server_default", "=mine()")):
        assert text in write(column, Scope(render_item=_only(kind)))


@pytest.mark.parametrize("generated", [sa.Computed("b + 1"), sa.Identity()])
def test_what_generates_values_is_a_default_to_hooks(generated: Any) -> None:
    text = write(sa.Column("a", sa.Integer, generated), Scope(render_item=_only("server_default")))
    assert text.startswith("sa.Column('a', sa.Integer(), mine()")


def _only(kind: str) -> RenderItem:
    return lambda k, item, context: "mine()" if k == kind else False


def test_a_computed_key_told_apart_says_the_same_when_it_is_written_again() -> None:
    column = sa.Column("a", sa.Integer, sa.Computed("1 + 1"), primary_key=True)
    op = ops.CreateTableOp("t", [column, sa.PrimaryKeyConstraint("a")])
    again = sa.Column("a", sa.Integer(), sa.Computed("1 + 1"), nullable=False)
    text = render_python_code(ops.UpgradeOps([op]))
    assert "nullable=False" in text
    assert text == render_python_code(ops.UpgradeOps([ops.CreateTableOp("t", [again, sa.PrimaryKeyConstraint("a")])]))
