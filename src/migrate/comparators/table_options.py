"""The options of a table: what its models state, and what means something by not being stated.

An option that a model does not state is the server's affair: its engine, its tablespace, what an administrator tuned.
`DialectSupport.certain_options` are those where leaving it out is a statement: a table not UNLOGGED, not STRICT.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from ..operations.table_options import AlterTableOptionsOp
from .kind import Kind, Ops, Place
from .materialize import Side
from .records import Options, Table, TableKey
from .snapshot import Snapshot

if TYPE_CHECKING:
    from ..dialects.support import DialectSupport


class Stated(NamedTuple):
    """All options of one table; every table has them, so they have no name of their own."""

    name: str
    options: Options


class TableOptions(Kind[Stated]):
    """The options of a table, changed together."""

    name = "table_options"

    def of(self, table: Table) -> Sequence[Stated]:
        """Return the options, if any."""
        return (Stated("table_options", table.options),) if table.options else ()

    def create(self, at: Place, new: Stated) -> Ops:
        """Return the directive that sets them."""
        yield from self._change(at, (), new.options)

    def drop(self, at: Place, old: Stated) -> Ops:
        """Return the directive that puts defaults in their place, where that is what the model states."""
        yield from self._change(at, old.options, ())

    def alter(self, at: Place, old: Stated, new: Stated) -> Ops:
        """Return one directive with every option that counts and differs."""
        yield from self._change(at, old.options, new.options)

    def _change(self, at: Place, old: Options, new: Options) -> Ops:
        counting = at.support.compared_options(at.new.table(at.key))
        before, after = (_keywords(each, counting, at) for each in (old, new))
        changed = [name for name in sorted(before.keys() | after.keys()) if before.get(name) != after.get(name)]
        if changed:
            yield AlterTableOptionsOp(
                at.key.name,
                {name: after.get(name) for name in changed},
                existing={name: before.get(name) for name in changed},
                schema=at.schema,
            )

    def old_object(self, at: Place, record: Stated) -> Any:
        """Return the table of the options."""
        return at.old.shown.table(at.key)

    def new_object(self, at: Place, record: Stated) -> Any:
        """Return the table of the options."""
        return at.new.table(at.key)


def _keywords(stated: Options, counting: frozenset[str], at: Place) -> dict[str, Any]:
    """Return options as keywords of `sa.Table`, with the values that those left out have."""
    default = at.support.option_defaults(at.key.schema)
    return at.support.table_keywords({n: v for n, v in (*default.items(), *stated) if n in counting})


def spread_options(old: Snapshot, new: Snapshot, models: Side, support: DialectSupport) -> Snapshot:
    """Return `old` where columns say themselves what an option that changes gave them (`columns_of_their_own`)."""
    changed: dict[TableKey, Table] = {}
    for key, table in new.tables.items():
        before = old.tables.get(key)
        if before is not None and before.options != table.options:
            counting = support.compared_options(models.table(key))
            changed[key] = support.columns_of_their_own(before, table, counting)
    return replace(old, tables={**old.tables, **changed}) if changed else old
