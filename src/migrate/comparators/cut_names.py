"""Names that are too long for the database, which keeps their beginning (PostgreSQL: 63 bytes, whole characters).

The models' tables take part under the names the database gives them. A table of which every name fits is the model's
own; any other one, and whatever refers to it, is built anew, from its record with the names cut off and from the
model's own columns. So whatever is compared, written or handed to a hook says one name: the one that is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from typing import Any

import sqlalchemy as sa

from ..dialects.support import DialectSupport
from ..errors import CommandError
from ..operations.schemaobj import referent
from .materialize import RecordSide
from .records import Column, Table, TableKey, ordered
from .renames import Renames, after_renames
from .snapshot import Snapshot
from .target import MetadataReader, constraints_of, indexes_of

Cut = Callable[[str], str]


def as_stored(tables: Iterable[sa.Table], reader: MetadataReader) -> dict[TableKey, sa.Table]:
    """Return the models' tables by where they live, under the names that the database gives them.

    Raises CommandError where two names of one place are the same to the database, or a table is declared twice and
    not alike.
    """
    models = _once(tables, reader)
    if not reader.support.features.cuts_names:
        return {reader.key(table): table for table in models}
    renames = _renames(models, reader)
    keys = [renames.tables.get(key := reader.key(table), key) for table in models]
    schemas = {key: _schema(table, reader.support.stored_name) for key, table in zip(keys, models, strict=True)}
    found: dict[TableKey, sa.Table] = {}
    for key, table in zip(keys, models, strict=True):
        found[key] = table
        if _is_touched(table, renames, reader):
            record = _record(reader.table(table), renames, reader.support)
            found[key] = _Rebuilt(record, table, schemas, reader.support).table(key)
    return found


def _once(tables: Iterable[sa.Table], reader: MetadataReader) -> list[sa.Table]:
    """Return the tables without those that several MetaData, or two spellings of the default schema, say again."""
    found: dict[TableKey, sa.Table] = {}
    for table in tables:
        first = found.setdefault(key := reader.key(table), table)
        if first is not table and reader.table(first) != reader.table(table):
            raise CommandError(
                f"the models declare table {key} twice, and not alike",
                hint="leave one of them out, in this MetaData or in another one of target_metadata",
            )
    return list(found.values())


def _renames(models: Iterable[sa.Table], reader: MetadataReader) -> Renames:
    """Return which tables and columns have another name in the database."""
    cut = reader.support.stored_name
    whole: dict[TableKey, TableKey] = {}
    tables: dict[TableKey, TableKey] = {}
    columns: dict[TableKey, dict[str, str]] = {}
    for table in models:
        key = reader.key(table)
        stored = key._replace(name=cut(key.name))
        if whole.setdefault(stored, key) != key:
            raise clash("tables of the models", str(whole[stored]), str(key), str(stored))
        if stored != key:
            tables[key] = stored
        names = [str(column.name) for column in table.columns]
        if own := {name: cut(name) for name in names if cut(name) != name}:
            check_names(names, f"columns of {key}", cut)
            columns[stored] = own
    return Renames(tables, columns)


def _schema(table: sa.Table, cut: Cut) -> str | None:
    return None if table.schema is None else cut(table.schema)


def _is_touched(table: sa.Table, renames: Renames, reader: MetadataReader) -> bool:
    """Whether any name that a table has or refers to is cut off."""
    cut = reader.support.stored_name

    def changed(key: TableKey, schema: str | None) -> bool:
        return key in renames.tables or key in renames.columns or (schema is not None and cut(schema) != schema)

    if changed(reader.key(table), table.schema):
        return True
    items: list[sa.Constraint | sa.Index] = [*constraints_of(table, reader.compiler)]
    items += indexes_of(table, reader.compiler)
    for item in items:
        name = reader.name(item)
        if name is not None and cut(name) != name:
            return True
        if isinstance(item, sa.ForeignKeyConstraint):
            referred, schema, _ = referent(item)
            if changed(TableKey(reader.schema(schema), referred), schema):
                return True
    return False


def _record(table: Table, renames: Renames, support: DialectSupport) -> Table:
    """Return the record of a table with every name cut off."""
    snapshot = after_renames(Snapshot(support.name, {table.key: table}), renames, support)
    (found,) = snapshot.tables.values()
    kinds = ("unique_constraints", "foreign_keys", "check_constraints", "exclude_constraints", "indexes")
    parts: dict[str, Any] = {kind: _cut(getattr(found, kind), table, support.stored_name) for kind in kinds}
    if table.primary_key is not None and found.primary_key is not None:
        key = found.primary_key._replace(name=table.primary_key.name)  # a renamed table would keep that of its server
        (parts["primary_key"],) = _cut((key,), table, support.stored_name)
    return found._replace(**parts)


def _cut(records: tuple[Any, ...], table: Table, cut: Cut) -> tuple[Any, ...]:
    """Return constraints or indexes with their names cut off."""
    check_names([each.name for each in records if each.name], f"constraints or indexes of {table.key}", cut)
    return ordered(each._replace(name=cut(each.name)) if each.name else each for each in records)


def check_names(names: Iterable[str], what: str, cut: Cut) -> None:
    """Raise CommandError where two names of one place are one to the database."""
    found: dict[str, str] = {}
    for name in names:
        if (first := found.setdefault(cut(name), name)) != name:
            raise clash(what, first, name, cut(name))


def clash(what: str, first: str, second: str, stored: str) -> CommandError:
    """Return the error for two names that are one in the database."""
    return CommandError(
        f"two {what} have one name in the database, which keeps the beginning of a long name: {first!r} and "
        f"{second!r} are both {stored!r}",
        hint="give one of them a name that differs sooner",
    )


class _Rebuilt(RecordSide):
    """Builds one table from its record, with the columns of the model's table under the names of the record."""

    def __init__(
        self, record: Table, model: sa.Table, schemas: Mapping[TableKey, str | None], support: DialectSupport
    ) -> None:
        super().__init__({record.key: record}, support)
        self.model = model
        self.schemas = schemas
        self.own = {support.stored_name(str(column.name)): column for column in model.columns}

    def _schema(self, key: TableKey) -> str | None:
        return self.schemas.get(key, key.schema)

    def _table(self, key: TableKey, record: Table) -> sa.Table:
        keywords: dict[str, Any] = {
            **self.model.dialect_kwargs,
            "prefixes": list(self.model._prefixes),
            **self.support.table_keywords(dict(record.options)),
        }
        comment, info = self.model.comment, dict(self.model.info)
        return sa.Table(record.name, sa.MetaData(), schema=self._schema(key), comment=comment, info=info, **keywords)

    def _column(self, record: Column, table: Table) -> sa.Column[Any]:
        model = self.own[record.name]
        column = super()._column(record, table) if record.computed is not None else model._copy()
        column.name = column.key = record.name
        column.type = _without_check(model.type)
        column.info = dict(model.info)
        column.constraints.clear()
        column.foreign_keys.clear()
        column.primary_key = False
        column.unique = column.index = None
        column.nullable = model.nullable
        return column._copy()  # what the type of a column does to its table was settled before


def _without_check(type_: Any) -> Any:
    """Return a type without the CHECK of a Boolean or an Enum: the record has it."""
    if not getattr(type_, "create_constraint", False):
        return type_
    bare = copy(type_)
    bare.create_constraint = False
    return bare
