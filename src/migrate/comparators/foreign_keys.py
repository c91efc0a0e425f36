"""Foreign keys: columns, target, actions, MATCH, deferrability, validity and name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..operations.constraints import AddConstraintOp
from ..operations.foreign_keys import CreateForeignKeyOp
from .constraints import ConstraintKind
from .kind import Place
from .records import ForeignKey, Table


class ForeignKeys(ConstraintKind[ForeignKey]):
    """The foreign keys of a table."""

    name = "foreign_key_constraint"
    naming = "foreign_key"

    def of(self, table: Table) -> Sequence[ForeignKey]:
        """Return the foreign keys."""
        return table.foreign_keys

    def _addition_of(self, at: Place, constraint: Any) -> AddConstraintOp:
        op = super()._addition_of(at, constraint)
        if at.support.features.foreign_key_makes_index:
            assert isinstance(op, CreateForeignKeyOp)
            op.makes_index = True
        return op
