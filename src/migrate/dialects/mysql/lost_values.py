"""Values of an ENUM or a SET that go while rows have them.

The server refuses that in strict mode only; otherwise the rows silently get the empty string.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import sqlalchemy as sa

from ...errors import OperationError

_VALUE = re.compile(r"'((?:[^']|'')*)'")


def removed_values(old: str, new: str) -> list[str]:
    """Return the values that `enum('a','b')` has and `enum('a')` has not; none for other types.

    Letter case does not count: most collations take `a` for `A`.
    """
    kind = old.partition("(")[0].strip().lower()
    if kind not in ("enum", "set") or new.partition("(")[0].strip().lower() != kind:
        return []
    left = {value.lower() for value in _values(new)}
    return [value for value in _values(old) if value.lower() not in left]


def refuse_lost_values(
    connection: sa.Connection, table: str, schema: str | None, column: str, old: str, new: str
) -> None:
    """Raise OperationError for the first value that goes with the change of a column's type and that rows have."""
    clause = sa.table(table, sa.column(column), schema=schema)
    members = old.strip().lower().startswith("set")
    for value in removed_values(old, new):
        its = sa.func.find_in_set(value, clause.c[column]) > 0 if members else clause.c[column] == value
        count = connection.scalar(sa.select(sa.func.count()).select_from(clause).where(its))
        if count:
            rows = "1 row has" if count == 1 else f"{count} rows have"
            raise OperationError(
                f"{table}.{column} cannot lose the value {value!r}: {rows} it",
                hint=f'change the rows first: op.replace_values("{table}", "{column}", {{{value!r}: …}})',
            )


def _values(type_text: str) -> Iterator[str]:
    return (found.replace("''", "'") for found in _VALUE.findall(type_text))
