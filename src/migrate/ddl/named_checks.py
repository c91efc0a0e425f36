"""The named CHECK of a column, on databases where a name makes it one of the table.

MariaDB 10.11 takes `a INTEGER CHECK (a > 0)`, and answers `a INTEGER CONSTRAINT ck CHECK (a > 0)` with a syntax
error. As a constraint of the table it means the same.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from .impl import DefaultImpl


class NamedChecksApart(DefaultImpl):
    """Writes the named CHECKs of columns as constraints of their table."""

    def create_table(self, table: sa.Table, **kw: Any) -> None:
        """Create a table, see `DefaultImpl.create_table`."""
        for column in table.columns:
            for check in _named_checks(column):
                column.constraints.discard(check)
                table.append_constraint(check)
        super().create_table(table, **kw)

    def add_column(self, table_name: str, column: sa.Column[Any], *, schema: str | None = None, **kw: Any) -> None:
        """Add a column, then each named CHECK it carries, see `DefaultImpl.add_column`."""
        checks = _named_checks(column)
        column.constraints.difference_update(checks)
        try:
            super().add_column(table_name, column, schema=schema, **kw)
        finally:
            column.constraints.update(checks)
        for check in checks:
            alone = check._copy()
            sa.Table(table_name, sa.MetaData(), schema=schema).append_constraint(alone)
            self.add_constraint(alone)


def _named_checks(column: sa.Column[Any]) -> list[sa.CheckConstraint]:
    checks = (one for one in column.constraints if isinstance(one, sa.CheckConstraint) and one.name)
    return sorted(checks, key=lambda check: str(check.name))
