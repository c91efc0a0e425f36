"""CHECK constraints: the expression as the database spells it, and the name."""

from __future__ import annotations

from collections.abc import Sequence

from .constraints import ConstraintKind
from .records import CheckConstraint, Table


class CheckConstraints(ConstraintKind[CheckConstraint]):
    """The CHECK constraints of a table."""

    name = "check_constraint"
    naming = "check"

    def of(self, table: Table) -> Sequence[CheckConstraint]:
        """Return the CHECK constraints."""
        return table.check_constraints
