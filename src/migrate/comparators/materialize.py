"""SQLAlchemy objects on demand: for the directive that creates a thing, and for the one that brings it back.

A `Side` gives the objects behind one of the two snapshots. The model's side hands out the model's own; the other side
builds them from records, once for each table that changed. A table that did not change never becomes a `Table`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.sql.elements import conv

from ..dialects.support import DialectSupport
from ..dialects.text import sql_text
from ..operations.schemaobj import stub_table
from .records import (
    CheckConstraint,
    Column,
    ExcludeConstraint,
    ForeignKey,
    Index,
    IndexKey,
    ObjectKey,
    PrimaryKey,
    Table,
    TableKey,
    UniqueConstraint,
)
from .snapshot import Snapshot
from .target import MetadataReader, constraints_of, indexes_of

Constraint = PrimaryKey | UniqueConstraint | ForeignKey | CheckConstraint | ExcludeConstraint


class Side(Protocol):
    """The SQLAlchemy objects behind a snapshot."""

    @property
    def shown(self) -> Side:
        """The objects for a hook: those of a database have the types that SQLAlchemy would read."""

    def table(self, key: TableKey) -> sa.Table:
        """Return the table, whole."""

    def column(self, key: TableKey, name: str) -> sa.Column[Any]:
        """Return a column of it."""

    def constraint(self, key: TableKey, record: Constraint) -> sa.Constraint:
        """Return the constraint a record stands for, on its table."""

    def index(self, key: TableKey, record: Index) -> sa.Index:
        """Return the index a record stands for, on its table."""

    def stands_for(self, key: TableKey, other: Constraint | Index, record: Constraint | Index) -> None:
        """Let another record stand for the object of `record` too."""


class RecordSide:
    """Builds the objects from records.

    `models` are the model's tables: theirs is the spelling of a schema. A key says None for the default schema, and a
    model may say its name; directives on one table must agree, or the plan takes it for two. `objects` are those beside
    the tables: columns may have types among them.
    """

    def __init__(
        self,
        tables: Mapping[TableKey, Table],
        support: DialectSupport,
        models: Mapping[TableKey, sa.Table] = MappingProxyType({}),
        objects: Mapping[str, Mapping[ObjectKey, Any]] = MappingProxyType({}),
        *,
        for_hooks: bool = False,
    ) -> None:
        self.tables = tables
        self.objects = objects
        self.types = support.types_of(objects)
        self.support = support
        self.models = models
        self.type_object = support.reflected_type if for_hooks else support.type_object
        self._built: dict[TableKey, tuple[sa.Table, dict[Any, Any]]] = {}

    def of(self, snapshot: Snapshot) -> RecordSide:
        """Return the same for what another snapshot holds."""
        return RecordSide(snapshot.tables, self.support, self.models, snapshot.objects)

    @cached_property
    def shown(self) -> RecordSide:
        """The same with the types that SQLAlchemy would read, where a script says them in other words."""
        if type(self.support).reflected_type is DialectSupport.reflected_type:
            return self
        return RecordSide(self.tables, self.support, self.models, self.objects, for_hooks=True)

    def table(self, key: TableKey) -> sa.Table:
        """Return the table, built from its record."""
        return self._build(key)[0]

    def column(self, key: TableKey, name: str) -> sa.Column[Any]:
        """Return a column of it."""
        return self.table(key).c[name]

    def constraint(self, key: TableKey, record: Constraint) -> sa.Constraint:
        """Return the constraint a record stands for."""
        made: sa.Constraint = self._part(key, record, self._constraint)
        return made

    def index(self, key: TableKey, record: Index) -> sa.Index:
        """Return the index a record stands for."""
        made: sa.Index = self._part(key, record, self._index)
        return made

    def stands_for(self, key: TableKey, other: Constraint | Index, record: Constraint | Index) -> None:
        """Let another record stand for the object of `record` too."""
        _, parts = self._build(key)
        parts[_as_key(other)] = parts[_as_key(record)]

    def _part(self, key: TableKey, record: Any, build: Any) -> Any:
        table, parts = self._build(key)
        if _as_key(record) not in parts:
            parts[_as_key(record)] = build(record, table)
        return parts[_as_key(record)]

    def _schema(self, key: TableKey) -> str | None:
        return self.models[key].schema if key in self.models else key.schema

    def _build(self, key: TableKey) -> tuple[sa.Table, dict[Any, Any]]:
        if key not in self._built:
            record = self.tables[key]
            table = self._table(key, record)
            for column in record.columns.values():
                table.append_column(self._column(column, record))
            parts: dict[Any, Any] = {}
            self._built[key] = (table, parts)
            primary = (record.primary_key,) if record.primary_key else ()
            for constraint in (*primary, *record.unique_constraints, *record.foreign_keys, *record.check_constraints):
                parts[_as_key(constraint)] = self._constraint(constraint, table)
            for exclusion in record.exclude_constraints:
                parts[_as_key(exclusion)] = self._constraint(exclusion, table)
            for index in record.indexes:
                parts[_as_key(index)] = self._index(index, table)
        return self._built[key]

    def _table(self, key: TableKey, record: Table) -> sa.Table:
        keywords = self.support.table_keywords(dict(record.options))
        return sa.Table(record.name, sa.MetaData(), schema=self._schema(key), comment=record.comment, **keywords)

    def _column(self, record: Column, table: Table) -> sa.Column[Any]:
        type_ = self.types.get(record.type) or self.type_object(record.type)
        if record.collation is not None and hasattr(type_, "collation"):
            type_.collation = record.collation
        default: Any = None
        if record.computed is not None:
            default = sa.Computed(sql_text(record.computed.sql), persisted=record.computed.persisted)
        elif record.identity is not None:
            default = identity_of(record)
        elif record.default is not None:
            default = sa.DefaultClause(sql_text(self.support.written_default(record.default)))
        keywords = self.support.column_keywords(dict(record.options))
        column: sa.Column[Any] = sa.Column(
            record.name, type_, *([] if default is None else [default]), comment=record.comment, **keywords
        )
        column.nullable = record.nullable
        alone = table.primary_key is not None and table.primary_key.columns == (record.name,)
        silent = self.support.features.implicit_autoincrement or record.identity is not None
        if record.autoincrement:
            column.autoincrement = True
        elif alone and isinstance(type_, sa.Integer) and not silent:
            column.autoincrement = False
        return column

    def _constraint(self, record: Constraint, table: sa.Table) -> sa.Constraint:
        own: dict[str, Any] = dict(record.options)
        late: dict[str, Any] = {name: own.pop(name) for name in ("deferrable", "initially", "match") if name in own}
        keywords: dict[str, Any] = {"name": _final(record.name), **late, **self.support.constraint_keywords(own)}
        made: sa.Constraint
        if isinstance(record, PrimaryKey):
            made = sa.PrimaryKeyConstraint(*record.columns, **keywords)
        elif isinstance(record, UniqueConstraint):
            made = sa.UniqueConstraint(*record.columns, **keywords)
        elif isinstance(record, ForeignKey):
            made = self._foreign_key(record, table, keywords)
        elif isinstance(record, ExcludeConstraint):
            made = self._exclusion(record, table)
        else:
            made = sa.CheckConstraint(sql_text(record.sql), **keywords)
        if getattr(made, "parent", None) is None:
            table.append_constraint(made)
        return made

    def _foreign_key(self, record: ForeignKey, table: sa.Table, keywords: dict[str, Any]) -> sa.Constraint:
        referred = record.referred
        target = stub_table(referred.name, record.referred_columns, self._schema(referred), table.metadata)
        return sa.ForeignKeyConstraint(
            record.columns,
            [target.c[c] for c in record.referred_columns],
            onupdate=record.onupdate,
            ondelete=record.ondelete,
            **keywords,
        )

    def _exclusion(self, record: ExcludeConstraint, table: sa.Table) -> sa.Constraint:
        from sqlalchemy.dialects import postgresql

        own = dict(record.options)
        if "where" in own:
            own["where"] = sql_text(own["where"])
        elements = [(self._index_key(key, table), operator) for key, operator in record.elements]
        return postgresql.ExcludeConstraint(*elements, name=_final(record.name), **own)

    def _index(self, record: Index, table: sa.Table) -> sa.Index:
        plain, said = self.support.said_of_keys(record)
        keys = [self._index_key(key, table) for key in plain]
        keywords = self.support.index_keywords({**dict(record.options), **said})
        made = sa.Index(_final(record.name), *keys, unique=record.unique, **keywords)
        if made.table is None:
            made._set_parent(table)
        return made

    def _index_key(self, key: IndexKey, table: sa.Table) -> Any:
        if not key.expression and not key.modifiers:
            return table.c[key.sql]
        quote = self.support.plain_dialect.identifier_preparer.quote
        sql = f"({key.sql})" if key.expression else quote(key.sql)
        return sql_text(f"{sql} {key.modifiers}".rstrip())


class MetadataSide:
    """Hands out the model's own objects; what the model does not say in so many words is built from its record."""

    def __init__(
        self, tables: Mapping[TableKey, sa.Table], reader: MetadataReader, records: Mapping[TableKey, Table]
    ) -> None:
        self.tables = tables
        self.reader = reader
        self.built = RecordSide(records, reader.support, tables)
        self.originals: dict[tuple[TableKey, Any], Any] = {}
        """(table, record in the database's spelling) → the record in the model's own words."""
        self._objects: dict[TableKey, dict[Any, Any]] = {}

    @property
    def shown(self) -> MetadataSide:
        """The model's own objects are what hooks get."""
        return self

    @cached_property
    def with_info(self) -> Mapping[TableKey, Sequence[sa.Column[Any]]]:
        """The columns that were given an `info`; asking each for its own would make one for each of thousands."""
        found = (
            (key, [c for c in table.columns if "info" in c.__dict__ and c.info]) for key, table in self.tables.items()
        )
        return {key: columns for key, columns in found if columns}

    def table(self, key: TableKey) -> sa.Table:
        """Return the model's table."""
        return self.tables[key]

    def column(self, key: TableKey, name: str) -> sa.Column[Any]:
        """Return the model's column."""
        return next(c for c in self.tables[key].columns if c.name == name)

    def constraint(self, key: TableKey, record: Constraint) -> sa.Constraint:
        """Return the model's constraint, or one built from the record, which knows what its column says of it."""
        found: sa.Constraint | None = self._find(key, record)
        if found is None or self.reader.said_elsewhere(found):
            return self.built.constraint(key, record)
        return found

    def index(self, key: TableKey, record: Index) -> sa.Index:
        """Return the model's index, or one built from the record, which knows the operator class of a label."""
        found: sa.Index | None = self._find(key, record)
        if found is None or any(isinstance(each, sa.Label) for each in found.expressions):
            return self.built.index(key, record)
        return found

    def stands_for(self, key: TableKey, other: Constraint | Index, record: Constraint | Index) -> None:
        """Let another record stand for the object of `record` too."""
        self.originals[key, other] = self.originals.get((key, record), record)

    def _find(self, key: TableKey, record: Any) -> Any:
        objects = self._objects.get(key)
        if objects is None:
            objects = self._objects[key] = {_as_key(record): item for record, item in self._read(self.tables[key])}
        original = self.originals.get((key, record), record)
        if _as_key(original) in objects:
            return objects[_as_key(original)]
        if record.name:
            same = [o for (kind, r), o in objects.items() if kind is type(record) and r.name == record.name]
            return same[0] if same else None
        return None

    def _read(self, table: sa.Table) -> Any:
        reader = self.reader
        for constraint in constraints_of(table, reader.compiler):
            if isinstance(constraint, sa.PrimaryKeyConstraint):
                yield reader.primary_key(constraint), constraint
            elif isinstance(constraint, sa.ForeignKeyConstraint):
                yield reader.foreign_key(constraint), constraint
            elif isinstance(constraint, sa.UniqueConstraint):
                yield reader.unique(constraint), constraint
            elif isinstance(constraint, sa.CheckConstraint):
                yield reader.check(constraint), constraint
            elif constraint.__visit_name__ == "exclude_constraint":
                yield reader.exclude(constraint), constraint
        for index in indexes_of(table, reader.compiler):
            yield reader.index(index), index


def _as_key(record: Any) -> tuple[type, Any]:
    """Return a record with its class: records are tuples, and a key and a UNIQUE over the same columns are equal."""
    return type(record), record


def identity_of(record: Column) -> sa.Identity:
    """Return the `Identity` of a column's record."""
    assert record.identity is not None
    known = {k: v for k, v in record.identity._asdict().items() if v is not None and v is not False}
    return sa.Identity(**known)


def _final(name: str | None) -> Any:
    """Return a name of the database, marked as one that no naming convention changes."""
    return None if name is None else conv(name)
