"""A dropped column loses its values, unless the database computed them."""

from __future__ import annotations

from collections.abc import Iterator

from ...operations.base import MigrateOperation
from ...operations.columns import DropColumnOp
from ..hazards import Hazard, Severity


def check(op: MigrateOperation) -> Iterator[Hazard]:
    """Yield `drop-column`."""
    if not isinstance(op, DropColumnOp) or op.to_column().computed is not None:
        return
    column = op.to_column()
    wanting = column.nullable is False and column.server_default is None and column.identity is None
    back = "an empty NOT NULL column, for which rows have no value" if wanting else "an empty column"
    yield Hazard(
        "drop-column",
        Severity.DESTRUCTIVE,
        f"all values of {op.table_name}.{op.column_name} are lost; the downgrade brings back {back}",
        "if it was renamed, write op.alter_column(…, new_column_name=…) instead",
        op,
    )
