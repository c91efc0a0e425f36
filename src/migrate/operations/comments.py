"""Set and remove the comment of a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import KW_ONLY
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ..comparators.records import ObjectKey
from .base import AlterTableOp, Effect, table_key
from .declare import arg, operation
from .schemaobj import new_metadata

if TYPE_CHECKING:
    from ..runtime.migration import MigrationContext
    from .facade import AbstractOperations


@operation("create_table_comment", kind="comment", effect=Effect.ALTER)
class CreateTableCommentOp(AlterTableOp):
    """Set the comment of a table."""

    table_name: str = arg(scope="table")
    comment: str | None = arg()
    _: KW_ONLY
    existing_comment: str | None = None
    schema: str | None = arg(default=None, scope="schema")

    def to_table(self, migration_context: MigrationContext | None = None) -> sa.Table:
        """Return a table with the comment."""
        return sa.Table(self.table_name, new_metadata(migration_context), schema=self.schema, comment=self.comment)

    def run(self, on: AbstractOperations) -> None:
        """Set the comment."""
        on.impl.create_table_comment(self.to_table(on.migration_context))

    def reverse(self) -> CreateTableCommentOp | DropTableCommentOp:
        """Return the comment before, or its removal when there was none."""
        if self.existing_comment is None:
            return DropTableCommentOp(self.table_name, existing_comment=self.comment, schema=self.schema)
        return CreateTableCommentOp(
            self.table_name, self.existing_comment, existing_comment=self.comment, schema=self.schema
        )

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """Return `("add_table_comment", Table, existing comment)`."""
        return ("add_table_comment", self.to_table(), self.existing_comment)

    def needs(self) -> Iterable[ObjectKey]:
        """Return the table."""
        return (table_key(self.schema, self.table_name),)


@operation("drop_table_comment", kind="comment", effect=Effect.ALTER)
class DropTableCommentOp(AlterTableOp):
    """Remove the comment of a table."""

    table_name: str = arg(scope="table")
    _: KW_ONLY
    existing_comment: str | None = None
    schema: str | None = arg(default=None, scope="schema")

    def to_table(self, migration_context: MigrationContext | None = None) -> sa.Table:
        """Return the table, without a comment."""
        return sa.Table(self.table_name, new_metadata(migration_context), schema=self.schema)

    def run(self, on: AbstractOperations) -> None:
        """Remove the comment."""
        on.impl.drop_table_comment(self.to_table(on.migration_context))

    def reverse(self) -> CreateTableCommentOp:
        """Return the comment that was removed."""
        return CreateTableCommentOp(self.table_name, self.existing_comment, schema=self.schema)

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """Return `("remove_table_comment", Table)`."""
        return ("remove_table_comment", self.to_table())

    def needs(self) -> Iterable[ObjectKey]:
        """Return the table."""
        return (table_key(self.schema, self.table_name),)
