"""A materialised view that is created again computes all its rows, which takes as long as its query takes."""

from __future__ import annotations

from collections.abc import Iterator

from ...operations.base import MigrateOperation
from ...operations.views import DropViewOp
from ..hazards import Hazard, Severity


def check(op: MigrateOperation) -> Iterator[Hazard]:
    """Yield `materialized-view`."""
    if isinstance(op, DropViewOp) and op.materialized:
        yield Hazard(
            "materialized-view",
            Severity.RISKY,
            f"the rows of the materialised view {op.view_name} go, and are computed anew where it is created again",
            "run it when the query of the view may take its time",
            op,
        )
