"""Create and drop schemas."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import KW_ONLY
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.schema import CreateSchema, DropSchema

from ..comparators.records import ObjectKey
from ..errors import OperationError
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

    def statements(self, on: AbstractOperations) -> Iterable[sa.Executable]:
        """Yield CREATE SCHEMA."""
        yield CreateSchema(self.schema_name, if_not_exists=bool(self.if_not_exists))

    def reverse(self) -> DropSchemaOp:
        """Return the directive that drops it."""
        return self._reverse or DropSchemaOp(self.schema_name, _reverse=self)


@operation("drop_schema", kind="schema", effect=Effect.DROP, forms=("op",))
class DropSchemaOp(SchemaOp):
    """Drop a schema, which has to be empty unless `cascade` says that all it holds goes with it.

    A script for MySQL or MariaDB, made offline, cannot look: there everything goes.
    """

    schema_name: str
    _: KW_ONLY
    if_exists: bool | None = None
    cascade: bool = False
    _reverse: CreateSchemaOp | None = arg(default=None, hidden=True)

    def statements(self, on: AbstractOperations) -> Iterable[sa.Executable]:
        """Yield DROP SCHEMA, which means CASCADE where a schema is a database."""
        is_database = on.impl.support.features.schema_is_database
        if is_database and not self.cascade and not on.impl.as_sql:
            self._check_empty(on)
        yield DropSchema(self.schema_name, cascade=self.cascade and not is_database, if_exists=bool(self.if_exists))

    def _check_empty(self, on: AbstractOperations) -> None:
        """Raise OperationError for a database with tables or views."""
        inspector = sa.inspect(on.get_bind())
        if self.schema_name not in inspector.get_schema_names():
            return
        kept = [*inspector.get_table_names(self.schema_name), *inspector.get_view_names(self.schema_name)]
        if kept:
            raise OperationError(
                f"schema {self.schema_name!r} is not empty: it has {', '.join(map(repr, sorted(kept)[:5]))}"
                + (f" and {len(kept) - 5} more" if len(kept) > 5 else ""),
                hint="drop what is in it first, or pass cascade=True, and all of it goes",
            )

    def reverse(self) -> CreateSchemaOp:
        """Return the directive that creates it, empty."""
        return self._reverse or CreateSchemaOp(self.schema_name, _reverse=self)
