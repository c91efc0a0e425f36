"""EXCLUDE constraints: elements with their operators, method, predicate, deferrability."""

from __future__ import annotations

from collections.abc import Sequence

from .constraints import ConstraintKind
from .records import ExcludeConstraint, Table


class ExcludeConstraints(ConstraintKind[ExcludeConstraint]):
    """The EXCLUDE constraints of a table."""

    name = "exclude_constraint"
    naming = "exclude"

    def of(self, table: Table) -> Sequence[ExcludeConstraint]:
        """Return the EXCLUDE constraints."""
        return table.exclude_constraints
