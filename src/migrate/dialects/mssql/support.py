"""What varies for SQL Server when models are compared: how types, defaults and options of indexes are spelled.

The live side is SQLAlchemy's inspector.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import types

from ...comparators.records import Identity, Table
from ..features import Features
from ..support import DialectSupport
from .types import canonical_type

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection
    from sqlalchemy.types import TypeEngine


class MssqlSupport(DialectSupport):
    """The bundle for SQL Server."""

    name = "mssql"
    features = Features(transactional_ddl=True, overloads_functions=False, max_identifier=128)
    other_kinds = ("schema", "sequence", "view", "function", "trigger")

    def replacing(self, kind: str) -> str:
        """Return the server's words, of SQL Server 2016 SP1 and later."""
        return "OR ALTER"

    def database_collation(self, connection: Connection) -> str | None:
        """Return the collation of the database, which a column without a COLLATE has."""
        found = connection.exec_driver_sql("SELECT CONVERT(sysname, DATABASEPROPERTYEX(DB_NAME(), 'Collation'))")
        return found.scalar()

    def finish(self, table: Table, declared: sa.Table) -> Table:
        """Return the model's table with its identity: that of Integer primary keys too, from 1 by 1 where unsaid."""
        counting = declared.autoincrement_column
        columns = dict(table.columns)
        for name, column in table.columns.items():
            counts = counting is not None and counting.name == name
            if column.identity is not None:
                start, increment = column.identity.start, column.identity.increment
                its = Identity(False, 1 if start is None else start, 1 if increment is None else increment)
                columns[name] = column._replace(identity=its, autoincrement=False)
            elif counts and counting is not None and not isinstance(counting.default, sa.Sequence):
                columns[name] = column._replace(identity=Identity(False, 1, 1), autoincrement=False)
        return table._replace(columns=columns)

    def canonical_type(self, ddl: str) -> str:
        """Return the canonical text of a type: `NUMERIC(10)` → `DECIMAL(10, 0)`."""
        return canonical_type(ddl)

    def type_object(self, text: str) -> TypeEngine[Any]:
        """Return a SQLAlchemy type for canonical text; one without a length is what SQL Server calls `max`."""
        name, longest, _ = text.partition("(max)")
        if not longest:
            return super().type_object(text)
        found: TypeEngine[Any] = getattr(types, name)()
        return found

    def canonical_default(self, sql: str, type_text: str) -> str:
        """Return a default without the parentheses the server puts around it, `((0))` → `0`.

        CURRENT_TIMESTAMP is stored as `getdate()`.
        """
        text = self.canonical_expression(sql)
        return "getdate()" if text == "CURRENT_TIMESTAMP" else text

    def index_options(self, index: sa.Index) -> Iterable[tuple[str, Any]]:
        """Yield include, where and clustered as the inspector reports them."""
        said = index.dialect_options["mssql"]
        if said["include"]:
            yield "include", tuple(column if isinstance(column, str) else column.name for column in said["include"])
        if said["where"] is not None:
            yield "where", self.canonical_expression(self.expression_text(said["where"]))
        if said["clustered"]:
            yield "clustered", True
