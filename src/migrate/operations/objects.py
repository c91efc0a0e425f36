"""What directives on objects beside tables have in common: a sequence, a type, a view belongs to a schema."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..comparators.records import ObjectKey
from .base import Effect, MigrateOperation

VERBS = {Effect.CREATE: "add", Effect.DROP: "remove", Effect.ALTER: "modify", Effect.RUN: "run"}


class ObjectOp(MigrateOperation):
    """Base of the directives that create, drop or alter one object of a schema.

    A subclass says which object (`key`); what it creates, drops and needs, its row in the preview and its diff tuple
    follow from that and from its declared effect.
    """

    schema: str | None

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


def schema_key(name: str) -> ObjectKey:
    """Return the key of a schema."""
    return ObjectKey("schema", None, name)
