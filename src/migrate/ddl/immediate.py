"""Constraints without DEFERRABLE, INITIALLY and MATCH, which not every database has words for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from .impl import DefaultImpl

UNSAID = ("deferrable", "initially", "match")


class ImmediateConstraints(DefaultImpl):
    """Writes constraints that are checked at once, whatever they say."""

    def create_table(self, table: sa.Table, **kw: Any) -> None:
        """Create a table, see `DefaultImpl.create_table`."""
        with _at_once(table.constraints):
            super().create_table(table, **kw)

    def add_constraint(self, const: sa.Constraint, **kw: Any) -> None:
        """Add a constraint, see `DefaultImpl.add_constraint`."""
        with _at_once([const]):
            super().add_constraint(const, **kw)


@contextmanager
def _at_once(constraints: Iterable[Any]) -> Iterator[None]:
    """Take off the constraints what the database lacks, while they are written."""
    before = [(each, name, value) for each in constraints for name in UNSAID if (value := getattr(each, name, None))]
    for each, name, _ in before:
        setattr(each, name, None)
    try:
        yield
    finally:
        for each, name, value in before:
            setattr(each, name, value)
