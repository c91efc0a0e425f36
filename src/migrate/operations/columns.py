"""Add, drop and alter columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import KW_ONLY, replace
from typing import TYPE_CHECKING, Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement, TextClause
from sqlalchemy.types import TypeEngine

from ..comparators.records import ObjectKey
from ..errors import IrreversibleError
from .base import (
    AlterTableOp,
    Effect,
    MigrateOperation,
    column_keys,
    counting_key,
    default_aside_key,
    default_back_key,
    filled_key,
    irreversible,
    keyless_key,
    not_null_key,
    sequence_named_key,
    table_key,
    type_keys,
    unique_key,
)
from .declare import arg, operation, swap_pairs
from .made_of import made_of, of_default, of_type, of_values, sequence_key
from .schemaobj import new_metadata, stub_table, supply_referents

if TYPE_CHECKING:
    from ..runtime.migration import MigrationContext
    from .facade import AbstractOperations
    from .fill import FillMissingOp

ColumnType: TypeAlias = TypeEngine[Any] | type[TypeEngine[Any]]
ServerDefault: TypeAlias = str | ColumnElement[Any] | TextClause | sa.FetchedValue | bool | None
"""Text, an expression, one of `Identity`, `Computed`, `DefaultClause`; None for none, False where nothing is said."""


@operation("add_column", kind="column", effect=Effect.CREATE)
class AddColumnOp(AlterTableOp):
    """Add a column, with the foreign keys, unique and check constraints and the index the Column carries."""

    table_name: str = arg(scope="table")
    column: sa.Column[Any] = arg()
    _: KW_ONLY
    schema: str | None = arg(default=None, scope="schema")
    insert_before: str | None = arg(default=None, only="batch")
    insert_after: str | None = arg(default=None, only="batch")
    if_not_exists: bool | None = None
    inline_references: bool | None = None
    inline_primary_key: bool | None = None
    kw: dict[str, Any] = arg(factory=dict, hidden=True)

    @classmethod
    def from_column(cls, col: sa.Column[Any]) -> AddColumnOp:
        """Return the directive that adds `col` to its own table."""
        return cls(col.table.name, col, schema=col.table.schema)

    @classmethod
    def from_column_and_tablename(cls, schema: str | None, tname: str, col: sa.Column[Any]) -> AddColumnOp:
        """Return the directive that adds `col` to the named table."""
        return cls(tname, col, schema=schema)

    def to_column(self) -> sa.Column[Any]:
        """Return the column."""
        return self.column

    def run(self, on: AbstractOperations) -> None:
        """Add the column, then what it carries."""
        column = self.column._copy() if self.column.table is not None else self.column
        table = stub_table(self.table_name, (), self.schema, new_metadata(on.migration_context))
        table.append_column(column)
        supply_referents(table, itself=True)
        keywords: dict[str, Any] = {"schema": self.schema}
        for name in ("insert_before", "insert_after", "if_not_exists", "inline_references", "inline_primary_key"):
            if (value := getattr(self, name)) is not None:
                keywords[name] = value
        on.impl.add_column(self.table_name, column, **keywords)
        inline = (sa.PrimaryKeyConstraint, *((sa.ForeignKeyConstraint,) if self.inline_references else ()))
        for constraint in sorted(table.constraints, key=lambda c: str(c.name or "")):
            if not isinstance(constraint, inline):
                on.impl.add_constraint(constraint)
        for index in sorted(table.indexes, key=lambda i: str(i.name)):
            on.impl.create_index(index)

    def reverse(self) -> DropColumnOp:
        """Return the drop of this column."""
        return DropColumnOp(
            self.table_name, self.column.name, schema=self.schema, if_exists=self.if_not_exists, _reverse=self
        )

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """Return `("add_column", schema, table, Column)`."""
        return ("add_column", self.schema, self.table_name, self.column)

    def creates(self) -> Iterable[ObjectKey]:
        """Return the column, and the primary key that comes with it."""
        yield from column_keys(self.schema, self.table_name, [self.column.name])
        if self.inline_primary_key:
            yield ObjectKey("primary key", self.schema, "", self.table_name)
            yield unique_key(self.schema, self.table_name, [self.column.name])

    def needs(self) -> Iterable[ObjectKey]:
        """Return the table, what the column is made of, and the columns a computed expression mentions."""
        yield table_key(self.schema, self.table_name)
        yield from made_of(self.schema, [self.column])
        mentioned = mentioned_columns(self.column)
        yield from column_keys(self.schema, self.table_name, mentioned)
        yield from type_keys(self.schema, self.table_name, mentioned)


@operation("drop_column", kind="column", effect=Effect.DROP)
class DropColumnOp(AlterTableOp):
    """Drop a column and its data."""

    table_name: str = arg(scope="table")
    column_name: str = arg()
    _: KW_ONLY
    schema: str | None = arg(default=None, scope="schema")
    if_exists: bool | None = None
    _reverse: AddColumnOp | None = arg(default=None, hidden=True)
    kw: dict[str, Any] = arg(factory=dict, rest=True)

    @classmethod
    def from_column_and_tablename(cls, schema: str | None, tname: str, col: sa.Column[Any]) -> DropColumnOp:
        """Return the directive that drops `col` and remembers how to add it again."""
        return AddColumnOp(tname, col, schema=schema).reverse()

    def to_column(self, migration_context: MigrationContext | None = None) -> sa.Column[Any]:
        """Return the column, whole where it is known, else its name only."""
        return self._reverse.column if self._reverse is not None else sa.Column(self.column_name, sa.types.NULLTYPE)

    def run(self, on: AbstractOperations) -> None:
        """Drop the column."""
        keywords = {"if_exists": self.if_exists} if self.if_exists is not None else {}
        on.impl.drop_column(
            self.table_name, self.to_column(on.migration_context), schema=self.schema, **keywords, **self.kw
        )

    def reverse(self) -> AddColumnOp:
        """Return the addition of the column that was dropped."""
        if self._reverse is None:
            raise irreversible(self)
        return self._reverse

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """Return `("remove_column", schema, table, Column)`."""
        return ("remove_column", self.schema, self.table_name, self.to_column())

    def drops(self) -> Iterable[ObjectKey]:
        """Return the column, and the primary key that goes with it."""
        if self._reverse is not None:
            return self._reverse.creates()
        return column_keys(self.schema, self.table_name, [self.column_name])

    def needs(self) -> Iterable[ObjectKey]:
        """Return the table, and what the addition needs."""
        yield table_key(self.schema, self.table_name)
        if self._reverse is not None:
            yield from self._reverse.needs()


@operation("alter_column", kind="column", effect=Effect.ALTER)
class AlterColumnOp(AlterTableOp):
    """Change a column. A value before the change is named `existing_…`, where the database or a reversal needs it."""

    table_name: str = arg(scope="table")
    column_name: str = arg()
    _: KW_ONLY
    modify_nullable: bool | None = arg(default=None, name="nullable", pair="existing_nullable")
    modify_comment: str | bool | None = arg(default=False, name="comment", pair="existing_comment")
    modify_server_default: ServerDefault = arg(default=False, name="server_default", pair="existing_server_default")
    modify_name: str | None = arg(default=None, name="new_column_name", pair="column_name")
    modify_type: ColumnType | None = arg(default=None, name="type_", pair="existing_type")
    existing_type: ColumnType | None = None
    existing_server_default: ServerDefault = False
    existing_nullable: bool | None = None
    existing_comment: str | None = None
    insert_before: str | None = arg(default=None, only="batch")
    insert_after: str | None = arg(default=None, only="batch")
    schema: str | None = arg(default=None, scope="schema")
    filled: FillMissingOp | None = arg(default=None, hidden=True)
    """What gives the rows their values, right before NOT NULL."""
    kw: dict[str, Any] = arg(factory=dict, rest=True)

    def has_changes(self) -> bool:
        """Whether anything is changed at all."""
        return (
            any(v is not None for v in (self.modify_nullable, self.modify_type, self.modify_name))
            or self.modify_server_default is not False
            or self.modify_comment is not False
            or any(not name.startswith("existing_") for name in self.kw)
        )

    def run(self, on: AbstractOperations) -> None:
        """Alter the column."""
        keywords = dict(self.kw)
        if self.insert_before is not None or self.insert_after is not None:
            keywords.update(insert_before=self.insert_before, insert_after=self.insert_after)
        dialect = on.impl.dialect.name
        checks = self.modify_type is not None and dialect != "sqlite"  # a rebuild there knows what types make
        if checks and dialect not in ("mysql", "mariadb"):
            for constraint in self._made_by(self.existing_type, on):
                if constraint.name is not None:
                    on.impl.drop_constraint(constraint)
        on.impl.alter_column(
            self.table_name,
            self.column_name,
            nullable=self.modify_nullable,
            server_default=self.modify_server_default,
            name=self.modify_name,
            type_=self.modify_type,
            schema=self.schema,
            comment=self.modify_comment,
            existing_comment=self.existing_comment,
            existing_type=self.existing_type,
            existing_server_default=self.existing_server_default,
            existing_nullable=self.existing_nullable,
            **keywords,
        )
        if checks:
            for constraint in self._made_by(self.modify_type, on):
                on.impl.add_constraint(constraint)

    def _made_by(self, type_: Any, on: AbstractOperations) -> list[sa.CheckConstraint]:
        """Return the CHECKs that a type makes for the column here: `Boolean`, `Enum` with `create_constraint=True`."""
        if not getattr(type_, "create_constraint", False):
            return []
        table = stub_table(self.table_name, (), self.schema, new_metadata(on.migration_context))
        table.append_column(sa.Column(self.modify_name or self.column_name, sa.types.to_instance(type_)))
        compiler = on.impl.dialect.ddl_compiler(on.impl.dialect, None)
        checks = [one for one in table.constraints if isinstance(one, sa.CheckConstraint)]
        return [one for one in checks if one._create_rule is None or one._create_rule(compiler)]

    def undo(self) -> list[MigrateOperation]:
        """Return the change back; nothing where the way back drops the column that this completes."""
        return [] if self.filled is not None and self.filled.added else [self.reverse()]

    def reverse(self) -> AlterColumnOp:
        """Return the change back; raises IrreversibleError when a value before the change is not known."""
        values = (
            ("existing_type", self.modify_type is not None, self.existing_type is None),
            ("existing_nullable", self.modify_nullable is not None, self.existing_nullable is None),
            ("existing_server_default", self.modify_server_default is not False, self.existing_server_default is False),
        )
        unknown = [name for name, changed, missing in values if changed and missing]
        if unknown:
            raise IrreversibleError(
                f"alter_column cannot be reversed: what {self.table_name}.{self.column_name} was before is not known",
                hint=f"say it with {', '.join(f'{name}=' for name in unknown)}, or write the downgrade by hand",
            )
        op = swap_pairs(self)
        for name in [n for n in self.kw if f"existing_{n}" in self.kw]:
            op.kw[name], op.kw[f"existing_{name}"] = self.kw[f"existing_{name}"], self.kw[name]
        return op

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """Return a tuple of the documented `modify_…` tuples, one for each thing that changes."""
        existing = {
            "existing_type": self.existing_type,
            "existing_nullable": self.existing_nullable,
            "existing_server_default": self.existing_server_default,
            "existing_comment": self.existing_comment,
        }
        found: list[tuple[str, str, Any, Any]] = []
        if self.modify_type is not None:
            found.append(("type", "existing_type", self.existing_type, self.modify_type))
        if self.modify_nullable is not None:
            found.append(("nullable", "existing_nullable", self.existing_nullable, self.modify_nullable))
        if self.modify_server_default is not False:
            found.append(
                ("default", "existing_server_default", self.existing_server_default, self.modify_server_default)
            )
        if self.modify_comment is not False:
            found.append(("comment", "existing_comment", self.existing_comment, self.modify_comment))
        found += [
            (name, f"existing_{name}", self.kw.get(f"existing_{name}"), value)
            for name, value in sorted(self.kw.items())
            if not name.startswith("existing_") and f"existing_{name}" in self.kw
        ]
        return tuple(
            (
                f"modify_{what}",
                self.schema,
                self.table_name,
                self.column_name,
                {k: v for k, v in existing.items() if k != own},
                old,
                new,
            )
            for what, own, old, new in found
        )

    def creates(self) -> Iterable[ObjectKey]:
        """Return the column under its new name, its new type, and the sequence that SERIAL makes."""
        yield from column_keys(self.schema, self.table_name, [self.modify_name] if self.modify_name else [])
        yield from self._changed_type()
        if self.kw.get("autoincrement") or isinstance(self.modify_server_default, sa.Identity):
            yield self._own_sequence()
        if self.modify_server_default is None:
            yield default_aside_key(self.schema, self.table_name, self.column_name)
        if self.modify_nullable is False:
            yield not_null_key(self.schema, self.table_name, self.modify_name or self.column_name)
        if self.kw.get("autoincrement"):
            yield keyless_key(self.schema, self.table_name, self.column_name)

    def drops(self) -> Iterable[ObjectKey]:
        """Return the column under its old name, its old type, and the sequence that SERIAL made."""
        yield from column_keys(self.schema, self.table_name, [self.column_name] if self.modify_name else [])
        yield from self._changed_type()
        replaced = isinstance(self.existing_server_default, sa.Identity) and self.modify_server_default is not False
        if self.kw.get("existing_autoincrement") or replaced:
            yield self._own_sequence()
        if self.modify_nullable:
            yield not_null_key(self.schema, self.table_name, self.column_name)
        if self.kw.get("autoincrement") is False:
            yield counting_key(self.schema, self.table_name, self.column_name)

    def _own_sequence(self) -> ObjectKey:
        """Return the sequence that PostgreSQL makes for the column: another one may have, or get, its name."""
        return sequence_key(self.schema, f"{self.table_name}_{self.column_name}_seq")

    def _changed_type(self) -> Iterable[ObjectKey]:
        defaults = (self.modify_server_default, self.existing_server_default)
        recomputed = self.modify_server_default is not False and any(isinstance(d, sa.Computed) for d in defaults)
        changes = self.modify_type is not None or recomputed
        return type_keys(self.schema, self.table_name, [self.column_name] if changes else [])

    def needs(self) -> Iterable[ObjectKey]:
        """Return the table and the column, and what both are made of."""
        yield table_key(self.schema, self.table_name)
        for type_, values in ((self.existing_type, "old values"), (self.modify_type, "new values")):
            yield from of_type(type_)
            yield from of_values(type_, values) if self.modify_type is not None else ()
        for default in (self.existing_server_default, self.modify_server_default):
            yield from of_default(default)
        if self.existing_server_default is None and self.modify_server_default is not None:
            yield default_back_key(self.schema, self.table_name, self.column_name)
        if self.modify_nullable is False:
            yield filled_key(self.schema, self.table_name, self.column_name)
        if not self.modify_name:
            yield from column_keys(self.schema, self.table_name, [self.column_name])
            yield sequence_named_key(self.schema, self.table_name, self.column_name)

    def split(self) -> tuple[MigrateOperation, ...]:
        """Return the change of counting apart from all else: a key goes or comes between them."""
        counts = self.kw.get("autoincrement")
        if counts is None or (self.modify_nullable is None and self.modify_type is None):
            return (self,)
        own = {name: value for name, value in self.kw.items() if name.endswith("autoincrement")}
        rest = replace(self, kw={name: value for name, value in self.kw.items() if name not in own})
        then = AlterColumnOp(
            self.table_name,
            self.column_name,
            schema=self.schema,
            existing_type=self.existing_type,
            existing_nullable=self.existing_nullable,
            existing_comment=self.existing_comment,
            existing_server_default=self.existing_server_default,
            kw=own,
        )
        if not counts:
            return then, rest
        then.existing_type = self.modify_type or self.existing_type
        then.existing_nullable = self.existing_nullable if self.modify_nullable is None else self.modify_nullable
        if not isinstance(self.modify_comment, bool):
            then.existing_comment = self.modify_comment
        if self.modify_server_default is not False:
            then.existing_server_default = self.modify_server_default
        return rest, then


def mentioned_columns(column: sa.Column[Any]) -> list[str]:
    """Return the names that the expression of a computed column may refer to, as far as tokens tell."""
    if column.computed is None:
        return []
    from ..dialects.tokens import names

    return sorted(names(str(column.computed.sqltext)) - {column.name})
