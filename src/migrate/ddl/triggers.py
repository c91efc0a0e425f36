"""Texts of CREATE TRIGGER and DROP TRIGGER, and the parts of a trigger's definition."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ..dialects.text import qualified

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

    from ..dialects.support import DialectSupport

_NAME = r'(?:"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|[\w$]+)'
_QUOTED = re.compile(r'"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]')
_BEFORE = r"""(?:"[^"]*"|`[^`]*`|'[^']*'|[^"`'])*?\bON\s+"""  # not the word in a quoted name
_ON = re.compile(rf"(?P<before>{_BEFORE})(?:(?P<schema>{_NAME})\s*\.\s*)?(?P<table>{_NAME})(?P<after>.*)", re.I | re.S)
_ROW = re.compile(r"\A\s*FOR\s+EACH\s+ROW\b", re.I)
_PLACE = re.compile(rf"(?P<row>{_ROW.pattern})\s+(?P<word>FOLLOWS|PRECEDES)\s+(?P<name>{_NAME})\s*", re.I)


class Parts(NamedTuple):
    """A definition around the name of its table: `"BEFORE INSERT ON "`, None, `"t"`, `" FOR EACH ROW …"`."""

    before: str
    schema: str | None
    table: str
    after: str


def parts(definition: str) -> Parts:
    """Return the parts of a definition; raises ValueError when it names no table."""
    match = _ON.match(definition.strip())
    if match is None:
        raise ValueError(definition)
    schema = match["schema"]
    return Parts(match["before"], schema and plain(schema), plain(match["table"]), match["after"])


class Said(NamedTuple):
    """The place of a trigger as its definition says it: `FOLLOWS a` → "FOLLOWS", "a"."""

    word: str
    name: str


def said_place(definition: str) -> Said | None:
    """Return the place among the triggers of its event that a definition says, if it does."""
    match = _PLACE.match(parts(definition).after)
    return match and Said(match["word"].upper(), plain(match["name"]))


def without_place(definition: str) -> str:
    """Return a definition without the words for its place."""
    after = parts(definition).after
    return definition.removesuffix(after) + _PLACE.sub(r"\g<row> ", after)


def with_place(definition: str, word: str, name: str) -> str:
    """Return a definition with the words for its place; `name` is quoted where it needs that."""
    after = parts(definition).after
    return definition.strip().removesuffix(after) + _ROW.sub(lambda row: f"{row[0]} {word} {name}", after)


def plain(name: str) -> str:
    """Return a name without its quotes; anything else as it is."""
    if not _QUOTED.fullmatch(name):
        return name
    if name[0] in '"`':
        return name[1:-1].replace(name[0] * 2, name[0])
    return name[1:-1] if name[0] == "[" else name


def create_trigger(name: str, definition: str, schema: str | None, dialect: Dialect) -> str:
    """Return `CREATE TRIGGER g BEFORE INSERT ON t …`; on PostgreSQL a trigger is in its table's schema."""
    text, kind = definition.strip(), "TRIGGER"
    if text[:11].upper() == "CONSTRAINT ":
        text, kind = text[11:].lstrip(), "CONSTRAINT TRIGGER"
    return f"CREATE {kind} {qualified(name, None if dialect.name == 'postgresql' else schema, dialect)} {text}"


def drop_trigger(name: str, table: str, schema: str | None, support: DialectSupport, *, if_exists: bool = False) -> str:
    """Return `DROP TRIGGER g ON t` of PostgreSQL, `DROP TRIGGER g` of others."""
    dialect = support.plain_dialect
    if dialect.name == "postgresql":
        whole = f"{qualified(name, None, dialect)} ON {qualified(table, schema, dialect)}"
    else:
        whole = qualified(name, schema, dialect)
    return support.dropping("TRIGGER", whole, if_exists=if_exists)
