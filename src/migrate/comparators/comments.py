"""The comment of a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from ..operations.comments import CreateTableCommentOp, DropTableCommentOp
from .kind import Kind, Ops, Place
from .records import Table


class Comment(NamedTuple):
    """A table's comment; every table has at most one, so it has no name of its own."""

    name: str
    text: str


class Comments(Kind[Comment]):
    """The comment of a table; an empty one is none."""

    name = "comment"

    def of(self, table: Table) -> Sequence[Comment]:
        """Return the comment, if any."""
        return (Comment("comment", table.comment),) if table.comment else ()

    def create(self, at: Place, new: Comment) -> Ops:
        """Return the directive that sets it."""
        yield CreateTableCommentOp(at.key.name, new.text, schema=at.schema)

    def drop(self, at: Place, old: Comment) -> Ops:
        """Return the directive that removes it."""
        yield DropTableCommentOp(at.key.name, existing_comment=old.text, schema=at.schema)

    def alter(self, at: Place, old: Comment, new: Comment) -> Ops:
        """Return the directive that sets another."""
        yield CreateTableCommentOp(at.key.name, new.text, existing_comment=old.text, schema=at.schema)

    def old_object(self, at: Place, record: Comment) -> Any:
        """Return the table of the comment."""
        return at.old.shown.table(at.key)

    def new_object(self, at: Place, record: Comment) -> Any:
        """Return the table of the comment."""
        return at.new.table(at.key)
