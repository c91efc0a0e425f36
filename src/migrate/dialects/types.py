"""Types known by their DDL text: the fallback for a type SQLAlchemy has no class for, and the generic way back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import types as sqltypes
from sqlalchemy.types import TypeEngine, UserDefinedType

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect


class SQLType(UserDefinedType[Any]):
    """A column type written exactly as `text` in DDL: `SQLType("geometry(Point,4326)")`."""

    cache_ok = True

    def __init__(self, text: str) -> None:
        self.text = text

    def get_col_spec(self, **kw: Any) -> str:
        """Return the text."""
        return self.text

    def __repr__(self) -> str:
        return f"SQLType({self.text!r})"


_TEXT = re.compile(r"\s*([^(]+?)\s*(?:\(([^()]*)\))?\s*\Z")


def build_type(text: str, dialect: Dialect) -> TypeEngine[Any]:
    """Return the type whose DDL is `text`: the dialect's class of that name with its numeric arguments, else SQLType.

    The result is kept only when it compiles back to the same words.
    """
    match = _TEXT.match(text)
    known: dict[str, Any] = getattr(dialect, "ischema_names", {})
    if match:
        name, arguments = match.groups()
        cls = known.get(name) or known.get(name.upper()) or known.get(name.lower())
        cls = cls or getattr(sqltypes, name.upper(), None)  # INTEGER, which SQL Server and Oracle report as their own
        if cls is not None:
            try:
                values = [int(a) for a in arguments.split(",")] if arguments else []
                made: TypeEngine[Any] = cls(*values) if isinstance(cls, type) else cls
                if _words(made.compile(dialect=dialect)) == _words(text):
                    return made
            except (TypeError, ValueError):
                pass
    return SQLType(text)


def _words(text: str) -> str:
    return "".join(text.split()).upper()
