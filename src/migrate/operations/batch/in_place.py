"""`recreate="always"` where ALTER TABLE does all that a batch may ask but the order of columns.

A table that is altered keeps what hangs on it: foreign keys, triggers, views, grants, sequences. Only the order of
columns, where the block asks for one, is a matter of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from ...comparators.records import Table, TableKey
from ...errors import NoSuchColumn, OperationError, UnsupportedError
from ..columns import AddColumnOp
from ..facade import Operations
from ..schemaobj import on_stub, stub_table, supply_referents
from .collect import BatchOperationsImpl, Call
from .order import reordered

PLACES = ("insert_before", "insert_after")


def run_in_place(batch: BatchOperationsImpl, calls: Sequence[Call], directly: Callable[[Call], None]) -> None:
    """Apply the calls with ALTER TABLE, then what the batch asks of the table as a whole."""
    ordered = bool(batch.partial_reordering) or any(call.kw.get(place) for call in calls for place in PLACES)
    names = _columns(batch) if ordered or batch.table_args else []
    placed = list(names)
    for call in calls:
        directly(call)
        if names:
            names, placed = _followed(batch, names, call, {}), _followed(batch, placed, call, call.kw)
    for argument in batch.table_args:
        _add(batch, argument, placed)
    own = {key: value for key, value in batch.table_kwargs.items() if key.startswith(f"{batch.dialect.name}_")}
    if own:
        batch.impl.alter_table_options(batch.table_name, own, existing={}, schema=batch.schema)
    if ordered:
        wanted = reordered(batch.table_name, placed, batch.partial_reordering)
        if wanted != names:
            batch.impl.reorder_columns(batch.table_name, wanted, schema=batch.schema)


def _columns(batch: BatchOperationsImpl) -> list[str]:
    """Return the columns before the batch, in order."""
    if batch.copy_from is not None:
        return [column.name for column in batch.copy_from.columns]
    if batch.impl.as_sql:
        raise UnsupportedError(
            f"what this batch asks of {batch.table_name!r} as a whole depends on its columns, and offline there is no "
            "database that says what they are",
            hint="use op.batch_alter_table(…, copy_from=Table(…)) with the table as it is before the change, or run "
            "the migration online, or leave insert_before, insert_after, partial_reordering and table_args out",
        )
    return list(_record(batch).columns)


def _record(batch: BatchOperationsImpl) -> Table:
    connection = batch.impl.connection
    assert isinstance(connection, sa.Connection)
    schema = None if batch.schema == connection.dialect.default_schema_name else batch.schema
    found = batch.impl.support.catalog(connection).tables([schema]).get(TableKey(schema, batch.table_name))
    if found is None:
        raise OperationError(
            f"there is no table {batch.table_name!r}",
            hint="check the name, and that the migrations that create it have run",
        )
    return found


def _followed(batch: BatchOperationsImpl, names: Iterable[str], call: Call, places: dict[str, Any]) -> list[str]:
    """Return the columns after a call, put where `places` says."""
    order = list(names)
    if call.name == "add_column":
        name = call.args[1].name
        if name not in order:
            order.append(name)
    elif call.name == "drop_column":
        return [one for one in order if one != call.args[1].name]
    elif call.name == "alter_column":
        name = call.kw.get("name") or call.args[1]
        order = [name if one == call.args[1] else one for one in order]
    else:
        return order
    before, after = (places.get(place) for place in PLACES)
    if before is None and after is None:
        return order
    neighbour = str(before if before is not None else after)
    if neighbour not in order:
        raise NoSuchColumn(
            f"the table {batch.table_name!r} has no column {neighbour!r}", hint=f"its columns are: {', '.join(order)}"
        )
    order.remove(name)
    order.insert(order.index(neighbour) + (before is None), name)
    return order


def _add(batch: BatchOperationsImpl, argument: Any, columns: list[str]) -> None:
    """Add one of `table_args`, unless the table has a constraint or an index of that name."""
    impl = batch.impl
    if isinstance(argument, sa.Column):
        op = AddColumnOp(batch.table_name, argument, schema=batch.schema)
        Operations(batch.operations.migration_context).invoke(op)
        return
    if not isinstance(argument, sa.Constraint | sa.Index):
        raise OperationError(f"table_args of a batch holds {argument!r}, which belongs to no table")
    if argument.name is not None and not impl.as_sql:
        record = _record(batch)
        parts: list[Any] = [*record.unique_constraints, *record.foreign_keys, *record.check_constraints]
        if str(argument.name) in {part.name for part in (*parts, *record.indexes)}:
            return
    table = stub_table(batch.table_name, columns, batch.schema)
    on_stub(argument, table)
    if isinstance(argument, sa.Index):
        impl.create_index(argument)
    else:
        supply_referents(table, itself=True)
        impl.add_constraint(argument)
