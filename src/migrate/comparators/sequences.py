"""Sequences that belong to no column: `sa.Sequence` in the models."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from ..dialects.support import DialectSupport
from ..operations.sequences import OPTIONS, AlterSequenceOp, CreateSequenceOp, DropSequenceOp
from .comparison import Comparison
from .objects import Declared, Models, ObjectKind, Ops
from .records import ObjectKey, Sequence


class Sequences(ObjectKind[Sequence]):
    """Sequences. They are changed in place, so that the value they are at is kept."""

    name = "sequence"
    record = Sequence

    def declared(self, models: Models) -> Iterator[Declared]:
        """Return the sequences of the models and of the defaults of their columns; not those of SERIAL."""
        found: dict[ObjectKey, sa.Sequence] = {}
        for metadata in models.metadata:
            for sequence in metadata._sequences.values():
                found[models.key("sequence", sequence.schema, sequence.name)] = sequence
        for key, sequence in found.items():
            if not sequence.optional:
                yield Declared(key, models.support.sequence(sequence), sequence)

    def create(self, on: Comparison, key: ObjectKey, new: Sequence) -> Ops:
        """Return the directive that creates it, saying what its declaration says."""
        yield _create(key, new, on)

    def drop(self, on: Comparison, key: ObjectKey, old: Sequence) -> Ops:
        """Return the directive that drops it."""
        yield DropSequenceOp(key.name, schema=key.schema, previous=_create(key, old, on))

    def removable(self, on: Comparison, key: ObjectKey, old: Sequence) -> bool:
        """Whether the models own sequences, or this one was there for defaults that are gone."""
        return on.is_left(key) or super().removable(on, key, old)

    def alter(self, on: Comparison, key: ObjectKey, old: Sequence, new: Sequence) -> Ops:
        """Return the directive that changes its type and its options; it goes on counting where it was."""
        said: dict[str, Any] = {}
        if old.type != new.type:
            said["data_type"] = on.support.type_object(new.type)
            said["existing_data_type"] = on.support.type_object(old.type)
        for option in OPTIONS:
            before, after = getattr(old, option), getattr(new, option)
            if before != after:
                said |= {option: after, f"existing_{option}": before}
        yield AlterSequenceOp(key.name, schema=key.schema, **said)

    def materialize(self, key: ObjectKey, record: Sequence, support: DialectSupport) -> sa.Sequence:
        """Return the `Sequence` of a record."""
        said: dict[str, Any] = {option: getattr(record, option) for option in OPTIONS}
        return sa.Sequence(key.name, schema=key.schema, **said)


def _create(key: ObjectKey, record: Sequence, on: Comparison) -> CreateSequenceOp:
    plain = on.support.sequence(sa.Sequence(key.name, data_type=on.support.type_object(record.type)))
    said: dict[str, Any] = {
        option: getattr(record, option) for option in OPTIONS if getattr(record, option) != getattr(plain, option)
    }
    if record.type != on.support.sequence(sa.Sequence(key.name)).type:
        said["data_type"] = on.support.type_object(record.type)
    return CreateSequenceOp(key.name, schema=key.schema, **said)
