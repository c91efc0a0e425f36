"""What stands on tables and types and is in the way of a change: it steps aside, or the user is told.

A view that PostgreSQL has made of a column keeps that column from being dropped or given another type. A view that
does not differ is dropped before such a change and created again after it, with all that hangs on it, whether the
models declare it or not; so is a view of such a view. Nothing is ever dropped by CASCADE.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..ddl.functions import name_in_key
from ..operations.base import MigrateOperation, column_keys, table_key
from .disturbed import STILL, Moving
from .objects import changes
from .reading import columns_in, mentioned, tables_in
from .records import Function, ObjectKey, TableKey
from .remade import called_in, server_text, stands_on_type

VIEWS = ("view", "materialized_view")
"""The kinds of views."""

if TYPE_CHECKING:
    from .comparison import Comparison


def standing_aside(on: Comparison) -> frozenset[ObjectKey]:
    """Return the views, triggers and functions of the database that are dropped in the course of the change.

    That is what differs and is not replaced in place, what reads a column that gets another type or names a type that
    is made anew, what differs and reads under its old name what gets another one, and what uses one of these.
    """
    renamed = {key for kind in VIEWS for key, after in _pairs(on, kind) if _follows_a_name(on, key, after)}
    if not on.support.features.views_hold_columns:
        return frozenset(renamed | _triggers_of(on, renamed))
    standing = {key: after for kind in (*VIEWS, "trigger", "function") for key, after in _pairs(on, kind)}
    found = renamed | {key for key, after in standing.items() if _goes(on, key, after)}
    free = [key for key in standing if not getattr(on.old.objects[key.kind][key], "held", False)]
    found |= {key for key in free if on.moving and _reads_moving(on, _sql(on, key), on.moving)}
    found |= {key for key in free if on.remade.keys and stands_on_type(on, _sql(on, key))}
    waiting = [key for key in found if key.kind != "trigger"]
    while waiting:
        gone = waiting.pop()
        users = called_in if gone.kind == "function" else tables_in
        for key in free:
            if key not in found and users(_sql(on, key), [place_of(gone)], _default(on)):
                found.add(key)
                waiting.append(key)
    return frozenset(found)


def _triggers_of(on: Comparison, renamed: set[ObjectKey]) -> set[ObjectKey]:
    """Return the triggers of views that are dropped and created again: they would go with the view."""
    gone = renamed | {key for kind in VIEWS for key, after in _pairs(on, kind) if after and _goes(on, key, after)}
    places = {place_of(key) for key in gone}
    return {key for key, _ in _pairs(on, "trigger") if TableKey(key.schema, str(key.table)) in places}


def mark_readers(on: Comparison, ops: Iterable[MigrateOperation]) -> None:
    """Tell directives that drop a table or a column which views read it and stay."""
    staying = [key for kind in VIEWS for key, after in _pairs(on, kind) if not _changes(on, key, after)]
    if not staying:
        return
    for op in ops:
        dropped = set(op.drops()) if op.kind in ("table", "column") else set()
        if dropped:
            op.read_by = tuple(_name(key) for key in staying if dropped & set(_read(on, key)))


def _read(on: Comparison, view: ObjectKey) -> Iterator[ObjectKey]:
    """Yield the keys of the tables and columns of the database that a view reads, schemas spelled as directives do."""
    sql = _sql(on, view)
    for key in tables_in(sql, on.old.tables, _default(on)):
        place = on.place(key)
        yield table_key(place.schema, key.name)
        yield from column_keys(place.schema, key.name, columns_in(sql, on.old.tables[key]))


def _pairs(on: Comparison, name: str) -> list[tuple[ObjectKey, Any]]:
    """Return the objects of a kind that the database has, each with what the models have in its place."""
    kind = _kind(on, name)
    new = on.new.objects.get(name, {})
    found = []
    for key, before in on.old.objects.get(name, {}).items() if kind is not None else ():
        after = new.get(key)
        found.append((key, after if after is None else kind.filled(on, key, before, after)))
    return found


def _kind(on: Comparison, name: str) -> Any:
    from .diff import kinds_of

    return next((kind for kind in kinds_of(on.support) if kind.name == name and name not in on.left_out), None)


def _changes(on: Comparison, key: ObjectKey, after: Any) -> bool:
    before = on.old.objects[key.kind][key]
    return bool(before != after and changes(on, _kind(on, key.kind), key, before, after))


def _goes(on: Comparison, key: ObjectKey, after: Any) -> bool:
    """Whether an object is dropped because it differs."""
    replaced = after is not None and _kind(on, key.kind).is_replaced(on, on.old.objects[key.kind][key], after)
    return not replaced and _changes(on, key, after)


def _follows_a_name(on: Comparison, key: ObjectKey, after: Any) -> bool:
    """Whether a view differs and reads what is renamed: neither of its texts can be said under the other names."""
    if not on.renames or after is None or not _changes(on, key, after):
        return False
    sql = _sql(on, key)
    if tables_in(sql, on.renames.tables, _default(on)):
        return True
    read = {name for _, name in mentioned(sql)}
    return any(
        tables_in(sql, [on.renames.old_key(table)], _default(on)) and read & {*columns, "*"}
        for table, columns in on.renames.columns.items()
    )


def place_of(key: ObjectKey) -> TableKey:
    """Return where an object is, a function without the types of its arguments."""
    return TableKey(key.schema, name_in_key(key.name) if key.kind == "function" else key.name)


def _reads_moving(on: Comparison, sql: str, moving: Mapping[TableKey, Moving]) -> bool:
    for key in tables_in(sql, moving, _default(on)):
        its = moving.get(key, STILL)
        if (its.replaced | its.retyped) & set(columns_in(sql, on.old.tables[key])):
            return True
    return False


def _sql(on: Comparison, key: ObjectKey) -> str:
    record = on.old.objects[key.kind][key]
    return server_text(record) if isinstance(record, Function) else str(record.sql)


def _name(key: ObjectKey) -> str:
    return f"{key.schema}.{key.name}" if key.schema else key.name


def _default(on: Comparison) -> str | None:
    return on.support.dialect.default_schema_name
