"""Create and drop schemas."""

from __future__ import annotations

from dataclasses import KW_ONLY
from typing import TYPE_CHECKING

from sqlalchemy.schema import CreateSchema, DropSchema

from ..comparators.records import ObjectKey
from .base import Effect
from .declare import arg, operation
from .objects import ObjectOp, schema_key

if TYPE_CHECKING:
    from .facade import AbstractOperations


class SchemaOp(ObjectOp):
    """Base of the directives on one schema, which is in no schema itself."""

    schema_name: str
    schema = None

    def key(self) -> ObjectKey:
        """Return the key of the schema."""
        return schema_key(self.schema_name)


@operation("create_schema", kind="schema", effect=Effect.CREATE, forms=("op",))
class CreateSchemaOp(SchemaOp):
    """Create a schema."""

    schema_name: str
    _: KW_ONLY
    if_not_exists: bool | None = None
    _reverse: DropSchemaOp | None = arg(default=None, hidden=True)

    def run(self, on: AbstractOperations) -> None:
        """Create the schema."""
        on.impl.execute(CreateSchema(self.schema_name, if_not_exists=bool(self.if_not_exists)))

    def reverse(self) -> DropSchemaOp:
        """Return the directive that drops it."""
        return self._reverse or DropSchemaOp(self.schema_name, _reverse=self)


@operation("drop_schema", kind="schema", effect=Effect.DROP, forms=("op",))
class DropSchemaOp(SchemaOp):
    """Drop a schema, which has to be empty unless `cascade` says that all it holds goes with it."""

    schema_name: str
    _: KW_ONLY
    if_exists: bool | None = None
    cascade: bool = False
    _reverse: CreateSchemaOp | None = arg(default=None, hidden=True)

    def run(self, on: AbstractOperations) -> None:
        """Drop the schema."""
        on.impl.execute(DropSchema(self.schema_name, cascade=self.cascade, if_exists=bool(self.if_exists)))

    def reverse(self) -> CreateSchemaOp:
        """Return the directive that creates it, empty."""
        return self._reverse or CreateSchemaOp(self.schema_name, _reverse=self)
