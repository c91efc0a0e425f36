"""Parts of directives in words close to SQL: types, expressions, defaults, the definition of a column."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql.elements import ClauseElement

from ..errors import OperationError
from .expressions import by_name, sql_of


def one_line(text: str) -> str:
    """Return `text` on one line, with control characters spelled out: names and comments come from anywhere."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def type_text(type_: Any, dialect: Dialect) -> str:
    """Return a type as `dialect` spells it; the name of its class where it cannot."""
    if isinstance(type_, type):
        type_ = type_()
    try:
        return one_line(type_.compile(dialect=dialect))
    except (SQLAlchemyError, NotImplementedError):
        return type(type_).__name__


def sql_text(expression: Any, dialect: Dialect) -> str:
    """Return an expression, or the text of one, as SQL on one line."""
    if isinstance(expression, ClauseElement):
        try:
            return " ".join(sql_of(expression, dialect).split())
        except OperationError:
            return " ".join(str(expression).split())
    return one_line(" ".join(str(expression).split()))


def literal(text: str) -> str:
    """Return text as an SQL string, which is how a comment or a plain default is read best."""
    return one_line("'" + text.replace("'", "''") + "'")


def default_text(default: Any, dialect: Dialect) -> str:
    """Return a server default in whichever form it was given; "none" for None."""
    if default is None:
        return "none"
    if isinstance(default, sa.Computed):
        kind = {True: " stored", False: " virtual", None: ""}[default.persisted]
        return f"generated as ({sql_text(default.sqltext, dialect)}){kind}"
    if isinstance(default, sa.Identity):
        return _identity_text(default)
    value = default.arg if isinstance(default, sa.DefaultClause) else default
    if isinstance(value, sa.FetchedValue):
        return "set by the database"
    return literal(value) if isinstance(value, str) else sql_text(value, dialect)


def _identity_text(identity: sa.Identity) -> str:
    said = [
        f"{name} {value}"
        for name in ("start", "increment", "minvalue", "maxvalue", "cache")
        if (value := getattr(identity, name)) is not None
    ]
    mode = "identity always" if identity.always else "identity"
    return f"{mode} ({', '.join(said)})" if said else mode


def columns_text(columns: Iterable[Any]) -> str:
    """Return columns by name, in parentheses."""
    return f"({', '.join(one_line(str(by_name(c))) for c in columns)})"


def column_detail(column: sa.Column[Any], dialect: Dialect, *, key: bool = False) -> tuple[str, ...]:
    """Return a column's definition in parts, its type first; `key` says that it alone is the primary key."""
    parts = [type_text(column.type, dialect)]
    if key:
        parts.append("primary key")
    elif not column.nullable:
        parts.append("not null")
    default = column.server_default
    if isinstance(default, (sa.Computed, sa.Identity)):
        parts.append(default_text(default, dialect))
    elif default is not None:
        parts.append(f"default {default_text(default, dialect)}")
    if column.comment:
        parts.append(f"comment {literal(column.comment)}")
    return tuple(parts)
