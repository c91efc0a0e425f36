"""UNIQUE constraints: columns, their order, and all options."""

from __future__ import annotations

from collections.abc import Sequence

from .constraints import ConstraintKind
from .records import Table, UniqueConstraint


class UniqueConstraints(ConstraintKind[UniqueConstraint]):
    """The UNIQUE constraints of a table."""

    name = "unique_constraint"
    naming = "unique"

    def of(self, table: Table) -> Sequence[UniqueConstraint]:
        """Return the UNIQUE constraints."""
        return table.unique_constraints
