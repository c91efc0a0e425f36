"""What a database needs around the transactions of a run: a real BEGIN, and a lock against a second process."""

from __future__ import annotations

import logging
import time
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ..errors import DatabaseError
from .pragmas import ForeignKeyPragmas

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

log = logging.getLogger("migrate.runtime.migration")

POLL = 0.1
"""Seconds between two tries to get the lock."""


class Session:
    """A database whose driver begins transactions by itself, and that has no lock to take."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def begin(self, *, writing: bool, committed: Callable[[], None] | None = None) -> None:
        """Make the transaction that SQLAlchemy has begun a real one; `writing` when the run changes the database.

        `committed` is called when a statement of a script had to end it; None where it is not ours to end.
        """

    def try_lock(self, name: str) -> bool:
        """Take the lock `name` of this database unless somebody has it; return whether it is ours now."""
        return True

    def unlock(self, name: str) -> None:
        """Give the lock back, where the end of the transaction does not."""

    def lock(self, name: str) -> None:
        """Wait for the lock `name`.

        By asking again and again: a statement that waits holds a snapshot on PostgreSQL, and CREATE INDEX
        CONCURRENTLY in the process we wait for would wait for us.
        """
        if self.try_lock(name):
            return
        log.info("Waiting for another process that is migrating this database.")
        while not self.try_lock(name):
            time.sleep(POLL)


class PostgresqlSession(Session):
    """PostgreSQL: an advisory lock that the end of the transaction releases, so that poolers do no harm."""

    def try_lock(self, name: str) -> bool:
        """Take the transaction's advisory lock."""
        key = zlib.crc32(f"migrate:{name}".encode())
        return bool(self.connection.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(key))))


class MysqlSession(Session):
    """MySQL and MariaDB: a named lock of the connection, because DDL ends any transaction."""

    def try_lock(self, name: str) -> bool:
        """Take the named lock; where there is no current database there is nothing to guard."""
        taken: int | None = self.connection.exec_driver_sql(f"SELECT get_lock({lock_name(name)}, 0)").scalar()
        return taken != 0

    def unlock(self, name: str) -> None:
        """Release the named lock."""
        quietly(self.connection, f"SELECT release_lock({lock_name(name)})")


class SqliteSession(Session):
    """SQLite: the driver sends no BEGIN before DDL, so DDL would not be part of any transaction; this sends it."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.pragmas: ForeignKeyPragmas | None = None

    def begin(self, *, writing: bool, committed: Callable[[], None] | None = None) -> None:
        """Send BEGIN, unless the application does so itself or asked for autocommit.

        Raises DatabaseError when another connection is writing and does not finish in time.
        """
        driver: Any = self.connection.connection.driver_connection
        if driver.in_transaction or driver.isolation_level is None or getattr(driver, "autocommit", -1) is True:
            return
        # A second writer waits here, and then sees what the first one did, instead of failing at its first change.
        begin = "BEGIN IMMEDIATE" if writing else "BEGIN"
        try:
            self.connection.exec_driver_sql(begin)
        except sa.exc.OperationalError as error:
            raise DatabaseError(
                f"cannot begin a transaction on {self.connection.engine.url.database}: {error.orig}",
                hint="another process writes to the file, or it is read-only",
            ) from error
        if committed is not None:
            self.pragmas = self.pragmas or ForeignKeyPragmas(self.connection)
            self.pragmas.begun(self.connection, begin, committed)


def lock_name(name: str) -> str:
    """Return the SQL of a lock's name: locks belong to the server, so the database is part of it."""
    return f"concat('migrate.', md5(concat(database(), '{zlib.crc32(name.encode()):x}')))"


def quietly(connection: Connection, statement: str) -> None:
    """Run a statement through the driver: SQLAlchemy would begin a transaction for it."""
    cursor = connection.connection.cursor()
    cursor.execute(statement)
    cursor.close()


SESSIONS: dict[str, type[Session]] = {
    "sqlite": SqliteSession,
    "postgresql": PostgresqlSession,
    "mysql": MysqlSession,
    "mariadb": MysqlSession,
}
"""Dialect name → its session; any other dialect has the plain one."""


def session_for(connection: Connection) -> Session:
    """Return the session of a connection's dialect."""
    return SESSIONS.get(connection.dialect.name, Session)(connection)
