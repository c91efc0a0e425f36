"""Which statements of a migration stay, on a database that cannot roll back DDL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

READING = ("SELECT", "SHOW", "SET", "DESCRIBE", "EXPLAIN", "SAVEPOINT", "RELEASE")
"""How statements begin that change nothing."""
OF_ROWS = ("INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "WITH")
"""How statements begin that a rollback undoes; any other one commits what came before it, even where it fails."""


class Statements:
    """The statements that were sent, in order; the last one may have failed."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.last: str | None = None
        """The one that was sent and has not come back."""

    @contextmanager
    def of(self, connection: Connection) -> Iterator[Statements]:
        """Note what a connection sends inside the block."""

        def sent(conn: Any, cursor: Any, statement: str, *others: Any) -> None:
            self.last = None if _begins(statement, READING) else statement

        def ran(conn: Any, cursor: Any, statement: str, *others: Any) -> None:
            if self.last is not None:
                self.done.append(self.last)
            self.last = None

        event.listen(connection, "before_cursor_execute", sent)
        event.listen(connection, "after_cursor_execute", ran)
        try:
            yield self
        finally:
            event.remove(connection, "before_cursor_execute", sent)
            event.remove(connection, "after_cursor_execute", ran)

    def kept(self) -> list[str]:
        """Return those that a rollback does not undo."""
        left = list(self.done)
        if self.last is None or _begins(self.last, OF_ROWS):
            while left and _begins(left[-1], OF_ROWS):
                left.pop()
        return left


def _begins(statement: str, words: tuple[str, ...]) -> bool:
    return statement.lstrip().upper().startswith(words)
