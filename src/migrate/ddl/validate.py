"""Checks the rows of a table against a constraint that was added without looking at them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.ext.compiler import compiles

from ..errors import UnsupportedError
from .base import AlterTable, alter_table

if TYPE_CHECKING:
    from sqlalchemy.sql.compiler import DDLCompiler


class ValidateConstraint(AlterTable):
    """ALTER TABLE … VALIDATE CONSTRAINT …."""

    def __init__(self, table_name: str, constraint_name: str, schema: str | None = None) -> None:
        super().__init__(table_name, schema=schema)
        self.constraint_name = constraint_name


@compiles(ValidateConstraint)
def visit_validate(element: ValidateConstraint, compiler: DDLCompiler, **kw: Any) -> str:
    """Raise: elsewhere a constraint holds for all rows from the start."""
    raise UnsupportedError(
        f"{compiler.dialect.name} has no constraint that is not validated, so {element.constraint_name!r} of "
        f"{element.table_name!r} cannot be validated",
        hint="leave op.validate_constraint() out for this database",
    )


@compiles(ValidateConstraint, "postgresql")
def visit_validate_postgresql(element: ValidateConstraint, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `ALTER TABLE t VALIDATE CONSTRAINT c`."""
    table = alter_table(compiler, element.table_name, element.schema)
    return f"{table} VALIDATE CONSTRAINT {compiler.preparer.quote(element.constraint_name)}"


@compiles(ValidateConstraint, "oracle")
def visit_validate_oracle(element: ValidateConstraint, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `ALTER TABLE t ENABLE VALIDATE CONSTRAINT c`."""
    table = alter_table(compiler, element.table_name, element.schema)
    return f"{table} ENABLE VALIDATE CONSTRAINT {compiler.preparer.quote(element.constraint_name)}"


@compiles(ValidateConstraint, "mssql")
def visit_validate_mssql(element: ValidateConstraint, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `ALTER TABLE t WITH CHECK CHECK CONSTRAINT c`."""
    table = alter_table(compiler, element.table_name, element.schema)
    return f"{table} WITH CHECK CHECK CONSTRAINT {compiler.preparer.quote(element.constraint_name)}"
