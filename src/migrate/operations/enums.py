"""Create, change and drop enums that are types of their own (PostgreSQL)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import KW_ONLY
from typing import TYPE_CHECKING, Any

from ..comparators.records import ObjectKey
from .base import Effect, default_aside_key, default_back_key, irreversible, made_key, type_keys
from .declare import arg, operation, swap_pairs
from .made_of import type_key
from .objects import ObjectOp

if TYPE_CHECKING:
    from .facade import AbstractOperations


SINCE = (12,)
"""The first PostgreSQL that adds a value inside a transaction."""


class EnumOp(ObjectOp):
    """Base of the directives on one enum."""

    enum_name: str

    def key(self) -> ObjectKey:
        """Return the key of the type."""
        return type_key(self.schema, self.enum_name)


@operation("create_enum", kind="enum", effect=Effect.CREATE, forms=("op",))
class CreateEnumOp(EnumOp):
    """Create an enum with its values, in order."""

    enum_name: str
    values: Sequence[str]
    _: KW_ONLY
    schema: str | None = None
    if_not_exists: bool | None = None

    def statements(self, on: AbstractOperations) -> Iterable[str]:
        """Yield CREATE TYPE."""
        from ..ddl.enums import create_enum
        from ..dialects.postgresql.named_types import unless_there

        statement = create_enum(self.enum_name, self.values, self.schema, on.impl.support.plain_dialect)
        yield unless_there(statement) if self.if_not_exists else statement

    def reverse(self) -> DropEnumOp:
        """Return the directive that drops it."""
        return DropEnumOp(self.enum_name, schema=self.schema, previous=self)

    def detail(self) -> tuple[str, ...]:
        """Return the values."""
        return tuple(f"'{value}'" for value in self.values)


@operation("drop_enum", kind="enum", effect=Effect.DROP, forms=("op",))
class DropEnumOp(EnumOp):
    """Drop an enum; the database refuses while a column has it."""

    enum_name: str
    _: KW_ONLY
    schema: str | None = None
    if_exists: bool | None = None
    previous: CreateEnumOp | None = arg(default=None, hidden=True)

    def statements(self, on: AbstractOperations) -> Iterable[str]:
        """Yield DROP TYPE."""
        from ..ddl.enums import drop_enum

        yield drop_enum(self.enum_name, self.schema, on.impl.support.plain_dialect, if_exists=bool(self.if_exists))

    def reverse(self) -> CreateEnumOp:
        """Return the directive that creates it with the values it had."""
        if self.previous is None:
            raise irreversible(self)
        return self.previous

    def detail(self) -> tuple[str, ...]:
        """Return the values of what goes."""
        return self.previous.detail() if self.previous is not None else ()


@operation("alter_enum", kind="enum", effect=Effect.ALTER, forms=("op",))
class AlterEnumOp(EnumOp):
    """Give an enum other values, or another order. `existing_values` are those before, for the way back.

    Values are added in place. To remove some or to reorder them a new type takes the place of the old one in every
    column; that fails, before anything is changed, while rows have a value that goes and `replace`, old value → new
    value, does not say what they become. A value added in place cannot be used before the transaction ends:
    `rebuild=True` makes a new type for that as well.
    """

    enum_name: str
    values: Sequence[str] = arg(pair="existing_values")
    _: KW_ONLY
    existing_values: Sequence[str] | None = None
    replace: Mapping[str, str] | None = None
    rebuild: bool = False
    schema: str | None = None
    columns: Sequence[tuple[str | None, str, str]] = arg(default=(), hidden=True)
    """(schema, table, column) of every known column of the type."""
    defaults: Sequence[tuple[str | None, str, str]] = arg(default=(), hidden=True)
    """Those of `columns` whose default steps aside."""
    along: Sequence[tuple[str | None, str]] = arg(default=(), hidden=True)
    """(schema, name) of the domains over it, which are made anew with it."""

    @property
    def in_place(self) -> bool:
        """Whether values are only added, and nothing uses them yet."""
        old = list(self.existing_values or ())
        return bool(old) and not self.rebuild and [value for value in self.values if value in old] == old

    @property
    def is_remade(self) -> bool:
        """Whether a new type takes the place of the old one, now or on the way back."""
        return not (self.in_place and self.reverse().in_place)

    @property
    def removed(self) -> list[str]:
        """The values that go."""
        return [value for value in self.existing_values or () if value not in self.values]

    def statements(self, on: AbstractOperations) -> Iterable[str]:
        """Return what adds the values, or puts a new type in the place of the old one."""
        from ..ddl.enums import add_values, remake

        dialect = on.impl.support.plain_dialect
        old = list(self.existing_values or ())
        can = (getattr(dialect, "server_version_info", None) or SINCE) >= SINCE  # offline nothing is known
        in_place = self.in_place and can
        added = add_values(self.enum_name, old, self.values, self.schema, dialect) if in_place else None
        if added is None:
            added = [remake(self.enum_name, self.values, self.schema, self.replace or {}, dialect)]
        return added

    def reverse(self) -> AlterEnumOp:
        """Return the directive that puts the values from before back."""
        if self.existing_values is None:
            raise irreversible(self)
        op = swap_pairs(self)
        op.replace = self._back() or None
        return op

    def _back(self) -> dict[str, str]:
        """Return what rows become on the way back, where that is known: one new value was one old one."""
        given = list((self.replace or {}).items())
        new = [value for _, value in given]
        there = self.existing_values or ()
        return {value: old for old, value in given if value not in there and new.count(value) == 1}

    @property
    def merged(self) -> dict[str, str]:
        """What of `replace` cannot be told apart afterwards: rows do not get the old value back."""
        return {old: value for old, value in (self.replace or {}).items() if self._back().get(value) != old}

    def changed(self) -> tuple[tuple[str, str | None, str], ...]:
        """Return each value that comes or goes, or the order where that is all."""
        from ..ddl.enums import additions

        old = list(self.existing_values or ())
        if not old:
            return (("values", None, _list(self.values)),)
        kept = [value for value in old if value in self.values]
        said = [f"− '{value}'" for value in self.removed]
        said += [f"+ '{value}'{_lower(place)}" for value, place in additions(kept, self.values)]
        found: list[tuple[str, str | None, str]] = [("values", None, ", ".join(said))] if said else []
        if [value for value in self.values if value in old] != kept:
            found.append(("order", _list(old), _list(self.values)))
        return tuple(found)

    def creates(self) -> Iterable[ObjectKey]:
        """Return the new values, the types of the columns, and that those without a default can have one again."""
        yield ObjectKey("new values", self.schema, self.enum_name)
        yield from self._types()
        for place in self.defaults:
            yield default_back_key(*place)

    def drops(self) -> Iterable[ObjectKey]:
        """Return the old values, and the types of the columns."""
        yield ObjectKey("old values", self.schema, self.enum_name)
        yield from self._types()

    def _types(self) -> Iterable[ObjectKey]:
        """Return the types of the columns where a new type comes, now or on the way back: readers step aside."""
        if self.is_remade:
            for schema, table, column in self.columns:
                yield from type_keys(schema, table, [column])
            yield from (made_key(*each) for each in ((self.schema, self.enum_name), *self.along))

    def needs(self) -> Iterable[ObjectKey]:
        """Return the type, and that some defaults are out of the way."""
        yield from super().needs()
        for place in self.defaults:
            yield default_aside_key(*place)


@operation("rename_enum_value", kind="enum", effect=Effect.ALTER, forms=("op",))
class RenameEnumValueOp(EnumOp):
    """Rename a value of an enum: rows, defaults and expressions follow."""

    enum_name: str
    old_value: str
    new_value: str
    _: KW_ONLY
    schema: str | None = None

    def statements(self, on: AbstractOperations) -> Iterable[str]:
        """Yield ALTER TYPE … RENAME VALUE."""
        from ..ddl.enums import rename_value

        yield rename_value(self.enum_name, self.old_value, self.new_value, self.schema, on.impl.support.plain_dialect)

    def reverse(self) -> RenameEnumValueOp:
        """Return the renaming back."""
        return RenameEnumValueOp(self.enum_name, self.new_value, self.old_value, schema=self.schema)

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """Return `("rename_enum_value", schema, name, old value, new value)`."""
        return ("rename_enum_value", self.schema, self.enum_name, self.old_value, self.new_value)

    def changed(self) -> tuple[tuple[str, str | None, str], ...]:
        """Return the value before and after."""
        return (("value", f"'{self.old_value}'", f"'{self.new_value}'"),)


def _lower(place: str) -> str:
    """Return ` AFTER 'X'` as the preview says it."""
    word, quote, value = place.partition("'")
    return word.lower() + quote + value


def _list(values: Iterable[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)
