"""How a batch is applied: call by call where ALTER TABLE can do all of it, otherwise by rebuilding the table.

A database that says `alters_in_place` is altered even for `recreate="always"`; see `in_place.py`.

Columns are renamed by ALTER TABLE even then, because it follows the name into views, triggers, indexes and references.
A renaming is moved to the front where nothing before it mentions either name, so that the rest is one rebuild.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ...dialects.sqlite.ddl_text import parse_table
from ...dialects.sqlite.lexer import folded, quote
from ...dialects.sqlite.rebuild import TEMPORARY, copy, rebuild
from ...dialects.sqlite.state import Stored, TableState, mentions, read_table
from ...dialects.text import sql_text
from ...errors import OfflineError, UnsupportedError
from . import definition
from .apply import ApplyBatchImpl
from .collect import BatchOperationsImpl, Call
from .in_place import run_in_place

if TYPE_CHECKING:
    from ...dialects.sqlite.rebuild import Change


def run(batch: BatchOperationsImpl) -> None:
    """Apply a batch."""
    calls = [Call(*call) for call in batch.batch]
    sqlite = batch.dialect.name == "sqlite"
    always = batch.recreate == "always"
    if batch.recreate == "auto":
        always = batch.impl.requires_recreate_in_batch(batch)
    if not always:
        for call in calls:
            _directly(batch, call)
        return
    if batch.impl.support.features.alters_in_place:
        run_in_place(batch, calls, lambda call: _directly(batch, call))
        return
    if sqlite:
        calls = _renamings_first([part for call in calls for part in _split(call)])
    state = None if batch.copy_from is None else definition.table_state(batch.copy_from, batch.dialect)
    pending: list[Call] = []
    rebuilt = False
    for call in calls:
        if sqlite and renames(call):
            if pending:
                state = _rebuild(batch, state, pending, last=False)
                pending, rebuilt = [], True
            _directly(batch, call)
            state = None if state is None else _renamed(state, call)
        else:
            pending.append(call)
    if pending or not rebuilt:
        _rebuild(batch, state, pending, last=True)


def renames(call: Call) -> bool:
    """Return whether a call gives a column another name."""
    return call.name == "alter_column" and call.kw.get("name") not in (None, call.args[1])


def _directly(batch: BatchOperationsImpl, call: Call) -> None:
    if batch.dialect.name == "sqlite" and batch.recreate == "never":
        from ...dialects.sqlite.native import can_run

        if not can_run(batch.impl, call.name, call.args, {"schema": batch.schema, **call.kw}):
            raise UnsupportedError(
                f"SQLite has no ALTER TABLE for {call.name} of {batch.table_name!r}",
                hint="leave recreate at 'auto', so that the table is rebuilt",
            )
    kw = {name: value for name, value in call.kw.items() if name not in ("insert_before", "insert_after")}
    getattr(batch.impl, call.name)(*call.args, **kw)


def _split(call: Call) -> Iterable[Call]:
    """Yield a renaming apart from the other changes of its column, which then has the new name."""
    if not renames(call):
        yield call
        return
    table, new = call.args[0], call.kw["name"]
    yield Call(call.name, call.args, {"name": new, "schema": call.kw.get("schema")})
    rest = {name: value for name, value in call.kw.items() if name != "name"}
    yield Call(call.name, (table, new, *call.args[2:]), rest)


def _renamings_first(calls: Sequence[Call]) -> list[Call]:
    order: list[Call] = []
    fixed = 0  # the calls before this are renamings already in front
    for call in calls:
        if renames(call):
            names = (call.args[1], call.kw["name"])
            if not any(_mentions(other, name) for other in order[fixed:] for name in names):
                order.insert(fixed, call)
                fixed += 1
                continue
        order.append(call)
    return order


def _mentions(call: Call, name: str) -> bool:
    """Return whether a call is about the column `name`."""
    what = call.args[1] if call.name.endswith("_column") else None
    if what is not None:
        default = call.kw.get("server_default")
        computed = default if isinstance(default, sa.Computed) else getattr(what, "computed", None)
        found = folded(str(getattr(what, "name", what))) == folded(name)
        return found or (computed is not None and mentions(str(computed.sqltext), name))
    thing = call.args[0]
    if isinstance(thing, sa.Index):
        where = thing.dialect_options["sqlite"].get("where")
        return any(_reads(each, name) for each in [*thing.expressions, *([] if where is None else [where])])
    if isinstance(thing, sa.CheckConstraint):
        return mentions(str(thing.sqltext), name)
    if isinstance(thing, sa.ColumnElement | sa.Table):
        return False
    return any(folded(column.name) == folded(name) for column in getattr(thing, "columns", ()))


def _reads(expression: Any, name: str) -> bool:
    """Return whether a key of an index, or its condition, is about the column `name`."""
    if isinstance(expression, sa.Column):
        return folded(str(expression.name)) == folded(name)
    return mentions(str(expression), name)


def _renamed(state: TableState, call: Call) -> TableState:
    """Return a table that was given, and not read, after a renaming: SQLite itself renames it, in an empty database."""
    import sqlite3

    old, new = call.args[1], call.kw["name"]
    with closing(sqlite3.connect(":memory:")) as scratch:
        for statement in (state.text.render(), *(index.ddl for index in state.indexes)):
            scratch.execute(statement)
        scratch.execute(f"ALTER TABLE {quote(state.name)} RENAME COLUMN {quote(old)} TO {quote(new)}")
        stored = dict(scratch.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    indexes = tuple(Stored(index.name, stored[index.name]) for index in state.indexes)
    return replace(state, text=parse_table(stored[state.name]), indexes=indexes)


def _rebuild(
    batch: BatchOperationsImpl, state: TableState | None, calls: Sequence[Call], *, last: bool
) -> TableState | None:
    """Rebuild the table once for all `calls`; return its new state where it could not be read.

    What the batch asks of the table as a whole is done with the `last` of its rebuilds.
    """
    impl = batch.impl
    given = state
    if state is None:
        state = _read(batch)
    elif batch.dialect.name == "sqlite" and not impl.as_sql:
        live = read_table(impl.connection, batch.table_name, batch.schema)  # type: ignore[arg-type]
        state = replace(state, triggers=live.triggers, views=live.views, referring=live.referring)
    applied = ApplyBatchImpl(
        impl,
        state,
        batch.table_args if last else (),
        batch.table_kwargs if last else {},
        given is None,
        batch.partial_reordering if last else (),
        batch.naming_convention,
    )
    for argument in batch.reflect_args:
        if isinstance(argument, sa.Column):
            applied.override(argument)
    for event, listener in batch.reflect_kwargs.get("listeners", ()):
        if event == "column_reflect":
            applied.reflect(listener)
    for call in calls:
        kw = {name: value for name, value in call.kw.items() if name != "schema"}
        getattr(applied, call.name)(*call.args, **kw)
    change = applied.change()
    if batch.dialect.name == "sqlite":
        rebuild(impl, state, change)
    else:
        _generic(batch, state, change)
    return None if given is None else applied.after()


def _read(batch: BatchOperationsImpl) -> TableState:
    impl = batch.impl
    if impl.as_sql:
        raise OfflineError(
            f"{batch.table_name!r} has to be rebuilt, and offline there is no database that says what it is like",
            hint="use op.batch_alter_table(…, copy_from=Table(…)) with the table as it is before the change, "
            "or run the migration online",
        )
    if batch.dialect.name == "sqlite":
        return read_table(impl.connection, batch.table_name, batch.schema)  # type: ignore[arg-type]
    table = sa.Table(
        batch.table_name,
        sa.MetaData(),
        *batch.reflect_args,
        schema=batch.schema,
        autoload_with=impl.connection,
        **batch.reflect_kwargs,
    )
    impl.prep_table_for_batch(batch, table)
    return definition.table_state(table, batch.dialect)


def _generic(batch: BatchOperationsImpl, state: TableState, change: Change) -> None:
    """Rebuild a table on a database that is not SQLite: create, copy, drop, rename, indexes."""
    impl = batch.impl
    temporary = TEMPORARY + state.name
    quote = batch.dialect.identifier_preparer.quote
    prefix = f"{quote(state.schema)}." if state.schema else ""
    for statement in (
        change.text.render(temporary, state.schema, quote),
        copy(state, change, temporary, rowids=False, quote=quote),
        f"DROP TABLE {prefix}{quote(state.name)}",
        f"ALTER TABLE {prefix}{quote(temporary)} RENAME TO {quote(state.name)}",
        *change.kept,
    ):
        impl.execute(sql_text(statement))
    for index in change.indexes:
        impl.create_index(index)
