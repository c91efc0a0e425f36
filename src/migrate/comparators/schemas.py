"""Schemas that the models put something into."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.schema import CreateSchema

from ..dialects.support import DialectSupport
from ..objects import Extension, Function, View, declared
from ..operations.objects import schema_key
from ..operations.schemas import CreateSchemaOp, DropSchemaOp
from .comparison import Comparison
from .objects import Declared, Models, ObjectKind, Ops
from .records import ObjectKey, Schema


class Schemas(ObjectKind[Schema]):
    """Schemas, without the default one: it is always there."""

    name = "schema"
    record = Schema

    def declared(self, models: Models) -> Iterator[Declared]:
        """Return the schemas of the models' tables, types, sequences, extensions, views and functions."""
        names = {key.schema for key in models.tables}
        names |= {models.reader.schema(s.schema) for m in models.metadata for s in m._sequences.values()}
        names |= {models.reader.schema(type_.schema) for _, type_ in models.named_types}
        for kept in (Extension, View, Function):
            names |= {models.reader.schema(each.schema) for m in models.metadata for each in declared(m, kept)}
        for name in sorted(name for name in names if name is not None):
            yield Declared(schema_key(name), Schema())

    def create(self, on: Comparison, key: ObjectKey, new: Schema) -> Ops:
        """Return the directive that creates it."""
        yield CreateSchemaOp(key.name)

    def drop(self, on: Comparison, key: ObjectKey, old: Schema) -> Ops:
        """Return the directive that drops it."""
        yield DropSchemaOp(key.name)

    def alter(self, on: Comparison, key: ObjectKey, old: Schema, new: Schema) -> Ops:
        """Return nothing: what else a schema holds is no difference."""
        return ()

    def removable(self, on: Comparison, key: ObjectKey, old: Schema) -> bool:
        """Whether it was there for tables of which none stays, and nothing else is left in it."""
        from .diff import kinds_of

        if old.others or key.name == "public" or not on.may_remove(key.name):
            return False
        tables = [table for table in on.old.tables if table.schema == key.name]
        if not tables or any(on.stays(table) for table in tables):
            return False
        return all(
            each not in on.new.objects.get(kind.name, {}) and kind.removable(on, each, record)
            for kind in kinds_of(on.support)
            for each, record in on.old.objects.get(kind.name, {}).items()
            if each.schema == key.name
        )

    def materialize(self, key: ObjectKey, record: Schema, support: DialectSupport) -> CreateSchema:
        """Return the statement that creates it: SQLAlchemy has no object for a schema."""
        return CreateSchema(key.name)
