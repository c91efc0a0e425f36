"""Create EXCLUDE constraints (PostgreSQL)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement, TextClause

from ..errors import UnsupportedError
from . import schemaobj
from .base import Effect
from .constraints import AddConstraintOp, on_own_table, timing
from .declare import arg, operation

if TYPE_CHECKING:
    from ..runtime.migration import MigrationContext
    from .facade import AbstractOperations, BatchOperations, Operations


@AddConstraintOp.register_add_constraint("exclude_constraint")
@operation("create_exclude_constraint", kind="exclude_constraint", effect=Effect.CREATE)
class CreateExcludeConstraintOp(AddConstraintOp):
    """Add an EXCLUDE constraint (PostgreSQL); elements are (expression or column name, operator)."""

    constraint_type = "exclude"
    constraint_name: str | None
    table_name: str = arg(scope="table")
    elements: Sequence[tuple[str | ColumnElement[Any] | TextClause, str]] = arg(star=True)
    _: KW_ONLY
    where: str | ColumnElement[bool] | TextClause | None = None
    schema: str | None = arg(default=None, scope="schema")
    kw: dict[str, Any] = arg(factory=dict, rest=True)

    @classmethod
    def create_exclude_constraint(
        cls, operations: Operations, constraint_name: str | None, table_name: str, *elements: Any, **kw: Any
    ) -> None:
        """Do what `op.create_exclude_constraint()` does, on `operations`."""
        operations.invoke(cls.declaration.build((constraint_name, table_name, *elements), kw))

    @classmethod
    def batch_create_exclude_constraint(
        cls, operations: BatchOperations, constraint_name: str | None, *elements: Any, **kw: Any
    ) -> None:
        """Do what `batch_op.create_exclude_constraint()` does, on `operations`."""
        scope = {"table": operations.impl.table_name, "schema": operations.impl.schema}
        operations.invoke(cls.declaration.build((constraint_name, *elements), kw, scope))

    @classmethod
    def from_constraint(cls, constraint: sa.Constraint) -> CreateExcludeConstraintOp:
        """Return the directive for an `ExcludeConstraint`."""
        from sqlalchemy.dialects.postgresql import ExcludeConstraint

        assert isinstance(constraint, ExcludeConstraint)
        elements = [(expression, operator) for expression, _, operator in constraint._render_exprs]
        kw = timing(constraint)
        if constraint.using != "gist":
            kw["using"] = constraint.using
        if constraint.ops:
            kw["ops"] = dict(constraint.ops)
        return cls(elements=elements, where=constraint.where, kw=kw, **on_own_table(constraint))

    def run(self, on: AbstractOperations) -> None:
        """Add the constraint; raises UnsupportedError where the database has none of the kind."""
        if not hasattr(on.impl.dialect.ddl_compiler, "visit_exclude_constraint"):
            raise UnsupportedError(
                f"{on.impl.dialect.name} has no EXCLUDE constraints, so {self.constraint_name!r} of "
                f"{self.table_name!r} cannot be created",
                hint='leave it out for this database: if op.get_context().dialect.name == "postgresql"',
            )
        super().run(on)

    def to_constraint(self, migration_context: MigrationContext | None = None) -> sa.Constraint:
        """Return the `ExcludeConstraint`."""
        from sqlalchemy.dialects.postgresql import ExcludeConstraint

        names = [e if isinstance(e, str) else e.name for e, _ in self.elements if isinstance(e, (str, sa.Column))]
        table = schemaobj.stub_table(self.table_name, names, self.schema, schemaobj.new_metadata(migration_context))
        elements = [(table.c[e.name] if isinstance(e, sa.Column) else e, operator) for e, operator in self.elements]
        constraint = ExcludeConstraint(*elements, name=self.constraint_name, where=self.where, **self.kw)
        table.append_constraint(constraint)
        return constraint

    def column_names(self) -> list[str]:
        """Return its columns and the names in its expressions; a name that is no column does no harm."""
        from ..dialects.tokens import names

        keys = [each for each, _ in self.elements]
        plain = {each if isinstance(each, str) else each.name for each in keys if isinstance(each, (str, sa.Column))}
        read = (names(str(each)) for each in keys if not isinstance(each, (str, sa.Column)))
        return sorted(plain.union(*read))
