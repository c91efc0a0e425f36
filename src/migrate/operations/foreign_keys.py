"""Create foreign keys."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from dataclasses import KW_ONLY
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ..comparators.records import ObjectKey
from . import schemaobj
from .base import Effect, column_keys, cover_key, table_key, type_keys, unique_key
from .constraints import AddConstraintOp, DropConstraintOp, constraint_name
from .declare import arg, operation

if TYPE_CHECKING:
    from ..runtime.migration import MigrationContext


@AddConstraintOp.register_add_constraint("foreign_key_constraint")
@operation("create_foreign_key", kind="foreign_key", effect=Effect.CREATE)
class CreateForeignKeyOp(AddConstraintOp):
    """Add a foreign key."""

    constraint_type = "foreignkey"
    diff_name = "fk"
    constraint_name: str | None
    source_table: str = arg(scope="table")
    referent_table: str = arg()
    local_cols: Sequence[str] = arg()
    remote_cols: Sequence[str] = arg()
    _: KW_ONLY
    onupdate: str | None = None
    ondelete: str | None = None
    deferrable: bool | None = None
    initially: str | None = None
    match: str | None = None
    source_schema: str | None = arg(default=None, scope="schema")
    referent_schema: str | None = None
    dialect_kw: dict[str, Any] = arg(factory=dict, rest=True)
    makes_index: bool | None = arg(default=None, hidden=True)
    """Whether the server makes an index for the key, which goes when the directive is reversed."""

    @property
    def kw(self) -> MutableMapping[str, Any]:
        """The keywords as one mapping, through which hooks read and set them too."""
        return Keywords(self)

    @property
    def table_name(self) -> str:  # type: ignore[override]
        """The table that has the foreign key."""
        return self.source_table

    @property
    def schema(self) -> str | None:  # type: ignore[override]
        """The schema of the table that has the foreign key."""
        return self.source_schema

    @classmethod
    def from_constraint(cls, constraint: sa.Constraint) -> CreateForeignKeyOp:
        """Return the directive for a `ForeignKeyConstraint`."""
        assert isinstance(constraint, sa.ForeignKeyConstraint)
        table, schema, columns = schemaobj.referent(constraint)
        return cls(
            constraint_name(constraint),
            constraint.table.name,
            table,
            [c.name for c in constraint.columns],
            columns,
            onupdate=constraint.onupdate,
            ondelete=constraint.ondelete,
            deferrable=constraint.deferrable,
            initially=constraint.initially,
            match=constraint.match,
            source_schema=constraint.table.schema,
            referent_schema=schema,
            dialect_kw=dict(constraint.dialect_kwargs),
        )

    def to_constraint(self, migration_context: MigrationContext | None = None) -> sa.ForeignKeyConstraint:
        """Return the `ForeignKeyConstraint`."""
        return schemaobj.foreign_key(
            self.constraint_name,
            self.source_table,
            self.referent_table,
            self.local_cols,
            self.remote_cols,
            source_schema=self.source_schema,
            referent_schema=self.referent_schema,
            metadata=schemaobj.new_metadata(migration_context),
            onupdate=self.onupdate,
            ondelete=self.ondelete,
            deferrable=self.deferrable,
            initially=self.initially,
            match=self.match,
            **self.dialect_kw,
        )

    def reverse(self) -> DropConstraintOp:
        """Return the drop of the key, and of the index it made."""
        return dataclasses.replace(super().reverse(), drop_index=self.makes_index)

    def column_names(self) -> list[str]:
        """Return the referring columns."""
        return list(self.local_cols)

    def needs(self) -> Iterable[ObjectKey]:
        """Return both tables, both sides' columns, the referred key and, for MySQL, an index on each side's columns."""
        yield from super().needs()
        yield table_key(self.referent_schema, self.referent_table)
        yield from column_keys(self.referent_schema, self.referent_table, self.remote_cols)
        yield from type_keys(self.referent_schema, self.referent_table, self.remote_cols)
        yield unique_key(self.referent_schema, self.referent_table, self.remote_cols)
        yield cover_key(self.referent_schema, self.referent_table, self.remote_cols)
        yield cover_key(self.schema, self.table_name, self.local_cols)


OPTIONS = ("onupdate", "ondelete", "deferrable", "initially", "match")
SCHEMAS = ("source_schema", "referent_schema")


class Keywords(MutableMapping[str, Any]):
    """What a foreign key is created with besides its names: a view of the directive's fields.

    An option that is None is not there; the two schemas always are.
    """

    def __init__(self, op: CreateForeignKeyOp) -> None:
        self.op = op

    def __iter__(self) -> Iterator[str]:
        yield from SCHEMAS
        yield from (name for name in OPTIONS if getattr(self.op, name) is not None)
        yield from self.op.dialect_kw

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __getitem__(self, name: str) -> Any:
        if name not in iter(self):
            raise KeyError(name)
        return getattr(self.op, name) if name in (*SCHEMAS, *OPTIONS) else self.op.dialect_kw[name]

    def __setitem__(self, name: str, value: Any) -> None:
        if name in (*SCHEMAS, *OPTIONS):
            setattr(self.op, name, value)
        else:
            self.op.dialect_kw[name] = value

    def __delitem__(self, name: str) -> None:
        if name in (*SCHEMAS, *OPTIONS):
            setattr(self.op, name, None)
        else:
            del self.op.dialect_kw[name]

    def __repr__(self) -> str:
        return repr(dict(self))
