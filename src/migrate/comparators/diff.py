"""The difference of two snapshots as directives. Nothing here talks to a database.

Two tables are compared as wholes first; where they are equal nothing more is done. Else each kind in turn gets the
pairs of records that differ. When a column has to be dropped and added again, what stands on it is dropped and created
again as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ..dialects.support import DialectSupport
from ..errors import RegistrationError
from ..operations.base import Effect, MigrateOperation
from . import tables
from .aside import mark_readers
from .backfill import but_first, first_of_all, in_steps
from .check_constraints import CheckConstraints
from .columns import Columns, default_aside, defaults_apart
from .comments import Comments
from .comparison import Comparison, table_included
from .disturbed import STILL, Moving, is_disturbed, is_near
from .domains import Domains
from .enums import Enums
from .exclude_constraints import ExcludeConstraints
from .extensions import Extensions
from .filters import Filters
from .foreign_keys import ForeignKeys
from .functions import Functions
from .indexes import Indexes
from .kind import Kind, Place, pairs
from .objects import ObjectKind, diff_objects
from .primary_keys import PrimaryKeys
from .records import Column, Table, TableKey
from .remade import around_anew, waits_for
from .renamed_names import rename_names
from .renamed_values import around, replacement
from .renames import rename_all
from .schemas import Schemas
from .sequences import Sequences
from .table_options import TableOptions
from .triggers import Triggers
from .unique_constraints import UniqueConstraints
from .views import MaterializedViews, Views

KINDS: tuple[Kind[Any], ...] = (
    TableOptions(),
    Columns(),
    PrimaryKeys(),
    UniqueConstraints(),
    ForeignKeys(),
    CheckConstraints(),
    ExcludeConstraints(),
    Indexes(),
    Comments(),
)
"""The kinds that belong to a table, in the order in which their directives are produced."""


OBJECT_KINDS: tuple[ObjectKind[Any], ...] = (
    Schemas(),
    Extensions(),
    Enums(),
    Domains(),
    Sequences(),
    Functions(),
    Views(),
    MaterializedViews(),
    Triggers(),
)
"""The kinds that belong to a schema; a dialect names those it has in `DialectSupport.object_kinds`."""


ADDED_KINDS: dict[str, ObjectKind[Any]] = {}
"""The kinds that plug-ins brought, by name."""


def add_kind(kind: ObjectKind[Any]) -> Callable[[], Any]:
    """Register a kind of object beside tables, with its own `read()`; return what takes it out again.

    Raises RegistrationError for a name that a kind has already.
    """
    taken = [*(each.name for each in KINDS), *(each.name for each in OBJECT_KINDS), *ADDED_KINDS]
    if kind.name in taken:
        raise RegistrationError(
            f"there is a kind {kind.name!r} already", hint=f"choose another name; there are {', '.join(sorted(taken))}"
        )
    ADDED_KINDS[kind.name] = kind
    return lambda: ADDED_KINDS.pop(kind.name, None)


def added_kinds(support: DialectSupport) -> list[ObjectKind[Any]]:
    """Return the kinds of plug-ins that a dialect has."""
    return [kind for kind in ADDED_KINDS.values() if not kind.dialects or support.dialect.name in kind.dialects]


def kinds_of(support: DialectSupport) -> list[ObjectKind[Any]]:
    """Return the kinds of objects beside tables that a dialect has, in order, those of plug-ins last."""
    return [*(kind for kind in OBJECT_KINDS if kind.name in support.object_kinds), *added_kinds(support)]


def diff(on: Comparison) -> Iterator[MigrateOperation]:
    """Yield the directives that turn the old snapshot into the new one.

    What tables are made of (types, sequences) is created before them and dropped after them, what stands on them
    (views) the other way round; the tables come in order of their names. The rest of the order is for the plan.
    """
    kinds = [kind for kind in kinds_of(on.support) if kind.name not in on.left_out]
    below = [list(diff_objects(on, [kind])) for kind in kinds if not kind.stands_on_tables]
    above = list(diff_objects(on, [kind for kind in kinds if kind.stands_on_tables]))
    between = list(diff_tables(on)) if "table" not in on.left_out else []
    mark_readers(on, between)
    yield from first_of_all(between)
    yield from (op for op in above if op.effect is Effect.DROP)
    yield from rename_all(on.renames, on.old_side)
    yield from rename_names(on.followed, on.old_side, on.support)
    yield from (op for ops in below for op in ops if op.effect is not Effect.DROP)
    yield from but_first(between)
    yield from (op for ops in reversed(below) for op in ops if op.effect is Effect.DROP)
    yield from (op for op in above if op.effect is not Effect.DROP)


def diff_tables(on: Comparison) -> Iterator[MigrateOperation]:
    """Yield the directives for the tables, in order of their names."""
    moving = on.moving
    anew = bool(on.remade.keys or on.functions_aside)
    for key in sorted(on.old.tables.keys() | on.new.tables.keys(), key=lambda k: (k.schema or "", k.name)):
        old, new = on.old.tables.get(key), on.new.tables.get(key)
        if old == new and not anew and not (moving and new is not None and is_near(new, moving)):
            continue
        at = on.place(key)
        if not table_included(at, on.filters):
            continue
        if old is None:
            yield from tables.create(at, on.filters)
        elif new is not None:
            yield from _changed(at, old, new, on, moving)
        elif on.may_remove(key.schema):
            yield from tables.drop(at)


def _changed(
    at: Place, old: Table, new: Table, on: Comparison, moving: Mapping[TableKey, Moving]
) -> Iterator[MigrateOperation]:
    for kind in [kind for kind in KINDS if kind.name not in on.left_out]:
        before, after = kind.of(old), kind.of(new)
        if before == after and not moving and not on.renamed_values and not on.remade.keys and not on.functions_aside:
            continue
        ops = _of_kind(kind, at, pairs(kind, before, after, on.support), on, moving)
        yield from in_steps(ops, at, new, on.unmissed, on.renames) if isinstance(kind, Columns) else ops


def _of_kind(
    kind: Kind[Any],
    at: Place,
    found: Iterable[tuple[Any, Any]],
    on: Comparison,
    moving: Mapping[TableKey, Moving],
) -> Iterator[MigrateOperation]:
    for one, other in found:
        if not _included(kind, at, one, other, on.filters):
            continue
        keys = waits_for(on, other if one is None else one)
        if one is None or other is None:
            yield from around_anew(kind.create(at, other) if one is None else kind.drop(at, one), keys)
            continue
        same = one == other or _same_but_unnamed(kind, one, other, on.support)
        plain = isinstance(one, Column) and one.computed is None
        if is_disturbed(one, at.key, moving, on.support) or (keys and not plain):
            yield from around_anew(_again(kind.replace(at, one, other), as_it_was=same), keys)
            continue
        ops: Iterable[MigrateOperation] = () if same else kind.alter(at, one, other)
        if isinstance(other, Column):
            ops = _with_values(ops, at, other, on, moving.get(at.key, STILL))
            ops = around_anew(default_aside(ops, at, one, other), keys) if _default_waits(on, one, other) else ops
        yield from ops


def _again(ops: Iterable[MigrateOperation], *, as_it_was: bool) -> Iterator[MigrateOperation]:
    """Yield the directives that drop and create something, told apart from a change where nothing of it changes."""
    for op in ops:
        op.restores = as_it_was and op.effect is Effect.CREATE
        yield op


def _default_waits(on: Comparison, old: Column, new: Column) -> bool:
    """Whether a default steps aside: for a function made anew, or for a type where the default changes as well."""
    keys = waits_for(on, old) if old.default is not None else []
    return any(key.kind == "function" or old.default != new.default for key in keys)


def _with_values(
    ops: Iterable[MigrateOperation], at: Place, column: Column, on: Comparison, moving: Moving
) -> Iterable[MigrateOperation]:
    """Return the alterations of a column, fit for the values of its enum to change meanwhile."""
    op = replacement(at, column, on.renamed_values)
    if op is not None:
        return around(op, ops, on.support)
    return defaults_apart(ops) if column.name in moving.remade else ops


def _same_but_unnamed(kind: Kind[Any], old: Any, new: Any, support: DialectSupport) -> bool:
    return kind.same(old, new, support) or (not new.name and kind.same(old._replace(name=new.name), new, support))


def _included(kind: Kind[Any], at: Place, old: Any, new: Any, filters: Filters) -> bool:
    """Whether the user's filters let a pair take part."""
    if old is not None and not filters.part_name(at.key, old.name, kind.name):
        return False
    if filters.include_object is None:
        return True
    if new is None:
        return filters.object(kind.old_object(at, old), old.name, kind.name, reflected=True, compare_to=None)
    counterpart = None if old is None else kind.old_object(at, old)
    return filters.object(kind.new_object(at, new), new.name, kind.name, reflected=False, compare_to=counterpart)
