"""The values that a person gives to rows which have none, before their column becomes NOT NULL.

An answer is a Python literal, or else SQL. What it can stand for is checked before it goes into a script.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ..comparators.backfill import written
from ..comparators.records import TableKey
from ..comparators.snapshot import Snapshot
from ..dialects.text import sql_text
from ..dialects.tokens import tokenize
from ..operations.base import MigrateOperation
from ..operations.enums import AlterEnumOp
from ..operations.fill import FillMissingOp, RequiredValueOp
from .questioner import WantedValue

if TYPE_CHECKING:
    from ..dialects.support import DialectSupport
    from .context import AutogenContext

FITTING: Mapping[type, tuple[type, ...]] = {
    sa.Boolean: (bool,),
    sa.Integer: (int,),
    sa.Numeric: (int, float),
    sa.String: (str,),
    sa.LargeBinary: (bytes,),
    sa.JSON: (dict, list, int, float, bool),
}
"""Types of columns → the Python values that are theirs; those of others are left to their own code."""

CONSTANTS = frozenset({"true", "false", "current_date", "current_time", "current_timestamp", "localtimestamp"})
"""SQL of one word that is no column."""


def with_asked_values(
    context: AutogenContext, found: Iterable[MigrateOperation], new: Snapshot
) -> Iterable[MigrateOperation]:
    """Return directives where each missing value is the one that the questioner of the comparison names, if it does.

    `new` is what the models have, under their names.
    """
    if context.questioner is None:
        return found
    ops = list(found)
    for op in ops:
        if isinstance(op, FillMissingOp) and isinstance(op.value, RequiredValueOp):
            asked, value = op.value, _ask(context, op, new, _added(op.type_, ops))
            if value is not ...:
                op.value, op.type_ = value, None
                ops = [each for each in ops if each is not asked]
    return ops


def _added(type_: Any, ops: Iterable[MigrateOperation]) -> set[str]:
    """Return the values that an enum gets in place: nothing may use them before the transaction ends."""
    name = getattr(type_, "name", None)
    altered = [op for op in ops if isinstance(op, AlterEnumOp) and op.enum_name == name and op.in_place]
    return {value for op in altered for value in op.values if value not in (op.existing_values or ())}


def _ask(context: AutogenContext, op: FillMissingOp, new: Snapshot, too_new: Collection[str]) -> Any:
    """Return the value of one column, `...` where there is no answer; asks again until the answer can be one.

    `too_new` are values of an enum that no row may have yet.
    """
    support = context.support
    table = next((t for key, t in new.tables.items() if key == _key(op, context)), None)
    columns = table.columns if table is not None else {}
    kind = columns[op.column_name].type if op.column_name in columns else ""
    name = f"{op.schema}.{op.table_name}" if op.schema else op.table_name
    wanted = WantedValue(name, op.column_name, kind)
    assert context.questioner is not None
    while answer := context.questioner.value(wanted).strip():
        try:
            value = value_said(answer, op.type_, set(columns) - {op.column_name}, support)
            if any(f"'{each}'" in str(value) for each in too_new):
                raise ValueError(f"{answer} is added by the same script, and no row can have it before that has run")
            return value
        except ValueError as error:
            wanted = wanted._replace(refused=str(error))
    return ...


def _key(op: FillMissingOp, context: AutogenContext) -> TableKey:
    default = context.dialect.default_schema_name
    return TableKey(None if op.schema == default else op.schema, op.table_name)


def value_said(text: str, type_: Any, columns: Collection[str], support: DialectSupport) -> Any:
    """Return what an answer stands for: a Python value that fits a column's type, or an SQL expression.

    `columns` are the others of the table, which SQL may name. Raises ValueError, with the reason, for what is neither.
    """
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return _sql(text, columns)
    if value is None or value is ...:
        raise ValueError(f"{text} is no value: the column is NOT NULL")
    if type(value) is tuple:
        raise ValueError(f"{text} is several values")
    fitting = next((classes for kind, classes in FITTING.items() if isinstance(type_, kind)), None)
    if isinstance(value, str) and (fitting is None or isinstance(type_, sa.JSON)):
        return sql_text("'" + value.replace("'", "''") + "'")  # a date, an UUID, JSON: as the database reads it
    if fitting is not None and type(value) not in fitting:
        raise ValueError(f"{text} does not fit the type of the column")
    if isinstance(type_, sa.Enum) and value not in type_.enums:
        raise ValueError(f"{text} is no value of the enum: {', '.join(map(repr, type_.enums))}")
    try:
        said = written(value, type_, support)
    except Exception:  # whatever the type's own code thinks of it
        said = ...
    if said is ...:
        raise ValueError(f"{text} does not fit the type of the column")
    return said


def _sql(text: str, columns: Collection[str]) -> Any:
    """Return an answer as SQL; raises ValueError for a word that is no column, and for what is not closed."""
    tokens = tokenize(text)
    depth = 0
    for token in tokens:
        depth += {"(": 1, ")": -1}.get(token.text, 0) if token.kind == "op" else 0
        if depth < 0 or (token.kind == "op" and token.text in ("'", '"', "`", ";")):
            raise ValueError(f"{text} is neither Python nor an SQL expression")
    if depth or not tokens:
        raise ValueError(f"{text} is neither Python nor an SQL expression")
    if len(tokens) == 1 and tokens[0].kind == "word":
        word = tokens[0].text
        if word.lower() == "null":
            raise ValueError(f"{text} is no value: the column is NOT NULL")
        if word.lower() not in CONSTANTS and word not in columns:
            raise ValueError(f"the table has no column {word}; write '{word}' for a text")
    return sql_text(text)
