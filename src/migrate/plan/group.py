"""Put neighbouring directives on one table into one `ModifyTableOps`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..dialects.support import DialectSupport
from ..errors import IrreversibleError
from ..operations.base import MigrateOperation
from ..operations.script import ModifyTableOps

_WHOLE = ("table", "sql", "data", "container")


def gather(ops: Sequence[MigrateOperation]) -> list[MigrateOperation]:
    """Return `ops` with those on one table next to each other wherever nothing in between minds.

    A database that rebuilds tables then rebuilds each one once. A directive moves up to the last one on its table when
    it shares no key with the directives it passes.
    """
    found: list[MigrateOperation] = []
    for op in ops:
        found.insert(_place(op, found), op)
    return found


def _place(op: MigrateOperation, found: Sequence[MigrateOperation]) -> int:
    table = table_of(op)
    if table is None:
        return len(found)
    mine = _keys(op)
    for position in range(len(found), 0, -1):
        other = found[position - 1]
        if table_of(other) == table:
            return position
        if mine & _keys(other):
            break
    return len(found)


def _keys(op: MigrateOperation) -> set[object]:
    return {*op.creates(), *op.drops(), *op.needs(), *op.runs_before, *op.runs_after}


def group(ops: Iterable[MigrateOperation], support: DialectSupport) -> list[MigrateOperation]:
    """Return `ops` with every run of directives on one table in a container, marked where it means a rebuild."""
    found: list[MigrateOperation] = []
    for op in ops:
        table = table_of(op)
        if table is None:
            found.append(op)
            continue
        last = found[-1] if found else None
        if not (isinstance(last, ModifyTableOps) and (last.schema, last.table_name) == table):
            last = ModifyTableOps(table[1], [], schema=table[0])
            found.append(last)
        last.ops.append(op)
    for container in found:
        if isinstance(container, ModifyTableOps):
            container.rebuild = any(support.needs_rebuild(each) for op in container.ops for each in _both_ways(op))
    return found


def _both_ways(op: MigrateOperation) -> Sequence[MigrateOperation]:
    """Return a directive and what undoes it, as far as that is known."""
    try:
        return (op, *op.undo())
    except IrreversibleError:
        return (op,)


def table_of(op: MigrateOperation) -> tuple[str | None, str] | None:
    """Return schema and name of the table a directive works on, None for one on a whole table or on none."""
    name = getattr(op, "table_name", None)
    if op.kind in _WHOLE or not name:
        return None
    return (getattr(op, "schema", None), name)
