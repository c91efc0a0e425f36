"""Install and remove extensions of PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import KW_ONLY
from typing import TYPE_CHECKING

from ..comparators.records import ObjectKey
from .base import Effect, irreversible
from .declare import arg, operation, swap_pairs
from .objects import ObjectOp

if TYPE_CHECKING:
    from .facade import AbstractOperations


class ExtensionOp(ObjectOp):
    """Base of the directives on one extension, which belongs to the database; `schema` is where its objects are."""

    extension_name: str

    def key(self) -> ObjectKey:
        """Return the key of the extension."""
        return ObjectKey("extension", None, self.extension_name)


@operation("create_extension", kind="extension", effect=Effect.CREATE, forms=("op",))
class CreateExtensionOp(ExtensionOp):
    """Install an extension; `cascade=True` installs those that it needs."""

    extension_name: str
    _: KW_ONLY
    schema: str | None = None
    if_not_exists: bool | None = None
    cascade: bool = False

    def statements(self, on: AbstractOperations) -> Iterable[str]:
        """Yield CREATE EXTENSION."""
        from ..ddl.extensions import create_extension

        said = {"if_not_exists": bool(self.if_not_exists), "cascade": self.cascade}
        yield create_extension(self.extension_name, self.schema, on.impl.support.plain_dialect, **said)

    def reverse(self) -> DropExtensionOp:
        """Return the directive that removes it."""
        return DropExtensionOp(self.extension_name, previous=self)

    def detail(self) -> tuple[str, ...]:
        """Return where its objects go."""
        return () if self.schema is None else (f"schema {self.schema}",)


@operation("drop_extension", kind="extension", effect=Effect.DROP, forms=("op",))
class DropExtensionOp(ExtensionOp):
    """Remove an extension; the database refuses while anything uses what it brought."""

    extension_name: str
    _: KW_ONLY
    if_exists: bool | None = None
    previous: CreateExtensionOp | None = arg(default=None, hidden=True)

    @property
    def schema(self) -> str | None:  # type: ignore[override]
        """Where its objects are, as far as that is known."""
        return self.previous.schema if self.previous is not None else None

    def statements(self, on: AbstractOperations) -> Iterable[str]:
        """Yield DROP EXTENSION."""
        from ..ddl.extensions import drop_extension

        yield drop_extension(self.extension_name, on.impl.support.plain_dialect, if_exists=bool(self.if_exists))

    def reverse(self) -> CreateExtensionOp:
        """Return the directive that installs it where it was."""
        if self.previous is None:
            raise irreversible(self)
        return self.previous


@operation("alter_extension", kind="extension", effect=Effect.ALTER, forms=("op",))
class AlterExtensionOp(ExtensionOp):
    """Move the objects of an extension to another schema; the server refuses for some extensions."""

    extension_name: str
    schema: str = arg(pair="existing_schema")
    _: KW_ONLY
    existing_schema: str | None = None

    def needs(self) -> Iterable[ObjectKey]:
        """Return both schemas, and the extension."""
        yield from super().needs()
        if self.existing_schema is not None:
            yield ObjectKey("schema", None, self.existing_schema)

    def statements(self, on: AbstractOperations) -> Iterable[str]:
        """Yield ALTER EXTENSION … SET SCHEMA."""
        from ..ddl.extensions import move_extension

        yield move_extension(self.extension_name, self.schema, on.impl.support.plain_dialect)

    def reverse(self) -> AlterExtensionOp:
        """Return the directive that moves it back."""
        if self.existing_schema is None:
            raise irreversible(self)
        return swap_pairs(self)

    def changed(self) -> tuple[tuple[str, str | None, str], ...]:
        """Return the schema before and after."""
        return (("schema", self.existing_schema, self.schema),)
