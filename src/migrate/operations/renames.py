"""Give an index, a constraint or a sequence another name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import KW_ONLY
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ..comparators.records import ObjectKey
from ..ddl.renames import RenameSequence
from .base import Effect, MigrateOperation, column_keys, sequence_named_key, table_key
from .declare import arg, operation
from .made_of import sequence_key
from .objects import ObjectOp

if TYPE_CHECKING:
    from .facade import AbstractOperations


@operation("rename_index", kind="index", effect=Effect.ALTER)
class RenameIndexOp(MigrateOperation):
    """Rename an index. On MySQL and MariaDB a UNIQUE constraint is an index, too."""

    old_index_name: str
    new_index_name: str
    table_name: str = arg(scope="table")
    _: KW_ONLY
    schema: str | None = arg(default=None, scope="schema")

    def run(self, on: AbstractOperations) -> None:
        """Rename the index; raises UnsupportedError where the database cannot."""
        on.impl.rename_index(self.old_index_name, self.new_index_name, self.table_name, schema=self.schema)

    def reverse(self) -> RenameIndexOp:
        """Return the renaming back."""
        return RenameIndexOp(self.new_index_name, self.old_index_name, self.table_name, schema=self.schema)

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """Return `("rename_index", schema, table, old name, new name)`."""
        return ("rename_index", self.schema, self.table_name, self.old_index_name, self.new_index_name)

    def creates(self) -> Iterable[ObjectKey]:
        """Return the index under its new name."""
        yield ObjectKey("index", self.schema, self.new_index_name, self.table_name)

    def drops(self) -> Iterable[ObjectKey]:
        """Return the index under its old name."""
        yield ObjectKey("index", self.schema, self.old_index_name, self.table_name)

    def needs(self) -> Iterable[ObjectKey]:
        """Return the table."""
        yield table_key(self.schema, self.table_name)


@operation("rename_constraint", kind="constraint", effect=Effect.ALTER)
class RenameConstraintOp(MigrateOperation):
    """Rename a constraint, and with a key its index."""

    old_constraint_name: str
    new_constraint_name: str
    table_name: str = arg(scope="table")
    _: KW_ONLY
    schema: str | None = arg(default=None, scope="schema")

    def run(self, on: AbstractOperations) -> None:
        """Rename the constraint; raises UnsupportedError where the database cannot."""
        on.impl.rename_constraint(
            self.old_constraint_name, self.new_constraint_name, self.table_name, schema=self.schema
        )

    def reverse(self) -> RenameConstraintOp:
        """Return the renaming back."""
        return RenameConstraintOp(
            self.new_constraint_name, self.old_constraint_name, self.table_name, schema=self.schema
        )

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """Return `("rename_constraint", schema, table, old name, new name)`."""
        return ("rename_constraint", self.schema, self.table_name, self.old_constraint_name, self.new_constraint_name)

    def creates(self) -> Iterable[ObjectKey]:
        """Return the constraint under its new name."""
        yield ObjectKey("constraint", self.schema, self.new_constraint_name, self.table_name)

    def drops(self) -> Iterable[ObjectKey]:
        """Return the constraint under its old name."""
        yield ObjectKey("constraint", self.schema, self.old_constraint_name, self.table_name)

    def needs(self) -> Iterable[ObjectKey]:
        """Return the table."""
        yield table_key(self.schema, self.table_name)


@operation("rename_sequence", kind="sequence", effect=Effect.ALTER, forms=("op",))
class RenameSequenceOp(ObjectOp):
    """Rename a sequence, that of a SERIAL or identity column too."""

    old_sequence_name: str
    new_sequence_name: str
    _: KW_ONLY
    schema: str | None = None
    if_exists: bool | None = None
    column: tuple[str, str] | None = arg(default=None, hidden=True)
    """Table and column, under their new names, whose sequence it is: what changes the column finds the right name."""

    def key(self) -> ObjectKey:
        """Return the key of the sequence under its old name."""
        return sequence_key(self.schema, self.old_sequence_name)

    def statements(self, on: AbstractOperations) -> Iterable[sa.Executable]:
        """Yield ALTER SEQUENCE … RENAME TO."""
        yield RenameSequence(self.old_sequence_name, self.new_sequence_name, self.schema, bool(self.if_exists))

    def reverse(self) -> RenameSequenceOp:
        """Return the renaming back."""
        names = (self.new_sequence_name, self.old_sequence_name)
        return RenameSequenceOp(*names, schema=self.schema, if_exists=self.if_exists, column=self.column)

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """Return `("rename_sequence", schema, old name, new name)`."""
        return ("rename_sequence", self.schema, self.old_sequence_name, self.new_sequence_name)

    def creates(self) -> Iterable[ObjectKey]:
        """Return the sequence under its new name, or that the sequence of the column has the right one."""
        if self.column is None:
            yield sequence_key(self.schema, self.new_sequence_name)
        else:
            yield sequence_named_key(self.schema, *self.column)

    def drops(self) -> Iterable[ObjectKey]:
        """Return the sequence under its old name."""
        yield self.key()

    def needs(self) -> Iterable[ObjectKey]:
        """Return the column whose sequence it is, and nothing else: its table is renamed before."""
        if self.column is not None:
            yield from column_keys(self.schema, self.column[0], [self.column[1]])
