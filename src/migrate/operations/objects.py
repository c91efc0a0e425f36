"""What directives on objects beside tables have in common: a sequence, a type, a view belongs to a schema."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ..comparators.records import ObjectKey
from ..dialects.text import sql_text
from ..errors import UnsupportedError
from .base import Effect, MigrateOperation

if TYPE_CHECKING:
    from .facade import AbstractOperations

ELSEWHERE = {
    "schema": ("schemas that scripts create", "op.execute() can attach a database (SQLite) or create a user (Oracle)"),
    "extension": ("extensions", 'call it only on PostgreSQL: if op.get_context().dialect.name == "postgresql"'),
    "enum": (
        "enums as types of their own",
        "say the values with the column: op.alter_column(…, type_=sa.Enum(…))",
    ),
    "domain": ("domains", "say the type with the column, and its conditions with op.create_check_constraint()"),
    "sequence": (
        "sequences",
        "a primary key of integers counts up by itself; MariaDB has sequences, for a URL that begins with mariadb",
    ),
    "function": ("functions in SQL", "the application brings functions to it, with each connection"),
    "view": ("views", "query the tables"),
    "materialized_view": ("materialised views", "create a plain view, or a table with op.create_table()"),
    "trigger": ("triggers", "let the application do it"),
}
"""Kind of object → what a database that has none lacks, and what to do there."""
VERBS = {Effect.CREATE: "add", Effect.DROP: "remove", Effect.ALTER: "modify", Effect.RUN: "run"}


class ObjectOp(MigrateOperation):
    """Base of the directives that create, drop or alter one object of a schema.

    A subclass says which object (`key`); what it creates, drops and needs, its row in the preview and its diff tuple
    follow from that and from its declared effect.
    """

    schema: str | None

    @property
    def made_kind(self) -> str:
        """The kind of object, which not every database has."""
        return self.kind

    def statements(self, on: AbstractOperations) -> Iterable[str | sa.Executable]:
        """Yield the statements, texts as they are to be sent or constructs of SQLAlchemy."""
        raise NotImplementedError(f"{type(self).__name__} has no statements")

    def run(self, on: AbstractOperations) -> None:
        """Send the statements; raises UnsupportedError where the database has no such objects."""
        support = on.impl.support
        if self.made_kind in ELSEWHERE and not support.has_kind(self.made_kind):
            lacks, instead = ELSEWHERE[self.made_kind]
            raise UnsupportedError(
                f"{self.declaration.name} of {self.key().name!r} cannot run: {support.title} has no {lacks}",
                hint=instead,
            )
        for statement in self.statements(on):
            on.impl.execute(sql_text(statement) if isinstance(statement, str) else statement)

    def key(self) -> ObjectKey:
        """Return the identity of the object."""
        raise NotImplementedError(f"{type(self).__name__} does not say which object it is about")

    def detail(self) -> tuple[str, ...]:
        """Return the definition of the object in words close to SQL, for the preview."""
        return ()

    def changed(self) -> tuple[tuple[str, str | None, str], ...]:
        """Return what changes, as (what, before, after), for the preview of an ALTER."""
        return ()

    def creates(self) -> Iterable[ObjectKey]:
        """Return the object, if this creates it."""
        return (self.key(),) if self.effect is Effect.CREATE else ()

    def drops(self) -> Iterable[ObjectKey]:
        """Return the object, if this drops it."""
        return (self.key(),) if self.effect is Effect.DROP else ()

    def needs(self) -> Iterable[ObjectKey]:
        """Return the schema of the object, and the object itself where it is altered."""
        if self.schema is not None:
            yield schema_key(self.schema)
        if self.effect in (Effect.ALTER, Effect.RUN):
            yield self.key()

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """Return `("add_sequence", schema, name, definition)`, with `remove_` and `modify_` for the other effects."""
        key = self.key()
        return (f"{VERBS[self.effect]}_{self.kind}", key.schema, key.name, self.changed() or self.detail())


def one_line(text: str) -> str:
    """Return SQL on one line, for the preview."""
    return " ".join(text.split())


def schema_key(name: str) -> ObjectKey:
    """Return the key of a schema."""
    return ObjectKey("schema", None, name)
