"""Whole tables: created with all their parts, dropped with all their parts."""

from __future__ import annotations

import sqlalchemy as sa

from ..operations.indexes import CreateIndexOp
from ..operations.tables import CreateTableOp, DropTableOp
from .columns import as_existing
from .filters import Filters
from .kind import Ops, Place
from .target import made_here


def create(at: Place, filters: Filters) -> Ops:
    """Return the creation of the model's table and of those of its indexes that take part."""
    table = at.new.table(at.key)
    op = CreateTableOp.from_table(table)
    compiler = at.support.compiler
    here = [item for item in op.columns if not isinstance(item, sa.Constraint) or made_here(item, compiler)]
    op.columns = [as_existing(item, at.support) if isinstance(item, sa.Column) else item for item in here]
    yield op
    assert at.new_table is not None
    for record in sorted(at.new_table.indexes, key=lambda record: record.name):
        index = at.new.index(at.key, record)
        if filters.object(index, record.name or None, "index", reflected=False, compare_to=None):
            yield CreateIndexOp.from_index(index)


def drop(at: Place) -> Ops:
    """Return the drop of the database's table; it takes its indexes along and remembers them."""
    assert at.old_table is not None
    op = DropTableOp.from_table(at.old.table(at.key))
    op.indexes = [CreateIndexOp.from_index(at.old.index(at.key, index)) for index in at.old_table.indexes]
    yield op
