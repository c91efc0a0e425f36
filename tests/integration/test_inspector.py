"""The fallback for databases without a bundle of their own, tried on the three that have one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from migrate.autogenerate.compare import plan_for
from migrate.autogenerate.context import AutogenContext
from migrate.comparators.records import Table
from migrate.dialects.inspector import InspectorCatalog
from migrate.dialects.support import DialectSupport, support_for
from migrate.migration import MigrationContext
from migrate.renderers.preview import plan_text
from tests.databases import Scratch

DIALECTS = ["sqlite", "postgresql", "mariadb"]


def models(*, grown: bool = False) -> sa.MetaData:
    """Return two tables with every kind the inspector reports; `grown` has a change of each kind."""
    metadata = sa.MetaData()
    sa.Table("parent", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("code", sa.String(20)))
    sa.Table(
        "child",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("parent_id", sa.Integer, sa.ForeignKey("parent.id", name="fk_child_parent", ondelete="CASCADE")),
        sa.Column("name", sa.String(80 if grown else 50), nullable=grown),
        sa.Column("amount", sa.Numeric(10, 2)),
        *([sa.Column("day", sa.Date)] if grown else []),
        sa.UniqueConstraint("parent_id", "name", name="uq_child"),
        sa.Index("ix_child_amount", "amount", "name") if grown else sa.Index("ix_child_amount", "amount"),
    )
    return metadata


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_inspector_sees_what_the_catalog_of_our_own_sees(
    dialect: str, scratch_for: Callable[[str], Scratch]
) -> None:
    engine = scratch_for(dialect).engine
    models().create_all(engine)
    with engine.connect() as connection:
        support = support_for(connection.dialect)
        own = support.catalog(connection).tables([None])
        inspected = InspectorCatalog(connection, support).tables([None])
    assert {key: essence(table) for key, table in inspected.items()} == {
        key: essence(table) for key, table in own.items()
    }


def essence(table: Table) -> object:
    """Return what both catalogs say of a table in the same words; MySQL's unique indexes are named either way."""
    keys = {(u.name, u.columns) for u in table.unique_constraints}
    plain = {(i.name, tuple(k.sql for k in i.keys)) for i in table.indexes}
    return (
        {name: (column.type, column.nullable) for name, column in table.columns.items()},
        table.primary_key and table.primary_key.columns,
        [(f.name, f.columns, f.referred, f.referred_columns, f.ondelete) for f in table.foreign_keys],
        sorted(keys | {(n, c) for n, c in plain if n is not None}, key=repr),
    )


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])  # MariaDB shows widths and indexes nobody declared
def test_a_database_without_a_bundle_is_compared_and_changed(
    dialect: str, scratch_for: Callable[[str], Scratch]
) -> None:
    engine = scratch_for(dialect).engine
    models().create_all(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)

        def plan(metadata: sa.MetaData) -> str:
            autogen = AutogenContext(context, metadata)
            autogen.support = DialectSupport(connection.dialect)
            return plan_text(plan_for(autogen))

        assert plan(models()).startswith("No changes")
        text = plan(models(grown=True))
    for part in ("day", "name", "ix_child_amount"):
        assert part in text


def test_what_a_dialect_does_not_read_is_left_out(sqlite: Scratch, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQL Server's dialect reads no CHECK constraints, so all of the models would be proposed again and again."""

    def refuse(*args: object, **kw: object) -> None:
        raise NotImplementedError

    metadata = sa.MetaData()
    sa.Table("t", metadata, sa.Column("a", sa.Integer), sa.CheckConstraint("a > 1", name="ck"))
    with sqlite.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (a INTEGER, b INTEGER)")
    with sqlite.engine.connect() as connection:
        autogen = AutogenContext(MigrationContext.configure(connection), metadata)
        autogen.support = DialectSupport(connection.dialect)
        assert [op.kind for op in plan_for(autogen).upgrade_ops.flat()] == ["column", "check_constraint"]
        monkeypatch.setattr(type(connection.dialect), "get_check_constraints", refuse)
        assert [op.kind for op in plan_for(autogen).upgrade_ops.flat()] == ["column"]
