"""Columns and what generates their values → Python text.

Written: what is in the database. Not written: defaults of the Python side (`default=`, `onupdate=`), `info`, `doc`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ClauseElement, ColumnElement, TextClause, quoted_name

from ..dialects.text import escape
from . import arguments
from .constraints import is_of_type, write_foreign_key
from .expressions import default_sql, plain_text
from .items import written_by_user
from .layout import call, string
from .scope import Scope
from .values import options, sequence, write


@write.register(sa.Column)
def write_column(column: sa.Column[Any], scope: Scope, *, siblings: Collection[Any] = ()) -> str:
    """Return the text of a column.

    `siblings` are the items written beside it in the same call: what they say (the primary key, a foreign key, a
    check) is not said again in the column.
    """
    text = written_by_user("column", column, scope)
    if text is not None:
        return text
    arguments_ = [
        write(str.__str__(column.name), scope),
        write(column.type, scope),
        *_inline(column, scope, siblings),
        *(f"{name}={text}" for name, text in _keywords(column, scope, siblings).items()),
        *options(column.dialect_kwargs, scope),
    ]
    return call(scope.sa("Column"), arguments_)


def _inline(column: sa.Column[Any], scope: Scope, siblings: Collection[Any]) -> list[str]:
    """What a column holds as positional arguments: foreign keys, checks, computed, identity, a sequence."""
    inside = {id(item) for item in siblings}
    parts: list[Any] = [c for c in _ordered(column.constraints) if isinstance(c, sa.CheckConstraint)]
    parts = [check for check in parts if id(check) not in inside and not is_of_type(check)]
    parts += [column.default] if isinstance(column.default, sa.Sequence) else []
    keys = [fk for fk in _ordered(column.foreign_keys) if fk.constraint is None]
    found = [*(write_foreign_key(fk, scope) for fk in keys), *sequence(parts, scope)]
    default = column.server_default
    return [*found, write_server_default(default, scope)] if isinstance(default, _GENERATED) else found


_GENERATED = (sa.Computed, sa.Identity)
"""What makes the values of a column in the database and is given to it as a positional argument."""


def _ordered(items: Any) -> list[Any]:
    """A column keeps its parts in sets; SQLAlchemy numbers them as they are created."""
    return sorted(items, key=lambda item: getattr(item, "_creation_order", 0))


def _keywords(column: sa.Column[Any], scope: Scope, siblings: Collection[Any]) -> dict[str, str]:
    """Return the keyword arguments that differ from what SQLAlchemy assumes, and `nullable`, always."""
    values: dict[str, Any] = {}
    if column.key != column.name:
        values["key"] = column.key
    if isinstance(column.name, quoted_name) and column.name.quote is not None:
        values["quote"] = column.name.quote
    if column.primary_key and not any(isinstance(item, sa.PrimaryKeyConstraint) for item in siblings):
        values["primary_key"] = True
    if column.autoincrement != "auto":
        values["autoincrement"] = column.autoincrement
    if column.table is None and not siblings:  # in a table, the comparison has directives for them
        values.update((name, True) for name in ("unique", "index") if getattr(column, name))
    texts = {name: write(value, scope) for name, value in values.items()}
    default = column.server_default
    if default is not None and not isinstance(default, _GENERATED):
        texts["server_default"] = write_server_default(default, scope)
    if column.computed is None or column.nullable is ("primary_key" in values):  # what Computed leaves unsaid
        texts["nullable"] = write(bool(column.nullable), scope)
    if column.system:
        texts["system"] = "True"
    if column.comment is not None:
        texts["comment"] = write(column.comment, scope)
    return texts


def write_server_default(default: Any, scope: Scope) -> str:
    """Return the text of a server default, however it was given; an expression becomes what DEFAULT would say."""
    text = written_by_user("server_default", default, scope)
    if text is not None:
        return text
    value = default.arg if isinstance(default, sa.DefaultClause) else default
    if isinstance(value, ColumnElement) and not isinstance(value, TextClause):
        return call(scope.sa("text"), [string(escape(default_sql(value, scope.target)))])
    return write(value, scope)


@write.register
def _default_clause(value: sa.DefaultClause, scope: Scope) -> str:
    return write_server_default(value, scope)


@write.register
def _fetched(value: sa.FetchedValue, scope: Scope) -> str:
    return call(scope.sa("FetchedValue"), [])


@write.register
def _computed(value: sa.Computed, scope: Scope) -> str:
    sql = string(plain_text(value.sqltext, scope))
    return call(scope.sa("Computed"), [sql, *([] if value.persisted is None else [f"persisted={value.persisted}"])])


@write.register
def _identity(value: sa.Identity, scope: Scope) -> str:
    return call(scope.sa("Identity"), _given(value, scope))


@write.register
def _sequence(value: sa.Sequence, scope: Scope) -> str:
    name, *others = _given(value, scope)
    return call(scope.sa("Sequence"), [name.removeprefix("name="), *others])


def _given(value: Any, scope: Scope) -> list[str]:
    """The options of an identity or a sequence that say more than the default."""
    given = arguments.given(value, _equal)
    plain = [(name, v) for name, v in given if not (v is None or isinstance(v, ClauseElement))]
    return [f"{name}={write(v, scope)}" for name, v in plain] + options(getattr(value, "dialect_kwargs", {}), scope)


def _equal(left: Any, right: Any) -> bool:
    return type(left) is type(right) and bool(left == right)
