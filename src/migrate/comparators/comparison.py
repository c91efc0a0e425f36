"""What a comparison is of: two snapshots, the SQLAlchemy objects behind them, and what the user wants compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..dialects.support import DialectSupport
from .filters import Filters
from .kind import Place
from .materialize import Side
from .records import ObjectKey, TableKey
from .snapshot import Snapshot


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

    def place(self, key: TableKey) -> Place:
        """Return the table as both sides have it."""
        return Place(
            key, self.old_side, self.new_side, self.old.tables.get(key), self.new.tables.get(key), self.support
        )

    def may_remove(self, schema: str | None) -> bool:
        """Whether what the model lacks in a schema is proposed for removal."""
        return self.removable is None or schema in self.removable
