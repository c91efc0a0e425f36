"""What the server does to names when a table or a column gets another one.

A foreign key that the server named goes along with its table: `t_ibfk_1` becomes `u_ibfk_1`. The index it made for that
key is called after the key's first column and keeps that name when the column gets another; then it would no longer be
known for what it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, count

from ...comparators.records import ForeignKey, Index, Table, ordered
from .implied import covers, is_implied_name


def after_rename(table: Table, before: Table) -> Table:
    """Return `table` with the foreign keys of `before` that the server had named under the names it gives them now."""
    if table.name == before.name:
        return table

    def named(key: ForeignKey) -> ForeignKey:
        prefix, mark, number = (key.name or "").rpartition("_ibfk_")
        automatic = mark and prefix == before.name and number.isdigit()
        return key._replace(name=f"{table.name}{mark}{number}") if automatic else key

    return table._replace(foreign_keys=ordered(map(named, table.foreign_keys)))


def left_behind(table: Table, before: Table) -> Iterator[tuple[str, str]]:
    """Yield old and new name of the indexes that the server made for foreign keys and that keep an old name."""
    now = {_number(key.name): key for key in table.foreign_keys}
    for key in before.foreign_keys:
        old, after = key.columns[0], now.get(_number(key.name))
        if after is None or after.columns[0] == old or not is_implied_name(old, before.name, key):
            continue
        serving = [before.primary_key.columns] if before.primary_key else []
        serving += [each.columns for each in before.unique_constraints]
        serving += [_columns(index) for index in before.indexes]
        if not any(covers(columns, key.columns) for columns in serving):
            taken = {each.name for each in before.unique_constraints} | {each.name for each in before.indexes}
            number = next(each for each in chain([""], (f"_{i}" for i in count(2))) if old + each not in taken)
            yield old + number, after.columns[0] + number


def _number(name: str | None) -> str:
    return (name or "").rpartition("_ibfk_")[2]


def _columns(index: Index) -> tuple[str, ...]:
    """Return the columns of an index that can serve a foreign key; none of one that cannot."""
    plain = not index.options and not any(key.expression or key.modifiers for key in index.keys)
    return tuple(key.sql for key in index.keys) if plain else ()
