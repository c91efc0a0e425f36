"""When a run begins, commits and rolls back.

Three ways: one transaction for the whole run; one per migration (`transaction_per_migration`, and always where the
database cannot roll back DDL, so that what is applied is recorded step by step); or none of ours, because the caller's
connection was in a transaction already: then committing is the caller's business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..errors import AutocommitNeeded
from .sessions import session_for

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from ..ddl.impl import DefaultImpl


class Transactions:
    """The transactions of one `MigrationContext`."""

    def __init__(self, connection: Connection | None, impl: DefaultImpl, *, per_migration: bool, writing: bool) -> None:
        self.impl = impl
        self.per_migration = per_migration
        self.writing = writing
        self.external = connection is not None and connection.in_transaction()
        """Whether the caller had begun a transaction before we were given the connection."""
        self.open = False
        """Whether a transaction of ours is open."""
        self.committed: Callable[[], None] = lambda: None
        """Called after each COMMIT."""
        self._connection = connection
        self.session = None if connection is None else session_for(connection)

    @contextmanager
    def begin(self, *, per_migration: bool) -> Iterator[Any]:
        """Run the block in a transaction if this is the place for one.

        `per_migration` is False around the run and True around each migration.
        """
        due = per_migration
        if self.impl.transactional_ddl:
            due = per_migration == self.per_migration
        if self.external or self.open or not due:
            yield None
        elif self.impl.as_sql:
            with self._written():
                yield None
        else:
            with self._online() as transaction:
                yield transaction

    @contextmanager
    def at_least(self) -> Iterator[None]:
        """Run the block in the transaction that is open, or in one of its own."""
        if self.external and self.session is not None:
            self.session.begin(writing=self.writing)
        if self.external or self.open or self._connection is None:
            yield
        else:
            with self._online():
                yield

    def settle(self) -> None:
        """End the transaction that reading began by itself, so that nobody takes it for the caller's."""
        if self._connection is None or self.external or self.open:
            return
        if self._connection.in_transaction():
            self._connection.rollback()

    @contextmanager
    def autocommit_block(self) -> Iterator[None]:
        """Commit, run the block without a transaction, and begin again.

        Raises AutocommitNeeded when the transaction belongs to the caller.
        """
        if self.external:
            raise AutocommitNeeded(
                "autocommit_block() has to commit, but the connection was in a transaction of the caller's",
                hint="give the environment a connection that is not in a transaction",
            )
        if self.impl.as_sql:
            with self._written_outside():
                yield
        elif self._connection is not None:
            with self._outside(self._connection):
                yield
        else:
            yield

    # -- online --------------------------------------------------------------------------------------------

    @contextmanager
    def _online(self) -> Iterator[Any]:
        try:
            yield self._start()
            self._commit()
        except BaseException:
            self._roll_back()
            raise

    def _start(self) -> Any:
        assert self._connection is not None
        assert self.session is not None
        # What ran since the connection was handed over has begun a transaction by itself; it becomes ours.
        transaction = self._connection.get_transaction() or self._connection.begin()
        self.session.begin(writing=self.writing, committed=lambda: self.committed())
        self.open = True
        return transaction

    def _commit(self) -> None:
        assert self._connection is not None
        if transaction := self._connection.get_transaction():  # a script may have ended the one we began
            try:
                transaction.commit()
            except BaseException as error:
                error.add_note("COMMIT failed: everything that ran in this transaction is rolled back.")
                raise
        self.open = False
        self.committed()

    def _roll_back(self) -> None:
        assert self._connection is not None
        self.open = False
        if transaction := self._connection.get_transaction():
            transaction.rollback()

    @contextmanager
    def _outside(self, connection: Connection) -> Iterator[None]:
        was_open = self.open
        if was_open or connection.in_transaction():
            self._commit()
        level = connection.get_isolation_level()
        connection.execution_options(isolation_level="AUTOCOMMIT")
        try:
            yield
        finally:
            if transaction := connection.get_transaction():  # SQLAlchemy's own; the database knows of none
                transaction.close()
            connection.execution_options(isolation_level=level)
            if was_open:
                self._start()

    # -- offline -------------------------------------------------------------------------------------------

    @contextmanager
    def _written(self) -> Iterator[None]:
        if not self.impl.transactional_ddl:
            yield
            return
        self.impl.emit_begin()
        self.open = True
        yield
        self.open = False
        self.impl.emit_commit()

    @contextmanager
    def _written_outside(self) -> Iterator[None]:
        was_open = self.open
        if was_open:
            self.impl.emit_commit()
        yield
        if was_open:
            self.impl.emit_begin()
