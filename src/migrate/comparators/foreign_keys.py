"""Foreign keys: columns, target, actions, MATCH, deferrability, validity and name."""

from __future__ import annotations

from collections.abc import Sequence

from .constraints import ConstraintKind
from .records import ForeignKey, Table


class ForeignKeys(ConstraintKind[ForeignKey]):
    """The foreign keys of a table."""

    name = "foreign_key_constraint"
    naming = "foreign_key"

    def of(self, table: Table) -> Sequence[ForeignKey]:
        """Return the foreign keys."""
        return table.foreign_keys
