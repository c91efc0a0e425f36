"""SQL expressions → Python text. What is not text already becomes the SQL of the target dialect."""

from __future__ import annotations

import functools
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import CompileError
from sqlalchemy.schema import CreateColumn
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import (
    BinaryExpression,
    BindParameter,
    ClauseElement,
    ColumnClause,
    ColumnElement,
    Grouping,
    TextClause,
    UnaryExpression,
)
from sqlalchemy.sql.selectable import TableClause

from ..dialects.text import escape
from ..errors import OperationError
from .layout import call, string
from .scope import Scope
from .values import sequence, write


def sql_of(expression: ClauseElement, dialect: Dialect) -> str:
    """Return an expression or statement as SQL of `dialect`, with its values written in place.

    Columns are written without their tables where the expression is one of DDL. Raises OperationError when the
    dialect cannot write it.
    """
    inside_table = {"include_table": False} if isinstance(expression, ColumnElement) else {}
    try:
        compiled = expression.compile(dialect=dialect, compile_kwargs={"literal_binds": True, **inside_table})
    except CompileError as error:
        raise _cannot_compile(expression, dialect, error) from error
    return _single_percents(str(compiled), dialect)


def default_sql(expression: ColumnElement[Any], dialect: Dialect) -> str:
    """Return an expression as `dialect` writes it after DEFAULT, with the parentheses it wants there."""
    column = sa.Column("c", sa.Integer(), server_default=expression)
    sa.Table("t", sa.MetaData(), column)  # SQL Server's compiler wants a column of a table
    try:
        text = str(CreateColumn(column).compile(dialect=dialect))
    except CompileError as error:
        raise _cannot_compile(expression, dialect, error) from error
    return _single_percents(text.partition(" DEFAULT ")[2].strip() or sql_of(expression, dialect), dialect)


def _single_percents(sql: str, dialect: Dialect) -> str:
    return sql.replace("%%", "%") if _doubles_percents(dialect) else sql


@functools.lru_cache(maxsize=8)
def _doubles_percents(dialect: Dialect) -> bool:
    """Whether the compiler doubles percent signs because the driver formats statements with them."""
    return "%%" in str(sa.text("%").compile(dialect=dialect))


def _cannot_compile(expression: ClauseElement, dialect: Dialect, error: Exception) -> OperationError:
    return OperationError(
        f"{dialect.name} cannot write the expression {expression!s} as text: {error}",
        hint="write it with sqlalchemy.text()",
    )


def plain_text(expression: ClauseElement | str, scope: Scope) -> str:
    """Return the string to give where SQLAlchemy itself makes `text()` of a string: checks, computed columns."""
    if isinstance(expression, str):
        return str(expression)
    if isinstance(expression, TextClause) and not _values(expression):
        return expression.text
    return escape(sql_of(expression, scope.target))


def index_key(expression: Any, scope: Scope) -> str:
    """Return how one key of an index is written: a column by its name, an expression as SQL in parentheses."""
    expression = by_name(expression)
    if isinstance(expression, (str, TextClause)):
        return write(expression, scope)
    return _text(escape(key_sql(expression, scope.target)), scope)


def key_sql(expression: ColumnElement[Any], dialect: Dialect) -> str:
    """Return the SQL of an index key; COLLATE, DESC and NULLS LAST stay outside the parentheses."""
    inner: Any = expression
    while (within := _modified(inner)) is not None:
        inner = within
    whole, core = sql_of(expression, dialect), sql_of(inner, dialect)
    if isinstance(inner, (ColumnClause, Grouping)) or not whole.startswith(core):
        return whole
    return f"({core}){whole[len(core) :]}"


def _modified(expression: Any) -> Any:
    """Return what a modifier of an index key is applied to, None for what is no modifier."""
    if isinstance(expression, UnaryExpression) and expression.modifier is not None:
        return expression.element
    collated = isinstance(expression, BinaryExpression) and expression.operator is operators.collate
    return expression.left if collated else None


def by_name(value: Any) -> Any:
    """Return `value` with the columns in it replaced by their names."""
    if isinstance(value, ColumnClause) and not value.is_literal:
        return str.__str__(value.name)
    if isinstance(value, (list, tuple)):
        return type(value)(by_name(v) for v in value) if type(value) in (list, tuple) else value
    if isinstance(value, dict):
        return {by_name(k): by_name(v) for k, v in value.items()}
    return value


def _values(text: TextClause) -> dict[str, Any]:
    """The values given to the parameters of a `text()`."""
    return {name: value for name, value in text.compile().params.items() if value is not None}


def _text(sql: str, scope: Scope) -> str:
    return call(scope.sa("text"), [string(sql)])


@write.register
def _text_clause(value: TextClause, scope: Scope) -> str:
    bound = [f"{name}={write(v, scope)}" for name, v in sorted(_values(value).items())]
    return _text(value.text, scope) + (call(".bindparams", bound) if bound else "")


@write.register(ColumnClause)
def _column_clause(value: ColumnClause[Any], scope: Scope) -> str:
    if value.is_literal:
        return call(scope.sa("literal_column"), [repr(str.__str__(value.name))])
    typed = [] if isinstance(value.type, sa.types.NullType) else [write(value.type, scope)]
    return call(scope.sa("column"), [write(value.name, scope), *typed])


@write.register
def _table_clause(value: TableClause, scope: Scope) -> str:
    """A table to insert into: its name and its columns with their types."""
    columns = [call(scope.sa("column"), sequence((c.name, c.type), scope)) for c in value.columns]
    schema = [f"schema={write(value.schema, scope)}"] if value.schema else []
    return call(scope.sa("table"), [write(value.name, scope), *columns, *schema])


@write.register(BindParameter)
def _bound_value(value: BindParameter[Any], scope: Scope) -> str:
    """A value meant to be written in place, `op.inline_literal(…)` for one, stays a value."""
    return call(scope.sa("literal"), [write(value.value, scope), write(value.type, scope)])


@write.register
def _expression(value: ClauseElement, scope: Scope) -> str:
    return _text(escape(sql_of(value, scope.target)), scope)
