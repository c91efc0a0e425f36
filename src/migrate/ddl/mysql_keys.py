"""Foreign keys of MySQL and MariaDB, which keep their column from being dropped."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from .impl import DefaultImpl
from .mysql_actions import AlterTableActions

ON_COLUMN = sa.text("""
    SELECT constraint_name FROM information_schema.key_column_usage
    WHERE table_schema = COALESCE(:schema, DATABASE()) AND table_name = :table AND referenced_table_name IS NOT NULL
    GROUP BY constraint_name HAVING COUNT(*) = 1 AND MAX(column_name) = :column ORDER BY constraint_name
""")
"""The foreign keys that have one column, this one."""


class KeysOfColumns(DefaultImpl):
    """Drops a column with its foreign keys."""

    def drop_column(
        self,
        table_name: str,
        column: sa.Column[Any],
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        **kw: Any,
    ) -> None:
        """Drop a column, and in the same statement the foreign keys on it alone.

        Their names are the server's, offline those that the column carries.
        """
        quote = self.support.plain_dialect.identifier_preparer.quote
        keys = self._keys_on(table_name, column, schema)
        if not keys:
            super().drop_column(table_name, column, schema=schema, if_exists=if_exists, **kw)
            return
        there = "IF EXISTS " if if_exists else ""
        actions = [*(f"DROP FOREIGN KEY {quote(name)}" for name in keys), f"DROP COLUMN {there}{quote(column.name)}"]
        self._exec(AlterTableActions(table_name, schema, actions))

    def _keys_on(self, table_name: str, column: sa.Column[Any], schema: str | None) -> list[str]:
        if self.as_sql:
            named = (key.constraint for key in column.foreign_keys if key.constraint is not None)
            return sorted(str(each.name) for each in named if each.name and len(each.columns) == 1)
        assert isinstance(self.connection, sa.Connection)
        its = {"schema": schema, "table": table_name, "column": column.name}
        return [str(name) for name in self.connection.execute(ON_COLUMN, its).scalars()]
