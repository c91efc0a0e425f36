"""What else one ALTER TABLE must do so that a foreign key, or an index one leans on, can be dropped.

A foreign key is never without an index. So dropping an index that one needs gives the key an index of its own in the
same statement, and dropping a foreign key takes along the index the server had made for it, unless another foreign key
needs that one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ...comparators.records import ForeignKey, Index, IndexKey, TableKey, options
from .implied import covers, is_implied

Quote = Callable[[str], str]
"""Quotes a name where it needs it, for SQL that is text."""

log = logging.getLogger("migrate.ddl")

# Not SQLAlchemy's inspector, which does not see a key that refers to a table with a backtick in its name.
FOREIGN_KEYS = sa.text("""
    SELECT constraint_name, column_name FROM information_schema.key_column_usage
    WHERE table_schema = COALESCE(:schema, DATABASE()) AND table_name = :table AND referenced_table_name IS NOT NULL
    ORDER BY constraint_name, ordinal_position
""")
INDEXES = sa.text("""
    SELECT index_name, column_name, sub_part, index_type, non_unique, collation FROM information_schema.statistics
    WHERE table_schema = COALESCE(:schema, DATABASE()) AND table_name = :table ORDER BY index_name, seq_in_index
""")
"""Name, column (None for an expression), length of a prefix, kind, whether values may repeat, `D` for DESC."""


@dataclass(frozen=True)
class Keys:
    """The foreign keys of one table, and its indexes that can serve one: name → columns."""

    foreign: dict[str, tuple[str, ...]]
    indexes: dict[str, tuple[str, ...]]
    plain: dict[str, Index]


def actions_for_index(connection: Connection, table: str, schema: str | None, name: str, quote: Quote) -> list[str]:
    """Return the actions that drop an index foreign keys need; empty for an index no foreign key needs."""
    keys = _read(connection, table, schema)
    additions = _replacements(quote, keys, name, None)
    return [f"DROP INDEX {quote(name)}", *additions] if additions else []


def actions_for_foreign_key(
    connection: Connection, table: str, schema: str | None, name: str, quote: Quote
) -> list[str]:
    """Return the actions that drop a foreign key with the index made for it; empty when it has none of its own."""
    keys = _read(connection, table, schema)
    if name not in keys.foreign:
        return []
    key = ForeignKey(name, keys.foreign[name], TableKey(None, ""), ())
    own = next((index.name for index in keys.plain.values() if is_implied(index, table, [key])), None)
    if own is None:
        return []
    log.info("Dropping index %s of table %s, made for foreign key %s", own, table, name)
    drops = [f"DROP FOREIGN KEY {quote(name)}", f"DROP INDEX {quote(own)}"]
    return [*drops, *_replacements(quote, keys, own, name)]


def _replacements(quote: Quote, keys: Keys, index: str, dropped: str | None) -> list[str]:
    """Return ADD INDEX for every foreign key that is left without an index once `index` is gone."""
    columns = keys.indexes.get(index)
    if columns is None:
        return []
    others = [other for name, other in keys.indexes.items() if name != index]
    additions = []
    for name, constrained in keys.foreign.items():
        needs = name != dropped and covers(columns, constrained)
        if needs and not any(covers(other, constrained) for other in others):
            listed = ", ".join(quote(column) for column in constrained)
            additions.append(f"ADD INDEX {quote(name)} ({listed})")
            others.append(constrained)
    return additions


def _read(connection: Connection, table: str, schema: str | None) -> Keys:
    """Return the keys of a table; none of a table that is not there."""
    its = {"schema": schema, "table": table}
    foreign: dict[str, tuple[str, ...]] = {}
    for name, column in connection.execute(FOREIGN_KEYS, its):
        foreign[name] = (*foreign.get(name, ()), column)
    rows: dict[str, list[Any]] = {}
    for row in connection.execute(INDEXES, its):
        rows.setdefault(row[0], []).append(row)
    serving, plain = {}, {}
    for name, keys in rows.items():
        if any(column is None or length or kind in ("FULLTEXT", "SPATIAL") for _, column, length, kind, *_ in keys):
            continue  # FULLTEXT, SPATIAL, a prefix, an expression: no foreign key can use it
        columns = serving[name] = tuple(row[1] for row in keys)
        said = options(sorting=tuple(sorted(row[1] for row in keys if row[5] == "D")) or None)
        if name != "PRIMARY":
            plain[name] = Index(name, tuple(map(IndexKey, columns)), not keys[0][4], said)
    return Keys(foreign, serving, plain)
