"""Transact-SQL that finds out by itself, while it runs, what a statement has no words for.

Each construct is one statement to a driver and one batch to a script: it works the same online and offline.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import schema as sa_schema
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import ExecutableDDLElement

from ..errors import UnsupportedError
from . import base
from .base import AlterColumn, AlterTable

if TYPE_CHECKING:
    from sqlalchemy.sql.compiler import DDLCompiler

DEPENDENTS = {
    "default": "sys.default_constraints AS found "
    "WHERE found.parent_object_id = {table} AND found.parent_column_id = {column}",
    "check": "sys.check_constraints AS found "
    "WHERE found.parent_object_id = {table} AND found.parent_column_id = {column}",
    "foreign_key": "sys.foreign_keys AS found JOIN sys.foreign_key_columns AS part "
    "ON part.constraint_object_id = found.object_id "
    "WHERE part.parent_object_id = {table} AND part.parent_column_id = {column}",
}
"""What hangs on a column → where the server lists it; `{table}` and `{column}` are their numbers there."""


class DropDependents(AlterColumn):
    """Drop the constraints of one kind ("default", "check", "foreign_key") that hang on a column; there may be none."""

    def __init__(self, name: str, column_name: str, kind: str, schema: str | None = None) -> None:
        super().__init__(name, column_name, schema=schema)
        self.kind = kind


class SetComment(AlterTable):
    """Set the comment of a table, or of one of its columns, whether or not it has one; None removes it."""

    def __init__(self, name: str, column_name: str | None, comment: str | None, schema: str | None = None) -> None:
        super().__init__(name, schema=schema)
        self.column_name = column_name
        self.comment = comment


class IdentityInsert(AlterTable):
    """SET IDENTITY_INSERT ON or OFF; with `columns`, only where the identity column of the table is one of them."""

    def __init__(self, name: str, on: bool, schema: str | None = None, columns: Sequence[str] = ()) -> None:
        super().__init__(name, schema=schema)
        self.on = on
        self.columns = columns


class OnlyIf(ExecutableDDLElement):
    """A statement that runs only where `condition` holds, in which `{table}` is the table's name as a string."""

    def __init__(self, condition: str, table: sa.Table | sa.Sequence, statement: ExecutableDDLElement) -> None:
        self.condition = condition
        self.table = table
        self.statement = statement


class CreateSchemaIfNotExists(ExecutableDDLElement):
    """CREATE SCHEMA, which has to stand alone, where there is no schema of the name."""

    def __init__(self, name: str) -> None:
        self.name = name


class DropIndexIfExists(ExecutableDDLElement):
    """DROP INDEX IF EXISTS, which SQLAlchemy 2.0 writes for SQL Server in its later releases only."""

    def __init__(self, statement: sa_schema.DropIndex) -> None:
        self.statement = statement


IF_NOT_EXISTS = (sa_schema.CreateTable, sa_schema.CreateIndex, sa_schema.CreateSequence)


def guarded(construct: Any) -> Any:
    """Return a CREATE … IF NOT EXISTS, words that SQL Server lacks, as what means the same; anything else as it is."""
    if isinstance(construct, sa_schema.DropIndex) and construct.if_exists:
        return DropIndexIfExists(sa_schema.DropIndex(construct.element))
    if isinstance(construct, sa_schema.CreateSchema | sa_schema.DropSchema):
        return _of_schema(construct)
    if not isinstance(construct, IF_NOT_EXISTS) or not construct.if_not_exists:
        return construct
    plain = copy.copy(construct)
    plain.if_not_exists = False
    made: Any = construct.element
    if isinstance(made, sa.Table | sa.Sequence):
        return OnlyIf("OBJECT_ID({table}) IS NULL", made, plain)
    there = f"object_id = OBJECT_ID({{table}}) AND name = {literal(str(made.name))}"
    return OnlyIf(f"NOT EXISTS (SELECT 1 FROM sys.indexes WHERE {there})", made.table, plain)


def _of_schema(construct: sa_schema.CreateSchema | sa_schema.DropSchema) -> ExecutableDDLElement:
    """Return CREATE or DROP SCHEMA in words there are; raises UnsupportedError for CASCADE."""
    if isinstance(construct, sa_schema.CreateSchema):
        return CreateSchemaIfNotExists(construct.element) if construct.if_not_exists else construct
    if construct.cascade:
        raise UnsupportedError(
            f"mssql drops the schema {construct.element!r} only when nothing is left in it: it has no CASCADE",
            hint="drop what is in it first, and leave cascade out",
        )
    return construct


# -- texts -------------------------------------------------------------------------------------------------


@compiles(DropDependents, "mssql")
def visit_drop_dependents(element: DropDependents, compiler: DDLCompiler, **kw: Any) -> str:
    """Return a batch that drops what it finds in the server's catalog, all in one go."""
    table = f"OBJECT_ID({table_literal(compiler, element.table_name, element.schema)})"
    column = f"COLUMNPROPERTY({table}, {literal(element.column_name)}, 'ColumnId')"
    statement = f"{base.alter_table(compiler, element.table_name, element.schema)} DROP CONSTRAINT "
    return (
        "DECLARE @statements nvarchar(max) = ''\n"
        f"SELECT @statements += {literal(statement)} + QUOTENAME(found.name) + ';'\n"
        f"FROM {DEPENDENTS[element.kind].format(table=table, column=column)}\n"
        "EXEC (@statements)"
    )


@compiles(SetComment, "mssql")
def visit_set_comment(element: SetComment, compiler: DDLCompiler, **kw: Any) -> str:
    """Return a call of the procedure that adds, changes or drops the property `MS_Description`.

    Each of the three fails where another is needed, so the statement looks first. The comment of what has no schema of
    its own goes to the default one: the connection's, or `dbo` offline.
    """
    dialect: Any = compiler.dialect
    schema = element.schema or dialect.default_schema_name or dialect.schema_name
    path = f"'schema', {literal(schema)}, 'table', {literal(element.table_name)}"
    if element.column_name is not None:
        path += f", 'column', {literal(element.column_name)}"
    listed = path if element.column_name is not None else f"{path}, NULL, NULL"
    there = f"IF EXISTS (SELECT 1 FROM sys.fn_listextendedproperty('MS_Description', {listed}))\n"
    if element.comment is None:
        return f"{there}EXEC sp_dropextendedproperty 'MS_Description', {path}"
    text = literal(element.comment, unicode=True)
    return (
        f"{there}EXEC sp_updateextendedproperty 'MS_Description', {text}, {path}\n"
        f"ELSE EXEC sp_addextendedproperty 'MS_Description', {text}, {path}"
    )


@compiles(IdentityInsert, "mssql")
def visit_identity_insert(element: IdentityInsert, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `SET IDENTITY_INSERT t ON`, under the condition there is."""
    table = base.format_table_name(compiler, element.table_name, element.schema)
    switch = f"SET IDENTITY_INSERT {table} {'ON' if element.on else 'OFF'}"
    if not element.columns:
        return switch
    names = ", ".join(map(literal, element.columns))
    where = f"object_id = OBJECT_ID({literal(table)}) AND name IN ({names})"
    return f"IF EXISTS (SELECT 1 FROM sys.identity_columns WHERE {where})\n{switch}"


@compiles(OnlyIf, "mssql")
def visit_only_if(element: OnlyIf, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `IF <condition> CREATE …`."""
    table = table_literal(compiler, element.table.name, element.table.schema)
    return f"IF {element.condition.replace('{table}', table)}\n{compiler.process(element.statement).strip()}"


@compiles(CreateSchemaIfNotExists, "mssql")
def visit_create_schema(element: CreateSchemaIfNotExists, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `IF SCHEMA_ID('s') IS NULL EXEC ('CREATE SCHEMA s')`."""
    create = f"CREATE SCHEMA {compiler.preparer.quote_schema(element.name)}"
    return f"IF SCHEMA_ID({literal(element.name)}) IS NULL\nEXEC ({literal(create)})"


@compiles(DropIndexIfExists, "mssql")
def visit_drop_index(element: DropIndexIfExists, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `DROP INDEX IF EXISTS i ON t`."""
    return f"DROP INDEX IF EXISTS {compiler.process(element.statement).strip().removeprefix('DROP INDEX ')}"


# -- pieces ------------------------------------------------------------------------------------------------


def literal(text: str, *, unicode: bool = False) -> str:
    """Return a string literal, as national characters where it has others than ASCII, or always with `unicode`."""
    quoted = "'" + text.replace("'", "''") + "'"
    return f"N{quoted}" if unicode or not text.isascii() else quoted


def table_literal(compiler: DDLCompiler, name: str, schema: str | None) -> str:
    """Return the quoted name of a table, with its schema, as a string: what procedures and OBJECT_ID() take."""
    return literal(base.format_table_name(compiler, name, schema))
