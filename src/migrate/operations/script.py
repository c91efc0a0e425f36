"""Containers of directives, up to a whole revision script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .base import Effect, MigrateOperation
from .indexes import DropIndexOp
from .tables import DropTableOp

if TYPE_CHECKING:
    from .facade import AbstractOperations


class OpContainer(MigrateOperation):
    """A sequence of directives, itself a directive."""

    kind = "container"

    def __init__(self, ops: Sequence[MigrateOperation] = ()) -> None:
        self.ops: list[MigrateOperation] = list(ops)

    def is_empty(self) -> bool:
        """Whether there is nothing in it."""
        return not self.ops

    def flat(self) -> Iterator[MigrateOperation]:
        """Yield the directives in it and in the containers in it, in order."""
        for op in self.ops:
            if isinstance(op, OpContainer):
                yield from op.flat()
            else:
                yield op

    def as_diffs(self) -> list[Any]:
        """Return the documented diffs: tuples, and a list of tuples for each altered column."""
        found: list[Any] = []
        for op in self.flat():
            diff = op.to_diff_tuple()
            found.append(list(diff) if diff and isinstance(diff[0], tuple) else diff)
        return found

    def run(self, on: AbstractOperations) -> None:
        """Carry all of them out, in order."""
        for op in self.ops:
            on.invoke(op)


class ModifyTableOps(OpContainer):
    """Directives on one table. With `rebuild`, the database can do them only by rebuilding the table."""

    effect = Effect.ALTER

    def __init__(
        self,
        table_name: str,
        ops: Sequence[MigrateOperation],
        *,
        schema: str | None = None,
        rebuild: bool = False,
    ) -> None:
        super().__init__(ops)
        self.table_name = table_name
        self.schema = schema
        self.rebuild = rebuild

    def reverse(self) -> ModifyTableOps:
        """Return the directives that undo these, last first."""
        undo = undo_all(self.ops)
        return ModifyTableOps(self.table_name, undo, schema=self.schema, rebuild=self.rebuild)

    def run(self, on: AbstractOperations) -> None:
        """Carry all of them out, in one rebuild where one is needed."""
        if not self.rebuild:
            super().run(on)
            return
        with on.batch_alter_table(self.table_name, schema=self.schema) as batch:
            for op in self.ops:
                batch.invoke(op)


class UpgradeOps(OpContainer):
    """The directives of `upgrade()`; `upgrade_token` is the template variable they are written to."""

    def __init__(self, ops: Sequence[MigrateOperation] = (), upgrade_token: str = "upgrades") -> None:
        super().__init__(ops)
        self.upgrade_token = upgrade_token

    def reverse_into(self, downgrade_ops: DowngradeOps) -> DowngradeOps:
        """Fill `downgrade_ops` with what undoes these, last first, and return it."""
        downgrade_ops.ops[:] = undo_all(self.ops)
        return downgrade_ops

    def reverse(self) -> DowngradeOps:
        """Return the directives that undo these."""
        return self.reverse_into(DowngradeOps())


class DowngradeOps(OpContainer):
    """The directives of `downgrade()`; `downgrade_token` is the template variable they are written to."""

    def __init__(self, ops: Sequence[MigrateOperation] = (), downgrade_token: str = "downgrades") -> None:
        super().__init__(ops)
        self.downgrade_token = downgrade_token

    def reverse(self) -> UpgradeOps:
        """Return the directives that undo these."""
        return UpgradeOps(undo_all(self.ops))


class MigrationScript(MigrateOperation):
    """A revision script: identifiers, and one or several pairs of upgrade and downgrade directives."""

    kind = "script"
    upgrade_ops_list: list[UpgradeOps]
    """One for each database, in the order of their tokens."""
    downgrade_ops_list: list[DowngradeOps]
    """The way back of each."""

    def __init__(
        self,
        rev_id: str | None,
        upgrade_ops: UpgradeOps | Sequence[UpgradeOps],
        downgrade_ops: DowngradeOps | Sequence[DowngradeOps],
        *,
        message: str | None = None,
        imports: Iterable[str] = (),
        head: str | None = None,
        splice: bool | None = None,
        branch_label: str | Sequence[str] | None = None,
        version_path: str | None = None,
        depends_on: str | Sequence[str] | None = None,
    ) -> None:
        self.rev_id = rev_id
        self.message = message
        self.imports: set[str] = set(imports)
        self.head = head
        self.splice = splice
        self.branch_label = branch_label
        self.version_path = version_path
        self.depends_on = depends_on
        self.upgrade_ops_list = _as_list(upgrade_ops)
        self.downgrade_ops_list = _as_list(downgrade_ops)

    @property
    def upgrade_ops(self) -> UpgradeOps | None:
        """The only UpgradeOps, None when there is none; raises ValueError when there are several."""
        found: UpgradeOps | None = _only(self.upgrade_ops_list, "upgrade_ops")
        return found

    @upgrade_ops.setter
    def upgrade_ops(self, ops: UpgradeOps | Sequence[UpgradeOps] | None) -> None:
        self.upgrade_ops_list = _as_list(ops)

    @property
    def downgrade_ops(self) -> DowngradeOps | None:
        """The only DowngradeOps, None when there is none; raises ValueError when there are several."""
        found: DowngradeOps | None = _only(self.downgrade_ops_list, "downgrade_ops")
        return found

    @downgrade_ops.setter
    def downgrade_ops(self, ops: DowngradeOps | Sequence[DowngradeOps] | None) -> None:
        self.downgrade_ops_list = _as_list(ops)


def undo_all(ops: Sequence[MigrateOperation]) -> list[MigrateOperation]:
    """Return what undoes all of `ops`, last first. A table that goes takes its indexes along: they are not dropped."""
    found = [undo for op in reversed(ops) for undo in op.undo()]
    dropped = {(op.schema, op.table_name): op for op in found if isinstance(op, DropTableOp)}
    return [op for op in found if not _goes_along(op, dropped)] if dropped else found


def _goes_along(op: MigrateOperation, dropped: Mapping[tuple[str | None, str], DropTableOp]) -> bool:
    """Whether `op` only drops indexes of a table that is dropped anyway; the table then remembers them."""
    if isinstance(op, ModifyTableOps):
        op.ops[:] = [inner for inner in op.ops if not _goes_along(inner, dropped)]
        return not op.ops
    table = dropped.get((op.schema, op.table_name or "")) if isinstance(op, DropIndexOp) else None
    if table is None:
        return False
    table.indexes = [op.reverse(), *table.indexes]
    return True


def _as_list(ops: Any) -> list[Any]:
    if ops is None:
        return []
    return list(ops) if isinstance(ops, (list, tuple)) else [ops]


def _only(found: list[Any], name: str) -> Any:
    if len(found) > 1:
        raise ValueError(f"this script has {len(found)} sets of directives; use {name}_list")
    return found[0] if found else None
