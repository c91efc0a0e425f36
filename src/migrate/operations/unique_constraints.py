"""Create UNIQUE constraints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import KW_ONLY
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ..comparators.records import ObjectKey
from . import schemaobj
from .base import Effect, cover_key, unique_key
from .constraints import AddConstraintOp, on_own_table, timing
from .declare import arg, operation

if TYPE_CHECKING:
    from ..runtime.migration import MigrationContext


@AddConstraintOp.register_add_constraint("unique_constraint")
@operation("create_unique_constraint", kind="unique_constraint", effect=Effect.CREATE)
class CreateUniqueConstraintOp(AddConstraintOp):
    """Add a UNIQUE constraint."""

    constraint_type = "unique"
    constraint_name: str | None
    table_name: str = arg(scope="table")
    columns: Sequence[str] = arg()
    _: KW_ONLY
    schema: str | None = arg(default=None, scope="schema")
    kw: dict[str, Any] = arg(factory=dict, rest=True)

    @classmethod
    def from_constraint(cls, constraint: sa.Constraint) -> CreateUniqueConstraintOp:
        """Return the directive for a `UniqueConstraint`."""
        assert isinstance(constraint, sa.UniqueConstraint)
        return cls(columns=[c.name for c in constraint.columns], kw=timing(constraint), **on_own_table(constraint))

    def to_constraint(self, migration_context: MigrationContext | None = None) -> sa.UniqueConstraint:
        """Return the `UniqueConstraint`."""
        columns = schemaobj.names_of(self.columns)
        known = [*columns, *schemaobj.included(self.kw)]
        table = schemaobj.stub_table(self.table_name, known, self.schema, schemaobj.new_metadata(migration_context))
        constraint = sa.UniqueConstraint(*[table.c[c] for c in columns], name=self.constraint_name, **self.kw)
        table.append_constraint(constraint)
        return constraint

    def creates(self) -> Iterable[ObjectKey]:
        """Return the constraint, and the index and the unique key it is."""
        yield from super().creates()
        if self.constraint_name:
            yield ObjectKey("index", self.schema, self.constraint_name, self.table_name)
        yield unique_key(self.schema, self.table_name, self.column_names())
        yield cover_key(self.schema, self.table_name, self.column_names())
