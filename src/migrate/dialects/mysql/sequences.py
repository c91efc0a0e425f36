"""Sequences of MariaDB. Each is read like a table of one row: information_schema does not say what they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from ...comparators.records import Sequence as SequenceRecord

LARGEST = 2**63 - 2
CACHE = 1000
TYPE = "bigint"
"""What every sequence counts in, before MariaDB 11.5 at least."""


def rows_query(names: Iterable[tuple[str, str]], dialect: sa.Dialect) -> str:
    """Return one statement that reads the rows of all sequences: schema and name first, then their options."""
    quote = dialect.identifier_preparer.quote_identifier
    columns = "start_value, increment, minimum_value, maximum_value, cache_size, cycle_option"
    return " UNION ALL ".join(
        f"SELECT {_text(schema)}, {_text(name)}, {columns} FROM {quote(schema)}.{quote(name)}" for schema, name in names
    )


def record(options: Sequence[Any]) -> SequenceRecord:
    """Return the record of a sequence from the options of its row."""
    start, increment, low, high, cache, cycle = map(int, options)
    return SequenceRecord(TYPE, start, increment, low, high, cache, bool(cycle))


def declared_sequence(sequence: sa.Sequence) -> SequenceRecord:
    """Return a sequence of the model with the server's defaults filled in (knowledge base, CREATE SEQUENCE)."""
    increment = 1 if sequence.increment is None else sequence.increment
    up = increment >= 0
    low = sequence.minvalue if sequence.minvalue is not None else (1 if up else -LARGEST - 1)
    high = sequence.maxvalue if sequence.maxvalue is not None else (LARGEST if up else -1)
    start = sequence.start if sequence.start is not None else (low if up else high)
    cache = CACHE if sequence.cache is None else sequence.cache
    return SequenceRecord(TYPE, start, increment, low, high, cache, bool(sequence.cycle))


def _text(value: str) -> str:
    """Return a literal that no setting of the server changes: hexadecimal digits."""
    return f"CONVERT(0x{value.encode().hex()} USING utf8mb4)"
