"""Oracle: MODIFY changes a column, a slash runs a statement of a script, DDL commits what came before it."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import schema
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import ExecutableDDLElement

from ..errors import UnsupportedError
from . import base
from .base import visit_rename_table as visit_rename_table
from .impl import DefaultImpl
from .renames import RenameSequence

if TYPE_CHECKING:
    from sqlalchemy.engine import CursorResult
    from sqlalchemy.sql import Executable
    from sqlalchemy.sql.compiler import DDLCompiler

EXCUSED: dict[type[ExecutableDDLElement], tuple[str, int]] = {
    schema.CreateTable: ("if_not_exists", -955),  # name is already used by an existing object
    schema.CreateIndex: ("if_not_exists", -955),
    base.AddColumn: ("if_not_exists", -1430),  # column being added already exists in table
    schema.DropTable: ("if_exists", -942),  # table or view does not exist
    schema.DropIndex: ("if_exists", -1418),  # specified index does not exist
    schema.DropConstraint: ("if_exists", -2443),  # nonexistent constraint
    base.DropColumn: ("if_exists", -904),  # invalid identifier
    schema.CreateSequence: ("if_not_exists", -955),
    schema.DropSequence: ("if_exists", -2289),  # sequence does not exist
    RenameSequence: ("if_exists", -4043),  # object does not exist
}
"""Construct → the attribute that says IF [NOT] EXISTS, and the error (SQLCODE) that it asks to overlook."""

_BLOCK = re.compile(
    r"(?:\s|--[^\n]*\n|/\*.*?\*/)*(?:BEGIN|DECLARE|<<|CREATE\s+(?:OR\s+REPLACE\s+)?(?:(?:NON)?EDITIONABLE\s+)?"
    r"(?:FUNCTION|PACKAGE|PROCEDURE|TRIGGER|TYPE)\b)",
    re.I | re.S,
)
"""The start of what is PL/SQL: there, the last semicolon is part of the text."""


class Excusing(ExecutableDDLElement):
    """A statement that may fail with one error, `code`, as if nothing had happened."""

    def __init__(self, statement: ExecutableDDLElement, code: int) -> None:
        self.statement = statement
        self.code = code


class OracleImpl(DefaultImpl):
    """Runs DDL on Oracle Database."""

    __dialect__ = "oracle"

    transactional_ddl = False
    command_terminator = ""
    batch_separator = "/"
    type_synonyms = (
        *DefaultImpl.type_synonyms,
        {"VARCHAR", "VARCHAR2"},
        {"BIGINT", "INTEGER", "SMALLINT", "DECIMAL", "NUMERIC", "NUMBER"},
        {"DOUBLE", "FLOAT", "DOUBLE_PRECISION"},
    )

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.batch_separator = self.context_opts.get("oracle_batch_separator", self.batch_separator)

    # -- statements -----------------------------------------------------------------------------------------

    def _exec(
        self,
        construct: Executable | str,
        execution_options: Mapping[str, Any] | None = None,
        parameters: Any = None,
    ) -> CursorResult[Any] | None:
        """Run one statement."""
        return super()._exec(_excused(construct), execution_options, parameters)

    def _terminated(self, text: str) -> str:
        """Return a statement without a semicolon, which would run it once more than the slash; PL/SQL keeps its own."""
        return text if _BLOCK.match(text) else text.rstrip("; \n\t")

    def emit_begin(self) -> None:
        """Write the start of a transaction to the offline output."""
        self._exec("SET TRANSACTION READ WRITE")

    def emit_commit(self) -> None:
        """Write the end of a transaction to the offline output."""
        self._exec("COMMIT")

    # -- columns --------------------------------------------------------------------------------------------

    def _column_default(
        self, table_name: str, column_name: str, new: Any, facts: dict[str, Any]
    ) -> ExecutableDDLElement:
        """Return the construct for a change of default; raises UnsupportedError for an identity from something else."""
        was = facts["existing_server_default"]
        if isinstance(new, sa.Identity) and was is not False and not isinstance(was, sa.Identity):
            raise UnsupportedError(
                f"{table_name}.{column_name} cannot become an identity: Oracle has MODIFY … AS IDENTITY only for a "
                "column that is one already (ORA-30673)",
                hint="drop the column and add it again",
            )
        return super()._column_default(table_name, column_name, new, facts)


def _excused(construct: Any) -> Any:
    """Return a statement with IF [NOT] EXISTS, words that Oracle has since 23ai only, as what means the same before."""
    said, code = EXCUSED.get(type(construct), ("", 0))
    if not said or not getattr(construct, said):
        return construct
    plain = copy.copy(construct)
    setattr(plain, said, False)
    return Excusing(plain, code)


# -- texts -------------------------------------------------------------------------------------------------


@compiles(Excusing, "oracle")
def visit_excusing(element: Excusing, compiler: DDLCompiler, **kw: Any) -> str:
    """Return a PL/SQL block that runs the statement and overlooks the error."""
    return excusing(base.format_literal(compiler, compiler.process(element.statement).strip()), element.code)


def excusing(literal: str, code: int) -> str:
    """Return a PL/SQL block that runs a statement, given as a literal, and overlooks one error."""
    return (
        f"BEGIN\n  EXECUTE IMMEDIATE {literal};\n"
        f"EXCEPTION\n  WHEN OTHERS THEN\n    IF SQLCODE != {code} THEN RAISE; END IF;\nEND;"
    )


@compiles(base.AddColumn, "oracle")
def visit_add_column(element: base.AddColumn, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `ALTER TABLE t ADD c TYPE …`."""
    inline = {"inline_references": element.inline_references, "inline_primary_key": element.inline_primary_key}
    added = add_column(compiler, element.column, **inline, **kw)
    return f"{base.alter_table(compiler, element.table_name, element.schema)} {added}"


def add_column(compiler: DDLCompiler, column: sa.Column[Any], **kw: Any) -> str:
    """Return `ADD c TYPE …`."""
    return f"ADD {base.added_column(compiler, column, **kw)}"


@compiles(base.ColumnNullable, "oracle")
def visit_column_nullable(element: base.ColumnNullable, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `ALTER TABLE t MODIFY c NULL` or `NOT NULL`."""
    return f"{_modify(element, compiler)} {'NULL' if element.nullable else 'NOT NULL'}"


@compiles(base.ColumnType, "oracle")
def visit_column_type(element: base.ColumnType, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `ALTER TABLE t MODIFY c TYPE`."""
    return f"{_modify(element, compiler)} {base.format_type(compiler, element.type_)}"


@compiles(base.ColumnName, "oracle")
def visit_column_name(element: base.ColumnName, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `ALTER TABLE t RENAME COLUMN c TO d`."""
    return base.rename_column(element, compiler)


@compiles(base.ColumnDefault, "oracle")
def visit_column_default(element: base.ColumnDefault, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `ALTER TABLE t MODIFY c DEFAULT x`; a default that is there can become NULL, it cannot be dropped."""
    new = "NULL" if element.default is None else base.format_server_default(compiler, element.default)
    return f"{_modify(element, compiler)} DEFAULT {new}"


@compiles(base.ColumnComment, "oracle")
def visit_column_comment(element: base.ColumnComment, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `COMMENT ON COLUMN t.c IS '…'`; an empty one removes it."""
    table = base.format_table_name(compiler, element.table_name, element.schema)
    column = base.format_column_name(compiler, element.column_name)
    return f"COMMENT ON COLUMN {table}.{column} IS {base.format_literal(compiler, element.comment or '')}"


@compiles(base.IdentityColumnDefault, "oracle")
def visit_identity_column(element: base.IdentityColumnDefault, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `ALTER TABLE t MODIFY c GENERATED … AS IDENTITY (…)` or `DROP IDENTITY`."""
    change = "DROP IDENTITY" if element.default is None else compiler.process(element.default)
    return f"{_modify(element, compiler)} {change}"


def _modify(element: base.AlterColumn, compiler: DDLCompiler) -> str:
    table = base.alter_table(compiler, element.table_name, element.schema)
    return f"{table} {alter_column(compiler, element.column_name)}"


def alter_column(compiler: DDLCompiler, name: str) -> str:
    """Return `MODIFY c`."""
    return f"MODIFY {base.format_column_name(compiler, name)}"
