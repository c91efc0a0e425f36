"""Options of a table that cost rows, or that no database changes."""

from __future__ import annotations

from collections.abc import Iterator

from ...operations.base import MigrateOperation
from ...operations.table_options import AlterTableOptionsOp
from ..hazards import Hazard, Severity


def check(op: MigrateOperation) -> Iterator[Hazard]:
    """Yield `unlogged`, `lossy-charset` and `partition-key`."""
    if not isinstance(op, AlterTableOptionsOp):
        return
    if op.options.get("prefixes"):
        yield Hazard(
            "unlogged",
            Severity.RISKY,
            f"{op.table_name} becomes UNLOGGED: a crash of the server empties it, and no replica has its rows",
            "do so for rows that can be made again",
            op,
        )
    for name in ("mysql_collate", "mariadb_collate"):
        before, after = (str((each or {}).get(name) or "").partition("_")[0] for each in (op.existing, op.options))
        if after and before != after and not after.startswith("utf8mb4"):
            yield Hazard(
                "lossy-charset",
                Severity.RISKY,
                f"the texts of {op.table_name} become {after}: characters it does not have are refused or lost",
                "look for rows with such characters before upgrading",
                op,
            )
    if "postgresql_partition_by" in op.options:
        yield Hazard(
            "partition-key",
            Severity.RISKY,
            f"{op.table_name} cannot be partitioned anew in place: the upgrade stops there",
            "create a new table with its partitions, copy the rows and rename it",
            op,
        )
