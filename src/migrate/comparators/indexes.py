"""Indexes: the whole definition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..operations.indexes import CreateIndexOp, DropIndexOp
from .kind import Kind, Ops, Place
from .records import Index, Table


class Indexes(Kind[Index]):
    """The indexes of a table that no constraint brings along."""

    name = "index"

    def of(self, table: Table) -> Sequence[Index]:
        """Return the indexes."""
        return table.indexes

    def create(self, at: Place, new: Index) -> Ops:
        """Return the creation."""
        op = CreateIndexOp.from_index(at.new.index(at.key, new))
        if op.index_name != new.name:  # a name that says how it is quoted is equal, and kept
            op.index_name = new.name
        yield op

    def drop(self, at: Place, old: Index) -> Ops:
        """Return the drop."""
        yield DropIndexOp.from_index(at.old.index(at.key, old))

    def old_object(self, at: Place, record: Index) -> Any:
        """Return the `Index` behind a record of the database."""
        return at.old.shown.index(at.key, record)

    def new_object(self, at: Place, record: Index) -> Any:
        """Return the `Index` behind a record of the model."""
        return at.new.index(at.key, record)
