"""A SQLite database in memory for the tests of autogenerate."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from migrate.runtime.migration import MigrationContext


@contextmanager
def database(*statements: str, **opts: Any) -> Iterator[MigrationContext]:
    """Give a context over a new database in which the statements were run; `opts` are those of `configure()`."""
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
        connection.commit()
        yield MigrationContext.configure(connection, opts=opts)
    engine.dispose()


def models(*columns: sa.Column[Any], name: str = "t", **kw: Any) -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table(name, metadata, *columns, **kw)
    return metadata
