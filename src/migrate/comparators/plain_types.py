"""Types of columns that are no more than a name with a few arguments, as most are: told from the others at a glance."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

_LENGTH = attrgetter("length")
_TEXT = attrgetter("length", "collation")
_NUMBER = attrgetter("precision", "scale")
_TIME = attrgetter("timezone")

PLAIN_TYPES: dict[type, Callable[[Any], Any] | None] = {
    **dict.fromkeys((sa.String, sa.Unicode, sa.Text, sa.UnicodeText), _TEXT),
    **dict.fromkeys((sa.VARCHAR, sa.CHAR, sa.TEXT), _TEXT),
    **dict.fromkeys((sa.Integer, sa.SmallInteger, sa.BigInteger, sa.INTEGER, sa.BIGINT, sa.SMALLINT)),
    **dict.fromkeys((sa.Date, sa.DATE)),
    **dict.fromkeys((sa.Numeric, sa.NUMERIC, sa.DECIMAL), _NUMBER),
    **dict.fromkeys((sa.DateTime, sa.TIMESTAMP, sa.DATETIME, sa.Time, sa.TIME), _TIME),
    **dict.fromkeys((sa.LargeBinary,), _LENGTH),
    **dict.fromkeys((sa.Float, sa.FLOAT), attrgetter("precision")),
    **dict.fromkeys((sa.Double, sa.Boolean, sa.JSON, sa.BOOLEAN)),
    **dict.fromkeys((sa.Uuid, sa.UUID), attrgetter("native_uuid")),
}
"""Types whose DDL depends on nothing but their class and what this gives; None where that is nothing.

None of them is an object of its own, lists values or has a schema.
"""


def plain_key(type_: Any) -> tuple[type, Any] | None:
    """Return what decides the DDL of a plain type; None for any other, and for one with a variant."""
    kind = type(type_)
    if kind not in PLAIN_TYPES or type_._variant_mapping:
        return None
    arguments = PLAIN_TYPES[kind]
    return kind, arguments and arguments(type_)


def other_columns(table: sa.Table) -> list[sa.Column[Any]]:
    """Return the columns of a table whose types are not plain: enums, domains, arrays, decorated types and so on."""
    return [column for column in table.columns if type(column.type) not in PLAIN_TYPES or column.type._variant_mapping]
