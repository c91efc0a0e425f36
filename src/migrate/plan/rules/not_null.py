"""NOT NULL fails on rows that have no value. Where a script gives them one first, there is no danger."""

from __future__ import annotations

from collections.abc import Iterator

from ...operations.base import MigrateOperation
from ...operations.columns import AddColumnOp, AlterColumnOp
from ...operations.fill import RequiredValueOp
from ..hazards import Hazard, Severity


def check(op: MigrateOperation) -> Iterator[Hazard]:
    """Yield `not-null-column` for a new column, `set-not-null` for an existing one, `value-missing` for the place
    in a script where the value of both is to be written.
    """
    if isinstance(op, RequiredValueOp) and op.value is ...:
        yield Hazard(
            "value-missing",
            Severity.RISKY,
            f"{op.table_name}.{op.column_name} becomes NOT NULL, and what its rows get is not known: "
            "the script stops at rows without a value",
            f'write the value in the script: op.required_value("{op.table_name}", "{op.column_name}", ...)',
            op,
        )
    if isinstance(op, AddColumnOp):
        column = op.column
        given = column.server_default is not None or column.computed is not None or column.identity is not None
        if not column.nullable and not given:
            yield Hazard(
                "not-null-column",
                Severity.RISKY,
                f"{op.table_name}.{column.name} is NOT NULL and has no server default: "
                "adding it fails on a table with rows",
                "give it a server_default, or add it nullable, fill it, then set NOT NULL",
                op,
            )
    elif isinstance(op, AlterColumnOp) and op.modify_nullable is False and op.filled is None:
        yield Hazard(
            "set-not-null",
            Severity.RISKY,
            f"{op.table_name}.{op.column_name} becomes NOT NULL: it fails where rows have NULL",
            f"fill them first: UPDATE {op.table_name} SET {op.column_name} = … WHERE {op.column_name} IS NULL",
            op,
        )
