"""The ALTER statements SQLAlchemy has no constructs for, with their generic SQL.

Each construct is data; its text comes from a function registered with SQLAlchemy's `@compiles`, so that a
dialect (or a third party) replaces one text with `@compiles(ColumnType, "mydialect")`. The generic text is the SQL
standard's where there is one, and PostgreSQL's where there is none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import ExecutableDDLElement
from sqlalchemy.sql.elements import quoted_name

from ..errors import UnsupportedError
from ..operations.schemaobj import target_of

if TYPE_CHECKING:
    from sqlalchemy.schema import Computed, FetchedValue, Identity
    from sqlalchemy.sql.compiler import DDLCompiler
    from sqlalchemy.sql.elements import ColumnElement, TextClause
    from sqlalchemy.types import TypeEngine

    from .impl import DefaultImpl

    ServerDefault = FetchedValue | TextClause | ColumnElement[Any] | str
    TypeArgument = TypeEngine[Any] | type[TypeEngine[Any]]


class AlterTable(ExecutableDDLElement):
    """ALTER TABLE; the base of all constructs here."""

    def __init__(self, table_name: str, schema: str | quoted_name | None = None) -> None:
        self.table_name = table_name
        self.schema = schema


class RenameTable(AlterTable):
    """ALTER TABLE … RENAME TO …; the table stays in its schema."""

    def __init__(self, old_table_name: str, new_table_name: str, schema: str | quoted_name | None = None) -> None:
        super().__init__(old_table_name, schema=schema)
        self.new_table_name = new_table_name


class AlterColumn(AlterTable):
    """One change of one column, with what is known about the column besides (`existing_*`).

    Databases that restate the whole column (MySQL, SQL Server) need these facts; the others ignore them.
    """

    def __init__(
        self,
        name: str,
        column_name: str,
        schema: str | None = None,
        existing_type: TypeArgument | None = None,
        existing_nullable: bool | None = None,
        existing_server_default: ServerDefault | None = None,
        existing_comment: str | None = None,
    ) -> None:
        super().__init__(name, schema=schema)
        self.column_name = column_name
        self.existing_type = sa.types.to_instance(existing_type) if existing_type is not None else None
        self.existing_nullable = existing_nullable
        self.existing_server_default = existing_server_default
        self.existing_comment = existing_comment


class ColumnNullable(AlterColumn):
    """SET or DROP NOT NULL."""

    def __init__(self, name: str, column_name: str, nullable: bool, **kw: Any) -> None:
        super().__init__(name, column_name, **kw)
        self.nullable = nullable


class ColumnType(AlterColumn):
    """Another type."""

    def __init__(self, name: str, column_name: str, type_: TypeArgument, **kw: Any) -> None:
        super().__init__(name, column_name, **kw)
        self.type_ = sa.types.to_instance(type_)


class ColumnName(AlterColumn):
    """Another name."""

    def __init__(self, name: str, column_name: str, newname: str, **kw: Any) -> None:
        super().__init__(name, column_name, **kw)
        self.newname = newname


class ColumnDefault(AlterColumn):
    """SET or (None) DROP the server default."""

    def __init__(self, name: str, column_name: str, default: ServerDefault | None, **kw: Any) -> None:
        super().__init__(name, column_name, **kw)
        self.default = default


class ComputedColumnDefault(AlterColumn):
    """A column becomes computed, stops being computed, or computes something else."""

    def __init__(self, name: str, column_name: str, default: Computed | None, **kw: Any) -> None:
        super().__init__(name, column_name, **kw)
        self.default = default


class IdentityColumnDefault(AlterColumn):
    """A column becomes an identity, stops being one, or gets other identity options."""

    def __init__(self, name: str, column_name: str, default: Identity | None, impl: DefaultImpl, **kw: Any) -> None:
        super().__init__(name, column_name, **kw)
        self.default = default
        self.impl = impl


class ColumnComment(AlterColumn):
    """Another comment; None removes it."""

    def __init__(self, name: str, column_name: str, comment: str | None, **kw: Any) -> None:
        super().__init__(name, column_name, **kw)
        self.comment = comment


class AddColumn(AlterTable):
    """ADD COLUMN. The column's indexes and table-level constraints are statements of their own.

    `inline_references` writes its foreign key as REFERENCES in the same statement, and `inline_primary_key`
    writes PRIMARY KEY.
    """

    def __init__(
        self,
        name: str,
        column: sa.Column[Any],
        schema: str | quoted_name | None = None,
        if_not_exists: bool | None = None,
        inline_references: bool | None = None,
        inline_primary_key: bool | None = None,
    ) -> None:
        super().__init__(name, schema=schema)
        self.column = column
        self.if_not_exists = if_not_exists
        self.inline_references = inline_references
        self.inline_primary_key = inline_primary_key


class DropColumn(AlterTable):
    """DROP COLUMN."""

    def __init__(
        self, name: str, column: sa.Column[Any], schema: str | None = None, if_exists: bool | None = None
    ) -> None:
        super().__init__(name, schema=schema)
        self.column = column
        self.if_exists = if_exists


# -- texts -------------------------------------------------------------------------------------------------


@compiles(RenameTable)
def visit_rename_table(element: RenameTable, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `ALTER TABLE a RENAME TO b`."""
    new = format_table_name(compiler, element.new_table_name, None)
    return f"{alter_table(compiler, element.table_name, element.schema)} RENAME TO {new}"


@compiles(AddColumn)
def visit_add_column(element: AddColumn, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `ALTER TABLE t ADD COLUMN c TYPE …`."""
    column = add_column(
        compiler,
        element.column,
        if_not_exists=element.if_not_exists,
        inline_references=element.inline_references,
        inline_primary_key=element.inline_primary_key,
        **kw,
    )
    return f"{alter_table(compiler, element.table_name, element.schema)} {column}"


@compiles(DropColumn)
def visit_drop_column(element: DropColumn, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `ALTER TABLE t DROP COLUMN c`."""
    dropped = drop_column(compiler, element.column.name, if_exists=element.if_exists, **kw)
    return f"{alter_table(compiler, element.table_name, element.schema)} {dropped}"


@compiles(ColumnNullable)
def visit_column_nullable(element: ColumnNullable, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `ALTER TABLE t ALTER COLUMN c DROP NOT NULL` or `SET NOT NULL`."""
    return f"{alter(element, compiler)} {'DROP' if element.nullable else 'SET'} NOT NULL"


@compiles(ColumnType)
def visit_column_type(element: ColumnType, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `ALTER TABLE t ALTER COLUMN c TYPE x`."""
    return f"{alter(element, compiler)} TYPE {format_type(compiler, element.type_)}"


@compiles(ColumnName)
def visit_column_name(element: ColumnName, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `ALTER TABLE t RENAME c TO d`."""
    old = format_column_name(compiler, element.column_name)
    new = format_column_name(compiler, element.newname)
    return f"{alter_table(compiler, element.table_name, element.schema)} RENAME {old} TO {new}"


@compiles(ColumnDefault)
def visit_column_default(element: ColumnDefault, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `ALTER TABLE t ALTER COLUMN c SET DEFAULT x` or `DROP DEFAULT`."""
    if element.default is None:
        return f"{alter(element, compiler)} DROP DEFAULT"
    return f"{alter(element, compiler)} SET DEFAULT {format_server_default(compiler, element.default)}"


@compiles(ColumnComment)
def visit_column_comment(element: ColumnComment, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `COMMENT ON COLUMN t.c IS '…'`."""
    table = format_table_name(compiler, element.table_name, element.schema)
    column = format_column_name(compiler, element.column_name)
    text = "NULL" if element.comment is None else format_literal(compiler, element.comment)
    return f"COMMENT ON COLUMN {table}.{column} IS {text}"


@compiles(ComputedColumnDefault)
def visit_computed_column(element: ComputedColumnDefault, compiler: DDLCompiler, **kw: Any) -> str:
    """Raise: no generic statement makes a column computed, or plain again."""
    raise UnsupportedError(
        f"{compiler.dialect.name} cannot change whether or how {element.table_name}.{element.column_name} is computed",
        hint="drop the column and add it again",
    )


@compiles(IdentityColumnDefault)
def visit_identity_column(element: IdentityColumnDefault, compiler: DDLCompiler, **kw: Any) -> str:
    """Raise: no generic statement makes a column an identity, or plain again."""
    raise UnsupportedError(
        f"{compiler.dialect.name} cannot change the identity of {element.table_name}.{element.column_name}",
        hint="drop the column and add it again",
    )


# -- pieces ------------------------------------------------------------------------------------------------


def quote_dotted(name: str | quoted_name, quote: Callable[[str], str]) -> str:
    """Return `name` with each part between dots quoted; a `quoted_name` counts as one part."""
    if isinstance(name, quoted_name):
        return quote(name)
    return ".".join(map(quote, name.split(".")))


def format_table_name(compiler: DDLCompiler, name: str | quoted_name, schema: str | None) -> str:
    """Return the quoted table name with its schema; follows `schema_translate_map`."""
    if compiler.schema_translate_map:  # SQLAlchemy translates the schema of a Table alone, which costs more to make
        return compiler.preparer.format_table(sa.Table(name, sa.MetaData(), schema=schema))
    return compiler.preparer.format_table(sa.table(name, schema=schema))


def format_column_name(compiler: DDLCompiler, name: str | quoted_name) -> str:
    """Return the column name, quoted where it must be."""
    return compiler.preparer.quote(name)


def format_server_default(compiler: DDLCompiler, default: ServerDefault) -> str:
    """Return what follows DEFAULT."""
    column: sa.Column[Any] = sa.Column("x", sa.Integer, server_default=default)
    return compiler.get_column_default_string(column) or "NULL"


def format_type(compiler: DDLCompiler, type_: TypeEngine[Any]) -> str:
    """Return the type as DDL."""
    return compiler.dialect.type_compiler_instance.process(type_)


def format_literal(compiler: DDLCompiler, value: str) -> str:
    """Return a string literal."""
    return compiler.sql_compiler.render_literal_value(value, sa.String())


def alter_table(compiler: DDLCompiler, name: str, schema: str | None) -> str:
    """Return `ALTER TABLE name`."""
    return f"ALTER TABLE {format_table_name(compiler, name, schema)}"


def alter_column(compiler: DDLCompiler, name: str) -> str:
    """Return `ALTER COLUMN name`."""
    return f"ALTER COLUMN {format_column_name(compiler, name)}"


def alter(element: AlterColumn, compiler: DDLCompiler) -> str:
    """Return `ALTER TABLE t ALTER COLUMN c`, which most changes of a column begin with."""
    table = alter_table(compiler, element.table_name, element.schema)
    return f"{table} {alter_column(compiler, element.column_name)}"


def drop_column(compiler: DDLCompiler, name: str, if_exists: bool | None = None, **kw: Any) -> str:
    """Return `DROP COLUMN [IF EXISTS] name`."""
    return f"DROP COLUMN {'IF EXISTS ' if if_exists else ''}{format_column_name(compiler, name)}"


def rename_column(element: ColumnName, compiler: DDLCompiler) -> str:
    """Return `ALTER TABLE t RENAME COLUMN c TO d`, which databases other than PostgreSQL want spelled so."""
    old = format_column_name(compiler, element.column_name)
    new = format_column_name(compiler, element.newname)
    return f"{alter_table(compiler, element.table_name, element.schema)} RENAME COLUMN {old} TO {new}"


def add_column(
    compiler: DDLCompiler,
    column: sa.Column[Any],
    if_not_exists: bool | None = None,
    inline_references: bool | None = None,
    inline_primary_key: bool | None = None,
    **kw: Any,
) -> str:
    """Return `ADD COLUMN [IF NOT EXISTS] c TYPE …` with the constraints that belong to the column itself."""
    words = "ADD COLUMN IF NOT EXISTS" if if_not_exists else "ADD COLUMN"
    return f"{words} {added_column(compiler, column, inline_references, inline_primary_key, **kw)}"


def added_column(
    compiler: DDLCompiler,
    column: sa.Column[Any],
    inline_references: bool | None = None,
    inline_primary_key: bool | None = None,
    **kw: Any,
) -> str:
    """Return `c TYPE …` with the constraints that belong to the column itself."""
    parts = [compiler.get_column_specification(column, **kw)]
    if inline_primary_key and column.primary_key:
        parts.append("PRIMARY KEY")
    parts += [compiler.process(constraint) for constraint in column.constraints]
    if inline_references:
        parts += [inline_reference(compiler, key) for key in column.foreign_keys]
    return " ".join(parts)


def inline_reference(compiler: DDLCompiler, key: sa.ForeignKey) -> str:
    """Return `[CONSTRAINT name] REFERENCES t (c) …` for a foreign key of one column.

    The target is read from the key's text, so that the referred table need not be known.
    """
    schema, table, column = target_of(key)
    text = f"REFERENCES {format_table_name(compiler, table, schema)} "
    text += f"({format_column_name(compiler, column)})"
    # A column that is in no table yet has no constraint; its ForeignKey carries the same options.
    source = cast("sa.ForeignKeyConstraint", key if key.constraint is None else key.constraint)
    name = compiler.preparer.format_constraint(source) if source.name is not None else None
    text += compiler.define_constraint_match(source)
    text += compiler.define_constraint_cascades(source)
    text += compiler.define_constraint_deferrability(source)
    return f"CONSTRAINT {name} {text}" if name else text
