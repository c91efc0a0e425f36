"""A dropped column loses its values, unless the database computed them."""

from __future__ import annotations

from collections.abc import Iterator

from ...operations.base import MigrateOperation
from ...operations.columns import DropColumnOp
from ..hazards import Hazard, Severity


def check(op: MigrateOperation) -> Iterator[Hazard]:
    """Yield `drop-column`."""
    if isinstance(op, DropColumnOp) and op.to_column().computed is None:
        yield Hazard(
            "drop-column",
            Severity.DESTRUCTIVE,
            f"all values of {op.table_name}.{op.column_name} are lost; the downgrade brings back an empty column",
            "if it was renamed, write op.alter_column(…, new_column_name=…) instead",
            op,
        )
