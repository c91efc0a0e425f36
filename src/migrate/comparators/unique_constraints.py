"""UNIQUE constraints: columns, their order, and all options."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..operations.constraints import AddConstraintOp
from ..operations.indexes import CreateIndexOp
from ..operations.unique_constraints import CreateUniqueConstraintOp
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

    def _addition(self, at: Place, constraint: Any, record: UniqueConstraint) -> AddConstraintOp:
        """Return the addition; SQLite lets the only column of a constraint say what happens on conflict."""
        op = super()._addition(at, constraint, record)
        assert isinstance(op, CreateUniqueConstraintOp)
        conflict = dict(record.options).get("on_conflict")
        op.kw = op.kw | at.support.constraint_keywords({"on_conflict": conflict}) if conflict else op.kw
        return op

    def create(self, at: Place, new: UniqueConstraint) -> Ops:
        """Return the addition; as an index where the two are the same thing and the model says index."""
        if at.support.features.unique_is_index:
            for index in at.new.table(at.key).indexes:
                if index.unique and index.name == new.name:
                    yield CreateIndexOp.from_index(index)
                    return
        yield from super().create(at, new)
