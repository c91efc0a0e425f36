"""The history as a schema: every revision up to one, run in a scratch database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..errors import CommandError
from ..runtime.environment import EnvironmentContext
from ..runtime.options import DEFAULTS
from ..runtime.scratch import scratch_database

if TYPE_CHECKING:
    from sqlalchemy.engine import URL, Connection

    from ..dialects.support import DialectSupport
    from ..runtime.migration import MigrationContext

OF_THE_COMMAND = ("connection", "url", "dialect_name", "dialect_opts", "starting_rev", "output_buffer", "template_args")
"""Options that say what is run and where, and not how migrations are run."""

FOREIGN = re.compile(
    r"""\s*(?:
        (?:CREATE|ALTER|DROP|RENAME|TRUNCATE)\s+(?:OR\s+REPLACE\s+)?(?:TEMPORARY\s+)?
            (?:TABLE|VIEW|TRIGGER|PROCEDURE|FUNCTION|EVENT|SEQUENCE)\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?
        | (?:CREATE|DROP)\s+(?:UNIQUE\s+|FULLTEXT\s+|SPATIAL\s+)?INDEX\s+\S+\s+ON\s+
        | (?:INSERT|REPLACE)\s+(?:IGNORE\s+)?INTO\s+ | UPDATE\s+ | DELETE\s+FROM\s+
    )(?P<part>`[^`]+`|\w+)\s*\.
    | \s*(?:USE|(?:CREATE|ALTER|DROP)\s+(?:DATABASE|SCHEMA)(?:\s+IF\s+(?:NOT\s+)?EXISTS)?)\s+(?P<whole>`[^`]+`|\w+)
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A statement that changes another database, or what is in one, by its name."""


@contextmanager
def replayed(
    context: MigrationContext, support: DialectSupport, revision: str, server: str | URL | None
) -> Iterator[Connection]:
    """Give a connection to a scratch database in which the history ran up to `revision` ("heads" for all of it).

    `context` says how migrations are run here: its options are those of the project's environment. What a migration
    raises comes out with a note that says where it ran.
    """
    with scratch_database(support, server) as connection, only_here(connection, support):
        try:
            run_history(context, connection, revision)
        except Exception as error:
            error.add_note("This was the history being replayed in a scratch database, which is gone again.")
            raise
        yield connection


def run_history(context: MigrationContext, connection: Connection, revision: str) -> None:
    """Upgrade the database of a connection to a revision, the way the project's environment does it."""
    scripts, config = context.script, context.config
    assert scripts is not None
    assert config is not None

    def steps(rev: Any, _: MigrationContext) -> Iterable[Any]:
        return scripts.upgrade_steps(revision, rev)

    with EnvironmentContext(config, scripts, fn=steps, destination_rev=revision) as environment:
        environment.configure(connection=connection, **ways_of_running(context))
        with environment.begin_transaction():
            environment.run_migrations(**context.run_args)


def ways_of_running(context: MigrationContext) -> dict[str, Any]:
    """Return the options of a context that say how migrations are run, for another database than its own."""
    return {name: context.opts[name] for name in DEFAULTS if name not in OF_THE_COMMAND}


@contextmanager
def only_here(connection: Connection, support: DialectSupport) -> Iterator[None]:
    """Refuse, while it lasts, statements that would change another database than the connection's scratch one.

    Where a schema is a database of the same server, a migration that names one would run there for real. Raises
    CommandError from such a statement.
    """
    if not support.features.schema_is_database:
        yield
        return
    from sqlalchemy import event

    own = str(connection.engine.url.database)

    def look(conn: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        found = FOREIGN.match(statement)
        name = (found["part"] or found["whole"]).strip("`") if found else own
        if name != own:
            raise CommandError(
                f"a statement for the scratch database was to change another one, {name}: "
                + " ".join(statement.split())[:80],
                hint="here a schema is a database of its own, so this cannot be tried out on the same server",
            )

    event.listen(connection, "before_cursor_execute", look)
    try:
        yield
    finally:
        event.remove(connection, "before_cursor_execute", look)
