"""A dropped table loses all its rows."""

from __future__ import annotations

from collections.abc import Iterator

from ...operations.base import MigrateOperation
from ...operations.tables import DropTableOp
from ..hazards import Hazard, Severity


def check(op: MigrateOperation) -> Iterator[Hazard]:
    """Yield `drop-table`."""
    if isinstance(op, DropTableOp):
        yield Hazard(
            "drop-table",
            Severity.DESTRUCTIVE,
            f"all rows of {op.table_name} are lost; the downgrade brings back an empty table",
            "copy the rows elsewhere first, or rename the table",
            op,
        )
