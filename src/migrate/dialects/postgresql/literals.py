"""Python values as PostgreSQL reads them from text; the column gives the literal its type."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy.dialects.postgresql.ranges import MultiRange, Range

from .queries import literal as quoted


def literal(value: Any) -> str | None:
    """Return bytes, a list (array), a dictionary (hstore), a range, a span of time as a literal; None for the rest."""
    text = _text(value)
    return None if text is None else quoted(text)


def _text(value: Any) -> str | None:
    if isinstance(value, bytes | bytearray | memoryview):
        return "\\x" + bytes(value).hex()
    if isinstance(value, datetime.timedelta):
        return f"{value.days} days {value.seconds}.{value.microseconds:06} seconds"
    if isinstance(value, Range):
        return str(value)
    if isinstance(value, MultiRange):
        return "{" + ",".join(map(str, value)) + "}"
    if isinstance(value, list | tuple):
        return "{" + ",".join(map(_element, value)) + "}"
    if isinstance(value, dict):
        pairs = ((_escaped(key), "NULL" if item is None else _escaped(item)) for key, item in value.items())
        return ",".join(f"{key}=>{item}" for key, item in pairs)
    return None


def _element(value: Any) -> str:
    """Return an element of an array as it stands between the braces."""
    if value is None:
        return "NULL"
    if isinstance(value, list | tuple):
        return str(_text(value))
    own = _text(value)
    return _escaped(str(value) if own is None else own)


def _escaped(text: Any) -> str:
    return '"' + str(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
