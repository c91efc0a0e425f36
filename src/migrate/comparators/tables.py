"""Whole tables: created with all their parts, dropped with all their parts."""

from __future__ import annotations

from ..operations.indexes import CreateIndexOp
from ..operations.tables import CreateTableOp, DropTableOp
from .kind import Ops, Place


def create(at: Place) -> Ops:
    """Return the creation of the model's table and of its indexes."""
    assert at.new_table is not None
    yield CreateTableOp.from_table(at.new.table(at.key))
    for index in at.new_table.indexes:
        if not index_is_implied(at, index.name):
            yield CreateIndexOp.from_index(at.new.index(at.key, index))


def drop(at: Place) -> Ops:
    """Return the drop of the database's table; it takes its indexes along and remembers them."""
    assert at.old_table is not None
    op = DropTableOp.from_table(at.old.table(at.key))
    op.indexes = [CreateIndexOp.from_index(at.old.index(at.key, index)) for index in at.old_table.indexes]
    yield op


def index_is_implied(at: Place, name: str) -> bool:
    """Whether the model does not declare the index: the database makes it by itself (MySQL, for a foreign key)."""
    return all(index.name != name for index in at.new.table(at.key).indexes)
