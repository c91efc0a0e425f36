"""What a reader of live databases must answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from ..comparators.records import ObjectKey, Table, TableKey


class Catalog(Protocol):
    """Reads one live database with a fixed number of statements."""

    statements: int
    """How many statements were sent so far."""

    @property
    def unreadable(self) -> Collection[str]:
        """Names of the kinds that cannot be read here; known after `tables()`."""

    def schemas(self) -> Sequence[str]:
        """Return the names of all schemas that are not the system's own, in order."""

    def tables(self, schemas: Sequence[str | None]) -> Mapping[TableKey, Table]:
        """Return every table of the given schemas (None is the default one), whole, in canonical words.

        Left out: views, tables owned by an extension, the children of a partitioned table.
        """

    def objects(self, schemas: Sequence[str | None]) -> Mapping[str, Mapping[ObjectKey, Any]]:
        """Return what belongs to the given schemas beside tables: kind → key → record (`DialectSupport.object_kinds`).

        Left out: what belongs to a column (the sequence of SERIAL) or to an extension.
        """
