"""Rows of MySQL and MariaDB, whose ON UPDATE columns say when a program changed them, not when a migration did."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ..dialects.mysql.show_create import ColumnSpec
from .impl import DefaultImpl


class StampedRows(DefaultImpl):
    """Changes rows without their ON UPDATE columns."""

    def _live_columns(self, table_name: str, schema: str | None) -> dict[str, ColumnSpec]:
        raise NotImplementedError

    def update_rows(self, table: sa.TableClause, column_name: str, value: Any, where: sa.ColumnElement[bool]) -> None:
        """Give rows another value in one column; the columns that are ON UPDATE keep theirs (online)."""
        live = self._live_columns(table.name, table.schema)
        kept = [name for name, spec in live.items() if spec.on_update and name != column_name]
        for name in kept:
            table.append_column(sa.column(name))
        values = {column_name: value, **{name: table.c[name] for name in kept}}
        self.execute(table.update().where(where).values({table.c[name]: new for name, new in values.items()}))
