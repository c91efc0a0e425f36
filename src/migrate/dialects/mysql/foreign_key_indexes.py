"""What else one ALTER TABLE must do so that a foreign key, or an index one leans on, can be dropped.

A foreign key is never without an index. So dropping an index that one needs gives the key an index of its own in the
same statement, and dropping a foreign key takes along the index the server had made for it, unless another foreign key
needs that one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ...comparators.records import ForeignKey, Index, IndexKey, TableKey, options
from .implied import covers, is_implied

Quote = Callable[[str], str]
"""Quotes a name where it needs it, for SQL that is text."""

log = logging.getLogger("migrate.ddl")


@dataclass(frozen=True)
class Keys:
    """The foreign keys of one table, and its indexes that can serve one: name → columns."""

    foreign: dict[str, tuple[str, ...]]
    indexes: dict[str, tuple[str, ...]]
    plain: dict[str, Index]


def actions_for_index(
    connection: Connection, table: str, schema: str | None, name: str, quote: Quote
) -> list[str]:
    """Return the actions that drop an index foreign keys need; empty for an index no foreign key needs."""
    keys = _read(connection, table, schema)
    if keys is None:
        return []
    additions = _replacements(quote, keys, name, None)
    return [f"DROP INDEX {quote(name)}", *additions] if additions else []


def actions_for_foreign_key(
    connection: Connection, table: str, schema: str | None, name: str, quote: Quote
) -> list[str]:
    """Return the actions that drop a foreign key with the index made for it; empty when it has none of its own."""
    keys = _read(connection, table, schema)
    if keys is None or name not in keys.foreign:
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


def _read(connection: Connection, table: str, schema: str | None) -> Keys | None:
    """Return the keys of a table; None when there is no such table."""
    inspector = sa.inspect(connection)
    try:
        foreign: Sequence[Any] = inspector.get_foreign_keys(table, schema=schema)
        indexes: Sequence[Any] = inspector.get_indexes(table, schema=schema)
        primary = inspector.get_pk_constraint(table, schema=schema)["constrained_columns"]
    except sa.exc.NoSuchTableError:
        return None
    serving = {"PRIMARY": tuple(primary)}
    plain = {}
    for index in indexes:
        columns = tuple(index["column_names"])
        special = index.get("type") in ("FULLTEXT", "SPATIAL")
        lengths = next((v for k, v in index.get("dialect_options", {}).items() if k.endswith("_length")), None)
        if special or lengths or None in columns:
            continue  # FULLTEXT, SPATIAL, a prefix, an expression: no foreign key can use it
        serving[index["name"]] = columns
        said = options(sorting=tuple(sorted(index.get("column_sorting", {}))) or None)
        plain[index["name"]] = Index(index["name"], tuple(map(IndexKey, columns)), bool(index["unique"]), said)
    return Keys({key["name"]: tuple(key["constrained_columns"]) for key in foreign}, serving, plain)
