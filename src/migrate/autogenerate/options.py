"""What of columns is compared: `compare_type` and `compare_server_default` (True, False, or a function that decides
column by column), and what `autogenerate_plugins` leaves out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ..comparators.materialize import Side
from ..comparators.records import Column, Table, TableKey
from ..comparators.snapshot import Snapshot
from .context import AutogenContext


class Different(str):
    """A text that equals nothing: a user's function says that it differs, whatever it is."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True

    __hash__ = str.__hash__


PARTS = {
    "types": ("type", "collation"),
    "server_default": ("default", "computed", "identity"),
    "comment": ("comment",),
}
"""Part of a column, named as the documented subgroups of the target "column" → the fields of its record."""


def without(new: Column, old: Column, parts: Iterable[str | None]) -> Column:
    """Return a column's record that does not differ from `old` in some parts, keys of PARTS."""
    fields = [name for part in parts for name in PARTS.get(part or "", ())]
    return new._replace(**{name: getattr(old, name) for name in fields}) if fields else new


def apply_options(context: AutogenContext, old: Snapshot, new: Snapshot, old_side: Side, new_side: Side) -> Snapshot:
    """Return the models' snapshot with what the options say about types and defaults put in.

    What must not be compared is taken from the database's side; what a function says differs, differs.
    """
    about_type = context.opts.get("compare_type", True)
    about_default = context.opts.get("compare_server_default", True)
    parts = [part for part in PARTS if part in context.left_out]
    if about_type is True and about_default is True and not parts:
        return new
    tables: dict[TableKey, Table] = {}
    for key, table in new.tables.items():
        before = old.tables.get(key)
        columns = dict(table.columns)
        for name, column in table.columns.items():
            was = before.columns.get(name) if before is not None else None
            if was is not None:
                objects = (key, name, old_side, new_side)
                changed = _default(context, about_default, was, column, objects)
                columns[name] = without(_type(context, about_type, was, changed, objects), was, parts)
        tables[key] = table._replace(columns=columns)
    return replace(new, tables=tables)


def _type(context: AutogenContext, wish: Any, old: Column, new: Column, at: tuple[TableKey, str, Side, Side]) -> Column:
    answer: bool | None = None
    if callable(wish):
        was, will = _columns(at)
        answer = wish(context.migration_context, was, will, was.type, will.type)
    elif not wish:
        answer = False
    if answer is None:
        return new
    return new._replace(type=Different(new.type)) if answer else new._replace(type=old.type, collation=old.collation)


def _default(
    context: AutogenContext, wish: Any, old: Column, new: Column, at: tuple[TableKey, str, Side, Side]
) -> Column:
    answer: bool | None = None
    if old.default is None and new.default is None:
        return new
    if callable(wish):
        was, will = _columns(at)
        answer = wish(context.migration_context, was, will, old.default, will.server_default, new.default)
    elif not wish:
        answer = False
    if answer is None:
        return new
    if answer:
        return new._replace(default=Different(new.default or ""))
    return new._replace(default=old.default)


def _columns(at: tuple[TableKey, str, Side, Side]) -> tuple[Any, Any]:
    key, name, old_side, new_side = at
    return old_side.shown.column(key, name), new_side.column(key, name)
