"""Primary keys: columns, their order, and the name."""

from __future__ import annotations

from collections.abc import Sequence

from ..dialects.support import DialectSupport
from .constraints import ConstraintKind
from .records import PrimaryKey, Table


class PrimaryKeys(ConstraintKind[PrimaryKey]):
    """The primary key of a table."""

    name = "primary_key"
    naming = "primary_key"

    def of(self, table: Table) -> Sequence[PrimaryKey]:
        """Return the primary key, if any."""
        return () if table.primary_key is None else (table.primary_key,)

    def same(self, old: PrimaryKey, new: PrimaryKey, support: DialectSupport) -> bool:
        """Whether columns and options agree, and the name where the model and the database have one."""
        named = new.name is not None and support.features.named_primary_key
        return old[1:] == new[1:] and (old.name == new.name or not named)
