"""A copy of SQLite databases with their rows, for trying something out."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from .lexer import quote

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

PREFIX = "migrate_copy_"
"""What the names of the temporary folders begin with."""


@contextmanager
def copied(connection: Connection) -> Iterator[Connection]:
    """Give a connection to a copy of a database, with copies of the attached ones attached under their names.

    The copies are files in a temporary folder, which is gone afterwards. They have what the connection sees, also
    what it has not committed yet. Functions and collations that the application defines are not there.
    """
    from sqlalchemy import URL, create_engine, pool

    with tempfile.TemporaryDirectory(prefix=PREFIX) as folder:
        names = [row[1] for row in connection.exec_driver_sql("PRAGMA database_list") if row[1] != "temp"]
        paths = {name: os.path.join(folder, f"{number}.db") for number, name in enumerate(names)}
        for name, path in paths.items():
            _copy(connection, name, path)
        engine = create_engine(URL.create("sqlite", database=paths.pop("main")), poolclass=pool.NullPool)
        with engine.connect() as copy:
            for name, path in paths.items():
                copy.exec_driver_sql(f"ATTACH DATABASE ? AS {quote(name)}", (path,))
            keys = connection.exec_driver_sql("PRAGMA foreign_keys").scalar()
            copy.exec_driver_sql(f"PRAGMA foreign_keys = {keys}")
            copy.rollback()
            yield copy


def _copy(connection: Connection, name: str, path: str) -> None:
    source: Any = connection.connection.dbapi_connection
    target = sqlite3.connect(path, check_same_thread=False)  # an asynchronous driver works in a thread of its own
    try:
        if hasattr(source, "run_async"):
            source.run_async(lambda driver: driver.backup(target, name=name))
        else:
            source.backup(target, name=name)
    finally:
        target.close()
