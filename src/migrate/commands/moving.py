"""Commands that move a database along the history: upgrade, downgrade, stamp, ensure_version.

Each command exists twice: the documented function, which says nothing, and the same with a `tell`, which
the command line gives what prints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import CommandError
from ..script import traverse
from ..script.identifiers import as_tuple
from ..telling import Teller
from .environment import open_scripts, run_environment

if TYPE_CHECKING:
    from ..config import Config
    from ..runtime.migration import MigrationContext
    from ..script import ScriptDirectory

SILENT = Teller()


def upgrade(config: Config, revision: str, sql: bool = False, tag: str | None = None, *, tell: Teller = SILENT) -> None:
    """Upgrade to a later revision.

    With `sql`, print the statements instead; `revision` may then be a range "start:end".
    """
    scripts = open_scripts(config)
    start, destination = _split(revision, sql)
    if sql:
        _require_range(scripts, traverse.upgrade_path, start, destination)

    def steps(rev: Any, context: MigrationContext) -> Iterable[Any]:
        return announced(scripts.upgrade_steps(destination, rev), tell, scripts, rev)

    run_environment(config, scripts, steps, as_sql=sql, starting_rev=start, destination_rev=destination, tag=tag)


def downgrade(
    config: Config, revision: str, sql: bool = False, tag: str | None = None, *, tell: Teller = SILENT
) -> None:
    """Return to an earlier revision.

    With `sql`, print the statements instead; `revision` must then be a range "from:to".
    """
    scripts = open_scripts(config)
    start, destination = _split(revision, sql)
    if sql and start is None:
        raise CommandError(
            f"downgrade --sql {revision} does not say where to start from",
            hint=f"write <from>:{revision}, since no database is asked",
        )
    if sql:
        _require_range(scripts, traverse.downgrade_path, start, destination)

    def steps(rev: Any, context: MigrationContext) -> Iterable[Any]:
        return announced(scripts.downgrade_steps(destination, rev), tell, scripts, rev)

    run_environment(config, scripts, steps, as_sql=sql, starting_rev=start, destination_rev=destination, tag=tag)


def stamp(
    config: Config,
    revision: str | Sequence[str],
    sql: bool = False,
    tag: str | None = None,
    purge: bool = False,
    *,
    tell: Teller = SILENT,
) -> None:
    """Set the version table to the given revision(s), running no migrations.

    `purge` empties the table first, also of revisions that no file has.
    """
    if purge and sql:
        raise CommandError("--purge needs the database, which --sql does not ask", hint="leave one of them out")
    scripts = open_scripts(config)
    named = as_tuple(revision)
    split = [_split(one, sql) for one in named]
    starts = [start for start, _ in split if start is not None]
    if len(set(starts)) > 1:
        raise CommandError(f"stamp --sql with several starting points: {', '.join(named)}")
    destinations = tuple(destination for _, destination in split)
    if sql:
        _require_range(scripts, traverse.stamp_moves, starts[0] if starts else None, *destinations)

    def steps(rev: Any, context: MigrationContext) -> Iterable[Any]:
        if not purge:
            return announced(scripts.stamp_steps(destinations, rev), tell, scripts, rev)
        tell.say("the version table was emptied")
        return tell.follow(scripts.stamp_steps(destinations, ()))

    run_environment(
        config,
        scripts,
        steps,
        as_sql=sql,
        starting_rev=starts[0] if starts else None,
        destination_rev=destinations if len(destinations) > 1 else destinations[0],
        tag=tag,
        purge=purge,
    )


def ensure_version(config: Config, sql: bool = False) -> None:
    """Create the version table where there is none; changes nothing else."""
    scripts = open_scripts(config)

    def steps(rev: Any, context: MigrationContext) -> Iterable[Any]:
        context.ensure_version_table()
        return []

    run_environment(config, scripts, steps, as_sql=sql)


def announced(steps: Sequence[Any], tell: Teller, scripts: ScriptDirectory, rev: Any) -> Iterable[Any]:
    """Return the steps, to be told of as they run; tell where the database, at `rev`, is when there are none."""
    if not steps:
        tell.say(f"nothing to do: {_position(scripts, as_tuple(rev))}")
    return tell.follow(steps)


def _require_range(scripts: ScriptDirectory, path: Callable[..., Any], start: str | None, *destinations: str) -> None:
    """Raise what is wrong with a range before any of the SQL is written.

    What counts from a start that is not given is left to the run: env.py may know the start.
    """
    if start is None and any(one[:1] in ("+", "-") for one in destinations):
        return
    heads = scripts.get_revisions(() if start in (None, "base") else start)
    path(scripts.revision_map.graph, destinations, tuple(one.revision for one in heads))


def _split(revision: str, sql: bool) -> tuple[str | None, str]:
    """Return the two ends of "start:end"; a range makes sense only where no database says the start."""
    start, colon, end = revision.partition(":")
    if not colon:
        return None, revision
    if not sql:
        raise CommandError(
            f"a range ({revision}) is for --sql only", hint=f"write {end}: the database knows where it is"
        )
    return start or None, end


def _position(scripts: ScriptDirectory, applied: tuple[str, ...]) -> str:
    """Return where a database is, in words: "already at head (1ab2)"."""
    if not applied:
        return "the database is at base, before the first revision"
    ids = ", ".join(applied)
    return f"already at head ({ids})" if set(applied) == set(scripts.get_heads()) else f"the database is at {ids}"
