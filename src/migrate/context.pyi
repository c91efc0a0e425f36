"""Derived from runtime/environment.py and runtime/options.py by `make generate`: not edited by hand."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Literal, TextIO, overload

from sqlalchemy import MetaData, URL
from sqlalchemy.engine import Connection
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.sql import Executable

from .config import Config
from .ddl.impl import DefaultImpl
from .operations.script import MigrationScript
from .runtime.migration import MigrationContext
from .script import ScriptDirectory

config: Config

script: ScriptDirectory

def is_offline_mode() -> bool:
    """Return whether SQL is written instead of run (`--sql`)."""

def requires_connection() -> bool:
    """Return whether env.py has to connect: the opposite of `is_offline_mode()`."""

def is_transactional_ddl() -> bool:
    """Return whether DDL takes part in transactions; raises CommandError before `configure()`."""

def get_head_revision() -> str | tuple[str, ...] | None:
    """Return the head revision of the scripts, None for none; raises when there are several."""

def get_head_revisions() -> str | tuple[str, ...] | None:
    """Return all head revisions of the scripts as a tuple."""

def get_starting_revision_argument() -> str | tuple[str, ...] | None:
    """Return the revision the run starts from: the database's, or offline the one given as `a:b`.

    Raises CommandError when there is neither.
    """

def get_revision_argument() -> str | tuple[str, ...] | None:
    """Return the revision the command was given, as an id; None for base."""

def get_tag_argument() -> str | None:
    """Return the text given with `--tag`."""

@overload
def get_x_argument(as_dictionary: Literal[False] = ...) -> list[str]: ...
@overload
def get_x_argument(as_dictionary: Literal[True]) -> dict[str, str]: ...
@overload
def get_x_argument(as_dictionary: bool = ...) -> list[str] | dict[str, str]: ...
def configure(
    connection: Connection | None = None,
    url: str | URL | None = None,
    dialect_name: str | None = None,
    dialect_opts: dict[str, Any] | None = None,
    transactional_ddl: bool | None = None,
    transaction_per_migration: bool = False,
    output_buffer: TextIO | None = None,
    starting_rev: str | None = None,
    tag: str | None = None,
    template_args: dict[str, Any] | None = None,
    render_as_batch: bool = False,
    target_metadata: MetaData | Sequence[MetaData] | None = None,
    include_name: Callable[[str | None, Any, Any], bool] | None = None,
    include_object: Callable[[Any, str | None, Any, bool, Any], bool] | None = None,
    include_schemas: bool = False,
    owned_kinds: Collection[str] = (),
    renames: Collection[str] = (),
    process_revision_directives: Callable[[MigrationContext, Any, list[MigrationScript]], None] | None = None,
    compare_type: bool | Callable[..., bool | None] = True,
    compare_server_default: bool | Callable[..., bool | None] = True,
    render_item: Callable[[str, Any, Any], str | bool] | None = None,
    literal_binds: bool = False,
    upgrade_token: str = "upgrades",
    downgrade_token: str = "downgrades",
    alembic_module_prefix: str = "op.",
    sqlalchemy_module_prefix: str = "sa.",
    user_module_prefix: str | None = None,
    on_version_apply: Callable[..., None] | Collection[Callable[..., None]] | None = None,
    autogenerate_plugins: Sequence[str] | None = None,
    version_table: str = "alembic_version",
    version_table_schema: str | None = None,
    version_table_pk: bool = True,
    output_encoding: str | None = None,
    mssql_batch_separator: str = "GO",
    oracle_batch_separator: str = "/",
    **kw: Any,
) -> None:
    """Make the migration context, from a connection or (offline) from a URL or the name of a dialect.

    Further keywords are a plug-in's, and reach it through `MigrationContext.opts`. Options and defaults:

    connection = None
        The SQLAlchemy Connection to work on.
    url = None
        A database URL, of which offline only the dialect counts.
    dialect_name = None
        The dialect, by name, where there is no connection and no URL.
    dialect_opts = None
        Keywords for the dialect made from `url` or `dialect_name`.
    transactional_ddl = None
        Whether DDL is transactional; None asks the dialect.
    transaction_per_migration = False
        One transaction per migration instead of one for the run.
    output_buffer = None
        Where offline SQL is written; standard output when None.
    starting_rev = None
        The revision offline SQL starts from.
    tag = None
        A text of the user's (`--tag`), for env.py.
    template_args = None
        More names for script.py.mako.
    render_as_batch = False
        Write changes of a table as `with op.batch_alter_table()`.
    target_metadata = None
        The MetaData of the models, or a sequence of them.
    include_name = None
        `f(name, type_, parent_names)`: whether a name in the database counts.
    include_object = None
        `f(object, name, type_, reflected, compare_to)`: whether an object counts.
    include_schemas = False
        Compare all schemas instead of the default one.
    owned_kinds = ()
        Kinds of objects beside tables whose undeclared members are proposed for removal.
    renames = ()
        What has another name in the models: `table.old:table.new`, `old_table:new_table`.
    process_revision_directives = None
        `f(context, revision, directives)`, or a Rewriter.
    compare_type = True
        Compare column types: True, False, or a function that decides.
    compare_server_default = True
        Compare server defaults: True, False, or a function that decides.
    render_item = None
        `f(type_, object, autogen_context)`: the Python text of an item, or False.
    literal_binds = False
        Accepted for old files: offline SQL always has its values written in.
    upgrade_token = 'upgrades'
        The name of the upgrade text in script.py.mako.
    downgrade_token = 'downgrades'
        The name of the downgrade text in script.py.mako.
    alembic_module_prefix = 'op.'
        What precedes a directive in a script.
    sqlalchemy_module_prefix = 'sa.'
        What precedes a SQLAlchemy name in a script.
    user_module_prefix = None
        What precedes a user's type in a script; None is its module.
    on_version_apply = None
        `f(ctx, step, heads, run_args)`, or several: called after each step.
    autogenerate_plugins = None
        Names of comparison plug-ins; `*` matches, `~` excludes.
    version_table = 'alembic_version'
        The table that keeps the current revisions.
    version_table_schema = None
        Its schema.
    version_table_pk = True
        Whether its column is a primary key.
    output_encoding = None
        The encoding of offline SQL, where `output_buffer` takes bytes.
    mssql_batch_separator = 'GO'
        What follows each statement of offline SQL for SQL Server.
    oracle_batch_separator = '/'
        What follows each statement of offline SQL for Oracle.
    """

def run_migrations(**kw: Any) -> None:
    """Run what the command asks for; `kw` goes to each `upgrade()` or `downgrade()`."""

def execute(sql: Executable | str, execution_options: Mapping[str, Any] | None = None) -> None:
    """Run one statement; offline, write it."""

def static_output(text: str) -> None:
    """Write text to the offline output."""

def begin_transaction() -> AbstractContextManager[Any]:
    """Return a context manager for the transaction of the whole run; see `MigrationContext`."""

def get_context() -> MigrationContext:
    """Return the migration context; raises CommandError before `configure()`."""

def get_bind() -> Connection | MockConnection | None:
    """Return the connection; offline, an object that writes what it is asked to execute."""

def get_impl() -> DefaultImpl:
    """Return what runs DDL."""
