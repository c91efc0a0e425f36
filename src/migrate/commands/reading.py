"""Commands that only tell: history, heads, branches, show, current."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import CommandError, DatabaseNotAtHead
from ..redact import redact
from ..script.identifiers import as_tuple
from .environment import current_heads, named, not_at_heads, open_scripts, run_environment

if TYPE_CHECKING:
    from ..config import Config
    from ..runtime.migration import MigrationContext
    from ..script import Script


def history(
    config: Config, rev_range: str | None = None, verbose: bool = False, indicate_current: bool = False
) -> None:
    """List the revisions, newest first.

    `rev_range` is "start:end", either may be absent; `indicate_current` marks what the database is at.
    """
    listed = list_revisions(config, rev_range, indicate_current)
    lines = [_line(script, verbose, script.revision in listed.current) for script in listed.scripts]
    if lines:
        config.print_stdout("\n".join(lines))


class Listed(NamedTuple):
    """What a history consists of."""

    scripts: list[Script]
    """Newest first."""
    current: frozenset[str]
    """What the databases are at; empty where nobody asked."""


def list_revisions(config: Config, rev_range: str | None, indicate_current: bool) -> Listed:
    """Return the revisions of a range, see `history`; the databases are asked only where they have to be."""
    start, end = _range(rev_range)
    scripts = open_scripts(config)
    current: tuple[str, ...] = ()
    if indicate_current or "current" in (start, end) or config.get_alembic_boolean_option("revision_environment"):
        current = current_heads(config, scripts)
    lower = _resolved(start, current, "base")
    upper = _resolved(end, current, "heads")
    applied = (script.revision for script in scripts.get_revisions(current)) if indicate_current else ()
    return Listed(list(scripts.walk_revisions(base=lower, head=upper)), frozenset(applied))


def _line(script: Any, verbose: bool, is_current: bool) -> str:
    line = str(script.cmd_format(verbose, include_branches=True, include_doc=True, include_parents=True))
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
        raise CommandError(f"--rev-range {text!r} is not a range", hint=f"write {text}: or :{text}, or [start]:[end]")
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
    for script in list_heads(config, resolve_dependencies):
        config.print_stdout(script.cmd_format(verbose, include_branches=True, tree_indicators=False))


def list_heads(config: Config, resolve_dependencies: bool) -> tuple[Script, ...]:
    """Return the heads, see `heads`."""
    scripts = open_scripts(config)
    return scripts.get_revisions(scripts.get_heads(consider_depends_on=resolve_dependencies))


def branches(config: Config, verbose: bool = False) -> None:
    """Show the revisions that several others build on."""
    for script, children in list_branch_points(config):
        config.print_stdout(script.cmd_format(verbose, include_branches=True))
        for child in children:
            told = child.cmd_format(False, include_branches=True, include_doc=verbose)
            config.print_stdout(f"    -> {told}")
        config.print_stdout("")


def list_branch_points(config: Config) -> list[tuple[Script, tuple[Script, ...]]]:
    """Return the revisions that several others build on, newest first, each with those."""
    scripts = open_scripts(config)
    points = (script for script in scripts.walk_revisions() if script.is_branch_point)
    return [(script, scripts.get_revisions(sorted(script.nextrev))) for script in points]


def show(config: Config, rev: str) -> None:
    """Show a revision in full; `current` is what the database is at."""
    for script in list_named(config, rev):
        config.print_stdout(script.log_entry)


def list_named(config: Config, rev: str) -> tuple[Script, ...]:
    """Return the revisions that `rev` names, see `show`."""
    scripts = open_scripts(config)
    return scripts.get_revisions(named(config, scripts, rev))


def current(config: Config, check_heads: bool = False, verbose: bool = False) -> None:
    """Show the revision the database is at.

    `check_heads` raises DatabaseNotAtHead unless that is all heads.
    """
    tell_positions(config, list_positions(config, check_heads), verbose)


def tell_positions(config: Config, positions: list[Position], verbose: bool) -> None:
    """Print where databases are; raises DatabaseNotAtHead for the first that is somewhere else than asked for."""
    for position in positions:
        position.check()
        if verbose:
            config.print_stdout(f"Current revision(s) for {position.address}:")
        for script in position.scripts:
            config.print_stdout(script.cmd_format(verbose))


class Position(NamedTuple):
    """Where one database is."""

    address: str
    """Its URL, the password hidden."""
    rows: tuple[str, ...]
    """What its version table says."""
    scripts: list[Script]
    """The newest applied revision of every branch."""
    difference: str
    """How it differs from the heads, in words; "" where it does not, and where nobody asked."""

    def check(self) -> None:
        """Raise DatabaseNotAtHead where there is a difference."""
        if self.difference:
            raise DatabaseNotAtHead(
                f"Database is not on all head revisions: {self.difference}", hint="run `migrate upgrade heads`"
            )


def list_positions(config: Config, check_heads: bool) -> list[Position]:
    """Return where the project's databases are; with `check_heads`, compared with the heads."""
    scripts = open_scripts(config)
    found: list[Position] = []

    def note(rev: Any, context: MigrationContext) -> Iterable[Any]:
        rows = as_tuple(rev)
        difference = not_at_heads(scripts, rows) if check_heads else ""
        newest = sorted(scripts.get_all_current(rows), key=lambda one: str(one.revision))
        found.append(Position(_address(context), rows, newest, difference))
        return []

    run_environment(config, scripts, note, dont_mutate=True)
    return found


def _address(context: MigrationContext) -> str:
    """Return the URL of the context's database, its password hidden."""
    connection = context.connection
    return redact(connection.engine.url.render_as_string(hide_password=True)) if connection is not None else "SQL"
