"""What a comparison is of: two snapshots, the SQLAlchemy objects behind them, and what the user wants compared."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..dialects.support import DialectSupport
from ..operations.made_of import of_default_text, of_type_text
from .disturbed import Moving, moving_columns
from .filters import Filters
from .kind import Place
from .materialize import Side
from .records import Column, ObjectKey, TableKey
from .renames import Renames
from .snapshot import Snapshot

if TYPE_CHECKING:
    from .backfill import Missing
    from .remade import Remade
    from .renamed_names import NewName


@dataclass(frozen=True)
class Comparison:
    """Two snapshots, the objects behind them, and what the user wants compared."""

    old: Snapshot
    new: Snapshot
    old_side: Side
    new_side: Side
    support: DialectSupport
    filters: Filters
    removable: frozenset[str | None] | None = None
    """Schemas in which what the model lacks is proposed for removal; None means all."""
    origins: Mapping[ObjectKey, Any] = field(default_factory=dict)
    """The model's own objects behind the records of `new.objects`, where there are any."""
    owned: frozenset[str] = frozenset()
    """Kinds of objects that the models own entirely: what they do not declare is proposed for removal."""

    left_out: frozenset[str] = frozenset()
    """Names of kinds that are not compared."""

    renamed_values: Mapping[ObjectKey, Mapping[str, str]] = field(default_factory=dict)
    """Enum or column → the values that have another name in the models: old → new."""

    renames: Renames = Renames()  # noqa: RUF009 - it is frozen
    """Tables and columns that have another name in the models; `old` has the new ones already."""

    followed: Sequence[NewName] = ()
    """Names of indexes, constraints and sequences that go along."""

    unmissed: Collection[Missing] = ()
    """Columns that become NOT NULL and that no row lacks, as the database says."""

    def drops(self, key: TableKey) -> bool:
        """Whether a table that the models lack is proposed for removal."""
        if not self.may_remove(key.schema):
            return False
        if self.filters.include_object is None:
            return True
        return self.filters.object(self.old_side.shown.table(key), key.name, "table", reflected=True, compare_to=None)

    @cached_property
    def moving(self) -> Mapping[TableKey, Moving]:
        """The columns that change under what stands on them."""
        return moving_columns(self.old.tables, self.new.tables, self.support, self.remade.texts)

    @cached_property
    def remade(self) -> Remade:
        """The types that are made anew under their names."""
        from .remade import all_remade

        return all_remade(self)

    @cached_property
    def aside(self) -> frozenset[ObjectKey]:
        """The views that are dropped in the course of the change, most of them to be created again."""
        from .aside import standing_aside

        return standing_aside(self)

    @cached_property
    def functions_aside(self) -> frozenset[TableKey]:
        """Schema and name of the functions that are dropped in the course of the change and created again."""
        from .aside import place_of

        return frozenset(place_of(key) for key in self.aside if key.kind == "function")

    def place(self, key: TableKey) -> Place:
        """Return the table as both sides have it."""
        return Place(
            key, self.old_side, self.new_side, self.old.tables.get(key), self.new.tables.get(key), self.support
        )

    def may_remove(self, schema: str | None) -> bool:
        """Whether what the model lacks in a schema is proposed for removal."""
        return self.removable is None or schema in self.removable

    def is_left(self, key: ObjectKey) -> bool:
        """Whether columns of compared tables used a type or a sequence, and none does after the change."""
        before, after = self._used
        return key in before and key not in after

    def is_used(self, key: ObjectKey) -> bool:
        """Whether columns have a type, or defaults a sequence, after the change."""
        return key in self._used[1]

    @cached_property
    def _used(self) -> tuple[set[ObjectKey], set[ObjectKey]]:
        """The types and sequences of all columns, before and after the change."""
        before: set[ObjectKey] = set()
        after: set[ObjectKey] = set()
        for key, table in self.old.tables.items():
            for column in table.columns.values():
                used = self._used_by(column)
                before |= used
                if self._keeps(key, column.name):
                    after |= used
        for table in self.new.tables.values():
            for column in table.columns.values():
                after |= self._used_by(column)
        return before, after

    def _used_by(self, column: Column) -> set[ObjectKey]:
        found = {of_type_text(column.type), *of_default_text(column.default or "")}
        default = self.support.dialect.default_schema_name
        return {key._replace(schema=None) if key.schema == default else key for key in found}

    def stays(self, key: TableKey) -> bool:
        """Whether a table of the database is there after the change: the models have it, or the user left it out."""
        return key in self.new.tables or not self.drops(key)

    def _left_out(self, key: TableKey) -> bool:
        """Whether the user says that a table of the database is none of the models' business."""
        if key not in self.new.tables:
            return not self.drops(key)
        return not table_included(self.place(key), self.filters)

    def _keeps(self, key: TableKey, name: str) -> bool:
        """Whether a column of the database stays as it is, whatever the models say: the user left it out."""
        if "column" in self.left_out or self._left_out(key):
            return True
        if self.filters.include_object is None or key not in self.new.tables:
            return False
        old = self.old_side.shown.column(key, name)
        if name not in self.new.tables[key].columns:
            return not self.filters.object(old, name, "column", reflected=True, compare_to=None)
        new = self.new_side.column(key, name)
        return not self.filters.object(new, name, "column", reflected=False, compare_to=old)


def table_included(at: Place, filters: Filters) -> bool:
    """Whether the user's `include_object` lets the table take part."""
    if filters.include_object is None:
        return True
    old = at.old.shown.table(at.key) if at.old_table is not None else None
    if at.new_table is None:
        return filters.object(old, at.key.name, "table", reflected=True, compare_to=None)
    return filters.object(at.new.table(at.key), at.key.name, "table", reflected=False, compare_to=old)
