"""Create, replace and drop views, materialised ones too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import KW_ONLY
from typing import TYPE_CHECKING, Any

from ..comparators.records import ObjectKey
from ..dialects.text import qualified
from .base import Effect, irreversible
from .declare import arg, operation, swap_pairs
from .objects import ObjectOp, one_line

if TYPE_CHECKING:
    from .facade import AbstractOperations


class ViewOp(ObjectOp):
    """Base of the directives on one view."""

    view_name: str
    reads: Sequence[ObjectKey]

    def key(self) -> ObjectKey:
        """Return the key of the view, materialised or not: both cannot have one name."""
        return view_key(self.schema, self.view_name)

    def needs(self) -> Iterable[ObjectKey]:
        """Return the schema, and what the view reads."""
        yield from super().needs()
        yield from self.reads


@operation("create_view", kind="view", effect=Effect.CREATE, forms=("op",))
class CreateViewOp(ViewOp):
    """Create a view from the text of its query, which may begin with names for its columns: `(a, b) AS SELECT …`.

    `also` are statements that belong to it and run after it: its indexes, comments, grants.
    """

    view_name: str
    definition: str
    _: KW_ONLY
    schema: str | None = None
    materialized: bool = False
    options: dict[str, str] | None = None
    also: Sequence[str] = ()
    reads: Sequence[ObjectKey] = arg(default=(), hidden=True)

    @property
    def made_kind(self) -> str:
        """A view, or a materialised one."""
        return "materialized_view" if self.materialized else "view"

    def statements(self, on: AbstractOperations) -> Iterable[str]:
        """Yield CREATE VIEW, and what belongs to the view."""
        from ..ddl.views import create_view

        how: dict[str, Any] = {"materialized": self.materialized, "options": self.options}
        yield create_view(self.view_name, self.definition, self.schema, on.impl.support.plain_dialect, **how)
        yield from self.also

    def reverse(self) -> DropViewOp:
        """Return the directive that drops it."""
        return DropViewOp(
            self.view_name, schema=self.schema, materialized=self.materialized, reads=self.reads, previous=self
        )

    def detail(self) -> tuple[str, ...]:
        """Return the query, and that it is materialised."""
        return (*(("materialized",) if self.materialized else ()), one_line(self.definition))


@operation("drop_view", kind="view", effect=Effect.DROP, forms=("op",))
class DropViewOp(ViewOp):
    """Drop a view; what reads it is never dropped along."""

    view_name: str
    _: KW_ONLY
    schema: str | None = None
    materialized: bool = False
    if_exists: bool | None = None
    reads: Sequence[ObjectKey] = arg(default=(), hidden=True)
    previous: CreateViewOp | None = arg(default=None, hidden=True)

    @property
    def made_kind(self) -> str:
        """A view, or a materialised one."""
        return "materialized_view" if self.materialized else "view"

    def statements(self, on: AbstractOperations) -> Iterable[str]:
        """Yield DROP VIEW, which the database refuses while anything reads the view."""
        from ..ddl.views import words

        name = qualified(self.view_name, self.schema, on.impl.support.plain_dialect)
        yield on.impl.support.dropping(words(self.materialized), name, if_exists=bool(self.if_exists))

    def reverse(self) -> CreateViewOp:
        """Return the directive that creates it as it was."""
        if self.previous is None:
            raise irreversible(self)
        return self.previous

    def detail(self) -> tuple[str, ...]:
        """Return the query of what goes."""
        return self.previous.detail() if self.previous is not None else ()


@operation("replace_view", kind="view", effect=Effect.ALTER, forms=("op",))
class ReplaceViewOp(ViewOp):
    """Give a view another query in place, so that grants and what reads it stay. `existing_definition` is the old one.

    `options`, those of WITH (…), have to be said again: the database forgets them. PostgreSQL keeps the names and types
    of the columns: where they differ, drop the view and create it. SQLite drops it by itself and creates it again, with
    its triggers; offline these are not known.
    """

    view_name: str
    definition: str = arg(pair="existing_definition")
    _: KW_ONLY
    existing_definition: str | None = None
    schema: str | None = None
    options: dict[str, str] | None = None
    reads: Sequence[ObjectKey] = arg(default=(), hidden=True)

    def statements(self, on: AbstractOperations) -> Iterable[str]:
        """Yield CREATE OR REPLACE VIEW; without these words the view is dropped, and comes back with its triggers."""
        from ..ddl.views import create_view

        support = on.impl.support
        dialect = support.plain_dialect
        replacing = support.replacing("view")
        also: Sequence[str] = ()
        if not replacing:
            if not on.impl.as_sql:
                also = support.taken_along(on.get_bind(), self.view_name, self.schema)
            yield support.dropping("VIEW", qualified(self.view_name, self.schema, dialect))
        how: dict[str, Any] = {"replacing": replacing, "options": self.options}
        yield create_view(self.view_name, self.definition, self.schema, dialect, **how)
        yield from also

    def reverse(self) -> ReplaceViewOp:
        """Return the directive that puts the query from before back."""
        if self.existing_definition is None:
            raise irreversible(self)
        return swap_pairs(self)

    def changed(self) -> tuple[tuple[str, str | None, str], ...]:
        """Return the queries before and after."""
        before = self.existing_definition
        return (("query", None if before is None else one_line(before), one_line(self.definition)),)


def view_key(schema: str | None, name: str) -> ObjectKey:
    """Return the key of a view."""
    return ObjectKey("view", schema, name)
