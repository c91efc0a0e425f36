"""What an implementation of a third party (a `DefaultImpl` subclass) says about comparing.

A hook counts where a class outside of this package defines it, for a dialect nobody knows here as for a known one. What
it says is put into the two snapshots before they are compared, and it gets SQLAlchemy objects, which are built for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ..comparators.materialize import Side
from ..comparators.records import Column, Table, TableKey, ordered
from ..comparators.snapshot import Snapshot
from ..comparators.target import MetadataReader
from .options import Different

if TYPE_CHECKING:
    from ..ddl.impl import DefaultImpl
    from .context import AutogenContext

TYPE_HOOKS = ("compare_type", "type_synonyms", "type_arg_extract")
HOOKS = (
    *TYPE_HOOKS, "compare_server_default", "render_ddl_sql_expr", "correct_for_autogen_constraints",
    "correct_for_autogen_foreignkeys", "compare_indexes", "compare_unique_constraint", "compare_check_constraint",
)  # fmt: skip


def overridden(impl: DefaultImpl, *names: str) -> bool:
    """Whether a class outside of this package says what one of some attributes is."""
    own = f"{__package__.partition('.')[0]}."
    for name in names:
        definer = next((cls for cls in type(impl).__mro__ if name in vars(cls)), None)
        if definer is not None and not definer.__module__.startswith(own):
            return True
    return False


def apply_implementation(
    context: AutogenContext, old: Snapshot, new: Snapshot, old_side: Side, new_side: Side
) -> tuple[Snapshot, Snapshot]:
    """Return both snapshots with what the hooks of a third party say is the same, different or not there."""
    impl = context.migration_context.impl
    if not overridden(impl, *HOOKS):
        return old, new
    before, after = dict(old.tables), dict(new.tables)
    old_side, new_side = old_side.shown, new_side.shown
    for key in [key for key in after if key in before]:
        columns = {
            name: _compared(context, was, column, old_side.column(key, name), new_side.column(key, name))
            if (was := before[key].columns.get(name))
            else column
            for name, column in after[key].columns.items()
        }
        after[key] = after[key]._replace(columns=columns)
        before[key], after[key] = _corrected(impl, context, key, (before[key], after[key]), (old_side, new_side))
        after[key] = _same_parts(impl, key, before[key], after[key], (old_side, new_side))
    return replace(old, tables=before), replace(new, tables=after)


def _compared(context: AutogenContext, old: Column, new: Column, was: sa.Column[Any], will: sa.Column[Any]) -> Column:
    """Return the model's column with the type and the default that the hooks leave it."""
    impl, support = context.migration_context.impl, context.support
    if overridden(impl, *TYPE_HOOKS):
        if impl.compare_type(was, will):
            new = new._replace(type=Different(new.type))
        else:
            new = new._replace(type=old.type, collation=old.collation)
    rendered, clause = new.default, getattr(will.server_default, "arg", None)
    if isinstance(clause, sa.ColumnElement | sa.TextClause) and overridden(impl, "render_ddl_sql_expr"):
        rendered = impl.render_ddl_sql_expr(clause, is_server_default=True)  # type: ignore[arg-type]
        new = new._replace(default=support.canonical_default(rendered, str(old.type)))
    if overridden(impl, "compare_server_default") and (rendered, old.default) != (None, None):
        differs = impl.compare_server_default(was, will, rendered, old.default)
        new = new._replace(default=Different(new.default or "") if differs else old.default)
    return new


def _corrected(
    impl: DefaultImpl, context: AutogenContext, key: TableKey, tables: tuple[Table, Table], sides: tuple[Side, Side]
) -> tuple[Table, Table]:
    """Return a table's two records without what `correct_for_autogen_*` takes out, and with what it puts in."""
    reader = MetadataReader(context.support)
    found = list(tables)
    both = list(zip(tables, sides, strict=True))
    if overridden(impl, "correct_for_autogen_constraints"):
        uniques = [{side.constraint(key, r): r for r in table.unique_constraints} for table, side in both]
        indexes = [{side.index(key, r): r for r in table.indexes} for table, side in both]
        sets: list[Any] = [set(uniques[0]), set(indexes[0]), set(uniques[1]), set(indexes[1])]
        impl.correct_for_autogen_constraints(*sets)
        for n in (0, 1):
            found[n] = found[n]._replace(
                unique_constraints=_left(uniques[n], sets[2 * n], reader.unique),
                indexes=_left(indexes[n], sets[2 * n + 1], reader.index),
            )
    if overridden(impl, "correct_for_autogen_foreignkeys"):
        keys = [{side.constraint(key, r): r for r in table.foreign_keys} for table, side in both]
        sets = [set(keys[0]), set(keys[1])]
        impl.correct_for_autogen_foreignkeys(*sets)
        for n in (0, 1):
            found[n] = found[n]._replace(foreign_keys=_left(keys[n], sets[n], reader.foreign_key))
    return found[0], found[1]


def _left(known: Mapping[Any, Any], left: Iterable[Any], read: Any) -> tuple[Any, ...]:
    """Return the records of the objects that are left; those that a hook put in are read."""
    return ordered(known[item] if item in known else read(item) for item in left)


def _same_parts(impl: DefaultImpl, key: TableKey, old: Table, new: Table, sides: tuple[Side, Side]) -> Table:
    """Return the model's table in which what hooks find equal, or skip, is as in the database, and nothing else."""
    hooks: dict[str, tuple[str, Any]] = {
        "indexes": ("compare_indexes", lambda side, record: side.index(key, record)),
        "unique_constraints": ("compare_unique_constraint", lambda side, record: side.constraint(key, record)),
        "check_constraints": ("compare_check_constraint", lambda side, record: side.constraint(key, record)),
    }
    for part, (hook, of) in hooks.items():
        if not overridden(impl, hook):
            continue
        named = {record.name: record for record in getattr(old, part) if record.name}
        records: list[Any] = []
        for record in getattr(new, part):
            there = named.get(record.name)
            if there is None:
                records.append(record)
            elif not getattr(impl, hook)(of(sides[1], record), of(sides[0], there)).is_different:
                records.append(there)
            else:
                records.append(_apart(record, key, sides[1]) if record == there else record)
        changed: dict[str, Any] = {part: ordered(records)}
        new = new._replace(**changed)
    return new


def _apart(record: Any, key: TableKey, side: Side) -> Any:
    """Return a record that equals none, for the same object of the model."""
    apart = record._replace(options=(*record.options, ("", Different())))
    side.stands_for(key, apart, record)
    return apart
