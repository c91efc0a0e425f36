"""The database side: one live database as a Snapshot."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import TYPE_CHECKING

from ..dialects.reading import Catalog
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
    catalog: Catalog | None = None,
) -> Snapshot:
    """Return the Snapshot of the given schemas (None is the default one), in a fixed number of statements.

    `skip` are tables that belong to the tool, not to the application; `catalog` is one of the connection, if there is
    one already.
    """
    from .diff import added_kinds  # which knows how directives are made

    support = support or support_for(connection.dialect)
    filters = filters or Filters()
    wanted = [s for s in schemas if filters.schema(s)]
    catalog = catalog or support.catalog(connection)
    tables = catalog.tables(wanted)
    found = {key: table for key, table in tables.items() if key not in skip and filters.table_name(key)}
    read = {**catalog.objects(wanted), **{kind.name: kind.read(connection, wanted) for kind in added_kinds(support)}}
    objects = {
        kind: {key: record for key, record in records.items() if filters.object_name(key)}
        for kind, records in read.items()
    }
    return Snapshot(support.name, found, objects)
