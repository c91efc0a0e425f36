"""Insert rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from .base import Effect, MigrateOperation
from .declare import operation

if TYPE_CHECKING:
    from .facade import AbstractOperations


@operation("bulk_insert", kind="data", effect=Effect.RUN, forms=("op",))
class BulkInsertOp(MigrateOperation):
    """Insert rows, given as dictionaries; `multiinsert=False` sends one statement for each."""

    table: sa.Table | sa.TableClause
    rows: Sequence[dict[str, Any]]
    _: KW_ONLY
    multiinsert: bool = True

    def run(self, on: AbstractOperations) -> None:
        """Insert the rows."""
        on.impl.bulk_insert(self.table, self.rows, multiinsert=self.multiinsert)

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """Return `("bulk_insert", table, rows)`."""
        return ("bulk_insert", self.table, self.rows)
