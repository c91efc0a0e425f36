"""Directives → rows that a person reads: what happens to which object, and how it was and will be.

One function per class of directive, in a table; a directive that is not in it describes itself by its name. Rows are
plain data: `preview.py` draws them, `data.py` writes them as JSON and Markdown.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.elements import ColumnElement

from ..comparators.records import TableKey
from ..dialects.tokens import join, strip_parentheses, tokenize
from ..operations import ops as directives
from ..operations.base import Effect, MigrateOperation
from ..operations.constraints import AddConstraintOp
from ..operations.objects import ObjectOp
from ..operations.schemaobj import referent
from ..plan.hazards import Hazard
from .constraints import column_keys, is_of_type
from .expressions import by_name, key_sql
from .words import column_detail, columns_text, default_text, literal, one_line, sql_text, type_text


@dataclass(frozen=True)
class Change:
    """One property before and after; `old` is None where it is not known."""

    what: str
    old: str | None
    new: str


@dataclass(frozen=True)
class Row:
    """One thing that happens. `detail` is its definition in words close to SQL; `rows` are the parts of a table."""

    effect: Effect
    kind: str
    name: str
    table: TableKey | None = None
    detail: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    rows: tuple[Row, ...] = ()
    hazards: tuple[Hazard, ...] = ()
    op: MigrateOperation | None = None


def describe(op: MigrateOperation, dialect: Dialect) -> Row:
    """Return the row of a directive; types and expressions are spelled as `dialect` spells them."""
    return replace(_row(op, dialect), op=op)


@functools.singledispatch
def _row(op: MigrateOperation, dialect: Dialect) -> Row:
    """A directive this file does not know: a user's own."""
    declaration = getattr(op, "declaration", None)
    name = declaration.name if declaration is not None else type(op).__name__
    table = _table_of(op)
    return Row(op.effect, op.kind or "operation", table.name if table and op.kind == "container" else name, table)


def _table_of(op: Any) -> TableKey | None:
    name = getattr(op, "table_name", None)
    return TableKey(getattr(op, "schema", None), name) if isinstance(name, str) else None


@_row.register
def _object(op: ObjectOp, dialect: Dialect) -> Row:
    """Something that belongs to a schema describes itself."""
    key = op.key()
    name = f"{key.schema}.{key.name}" if key.schema else key.name
    table = TableKey(key.schema, key.table) if key.table else None
    return Row(op.effect, op.kind, name, table, op.detail(), tuple(Change(*change) for change in op.changed()))


@_row.register
def _create_table(op: directives.CreateTableOp, dialect: Dialect) -> Row:
    return Row(Effect.CREATE, "table", op.table_name, _table_of(op), rows=_parts(op, Effect.CREATE, dialect))


@_row.register
def _drop_table(op: directives.DropTableOp, dialect: Dialect) -> Row:
    """A dropped table shows what goes with it, where that is known."""
    parts = _parts(op._reverse, Effect.DROP, dialect) if op._reverse is not None else ()
    return Row(Effect.DROP, "table", op.table_name, _table_of(op), rows=parts)


def _parts(op: directives.CreateTableOp, effect: Effect, dialect: Dialect) -> tuple[Row, ...]:
    """The columns and constraints of a table, then its comment; a primary key of one column is told there."""
    table = _table_of(op)
    keys = [column_keys(c) for c in op.columns if isinstance(c, sa.PrimaryKeyConstraint)]
    keys = keys or [[c.key for c in op.columns if isinstance(c, sa.Column) and c.primary_key]]
    alone = keys[0][0] if len(keys[0]) == 1 else None
    told = (sa.PrimaryKeyConstraint,) if alone else ()
    rows = []
    for item in op.columns:
        if isinstance(item, sa.Column):
            detail = column_detail(item, dialect, key=item.key == alone)
            rows.append(Row(effect, "column", str(item.name), table, detail))
        elif isinstance(item, sa.Constraint) and not (is_of_type(item) or isinstance(item, told)):
            rows.append(_constraint_row(item, effect, table, dialect))
    if op.comment:
        rows.append(Row(effect, "comment", "", table, (literal(op.comment),)))
    return tuple(rows)


def _constraint_row(item: sa.Constraint, effect: Effect, table: TableKey | None, dialect: Dialect) -> Row:
    """A constraint given as SQLAlchemy's object, told as the directive that would add it."""
    name = "" if item.name is None else str(item.name)
    if isinstance(item, sa.CheckConstraint):
        return Row(effect, "check", name, table, (sql_text(item.sqltext, dialect),))
    if isinstance(item, sa.ForeignKeyConstraint):
        name_there, schema, columns_there = referent(item)
        referred = f"{TableKey(schema, name_there)} {columns_text(columns_there)}"
        detail = _foreign_key_detail(item.column_keys, referred, item)
        return Row(effect, "foreign key", name, table, detail)
    kind = {"primary_key_constraint": "primary key", "unique_constraint": "unique"}.get(item.__visit_name__, "exclude")
    columns = column_keys(item) if isinstance(item, sa.schema.ColumnCollectionConstraint) else ()
    options = {"deferrable": item.deferrable, "initially": item.initially, **item.dialect_kwargs}
    return Row(effect, kind, name, table, (columns_text(columns), *_options(options, dialect)))


def _foreign_key_detail(columns: Sequence[str], referred: str, options: Any) -> tuple[str, ...]:
    words = [("on delete", options.ondelete), ("on update", options.onupdate), ("match", options.match)]
    words += [("deferrable", "" if options.deferrable else None), ("initially", options.initially)]
    said = [f"{word} {value}".lower().strip() for word, value in words if value is not None]
    return (f"{columns_text(columns)} → {one_line(referred)}", *said)


@_row.register(directives.RenameTableOp)
@_row.register(directives.RenameIndexOp)
@_row.register(directives.RenameConstraintOp)
@_row.register(directives.RenameSequenceOp)
def _rename(op: Any, dialect: Dialect) -> Row:
    old, new = (getattr(op, f"{when}_{op.kind}_name") for when in ("old", "new"))
    table = _table_of(op) if hasattr(op, "table_name") else None
    return Row(Effect.ALTER, op.kind, old, table, changes=(Change("name", old, new),))


@_row.register
def _add_column(op: directives.AddColumnOp, dialect: Dialect) -> Row:
    detail = column_detail(op.column, dialect, key=op.column.primary_key)
    return Row(Effect.CREATE, "column", str(op.column.name), _table_of(op), detail)


@_row.register
def _drop_column(op: directives.DropColumnOp, dialect: Dialect) -> Row:
    detail = column_detail(op._reverse.column, dialect) if op._reverse is not None else ()
    return Row(Effect.DROP, "column", op.column_name, _table_of(op), detail)


@_row.register
def _alter_column(op: directives.AlterColumnOp, dialect: Dialect) -> Row:
    """What changes of a column, in the order in which a column is defined."""
    changes = []
    if op.modify_name is not None:
        changes.append(Change("name", op.column_name, op.modify_name))
    if op.modify_type is not None:
        old = None if op.existing_type is None else type_text(op.existing_type, dialect)
        changes.append(Change("type", old, type_text(op.modify_type, dialect)))
    if op.modify_nullable is not None:
        before = op.existing_nullable if op.existing_nullable is not None else not op.modify_nullable
        changes.append(Change("nullable", _yes(before), _yes(op.modify_nullable)))
    if op.modify_server_default is not False:
        old = None if op.existing_server_default is False else default_text(op.existing_server_default, dialect)
        changes.append(Change("default", old, default_text(op.modify_server_default, dialect)))
    if op.modify_comment is not False:
        changes.append(Change("comment", _comment(op.existing_comment), _comment(op.modify_comment)))
    for name, value in sorted(op.kw.items()):
        if not name.startswith("existing_"):
            old = sql_text(op.kw[f"existing_{name}"], dialect) if f"existing_{name}" in op.kw else None
            changes.append(Change(name.partition("_")[2] or name, old, sql_text(value, dialect)))
    return Row(Effect.ALTER, "column", op.column_name, _table_of(op), changes=tuple(changes))


def _yes(value: Any) -> str:
    return "yes" if value else "no"


def _comment(value: Any) -> str:
    return literal(value) if isinstance(value, str) else "none"


@_row.register
def _create_index(op: directives.CreateIndexOp, dialect: Dialect) -> Row:
    return Row(Effect.CREATE, "index", op.index_name or "", _table_of(op), _index_detail(op, dialect))


@_row.register
def _drop_index(op: directives.DropIndexOp, dialect: Dialect) -> Row:
    detail = _index_detail(op._reverse, dialect) if op._reverse is not None else ()
    return Row(Effect.DROP, "index", op.index_name or "", _table_of(op), detail)


def _index_detail(op: directives.CreateIndexOp, dialect: Dialect) -> tuple[str, ...]:
    keys = ", ".join(_key_text(key, dialect) for key in op.columns)
    return (f"({keys})", *(["unique"] if op.unique else []), *_options(op.kw, dialect))


def _options(given: Mapping[str, Any], dialect: Dialect) -> list[str]:
    """Options of an index or a constraint that say something: "where a > 1", "nulls not distinct", "deferrable"."""
    said = [(name, value) for name, value in sorted(given.items()) if not _is_silent(value)]
    return [f"{_option_name(name)} {_option_text(value, dialect)}".rstrip() for name, value in said]


def _is_silent(value: Any) -> bool:
    """Whether an option is off or empty; an SQL expression, which == turns into another, never is."""
    return value is None or value is False or (isinstance(value, (str, list, tuple, dict)) and not value)


def _option_name(name: str) -> str:
    dialect, _, rest = name.partition("_")
    return (rest or dialect).replace("_", " ")


def _key_text(key: Any, dialect: Dialect) -> str:
    key = by_name(key)
    if isinstance(key, ColumnElement):
        key = key_sql(key, dialect)
    text = sql_text(key, dialect)
    return join(strip_parentheses(tokenize(text))) if text.startswith("(") else text


def _option_text(value: Any, dialect: Dialect) -> str:
    value = by_name(value)
    if isinstance(value, (list, tuple)):
        return f"({', '.join(_option_text(v, dialect) for v in value)})"
    if isinstance(value, dict):
        return f"({', '.join(f'{k} {_option_text(v, dialect)}' for k, v in value.items())})"
    return "" if value is True else sql_text(value, dialect)


@_row.register
def _add_constraint(op: AddConstraintOp, dialect: Dialect) -> Row:
    return _constraint(op, Effect.CREATE, op.constraint_name, dialect)


@_row.register
def _drop_constraint(op: directives.DropConstraintOp, dialect: Dialect) -> Row:
    if op._reverse is not None:
        return _constraint(op._reverse, Effect.DROP, op.constraint_name, dialect)
    kind = {"primary": "primary key", "foreignkey": "foreign key"}.get(op.type_ or "", op.type_ or "constraint")
    return Row(Effect.DROP, kind, op.constraint_name or "", _table_of(op))


def _constraint(op: AddConstraintOp, effect: Effect, name: str | None, dialect: Dialect) -> Row:
    """A constraint told from the fields of the directive that adds it."""
    table = _table_of(op)
    if isinstance(op, directives.CreateForeignKeyOp):
        path = ".".join(part for part in (op.referent_schema, op.referent_table) if part)
        detail = _foreign_key_detail(op.local_cols, f"{path} {columns_text(op.remote_cols)}", op)
        return Row(effect, "foreign key", name or "", table, detail)
    if isinstance(op, directives.CreateCheckConstraintOp):
        return Row(effect, "check", name or "", table, (sql_text(op.condition, dialect),))
    kind = {"primary": "primary key"}.get(op.constraint_type, op.constraint_type)
    options = _options(getattr(op, "kw", {}), dialect)
    elements = getattr(op, "elements", None)
    if elements is not None:
        text = ", ".join(f"{_key_text(e, dialect)} with {operator}" for e, operator in elements)
        return Row(effect, kind, name or "", table, (f"({text})", *options))
    return Row(effect, kind, name or "", table, (columns_text(op.column_names()), *options))


@_row.register
def _comment_table(op: directives.CreateTableCommentOp, dialect: Dialect) -> Row:
    change = Change("comment", _comment(op.existing_comment), _comment(op.comment))
    return Row(Effect.ALTER, "comment", "", _table_of(op), changes=(change,))


@_row.register
def _drop_table_comment(op: directives.DropTableCommentOp, dialect: Dialect) -> Row:
    change = Change("comment", _comment(op.existing_comment), "none")
    return Row(Effect.ALTER, "comment", "", _table_of(op), changes=(change,))


@_row.register
def _table_options(op: directives.AlterTableOptionsOp, dialect: Dialect) -> Row:
    old = {name: _option_said(value, dialect) for name, value in (op.existing or {}).items()}
    new = sorted(op.options.items())
    changes = [Change(_option_name(name), old.get(name), _option_said(value, dialect)) for name, value in new]
    return Row(Effect.ALTER, "table options", "", _table_of(op), changes=tuple(changes))


def _option_said(value: Any, dialect: Dialect) -> str:
    return "none" if _is_silent(value) else _option_text(value, dialect) or "yes"


@_row.register
def _validate(op: directives.ValidateConstraintOp, dialect: Dialect) -> Row:
    return Row(Effect.RUN, "validate", op.constraint_name, _table_of(op))


@_row.register
def _execute(op: directives.ExecuteSQLOp, dialect: Dialect) -> Row:
    return Row(Effect.RUN, "execute", "", None, (sql_text(op.sqltext, dialect),))


@_row.register(directives.ReplaceValuesOp)
@_row.register(directives.FillMissingOp)
def _values(op: directives.ReplaceValuesOp | directives.FillMissingOp, dialect: Dialect) -> Row:
    """Rows of a column that get other values."""
    changes = tuple(Change("rows", old, new) for old, new in op.told())
    return Row(Effect.ALTER, "value", op.column_name, _table_of(op), changes=changes)


@_row.register
def _required_value(op: directives.RequiredValueOp, dialect: Dialect) -> Row:
    return Row(Effect.RUN, "value", op.column_name, _table_of(op))


@_row.register
def _bulk_insert(op: directives.BulkInsertOp, dialect: Dialect) -> Row:
    rows = "1 row" if len(op.rows) == 1 else f"{len(op.rows)} rows"
    return Row(Effect.RUN, "insert", "", TableKey(getattr(op.table, "schema", None), str(op.table.name)), (rows,))
