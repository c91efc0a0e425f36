"""Primary keys: columns, their order, and the name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..dialects.support import DialectSupport
from ..operations.columns import AlterColumnOp
from .columns import bare_type, counts_with_its_key
from .constraints import ConstraintKind
from .kind import Ops, Place
from .records import PrimaryKey, Table


class PrimaryKeys(ConstraintKind[PrimaryKey]):
    """The primary key of a table."""

    name = "primary_key"
    naming = "primary_key"

    def of(self, table: Table) -> Sequence[PrimaryKey]:
        """Return the primary key, if any."""
        return () if table.primary_key is None else (table.primary_key,)

    def create(self, at: Place, new: PrimaryKey) -> Ops:
        """Return the addition, none where it comes with its column; after it, the columns that paused count on."""
        if not counts_with_its_key(at, at.new_table, at.old_table):
            yield from super().create(at, new)
        yield from (pause.reverse() for pause in _pauses(at))

    def drop(self, at: Place, old: PrimaryKey) -> Ops:
        """Return the drop, none where it goes with its column; columns that cannot count without a key pause before."""
        yield from _pauses(at)
        if not counts_with_its_key(at, at.old_table, at.new_table):
            yield from super().drop(at, old)

    def same(self, old: PrimaryKey, new: PrimaryKey, support: DialectSupport) -> bool:
        """Whether columns and options agree, and the name where the model and the database have one."""
        named = new.name is not None and support.features.named_primary_key
        return old[1:] == new[1:] and (old.name == new.name or not named)


def _pauses(at: Place) -> Iterator[AlterColumnOp]:
    """Yield the end of counting of the columns that count on both sides, in a database where that needs a key."""
    old, new = at.old_table, at.new_table
    if not at.support.features.counting_needs_key or old is None or new is None:
        return
    for name in sorted(old.columns.keys() & new.columns.keys()):
        if old.columns[name].autoincrement and new.columns[name].autoincrement:
            yield _pause(at, name)


def _pause(at: Place, name: str) -> AlterColumnOp:
    """Return the end of counting of a column, as it is then: what else changes of it has changed."""
    assert at.new_table is not None
    will = at.new.column(at.key, name)
    op = AlterColumnOp(
        at.key.name,
        name,
        schema=at.schema,
        existing_type=bare_type(will.type, at.support),
        existing_nullable=False,
        existing_comment=at.new_table.columns[name].comment,
    )
    op.kw.update(autoincrement=False, existing_autoincrement=True)
    return op
