"""`MigrationContext`: one database (or one file of SQL), its current revisions, and the running of steps."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy.engine import Connection, make_url

from ..ddl.impl import DefaultImpl
from ..ddl.offline import offline_dialect
from ..errors import CommandError
from ..operations import proxy
from ..script.identifiers import as_tuple
from .options import DEFAULTS
from .progress import Progress, label
from .steps import MigrationInfo, MigrationStep, RevisionStep, StampStep
from .transactions import Transactions
from .version_table import HeadMaintainer, VersionTable

if TYPE_CHECKING:
    from sqlalchemy.engine import CursorResult, Dialect
    from sqlalchemy.engine.mock import MockConnection
    from sqlalchemy.sql import Executable

    from ..config import Config
    from ..script import ScriptDirectory
    from .environment import EnvironmentContext

__all__ = ["HeadMaintainer", "MigrationContext", "MigrationInfo", "MigrationStep", "RevisionStep", "StampStep"]

log = logging.getLogger(__name__)


class MigrationContext:
    """What operations, autogenerate and the commands work on. Made by `configure()`."""

    opts: dict[str, Any]
    """Every option, with its default where it was not given, and what the command passed on."""

    def __init__(
        self,
        dialect: Dialect,
        connection: Connection | None,
        opts: Mapping[str, Any],
        environment_context: EnvironmentContext | None = None,
    ) -> None:
        self.opts = {**DEFAULTS, **opts}
        self.environment_context = environment_context
        self.run_args: dict[str, Any] = {}
        """What env.py gave to `run_migrations()`, for each `upgrade()`."""
        self.as_sql: bool = bool(self.opts.get("as_sql"))
        self.dialect = offline_dialect(dialect) if self.as_sql else dialect
        self.script: ScriptDirectory | None = self.opts.get("script")
        self.impl = DefaultImpl.get_by_dialect(dialect)(
            self.dialect,
            None if self.as_sql else connection,
            self.as_sql,
            self.opts["transactional_ddl"],
            self._output() if self.as_sql else self.opts["output_buffer"],
            self.opts,
        )
        self.version_table_rows = VersionTable(self)
        self.transactions = Transactions(
            None if self.as_sql else connection,
            self.impl,
            per_migration=bool(self.opts["transaction_per_migration"]),
            writing=not self.opts.get("dont_mutate"),
        )
        log.info("Context impl %s.", type(self.impl).__name__)
        if self.as_sql:
            log.info("Generating static SQL")
        kind = "transactional" if self.impl.transactional_ddl else "non-transactional"
        log.info("Will assume %s DDL.", kind)

    @classmethod
    def configure(
        cls,
        connection: Connection | None = None,
        url: Any = None,
        dialect_name: str | None = None,
        dialect: Dialect | None = None,
        environment_context: EnvironmentContext | None = None,
        dialect_opts: dict[str, Any] | None = None,
        opts: Any = None,
    ) -> MigrationContext:
        """Return the context for a connection, or for the dialect of a URL, of that name, or given.

        `opts` are the options of `EnvironmentContext.configure()`. Raises CommandError when nothing is given, or
        something other than a Connection.
        """
        opts = dict(opts or {})
        if connection is not None:
            if not isinstance(connection, Connection):
                raise CommandError(
                    f"'connection' should be a sqlalchemy.engine.Connection, got {type(connection).__name__}",
                    hint="pass the result of engine.connect(); in async code, use connection.run_sync()",
                )
            dialect = connection.dialect
        elif url is not None or dialect_name is not None:
            dialect = make_url(url or f"{dialect_name}://").get_dialect()(**(dialect_opts or {}))
        elif dialect is None:
            raise CommandError(
                "a migration context needs a connection, a url, or the name of a dialect",
                hint="in env.py: context.configure(connection=connection, target_metadata=...)",
            )
        return cls(dialect, connection, opts, environment_context)

    @property
    def bind(self) -> Connection | MockConnection | None:
        """The connection; offline, an object that writes what it is asked to execute."""
        return self.impl.bind

    @property
    def connection(self) -> Connection | MockConnection | None:
        """The same as `bind`."""
        return self.impl.bind

    @property
    def version_table(self) -> str:
        """The name of the version table."""
        return str(self.opts["version_table"])

    @property
    def version_table_schema(self) -> str | None:
        """The schema of the version table, None for the default one."""
        schema: str | None = self.opts["version_table_schema"]
        return schema

    @property
    def config(self) -> Config | None:
        """The `Config` of the environment, where there is one."""
        return self.environment_context.config if self.environment_context is not None else None

    def execute(
        self, sql: Executable | str, execution_options: Mapping[str, Any] | None = None
    ) -> CursorResult[Any] | None:
        """Run one statement and return its result; offline, write it."""
        return self.impl._exec(sql, execution_options)

    # -- transactions --------------------------------------------------------------------------------------

    def begin_transaction(self, _per_migration: bool = False) -> AbstractContextManager[Any]:
        """Return a context manager for the transaction of the whole run, as far as there is to be one.

        It does nothing with `transaction_per_migration`, where DDL is not transactional, and when the connection
        was in a transaction before: that one is the caller's, and left to the caller. Offline it writes BEGIN and
        COMMIT.
        """
        return self.transactions.begin(per_migration=_per_migration)

    def autocommit_block(self) -> AbstractContextManager[None]:
        """Return a context manager whose block runs outside any transaction (CREATE INDEX CONCURRENTLY, VACUUM).

        What ran before in the same transaction is committed. Raises CommandError when the transaction belongs to
        the caller.
        """
        return self.transactions.autocommit_block()

    # -- current revisions ---------------------------------------------------------------------------------

    def get_current_revision(self) -> str | None:
        """Return the current revision, None for none; raises CommandError when there are several."""
        heads = self.get_current_heads()
        if len(heads) > 1:
            table = self.version_table_rows.table.fullname
            raise CommandError(
                f"Version table {table!r} has more than one head present: {', '.join(heads)}",
                hint="use get_current_heads()",
            )
        return heads[0] if heads else None

    def get_current_heads(self) -> tuple[str, ...]:
        """Return the current revisions, sorted, reading the database; offline, what the run starts from."""
        start = self.opts["starting_rev"]
        if not self.as_sql:
            if start is not None:
                raise CommandError(f"a starting revision ({start!r}) makes sense for offline SQL only")
            return self.version_table_rows.heads()
        given = [id_ for id_ in as_tuple(start) if id_ != "base"]
        if self.script is None:
            return tuple(given)
        return tuple(revision.revision for revision in self.script.get_revisions(given))

    def ensure_version_table(self) -> None:
        """Create the version table unless it is there."""
        with self.transactions.at_least():
            self.version_table_rows.ensure()

    def stamp(self, script_directory: ScriptDirectory, revision: str) -> None:
        """Write `revision` into the version table without running anything."""
        self._run(lambda heads, context: script_directory._stamp_revs(revision, heads), {})

    # -- running -------------------------------------------------------------------------------------------

    def run_migrations(self, **kw: Any) -> None:
        """Run the steps that the option `fn(heads, context)` yields; `kw` goes to each `upgrade()`.

        A script's exception leaves here as it is, with a note that says what is applied now.
        """
        self.run_args = kw
        self._run(self.opts["fn"], kw)

    def _run(self, fn: Callable[..., Iterable[MigrationStep]], kw: dict[str, Any]) -> None:
        """Lock, read the heads, ask `fn` for the steps, and apply one after the other."""
        with self.begin_transaction():
            self.impl.start_migrations()
            writing = not self.as_sql and self.transactions.writing
            try:
                heads = self._start_writing() if writing else self.get_current_heads()
                maintainer = HeadMaintainer(self, heads)
                progress = Progress(maintainer.heads)
                self.transactions.committed = progress.committed
                for step in fn(heads, self):
                    self._apply(step, maintainer, progress, kw)
            finally:
                if writing:
                    self._unlock()
                self.transactions.settle()

    def _start_writing(self) -> tuple[str, ...]:
        """Return the heads, of a database that no other process is migrating and that has a version table."""
        with self.transactions.at_least():
            if self.transactions.session is not None:
                self.transactions.session.lock(self.version_table_rows.table.fullname)
            heads = self.get_current_heads()
            if not heads:
                self.version_table_rows.ensure()
            elif self.opts.get("purge"):
                self.version_table_rows.clear()
                heads = ()
        return heads

    def _unlock(self) -> None:
        connection = self.impl.connection
        if self.transactions.session is not None and not getattr(connection, "invalidated", False):
            self.transactions.session.unlock(self.version_table_rows.table.fullname)

    def _apply(self, step: MigrationStep, maintainer: HeadMaintainer, progress: Progress, kw: dict[str, Any]) -> None:
        """Run one step, in its transaction, and move the rows of the version table."""
        from ..operations.facade import Operations

        progress.started(step)
        try:
            with self.transactions.begin(per_migration=True):
                if self.as_sql and not maintainer.heads:
                    self.version_table_rows.create()
                log.info("Running %s", step)
                if self.as_sql:
                    self.impl.static_output(f"-- Running {step.short_log}")
                with proxy.use(Operations(self)), self._watched(step, progress):
                    step.migration_fn(**kw)
                maintainer.update_to_step(step)
                for callback in self._callbacks():
                    callback(ctx=self, step=step.info, heads=set(maintainer.heads), run_args=kw)
                progress.finished(step)
        except BaseException as error:
            progress.failed(step)
            if not self.as_sql:
                error.add_note(progress.failure_note(self.transactions))
            raise

    @contextmanager
    def _watched(self, step: MigrationStep, progress: Progress) -> Iterator[None]:
        """Where DDL cannot be rolled back, ask first whether the rows allow a step, and note what it sends."""
        connection = self.connection
        if self.as_sql or not isinstance(connection, Connection) or type(self.impl).transactional_ddl:
            yield
            return
        from .rehearsal import refuse_rows_in_the_way
        from .statements import Statements

        progress.statements = Statements()
        with progress.statements.of(connection):
            refuse_rows_in_the_way(self, connection, step.migration_fn, label(step))
            yield

    def _callbacks(self) -> tuple[Callable[..., Any], ...]:
        given = self.opts["on_version_apply"]
        return () if given is None else (given,) if callable(given) else tuple(given)

    def _output(self) -> Any:
        """Return where offline SQL goes, in the encoding asked for."""
        buffer = self.opts["output_buffer"] or sys.stdout
        encoding = self.opts["output_encoding"]
        if encoding is None or not hasattr(buffer, "reconfigure"):
            return buffer
        buffer.reconfigure(encoding=encoding)
        return buffer
