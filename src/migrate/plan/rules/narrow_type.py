"""A type that holds less than the one before can refuse or cut values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from ...operations.base import MigrateOperation
from ...operations.columns import AlterColumnOp
from ..hazards import Hazard, Severity

_SIZES = {sa.SmallInteger: 2, sa.Integer: 4, sa.BigInteger: 8}


def check(op: MigrateOperation) -> Iterator[Hazard]:
    """Yield `narrow-type`."""
    if isinstance(op, AlterColumnOp) and op.modify_type is not None and _narrower(op.existing_type, op.modify_type):
        yield Hazard(
            "narrow-type",
            Severity.RISKY,
            f"{op.table_name}.{op.column_name} becomes narrower: longer or larger values are refused or cut",
            "look for values that do not fit before upgrading",
            op,
        )


def _narrower(old: Any, new: Any) -> bool:
    """Whether `new` surely holds fewer values than `old`."""
    if isinstance(old, sa.String) and isinstance(new, sa.String):
        return new.length is not None and (old.length is None or new.length < old.length)
    if isinstance(old, sa.Integer) and isinstance(new, sa.Integer):
        return _size(new) < _size(old)
    if isinstance(old, sa.String) and not isinstance(old, sa.Enum):
        return True  # a text that does not read as the new type is refused
    if isinstance(old, sa.Float) and isinstance(new, sa.Numeric):
        return not isinstance(new, sa.Float) and new.precision is not None
    if isinstance(old, sa.Numeric) and isinstance(new, sa.Numeric) and new.precision is not None:
        whole = new.precision - (new.scale or 0)
        return old.precision is None or old.precision - (old.scale or 0) > whole or (old.scale or 0) > (new.scale or 0)
    return isinstance(old, sa.DateTime) and isinstance(new, sa.Date)


def _size(type_: sa.Integer) -> int:
    return next((_SIZES[cls] for cls in type(type_).__mro__ if cls in _SIZES), 4)
