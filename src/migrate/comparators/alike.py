"""What is gone and looks like what is new: tables, columns and values of enums that may only have another name.

Nothing is decided here. A person is asked, or told which `--rename` would say it; see `autogenerate/questioner.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from shlex import quote
from typing import Any, NamedTuple

import sqlalchemy as sa

from ..dialects.support import DialectSupport
from .records import Column, ObjectKey, Table, TableKey
from .renamed_values import Values
from .snapshot import Snapshot

SIMILAR = 0.5
"""From which part of letters in common on two names are similar: "name" and "full_name" have 0.67."""
MANY = 10_000
"""Pairs of tables, or of columns of one table, from which on nobody thinks of renamings: it is another schema."""


class Alike(NamedTuple):
    """One thing that is gone, and the new ones that look like it, the most alike first.

    `kind` is "table", "column" or "value". `of` is the table of a column, under its new name, or what has a value: an
    enum, or a column. `old` and `new` are names; those of tables are keys.
    """

    kind: str
    of: TableKey | ObjectKey | None
    old: Any
    new: tuple[Any, ...]

    def name(self, which: Any) -> str:
        """Return one of the names in words: "column person.full_name"."""
        if self.kind == "value":
            return f"value {which!r} of {owner_name(self.of)}"
        return f"{self.kind} {self.of}.{which}" if self.of else f"{self.kind} {which}"

    def option(self, new: Any) -> str:
        """Return what `--rename` would say."""
        if self.kind == "value":
            return f"{owner_name(self.of)}:{self.old}:{new}"
        return f"{self.of}.{self.old}:{self.of}.{new}" if self.of else f"{self.old}:{new}"

    @property
    def told(self) -> str:
        """The note for who is not asked, in one line."""
        names = " or ".join(self.name(each) for each in self.new)
        options = " or ".join(f"--rename {quote(self.option(each))}" for each in self.new)
        return f"{self.name(self.old)} dropped and {names} added look alike: say {options} if it is a rename"


def owner_name(key: Any) -> str:
    """Return what has values, as `--rename` says it: "mood" for an enum, "person.mood" for a column."""
    return ".".join(part for part in (key.schema, getattr(key, "table", None), key.name) if part)


# -- tables -----------------------------------------------------------------------------------------------------------


def tables_alike(old: Snapshot, new: Snapshot, support: DialectSupport) -> Iterator[Alike]:
    """Yield the tables that are gone and have about the columns of a new one in the same schema.

    Half of all their columns have the same name and family of type in both; a single one is not enough, unless the
    names of the tables are similar.
    """
    gone = _sorted(key for key in old.tables if key not in new.tables)
    come = _sorted(key for key in new.tables if key not in old.tables)
    if not gone or not come or len(gone) * len(come) > MANY:
        return
    families = _Families(support)
    columns = {key: families.columns(side.tables[key]) for side, keys in ((old, gone), (new, come)) for key in keys}
    for key in gone:
        found = []
        for other in (each for each in come if each.schema == key.schema):
            both, either = columns[key] & columns[other], columns[key] | columns[other]
            likeness = similarity(key.name, other.name)
            if both and len(both) * 2 >= len(either) and (len(both) > 1 or likeness >= SIMILAR):
                found.append((-len(both) / len(either), -likeness, other))
        if found:
            yield Alike("table", None, key, tuple(other for *_, other in sorted(found)))


def _sorted(keys: Iterable[TableKey]) -> list[TableKey]:
    return sorted(keys, key=lambda key: (key.schema or "", key.name))


# -- columns ----------------------------------------------------------------------------------------------------------


def columns_alike(old: Snapshot, new: Snapshot, support: DialectSupport) -> Iterator[Alike]:
    """Yield the columns that are gone and look like a new one of their table.

    Their types are the same, or of one family (integers, texts, …) and their names similar. Both may be NULL or
    neither, both are generated or neither, both are in the primary key or neither, and they refer to the same table, if
    any. The most alike is the one of the same type, then of the most similar name, then the nearest.
    """
    families = _Families(support)
    both = old.tables.keys() & new.tables.keys()
    for key in _sorted(key for key in both if old.tables[key].columns.keys() != new.tables[key].columns.keys()):
        before, after = old.tables[key], new.tables[key]
        gone = [(place, name) for place, name in enumerate(before.columns) if name not in after.columns]
        come = [(place, name) for place, name in enumerate(after.columns) if name not in before.columns]
        if not gone or not come or len(gone) * len(come) > MANY:
            continue
        for place, name in gone:
            was = before.columns[name]
            found = []
            for other_place, other in come:
                now = after.columns[other]
                if _role(was, before) != _role(now, after):
                    continue
                likeness, same = similarity(name, other), was.type == now.type
                if same or (likeness >= SIMILAR and families.same(was, now)):
                    found.append((not same, -likeness, abs(place - other_place), other))
            if found:
                yield Alike("column", key, name, tuple(other for *_, other in sorted(found)))


def _role(column: Column, table: Table) -> tuple[Any, ...]:
    """Return what two names of one column have in common, whatever its type."""
    referred = {each.referred for each in table.foreign_keys if column.name in each.columns}
    in_key = table.primary_key is not None and column.name in table.primary_key.columns
    return column.nullable, column.computed is not None, in_key, referred


class _Families:
    """Tells the families of types: integers, numbers, texts, dates and so on."""

    def __init__(self, support: DialectSupport) -> None:
        self.support = support
        self.known: dict[str, Any] = {}

    def of(self, column: Column) -> Any:
        """Return the family of a column's type; a type that SQLAlchemy does not know is one by itself."""
        if column.type not in self.known:
            family = self.support.type_object(column.type)._type_affinity
            named = family is not None and family is not sa.types.NullType and family is not sa.types.TypeEngine
            self.known[column.type] = family if named else column.type
        return self.known[column.type]

    def same(self, one: Column, other: Column) -> bool:
        return bool(self.of(one) == self.of(other))

    def columns(self, table: Table) -> frozenset[tuple[str, Any]]:
        return frozenset((name, self.of(column)) for name, column in table.columns.items())


# -- values of enums --------------------------------------------------------------------------------------------------


def values_alike(found: Iterable[Values]) -> Iterator[Alike]:
    """Yield the values of enums that are gone and have a similar name or the place of a new one."""
    for of, before, after in found:
        gone = [value for value in before if value not in after]
        come = [value for value in after if value not in before]
        for value in gone:
            near = []
            for other in come:
                likeness = similarity(value, other)
                in_place = len(before) == len(after) and before.index(value) == after.index(other)
                if in_place or likeness >= SIMILAR:
                    near.append((not in_place, -likeness, other))
            if near:
                yield Alike("value", of, value, tuple(other for *_, other in sorted(near)))


def similarity(one: str, other: str) -> float:
    """Return which part of the letters of two names are the same, in order: 0 to 1."""
    return SequenceMatcher(None, one.lower(), other.lower(), autojunk=False).ratio()


def but(found: Sequence[Alike], taken: Collection[Any]) -> list[Alike]:
    """Return the same without the new names that are taken by now, and without what has no other left."""
    left = [each._replace(new=tuple(new for new in each.new if (each.of, new) not in taken)) for each in found]
    return [each for each in left if each.new]
