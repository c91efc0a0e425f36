"""Directives → the SQL of one dialect, by running them offline: what a database would get is what is shown."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

    from ..operations.base import MigrateOperation


class _Statements(io.StringIO):
    """An output buffer that keeps what is written to it in pieces; an implementation writes a statement at a time."""

    def __init__(self, terminator: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.terminator = terminator

    def write(self, text: str) -> int:
        statement = text.strip().removesuffix(self.terminator).rstrip()
        if statement:
            self.found.append(statement)
        return len(text)


def statements(ops: MigrateOperation | Iterable[MigrateOperation], dialect: Dialect, **opts: Any) -> list[str]:
    """Return the statements that `ops`, in order, send to a database of `dialect`, without terminators.

    `opts` are options of `context.configure()`. What a directive raises when it cannot run offline, it raises here.
    """
    from ..operations.base import MigrateOperation
    from ..operations.facade import Operations
    from ..runtime.migration import MigrationContext

    context = MigrationContext.configure(
        dialect=dialect, opts={"as_sql": True, "output_buffer": io.StringIO(), "literal_binds": True, **opts}
    )
    buffer = context.impl.output_buffer = _Statements(context.impl.command_terminator)
    with Operations.context(context) as operations:
        for op in [ops] if isinstance(ops, MigrateOperation) else ops:
            operations.invoke(op)
    return buffer.found
