"""Run SQL text or a SQLAlchemy construct."""

from __future__ import annotations

from dataclasses import KW_ONLY
from typing import TYPE_CHECKING, Any

from .base import Effect, MigrateOperation
from .declare import operation

if TYPE_CHECKING:
    from sqlalchemy.sql import Executable

    from .facade import AbstractOperations


@operation("execute", kind="sql", effect=Effect.RUN)
class ExecuteSQLOp(MigrateOperation):
    r"""Run SQL: text, where `:name` is a parameter and a colon is written `\:`, or any executable construct."""

    sqltext: Executable | str
    _: KW_ONLY
    execution_options: dict[str, Any] | None = None

    def run(self, on: AbstractOperations) -> None:
        """Run the statement; it returns no rows, because offline there are none."""
        on.migration_context.impl.execute(self.sqltext, execution_options=self.execution_options)

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """Return `("execute", statement)`."""
        return ("execute", self.sqltext)
