"""The command that writes a schema to a file: snapshot."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..errors import CommandError
from ..models import shown
from .environment import open_scripts, run_environment
from .sources import Sides, environment_for

if TYPE_CHECKING:
    from ..comparators.snapshot import Snapshot
    from ..config import Config
    from ..runtime.migration import MigrationContext


def snapshot(
    config: Config, output: str | None = None, source: str | None = None, *, scratch_url: str | None = None
) -> None:
    """Write the schema of a source to the file `output`, or to standard output.

    `source` is "database" (the default), "models", a URL, "history" or "history@REV". The same schema gives the same
    bytes, and a change of it a few changed lines. Raises CommandError where the environment has several databases.
    """
    found = take(config, source, scratch_url)
    if len(found) != 1:
        raise CommandError(
            f"a snapshot is of one schema, and this environment has {len(found)}",
            hint="name one by its URL: migrate snapshot --from URL",
        )
    text = found[0].to_json() + "\n"
    if output is None:
        config.stdout.write(text)
        return
    with open(output, "w", encoding="utf-8") as file:
        file.write(text)
    config.print_stdout(f"wrote {shown(output)}")


def take(config: Config, source: str | None, scratch_url: str | None) -> list[Snapshot]:
    """Return the snapshot of each database of the environment, see `snapshot`."""
    from ..autogenerate.sources import snapshot_of
    from ..dialects.support import support_for

    sides = Sides.of(config, source, source or "database", scratch_url)
    found: list[Snapshot] = []
    offline = environment_for(config, sides.scratch_url, sides.new)

    def look(rev: Any, context: MigrationContext) -> Iterable[Any]:
        nonlocal offline
        if context.as_sql and sides.new.kind == "models" and support_for(context.dialect).features.models_need_server:
            offline = {}  # nothing is known yet: run the environment again, with its database
            return []
        found.append(snapshot_of(context, sides.new, scratch_url=sides.scratch_url))
        return []

    scripts = open_scripts(config)
    run_environment(config, scripts, look, dont_mutate=True, **offline)
    if not offline and not found:
        run_environment(config, scripts, look, dont_mutate=True)
    return found
