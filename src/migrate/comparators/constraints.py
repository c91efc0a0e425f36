"""What the kinds of constraints have in common: a name to drop them by, and directives from the objects."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy.sql.elements import conv

from ..operations.constraints import AddConstraintOp, DropConstraintOp
from .kind import Kind, Ops, Place, R
from .naming import final_name


class ConstraintKind(Kind[R]):
    """A kind whose objects are created and dropped as constraints."""

    naming: ClassVar[str]
    """The field of `Naming` with the pattern for unnamed ones."""

    def create(self, at: Place, new: R) -> Ops:
        """Return the addition; an unnamed constraint gets its final name, so that the downgrade can say it."""
        yield self._addition(at, at.new.constraint(at.key, new), new)

    def drop(self, at: Place, old: R) -> Ops:
        """Return the drop by the real name, or the conventional one where the database keeps none."""
        op: DropConstraintOp = AddConstraintOp.from_constraint(at.old.constraint(at.key, old)).reverse()
        op.schema = at.schema
        if not old.name:
            op.constraint_name = conv(final_name(at.support, self.naming, at.key.name, self.columns(old)))
        yield op

    def columns(self, record: R) -> tuple[str, ...]:
        """Return the columns that go into a conventional name."""
        return tuple(record.columns)

    def _addition(self, at: Place, constraint: Any, record: R) -> AddConstraintOp:
        op: AddConstraintOp = AddConstraintOp.from_constraint(constraint)
        if op.constraint_name is None:
            name = final_name(at.support, self.naming, at.key.name, self.columns(record), at.names())
            op.constraint_name = conv(name)
        return op
