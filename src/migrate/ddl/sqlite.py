"""SQLite: what its ALTER TABLE can do, and a rebuild of the table for everything else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles

from ..errors import OfflineError, OperationError
from .autogen import ConnUniqueConstraints
from .base import ColumnName, rename_column
from .base import visit_rename_table as visit_rename_table
from .impl import DefaultImpl

if TYPE_CHECKING:
    from sqlalchemy.sql.compiler import DDLCompiler
    from sqlalchemy.types import TypeEngine


_INDEX_NAME = re.compile(
    r"""(\s*CREATE\s+(?:UNIQUE\s+)?INDEX\s+(?:IF\s+NOT\s+EXISTS\s+)?)(?:"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|\w+)""",
    re.I,
)


class SQLiteImpl(ConnUniqueConstraints, DefaultImpl):
    """Runs DDL on SQLite. A change that ALTER TABLE cannot do rebuilds the table, keeping all that hangs on it."""

    __dialect__ = "sqlite"

    transactional_ddl = True
    type_synonyms = (*DefaultImpl.type_synonyms, {"INT", "INTEGER"}, {"BOOL", "BOOLEAN"})

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self._written: list[sa.Constraint] = []

    # -- columns --------------------------------------------------------------------------------------------

    def add_column(
        self,
        table_name: str,
        column: sa.Column[Any],
        *,
        schema: str | None = None,
        if_not_exists: bool | None = None,
        inline_references: bool | None = None,
        inline_primary_key: bool | None = None,
    ) -> None:
        """Add a column with the foreign keys and CHECKs it carries, which the caller then need not add again."""
        from ..dialects.sqlite.native import AddedColumn

        added = AddedColumn(column, self.dialect)
        self._written = list(added.constraints)
        if if_not_exists and self._has_column(table_name, column.name, schema):
            return
        if added.native:
            self._emit(f"ALTER TABLE {self._table(table_name, schema)} ADD COLUMN {added.sql}")
        else:
            calls: list[tuple[str, tuple[Any, ...]]] = [("add_column", (table_name, column))]
            calls += [("add_constraint", (constraint,)) for constraint in added.constraints]
            self._rebuild(table_name, schema, *calls)

    def drop_column(
        self,
        table_name: str,
        column: sa.Column[Any],
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        **kw: Any,
    ) -> None:
        """Drop a column; constraints and indexes that mention it go with it."""
        from ..dialects.sqlite.native import can_run

        if self.as_sql:
            super().drop_column(table_name, column, schema=schema)
            return
        if if_exists and not self._has_column(table_name, column.name, schema):
            return
        if can_run(self, "drop_column", (table_name, column), {"schema": schema}):
            super().drop_column(table_name, column, schema=schema)
        else:
            self._rebuild(table_name, schema, ("drop_column", (table_name, column)))

    def alter_column(
        self,
        table_name: str,
        column_name: str,
        *,
        nullable: bool | None = None,
        server_default: Any = False,
        name: str | None = None,
        type_: TypeEngine[Any] | type[TypeEngine[Any]] | None = None,
        schema: str | None = None,
        autoincrement: bool | None = None,
        comment: str | bool | None = False,
        existing_comment: str | None = None,
        existing_type: TypeEngine[Any] | type[TypeEngine[Any]] | None = None,
        existing_server_default: Any = None,
        existing_nullable: bool | None = None,
        existing_autoincrement: bool | None = None,
        **kw: Any,
    ) -> None:
        """Rename by ALTER TABLE; change anything else by a rebuild. SQLite has no comments."""
        if name is not None and name != column_name:
            self._exec(ColumnName(table_name, column_name, name, schema=schema))
            column_name = name
        changes = {
            "nullable": nullable,
            "server_default": server_default,
            "type_": type_,
            "autoincrement": autoincrement,
        }
        own = {key: value for key, value in kw.items() if key.startswith("sqlite_")}
        if own or changes != {"nullable": None, "server_default": False, "type_": None, "autoincrement": None}:
            self._rebuild(
                table_name,
                schema,
                ("alter_column", (table_name, column_name), {**changes, **own, "existing_type": existing_type}),
            )

    # -- constraints ----------------------------------------------------------------------------------------

    def add_constraint(self, const: sa.Constraint, **kw: Any) -> None:
        """Add a constraint by a rebuild, unless the last `add_column` wrote it."""
        if any(const is written for written in self._written):
            return
        rule = const._create_rule
        if rule is not None and not rule(self.dialect.ddl_compiler(self.dialect, None)):  # type: ignore[arg-type]
            return
        table = const.table
        self._rebuild(table.name, table.schema, ("add_constraint", (const,)))

    def drop_constraint(self, const: sa.Constraint, **kw: Any) -> None:
        """Drop a constraint by a rebuild; `drop_index` has nothing to do, no key makes an index here."""
        kw.pop("drop_index", None)
        table = const.table
        self._rebuild(table.name, table.schema, ("drop_constraint", (const,), kw))

    def alter_table_options(
        self, table_name: str, options: Mapping[str, Any], *, existing: Mapping[str, Any], schema: str | None = None
    ) -> None:
        """Make a table STRICT or WITHOUT ROWID, or neither, by a rebuild."""
        self._rebuild(table_name, schema, ("alter_table_options", (table_name, options)))

    # -- names ----------------------------------------------------------------------------------------------

    def rename_index(self, old: str, new: str, table_name: str, schema: str | None = None) -> None:
        """Drop an index and create it under another name, by its own text."""
        if self.as_sql:
            raise OfflineError(
                f"SQLite renames index {old!r} by creating it anew, and offline there is no database that says what "
                "it is like",
                hint="write op.drop_index() and op.create_index(), or run the migration online",
            )
        from ..dialects.sqlite.lexer import folded, quote
        from ..dialects.sqlite.state import read_table

        state = read_table(self.connection, table_name, schema)  # type: ignore[arg-type]
        stored = next((index.ddl for index in state.indexes if folded(index.name) == folded(old)), None)
        if stored is None:
            raise OperationError(f"the table {table_name!r} has no index {old!r}", hint="look at the names it has")
        prefix = f"{quote(schema)}." if schema else ""
        definition = _INDEX_NAME.sub(lambda found: f"{found[1]}{prefix}{quote(new)}", stored, count=1)
        self._emit(f"DROP INDEX {prefix}{quote(old)}")
        self._emit(definition)

    # -- comments -------------------------------------------------------------------------------------------

    def create_table_comment(self, table: sa.Table) -> None:
        """Do nothing: SQLite has no comments."""

    def drop_table_comment(self, table: sa.Table) -> None:
        """Do nothing: SQLite has no comments."""

    def create_column_comment(self, column: sa.Column[Any]) -> None:
        """Do nothing: SQLite has no comments."""

    # -- batch ----------------------------------------------------------------------------------------------

    def requires_recreate_in_batch(self, batch_op: Any) -> bool:
        """Return whether one of the batch's changes needs a rebuild, which then does all of them."""
        from ..dialects.sqlite.native import AddedColumn, can_run

        if batch_op.partial_reordering or batch_op.table_args or batch_op.table_kwargs:
            return True
        written: list[sa.Constraint] = []
        for name, args, kw in batch_op.batch:
            if name == "add_column":
                written += AddedColumn(args[1], self.dialect).constraints
            if name == "add_constraint" and any(args[0] is constraint for constraint in written):
                continue
            if not can_run(self, name, args, {"schema": batch_op.schema, **kw}):
                return True
        return False

    def cast_for_batch_migrate(
        self, existing: sa.Column[Any], existing_transfer: dict[str, Any], new_type: TypeEngine[Any]
    ) -> None:
        """Leave values as they are: the affinity of the new type converts what it can without loss.

        A CAST would turn the text '2020-01-31' into the number 2020 in a DATE column.
        """

    def _rebuild(self, table_name: str, schema: str | None, *calls: Any) -> None:
        from ..operations.batch import BatchOperationsImpl

        batch = BatchOperationsImpl(_Only(self), table_name, schema, "always", None, (), {}, (), {}, None, ())
        for name, args, *kw in calls:
            getattr(batch, name)(*args, **(kw[0] if kw else {}))
        batch.flush()

    def _has_column(self, table_name: str, name: str, schema: str | None) -> bool:
        from ..dialects.sqlite.state import read_table

        if self.as_sql:
            return False
        return read_table(self.connection, table_name, schema).text.column(name) is not None  # type: ignore[arg-type]

    def _emit(self, sql: str) -> None:
        if self.as_sql:
            self.static_output(sql + self.command_terminator)
        else:
            self.connection.exec_driver_sql(sql)  # type: ignore[union-attr]

    def _table(self, name: str, schema: str | None) -> str:
        return self.dialect.identifier_preparer.format_table(sa.table(name, schema=schema))


class _Only:
    """What a batch needs of `Operations`, for a change that is made outside of any."""

    def __init__(self, impl: SQLiteImpl) -> None:
        self.impl = impl


@compiles(ColumnName, "sqlite")
def visit_column_name(element: ColumnName, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `ALTER TABLE t RENAME COLUMN c TO d`."""
    return rename_column(element, compiler)
