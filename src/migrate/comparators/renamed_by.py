"""Which tables and columns have another name: what the models and the user say of it.

The models say it with `info={"renamed_from": "old name"}`, or a list of all the names there were. The user says it with
`table.old:table.new` or `old_table:new_table`, or answers with yes where what looks alike is asked about (`alike.py`).
Nothing else counts: it is a drop and an addition. A hint counts while the database has the old name and lacks the new
one, so it may stay in the models.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from ..errors import CommandError
from .materialize import MetadataSide
from .records import TableKey
from .renamed_values import is_value
from .renames import Renames
from .snapshot import Snapshot

HINT = "renamed_from"
"""The key in `Table.info` and in `Column.info`."""


class Said(NamedTuple):
    """One `old:new` of the user: what has the new name, and in which table (under its new name) if it is a column."""

    text: str
    table: TableKey | None
    old: Any
    new: Any


def find_renames(
    old: Snapshot, new: Snapshot, side: Any, said: Sequence[str] = (), answers: Sequence[Said] = ()
) -> Renames:
    """Return what has another name: as the user `said` and answered, and as the models behind `side` do.

    Raises CommandError for what was said and does not fit, for a hint at a name that the models have as well, and for
    hints that swap two names.
    """
    models, with_info = (side.tables, side.with_info) if isinstance(side, MetadataSide) else ({}, {})
    cut = side.reader.support.stored_name if isinstance(side, MetadataSide) else str
    told = [one for text in said if not is_value(text) and (one := _parse(text, old, new, cut)) is not None]
    told += answers
    hints = {key: [_former_key(name, key, old, side) for name in _hints(table)] for key, table in models.items()}
    of_tables = [each for each in told if each.table is None]
    tables: dict[TableKey, TableKey] = resolve(hints, of_tables, old.tables, new.tables, "table {}".format)
    for before, after in tables.items():
        if before.schema != after.schema:
            raise CommandError(
                f"the table {before} cannot be renamed to {after}: renaming leaves a table in its schema",
                hint="move it with op.execute() first",
            )
    former = {after: before for before, after in tables.items()}
    columns: dict[TableKey, dict[str, str]] = {}
    about = {key for key in (*with_info, *(each.table for each in told if each.table)) if key in new.tables}
    for key in sorted(about, key=lambda key: (key.schema or "", key.name)):
        own = [each for each in told if each.table == key]
        given = {str(c.name): [*map(cut, _hints(c))] for c in with_info.get(key, ())}
        there = old.tables.get(former.get(key, key))
        if there is None:
            continue
        found = resolve(given, own, there.columns, new.tables[key].columns, f"column {key}.{{}}".format)
        if found:
            columns[key] = found
    return Renames(tables, columns)


def resolve(
    hints: Mapping[Any, Sequence[Any]],
    told: Iterable[Said],
    there: Collection[Any],
    wanted: Collection[Any],
    what: Callable[[Any], str],
) -> dict[Any, Any]:
    """Return old → new name of what lives in one place: the tables, or the columns of a table.

    `hints` maps a name of the models to those it had, `there` are the names in the database, `wanted` those of the
    models, `what` puts one in words.
    """
    sure = {each.old: each.new for each in told}
    claims = [(name, new) for new, names in hints.items() if new not in sure.values() for name in names]
    claims = [(old, new) for old, new in claims if old in there and old != new and old not in sure]
    while True:
        moving = {*sure, *(old for old, _ in claims)}
        left = [(old, new) for old, new in claims if new not in there or new in moving]
        if left == claims:
            break
        claims = left
    found = dict(sure)
    for old, new in claims:
        if old in found or new in found.values():
            also = next((before for before, after in found.items() if after == new), None)
            other = f"and {also}" if also is not None else f"that {what(found[old])} was, too"
            raise CommandError(
                f"the models say that {what(new)} was {old}, {other}",
                hint=f"leave info[{HINT!r}] at the one that is meant",
            )
        found[old] = new
    for old, new in found.items():
        if old in sure and new in there and new not in found:
            raise CommandError(f"{what(old)} cannot be renamed: {what(new)} is there already")
        if old not in sure and old in wanted and old not in found.values():
            raise CommandError(
                f"the models say that {what(new)} was {old}, and they have {what(old)} as well",
                hint=f"leave out info[{HINT!r}], or rename it first and add the other in a second revision",
            )
        if old not in sure and _comes_back(old, found):
            raise CommandError(
                f"the models say that {what(new)} was {old} and the other way round, which would never be done",
                hint="say it once with --rename instead",
            )
    return found


def _comes_back(start: Any, renamed: Mapping[Any, Any]) -> bool:
    name = renamed[start]
    while name in renamed and name != start:
        name = renamed[name]
    return bool(name == start)


def _hints(item: sa.Table | sa.Column[Any]) -> list[str]:
    """Return the names that a table or a column of the models had."""
    said = item.info.get(HINT) if "info" in item.__dict__ else None
    return [said] if isinstance(said, str) else [str(name) for name in said or ()]


def _former_key(name: str, key: TableKey, old: Snapshot, side: Any) -> TableKey:
    """Return the key of a table's old name: "old" in the same schema, or "schema.old"."""
    cut = side.reader.support.stored_name
    here = TableKey(key.schema, cut(name))
    schema, dot, rest = name.rpartition(".")
    return TableKey(side.reader.schema(schema), cut(rest)) if dot and here not in old.tables else here


def _parse(text: str, old: Snapshot, new: Snapshot, cut: Callable[[str], str]) -> Said | None:
    """Return what one `old:new` means, None where it is done already; raises CommandError where it means nothing.

    It is about a column where what stands before the last dot is a table. `cut` returns what is kept of a name.
    """
    before, colon, after = text.partition(":")
    if not (before and colon and after):
        raise _misfit(text, "there is nothing to rename")
    owner, _, name = before.rpartition(".")
    owner_after, _, name_after = after.rpartition(".")
    name, name_after = cut(name), cut(name_after)
    old_key, key = _key(owner, cut), _key(owner_after or owner, cut)
    if owner and (old_key in old.tables or key in new.tables):
        if key not in new.tables:
            raise _misfit(text, f"the models have no table {key}")
        if name_after not in new.tables[key].columns:
            raise _misfit(text, f"the models have no column {key}.{name_after}")
        there = old.tables.get(old_key)
        if there is not None and name not in there.columns:
            if name_after in there.columns:
                return None
            raise _misfit(text, f"there is no column {owner}.{name} in the database")
        return Said(text, key, name, name_after)
    old_key, key = _key(before, cut), _key(after, cut)
    if old_key not in old.tables:
        if key in old.tables and key in new.tables:
            return None
        raise _misfit(text, f"there is no table {before} in the database")
    if key not in new.tables:
        raise _misfit(text, f"the models have no table {after}")
    return Said(text, None, old_key, key)


def _key(text: str, cut: Callable[[str], str]) -> TableKey:
    schema, _, name = text.rpartition(".")
    return TableKey(cut(schema) or None, cut(name))


def _misfit(text: str, why: str) -> CommandError:
    return CommandError(
        f"--rename {text}: {why}",
        hint="write table.old:table.new for a column, old_table:new_table for a table, enum:old:new for a value",
    )
