"""Texts of PostgreSQL's CREATE, ALTER and DROP TYPE of enums.

A value is added and renamed in place. PostgreSQL can do no more: for anything else a new type takes the place of the
old one, in one statement, which refuses while rows have a value that is to go.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..dialects.postgresql.queries import literal, query
from ..dialects.text import qualified
from . import remade

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect


def create_enum(name: str, labels: Sequence[str], schema: str | None, dialect: Dialect) -> str:
    """Return `CREATE TYPE mood AS ENUM ('sad', 'ok')`."""
    return f"CREATE TYPE {qualified(name, schema, dialect)} AS ENUM ({', '.join(map(literal, labels))})"


def drop_enum(name: str, schema: str | None, dialect: Dialect, *, if_exists: bool = False) -> str:
    """Return `DROP TYPE mood`."""
    return f"DROP TYPE {'IF EXISTS ' if if_exists else ''}{qualified(name, schema, dialect)}"


def rename_value(name: str, old: str, new: str, schema: str | None, dialect: Dialect) -> str:
    """Return `ALTER TYPE mood RENAME VALUE 'glad' TO 'happy'`; rows, defaults and expressions follow."""
    return f"ALTER TYPE {qualified(name, schema, dialect)} RENAME VALUE {literal(old)} TO {literal(new)}"


def add_values(
    name: str, old: Sequence[str], new: Sequence[str], schema: str | None, dialect: Dialect
) -> list[str] | None:
    """Return the statements that add what `new` has more, each value at its place; None where that is not all."""
    if [label for label in new if label in old] != list(old):
        return None
    return [
        f"ALTER TYPE {qualified(name, schema, dialect)} ADD VALUE {literal(label)}{place}"
        for label, place in additions(old, new)
    ]


def additions(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, str]]:
    """Return what `new` has more than `old`: each label, and where it goes: ` AFTER 'sad'`, or nothing at the end."""
    found = []
    there = [label for label in new if label in old]
    for position, label in enumerate(new):
        if label in old:
            continue
        if position == 0:
            place = f" BEFORE {literal(there[0])}" if there else ""
        else:
            place = "" if there and there[-1] == new[position - 1] else f" AFTER {literal(new[position - 1])}"
        found.append((label, place))
        there.insert(there.index(new[position - 1]) + 1 if position else 0, label)
    return found


def remake(name: str, labels: Sequence[str], schema: str | None, replace: Mapping[str, str], dialect: Dialect) -> str:
    """Return the statement that puts a new type in the place of an enum, in every column of it and its default.

    `replace` says what rows become that have a value which is not among `labels`. Any other such row is an error,
    before anything is changed.
    """
    type_ = qualified(name, schema, dialect)
    many, one = "%2$s::text[]", "%2$s::text"
    for old, new in replace.items():
        many = f"array_replace({many}, {_in_format(old)}, {_in_format(new)})"
    if replace:
        cases = " ".join(f"WHEN {_in_format(old)} THEN {_in_format(new)}" for old, new in replace.items())
        one = f"CASE {one} {cases} ELSE {one} END"
    cast = "({})::" if replace else "{}::"
    checked = {"literal": literal(type_), "fitting": _texts([*labels, *replace]), "staying": _texts(labels)}
    return remade.remake(
        "enum",
        name,
        schema,
        dialect,
        create=create_enum(name, labels, schema, dialect),
        one=f"{cast.format(one)}{type_}",
        many=f"{cast.format(many)}{type_}[]",
        check=remade.filled(query("lost_values", 0), checked),
    )


def _texts(labels: Sequence[str]) -> str:
    return f"ARRAY[{', '.join(map(literal, labels))}]::text[]"


def _in_format(value: str) -> str:
    """Return a literal for the template of format(), where a percent sign is doubled."""
    return literal(value).replace("%", "%%")
