"""A schema as plain data, whatever it was read from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .records import ObjectKey, Table, TableKey


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything comparable in one database or MetaData, in the canonical words of `dialect`.

    `tables` maps a TableKey to its Table; `objects` maps the name of a kind that does not belong to a table
    ("sequence", "enum") to its records by ObjectKey.
    """

    dialect: str
    tables: Mapping[TableKey, Table]
    objects: Mapping[str, Mapping[ObjectKey, Any]] = field(default_factory=dict)

    def to_json(self) -> str:
        """Return the snapshot as JSON text; the same schema always gives the same bytes."""
        tables = [[*key, plain(table)] for key, table in sorted(self.tables.items(), key=_by_name)]
        objects = {
            kind: [[*key, plain(record)] for key, record in sorted(records.items(), key=_by_name)]
            for kind, records in sorted(self.objects.items())
        }
        return json.dumps({"dialect": self.dialect, "tables": tables, "objects": objects}, ensure_ascii=False)

    def digest(self) -> str:
        """Return a SHA-256 of the whole schema, 64 hexadecimal digits: equal digests mean equal schemas."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()


def plain(value: Any) -> Any:
    """Return a record, and all records in it, as JSON lists and objects."""
    if isinstance(value, tuple):
        return [plain(v) for v in value]
    if isinstance(value, Mapping):
        return {k: plain(v) for k, v in value.items()}
    return value


def _by_name(item: tuple[Any, Any]) -> tuple[str, ...]:
    return tuple(part or "" for part in item[0])
