"""Indexes a foreign key makes for itself.

InnoDB needs an index that starts with the columns of a foreign key. When there is none it makes one, named as the
foreign key, or as its first column when the key got its name from the server (`<table>_ibfk_<n>`), with a number from 2
on where another index has that name. It drops that index when a better one is created. Nobody wrote it, so no snapshot
shows it: neither the live side nor the model's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...comparators.records import ForeignKey, Index, IndexKey


def is_implied(index: Index, table_name: str, foreign_keys: Iterable[ForeignKey]) -> bool:
    """Return whether `index` is the one the server makes for one of `foreign_keys`."""
    if index.unique or index.options:
        return False
    for key in foreign_keys:
        if index.name != key.name and not index.name.startswith(key.columns[0]):  # which most are not
            continue
        if is_implied_name(index.name, table_name, key) and index.keys == implied_keys(key.columns):
            return True
    return False


def is_implied_name(name: str, table_name: str, key: ForeignKey) -> bool:
    """Return whether the server may give this name to the index of a foreign key."""
    if name == key.name:
        return True
    prefix, mark, number = (key.name or f"{table_name}_ibfk_1").rpartition("_ibfk_")
    if not (mark and prefix == table_name and number.isdigit()):
        return False
    count = name.removeprefix(key.columns[0])
    return count == "" or (name != count and count[0] == "_" and count[1:].isdigit())


def implied_keys(columns: Sequence[str]) -> tuple[IndexKey, ...]:
    """Return the keys of the index of a foreign key on `columns`."""
    return tuple(IndexKey(column) for column in columns)


def covers(columns: Sequence[str], key: Sequence[str]) -> bool:
    """Return whether an index on `columns` serves a foreign key on `key`: it starts with these columns.

    The order inside the foreign key counts.
    """
    return tuple(columns[: len(key)]) == tuple(key)
