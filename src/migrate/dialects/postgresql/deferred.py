"""Deferred constraints: PostgreSQL refuses to alter a table with "pending trigger events"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..text import qualified
from .queries import literal, query

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect


def check_deferred(table: str, schema: str | None, dialect: Dialect) -> str:
    """Return the statement that checks what waits for the end of the transaction; all is deferred as before."""
    name = qualified(table, schema, dialect)
    tag = "$$" if "$$" not in name else "$migrate$"
    parts = {"{literal}": literal(name), "{table}": " ".join(name.split()), "{tag}": tag}
    text = query("check_deferred", 0).strip()
    for placeholder, part in parts.items():
        text = text.replace(placeholder, part)
    return text
