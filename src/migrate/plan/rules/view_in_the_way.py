"""A view that stays and reads what is dropped: the database refuses, or the view no longer works."""

from __future__ import annotations

from collections.abc import Iterator

from ...operations.base import MigrateOperation
from ..hazards import Hazard, Severity


def check(op: MigrateOperation) -> Iterator[Hazard]:
    """Yield `view-in-the-way`."""
    if op.read_by:
        one = len(op.read_by) == 1
        views = f"the view {op.read_by[0]} reads" if one else f"the views {', '.join(op.read_by)} read"
        column, table = getattr(op, "column_name", None), getattr(op, "table_name", "")
        what = f"{table}.{column}" if column else table
        yield Hazard(
            "view-in-the-way",
            Severity.RISKY,
            f"{views} {what}, which is dropped: the database refuses that, or the view fails from then on",
            f"declare {'it' if one else 'them'} in the models without it, or write op.drop_view(…) before",
            op,
        )
