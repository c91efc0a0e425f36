"""Whole tables: created with all their parts, dropped with all their parts."""

from __future__ import annotations

import sqlalchemy as sa

from ..operations.indexes import CreateIndexOp
from ..operations.tables import CreateTableOp, DropTableOp
from .columns import as_existing
from .filters import Filters
from .kind import Ops, Place
from .target import indexes_of, made_here


def create(at: Place, filters: Filters) -> Ops:
    """Return the creation of the model's table and of those of its indexes that take part."""
    table = at.new.table(at.key)
    op = CreateTableOp.from_table(table)
    compiler = at.support.compiler
    here = [item for item in op.columns if not isinstance(item, sa.Constraint) or made_here(item, compiler)]
    op.columns = [as_existing(item, at.support) if isinstance(item, sa.Column) else item for item in here]
    yield op
    assert at.new_table is not None
    records = {record.name: record for record in at.new_table.indexes}  # without those that are UNIQUE constraints
    for index in sorted(indexes_of(table, compiler), key=lambda index: str(index.name)):
        name = None if index.name is None else str(index.name)
        if filters.object(index, name, "index", reflected=False, compare_to=None):
            written = at.new.index(at.key, records[name]) if name in records else index
            yield CreateIndexOp.from_index(written)


def drop(at: Place) -> Ops:
    """Return the drop of the database's table; it takes its indexes along and remembers them."""
    assert at.old_table is not None
    op = DropTableOp.from_table(at.old.table(at.key))
    op.indexes = [CreateIndexOp.from_index(at.old.index(at.key, index)) for index in at.old_table.indexes]
    yield op
