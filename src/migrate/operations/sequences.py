"""Create, change and drop sequences that belong to no column."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import KW_ONLY
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.schema import CreateSequence, DropSequence

from ..comparators.records import ObjectKey
from .base import Effect, irreversible
from .declare import arg, operation, swap_pairs
from .made_of import sequence_key
from .objects import ObjectOp

if TYPE_CHECKING:
    from .facade import AbstractOperations

OPTIONS = ("start", "increment", "minvalue", "maxvalue", "cache", "cycle")
ALTERED = ("data_type", *OPTIONS)
_WORDS = {"data_type": "type"}


class SequenceOp(ObjectOp):
    """Base of the directives on one sequence."""

    sequence_name: str

    def key(self) -> ObjectKey:
        """Return the key of the sequence."""
        return sequence_key(self.schema, self.sequence_name)


@operation("create_sequence", kind="sequence", effect=Effect.CREATE, forms=("op",))
class CreateSequenceOp(SequenceOp):
    """Create a sequence; what is left out is the database's default."""

    sequence_name: str
    _: KW_ONLY
    data_type: Any = None
    start: int | None = None
    increment: int | None = None
    minvalue: int | None = None
    maxvalue: int | None = None
    cache: int | None = None
    cycle: bool | None = None
    schema: str | None = None
    if_not_exists: bool | None = None

    def to_sequence(self) -> sa.Sequence:
        """Return the `Sequence`."""
        said: dict[str, Any] = {name: getattr(self, name) for name in OPTIONS if getattr(self, name) is not None}
        return sa.Sequence(self.sequence_name, schema=self.schema, data_type=self.data_type, **said)

    def statements(self, on: AbstractOperations) -> Iterable[sa.Executable]:
        """Yield CREATE SEQUENCE."""
        yield CreateSequence(self.to_sequence(), if_not_exists=bool(self.if_not_exists))

    def reverse(self) -> DropSequenceOp:
        """Return the directive that drops it."""
        return DropSequenceOp(self.sequence_name, schema=self.schema, previous=self)

    def detail(self) -> tuple[str, ...]:
        """Return the options that are said."""
        return tuple(f"{name} {getattr(self, name)}" for name in OPTIONS if getattr(self, name) not in (None, False))


@operation("drop_sequence", kind="sequence", effect=Effect.DROP, forms=("op",))
class DropSequenceOp(SequenceOp):
    """Drop a sequence."""

    sequence_name: str
    _: KW_ONLY
    schema: str | None = None
    if_exists: bool | None = None
    previous: CreateSequenceOp | None = arg(default=None, hidden=True)

    def statements(self, on: AbstractOperations) -> Iterable[sa.Executable]:
        """Yield DROP SEQUENCE."""
        dropped = sa.Sequence(self.sequence_name, schema=self.schema)
        yield DropSequence(dropped, if_exists=bool(self.if_exists))

    def reverse(self) -> CreateSequenceOp:
        """Return the directive that creates it as it was."""
        if self.previous is None:
            raise irreversible(self)
        return self.previous

    def detail(self) -> tuple[str, ...]:
        """Return the definition of what goes."""
        return self.previous.detail() if self.previous is not None else ()


@operation("alter_sequence", kind="sequence", effect=Effect.ALTER, forms=("op",))
class AlterSequenceOp(SequenceOp):
    """Change options of a sequence; what is left out stays. `existing_…` are the values before, for the way back."""

    sequence_name: str
    _: KW_ONLY
    data_type: Any = arg(default=None, pair="existing_data_type")
    start: int | None = arg(default=None, pair="existing_start")
    increment: int | None = arg(default=None, pair="existing_increment")
    minvalue: int | None = arg(default=None, pair="existing_minvalue")
    maxvalue: int | None = arg(default=None, pair="existing_maxvalue")
    cache: int | None = arg(default=None, pair="existing_cache")
    cycle: bool | None = arg(default=None, pair="existing_cycle")
    existing_data_type: Any = None
    existing_start: int | None = None
    existing_increment: int | None = None
    existing_minvalue: int | None = None
    existing_maxvalue: int | None = None
    existing_cache: int | None = None
    existing_cycle: bool | None = None
    schema: str | None = None

    def statements(self, on: AbstractOperations) -> Iterable[sa.Executable]:
        """Yield ALTER SEQUENCE, and before it what moves the sequence where it cannot be outside its range."""
        from ..ddl.sequence_ranges import moves, restarts
        from ..ddl.sequences import AlterSequence

        options = {name: value for name in ALTERED if (value := getattr(self, name)) is not None}
        if on.impl.support.features.holds_positions:
            before = {name: getattr(self, f"existing_{name}") for name in OPTIONS}
            yield from moves(self.sequence_name, self.schema, options, before)
            if restarts(options, before):
                options["restart"] = self.start
        yield AlterSequence(self.sequence_name, self.schema, options)

    def reverse(self) -> AlterSequenceOp:
        """Return the directive that puts the values from before back."""
        if any(getattr(self, n) is not None and getattr(self, f"existing_{n}") is None for n in ALTERED):
            raise irreversible(self)
        return swap_pairs(self)

    def changed(self) -> tuple[tuple[str, str | None, str], ...]:
        """Return the options that change."""
        found = []
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if field.name in ALTERED and value is not None:
                before = getattr(self, f"existing_{field.name}")
                found.append((_WORDS.get(field.name, field.name), None if before is None else str(before), str(value)))
        return tuple(found)
