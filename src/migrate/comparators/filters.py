"""The documented filters: `include_name` decides what is looked at, `include_object` what is compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .records import ObjectKey, TableKey

IncludeName = Callable[[str | None, str, Mapping[str, str | None]], bool]
IncludeObject = Callable[[Any, str | None, str, bool, Any], bool]


@dataclass(frozen=True)
class Filters:
    """The user's `include_name` and `include_object`, both absent by default."""

    include_name: IncludeName | None = None
    include_object: IncludeObject | None = None
    _answers: dict[tuple[int, str, bool, int], tuple[bool, Any, Any]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """What `include_object` said: each object is asked about once. They are kept, or others could get their ids."""

    def schema(self, name: str | None) -> bool:
        """Whether a schema of the database takes part; None is the default one."""
        return self.include_name is None or bool(self.include_name(name, "schema", {}))

    def table_name(self, key: TableKey) -> bool:
        """Whether a table of the database takes part."""
        if self.include_name is None:
            return True
        names = {"schema_name": key.schema, "schema_qualified_table_name": str(key)}
        return bool(self.include_name(key.name, "table", names))

    def object_name(self, key: ObjectKey) -> bool:
        """Whether an object of the database beside the tables (a sequence, a type) takes part."""
        if self.include_name is None:
            return True
        if key.kind == "schema":
            return self.schema(key.name)
        names = {"schema_name": key.schema}
        if key.table is not None:
            names |= {"table_name": key.table, "schema_qualified_table_name": str(TableKey(key.schema, key.table))}
        return bool(self.include_name(key.name, key.kind, names))

    def part_name(self, key: TableKey, name: str | None, kind: str) -> bool:
        """Whether a part of a table of the database takes part."""
        if self.include_name is None:
            return True
        names = {"schema_name": key.schema, "table_name": key.name, "schema_qualified_table_name": str(key)}
        return bool(self.include_name(name, kind, names))

    def object(self, item: Any, name: str | None, kind: str, *, reflected: bool, compare_to: Any) -> bool:
        """Whether an object takes part; a reflected one is of the database."""
        if self.include_object is None:
            return True
        about = (id(item), kind, reflected, id(compare_to))
        if about not in self._answers:
            answer = bool(self.include_object(item, name, kind, reflected, compare_to))
            self._answers[about] = (answer, item, compare_to)
        return self._answers[about][0]
