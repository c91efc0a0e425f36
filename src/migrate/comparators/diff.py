"""The difference of two snapshots as directives. Nothing here talks to a database.

Two tables are compared as wholes first; where they are equal nothing more is done. Else each kind in turn gets the
pairs of records that differ. When a column has to be dropped and added again, what stands on it is dropped and created
again as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..dialects.support import DialectSupport
from ..operations.base import MigrateOperation
from . import tables
from .check_constraints import CheckConstraints
from .columns import Columns
from .comments import Comments
from .disturbed import Moving, is_disturbed, is_near, moving_columns
from .filters import Filters
from .foreign_keys import ForeignKeys
from .indexes import Indexes
from .kind import Kind, Place, pairs
from .materialize import Side
from .primary_keys import PrimaryKeys
from .records import Table, TableKey
from .snapshot import Snapshot
from .unique_constraints import UniqueConstraints

KINDS: tuple[Kind[Any], ...] = (
    Columns(),
    PrimaryKeys(),
    UniqueConstraints(),
    ForeignKeys(),
    CheckConstraints(),
    Indexes(),
    Comments(),
)
"""The kinds that belong to a table, in the order in which their directives are produced."""


@dataclass(frozen=True)
class Comparison:
    """Two snapshots, the objects behind them, and what the user wants compared."""

    old: Snapshot
    new: Snapshot
    old_side: Side
    new_side: Side
    support: DialectSupport
    filters: Filters
    removable: frozenset[str | None] | None = None
    """Schemas in which a table that the model lacks is proposed for removal; None means all."""
    kinds: Sequence[Kind[Any]] = KINDS

    def place(self, key: TableKey) -> Place:
        """Return the table as both sides have it."""
        return Place(
            key, self.old_side, self.new_side, self.old.tables.get(key), self.new.tables.get(key), self.support
        )


def diff(on: Comparison) -> Iterator[MigrateOperation]:
    """Yield the directives that turn the old snapshot into the new one, table by table in order of their names."""
    moving = moving_columns(on.old.tables, on.new.tables, on.support)
    for key in sorted(on.old.tables.keys() | on.new.tables.keys(), key=lambda k: (k.schema or "", k.name)):
        old, new = on.old.tables.get(key), on.new.tables.get(key)
        if old == new and not (moving and new is not None and is_near(new, moving)):
            continue
        at = on.place(key)
        if not _table_included(at, on.filters):
            continue
        if old is None:
            yield from tables.create(at)
        elif new is not None:
            yield from _changed(at, old, new, on, moving)
        elif on.removable is None or key.schema in on.removable:
            yield from tables.drop(at)


def _table_included(at: Place, filters: Filters) -> bool:
    """Whether the user's `include_object` lets the table take part."""
    if filters.include_object is None:
        return True
    old = at.old.table(at.key) if at.old_table is not None else None
    if at.new_table is None:
        return filters.object(old, at.key.name, "table", reflected=True, compare_to=None)
    return filters.object(at.new.table(at.key), at.key.name, "table", reflected=False, compare_to=old)


def _changed(
    at: Place, old: Table, new: Table, on: Comparison, moving: Mapping[TableKey, Moving]
) -> Iterator[MigrateOperation]:
    for kind in on.kinds:
        before, after = kind.of(old), kind.of(new)
        if before == after and not moving:
            continue
        for one, other in pairs(kind, before, after, on.support):
            if not _included(kind, at, one, other, on.filters):
                continue
            if one is None:
                yield from kind.create(at, other)
            elif other is None:
                yield from kind.drop(at, one)
            elif is_disturbed(one, at.key, moving, on.support):
                yield from kind.replace(at, one, other)
            elif one != other and not _same_but_unnamed(kind, one, other, on.support):
                yield from kind.alter(at, one, other)


def _same_but_unnamed(kind: Kind[Any], old: Any, new: Any, support: DialectSupport) -> bool:
    return kind.same(old, new, support) or (not new.name and kind.same(old._replace(name=new.name), new, support))


def _included(kind: Kind[Any], at: Place, old: Any, new: Any, filters: Filters) -> bool:
    """Whether the user's filters let a pair take part."""
    if old is not None and not filters.part_name(at.key, old.name, kind.name):
        return False
    if filters.include_object is None:
        return True
    if new is None:
        return filters.object(kind.old_object(at, old), old.name, kind.name, reflected=True, compare_to=None)
    counterpart = None if old is None else kind.old_object(at, old)
    return filters.object(kind.new_object(at, new), new.name, kind.name, reflected=False, compare_to=counterpart)
