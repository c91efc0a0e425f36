"""The functions of projects and plug-ins (`comparators.dispatch_for`), run around the comparison of our own.

Levels are nested: "autogenerate" around "schema" around "table" around "column". At each, functions of priority FIRST
run before what this package finds is in the directives they are given, all others after. SQLAlchemy objects are made
only for levels that have functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from ..comparators.columns import unchanged
from ..comparators.comparison import Comparison, table_included
from ..comparators.diff import diff
from ..comparators.dispatch import DispatchPriority, Registered, run
from ..comparators.records import TableKey
from ..operations.base import MigrateOperation, adopted
from ..operations.columns import AlterColumnOp
from ..operations.script import ModifyTableOps, OpContainer, UpgradeOps
from ..operations.tables import DropTableOp
from ..plan.group import table_of
from .context import AutogenContext
from .options import without


@dataclass
class Level:
    """One target of one object: its functions before and after our own comparison, and the subgroups that ended."""

    before: list[Registered]
    after: list[Registered]
    stopped: set[str | None] = field(default_factory=set)

    @classmethod
    def of(cls, context: AutogenContext, target: str) -> Level:
        """Return the functions of a target for the dialect of a comparison."""
        found = context.comparators.registered(target, context.dialect.name)
        first = [one for one in found if one.priority > DispatchPriority.MEDIUM]
        return cls(first, found[len(first) :])

    def fresh(self) -> Level:
        """Return the same for another object."""
        return Level(self.before, self.after)

    def __bool__(self) -> bool:
        return bool(self.before or self.after)

    def first(self, *args: Any) -> None:
        """Call the functions that come before our own comparison."""
        run(self.before, self.stopped, *args)

    def rest(self, *args: Any) -> None:
        """Call the others."""
        run(self.after, self.stopped, *args)


@dataclass
class Visit:
    """One table that functions are called for: its directives so far, and an alteration of each of its columns."""

    key: TableKey
    level: Level
    ops: ModifyTableOps
    columns: dict[str, tuple[Level, AlterColumnOp]] = field(default_factory=dict)


def compared(context: AutogenContext, on: Comparison, schemas: Iterable[str | None]) -> Iterator[MigrateOperation]:
    """Yield the directives of a comparison with those of the functions, in no order that means anything yet."""
    found = UpgradeOps()
    level = Level.of(context, "autogenerate")
    level.first(context, found)
    if None not in level.stopped and "schemas" not in on.left_out:
        _in_schemas(context, on, found, set(schemas))
    level.rest(context, found)
    return flat(found.ops)


def flat(ops: Iterable[MigrateOperation]) -> Iterator[MigrateOperation]:
    """Yield directives and those inside of containers."""
    for op in ops:
        if isinstance(op, OpContainer):
            yield from flat(op.ops)
        else:
            yield adopted(op)


def _in_schemas(context: AutogenContext, on: Comparison, found: UpgradeOps, schemas: set[str | None]) -> None:
    level = Level.of(context, "schema")
    level.first(context, found, schemas)
    if "tables" not in level.stopped:
        found.ops.extend(_in_tables(context, on))
    level.rest(context, found, schemas)


def _in_tables(context: AutogenContext, on: Comparison) -> list[MigrateOperation]:
    """Return the directives of our own comparison, put together by table where functions are called for tables."""
    tables, columns = Level.of(context, "table"), Level.of(context, "column")
    if "table" in on.left_out or not (tables or columns):
        return list(diff(on))
    visits = {visit.key: visit for visit in _visits(on, tables)}
    for visit in visits.values():
        visit.level.first(context, visit.ops, *_of_table(on, visit.key))
    if columns:
        on = _in_columns(context, on, visits.values(), columns)
    found = _by_table(diff(on), on, visits)
    for visit in visits.values():
        for name, (level, op) in visit.columns.items():
            altered = _merged(op, visit.ops, name)
            level.rest(context, altered, *_of_column(on, visit.key, name))
            _put(altered, visit.ops)
        visit.level.rest(context, visit.ops, *_of_table(on, visit.key))
    gone = [visit.ops for visit in visits.values() if visit.key not in on.new.tables]
    kept = [visit.ops for visit in visits.values() if visit.key in on.new.tables]
    return [*gone, *found, *kept]


def _visits(on: Comparison, level: Level) -> Iterator[Visit]:
    """Yield the tables that take part, by name."""
    for key in sorted(on.old.tables.keys() | on.new.tables.keys(), key=lambda key: (key.schema or "", key.name)):
        at = on.place(key)
        if (at.new_table is not None or on.may_remove(key.schema)) and table_included(at, on.filters):
            yield Visit(key, level.fresh(), ModifyTableOps(key.name, [], schema=at.schema))


def _of_table(on: Comparison, key: TableKey) -> tuple[Any, ...]:
    """Return schema, name and both tables, as functions get them."""
    old = on.old_side.shown.table(key) if key in on.old.tables else None
    new = on.new_side.table(key) if key in on.new.tables else None
    return (on.place(key).schema, key.name, old, new)


def _of_column(on: Comparison, key: TableKey, name: str) -> tuple[Any, ...]:
    """Return schema, names and both columns, as functions get them."""
    return (on.place(key).schema, key.name, name, on.old_side.shown.column(key, name), on.new_side.column(key, name))


def _in_columns(context: AutogenContext, on: Comparison, visits: Iterable[Visit], level: Level) -> Comparison:
    """Call the first functions of every column; return the comparison without the parts that they stopped."""
    tables = dict(on.new.tables)
    for visit in visits:
        key = visit.key
        if key not in on.old.tables or key not in tables:
            continue
        before, columns = on.old.tables[key].columns, dict(tables[key].columns)
        for name in [name for name in columns if name in before]:
            its, op = level.fresh(), unchanged(on.place(key), before[name])
            visit.columns[name] = (its, op)
            its.first(context, op, *_of_column(on, key, name))
            columns[name] = without(columns[name], before[name], its.stopped)
        tables[key] = tables[key]._replace(columns=columns)
    return replace(on, new=replace(on.new, tables=tables))


def _by_table(ops: Iterable[MigrateOperation], on: Comparison, visits: dict[TableKey, Visit]) -> list[MigrateOperation]:
    """Put what alters a visited table into its visit, and return the rest."""
    places = {(visit.ops.schema, visit.ops.table_name): visit for visit in visits.values()}
    found: list[MigrateOperation] = []
    for op in ops:
        table = table_of(op)
        visit = None if table is None else places.get(table)
        if visit is None or isinstance(op, DropTableOp):
            found.append(op)
        else:
            visit.ops.ops.append(op)
    return found


def _merged(first: AlterColumnOp, ops: ModifyTableOps, name: str) -> AlterColumnOp:
    """Return the alteration of a column that was found, with what the first functions wanted as well."""
    found = [op for op in ops.ops if isinstance(op, AlterColumnOp) and op.column_name == name]
    if not found:
        return first
    op = found[-1]
    if first.has_changes():
        for wish in ("modify_type", "modify_nullable", "modify_name"):
            if getattr(first, wish) is not None:
                setattr(op, wish, getattr(first, wish))
        for wish in ("modify_server_default", "modify_comment"):
            if getattr(first, wish) is not False:
                setattr(op, wish, getattr(first, wish))
        op.kw.update(first.kw)
    return op


def _put(op: AlterColumnOp, ops: ModifyTableOps) -> None:
    """Make an alteration one of the table's where it changes anything, and none of them where it does not."""
    there = any(one is op for one in ops.ops)
    if op.has_changes() and not there:
        ops.ops.append(op)
    elif there and not op.has_changes():
        ops.ops[:] = [one for one in ops.ops if one is not op]
