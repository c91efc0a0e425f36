"""Constraints and indexes → Python text, as `create_table` takes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.sql.schema import ColumnCollectionConstraint

from ..operations.constraints import constraint_name
from .expressions import index_key, plain_text
from .items import written_by_user
from .layout import call, string
from .scope import Scope
from .values import options, sequence, write

_COMMON = ("name", "onupdate", "ondelete", "deferrable", "initially", "match")
"""Attributes of constraints that are keywords of their constructors, written where they are set."""


def is_of_type(constraint: Any) -> bool:
    """Return whether a type brings the constraint along: `Enum(create_constraint=True)` makes its own CHECK.

    SQLAlchemy marks these, and has no public way to ask.
    """
    return bool(getattr(constraint, "_type_bound", False))


def _write(kind: str, name: str, constraint: Any, first: list[str], scope: Scope, **more: Any) -> str:
    """Return the constructor call of a constraint, or what the user's hook says for its `kind`."""
    text = written_by_user(kind, constraint, scope)
    return text if text is not None else call(name, [*first, *keywords(constraint, scope, **more)])


def keywords(constraint: Any, scope: Scope, **more: Any) -> list[str]:
    """Return the keywords every constraint may have, then `more`, then those of dialects."""
    found = {name: getattr(constraint, name, None) for name in _COMMON} | more
    if isinstance(getattr(constraint, "parent", None), sa.Table):
        found["name"] = constraint_name(constraint) or found["name"]  # the one a naming convention gives
    texts = [f"{name}={write(value, scope)}" for name, value in found.items() if value is not None]
    return texts + options(constraint.dialect_kwargs, scope)


def column_keys(constraint: ColumnCollectionConstraint) -> list[str]:
    """Return the keys of a constraint's columns, before and after it is attached to its table."""
    attached = [c.key for c in constraint.columns]
    pending = getattr(constraint, "_pending_colargs", ())  # not attached yet: SQLAlchemy keeps what it was given
    return attached or [c if isinstance(c, str) else c.key for c in pending if c is not None]


@write.register
def _primary_key(value: sa.PrimaryKeyConstraint, scope: Scope) -> str:
    return _write("primary_key", scope.sa("PrimaryKeyConstraint"), value, sequence(column_keys(value), scope), scope)


@write.register
def _unique(value: sa.UniqueConstraint, scope: Scope) -> str:
    return _write("unique", scope.sa("UniqueConstraint"), value, sequence(column_keys(value), scope), scope)


@write.register
def _check(value: sa.CheckConstraint, scope: Scope) -> str:
    return _write("check", scope.sa("CheckConstraint"), value, [string(plain_text(value.sqltext, scope))], scope)


@write.register
def _foreign_key_constraint(value: sa.ForeignKeyConstraint, scope: Scope) -> str:
    """A foreign key of the table; targets are written with the schema they are in.

    `use_alter` is not written: it makes `MetaData.create_all` add the key later, and a script has no later.
    """
    columns = write(list(value.column_keys), scope)
    targets = write([_target(fk, value) for fk in value.elements], scope)
    return _write("foreign_key", scope.sa("ForeignKeyConstraint"), value, [columns, targets], scope)


def write_foreign_key(fk: sa.ForeignKey, scope: Scope) -> str:
    """Return the text of a foreign key given inside its column."""
    return _write("foreign_key", scope.sa("ForeignKey"), fk, [write(_target(fk, None), scope)], scope)


def _target(fk: sa.ForeignKey, constraint: sa.ForeignKeyConstraint | None) -> str | tuple[str, ...]:
    """Return the column a foreign key points at: "schema.table.column", as a tuple where names have dots in them."""
    parts = _target_parts(fk, constraint)
    return tuple(parts) if any("." in part for part in parts[-2:]) else ".".join(parts)


def _target_parts(fk: sa.ForeignKey, constraint: sa.ForeignKeyConstraint | None) -> list[str]:
    try:
        column = fk.column
    except (InvalidRequestError, AttributeError):  # the target is not known, only its name is
        return _unresolved(fk)
    table = column.table
    own = constraint is not None and getattr(constraint, "parent", None) is table
    path = [table.schema] if table.schema else []
    return [str.__str__(part) for part in (*path, table.name, column.key if own else column.name)]


def _unresolved(fk: sa.ForeignKey) -> list[str]:
    """The names as given, under the schema of the MetaData as SQLAlchemy would look for them."""
    try:
        parts = fk.target_fullname.split(".")
    except InvalidRequestError:  # SQLAlchemy 2.1: a name with a dot in it has no dotted spelling
        parts = [part for part in fk.target_tokens if part is not None]
    parent = getattr(fk, "parent", None)
    metadata = getattr(getattr(parent, "table", None), "metadata", None)
    schema = getattr(metadata, "schema", None)
    return [schema, *parts] if schema and len(parts) == 2 else parts


@write.register
def _exclude(value: ExcludeConstraint, scope: Scope) -> str:
    """PostgreSQL's EXCLUDE: pairs of an expression and an operator."""
    scope.imports.add("from sqlalchemy.dialects import postgresql")
    pairs = exclude_pairs(_elements(value), scope)
    using = None if value.using == "gist" else value.using
    more = {"using": using, "where": getattr(value, "where", None), "ops": value.ops or None}
    return _write("exclude", "postgresql.ExcludeConstraint", value, pairs, scope, **more)


def exclude_pairs(elements: Iterable[tuple[Any, str]], scope: Scope) -> list[str]:
    """Return the text of pairs of a column name or an expression, and an operator."""
    return [f"({index_key(element, scope)}, {write(operator, scope)})" for element, operator in elements]


def _elements(value: ExcludeConstraint) -> Iterable[tuple[Any, str]]:
    for expression, name, operator in value._render_exprs:  # not public; there is no other way to the expressions
        yield (name if isinstance(expression, (str, sa.Column)) else expression), operator


@write.register
def write_index(value: sa.Index, scope: Scope) -> str:
    """Return the text of an index given as an object: `sa.Index('ix', 'a', unique=True)`."""
    keys = [index_key(e, scope) for e in value.expressions]
    unique = ["unique=True"] if value.unique else []
    return call(scope.sa("Index"), [write(value.name, scope), *keys, *unique, *options(value.dialect_kwargs, scope)])
