"""Running the project's environment, env.py or the built-in one, for the sake of one function."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from ..script.identifiers import as_tuple

if TYPE_CHECKING:
    from ..config import Config
    from ..runtime.environment import EnvironmentContext
    from ..runtime.migration import MigrationContext
    from ..script import ScriptDirectory

Steps = Callable[[Any, "MigrationContext"], Iterable[Any]]
"""Called with the current heads of a database and its context; returns the steps to run there."""


def open_scripts(config: Config) -> ScriptDirectory:
    """Return the project's script directory."""
    from ..script import ScriptDirectory

    return ScriptDirectory.from_config(config)


def run_environment(config: Config, scripts: ScriptDirectory, steps: Steps, **options: Any) -> EnvironmentContext:
    """Run the environment, which calls `steps` for each of its databases; return the context it ran in.

    With the option `asked_only`, env.py runs for what it says about itself: it writes no files of SQL.
    """
    from ..runtime.environment import EnvironmentContext

    environment = EnvironmentContext(config, scripts, fn=steps, **options)
    with environment:
        scripts.run_env({"open": _open_in_memory} if options.get("asked_only") else None)
    return environment


def _open_in_memory(file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
    """What `open` is in an env.py that is only asked: a file to write to is kept in memory.

    The documented env.py for several databases opens a file for the SQL of each of them, which would empty the files
    of an earlier `--sql`.
    """
    if not set(mode) & set("wax+"):
        return open(file, mode, *args, **kwargs)
    return io.BytesIO() if "b" in mode else io.StringIO()


def current_heads(config: Config, scripts: ScriptDirectory) -> tuple[str, ...]:
    """Return the revisions the project's databases are at, without creating a version table."""
    found: list[str] = []

    def note(heads: Any, context: MigrationContext) -> Iterable[Any]:
        found.extend(head for head in as_tuple(heads) if head not in found)
        return []

    run_environment(config, scripts, note, dont_mutate=True)
    return tuple(found)


def not_at_heads(scripts: ScriptDirectory, applied: tuple[str, ...]) -> str:
    """Return how a database differs from the heads: "it is at a1, the heads are b1, b2"; "" where it does not.

    A head that an applied revision depends on is applied, though it has no row. Raises RevisionError for a row that
    no file has.
    """
    have = sorted(script.revision for script in scripts.get_all_current(applied))
    wanted = sorted(script.revision for script in scripts.get_revisions("heads"))
    if set(wanted) <= set(have):
        return ""
    heads = f"heads are {', '.join(wanted)}" if len(wanted) > 1 else f"head is {wanted[0]}"
    return f"it is at {', '.join(have) or 'base'}, the {heads}"


def named(config: Config, scripts: ScriptDirectory, rev: str) -> Any:
    """Return the revisions that `rev` names, where "current" is what the databases are at."""
    return current_heads(config, scripts) if rev == "current" else rev
