"""Who is asked what only a person knows while comparing. By default nobody is: a comparison never waits for an answer.

A questioner is a collaborator: `RevisionContext.questioner`, `make_plan(…, questioner=…)`. That at a terminal is in
`migrate/asking.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from ..comparators.alike import Alike


class WantedValue(NamedTuple):
    """A column that becomes NOT NULL while rows lack a value that nothing names."""

    table: str
    column: str
    type: str
    """The type of the column as the database calls it."""
    refused: str = ""
    """Why the answer before is none; nothing when it is asked for the first time."""


class Questioner(Protocol):
    """Answers questions."""

    def became(self, alike: Alike) -> Any:
        """Return which of `alike.new` is the new name of `alike.old`, and None where it is dropped."""

    def value(self, wanted: WantedValue) -> str:
        """Return the value of rows as Python or SQL writes it, and "" to leave its place in the script open."""
