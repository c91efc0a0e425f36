"""SQL Server: names change by procedure, defaults are constraints of their own, comments are extended properties.

ALTER COLUMN restates type and nullability together, so each needs the other. What hangs on a column, a default, a CHECK
or a foreign key, keeps it from being dropped, and often has a name only the server knows: a script looks it up.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles

from ..errors import OperationError
from . import base
from .immediate import ImmediateConstraints
from .impl import DefaultImpl
from .mssql_script import DEPENDENTS, DropDependents, IdentityInsert, SetComment, guarded, literal, table_literal

if TYPE_CHECKING:
    from sqlalchemy.engine import CursorResult
    from sqlalchemy.sql import Executable
    from sqlalchemy.sql.compiler import DDLCompiler
    from sqlalchemy.types import TypeEngine

    TypeArgument = TypeEngine[Any] | type[TypeEngine[Any]]


class MSSQLImpl(ImmediateConstraints):
    """Runs DDL on SQL Server 2016 and later."""

    __dialect__ = "mssql"

    transactional_ddl = True
    batch_separator = "GO"
    drops_index_of_table = True
    type_synonyms = (*DefaultImpl.type_synonyms, {"VARCHAR", "NVARCHAR"})
    identity_attrs_ignore = ("order", "on_null", "minvalue", "maxvalue", "nominvalue", "nomaxvalue", "cycle", "cache")

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.batch_separator = self.context_opts.get("mssql_batch_separator", self.batch_separator)

    # -- statements -----------------------------------------------------------------------------------------

    def _exec(
        self,
        construct: Executable | str,
        execution_options: Mapping[str, Any] | None = None,
        parameters: Any = None,
    ) -> CursorResult[Any] | None:
        """Run one statement; offline, it is a batch of its own."""
        return super()._exec(guarded(construct), execution_options, parameters)

    def emit_begin(self) -> None:
        """Write the start of a transaction to the offline output."""
        self.static_output(f"BEGIN TRANSACTION{self.command_terminator}")

    def emit_commit(self) -> None:
        """Write the end of a transaction to the offline output, and end its batch."""
        super().emit_commit()
        if self.batch_separator:
            self.static_output(self.batch_separator)

    # -- tables ---------------------------------------------------------------------------------------------

    def create_table_comment(self, table: sa.Table) -> None:
        """Set the comment of a table to `table.comment`."""
        self._exec(SetComment(table.name, None, table.comment, table.schema))

    def drop_table_comment(self, table: sa.Table) -> None:
        """Remove the comment of a table."""
        self._exec(SetComment(table.name, None, None, table.schema))

    def create_column_comment(self, column: sa.Column[Any]) -> None:
        """Set the comment of a column to `column.comment`."""
        self._exec(SetComment(column.table.name, column.name, column.comment, column.table.schema))

    def bulk_insert(
        self, table: sa.Table | sa.TableClause, rows: Sequence[Mapping[str, Any]], multiinsert: bool = True
    ) -> None:
        """Insert rows; offline, values for the identity column are let in around the rows that have one.

        Online SQLAlchemy does so. Raises TypeError when `rows` is not a list of mappings.
        """
        if not (self.as_sql and isinstance(rows, list) and all(isinstance(row, Mapping) for row in rows)):
            super().bulk_insert(table, rows, multiinsert)
            return
        for keys, group in groupby(rows, key=tuple):
            switches = _identity_insert(table, [table.c[key].name for key in keys])
            for construct in switches[:1]:
                self._exec(construct)
            super().bulk_insert(table, list(group), multiinsert)
            for construct in switches[1:]:
                self._exec(construct)

    # -- columns --------------------------------------------------------------------------------------------

    def drop_column(
        self,
        table_name: str,
        column: sa.Column[Any],
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        **kw: Any,
    ) -> None:
        """Drop a column; `mssql_drop_default`, `_check` and `_foreign_key` drop what hangs on it before."""
        for kind in DEPENDENTS:
            if kw.pop(f"mssql_drop_{kind}", False):
                self._exec(DropDependents(table_name, column.name, kind, schema))
        super().drop_column(table_name, column, schema=schema, if_exists=if_exists, **kw)

    def alter_column(
        self,
        table_name: str,
        column_name: str,
        *,
        nullable: bool | None = None,
        server_default: Any = False,
        name: str | None = None,
        type_: TypeArgument | None = None,
        schema: str | None = None,
        comment: str | bool | None = False,
        existing_comment: str | None = None,
        existing_type: TypeArgument | None = None,
        existing_server_default: Any = None,
        existing_nullable: bool | None = None,
        **kw: Any,
    ) -> None:
        """Change what is given: None leaves alone, and so does False for `server_default` and `comment`.

        A default that is in the way, because it or the type changes, is dropped first and set last. Raises
        `OperationError` when the nullability is to change and no type is known, `UnsupportedError` for a change of
        what is computed or an identity.
        """
        facts: dict[str, Any] = {
            "schema": schema,
            "existing_type": existing_type,
            "existing_server_default": existing_server_default,
            "existing_nullable": existing_nullable,
            "existing_comment": existing_comment,
        }
        at = (table_name, column_name)
        plain = not (existing_server_default in (None, False) or _is_generated(existing_server_default))
        if server_default is not False:
            change = self._column_default(*at, server_default, facts)
            if not isinstance(change, base.ColumnDefault):
                self._exec(change)  # which no database of this kind can do, and that says so
            if server_default is None or existing_server_default is not None:
                self._exec(base.ColumnDefault(*at, None, **facts))
        elif plain and type_ is not None and self._becomes_another(existing_type, type_):
            self._exec(base.ColumnDefault(*at, None, **facts))
            server_default = existing_server_default  # to be set again, for a column of the new type
        self._retype(*at, type_, nullable, facts)
        if server_default is not False and server_default is not None:
            self._exec(base.ColumnDefault(*at, server_default, **facts))
        super().alter_column(*at, comment=comment, name=name, **facts)

    def _retype(
        self, table: str, column: str, type_: TypeArgument | None, nullable: bool | None, facts: dict[str, Any]
    ) -> None:
        if type_ is not None:
            nulls = facts["existing_nullable"] if nullable is None else nullable
            if nulls is None:
                warnings.warn(
                    f"the new type of {table}.{column} makes it accept NULL: SQL Server takes ALTER COLUMN without NOT "
                    "NULL for NULL. Say existing_nullable= (or nullable=), so that the column stays what it is",
                    stacklevel=2,
                )
            self._exec(base.ColumnType(table, column, type_, **{**facts, "existing_nullable": nulls}))
        elif nullable is not None:
            if facts["existing_type"] is None:
                raise OperationError(
                    f"{table}.{column} cannot become {'NULL' if nullable else 'NOT NULL'} without its type, which "
                    "ALTER COLUMN restates on SQL Server",
                    hint="pass existing_type=, or type_= when the type changes too",
                )
            self._exec(base.ColumnNullable(table, column, nullable, **facts))

    def _becomes_another(self, old: TypeArgument | None, new: TypeArgument) -> bool:
        """Return whether the type changes in more than length or precision, which a default does not let pass."""
        if old is None:
            return True
        one, other = (sa.types.to_instance(type_).compile(dialect=self.dialect) for type_ in (old, new))
        return one.partition("(")[0] != other.partition("(")[0]


def _is_generated(default: Any) -> bool:
    return isinstance(default, (sa.Computed, sa.Identity))


def _identity_insert(table: sa.Table | sa.TableClause, names: Sequence[str]) -> list[IdentityInsert]:
    """Return the switches around an INSERT into columns `names`: on and off, or none where no value meets an identity.

    A table with a primary key says whether it has an identity; of any other, the server is asked as the script runs.
    """
    name, schema = table.name, getattr(table, "schema", None)
    if not isinstance(table, sa.Table) or not table.primary_key.columns:
        return [IdentityInsert(name, on, schema, names) for on in (True, False)]
    counting = table.autoincrement_column
    identities = [column.name for column in table.columns if column.identity is not None]
    if counting is not None and not isinstance(counting.default, sa.Sequence):
        identities.append(counting.name)
    if not set(identities).intersection(names):
        return []
    return [IdentityInsert(name, on, schema) for on in (True, False)]


# -- texts -------------------------------------------------------------------------------------------------


@compiles(base.AddColumn, "mssql")
def visit_add_column(element: base.AddColumn, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `ALTER TABLE t ADD c TYPE …`, under the condition that there is no such column where it asks for that."""
    inline = {"inline_references": element.inline_references, "inline_primary_key": element.inline_primary_key}
    added = mssql_add_column(compiler, element.column, **inline, **kw)
    text = f"{base.alter_table(compiler, element.table_name, element.schema)} {added}"
    if not element.if_not_exists:
        return text
    table = table_literal(compiler, element.table_name, element.schema)
    return f"IF COL_LENGTH({table}, {literal(element.column.name)}) IS NULL\n{text}"


def mssql_add_column(compiler: DDLCompiler, column: sa.Column[Any], **kw: Any) -> str:
    """Return `ADD c TYPE …`."""
    return f"ADD {base.added_column(compiler, column, **kw)}"


@compiles(base.ColumnNullable, "mssql")
def visit_column_nullable(element: base.ColumnNullable, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `ALTER TABLE t ALTER COLUMN c TYPE NOT NULL`, with the type the column has."""
    assert element.existing_type is not None
    return _alter(element, compiler, element.existing_type, element.nullable)


@compiles(base.ColumnType, "mssql")
def visit_column_type(element: base.ColumnType, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `ALTER TABLE t ALTER COLUMN c TYPE NOT NULL`, with the nullability the column has, where it is known."""
    return _alter(element, compiler, element.type_, element.existing_nullable)


def _alter(element: base.AlterColumn, compiler: DDLCompiler, type_: TypeEngine[Any], nullable: bool | None) -> str:
    nulls = "" if nullable is None else " NULL" if nullable else " NOT NULL"
    return f"{base.alter(element, compiler)} {base.format_type(compiler, type_)}{nulls}"


@compiles(base.ColumnDefault, "mssql")
def visit_column_default(element: base.ColumnDefault, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `ALTER TABLE t ADD DEFAULT x FOR c`, or a batch that finds the default there is and drops it."""
    if element.default is None:
        return compiler.process(DropDependents(element.table_name, element.column_name, "default", element.schema))
    table = base.alter_table(compiler, element.table_name, element.schema)
    column = base.format_column_name(compiler, element.column_name)
    return f"{table} ADD DEFAULT {base.format_server_default(compiler, element.default)} FOR {column}"


@compiles(base.ColumnComment, "mssql")
def visit_column_comment(element: base.ColumnComment, compiler: DDLCompiler, **kw: Any) -> str:
    """Return a call of the procedure that sets, changes or drops the comment."""
    return compiler.process(SetComment(element.table_name, element.column_name, element.comment, element.schema))


@compiles(base.ColumnName, "mssql")
def visit_rename_column(element: base.ColumnName, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `EXEC sp_rename 't.c', d, 'COLUMN'`."""
    table = base.format_table_name(compiler, element.table_name, element.schema)
    old = literal(f"{table}.{base.format_column_name(compiler, element.column_name)}")
    return f"EXEC sp_rename {old}, {base.format_column_name(compiler, element.newname)}, 'COLUMN'"


@compiles(base.RenameTable, "mssql")
def visit_rename_table(element: base.RenameTable, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `EXEC sp_rename 's.a', b`; the table stays in its schema."""
    old = table_literal(compiler, element.table_name, element.schema)
    return f"EXEC sp_rename {old}, {base.format_table_name(compiler, element.new_table_name, None)}"
