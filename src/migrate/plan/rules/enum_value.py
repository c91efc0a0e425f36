"""A value of an enum that goes: rows that have it are refused, lost where the database is lenient, or become others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...operations.base import MigrateOperation
from ...operations.columns import AlterColumnOp
from ...operations.enums import AlterEnumOp
from ..hazards import Hazard, Severity


def check(op: MigrateOperation) -> Iterator[Hazard]:
    """Yield `enum-value-removed` and `enum-values-merged`."""
    if isinstance(op, AlterEnumOp):
        if op.merged and op.existing_values is not None:
            become = ", ".join(f"'{old}' become '{new}'" for old, new in op.merged.items())
            yield Hazard(
                "enum-values-merged",
                Severity.DESTRUCTIVE,
                f"rows of enum {op.enum_name} with {become}: no downgrade can tell them from the others",
                "keep the old value in another column where it matters",
                op,
            )
        gone = [value for value in op.removed if value not in (op.replace or {})]
        if gone:
            yield Hazard(
                "enum-value-removed",
                Severity.RISKY,
                f"enum {op.enum_name} loses {_list(gone)}: it fails, before anything is changed, while rows have it",
                'change the rows first, or say what they become: op.alter_enum(…, replace={"old": "new"})',
                op,
            )
    elif isinstance(op, AlterColumnOp):
        after = _values(op.modify_type)
        gone = [value for value in _values(op.existing_type) if after and value not in after]
        if gone and _name(op.existing_type) == _name(op.modify_type):
            yield Hazard(
                "enum-value-removed",
                Severity.RISKY,
                f"{op.table_name}.{op.column_name} loses {_list(gone)}: it fails while rows have it",
                f'change the rows first: op.replace_values("{op.table_name}", "{op.column_name}", {{"old": "new"}})',
                op,
            )


def _values(type_: Any) -> list[str]:
    """Return the values of an ENUM or a SET."""
    return list(getattr(type_, "enums", None) or getattr(type_, "values", None) or ())


def _name(type_: Any) -> str | None:
    return getattr(type_, "name", None)


def _list(values: list[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)
