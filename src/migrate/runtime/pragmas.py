"""`PRAGMA foreign_keys` in a migration on SQLite, where it does nothing inside a transaction.

Scripts turn enforcement off around what they rebuild and on again afterwards. The driver begins no transaction before
DDL, so without ours that takes effect; inside ours it would be ignored in silence, and dropping a referenced table
would then delete or refuse rows. So such a statement ends our transaction when it changes anything, and a new one
begins right after it. What ran before it stays, whatever fails later.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

FOREIGN_KEYS = re.compile(r"\s*PRAGMA\s+(?:main\s*\.\s*)?foreign_keys\s*[=(]\s*['\"]?(\w+)", re.IGNORECASE)
ON = ("on", "yes", "true", "1")


class ForeignKeyPragmas:
    """Lets `PRAGMA foreign_keys = …` through on one connection, while a transaction of ours is open there."""

    def __init__(self, connection: Connection) -> None:
        self._transaction: Any = None
        self._begin = ""
        self._committed: Callable[[], None] = lambda: None
        self._again = False
        sa.event.listen(connection, "before_cursor_execute", self._before)
        sa.event.listen(connection, "after_cursor_execute", self._after)

    def begun(self, connection: Connection, begin: str, committed: Callable[[], None]) -> None:
        """Note that the statement `begin` began a transaction; `committed` is called when it is ended here."""
        self._transaction, self._begin, self._committed = connection.get_transaction(), begin, committed

    def _before(self, connection: Connection, cursor: Any, statement: str, *_: Any) -> None:
        found = FOREIGN_KEYS.match(statement)
        if found is None or connection.in_nested_transaction() or not self._is_open(connection):
            return
        cursor.execute("PRAGMA foreign_keys")
        if bool(cursor.fetchone()[0]) != (found[1].lower() in ON):
            cursor.execute("COMMIT")
            self._again = True
            self._committed()

    def _after(self, connection: Connection, *_: Any) -> None:
        if self._again:
            self._again = False
            cursor = connection.connection.cursor()
            cursor.execute(self._begin)
            cursor.close()

    def _is_open(self, connection: Connection) -> bool:
        driver: Any = connection.connection.driver_connection
        return connection.get_transaction() is self._transaction is not None and bool(driver.in_transaction)
