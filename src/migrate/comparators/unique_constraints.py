"""UNIQUE constraints: columns, their order, and all options."""

from __future__ import annotations

from collections.abc import Sequence

from ..operations.indexes import CreateIndexOp
from .constraints import ConstraintKind
from .kind import Ops, Place
from .records import Table, UniqueConstraint


class UniqueConstraints(ConstraintKind[UniqueConstraint]):
    """The UNIQUE constraints of a table."""

    name = "unique_constraint"
    naming = "unique"

    def of(self, table: Table) -> Sequence[UniqueConstraint]:
        """Return the UNIQUE constraints."""
        return table.unique_constraints

    def create(self, at: Place, new: UniqueConstraint) -> Ops:
        """Return the addition; as an index where the two are the same thing and the model says index."""
        if at.support.features.unique_is_index:
            for index in at.new.table(at.key).indexes:
                if index.unique and index.name == new.name:
                    yield CreateIndexOp.from_index(index)
                    return
        yield from super().create(at, new)
