"""`EnvironmentContext`: what `migrate.context` is while env.py runs."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack
from inspect import cleandoc
from typing import TYPE_CHECKING, Any, Literal, overload

from ..errors import CommandError
from ..operations import proxy
from .options import documentation, signature, warn_misspelled

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from sqlalchemy.engine import Connection
    from sqlalchemy.engine.mock import MockConnection
    from sqlalchemy.sql import Executable

    from ..config import Config
    from ..ddl.impl import DefaultImpl
    from ..script import ScriptDirectory
    from .migration import MigrationContext


class EnvironmentContext:
    """Joins a configuration, the scripts, and what a command asks for; env.py adds the database.

    As a context manager it makes itself what `migrate.context` means, in this thread or task. `kw` is what the
    command asks for: `fn(heads, context)` that yields the steps, `as_sql`, `starting_rev`, `destination_rev`, `tag`,
    `dont_mutate` (nothing will be changed), `purge` (empty the version table first); all of it ends up in the
    options of the migration context.
    """

    config: Config
    script: ScriptDirectory

    def __init__(self, config: Config, script: ScriptDirectory, **kw: Any) -> None:
        self.config = config
        self.script = script
        self.context_opts: dict[str, Any] = kw
        self._migration_context: MigrationContext | None = None
        self._entered = ExitStack()

    def __enter__(self) -> Self:
        self._entered.enter_context(proxy.use_environment(self))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._entered.close()

    # -- what the command asks for -------------------------------------------------------------------------

    def is_offline_mode(self) -> bool:
        """Return whether SQL is written instead of run (`--sql`)."""
        return bool(self.context_opts.get("as_sql"))

    def requires_connection(self) -> bool:
        """Return whether env.py has to connect: the opposite of `is_offline_mode()`."""
        return not self.is_offline_mode()

    def is_transactional_ddl(self) -> bool:
        """Return whether DDL takes part in transactions; raises CommandError before `configure()`."""
        return self.get_impl().transactional_ddl

    def get_head_revision(self) -> str | tuple[str, ...] | None:
        """Return the head revision of the scripts, None for none; raises when there are several."""
        return self.script.as_revision_number("head")

    def get_head_revisions(self) -> str | tuple[str, ...] | None:
        """Return all head revisions of the scripts as a tuple."""
        return self.script.as_revision_number("heads")

    def get_starting_revision_argument(self) -> str | tuple[str, ...] | None:
        """Return the revision the run starts from: the database's, or offline the one given as `a:b`.

        Raises CommandError when there is neither.
        """
        if self._migration_context is not None:
            return self.script.as_revision_number(self._migration_context.get_current_heads() or None)
        if "starting_rev" in self.context_opts:
            return self.script.as_revision_number(self.context_opts["starting_rev"])
        raise CommandError(
            "No starting revision argument is available",
            hint="ask after context.configure(), or in a command that takes one",
        )

    def get_revision_argument(self) -> str | tuple[str, ...] | None:
        """Return the revision the command was given, as an id; None for base."""
        return self.script.as_revision_number(self.context_opts["destination_rev"])

    def get_tag_argument(self) -> str | None:
        """Return the text given with `--tag`."""
        tag: str | None = self.context_opts.get("tag")
        return tag

    @overload
    def get_x_argument(self, as_dictionary: Literal[False] = ...) -> list[str]: ...

    @overload
    def get_x_argument(self, as_dictionary: Literal[True]) -> dict[str, str]: ...

    @overload
    def get_x_argument(self, as_dictionary: bool = ...) -> list[str] | dict[str, str]: ...

    def get_x_argument(self, as_dictionary: bool = False) -> list[str] | dict[str, str]:
        """Return the values given with `-x`; as a dictionary, `name=value` split, "" where there is no value."""
        given: list[str] = list(getattr(self.config.cmd_opts, "x", None) or [])
        if not as_dictionary:
            return given
        return {name: value for name, _, value in (text.partition("=") for text in given)}

    # -- what env.py adds ----------------------------------------------------------------------------------

    def configure(
        self,
        connection: Connection | None = None,
        url: Any = None,
        dialect_name: str | None = None,
        dialect_opts: dict[str, Any] | None = None,
        **kw: Any,
    ) -> None:
        """Make the migration context, from a connection or (offline) from a URL or the name of a dialect.

        Further keywords are a plug-in's, and reach it through `MigrationContext.opts`. Options and defaults:

        """
        from .migration import MigrationContext

        warn_misspelled(kw)
        given = {name: value for name, value in kw.items() if value is not None or name not in self.context_opts}
        opts = {**self.context_opts, **given, "script": self.script, "url": url}
        if (known := self.context_opts.get("template_args")) is not None:
            known.update(kw.get("template_args") or {})  # the command has this very dictionary
            opts["template_args"] = known
        if opts.get("output_buffer") is None:
            opts["output_buffer"] = self.config.output_buffer
        self.context_opts = opts
        self._migration_context = MigrationContext.configure(
            connection=connection,
            url=url,
            dialect_name=dialect_name,
            environment_context=self,
            dialect_opts=dialect_opts,
            opts=opts,
        )

    configure.__doc__ = f"{cleandoc(configure.__doc__ or '')}\n\n{documentation()}"
    configure.__signature__ = signature()  # type: ignore[attr-defined]  # functions take it; inspect reads it

    def run_migrations(self, **kw: Any) -> None:
        """Run what the command asks for; `kw` goes to each `upgrade()` or `downgrade()`."""
        self.get_context().run_migrations(**kw)

    def execute(self, sql: Executable | str, execution_options: Mapping[str, Any] | None = None) -> None:
        """Run one statement; offline, write it."""
        self.get_context().execute(sql, execution_options)

    def static_output(self, text: str) -> None:
        """Write text to the offline output."""
        self.get_impl().static_output(text)

    def begin_transaction(self) -> AbstractContextManager[Any]:
        """Return a context manager for the transaction of the whole run; see `MigrationContext`."""
        return self.get_context().begin_transaction()

    def get_context(self) -> MigrationContext:
        """Return the migration context; raises CommandError before `configure()`."""
        if self._migration_context is None:
            raise CommandError("No context has been configured yet", hint="env.py calls context.configure() first")
        return self._migration_context

    def get_bind(self) -> Connection | MockConnection | None:
        """Return the connection; offline, an object that writes what it is asked to execute."""
        return self.get_context().bind

    def get_impl(self) -> DefaultImpl:
        """Return what runs DDL."""
        return self.get_context().impl
