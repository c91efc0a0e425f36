"""Commands that only tell: history, heads, branches, show, current."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..errors import CommandError, DatabaseNotAtHead
from ..script.identifiers import as_tuple
from .environment import current_heads, named, not_at_heads, open_scripts, run_environment

if TYPE_CHECKING:
    from ..config import Config
    from ..runtime.migration import MigrationContext


def history(
    config: Config, rev_range: str | None = None, verbose: bool = False, indicate_current: bool = False
) -> None:
    """List the revisions, newest first.

    `rev_range` is "start:end", either may be absent; `indicate_current` marks what the database is at.
    """
    start, end = _range(rev_range)
    scripts = open_scripts(config)
    current: tuple[str, ...] = ()
    if (
        indicate_current
        or "current" in (start, end)
        or config.get_alembic_boolean_option("revision_environment")
    ):
        current = current_heads(config, scripts)
    lower = _resolved(start, current, "base")
    upper = _resolved(end, current, "heads")
    applied = {script.revision for script in scripts.get_revisions(current)} if indicate_current else set()
    for script in scripts.walk_revisions(base=lower, head=upper):
        config.print_stdout(_line(script, verbose, script.revision in applied))


def _line(script: Any, verbose: bool, is_current: bool) -> str:
    line = str(
        script.cmd_format(verbose, include_branches=True, include_doc=True, include_parents=True)
    )
    if not is_current:
        return line
    first, newline, rest = line.partition("\n")
    if verbose:
        return f"{first} (current){newline}{rest}"
    head, comma, doc = first.partition(", " + script.doc) if script.doc else (first, "", "")
    return f"{head} (current){comma}{doc}{newline}{rest}"


def _range(text: str | None) -> tuple[str, str]:
    if text is None:
        return "", ""
    start, colon, end = text.partition(":")
    if not colon:
        raise CommandError(
            f"--rev-range {text!r} is not a range", hint=f"write {text}: or :{text}, or [start]:[end]"
        )
    return start.strip(), end.strip()


def _resolved(symbol: str, current: tuple[str, ...], default: str) -> Any:
    """Return an end of a range; `current` is what the databases are at, or the base when they are at nothing."""
    if symbol == "current":
        return (current if len(current) > 1 else current[0]) if current else "base"
    return symbol or default


def heads(config: Config, verbose: bool = False, resolve_dependencies: bool = False) -> None:
    """Show the revisions that nothing builds on.

    `resolve_dependencies` leaves out those that another revision depends on.
    """
    scripts = open_scripts(config)
    ids = scripts.get_heads(consider_depends_on=True) if resolve_dependencies else "heads"
    for script in scripts.get_revisions(ids):
        config.print_stdout(script.cmd_format(verbose, include_branches=True, tree_indicators=False))


def branches(config: Config, verbose: bool = False) -> None:
    """Show the revisions that several others build on."""
    scripts = open_scripts(config)
    for script in scripts.walk_revisions():
        if not script.is_branch_point:
            continue
        lines = [script.cmd_format(verbose, include_branches=True)]
        for child in sorted(script.nextrev):
            shown = scripts.get_revision(child)
            told = shown.cmd_format(False, include_branches=True, include_doc=verbose) if shown else child
            lines.append(f"    -> {told}")
        config.print_stdout("\n".join(lines) + "\n")


def show(config: Config, rev: str) -> None:
    """Show a revision in full; `current` is what the database is at."""
    scripts = open_scripts(config)
    for script in scripts.get_revisions(named(config, scripts, rev)):
        config.print_stdout(script.log_entry)


def current(config: Config, check_heads: bool = False, verbose: bool = False) -> None:
    """Show the revision the database is at.

    `check_heads` raises DatabaseNotAtHead unless that is all heads.
    """
    scripts = open_scripts(config)

    def tell(rev: Any, context: MigrationContext) -> Iterable[Any]:
        applied = as_tuple(rev)
        if check_heads and (difference := not_at_heads(scripts, applied)):
            raise DatabaseNotAtHead(
                f"Database is not on all head revisions: {difference}", hint="run `migrate upgrade heads`"
            )
        if verbose:
            config.print_stdout(f"Current revision(s) for {_address(context)}:")
        for script in sorted(scripts.get_all_current(applied), key=lambda one: str(one.revision)):
            config.print_stdout(script.cmd_format(verbose))
        return []

    run_environment(config, scripts, tell, dont_mutate=True)


def _address(context: MigrationContext) -> str:
    """Return the URL of the context's database, its password hidden."""
    connection = context.connection
    return connection.engine.url.render_as_string(hide_password=True) if connection is not None else "SQL"
