"""How the rows of a column become another type: what follows USING in ALTER COLUMN … TYPE."""

from __future__ import annotations

from .normalize import NUMBERS
from .types import base_type
from .words import BUILTIN_TYPES

STRINGS = frozenset(("character varying", "text", "bpchar", "name", "citext"))
_TIMESTAMPS = ("timestamp without time zone", "timestamp with time zone")
ASSIGNABLE = frozenset(
    {
        *((a, b) for a in NUMBERS for b in NUMBERS),
        *((number, "money") for number in ("integer", "bigint", "numeric")),
        ("money", "numeric"),
        *(("date", stamp) for stamp in _TIMESTAMPS),
        *((stamp, "date") for stamp in _TIMESTAMPS),
        *((stamp, "time without time zone") for stamp in _TIMESTAMPS),
        _TIMESTAMPS,
        _TIMESTAMPS[::-1],
        ("timestamp with time zone", "time with time zone"),
        ("time without time zone", "time with time zone"),
        ("time with time zone", "time without time zone"),
        ("time without time zone", "interval"),
        ("interval", "time without time zone"),
        ("json", "jsonb"),
        ("jsonb", "json"),
        ('"bit"', "bit varying"),
        ("bit varying", '"bit"'),
        ("inet", "cidr"),
        ("cidr", "inet"),
        ("macaddr", "macaddr8"),
        ("macaddr8", "macaddr"),
    }
)
"""Pairs of types that the server converts by itself when it stores a value (pg_cast, contexts i and a)."""


def using(column: str, old: str, new: str) -> str | None:
    """Return the expression that turns `column`, quoted, from type `old` to `new`; None when none is needed.

    Both types are canonical text. What no cast can do goes through text, so that the worst is a row that does not
    fit: the server names it.
    """
    before, after = base_type(old), base_type(new)
    if before == "bytea" and after in STRINGS:
        return f"convert_from({column}, 'UTF8')"
    if before in STRINGS and after == "bytea":
        return f"convert_to({column}, 'UTF8')"
    if before == after == '"bit"':
        return f"{column}::{new}"  # a bit string of another length is refused unless the cast is asked for
    if before == after or after in STRINGS or (before, after) in ASSIGNABLE:
        return None
    if before.endswith("[]") and after.endswith("[]"):
        return f"{column}::{new}" if using(column, before[:-2], after[:-2]) else None
    if after.endswith("[]"):
        element = using(column, old, new[:-2]) or column
        return f"CASE WHEN {column} IS NOT NULL THEN ARRAY[{element}]::{new} END"
    if before.endswith("[]"):
        return using(f"{column}[1]", old[:-2], new) or f"{column}[1]"
    if after == "boolean" and before in NUMBERS:
        return f"{column} <> 0"
    if before == "boolean" and after in NUMBERS:
        return f"{column}::integer" if after == "integer" else f"{column}::integer::{new}"
    if before in STRINGS or _related(before, after):
        return f"{column}::{new}"
    return f"{column}::text::{new}"


def _related(before: str, after: str) -> bool:
    """Whether there is a cast that has to be asked for: a range and its multirange; any of somebody's own types.

    To numbers there may be none: an enum is a number only through its text.
    """
    if after == before.replace("range", "multirange"):
        return True
    return before not in BUILTIN_TYPES and after in BUILTIN_TYPES and after not in NUMBERS
