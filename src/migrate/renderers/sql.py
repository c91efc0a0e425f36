"""Directives → the SQL of one dialect, by running them offline: what a database would get is what is shown."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from ..comparators.records import TableKey

if TYPE_CHECKING:
    import sqlalchemy as sa
    from sqlalchemy.engine import Dialect

    from ..operations.base import MigrateOperation
    from ..operations.facade import Operations


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


def statements(
    ops: MigrateOperation | Iterable[MigrateOperation],
    dialect: Dialect,
    *,
    before: Callable[[TableKey], sa.Table] | None = None,
    **opts: Any,
) -> list[str]:
    """Return the statements that `ops`, in order, send to a database of `dialect`, without terminators.

    `before` gives a table as it is in the database, for dialects that rebuild tables. `opts` are options of
    `context.configure()`. What a directive raises when it cannot run offline, it raises here.
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
            _run(op, operations, before)
    return buffer.found


def _run(op: MigrateOperation, operations: Operations, before: Callable[[TableKey], sa.Table] | None) -> None:
    """Run one directive; a rebuild starts from the table as it is, which nobody can look up offline."""
    from ..operations.script import ModifyTableOps

    if not (before and isinstance(op, ModifyTableOps) and op.rebuild):
        operations.invoke(op)
        return
    table = before(TableKey(op.schema, op.table_name))
    with operations.batch_alter_table(op.table_name, schema=op.schema, copy_from=table) as batch:
        for inner in op.ops:
            batch.invoke(inner)
