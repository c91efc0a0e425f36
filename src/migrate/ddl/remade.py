"""A new type of PostgreSQL in the place of an old one: an enum with other values, a domain on another type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..dialects.postgresql.queries import literal, query
from ..dialects.text import qualified

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

_PART = re.compile(r"\{(\w+)\}")


def remake(
    kind: str, name: str, schema: str | None, dialect: Dialect, *, create: str, one: str, many: str, check: str = ""
) -> str:
    """Return the statement that creates the new type, gives it to every column of the old one, and drops that.

    Domains over it and composite types with it are made anew in the same way, at any depth. What else stands on one of
    them is named, and nothing is changed. `kind` is "enum" or "domain", `create` the statement for the new one. `one`
    and `many` say what a value, and an array of them, becomes, in the words of format(): %2$s is the column; what holds
    values deeper goes by way of its text. `check` is PL/pgSQL that runs before anything is changed, `found` are the
    columns in it.
    """
    parts = {
        "literal": literal(qualified(name, schema, dialect)),
        "what": kind,
        "create": create,
        "one": literal(one),
        "many": literal(many),
        "check": check,
    }
    text = filled(query("remake_type", 0).strip(), parts)
    return text.replace("{tag}", "$$" if "$$" not in text else "$migrate$")


def filled(text: str, parts: dict[str, str]) -> str:
    """Return a text with its parts in place; what is in a part is not looked at."""
    return _PART.sub(lambda part: parts.get(part[1], part[0]), text)
