"""What a kind of schema object must answer, and the one generic comparison.

Comparing two tables is: for each kind, put the records of both sides in pairs, then ask the kind for the directives of
each pair that differs. Pairing is by name; a record without a name on the model's side is also paired with one that
says the same under whatever name, because a model that gives no name does not care.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from ..dialects.support import DialectSupport
from ..operations.base import MigrateOperation
from .materialize import Side
from .records import Table, TableKey

R = TypeVar("R", bound=Any)
Ops = Iterable[MigrateOperation]


@dataclass(frozen=True)
class Place:
    """Where a kind is being compared: one table, both sides of it, and the dialect."""

    key: TableKey
    old: Side
    new: Side
    old_table: Table | None
    new_table: Table | None
    support: DialectSupport

    @property
    def schema(self) -> str | None:
        """The schema to write in directives: as the model spells it, else as the database knows it."""
        return self.new.table(self.key).schema if self.new_table is not None else self.key.schema

    def names(self) -> set[str]:
        """Return the names of all constraints on either side."""
        found: set[str] = set()
        for table in (self.old_table, self.new_table):
            if table is not None:
                records: tuple[Any, ...] = (*table.unique_constraints, *table.foreign_keys, *table.check_constraints)
                found |= {record.name for record in (*records, *table.exclude_constraints) if record.name}
        return found


class Kind(Generic[R]):
    """One kind of object that belongs to a table."""

    name: ClassVar[str]
    """The kind's name, as in `ObjectKey.kind` and in `include_object`."""

    def of(self, table: Table) -> Sequence[R]:
        """Return the records of this kind in a table."""
        raise NotImplementedError

    def same(self, old: R, new: R, support: DialectSupport) -> bool:
        """Whether two records of one name mean the same."""
        return bool(old == new)

    def create(self, at: Place, new: R) -> Ops:
        """Return the directives that make what the model has and the database lacks."""
        raise NotImplementedError

    def drop(self, at: Place, old: R) -> Ops:
        """Return the directives that remove what the model lacks."""
        raise NotImplementedError

    def alter(self, at: Place, old: R, new: R) -> Ops:
        """Return the directives that turn `old` into `new`; by default it is replaced."""
        yield from self.replace(at, old, new)

    def replace(self, at: Place, old: R, new: R) -> Ops:
        """Return the directives that drop `old` and create `new`, under the old name where the new has none."""
        yield from self.drop(at, old)
        yield from self.create(at, new if new.name else new._replace(name=old.name))

    def old_object(self, at: Place, record: R) -> Any:
        """Return the SQLAlchemy object behind a record of the database, for hooks."""
        return at.old.shown.constraint(at.key, record)

    def new_object(self, at: Place, record: R) -> Any:
        """Return the SQLAlchemy object behind a record of the model, for hooks."""
        return at.new.constraint(at.key, record)


def pairs(
    kind: Kind[R], old: Sequence[R], new: Sequence[R], support: DialectSupport
) -> Iterator[tuple[R | None, R | None]]:
    """Yield (old, new) for every record of one table; None where a side has no counterpart.

    First those that say the same under the same name, then unnamed ones of the model with any that says the same and
    whose name no other of the model has, then the rest by name.
    """
    unmatched = list(old)

    def named(record: R) -> R | None:
        return _take(unmatched, lambda o: o.name == record.name and kind.same(o, record, support))

    def alike(record: R) -> R | None:
        if record.name:
            return None
        return _take(unmatched, lambda o: o.name not in claimed and kind.same(o._replace(name=None), record, support))

    def namesake(record: R) -> R | None:
        return _take(unmatched, lambda o: bool(record.name) and o.name == record.name)

    left = list(new)
    claimed: set[str] = set()
    for counterpart in (named, alike):
        found = [(counterpart(record), record) for record in left]
        yield from ((old, record) for old, record in found if old is not None)
        left = [record for old, record in found if old is None]
        claimed = {record.name for record in left if record.name}
    yield from [(namesake(record), record) for record in left]
    yield from [(record, None) for record in unmatched]


def _take(records: list[R], wanted: Callable[[R], bool]) -> R | None:
    """Remove and return the first record that is wanted."""
    for i, record in enumerate(records):
        if wanted(record):
            return records.pop(i)
    return None
