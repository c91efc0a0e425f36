"""What the text of a view, a trigger or a function reads, as far as its names tell.

Databases that rewrite the text they store name every table and column in it, and a text of the models names what it
reads, so nothing is missed: a column counts as read where its name and its table's occur, all of them where a star
does. What is named by accident only makes a directive wait, or step aside, that need not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

from ..dialects.tokens import tokenize
from ..operations.base import column_keys, table_key, type_keys
from .records import ObjectKey, Table, TableKey


@lru_cache(maxsize=4096)
def mentioned(sql: str) -> frozenset[tuple[str | None, str]]:
    """Return every name in `sql` with the name before its dot, if any; `*` is one."""
    found: set[tuple[str | None, str]] = set()
    before: str | None = None
    dotted = False
    for token in tokenize(sql):
        if token.kind in ("word", "quoted") or token.text == "*":
            mark = token.text[0]
            name = token.text if token.kind != "quoted" else token.text[1:-1].replace(mark * 2, mark)
            qualifier = before if dotted else None
            found |= {(qualifier, name), (qualifier, name.lower() if token.kind == "word" else name)}
            before, dotted = name, False
        else:
            dotted = token.text == "." and before is not None
            before = before if dotted else None
    return frozenset(found)


def tables_in(sql: str, tables: Collection[TableKey], default: str | None) -> list[TableKey]:
    """Return those of `tables` (or views, by the same sort of key) that `sql` names, in order."""
    names = mentioned(sql)
    found = [
        key
        for key in tables
        if (key.schema, key.name) in names or (key.schema is None and (default, key.name) in names)
    ]
    return sorted(found, key=lambda key: (key.schema or "", key.name))


def columns_in(sql: str, table: Table) -> list[str]:
    """Return the columns of a table that `sql`, which names the table, may read."""
    names = {name for _, name in mentioned(sql)}
    return [name for name in table.columns if name in names or "*" in names]


def keys_read(sql: str, tables: Mapping[TableKey, Table], default: str | None) -> Iterator[ObjectKey]:
    """Yield the keys of the tables, the columns and their types that `sql` reads."""
    for key in tables_in(sql, tables, default):
        columns = columns_in(sql, tables[key])
        yield table_key(*key)
        yield from column_keys(*key, columns)
        yield from type_keys(*key, columns)
