"""Trying a script out in a transaction of a live PostgreSQL database, which is rolled back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

PATIENCE = "3s"
"""How long a statement waits for a lock. Who asks for the table meanwhile waits behind it."""

REASONS: Mapping[str, str] = {
    "25001": "a statement cannot run inside a transaction",
    "55P04": "a new value of an enum cannot be used in the transaction that adds it",
    "55P03": f"a table could not be locked within {PATIENCE}",
}
"""SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html) → what it means here."""


def begin(connection: Connection) -> None:
    """Set `lock_timeout` until the savepoint is rolled back, unless the user has set one."""
    connection.exec_driver_sql(
        f"SELECT set_config('lock_timeout', '{PATIENCE}', true) WHERE current_setting('lock_timeout') = '0'"
    )


def settle(connection: Connection) -> None:
    """Check deferred constraints now."""
    connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")


def not_in_transaction(error: Exception) -> str | None:
    """Return the reason for an error of the driver that one of REASONS explains."""
    if not isinstance(error, DBAPIError):
        return None
    state = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "pgcode", None)
    return REASONS.get(str(state))
