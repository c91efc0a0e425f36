"""Where a script can be tried out: something that has the schema of a side, and that is gone or undone afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, exc

from ..comparators.comparison import Comparison
from ..comparators.diff import diff
from ..comparators.filters import Filters
from ..comparators.materialize import RecordSide
from ..comparators.snapshot import Snapshot
from ..errors import AutocommitNeeded, CommandError
from ..operations.facade import Operations
from ..operations.script import UpgradeOps
from ..plan import arrange
from ..runtime.migration import MigrationContext
from ..runtime.scratch import scratch_database
from .compare import Given, database_side
from .replay import only_here
from .sources import Opened

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

ENDING = re.compile(
    r"(?:^|;)\s*(?:COMMIT|END|ABORT|ROLLBACK(?!\s+(?:WORK\s+|TRANSACTION\s+)?TO)|BEGIN|START\s+TRANSACTION|"
    r"PREPARE\s+TRANSACTION)\b",
    re.IGNORECASE,
)
"""A statement that would end the transaction it is in, or begin another one."""


@dataclass(frozen=True)
class Copy:
    """Something to try a script on."""

    connection: Connection
    where: str
    """What it is, in words."""
    with_rows: bool = True
    in_transaction: bool = False
    """Whether everything happens in one transaction, which is not ours to end."""

    def read(self, found: Opened) -> Given:
        """Return what is compared of it; no transaction stays open that reading began."""
        given = database_side(found.context, self.connection, found.old_schemas, {})
        if not self.in_transaction:
            self.connection.rollback()
        return given


@contextmanager
def replayed_copy(found: Opened) -> Iterator[Copy]:
    """Give the scratch database in which the history ran: it is as good as a copy of itself."""
    assert found.old_connection is not None
    found.old_connection.rollback()  # what reading began
    yield Copy(found.old_connection, "the scratch database of the history")


@contextmanager
def file_copy(found: Opened) -> Iterator[Copy]:
    """Give a copy of a database that is a file."""
    assert found.old_connection is not None
    with found.context.support.copied(found.old_connection) as connection:
        yield Copy(connection, "a copy of the database")


@contextmanager
def rolled_back(found: Opened) -> Iterator[Copy]:
    """Give the database itself, in a transaction that is undone; the caller's transaction around it goes on.

    Raises AutocommitNeeded where a statement would end the transaction, before it does.
    """
    connection = found.old_connection
    assert connection is not None
    idle = not connection.in_transaction()
    try:
        savepoint = connection.begin_nested()
    except exc.DBAPIError:
        connection.rollback()
        raise AutocommitNeeded("the connection is in autocommit mode") from None

    def refuse(*_: Any) -> None:
        raise AutocommitNeeded("the script commits")

    def look(conn: Any, cursor: Any, statement: str, *_: Any) -> None:
        if ENDING.search(statement):
            refuse()

    listeners = (("before_cursor_execute", look), ("commit", refuse), ("rollback", refuse))
    for name, listener in listeners:
        event.listen(connection, name, listener)
    try:
        found.context.support.begin_trial(connection)
        yield Copy(connection, "the database, in a transaction that is rolled back", in_transaction=True)
    finally:
        for name, listener in listeners:
            event.remove(connection, name, listener)
        if savepoint.is_active:
            savepoint.rollback()
        else:  # it was tried to end; what SQLAlchemy takes for ended is open on the server
            connection.connection.rollback()
        if idle and connection.in_transaction():
            connection.rollback()


@contextmanager
def scratch_copy(found: Opened, server: Any) -> Iterator[Copy]:
    """Give a scratch database with the schema of the old side; raises CommandError where it cannot be made so."""
    support = found.context.support
    with scratch_database(support, server) as connection, only_here(connection, support):
        copy = Copy(connection, "a scratch database with its schema", with_rows=False)
        _fill(found, copy)
        yield copy


def _fill(found: Opened, copy: Copy) -> None:
    support = found.context.support
    nothing = Snapshot(found.old.snapshot.dialect, {}, {})
    empty = Given(nothing, RecordSide({}, support, {}), spelled=True)
    try:
        _run(copy.connection, _whole_difference(found, empty, found.old))
        if found.old.spelled:
            made = copy.read(found)
            rest = _whole_difference(found, made, found.old)
            if not rest.is_empty():
                raise CommandError(f"it differs from the original in {len(rest.ops)} directives")
    except CommandError as error:
        reason = error.message
    except exc.DBAPIError as error:
        reason = str(error.orig).strip()
    else:
        return
    raise CommandError(
        f"the schema cannot be made again in a scratch database, so nothing can be tried there: {reason}",
        hint="leave --verify out, and try the script on a copy of the database",
    )


def _whole_difference(found: Opened, old: Given, new: Given) -> UpgradeOps:
    """Return what turns one side into another, whatever the project's filters leave out."""
    support = found.context.support
    comparison = Comparison(
        old.snapshot,
        new.snapshot,
        old.side,
        new.side,
        support,
        Filters(),
        None,
        new.origins,
        frozenset(support.object_kinds),
    )
    return arrange(diff(comparison), support).upgrade_ops


def _run(connection: Connection, ops: UpgradeOps) -> None:
    context = MigrationContext.configure(connection)
    with context.begin_transaction(), Operations.context(context) as operations:
        for op in ops.ops:
            operations.invoke(op)
    if connection.in_transaction():
        connection.commit()
