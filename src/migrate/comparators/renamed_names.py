"""Names that go along: indexes, constraints and sequences of what was renamed.

A naming convention, and the names a database gives, are made of the names of tables and columns. Where a part of a
renamed table says what one of the models says under another name, it is given that name in place, where the database
can. Elsewhere it differs, and is replaced as ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from ..dialects.support import DialectSupport
from ..dialects.tokens import names
from ..operations.base import MigrateOperation
from ..operations.renames import RenameConstraintOp, RenameIndexOp, RenameSequenceOp
from .check_constraints import CheckConstraints
from .exclude_constraints import ExcludeConstraints
from .foreign_keys import ForeignKeys
from .indexes import Indexes
from .kind import Kind
from .materialize import Side
from .primary_keys import PrimaryKeys
from .records import ObjectKey, Table, TableKey, ordered
from .renames import TEMPORARY, Renames, steps
from .snapshot import Snapshot
from .unique_constraints import UniqueConstraints

FIELDS: Mapping[str, Kind[Any]] = {
    "primary_key": PrimaryKeys(),
    "unique_constraints": UniqueConstraints(),
    "foreign_keys": ForeignKeys(),
    "check_constraints": CheckConstraints(),
    "exclude_constraints": ExcludeConstraints(),
    "indexes": Indexes(),
}
"""Field of `Table` → its kind."""


class NewName(NamedTuple):
    """One name that goes along; `kind` is the name of a `Kind`, or "sequence"."""

    table: TableKey
    kind: str
    old: str
    new: str
    column: str | None = None
    """The column whose sequence it is."""


def following_names(
    original: Snapshot, before: Snapshot, after: Snapshot, renames: Renames, support: DialectSupport
) -> tuple[Snapshot, list[NewName]]:
    """Return the old side with the names that go along, and these.

    `original` is the old side before anything was renamed, `before` after it, `after` is the new side.
    """
    tables = dict(before.tables)
    found: list[NewName] = []
    for key in sorted(before.tables, key=lambda key: (key.schema or "", key.name)):
        was, new = original.tables[renames.old_key(key)], after.tables.get(key)
        if before.tables[key] == was or new is None:
            continue
        for old_name, new_name in support.left_behind(before.tables[key], was):
            found.append(NewName(key, "index", old_name, new_name))
        tables[key], own = _of_table(was, before.tables[key], new, renames, support)
        found += own
        found += _sequences(was, before, new, renames, support)
    return replace(before, tables=tables), found


def _of_table(
    was: Table, table: Table, new: Table, renames: Renames, support: DialectSupport
) -> tuple[Table, list[NewName]]:
    found: list[NewName] = []
    for field, kind in FIELDS.items():
        if kind.name not in support.features.renames:
            continue
        named = dict(_named(kind, table, new, was, renames, support))
        if not named:
            continue
        records = [record._replace(name=named.get(record, record).name) for record in kind.of(table)]
        changed: dict[str, Any] = {field: records[0] if field == "primary_key" else ordered(records)}
        table = table._replace(**changed)
        for old, like in named.items():
            target = like.name or support.automatic_name(kind.name, table.name, _columns(like, table))
            found.append(NewName(table.key, kind.name, old.name, str(target)))
    return table, found


def _named(
    kind: Kind[Any], table: Table, new: Table, was: Table, renames: Renames, support: DialectSupport
) -> Iterator[tuple[Any, Any]]:
    """Yield (record of the old side, the same under the name it gets) for each record of a kind that gets one."""
    old, wanted = list(kind.of(table)), list(kind.of(new))
    kept = {record.name for record in wanted} & {record.name for record in old}
    free = [record for record in old if record.name and record.name not in kept]
    for record in [record for record in wanted if record.name is None or record.name not in kept]:
        like = next((one for one in free if kind.same(one._replace(name=record.name), record, support)), None)
        if like is None:
            continue
        free.remove(like)
        if record.name is not None:
            yield like, like._replace(name=record.name)
            continue
        columns = _columns(like, table)
        before = tuple(renames.old_column(table.key, name) for name in columns)
        own = support.automatic_name(kind.name, table.name, columns)
        if like.name == support.automatic_name(kind.name, was.name, before) != own and own not in _names(table):
            yield like, like._replace(name=None if kind.name == "primary_key" else own)


def _columns(record: Any, table: Table) -> tuple[str, ...]:
    """Return the columns in the automatic name of a record."""
    if hasattr(record, "sql"):
        return tuple(sorted(names(record.sql) & table.columns.keys()))
    return tuple(record.columns) if hasattr(record, "columns") else tuple(key.sql for key in record.keys)


def _names(table: Table) -> set[str]:
    return {record.name for kind in FIELDS.values() for record in kind.of(table)}


def _sequences(
    was: Table, before: Snapshot, new: Table, renames: Renames, support: DialectSupport
) -> Iterator[NewName]:
    """Yield the new names of the sequences of SERIAL and identity columns, also where the way back makes them anew."""
    if "sequence" not in support.features.renames:
        return
    table = before.tables[new.key]
    for name, column in table.columns.items():
        counted = column.autoincrement or column.identity is not None
        if not counted:
            continue
        old = support.automatic_name("sequence", was.name, [renames.old_column(new.key, name)])
        own = support.automatic_name("sequence", new.name, [name])
        taken = ObjectKey("sequence", new.schema, own or "") in before.objects.get("sequence", {})
        if old is not None and own is not None and old != own and not taken:
            yield NewName(new.key, "sequence", old, own, name)


def rename_names(found: Iterable[NewName], side: Side, support: DialectSupport) -> Iterator[MigrateOperation]:
    """Yield the directives; `side` has the tables under their new names."""
    grouped: dict[TableKey, list[NewName]] = {}
    for each in found:
        grouped.setdefault(each.table, []).append(each)
    for key, names_of in grouped.items():
        schema = side.table(key).schema
        kinds = {one.old: one.kind for one in names_of}
        columns = {one.old: (key.name, one.column) for one in names_of if one.column is not None}
        for old, new in steps({one.old: one.new for one in names_of}, lambda name: TEMPORARY + name):
            first = old.removeprefix(TEMPORARY) if old not in kinds else old
            kind = kinds[first]
            if kind == "sequence":
                yield RenameSequenceOp(old, new, schema=schema, if_exists=True, column=columns[first])
            elif kind == "index" or (kind == "unique_constraint" and support.features.unique_is_index):
                yield RenameIndexOp(old, new, key.name, schema=schema)
            else:
                yield RenameConstraintOp(old, new, key.name, schema=schema)
