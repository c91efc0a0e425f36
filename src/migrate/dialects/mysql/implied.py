"""Indexes a foreign key makes for itself.

InnoDB needs an index that starts with the columns of a foreign key. When there is none it makes one, named as the
foreign key, or as its first column when the key got its name from the server (`<table>_ibfk_<n>`); it drops that index
when a better one is created. Nobody wrote it, so no snapshot shows it: neither the live side nor the model's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ...comparators.records import ForeignKey, Index, IndexKey


def is_implied(index: Index, table_name: str, foreign_keys: Iterable[ForeignKey]) -> bool:
    """Return whether `index` is the one the server makes for one of `foreign_keys`."""
    if index.unique or index.options:
        return False
    return any(
        index.name in implied_names(table_name, key) and index.keys == implied_keys(key.columns)
        for key in foreign_keys
    )


def implied_names(table_name: str, key: ForeignKey) -> tuple[str, ...]:
    """Return the names the server may give to the index of a foreign key."""
    automatic = key.name is None or re.fullmatch(re.escape(table_name) + r"_ibfk_\d+", key.name) is not None
    own = () if key.name is None else (key.name,)
    return (*own, key.columns[0]) if automatic else own


def implied_keys(columns: Sequence[str]) -> tuple[IndexKey, ...]:
    """Return the keys of the index of a foreign key on `columns`."""
    return tuple(IndexKey(column) for column in columns)


def covers(columns: Sequence[str], key: Sequence[str]) -> bool:
    """Return whether an index on `columns` serves a foreign key on `key`: it starts with these columns.

    The order inside the foreign key counts.
    """
    return tuple(columns[: len(key)]) == tuple(key)
