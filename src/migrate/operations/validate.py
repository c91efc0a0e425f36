"""Validate a constraint that was added with NOT VALID."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import KW_ONLY
from typing import TYPE_CHECKING, Any

from ..comparators.records import ObjectKey
from .base import Effect, MigrateOperation, table_key
from .declare import operation

if TYPE_CHECKING:
    from .facade import AbstractOperations


@operation("validate_constraint", kind="constraint", effect=Effect.RUN, forms=("op",))
class ValidateConstraintOp(MigrateOperation):
    """Check the rows there are against a constraint made with `postgresql_not_valid=True`, and mark it as valid.

    The table stays writable meanwhile, which adding the constraint with its check does not allow: so a constraint is
    added as NOT VALID first, and validated in a migration, or an `autocommit_block()`, of its own.
    """

    constraint_name: str
    table_name: str
    _: KW_ONLY
    schema: str | None = None

    def run(self, on: AbstractOperations) -> None:
        """Validate the constraint; raises UnsupportedError where every constraint is valid from the start."""
        from ..ddl.validate import ValidateConstraint

        on.impl.execute(ValidateConstraint(self.table_name, self.constraint_name, schema=self.schema))

    def reverse(self) -> ValidateConstraintOp:
        """Return the same: validating changes nothing but what is known of the rows."""
        return self

    def undo(self) -> list[MigrateOperation]:
        """Return nothing: a constraint that is valid does no harm to a downgrade."""
        return []

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """Return `("validate_constraint", schema, table, constraint)`."""
        return ("validate_constraint", self.schema, self.table_name, self.constraint_name)

    def needs(self) -> Iterable[ObjectKey]:
        """Return the table and the constraint."""
        yield table_key(self.schema, self.table_name)
        yield ObjectKey("constraint", self.schema, self.constraint_name, self.table_name)
