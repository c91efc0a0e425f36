"""What hooks of a third party change in what was read of a database, before anything is compared.

Those are `autogen_column_reflect` and `adjust_reflected_dialect_options` of an implementation, and SQLAlchemy's event
`column_reflect`, where somebody listens to it for all tables. They get what SQLAlchemy's inspector would report.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ..comparators.materialize import RecordSide
from ..comparators.records import Column, Index, Table
from ..comparators.snapshot import Snapshot
from ..comparators.target import MetadataReader
from .implementations import overridden

if TYPE_CHECKING:
    from collections.abc import Callable

    from .context import AutogenContext

PARTS = {"indexes": "index", "unique_constraints": "unique_constraint", "check_constraints": "check_constraint"}
"""Field of a table's record → what `adjust_reflected_dialect_options` is told that it is."""


def as_reflected(context: AutogenContext, snapshot: Snapshot) -> Snapshot:
    """Return the database's snapshot with what these hooks make of it."""
    impl = context.migration_context.impl
    columns = bool(listeners(sa.Table("any", sa.MetaData()))) or overridden(impl, "autogen_column_reflect")
    options = overridden(impl, "adjust_reflected_dialect_options")
    if not columns and not options:
        return snapshot
    side = RecordSide(snapshot.tables, context.support, objects=snapshot.objects).shown
    tables = {}
    for key, table in snapshot.tables.items():
        built = side.table(key)
        if columns:
            found = {name: _column(context, built, built.c[name], column) for name, column in table.columns.items()}
            table = table._replace(columns=found)
        tables[key] = _adjusted(context, table, side) if options else table
    return replace(snapshot, tables=tables)


def listeners(table: sa.Table) -> list[Callable[[Any, sa.Table, Any], None]]:
    """Return what listens to `column_reflect` of every table and of every MetaData."""
    return [*table.metadata.dispatch.column_reflect, *table.dispatch.column_reflect]


def _column(context: AutogenContext, table: sa.Table, built: sa.Column[Any], column: Column) -> Column:
    """Return what the hooks leave of a column."""
    support = context.support
    info: Any = {
        "name": column.name,
        "type": built.type,
        "nullable": column.nullable,
        "default": column.default,
        "autoincrement": column.autoincrement,
        "comment": column.comment,
    }
    if column.computed is not None:
        info["computed"] = {"sqltext": column.computed.sql, "persisted": column.computed.persisted}
    if column.identity is not None:
        info["identity"] = column.identity._asdict()
    context.migration_context.impl.autogen_column_reflect(context.inspector, table, info)
    for listen in listeners(table):
        listen(context.inspector, table, info)
    type_, default = info["type"], info.get("default")
    text = column.type if type_ is built.type else support.type_text(sa.types.to_instance(type_))
    if default is not None and default != column.default:
        default = support.canonical_default(default, text)
    nullable, comment = bool(info.get("nullable", True)), info.get("comment") or None
    return column._replace(type=text, nullable=nullable, default=default, comment=comment)


def _adjusted(context: AutogenContext, table: Table, side: RecordSide) -> Table:
    """Return a table whose indexes and constraints have the dialect options that the hook leaves them."""
    reader = MetadataReader(context.support)
    readers: dict[str, Callable[[Any], Any]] = {
        "index": reader.index, "unique_constraint": reader.unique, "check_constraint": reader.check,
    }  # fmt: skip
    for part, kind in PARTS.items():
        records = []
        for record in getattr(table, part):
            built: Any = side.index(table.key, record) if kind == "index" else side.constraint(table.key, record)
            given = dict(built.dialect_kwargs)
            said = {**_reported(record, built), "dialect_options": dict(given)}
            wanted = context.migration_context.impl.adjust_reflected_dialect_options(said, kind)
            changed = {name for name in given.keys() | wanted.keys() if given.get(name) != wanted.get(name)}
            records.append(_with_options(record, built, wanted, changed, readers[kind]) if changed else record)
        found: dict[str, Any] = {part: tuple(records)}
        table = table._replace(**found)
    return table


def _reported(record: Any, built: Any) -> dict[str, Any]:
    """Return what the inspector reports of an index, a UNIQUE or a CHECK besides its dialect options."""
    if isinstance(record, Index):
        found = {
            "name": record.name,
            "column_names": [None if key.expression else key.sql for key in record.keys],
            "unique": record.unique,
        }
        expressions = {"expressions": [key.sql for key in record.keys]}
        return {**found, **(expressions if any(key.expression for key in record.keys) else {})}
    if isinstance(built, sa.CheckConstraint):
        return {"name": record.name, "sqltext": record.sql}
    return {"name": record.name, "column_names": list(record.columns)}


def _with_options(
    record: Any, built: Any, wanted: dict[str, Any], changed: set[str], read: Callable[[Any], Any]
) -> Any:
    """Return the record with its options that changed as they are read of `built`, which gets `wanted`."""
    for name in changed - wanted.keys():
        del built.dialect_kwargs[name]
    built.dialect_kwargs.update({name: wanted[name] for name in changed & wanted.keys()})
    names = {name.partition("_")[2] for name in changed}
    kept = [(name, value) for name, value in record.options if name not in names]
    new = [(name, value) for name, value in read(built).options if name in names]
    return record._replace(options=tuple(sorted([*kept, *new])))
