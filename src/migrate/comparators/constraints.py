"""What the kinds of constraints have in common: a name to drop them by, and directives from the objects."""

from __future__ import annotations

from collections.abc import Container
from typing import Any, ClassVar

from sqlalchemy.sql.elements import conv

from ..dialects.support import DialectSupport
from ..operations.constraints import AddConstraintOp
from .kind import Kind, Ops, Place, R
from .naming import final_name


class ConstraintKind(Kind[R]):
    """A kind whose objects are created and dropped as constraints."""

    naming: ClassVar[str]
    """The field of `Naming` with the pattern for unnamed ones."""

    def same(self, old: R, new: R, support: DialectSupport) -> bool:
        """Whether two mean the same: NOT VALID is how a constraint is added, and what holds for all rows is more."""
        if old == new:
            return True
        said = tuple(option for option in new.options if option != ("not_valid", True))
        return bool(said != new.options and old == new._replace(options=said))

    def create(self, at: Place, new: R) -> Ops:
        """Return the addition; an unnamed constraint gets its final name, so that the downgrade can say it."""
        yield self._addition(at, at.new.constraint(at.key, new), new)

    def drop(self, at: Place, old: R) -> Ops:
        """Return the drop by the real name, or the conventional one where the database keeps none."""
        op = self._addition_of(at, at.old.constraint(at.key, old)).reverse()
        if not old.name:
            op.constraint_name = conv(self._name(at, old))
        yield op

    def _addition(self, at: Place, constraint: Any, record: R) -> AddConstraintOp:
        op = self._addition_of(at, constraint)
        if op.constraint_name is None:
            op.constraint_name = conv(self._name(at, record, at.names()))
        return op

    def _addition_of(self, at: Place, constraint: Any) -> AddConstraintOp:
        op: AddConstraintOp = AddConstraintOp.from_constraint(constraint)
        return op

    def _name(self, at: Place, record: R, taken: Container[str] = ()) -> str:
        columns, sql = getattr(record, "columns", ()), getattr(record, "sql", "")
        return final_name(at.support, self.naming, at.key.name, columns, taken, expression=sql)
