"""What a run has done so far, and what of it is kept when a step fails."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .statements import Statements
    from .steps import MigrationStep
    from .transactions import Transactions

SHOWN = 5
"""How many revisions, or statements, of a long list are named at each end."""
LONG = 200
"""Characters of a statement that are shown."""


@dataclass
class Progress:
    """The steps of one run. `committed()` is called after each COMMIT."""

    heads: Collection[str]
    """The rows of the version table as they are now; the same object the run keeps up to date."""
    start: tuple[str, ...] = ()
    """The rows before the run."""
    running: MigrationStep | None = None
    done: list[MigrationStep] = field(default_factory=list)
    kept: list[MigrationStep] = field(default_factory=list)
    """Steps that are committed as a whole."""
    kept_heads: tuple[str, ...] = ()
    statements: Statements | None = None
    """What the running step has sent, on a database that cannot roll back DDL."""
    half: MigrationStep | None = None
    """The step during which the last COMMIT happened (`autocommit_block`), until it is committed as a whole."""

    def __post_init__(self) -> None:
        self.start = self.kept_heads = tuple(sorted(self.heads))

    def started(self, step: MigrationStep) -> None:
        """Note that a step runs from now on."""
        self.running = step

    def finished(self, step: MigrationStep) -> None:
        """Note that a step has run; what it did may be committed next."""
        self.running = None
        self.done.append(step)

    def failed(self, step: MigrationStep) -> None:
        """Note that a step raised, or could not be committed."""
        self.running = step
        if step in self.done:
            self.done.remove(step)

    def committed(self) -> None:
        """Note that everything up to now stays."""
        self.kept = list(self.done)
        self.kept_heads = tuple(sorted(self.heads))
        self.half = self.running

    def failure_note(self, transactions: Transactions) -> str:
        """Return the sentences that say which step failed, and exactly what is applied now."""
        step = self.running
        assert step is not None
        name = label(step)
        verb = "downgrading" if step.is_downgrade else "upgrading"
        said = [f"migration {name}{f' ({step.doc})' if step.doc else ''} failed while {verb};"]
        if transactions.external:
            said.append("it ran in a transaction of the caller's, in which nothing was committed or rolled back.")
        elif type(transactions.impl).transactional_ddl:  # what the database can do, whatever the option says
            said += self._rolled_back(name)
        else:
            self.kept, self.kept_heads = list(self.done), tuple(sorted(self.heads))
            said += self._left(name, transactions.impl.support.title)
        return " ".join(said)

    def _rolled_back(self, name: str) -> list[str]:
        lost = [step for step in self.done if step not in self.kept and step is not self.half]
        with_it = f", and with it {listed(lost)}, which ran in the same transaction" if lost else ""
        same = " as before" if self.kept_heads == self.start else ""
        if self.half is None:
            now = f"The database is at {spelled(self.kept_heads)}{same}."
            return [f"it was rolled back{with_it}.", f"{self._run()} {now}"]
        half = label(self.half)
        before = f"it was rolled back{with_it}, but" if half != name else "but"
        return [
            f"{before} what {half} did up to the end of its autocommit_block() is committed; the rest is rolled back.",
            f"{self._run()} The version table says {spelled(self.kept_heads)}{same}.",
        ]

    def _left(self, name: str, database: str) -> list[str]:
        now = f"{self._run()} The version table says {spelled(self.kept_heads)}."
        stay = None if self.statements is None else self.statements.kept()
        if stay == []:
            return [f"none of it had been done. {now}"]
        what = f"what {name} changed before it failed is still there"
        if stay:
            what += f", {'1 statement' if len(stay) == 1 else f'{len(stay)} statements'}"
        return [
            f"{database} cannot roll back DDL, so {what}.",
            now,
            f"Undo by hand what {name} changed, or make it skip that, before running it again."
            + "".join(f"\n  {text}" for text in shortened(stay or ())),
        ]

    def _run(self) -> str:
        if not self.kept:
            return "Nothing else of this run is applied."
        return f"{'Reverted' if self.kept[0].is_downgrade else 'Applied'} in this run: {listed(self.kept)}."


def listed(steps: Sequence[MigrationStep]) -> str:
    """Return the revisions of some steps, in the order they ran; of many, the first and the last ones."""
    names = [label(step) for step in steps]
    if len(names) > 2 * SHOWN:
        names[SHOWN:-SHOWN] = [f"… {len(names) - 2 * SHOWN} more …"]
    return ", ".join(names)


def shortened(statements: Sequence[str]) -> list[str]:
    """Return statements, each in one line; of many, the first and the last ones."""
    lines = [" ".join(text.split()) for text in statements]
    lines = [text if len(text) <= LONG else text[:LONG] + " …" for text in lines]
    if len(lines) > 2 * SHOWN:
        lines[SHOWN:-SHOWN] = [f"… {len(lines) - 2 * SHOWN} more …"]
    return lines


def label(step: MigrationStep) -> str:
    """Return the revision a step is about."""
    ids = step.from_revisions_no_deps if step.is_downgrade else step.to_revisions_no_deps
    return ", ".join(ids)


def spelled(heads: Collection[str]) -> str:
    """Return the current revisions in words."""
    return ", ".join(heads) or "base (no revision)"
