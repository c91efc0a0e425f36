"""Values for rows that have none, before a column becomes NOT NULL."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import KW_ONLY
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ..comparators.records import ObjectKey
from ..errors import OperationError
from .base import Effect, MigrateOperation, column_keys, filled_key, table_key, type_keys
from .declare import arg, operation

if TYPE_CHECKING:
    from .columns import ColumnType
    from .facade import AbstractOperations


@operation("required_value", kind="data", effect=Effect.RUN, forms=("op",))
class RequiredValueOp(MigrateOperation):
    """Return the value that rows get in a column; raise, before anything changes, while it is `...` and rows need it.

    Autogenerate puts it at the beginning of an upgrade where it knows no value for a column that becomes NOT NULL. A
    column that the table does not have yet is needed by every row. The value is a Python value or an SQL expression.
    """

    table_name: str
    column_name: str
    value: Any
    _: KW_ONLY
    schema: str | None = None
    variable: str = arg(default="", hidden=True)

    @property
    def assigned_to(self) -> str:
        """The variable in which a script keeps the value."""
        return self.variable

    def run(self, on: AbstractOperations) -> Any:
        """Return the value; raises OperationError where it is missing."""
        if self.value is ... and (on.migration_context.as_sql or self._missed(on)):
            name = f"{self.table_name}.{self.column_name}"
            have = "may have" if on.migration_context.as_sql else "has"
            raise OperationError(
                f"{name} becomes NOT NULL, {self.table_name} {have} rows without a value for it, and none is given",
                hint=f"{_place()}write the value in place of `...` in "
                f'op.required_value("{self.table_name}", "{self.column_name}", ...)',
            )
        return self.value

    def _missed(self, on: AbstractOperations) -> bool:
        """Whether there are rows without a value."""
        connection = on.migration_context.connection
        assert isinstance(connection, Connection)
        found = sa.inspect(connection).get_columns(self.table_name, schema=self.schema)
        there = any(each["name"] == self.column_name for each in found)
        rows = rows_without(self.table_name, self.column_name if there else None, self.schema)
        return connection.scalar(sa.select(sa.literal_column("1")).where(rows)) is not None

    def undo(self) -> list[MigrateOperation]:
        """Return nothing: what is not needed on the way back is not asked for."""
        return []

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """Return `("required_value", schema, table, column)`."""
        return ("required_value", self.schema, self.table_name, self.column_name)


@operation("fill_missing", kind="data", effect=Effect.ALTER, forms=("op",))
class FillMissingOp(MigrateOperation):
    """Give rows that have NULL in a column a value: a Python value, or an SQL expression, of type `type_`."""

    table_name: str
    column_name: str
    value: Any
    _: KW_ONLY
    type_: ColumnType | None = None
    schema: str | None = None
    added: bool = arg(default=False, hidden=True)
    """Whether the column is added by the same script, and so dropped by its downgrade."""

    @property
    def known(self) -> Any:
        """The value itself; `...` stands for none, where no rows need one."""
        return self.value.value if isinstance(self.value, RequiredValueOp) else self.value

    def run(self, on: AbstractOperations) -> None:
        """Update the rows, where there is a value."""
        if self.known is ...:
            return
        column: sa.ColumnClause[Any] = sa.column(self.column_name, self.type_)
        table = sa.table(self.table_name, column, schema=self.schema)
        on.impl.update_rows(table, column.name, self.known, column.is_(None))

    def undo(self) -> list[MigrateOperation]:
        """Return nothing: which rows had no value is not known, and they may keep theirs."""
        return []

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """Return `("fill_missing", schema, table, column, value)`; the value is `...` where it is not known."""
        return ("fill_missing", self.schema, self.table_name, self.column_name, self.known)

    def told(self) -> list[tuple[str, str]]:
        """Return what rows have and get, in words."""
        value = "..." if self.known is ... else repr(self.known)
        return [("NULL", str(self.known) if isinstance(self.known, sa.ClauseElement) else value)]

    def creates(self) -> Iterable[ObjectKey]:
        """Return that rows have a value, and the values of the column: a CHECK that knows the new one comes after."""
        yield filled_key(self.schema, self.table_name, self.column_name)
        yield from self.drops()

    def drops(self) -> Iterable[ObjectKey]:
        """Return the values of the column: a CHECK that does not know the new one goes before."""
        return type_keys(self.schema, self.table_name, [self.column_name])

    def needs(self) -> Iterable[ObjectKey]:
        """Return the table and the column."""
        yield table_key(self.schema, self.table_name)
        yield from column_keys(self.schema, self.table_name, [self.column_name])


def rows_without(table: str, column: str | None, schema: str | None = None) -> sa.Exists:
    """Return the condition that a table has a row with NULL in a column, or any row at all."""
    clause = sa.table(table, *([sa.column(column)] if column else []), schema=schema)
    query: sa.Select[Any] = sa.select(sa.literal_column("1")).select_from(clause)
    return sa.exists(query.where(clause.c[column].is_(None)) if column else query)


def _place() -> str:
    """Return where the call comes from, "in 4f_x.py, line 12, "; nothing where all of it is this package's own."""
    package = str(Path(__file__).parent.parent)
    frame: Any = sys._getframe(1)
    while frame is not None:
        path = frame.f_code.co_filename
        if not path.startswith((package, "<string>")):
            return f"in {Path(path).name}, line {frame.f_lineno}, "
        frame = frame.f_back
    return ""
