"""Create, drop and rename tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import KW_ONLY
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import SchemaItem

from ..comparators.records import ObjectKey
from .base import (
    AlterTableOp,
    Effect,
    MigrateOperation,
    column_keys,
    cover_key,
    irreversible,
    table_key,
    unique_key,
)
from .declare import arg, operation
from .made_of import made_of
from .schemaobj import new_metadata, referent, stub_table, supply_referents

if TYPE_CHECKING:
    from ..runtime.migration import MigrationContext
    from .facade import AbstractOperations


@operation("create_table", kind="table", effect=Effect.CREATE, forms=("op",))
class CreateTableOp(MigrateOperation):
    """Create a table from columns and constraints; returns the `Table`, for `bulk_insert`."""

    table_name: str
    columns: Sequence[SchemaItem] = arg(star=True)
    _: KW_ONLY
    schema: str | None = None
    if_not_exists: bool | None = None
    comment: str | None = None
    info: dict[Any, Any] | None = None  # type: ignore[assignment]  # documented: the table's own info
    prefixes: Sequence[str] = ()
    _namespace_metadata: sa.MetaData | None = arg(default=None, hidden=True)
    _constraints_included: bool = arg(default=False, hidden=True)
    kw: dict[str, Any] = arg(factory=dict, rest=True)

    def __post_init__(self) -> None:
        """Give hooks a dictionary to write to, as every directive has one."""
        if self.info is None:
            self.info = {}

    @classmethod
    def from_table(cls, table: sa.Table, *, _namespace_metadata: sa.MetaData | None = None) -> CreateTableOp:
        """Return the directive that creates `table`, without its indexes."""
        own = (c for c in table.constraints if not _is_type_bound(c) and not _is_no_key(c))
        constraints = sorted(own, key=_constraint_order)
        return cls(
            table.name,
            [*table.columns, *constraints],
            schema=table.schema,
            comment=table.comment,
            info=dict(table.info),
            prefixes=tuple(table._prefixes),
            _namespace_metadata=_namespace_metadata or table.metadata,
            _constraints_included=True,
            kw=dict(table.dialect_kwargs),
        )

    def to_table(self, migration_context: MigrationContext | None = None) -> sa.Table:
        """Return the table as a `Table` of a MetaData of its own."""
        convention = getattr(self._namespace_metadata, "naming_convention", None)
        metadata = sa.MetaData(naming_convention=convention) if convention else new_metadata(migration_context)
        kw: dict[str, Any] = {**self.kw}
        if self.prefixes:
            kw["prefixes"] = list(self.prefixes)
        kw.update(schema=self.schema, comment=self.comment, info=self.info)
        table = sa.Table(self.table_name, metadata, **kw)
        constraints = [c for c in self.columns if isinstance(c, sa.Constraint)]
        for column in self.columns:
            if isinstance(column, sa.Column):
                table.append_column(_own_column(column, keep_references=not self._constraints_included))
        for constraint in constraints:
            table.append_constraint(_own_constraint(constraint, table))
        for item in self.columns:
            if not isinstance(item, (sa.Column, sa.Constraint)):
                item._set_parent_with_dispatch(table)
        supply_referents(table)
        return table

    def run(self, on: AbstractOperations) -> sa.Table:
        """Create the table, then the indexes its columns ask for."""
        table = self.to_table(on.migration_context)
        on.impl.create_table(table, if_not_exists=self.if_not_exists)
        return table

    def reverse(self) -> DropTableOp:
        """Return the drop of this table."""
        table_kw = {"info": self.info, "comment": self.comment, **self.kw}
        return DropTableOp(self.table_name, schema=self.schema, table_kw=table_kw, _reverse=self)

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """Return `("add_table", Table)`."""
        return ("add_table", self.to_table())

    def creates(self) -> Iterable[ObjectKey]:
        """Return the table, its columns and its unique keys."""
        names = [c.name for c in self.columns if isinstance(c, sa.Column)]
        yield table_key(self.schema, self.table_name)
        yield from column_keys(self.schema, self.table_name, names)
        for constraint in self.columns:
            if isinstance(constraint, (sa.PrimaryKeyConstraint, sa.UniqueConstraint)):
                yield unique_key(self.schema, self.table_name, [c.name for c in constraint.columns])

    def needs(self) -> Iterable[ObjectKey]:
        """Return what its columns are made of, and the tables, columns and keys its foreign keys refer to."""
        yield from made_of(self.schema, [c for c in self.columns if isinstance(c, sa.Column)])
        for constraint in self._foreign_keys():
            referred, schema, columns = referent(constraint)
            if (schema, referred) != (self.schema, self.table_name):
                yield table_key(schema, referred)
                yield from column_keys(schema, referred, columns)
                yield unique_key(schema, referred, columns)
                yield cover_key(schema, referred, columns)

    def split(self) -> tuple[MigrateOperation, ...]:
        """Return the table without its foreign keys to other tables, and those foreign keys."""
        from .foreign_keys import CreateForeignKeyOp

        given = [c for c in self._foreign_keys() if referent(c)[:2] != (self.table_name, self.schema)]
        if not given:
            return (self,)
        rest = CreateTableOp(
            self.table_name,
            [c for c in self.columns if not any(c is one for one in given)],
            **{name: getattr(self, name) for name in ("schema", "if_not_exists", "comment", "info", "prefixes", "kw")},
            _namespace_metadata=self._namespace_metadata,
            _constraints_included=self._constraints_included,
        )
        return (rest, *(CreateForeignKeyOp.from_constraint(c) for c in given))

    def _foreign_keys(self) -> list[sa.ForeignKeyConstraint]:
        return [c for c in self.columns if isinstance(c, sa.ForeignKeyConstraint)]


@operation("drop_table", kind="table", effect=Effect.DROP, forms=("op",))
class DropTableOp(MigrateOperation):
    """Drop a table and everything on it."""

    table_name: str
    _: KW_ONLY
    schema: str | None = None
    if_exists: bool | None = None
    table_kw: dict[str, Any] | None = arg(default=None, hidden=True)
    indexes: Sequence[MigrateOperation] = arg(default=(), hidden=True)
    _reverse: CreateTableOp | None = arg(default=None, hidden=True)
    kw: dict[str, Any] = arg(factory=dict, rest=True)

    @property
    def info(self) -> dict[Any, Any]:
        """The table's own info, as far as it is known; a dictionary that hooks may write to."""
        self.table_kw = {} if self.table_kw is None else self.table_kw
        found: dict[Any, Any] = self.table_kw.setdefault("info", {})
        return found

    @property
    def comment(self) -> str | None:
        """The comment of the table, as far as it is known."""
        return (self.table_kw or {}).get("comment")

    @property
    def prefixes(self) -> Sequence[str]:
        """The words before TABLE with which it was created, as far as they are known."""
        return self._reverse.prefixes if self._reverse is not None else ()

    @classmethod
    def from_table(cls, table: sa.Table, *, _namespace_metadata: sa.MetaData | None = None) -> DropTableOp:
        """Return the directive that drops `table` and remembers how to create it again."""
        return CreateTableOp.from_table(table, _namespace_metadata=_namespace_metadata).reverse()

    def to_table(self, migration_context: MigrationContext | None = None) -> sa.Table:
        """Return the table, whole where it is known, else its name only."""
        if self._reverse is not None:
            return self._reverse.to_table(migration_context)
        known = {name: value for name, value in (self.table_kw or {}).items() if value is not None}
        return sa.Table(self.table_name, new_metadata(migration_context), schema=self.schema, **{**known, **self.kw})

    def run(self, on: AbstractOperations) -> None:
        """Drop the table."""
        on.impl.drop_table(self.to_table(on.migration_context), if_exists=self.if_exists)

    def reverse(self) -> CreateTableOp:
        """Return the creation of the table that was dropped."""
        if self._reverse is None:
            raise irreversible(self)
        return self._reverse

    def undo(self) -> list[MigrateOperation]:
        """Return the creation of the table and of the indexes that go with it."""
        return [self.reverse(), *self.indexes]

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """Return `("remove_table", Table)`."""
        return ("remove_table", self.to_table())

    def drops(self) -> Iterable[ObjectKey]:
        """Return what its creation creates."""
        return self._reverse.creates() if self._reverse else (table_key(self.schema, self.table_name),)

    def needs(self) -> Iterable[ObjectKey]:
        """Return what its creation needs: that goes later."""
        return self._reverse.needs() if self._reverse else made_of(self.schema, ())

    def split(self) -> tuple[MigrateOperation, ...]:
        """Return drops of the foreign keys to other tables, then the drop of the rest."""
        if self._reverse is None:
            return (self,)
        rest, *given = (op.reverse() for op in self._reverse.split())
        assert isinstance(rest, DropTableOp)
        rest.indexes = self.indexes
        return (*reversed(given), rest)


@operation("rename_table", kind="table", effect=Effect.ALTER, forms=("op",))
class RenameTableOp(AlterTableOp):
    """Rename a table."""

    old_table_name: str
    new_table_name: str
    _: KW_ONLY
    schema: str | None = None

    @property
    def table_name(self) -> str:  # type: ignore[override]
        """The name before."""
        return self.old_table_name

    def run(self, on: AbstractOperations) -> None:
        """Rename the table."""
        on.impl.rename_table(self.old_table_name, self.new_table_name, schema=self.schema)

    def reverse(self) -> RenameTableOp:
        """Return the renaming back."""
        return RenameTableOp(self.new_table_name, self.old_table_name, schema=self.schema)

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """Return `("rename_table", schema, old name, new name)`."""
        return ("rename_table", self.schema, self.old_table_name, self.new_table_name)

    def creates(self) -> Iterable[ObjectKey]:
        """Return the table under its new name."""
        yield table_key(self.schema, self.new_table_name)

    def drops(self) -> Iterable[ObjectKey]:
        """Return the table under its old name."""
        yield table_key(self.schema, self.old_table_name)


def _is_type_bound(constraint: sa.Constraint) -> bool:
    return bool(getattr(constraint, "_type_bound", False))


def _is_no_key(constraint: sa.Constraint) -> bool:
    """Whether it is the empty primary key that a table without a key has."""
    return isinstance(constraint, sa.PrimaryKeyConstraint) and not constraint.columns


def _constraint_order(constraint: sa.Constraint) -> tuple[Any, ...]:
    """Primary key, foreign keys, uniques, checks; by name, then by columns: the same text on every run."""
    kinds = (sa.PrimaryKeyConstraint, sa.ForeignKeyConstraint, sa.UniqueConstraint, sa.CheckConstraint)
    rank = next((i for i, kind in enumerate(kinds) if isinstance(constraint, kind)), len(kinds))
    columns = [c.name for c in getattr(constraint, "columns", ())]
    return (rank, str(constraint.name or ""), columns, str(getattr(constraint, "sqltext", "")))


def _own_column(column: sa.Column[Any], *, keep_references: bool) -> sa.Column[Any]:
    """Return a copy that belongs to no table; foreign keys of the column itself go when they are listed apart."""
    copy = column._copy() if column.table is not None else column
    if not keep_references and column.table is not None:
        copy.constraints = {c for c in copy.constraints if isinstance(c, sa.CheckConstraint)}
        copy.foreign_keys.clear()
        copy.unique = copy.index = None
    return copy


def _targets(name: str, schema: str | None, columns: Sequence[str], table: sa.Table) -> list[Any]:
    """Return what a foreign key of `table` refers to: text, or columns where a name has a dot in it."""
    target = f"{schema}.{name}" if schema else name
    if not any("." in each for each in (name, *columns)):
        return [f"{target}.{column}" for column in columns]
    itself = (name, schema) == (table.name, table.schema)
    there = table if itself else stub_table(name, columns, schema, table.metadata)
    return [there.c[column] for column in columns]


def _own_constraint(constraint: sa.Constraint, table: sa.Table) -> sa.Constraint:
    """Return the constraint itself when it is free, else a copy for `table`."""
    if getattr(constraint, "parent", None) is None:
        return constraint
    if isinstance(constraint, sa.ForeignKeyConstraint):
        name, schema, columns = referent(constraint)
        return sa.ForeignKeyConstraint(
            [c.name for c in constraint.columns],
            _targets(name, schema, columns, table),
            name=constraint.name,
            onupdate=constraint.onupdate,
            ondelete=constraint.ondelete,
            deferrable=constraint.deferrable,
            initially=constraint.initially,
            match=constraint.match,
            use_alter=False,
            info=dict(constraint.info),
            **constraint.dialect_kwargs,
        )
    copied: sa.Constraint = constraint._copy(target_table=table)
    if isinstance(constraint, postgresql.ExcludeConstraint):
        copied.ops = constraint.ops  # type: ignore[attr-defined]  # which SQLAlchemy's copy leaves behind
    return copied
