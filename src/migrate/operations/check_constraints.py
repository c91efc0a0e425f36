"""Create CHECK constraints."""

from __future__ import annotations

from dataclasses import KW_ONLY
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement, TextClause

from . import schemaobj
from .base import Effect
from .constraints import AddConstraintOp, on_own_table, timing
from .declare import arg, operation

if TYPE_CHECKING:
    from ..runtime.migration import MigrationContext


@AddConstraintOp.register_add_constraint("check_constraint")
@AddConstraintOp.register_add_constraint("table_or_column_check_constraint")
@AddConstraintOp.register_add_constraint("column_check_constraint")
@operation("create_check_constraint", kind="check_constraint", effect=Effect.CREATE)
class CreateCheckConstraintOp(AddConstraintOp):
    """Add a CHECK constraint; the condition is SQL text or an expression."""

    constraint_type = "check"
    constraint_name: str | None
    table_name: str = arg(scope="table")
    condition: str | ColumnElement[bool] | TextClause = arg()
    _: KW_ONLY
    schema: str | None = arg(default=None, scope="schema")
    kw: dict[str, Any] = arg(factory=dict, rest=True)

    @classmethod
    def from_constraint(cls, constraint: sa.Constraint) -> CreateCheckConstraintOp:
        """Return the directive for a `CheckConstraint`."""
        assert isinstance(constraint, sa.CheckConstraint)
        return cls(condition=constraint.sqltext, kw=timing(constraint), **on_own_table(constraint))

    def to_constraint(self, migration_context: MigrationContext | None = None) -> sa.CheckConstraint:
        """Return the `CheckConstraint`."""
        table = schemaobj.stub_table(self.table_name, (), self.schema, schemaobj.new_metadata(migration_context))
        condition = self.condition if isinstance(self.condition, str) else schemaobj.on_table(self.condition, table)
        constraint = sa.CheckConstraint(condition, name=self.constraint_name, **self.kw)
        table.append_constraint(constraint)
        return constraint

    def column_names(self) -> list[str]:
        """Return the names in the condition, as far as tokens tell; a name that is no column does no harm."""
        from ..dialects.tokens import names

        return sorted(names(str(self.condition)))
