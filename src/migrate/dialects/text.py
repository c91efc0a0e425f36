"""SQL as text: names, and what is to stay as it is on its way through `text()`, where a colon may begin a parameter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

_ESCAPED = re.compile(r"\\(?=:\w*(?![:\w]))")
_BOUND = re.compile(r"(?<![:\w\\]):(?=\w+(?![:\w]))")


def escape(sql: str) -> str:
    r"""Return the argument for `text()` that means exactly `sql`: a `:word` in it is no parameter.

    >>> escape("t > '12:30' and a = ':b' and c = d::int")
    "t > '12:30' and a = '\\:b' and c = d::int"
    """
    return _BOUND.sub(r"\\:", _ESCAPED.sub(r"\\\\", sql))


def qualified(name: str, schema: str | None, dialect: Dialect) -> str:
    """Return a name as SQL, with its schema."""
    quote = dialect.identifier_preparer.quote
    return f"{quote(schema)}.{quote(name)}" if schema else quote(name)


def sql_text(sql: str) -> sa.TextClause:
    """Return `sql` as an expression that is written exactly so."""
    return sa.text(escape(sql))
