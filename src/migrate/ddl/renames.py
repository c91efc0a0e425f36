"""Other names for indexes, constraints and sequences."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles

from ..errors import UnsupportedError
from .base import AlterTable, alter_table, format_table_name

if TYPE_CHECKING:
    from sqlalchemy.sql.compiler import DDLCompiler


class RenameIndex(AlterTable):
    """Another name for an index of a table."""

    def __init__(self, old: str, new: str, table_name: str, schema: str | None) -> None:
        super().__init__(table_name, schema=schema)
        self.old = old
        self.new = new


class RenameConstraint(RenameIndex):
    """Another name for a constraint of a table."""


class RenameSequence(AlterTable):
    """Another name for a sequence; the sequence stands where a table does elsewhere."""

    def __init__(self, old: str, new: str, schema: str | None, if_exists: bool) -> None:
        super().__init__(old, schema=schema)
        self.new = new
        self.if_exists = if_exists


@compiles(RenameIndex)
def visit_rename_index(element: RenameIndex, compiler: DDLCompiler, **kw: object) -> str:
    """Return `ALTER INDEX s.a RENAME TO b`."""
    old = format_table_name(compiler, element.old, element.schema)
    return f"ALTER INDEX {old} RENAME TO {compiler.preparer.quote(element.new)}"


@compiles(RenameIndex, "mysql", "mariadb")
def visit_rename_index_mysql(element: RenameIndex, compiler: DDLCompiler, **kw: object) -> str:
    """Return `ALTER TABLE t RENAME INDEX a TO b`."""
    quote = compiler.preparer.quote
    table = alter_table(compiler, element.table_name, element.schema)
    return f"{table} RENAME INDEX {quote(element.old)} TO {quote(element.new)}"


@compiles(RenameIndex, "mssql")
def visit_rename_index_mssql(element: RenameIndex, compiler: DDLCompiler, **kw: object) -> str:
    """Return `EXEC sp_rename N's.t.a', N'b', 'INDEX'`."""
    table = format_table_name(compiler, element.table_name, element.schema)
    old = f"{table}.{compiler.preparer.quote(element.old)}".replace("'", "''")
    new = element.new.replace("'", "''")
    return f"EXEC sp_rename N'{old}', N'{new}', 'INDEX'"


@compiles(RenameConstraint)
def visit_rename_constraint(element: RenameConstraint, compiler: DDLCompiler, **kw: object) -> str:
    """Return `ALTER TABLE t RENAME CONSTRAINT a TO b`."""
    quote = compiler.preparer.quote
    table = alter_table(compiler, element.table_name, element.schema)
    return f"{table} RENAME CONSTRAINT {quote(element.old)} TO {quote(element.new)}"


@compiles(RenameConstraint, "mssql")
def visit_rename_constraint_mssql(element: RenameConstraint, compiler: DDLCompiler, **kw: object) -> str:
    """Return `EXEC sp_rename N's.a', N'b', 'OBJECT'`."""
    old = format_table_name(compiler, element.old, element.schema).replace("'", "''")
    new = element.new.replace("'", "''")
    return f"EXEC sp_rename N'{old}', N'{new}', 'OBJECT'"


@compiles(RenameConstraint, "sqlite", "mysql", "mariadb")
def visit_no_rename_constraint(element: RenameConstraint, compiler: DDLCompiler, **kw: object) -> str:
    """Raise UnsupportedError: a constraint keeps its name there."""
    raise UnsupportedError(
        f"{compiler.dialect.name} cannot rename the constraint {element.old!r} of {element.table_name!r}",
        hint="drop it and create it again under the new name"
        + (", in one op.batch_alter_table()" if compiler.dialect.name == "sqlite" else "")
        + "; op.rename_index() renames a UNIQUE constraint on MySQL and MariaDB",
    )


@compiles(RenameSequence)
def visit_rename_sequence(element: RenameSequence, compiler: DDLCompiler, **kw: object) -> str:
    """Return `ALTER SEQUENCE s.a RENAME TO b`."""
    old = compiler.preparer.format_sequence(sa.Sequence(element.table_name, schema=element.schema))
    exists = "IF EXISTS " if element.if_exists else ""
    return f"ALTER SEQUENCE {exists}{old} RENAME TO {compiler.preparer.quote(element.new)}"


@compiles(RenameSequence, "mysql", "mariadb")
def visit_rename_sequence_mariadb(element: RenameSequence, compiler: DDLCompiler, **kw: object) -> str:
    """Return `RENAME TABLE s.a TO s.b`: the server's ALTER SEQUENCE has no RENAME, a sequence is a table to it."""
    exists = "IF EXISTS " if element.if_exists else ""
    old, new = (format_table_name(compiler, name, element.schema) for name in (element.table_name, element.new))
    return f"RENAME TABLE {exists}{old} TO {new}"


@compiles(RenameSequence, "mssql")
def visit_rename_sequence_mssql(element: RenameSequence, compiler: DDLCompiler, **kw: object) -> str:
    """Return `EXEC sp_rename N's.a', N'b', 'OBJECT'`, where the sequence is there if that is asked."""
    old = format_table_name(compiler, element.table_name, element.schema).replace("'", "''")
    new = element.new.replace("'", "''")
    there = f"IF OBJECT_ID(N'{old}', N'SO') IS NOT NULL\n" if element.if_exists else ""
    return f"{there}EXEC sp_rename N'{old}', N'{new}', 'OBJECT'"


@compiles(RenameSequence, "oracle")
def visit_rename_sequence_oracle(element: RenameSequence, compiler: DDLCompiler, **kw: object) -> str:
    """Return `RENAME a TO b`; raises UnsupportedError for a sequence of another schema."""
    if element.schema is not None:
        raise UnsupportedError(
            f"oracle cannot rename the sequence {element.table_name!r} of schema {element.schema!r}: RENAME is for "
            "the schema of the user who is connected",
            hint="connect as the owner, or drop the sequence and create it again",
        )
    quote = compiler.preparer.quote
    return f"RENAME {quote(element.table_name)} TO {quote(element.new)}"


class RenamingImpl:
    """The part of a `DefaultImpl` that renames what is no table and no column."""

    _exec: Callable[..., Any]

    def rename_index(self, old: str, new: str, table_name: str, schema: str | None = None) -> None:
        """Rename an index."""
        self._exec(RenameIndex(old, new, table_name, schema))

    def rename_constraint(self, old: str, new: str, table_name: str, schema: str | None = None) -> None:
        """Rename a constraint; raises UnsupportedError where it keeps its name."""
        self._exec(RenameConstraint(old, new, table_name, schema))
