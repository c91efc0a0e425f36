"""Extensions of PostgreSQL, declared by `migrate.Extension`."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from ..dialects.support import DialectSupport
from ..objects import Extension as DeclaredExtension
from ..objects import declared
from ..operations.extensions import AlterExtensionOp, CreateExtensionOp
from .comparison import Comparison
from .objects import Declared, Models, ObjectKind, Ops
from .records import Extension, ObjectKey


class Extensions(ObjectKind[Extension]):
    """Extensions of the database; one that the models lack goes only where they own the kind."""

    name = "extension"
    record = Extension

    def declared(self, models: Models) -> Iterator[Declared]:
        """Return the extensions of the models."""
        for metadata in models.metadata:
            for each in declared(metadata, DeclaredExtension):
                yield Declared(models.key("extension", None, each.name), Extension(each.schema), each)

    def create(self, on: Comparison, key: ObjectKey, new: Extension) -> Ops:
        """Return the directive that installs it."""
        yield _create(on, key, new)

    def drop(self, on: Comparison, key: ObjectKey, old: Extension) -> Ops:
        """Return the directive that removes it."""
        yield _create(on, key, old).reverse()

    def alter(self, on: Comparison, key: ObjectKey, old: Extension, new: Extension) -> Ops:
        """Return the directive that moves it to another schema."""
        yield AlterExtensionOp(key.name, str(new.schema), existing_schema=old.schema)

    def filled(self, on: Comparison, key: ObjectKey, old: Extension, new: Extension) -> Extension:
        """Return the models' extension, where it is unless they say where."""
        return new if new.schema is not None else old

    def materialize(self, key: ObjectKey, record: Extension, support: DialectSupport) -> DeclaredExtension:
        """Return the extension as models declare it."""
        return DeclaredExtension(key.name, sa.MetaData(), schema=record.schema)


def _create(on: Comparison, key: ObjectKey, record: Extension) -> CreateExtensionOp:
    usual = record.schema == on.support.dialect.default_schema_name
    return CreateExtensionOp(key.name, schema=None if usual else record.schema)
