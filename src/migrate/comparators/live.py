"""The database side: one live database as a Snapshot."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import TYPE_CHECKING

from ..dialects.support import DialectSupport, support_for
from .filters import Filters
from .records import TableKey
from .snapshot import Snapshot

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

VERSION_TABLE = TableKey(None, "alembic_version")


def read_database(
    connection: Connection,
    support: DialectSupport | None = None,
    *,
    schemas: Sequence[str | None] = (None,),
    skip: Container[TableKey] = (VERSION_TABLE,),
    filters: Filters | None = None,
) -> Snapshot:
    """Return the Snapshot of the given schemas (None is the default one), in a fixed number of statements.

    `skip` are tables that belong to the tool, not to the application.
    """
    support = support or support_for(connection.dialect)
    filters = filters or Filters()
    wanted = [s for s in schemas if filters.schema(s)]
    catalog = support.catalog(connection)
    tables = catalog.tables(wanted)
    found = {key: table for key, table in tables.items() if key not in skip and filters.table_name(key)}
    objects = {
        kind: {key: record for key, record in records.items() if filters.object_name(key)}
        for kind, records in catalog.objects(wanted).items()
    }
    return Snapshot(support.name, found, objects)
