"""What runs DDL: one `DefaultImpl` subclass per dialect, found by the dialect's name.

An implementation gets SQLAlchemy objects and emits statements, either to a connection or, offline, as text into
a buffer: one path for both. A subclass with a `__dialect__` of its own is registered by being defined; that is how
a third party adds a database, or changes how a known one works.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TextIO

import sqlalchemy as sa
from sqlalchemy import schema
from sqlalchemy.sql.ddl import ExecutableDDLElement

from ..errors import UnsupportedError
from . import base
from .autogen import AutogenHooks
from .comparison import ComparisonResult as ComparisonResult  # implementations of others import it from here
from .offline import literal_text, offline_connection
from .renames import RenamingImpl

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, CursorResult, Dialect
    from sqlalchemy.engine.mock import MockConnection
    from sqlalchemy.sql import Executable
    from sqlalchemy.types import TypeEngine

MODULES = {
    "postgresql": ".postgresql",
    "sqlite": ".sqlite",
    "mysql": ".mysql",
    "mariadb": ".mysql",
    "mssql": ".mssql",
    "oracle": ".oracle",
}
"""Dialect name → the module of this package that has its implementation, imported when first needed."""

IMPLEMENTATIONS: dict[str, type[DefaultImpl]] = {}
"""Dialect name → implementation; filled by defining subclasses."""

ImplMeta = type
"""The documented name of the metaclass; registration needs none here."""


class DefaultImpl(RenamingImpl, AutogenHooks):
    """Runs DDL on one database: generic statements, which subclasses replace where a dialect differs."""

    __dialect__ = "default"

    transactional_ddl: bool = False
    """Whether DDL takes part in transactions."""
    command_terminator: str = ";"
    """What ends a statement in offline SQL."""
    batch_separator: str = ""
    """What stands on a line of its own after each statement of offline SQL (GO, /)."""
    drops_index_of_table: bool = False
    """Whether DROP INDEX has to name the index's table."""

    def __init_subclass__(cls, **kw: Any) -> None:
        super().__init_subclass__(**kw)
        name = cls.__dict__.get("__dialect__")
        if name is None:
            return
        if cls.__module__.startswith(f"{__package__}."):
            IMPLEMENTATIONS.setdefault(name, cls)  # a third party that came first stays
        else:
            IMPLEMENTATIONS[name] = cls

    def __init__(
        self,
        dialect: Dialect,
        connection: Connection | None,
        as_sql: bool,
        transactional_ddl: bool | None,
        output_buffer: TextIO | None,
        context_opts: Mapping[str, Any],
    ) -> None:
        self.dialect = dialect
        self.connection: Connection | MockConnection | None = connection
        self.as_sql = as_sql
        self.output_buffer = output_buffer
        self.context_opts = context_opts
        self.memo: dict[Any, Any] = {}
        if as_sql:
            self.connection = offline_connection(dialect, self._exec)
        if transactional_ddl is not None:
            self.transactional_ddl = transactional_ddl

    @classmethod
    def get_by_dialect(cls, dialect: Dialect) -> type[DefaultImpl]:
        """Return the implementation registered for a dialect; `DefaultImpl` for one nobody registered."""
        name = dialect.name
        if name not in IMPLEMENTATIONS and name in MODULES:
            target = f"{__package__}{MODULES[name]}"
            try:
                importlib.import_module(target)
            except ModuleNotFoundError as error:
                if error.name != target:
                    raise
        return IMPLEMENTATIONS.get(name, DefaultImpl)

    @property
    def bind(self) -> Connection | MockConnection | None:
        """The connection; offline, an object that writes what it is asked to execute."""
        return self.connection

    # -- statements -----------------------------------------------------------------------------------------

    def execute(self, sql: Executable | str, execution_options: Mapping[str, Any] | None = None) -> None:
        r"""Run one statement: text (a colon starts a bound parameter, `\:` is a colon) or a construct."""
        self._exec(sql, execution_options)

    def _exec(
        self,
        construct: Executable | str,
        execution_options: Mapping[str, Any] | None = None,
        parameters: Any = None,
    ) -> CursorResult[Any] | None:
        """Run one statement with its parameters (a mapping, or a list of them); offline, write it."""
        if isinstance(construct, str):
            construct = sa.text(construct)
        if self.as_sql:
            for row in parameters if isinstance(parameters, (list, tuple)) else [parameters]:
                self.static_output(self._terminated(literal_text(construct, self.dialect, row)))
                if self.batch_separator:
                    self.static_output(self.batch_separator)
            return None
        assert self.connection is not None
        options = dict(execution_options) if execution_options else None
        result: CursorResult[Any] = self.connection.execute(construct, parameters, execution_options=options)
        return result

    def _terminated(self, text: str) -> str:
        """Return a statement with what ends it offline."""
        return text if text.endswith(self.command_terminator) else text + self.command_terminator

    def static_output(self, text: str) -> None:
        """Write text to the offline output, followed by an empty line."""
        assert self.output_buffer is not None
        self.output_buffer.write(text + "\n\n")
        self.output_buffer.flush()

    def start_migrations(self) -> None:
        """Do what is needed before the first migration of a run; the place for a dialect's session set-up."""

    def emit_begin(self) -> None:
        """Write the start of a transaction to the offline output."""
        self.static_output("BEGIN" + self.command_terminator)

    def emit_commit(self) -> None:
        """Write the end of a transaction to the offline output."""
        self.static_output("COMMIT" + self.command_terminator)

    def version_table_impl(
        self, *, version_table: str, version_table_schema: str | None, version_table_pk: bool, **kw: Any
    ) -> sa.Table:
        """Return the table that keeps the current revisions: one column `version_num`, one row per head."""
        table = sa.Table(
            version_table,
            sa.MetaData(),
            sa.Column("version_num", sa.String(32), nullable=False),
            schema=version_table_schema,
        )
        if version_table_pk:
            table.append_constraint(sa.PrimaryKeyConstraint("version_num", name=f"{version_table}_pkc"))
        return table

    # -- tables ---------------------------------------------------------------------------------------------

    def create_table(self, table: sa.Table, **kw: Any) -> None:
        """Create a table with its indexes and comments; `kw` goes to SQLAlchemy's `CreateTable`."""
        events = {"checkfirst": False, "_ddl_runner": self}
        table.dispatch.before_create(table, self.connection, **events)  # creates a type a column needs (ENUM)
        self._exec(schema.CreateTable(table, **kw))
        table.dispatch.after_create(table, self.connection, **events)
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            self.create_index(index)
        if not self.dialect.supports_comments or self.dialect.inline_comments:
            return
        if table.comment is not None:
            self.create_table_comment(table)
        for column in table.columns:
            if column.comment is not None:
                self.create_column_comment(column)

    def drop_table(self, table: sa.Table, **kw: Any) -> None:
        """Drop a table; `kw` goes to SQLAlchemy's `DropTable` (`if_exists`)."""
        events = {"checkfirst": False, "_ddl_runner": self}
        table.dispatch.before_drop(table, self.connection, **events)
        self._exec(schema.DropTable(table, **kw))
        table.dispatch.after_drop(table, self.connection, **events)

    def rename_table(self, old_table_name: str, new_table_name: str, schema: str | None = None) -> None:
        """Rename a table within its schema."""
        self._exec(base.RenameTable(old_table_name, new_table_name, schema=schema))

    def create_table_comment(self, table: sa.Table) -> None:
        """Set the comment of a table to `table.comment`."""
        self._exec(schema.SetTableComment(table))

    def drop_table_comment(self, table: sa.Table) -> None:
        """Remove the comment of a table."""
        self._exec(schema.DropTableComment(table))

    def create_column_comment(self, column: sa.Column[Any]) -> None:
        """Set the comment of a column to `column.comment`."""
        self._exec(schema.SetColumnComment(column))

    def update_rows(self, table: sa.TableClause, column_name: str, value: Any, where: sa.ColumnElement[bool]) -> None:
        """Give rows another value in one column; the table may be altered next."""
        self.execute(table.update().where(where).values({table.c[column_name]: value}))

    def bulk_insert(
        self, table: sa.Table | sa.TableClause, rows: Sequence[Mapping[str, Any]], multiinsert: bool = True
    ) -> None:
        """Insert rows; `multiinsert=False` sends one INSERT per row, so that values may be SQL expressions.

        Raises TypeError when `rows` is not a list of mappings.
        """
        if not isinstance(rows, list):
            raise TypeError("List expected")
        if rows and not isinstance(rows[0], Mapping):
            raise TypeError("List of dictionaries expected")
        insert = table.insert().inline()
        if multiinsert and not self.as_sql:
            if rows:
                self._exec(insert, parameters=rows)
            return
        for row in rows:
            self._exec(insert.values(**row))

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
        """Add a column. Its foreign keys, unique constraints and indexes are calls of their own."""
        self._exec(
            base.AddColumn(
                table_name,
                column,
                schema=schema,
                if_not_exists=if_not_exists,
                inline_references=inline_references,
                inline_primary_key=inline_primary_key,
            )
        )
        if column.comment and self.dialect.supports_comments and not self.dialect.inline_comments:
            self.create_column_comment(column)

    def drop_column(
        self,
        table_name: str,
        column: sa.Column[Any],
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        **kw: Any,
    ) -> None:
        """Drop a column."""
        self._exec(base.DropColumn(table_name, column, schema=schema, if_exists=if_exists))

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
        """Change what is given: None leaves alone, and so does False for `server_default` and `comment`.

        One statement per change, the new name last. `autoincrement` is for the dialects that know it.
        """
        facts: dict[str, Any] = {
            "schema": schema,
            "existing_type": existing_type,
            "existing_server_default": existing_server_default,
            "existing_nullable": existing_nullable,
            "existing_comment": existing_comment,
        }
        if nullable is not None:
            self._exec(base.ColumnNullable(table_name, column_name, nullable, **facts))
        if server_default is not False:
            self._exec(self._column_default(table_name, column_name, server_default, facts))
        if type_ is not None:
            self._exec(base.ColumnType(table_name, column_name, type_, **facts))
        if comment is not False:
            assert not isinstance(comment, bool)
            self._exec(base.ColumnComment(table_name, column_name, comment, **facts))
        if name is not None:
            self._exec(base.ColumnName(table_name, column_name, name, **facts))

    def _column_default(
        self, table_name: str, column_name: str, new: Any, facts: dict[str, Any]
    ) -> ExecutableDDLElement:
        """Return the construct for a change of default: computed and identity columns have their own."""
        sides = (new, facts["existing_server_default"])
        if any(isinstance(side, sa.Computed) for side in sides):
            return base.ComputedColumnDefault(table_name, column_name, new, **facts)
        if any(isinstance(side, sa.Identity) for side in sides):
            return base.IdentityColumnDefault(table_name, column_name, new, self, **facts)
        return base.ColumnDefault(table_name, column_name, new, **facts)

    # -- constraints and indexes ----------------------------------------------------------------------------

    def add_constraint(self, const: sa.Constraint, **kw: Any) -> None:
        """Add a constraint, unless it is one that a type makes for other databases only (Boolean, Enum)."""
        rule = const._create_rule
        statement = schema.AddConstraint(const, **kw)
        const._create_rule = rule  # AddConstraint takes it out of CREATE TABLE
        if rule is None or rule(self.dialect.ddl_compiler(self.dialect, statement)):
            self._exec(statement)

    def drop_constraint(self, const: sa.Constraint, **kw: Any) -> None:
        """Drop a constraint; `kw` goes to SQLAlchemy's `DropConstraint` (`if_exists`, `cascade`).

        `drop_index` means something only where a foreign key makes an index (MySQL).
        """
        kw.pop("drop_index", None)
        rule = const._create_rule
        statement = schema.DropConstraint(const, **kw)
        const._create_rule = rule
        self._exec(statement)

    def create_index(self, index: sa.Index, **kw: Any) -> None:
        """Create an index; `kw` goes to SQLAlchemy's `CreateIndex` (`if_not_exists`)."""
        self._exec(schema.CreateIndex(index, **kw))

    def drop_index(self, index: sa.Index, **kw: Any) -> None:
        """Drop an index; `kw` goes to SQLAlchemy's `DropIndex` (`if_exists`)."""
        self._exec(schema.DropIndex(index, **kw))

    # -- batch ----------------------------------------------------------------------------------------------

    def requires_recreate_in_batch(self, batch_op: Any) -> bool:
        """Return whether a batch must rebuild the table, because ALTER cannot do one of its changes."""
        return False

    def reorder_columns(self, table_name: str, columns: Sequence[str], *, schema: str | None = None) -> None:
        """Put the columns of a table, all of which `columns` names, in this order.

        Raises UnsupportedError where no statement does it.
        """
        raise UnsupportedError(
            f"{self.dialect.name} cannot put the columns of {table_name!r} in another order",
            hint="leave insert_before, insert_after and partial_reordering out",
        )

    def alter_table_options(
        self, table_name: str, options: Mapping[str, Any], *, existing: Mapping[str, Any], schema: str | None = None
    ) -> None:
        """Give a table other options, by the keywords of `sa.Table`: None is the default, `existing` what was before.

        Raises UnsupportedError where the database has no statement for one of them.
        """
        raise UnsupportedError(
            f"{self.dialect.name} does not change {', '.join(sorted(options))} of {table_name!r} in place",
            hint="write the ALTER TABLE with op.execute()",
        )

    def prep_table_for_batch(self, batch_impl: Any, table: sa.Table) -> None:
        """Change the reflected table before a batch rebuilds it; the place to take off what is in the way."""

    def cast_for_batch_migrate(
        self, existing: sa.Column[Any], existing_transfer: dict[str, Any], new_type: TypeEngine[Any]
    ) -> None:
        """Wrap `existing_transfer["expr"]` in a CAST where values do not fit `new_type` as they are."""
        if existing.type._type_affinity is not new_type._type_affinity:
            existing_transfer["expr"] = sa.cast(existing_transfer["expr"], new_type)


IMPLEMENTATIONS["default"] = DefaultImpl
