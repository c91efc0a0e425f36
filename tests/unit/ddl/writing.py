"""What operations write for databases that need no server to be written for."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from migrate.operations import Operations
from migrate.runtime.migration import MigrationContext

ENDS = {"mssql": ";\n\nGO\n\n", "oracle": "\n\n/\n\n"}
"""What stands after each statement: the dialect's terminator and its separator."""


def written(dialect: str, call: Callable[[Operations], object], **opts: Any) -> str:
    """Return the SQL of a call, as a file has it."""
    buffer = io.StringIO()
    context = MigrationContext.configure(dialect_name=dialect, opts={"as_sql": True, "output_buffer": buffer, **opts})
    call(Operations(context))
    return buffer.getvalue()


def statements(dialect: str, call: Callable[[Operations], object]) -> list[str]:
    """Return the statements of a call; every one has to end as the dialect's statements do."""
    *found, rest = written(dialect, call).replace("\t", " ").split(ENDS[dialect])
    assert rest == ""
    return found
