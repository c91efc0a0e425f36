"""Create and drop triggers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import KW_ONLY
from typing import TYPE_CHECKING

from ..comparators.records import ObjectKey
from .base import Effect, irreversible
from .declare import arg, operation
from .objects import ObjectOp, one_line

if TYPE_CHECKING:
    from .facade import AbstractOperations


class TriggerOp(ObjectOp):
    """Base of the directives on one trigger."""

    trigger_name: str
    on_table: str
    reads: Sequence[ObjectKey]

    def key(self) -> ObjectKey:
        """Return the key of the trigger."""
        return ObjectKey("trigger", self.schema, self.trigger_name, self.on_table)

    def needs(self) -> Iterable[ObjectKey]:
        """Return the table, the columns that the trigger names, and its function."""
        yield from super().needs()
        yield from self.reads


@operation("create_trigger", kind="trigger", effect=Effect.CREATE, forms=("op",))
class CreateTriggerOp(TriggerOp):
    """Create a trigger from what follows its name: `BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()`.

    A definition that begins with CONSTRAINT makes a constraint trigger (PostgreSQL). `also` are statements that belong
    to it and run after it.
    """

    trigger_name: str
    on_table: str
    definition: str
    _: KW_ONLY
    schema: str | None = None
    also: Sequence[str] = ()
    reads: Sequence[ObjectKey] = arg(default=(), hidden=True)

    def statements(self, on: AbstractOperations) -> Iterable[str]:
        """Yield CREATE TRIGGER, and what belongs to the trigger."""
        from ..ddl.triggers import create_trigger

        yield create_trigger(self.trigger_name, self.definition, self.schema, on.impl.support.plain_dialect)
        yield from self.also

    def reverse(self) -> DropTriggerOp:
        """Return the directive that drops it."""
        return DropTriggerOp(self.trigger_name, self.on_table, schema=self.schema, reads=self.reads, previous=self)

    def detail(self) -> tuple[str, ...]:
        """Return the definition."""
        return (one_line(self.definition),)


@operation("drop_trigger", kind="trigger", effect=Effect.DROP, forms=("op",))
class DropTriggerOp(TriggerOp):
    """Drop a trigger of a table."""

    trigger_name: str
    on_table: str
    _: KW_ONLY
    schema: str | None = None
    if_exists: bool | None = None
    reads: Sequence[ObjectKey] = arg(default=(), hidden=True)
    previous: CreateTriggerOp | None = arg(default=None, hidden=True)

    def statements(self, on: AbstractOperations) -> Iterable[str]:
        """Yield DROP TRIGGER."""
        from ..ddl.triggers import drop_trigger

        name, table, exists = self.trigger_name, self.on_table, bool(self.if_exists)
        yield drop_trigger(name, table, self.schema, on.impl.support, if_exists=exists)

    def reverse(self) -> CreateTriggerOp:
        """Return the directive that creates it as it was."""
        if self.previous is None:
            raise irreversible(self)
        return self.previous

    def detail(self) -> tuple[str, ...]:
        """Return the definition of what goes."""
        return self.previous.detail() if self.previous is not None else ()
