"""What stands on a column and has to step aside while the column changes.

A column that is dropped and added again takes everything on it along. A new type rewrites the expressions over the
column (PostgreSQL adds casts, and refuses where a generated column reads it) or is refused under a foreign key (MySQL).
So is dropping the unique key that a foreign key refers to, though another one over the same columns takes its place.
What is disturbed is dropped before the change and created again after it, though it does not differ itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ..dialects.support import DialectSupport
from ..dialects.tokens import names
from .records import CheckConstraint, Column, ExcludeConstraint, ForeignKey, Index, IndexKey, Options, Table, TableKey

_NUMBERS = re.compile(r"\(\d+(?:, ?-?\d+)?\)")


class Moving(NamedTuple):
    """The columns of one table that change under what stands on them."""

    replaced: frozenset[str]
    """Dropped and added again."""
    retyped: frozenset[str]
    """Given another type, in a database where that matters to others."""
    respelled: frozenset[str] = frozenset()
    """Those of `retyped` over which expressions are written anew: not where only length or precision differs."""
    recomputed: frozenset[str] = frozenset()
    """Made plain or computed in place, which one way round means a new column (PostgreSQL)."""
    remade: frozenset[str] = frozenset()
    """Those of `retyped` whose enum is made anew."""
    unkeyed: frozenset[frozenset[str]] = frozenset()
    """The columns of each unique key that goes, or becomes another one, where foreign keys hold it."""


STILL = Moving(frozenset(), frozenset())


def moving_columns(
    old: Mapping[TableKey, Table],
    new: Mapping[TableKey, Table],
    support: DialectSupport,
    remade: frozenset[str] = frozenset(),
) -> dict[TableKey, Moving]:
    """Return the tables with moving columns, and those columns; `remade` are types made anew under their names."""
    found = {}
    for key, table in new.items():
        before = old.get(key)
        if before is not None and (remade or before.columns != table.columns or _keys(before) != _keys(table)):
            moving = _of_table(before, table, support, remade)
            if moving.unkeyed:
                moving = moving._replace(unkeyed=moving.unkeyed & _referred(old, key))
            if moving != STILL:
                found[key] = moving
    return found


def _referred(tables: Mapping[TableKey, Table], key: TableKey) -> frozenset[frozenset[str]]:
    """Return the columns of a table that foreign keys refer to."""
    referring = (each for table in tables.values() for each in table.foreign_keys if each.referred == key)
    return frozenset(frozenset(each.referred_columns) for each in referring)


def _of_table(old: Table, new: Table, support: DialectSupport, remade_types: frozenset[str]) -> Moving:
    features = support.features
    both = [(old.columns[name], column) for name, column in new.columns.items() if name in old.columns]
    changed = [(before, after) for before, after in both if before != after]
    replaced = {after.name for before, after in changed if support.replaces_column(before, after)}
    retyped: set[str] = set()
    if features.retyping_rewrites or features.retyping_frees_keys:
        retyped = {b.name for b, a in changed if (b.type, b.collation) != (a.type, a.collation)} - replaced
    remade = {after.name for before, after in both if before.type == after.type and after.type in remade_types}
    retyped |= remade
    if features.retyping_rewrites:
        replaced |= {after.name for before, after in both if _computes(before, retyped) and _computes(after, retyped)}
        replaced |= {b.name for b, a in both if b.name in remade and b.computed is not None and a.computed is not None}
    recomputed: set[str] = set()
    if features.retyping_rewrites:
        recomputed = {a.name for b, a in changed if (b.computed is None) != (a.computed is None)} - replaced
    retyped -= replaced
    kept = {b.name for b, a in changed if (_family(b.type), b.collation) == (_family(a.type), a.collation)}
    return Moving(
        replaced=frozenset(replaced),
        retyped=frozenset(retyped),
        respelled=frozenset(retyped - kept | remade),
        recomputed=frozenset(recomputed),
        remade=frozenset(remade),
        unkeyed=_unkeyed(old, new) if features.holds_referred_keys else frozenset(),
    )


def _keys(table: Table) -> tuple[Any, ...]:
    """Return the records of what makes columns of a table unique."""
    key = () if table.primary_key is None else (table.primary_key,)
    return (*key, *table.unique_constraints, *[index for index in table.indexes if index.unique])


def _unkeyed(old: Table, new: Table) -> frozenset[frozenset[str]]:
    """Return the columns of each unique key that does not stay as it is; what the models do not name stays."""
    stay = [(type(key), key) for key in _keys(new)]
    gone = [
        key for key in _keys(old) if (type(key), key) not in stay and (type(key), key._replace(name=None)) not in stay
    ]
    return frozenset(
        frozenset(key.columns if not isinstance(key, Index) else [each.sql for each in key.keys]) for key in gone
    )


def _family(type_: str) -> str:
    """Return a type without the numbers of its length, precision and scale."""
    return _NUMBERS.sub("", type_)


def _computes(column: Column, columns: set[str]) -> bool:
    return column.computed is not None and bool(columns & names(column.computed.sql))


def is_disturbed(record: Any, key: TableKey, moving: Mapping[TableKey, Moving], support: DialectSupport) -> bool:
    """Whether a record of the table `key` has to step aside."""
    here = moving.get(key, STILL)
    if isinstance(record, Column):
        return record.name in here.replaced
    if isinstance(record, ForeignKey):
        there = moving.get(record.referred, STILL)
        if here.replaced & set(record.columns) or there.replaced & set(record.referred_columns):
            return True
        if here.remade & set(record.columns) or there.remade & set(record.referred_columns):
            return True
        if frozenset(record.referred_columns) in there.unkeyed:
            return True
        retyped = here.retyped & set(record.columns) or there.retyped & set(record.referred_columns)
        return support.features.retyping_frees_keys and bool(retyped)
    plain, read = _mentions(record)
    if (here.replaced | here.recomputed) & (plain | read):
        return True
    return support.features.retyping_rewrites and bool(here.respelled & read)


def is_near(table: Table, moving: Mapping[TableKey, Moving]) -> bool:
    """Whether anything of a table that does not differ may stand on a moving column, its own or a referred one."""
    return table.key in moving or any(foreign_key.referred in moving for foreign_key in table.foreign_keys)


def _mentions(record: Any) -> tuple[set[str], set[str]]:
    """Return the columns a record names, and those that its expressions read."""
    plain = {*getattr(record, "columns", ()), *dict(getattr(record, "options", ())).get("include", ())}
    read: set[str] = set()
    if isinstance(record, CheckConstraint):
        read |= names(record.sql)
    elif isinstance(record, Index):
        plain |= {index_key.sql for index_key in record.keys if not index_key.expression}
        read |= set(_of_expressions(record.keys, record.options))
    elif isinstance(record, ExcludeConstraint):
        read |= set(_of_expressions([index_key for index_key, _ in record.elements], record.options))
    return plain, read


def _of_expressions(keys: Iterable[IndexKey], options: Options) -> Iterator[str]:
    for index_key in keys:
        if index_key.expression:
            yield from names(index_key.sql)
    where = dict(options).get("where")
    if isinstance(where, str):
        yield from names(where)
