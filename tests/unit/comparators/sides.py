"""Tables and snapshots as literals, for comparing without a database."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.default import DefaultDialect

from migrate.comparators.comparison import Comparison
from migrate.comparators.diff import diff
from migrate.comparators.filters import Filters
from migrate.comparators.materialize import MetadataSide, RecordSide
from migrate.comparators.records import Column, Table
from migrate.comparators.snapshot import Snapshot
from migrate.comparators.target import MetadataReader, tables_of
from migrate.dialects.support import DialectSupport, support_for
from migrate.operations.base import MigrateOperation
from migrate.operations.script import UpgradeOps

DIALECTS: dict[str, Dialect] = {
    "postgresql": postgresql.dialect(),  # type: ignore[no-untyped-call]
    "sqlite": sqlite.dialect(),
    "mysql": mysql.dialect(),
    "default": DefaultDialect(),
}


def support(name: str = "postgresql") -> DialectSupport:
    """Return a bundle that was never connected."""
    return support_for(DIALECTS[name])


def column(name: str, type_: str = "integer", nullable: bool = True, **parts: Any) -> Column:
    return Column(name, type_, nullable, **parts)


def table(name: str, *columns: Column, schema: str | None = None, **parts: Any) -> Table:
    return Table(schema, name, {c.name: c for c in columns or (column("id"),)}, **parts)


def snapshot(*tables: Table, dialect: str = "postgresql") -> Snapshot:
    return Snapshot(dialect, {t.key: t for t in tables})


def between(old: Snapshot, new: Snapshot, filters: Filters | None = None, **more: Any) -> list[MigrateOperation]:
    """Return the directives from one snapshot to another, both made of records."""
    bundle = support(old.dialect)
    sides = RecordSide(old.tables, bundle), RecordSide(new.tables, bundle)
    return list(diff(Comparison(old, new, *sides, bundle, filters or Filters(), **more)))


def to_models(
    old: Snapshot, metadata: sa.MetaData, filters: Filters | None = None, **more: Any
) -> list[MigrateOperation]:
    """Return the directives from a snapshot of records to models."""
    bundle = support(old.dialect)
    reader = MetadataReader(bundle)
    declared = {reader.key(t): t for t in tables_of(metadata)}
    new = Snapshot(old.dialect, {key: reader.table(t) for key, t in declared.items()})
    sides = RecordSide(old.tables, bundle), MetadataSide(declared, reader, new.tables)
    return list(diff(Comparison(old, new, *sides, bundle, filters or Filters(), **more)))


def read(metadata: sa.MetaData, dialect: str = "postgresql") -> Snapshot:
    """Return models as a snapshot."""
    reader = MetadataReader(support(dialect))
    return Snapshot(dialect, {reader.key(t): reader.table(t) for t in tables_of(metadata)})


def tags(ops: list[MigrateOperation]) -> list[Any]:
    """Return what the directives do, short: `("add_column", "t", "c")`, `("modify_nullable", "t", "c")`."""
    found: list[Any] = []
    for diff_ in UpgradeOps(ops).as_diffs():
        found += map(_short, diff_ if isinstance(diff_, list) else [diff_])
    return found


def _short(diff_: tuple[Any, ...]) -> tuple[str, ...]:
    tag, *rest = diff_
    if tag.startswith("modify_") or tag in ("fill_missing", "required_value"):
        return (tag, rest[1], rest[2])
    if tag in ("add_column", "remove_column"):
        return (tag, rest[1], rest[2].name)
    return (tag, str(rest[0].name))
