"""Create primary keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import KW_ONLY
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ..comparators.records import ObjectKey
from . import schemaobj
from .base import Effect, counting_key, keyless_key, not_null_key, unique_key
from .constraints import AddConstraintOp, on_own_table, timing
from .declare import arg, operation

if TYPE_CHECKING:
    from ..runtime.migration import MigrationContext


@AddConstraintOp.register_add_constraint("primary_key_constraint")
@operation("create_primary_key", kind="primary_key", effect=Effect.CREATE)
class CreatePrimaryKeyOp(AddConstraintOp):
    """Add a primary key; keywords are `deferrable`, `initially` and the options of a dialect."""

    constraint_type = "primary"
    constraint_name: str | None
    table_name: str = arg(scope="table")
    columns: Sequence[str] = arg()
    _: KW_ONLY
    schema: str | None = arg(default=None, scope="schema")
    kw: dict[str, Any] = arg(factory=dict, rest=True)

    @classmethod
    def from_constraint(cls, constraint: sa.Constraint) -> CreatePrimaryKeyOp:
        """Return the directive for a `PrimaryKeyConstraint`."""
        assert isinstance(constraint, sa.PrimaryKeyConstraint)
        return cls(columns=[c.name for c in constraint.columns], kw=timing(constraint), **on_own_table(constraint))

    def to_constraint(self, migration_context: MigrationContext | None = None) -> sa.PrimaryKeyConstraint:
        """Return the `PrimaryKeyConstraint`."""
        columns = schemaobj.names_of(self.columns)
        known = [*columns, *schemaobj.included(self.kw)]
        table = schemaobj.stub_table(self.table_name, known, self.schema, schemaobj.new_metadata(migration_context))
        constraint = sa.PrimaryKeyConstraint(*[table.c[c] for c in columns], name=self.constraint_name, **self.kw)
        table.append_constraint(constraint)
        return constraint

    def creates(self) -> Iterable[ObjectKey]:
        """Return the primary key and the unique key it is."""
        yield ObjectKey("primary key", self.schema, "", self.table_name)
        yield unique_key(self.schema, self.table_name, self.column_names())

    def drops(self) -> Iterable[ObjectKey]:
        """Return the state in which a column cannot count yet."""
        return [keyless_key(self.schema, self.table_name, name) for name in self.column_names()]

    def needs(self) -> Iterable[ObjectKey]:
        """Return the table, and the columns with their NOT NULL."""
        yield from super().needs()
        for name in self.column_names():
            yield not_null_key(self.schema, self.table_name, name)

    def ends(self) -> Iterable[ObjectKey]:
        """Return that its columns count on it."""
        return [counting_key(self.schema, self.table_name, name) for name in self.column_names()]
