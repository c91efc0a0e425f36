"""A schema as plain data, whatever it was read from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .records import ObjectKey, Table, TableKey
from .stored import dump, load


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything comparable in one database or MetaData, in the canonical words of `dialect`.

    `tables` maps a TableKey to its Table; `objects` maps the name of a kind that does not belong to a table
    ("sequence", "enum") to its records by ObjectKey.
    """

    dialect: str
    tables: Mapping[TableKey, Table]
    objects: Mapping[str, Mapping[ObjectKey, Any]] = field(default_factory=dict)

    def sharing(self, other: Snapshot) -> Snapshot:
        """Return the snapshot with the very records of `other` for the tables that are equal, columns in order too.

        Each further comparison of such a pair finds the same objects, and does not look into them.
        """
        tables = dict(self.tables)
        for key, table in self.tables.items():
            same = other.tables.get(key)
            if same == table and list(same.columns) == list(table.columns):
                tables[key] = same
        return replace(self, tables=tables)

    def to_json(self) -> str:
        """Return the snapshot as JSON text, a line for each fact; the same schema always gives the same bytes."""
        return dump(self.dialect, self.tables, self.objects)

    @classmethod
    def from_json(cls, text: str, source: str = "the text") -> Snapshot:
        """Return the snapshot that `to_json` wrote; `source` is what messages call the text.

        Raises SnapshotError when it is not a snapshot, or one in a newer format.
        """
        return cls(*load(text, source))

    def digest(self) -> str:
        """Return a SHA-256 of the whole schema, 64 hexadecimal digits: equal digests mean equal schemas."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()
