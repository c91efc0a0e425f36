"""Every option of `context.configure()`, declared once: name, default, what it does."""

from __future__ import annotations

import difflib
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the annotations of the options
    from collections.abc import Callable, Collection, Sequence
    from typing import TextIO

    from sqlalchemy import URL, MetaData
    from sqlalchemy.engine import Connection

    from ..operations.script import MigrationScript
    from .migration import MigrationContext

log = logging.getLogger("migrate.runtime.environment")


@dataclass(frozen=True)
class Option:
    """One keyword of `configure()`."""

    name: str
    type: str
    """Its annotation."""
    default: Any
    doc: str


OPTIONS = (
    Option("connection", "Connection | None", None, "The SQLAlchemy Connection to work on."),
    Option("url", "str | URL | None", None, "A database URL, of which offline only the dialect counts."),
    Option("dialect_name", "str | None", None, "The dialect, by name, where there is no connection and no URL."),
    Option(
        "dialect_opts",
        "dict[str, Any] | None",
        None,
        "Keywords for the dialect made from `url` or `dialect_name`.",
    ),
    Option("transactional_ddl", "bool | None", None, "Whether DDL is transactional; None asks the dialect."),
    Option("transaction_per_migration", "bool", False, "One transaction per migration instead of one for the run."),
    Option("output_buffer", "TextIO | None", None, "Where offline SQL is written; standard output when None."),
    Option("starting_rev", "str | None", None, "The revision offline SQL starts from."),
    Option("tag", "str | None", None, "A text of the user's (`--tag`), for env.py."),
    Option("template_args", "dict[str, Any] | None", None, "More names for script.py.mako."),
    Option("render_as_batch", "bool", False, "Write changes of a table as `with op.batch_alter_table()`."),
    Option(
        "target_metadata",
        "MetaData | Sequence[MetaData] | None",
        None,
        "The MetaData of the models, or a sequence of them.",
    ),
    Option(
        "include_name",
        "Callable[[str | None, Any, Any], bool] | None",
        None,
        "`f(name, type_, parent_names)`: whether a name in the database counts.",
    ),
    Option(
        "include_object",
        "Callable[[Any, str | None, Any, bool, Any], bool] | None",
        None,
        "`f(object, name, type_, reflected, compare_to)`: whether an object counts.",
    ),
    Option("include_schemas", "bool", False, "Compare all schemas instead of the default one."),
    Option(
        "owned_kinds",
        "Collection[str]",
        (),
        "Kinds of objects beside tables whose undeclared members are proposed for removal.",
    ),
    Option(
        "renames",
        "Collection[str]",
        (),
        "What has another name in the models: `table.old:table.new`, `old_table:new_table`.",
    ),
    Option(
        "process_revision_directives",
        "Callable[[MigrationContext, Any, list[MigrationScript]], None] | None",
        None,
        "`f(context, revision, directives)`, or a Rewriter.",
    ),
    Option(
        "compare_type",
        "bool | Callable[..., bool | None]",
        True,
        "Compare column types: True, False, or a function that decides.",
    ),
    Option(
        "compare_server_default",
        "bool | Callable[..., bool | None]",
        True,
        "Compare server defaults: True, False, or a function that decides.",
    ),
    Option(
        "render_item",
        "Callable[[str, Any, Any], str | bool] | None",
        None,
        "`f(type_, object, autogen_context)`: the Python text of an item, or False.",
    ),
    Option("literal_binds", "bool", False, "Accepted for old files: offline SQL always has its values written in."),
    Option("upgrade_token", "str", "upgrades", "The name of the upgrade text in script.py.mako."),
    Option("downgrade_token", "str", "downgrades", "The name of the downgrade text in script.py.mako."),
    Option("alembic_module_prefix", "str", "op.", "What precedes a directive in a script."),
    Option("sqlalchemy_module_prefix", "str", "sa.", "What precedes a SQLAlchemy name in a script."),
    Option("user_module_prefix", "str | None", None, "What precedes a user's type in a script; None is its module."),
    Option(
        "on_version_apply",
        "Callable[..., None] | Collection[Callable[..., None]] | None",
        None,
        "`f(ctx, step, heads, run_args)`, or several: called after each step.",
    ),
    Option(
        "autogenerate_plugins",
        "Sequence[str] | None",
        None,
        "Names of comparison plug-ins; `*` matches, `~` excludes.",
    ),
    Option("version_table", "str", "alembic_version", "The table that keeps the current revisions."),
    Option("version_table_schema", "str | None", None, "Its schema."),
    Option("version_table_pk", "bool", True, "Whether its column is a primary key."),
    Option("output_encoding", "str | None", None, "The encoding of offline SQL, where `output_buffer` takes bytes."),
    Option("mssql_batch_separator", "str", "GO", "What follows each statement of offline SQL for SQL Server."),
    Option("oracle_batch_separator", "str", "/", "What follows each statement of offline SQL for Oracle."),
)

DEFAULTS: dict[str, Any] = {option.name: option.default for option in OPTIONS}
"""Option → what it is when nobody gives it."""

MISSPELLED = 0.8
"""How like a known option an unknown one must be (0 to 1) to be taken for a slip of the pen."""


def signature() -> Signature:
    """Return the signature of `configure()`: every option, then any others."""
    kind = Parameter.POSITIONAL_OR_KEYWORD
    options = [Parameter(option.name, kind, default=option.default, annotation=option.type) for option in OPTIONS]
    return Signature([Parameter("self", kind), *options, Parameter("kw", Parameter.VAR_KEYWORD, annotation="Any")])


def documentation() -> str:
    """Return the list of options for a docstring."""
    return "\n".join(f"{option.name} = {option.default!r}\n    {option.doc}" for option in OPTIONS)


def warn_misspelled(names: Iterable[str]) -> None:
    """Log a warning for each option that is probably meant to be another; unknown ones are a plug-in's."""
    for name in names:
        if name in DEFAULTS:
            continue
        if close := difflib.get_close_matches(name, DEFAULTS, n=1, cutoff=MISSPELLED):
            log.warning("context.configure() has no option %r; did you mean %r?", name, close[0])
