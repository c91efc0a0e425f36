"""NOT NULL for rows that have no value yet: in three steps, with the value that the models or the user name.

The column is added, or changed, while it may be NULL; the rows get their value; NOT NULL comes last. The value is the
server default, else the scalar or SQL expression of `Column(default=…)`. Where there is neither, and rows need one, the
script begins with a place for it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import CompileError, SQLAlchemyError

from ..ddl.literals import writes_literals
from ..dialects.text import sql_text
from ..operations.base import MigrateOperation
from ..operations.columns import AddColumnOp, AlterColumnOp
from ..operations.fill import FillMissingOp, RequiredValueOp, rows_without
from .columns import bare_type
from .kind import Place
from .records import Column, Table, TableKey
from .renames import Renames
from .snapshot import Snapshot

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from ..dialects.support import DialectSupport
    from .materialize import Side


class Missing(NamedTuple):
    """A column that becomes NOT NULL, under the names of the models."""

    table: TableKey
    column: str


# -- which rows have no value: the one question -----------------------------------------------------------------------


def without_rows(
    connection: Connection, old: Snapshot, new: Snapshot, side: Side, renames: Renames, support: DialectSupport
) -> frozenset[Missing]:
    """Return the columns that become NOT NULL, with no value known, and that no row of the database lacks.

    One statement for all of them, and none where there are none. What may not be read counts as lacking.
    """
    asked = list(_asked(old, new, side, support))
    if not asked:
        return frozenset()
    queries: list[sa.Select[Any]] = []
    for number, each in enumerate(asked):
        table = renames.old_key(each.table)
        there = each.column in old.tables[each.table].columns
        column = renames.old_column(each.table, each.column) if there else None
        lacks = rows_without(table.name, column, table.schema)
        queries.append(sa.select(sa.literal_column(str(number))).where(lacks))
    try:
        with connection.begin_nested() if connection.in_transaction() else connection.begin() as asking:
            lacking = set(connection.scalars(sa.union_all(*queries)))
            asking.rollback()
    except SQLAlchemyError:
        return frozenset()
    return frozenset(each for number, each in enumerate(asked) if number not in lacking)


def _asked(old: Snapshot, new: Snapshot, side: Side, support: DialectSupport) -> Iterator[Missing]:
    for key, after in new.tables.items():
        before = old.tables.get(key)
        if before is None or before == after:
            continue
        for name, column in after.columns.items():
            was = before.columns.get(name)
            needs = was is None or (was.nullable and not was.computed)
            if needs and lacks_value(column) and value_of(side.column(key, name), column, support) is ...:
                yield Missing(key, name)


def lacks_value(column: Column) -> bool:
    """Whether nothing gives a new column of a table with rows a value, and it has to have one."""
    return not (column.nullable or column.computed or column.identity or column.autoincrement)


# -- the value --------------------------------------------------------------------------------------------------------


def value_of(column: sa.Column[Any], record: Column, support: DialectSupport) -> Any:
    """Return what rows get: a plain value, or an SQL expression; `...` where nothing is said."""
    if record.default is not None:
        return sql_text(support.default_value(record.default))
    default: Any = column.default
    if default is None or default.is_callable:
        return ...
    try:
        if default.is_sequence:
            sequences = support.dialect.supports_sequences
            return sql_text(support.expression_text(default.next_value())) if sequences else ...
        if default.is_clause_element:
            return sql_text(support.expression_text(default.arg))
        return written(default.arg, column.type, support)
    except (CompileError, TypeError, ValueError, LookupError):
        return ...  # a value that has no literal


def written(value: Any, type_: Any, support: DialectSupport) -> Any:
    """Return a value as a script says it: numbers, truths and strings as they are, others as the literal they are."""
    for cls, plain in ((bool, sa.Boolean), (int, sa.Integer), (str, sa.String)):
        if type(value) is cls and isinstance(type_, plain) and not isinstance(type_, sa.Enum):
            return value
    dialect = support.dialect
    compiler = writes_literals(dialect.statement_compiler)(dialect, None)  # type: ignore[arg-type]  # classes hash
    text = compiler.process(sa.literal(value, type_), literal_binds=True)
    return sql_text(text) if text != "NULL" else ...


# -- the three steps --------------------------------------------------------------------------------------------------


def in_steps(
    ops: Iterable[MigrateOperation], at: Place, table: Table, unmissed: Collection[Missing], renames: Renames
) -> list[MigrateOperation]:
    """Return the changes of the columns of one table, those that make NOT NULL in steps around the values of the rows.

    The steps of several columns go together, so that a database that rebuilds the table does so once. `unmissed` are
    columns that no row lacks.
    """
    first: list[MigrateOperation] = []
    fills: list[MigrateOperation] = []
    last: list[MigrateOperation] = []
    for op in ops:
        name = _becomes_not_null(op)
        record = table.columns.get(name) if name else None
        if name is None or record is None or not _wants_value(op, record):
            first.append(op)
            continue
        fill = _filling(at, record, renames, isinstance(op, AddColumnOp))
        if isinstance(fill.value, RequiredValueOp):
            if Missing(at.key, name) in unmissed:
                first.append(op)
                continue
            first.append(fill.value)
        fills.append(fill)
        before, after = _apart(op, record, fill, at)
        first += before
        last.append(after)
    return [*first, *fills, *last]


def _becomes_not_null(op: MigrateOperation) -> str | None:
    """Return the name of the column that a directive makes NOT NULL."""
    if isinstance(op, AddColumnOp):
        return None if op.column.nullable else str(op.column.name)
    if isinstance(op, AlterColumnOp) and op.modify_nullable is False:
        return op.column_name
    return None


def _wants_value(op: MigrateOperation, record: Column) -> bool:
    """Whether rows have to get a value by themselves: a column is added with what its server default says."""
    return lacks_value(record) and not (isinstance(op, AddColumnOp) and record.default is not None)


def _filling(at: Place, record: Column, renames: Renames, added: bool) -> FillMissingOp:
    column = at.new.column(at.key, record.name)
    value = value_of(column, record, at.support)
    fill = FillMissingOp(at.key.name, record.name, value, schema=at.schema, added=added)
    if value is ...:
        fill.type_ = bare_type(column.type, at.support)
        before = renames.old_column(at.key, record.name) if not added else record.name
        table = renames.old_key(at.key).name
        variable = re.sub(r"\W", "_", f"{at.key.name}_{record.name}")
        variable = variable if variable.isidentifier() else f"_{variable}"
        fill.value = RequiredValueOp(table, before, ..., schema=at.schema, variable=variable)
    return fill


def _apart(
    op: MigrateOperation, record: Column, fill: FillMissingOp, at: Place
) -> tuple[Sequence[MigrateOperation], AlterColumnOp]:
    """Return what comes before the values, and the NOT NULL that comes after them."""
    column = at.new.column(at.key, record.name)
    alone = AlterColumnOp(
        at.key.name,
        record.name,
        schema=at.schema,
        modify_nullable=False,
        existing_type=bare_type(column.type, at.support),
        existing_nullable=True,
        existing_comment=record.comment,
        existing_server_default=column.server_default if column.server_default is not None else False,
        filled=fill,
    )
    if isinstance(op, AddColumnOp):
        op.column.nullable = True
        return [op], alone
    assert isinstance(op, AlterColumnOp)
    if op.modify_type is None:
        op.filled = fill
        return [], op
    op.modify_nullable = None
    return [op], alone


def first_of_all(ops: Sequence[MigrateOperation]) -> list[MigrateOperation]:
    """Return the directives that stop before anything changes, where rows have no value."""
    return [op for op in ops if isinstance(op, RequiredValueOp)]


def but_first(ops: Sequence[MigrateOperation]) -> list[MigrateOperation]:
    """Return the other directives."""
    return [op for op in ops if not isinstance(op, RequiredValueOp)]
