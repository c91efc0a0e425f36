"""What `--verify` does: the scripts of a run are tried out before any is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..failure import wants_colour

if TYPE_CHECKING:
    from ..autogenerate.revision import RevisionContext
    from ..autogenerate.verify import Verification
    from ..config import Config
    from ..runtime.migration import MigrationContext
    from .sources import Sides


class Proof:
    """Tries the script of each database, tells of it, and keeps what came of it.

    `found` has a None for a database where nothing differs. Nothing is told without a Config.
    """

    def __init__(self, config: Config | None, sides: Sides) -> None:
        self.config = config
        self.sides = sides
        self.found: list[Verification | None] = []

    def attempt(self, revision_context: RevisionContext, rev: Any, context: MigrationContext) -> None:
        """Try what was made for the database compared last."""
        from ..autogenerate.verify import Trial, verify

        scripts = revision_context.generated_revisions
        directives = sum(len(list(script.upgrade_ops_list[-1].flat())) for script in scripts if script.upgrade_ops_list)
        trial = Trial(
            revision_context.texts(),
            self.sides.old,
            self.sides.new,
            directives,
            self.sides.scratch_url,
            lambda plan: revision_context.remaining(rev, context, plan),
        )
        found = verify(context, trial) if directives else None
        self.found.append(found)
        if self.config is not None and found is not None:
            show_verification(self.config, found)

    def require(self) -> None:
        """Raise VerificationFailed for the first script that does not hold."""
        for one in self.found:
            if one is not None:
                one.require()


def show_verification(config: Config, found: Verification) -> None:
    """Print what was found out, a line for each step that went well; what did not is the error to come."""
    if config.messaging_opts.get("quiet"):
        return
    rows = "with its rows" if found.with_rows else "without rows"
    aside = f" ({found.reason})" if found.reason else ""
    directives = f"{found.directives} directive{'' if found.directives == 1 else 's'}"
    config.print_stdout(f"verifying on {found.where}, {rows}{aside}")
    steps = {
        "upgrade": f"upgrade runs: {directives}",
        "after upgrade": "nothing differs after it",
        "downgrade": "downgrade runs",
        "after downgrade": "the schema is the one of the start",
    }
    for step, text in steps.items():
        if found.failure is not None and found.failure.step == step:
            return
        config.print_stdout(f"{_tick(config.stdout)} {text}")


def _tick(stream: Any) -> str:
    """Return a tick, green at a terminal, ASCII where the encoding has none."""
    try:
        "✓".encode(getattr(stream, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return "ok:"
    return "\x1b[32m✓\x1b[0m" if wants_colour(stream) else "✓"
