"""One ALTER TABLE of MySQL with several actions, which take effect together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy.ext.compiler import compiles

from . import base
from .base import AlterTable

if TYPE_CHECKING:
    from sqlalchemy.sql.compiler import DDLCompiler


class AlterTableActions(AlterTable):
    """One ALTER TABLE with several actions, each SQL text as the server reads it.

    Names in it are quoted by `support.plain_dialect`: what a driver wants escaped is escaped here, once.
    """

    def __init__(self, table_name: str, schema: str | None, actions: Sequence[str]) -> None:
        super().__init__(table_name, schema=schema)
        self.actions = actions


@compiles(AlterTableActions, "mysql", "mariadb")
def visit_actions(element: AlterTableActions, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `ALTER TABLE t a, b`."""
    actions = for_driver(", ".join(element.actions), compiler)
    return f"{base.alter_table(compiler, element.table_name, element.schema)} {actions}"


def for_driver(sql: str, compiler: DDLCompiler) -> str:
    """Return SQL as the driver wants it: one whose placeholders are %s reads %% as a percent sign."""
    return sql.replace("%", "%%") if compiler.dialect.paramstyle in ("format", "pyformat") else sql
