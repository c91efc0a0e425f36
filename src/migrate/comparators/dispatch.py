"""Functions of a project or a plug-in that take part in comparing, by what they compare.

    @comparators.dispatch_for("schema")
    def compare_sequences(autogen_context, upgrade_ops, schemas): …

A target is a level of the comparison. At each level the functions run in order of their priority, and within one those
for the dialect before those for all; what this package compares itself comes after FIRST and before MEDIUM. A function
that returns STOP ends its subgroup: those after it that were registered with the same one do not run.
"""

from __future__ import annotations

import difflib
import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from ..errors import RegistrationError
from ..registration import place

F = TypeVar("F", bound=Callable[..., Any])

TARGETS = {
    "autogenerate": "(autogen_context, upgrade_ops)",
    "schema": "(autogen_context, upgrade_ops, schemas)",
    "table": "(autogen_context, modify_table_ops, schema, table_name, database_table, model_table)",
    "column": "(autogen_context, alter_column_op, schema, table_name, column_name, database_column, model_column)",
}
"""Level of the comparison → the arguments of its functions."""

MISSPELLED = 0.75
"""How like one of TARGETS an unknown target must be (0 to 1) to be taken for a slip of the pen."""


class DispatchPriority(enum.IntEnum):
    """When a function runs among the others of its target: FIRST is before this package's own comparison."""

    FIRST = 50
    MEDIUM = 25
    LAST = 10


class PriorityDispatchResult(enum.Enum):
    """What a function may return; None means CONTINUE."""

    CONTINUE = enum.auto()
    STOP = enum.auto()


@dataclass(frozen=True)
class Registered:
    """One function, and when it runs."""

    function: Callable[..., Any]
    priority: int
    qualifier: str
    """The name of a dialect, or "default" for all."""
    subgroup: str | None

    def again(self, other: Registered) -> bool:
        """Whether `other` is the same function, defined anew because its module ran again."""
        mine, theirs = (self.priority, self.qualifier, self.subgroup), (other.priority, other.qualifier, other.subgroup)
        return mine == theirs and place(self.function) == place(other.function) and self._holds() == other._holds()

    def _holds(self) -> list[Any]:
        """Return what tells functions apart that were made by the same lines: values they close over, and defaults."""
        cells = getattr(self.function, "__closure__", None) or ()
        own = [getattr(self.function, name, None) for name in ("__self__", "__defaults__", "__kwdefaults__")]
        return [*own, *(cell.cell_contents for cell in cells)]


class PriorityDispatcher:
    """Target → functions, in the order in which they run."""

    def __init__(self) -> None:
        self._found: dict[str, list[Registered]] = {}

    def dispatch_for(
        self,
        target: str,
        *,
        priority: int = DispatchPriority.MEDIUM,
        qualifier: str = "default",
        subgroup: str | None = None,
    ) -> Callable[[F], F]:
        """Register the decorated function for a target; `qualifier` limits it to a dialect.

        A module that runs again takes the place of its former functions. What is not one of TARGETS is a plug-in's own
        target, for its own `dispatch()`; raises RegistrationError for a name that is nearly one of them.
        """
        if target not in TARGETS and (close := difflib.get_close_matches(target, TARGETS, n=1, cutoff=MISSPELLED)):
            raise RegistrationError(
                f"there is no target {target!r} to compare at",
                hint=f"did you mean {close[0]!r}? There are {', '.join(TARGETS)}",
            )

        def register(function: F) -> F:
            self._add(target, Registered(function, priority, qualifier, subgroup))
            return function

        return register

    def _add(self, target: str, new: Registered) -> None:
        there = self._found.setdefault(target, [])
        for number, one in enumerate(there):
            if one.again(new):
                there[number] = new
                return
        there.append(new)

    def discard(self, target: str, function: Callable[..., Any]) -> None:
        """Forget a function."""
        self._found[target] = [one for one in self._found.get(target, []) if one.function is not function]

    def registered(self, target: str, dialect: str = "default") -> list[Registered]:
        """Return what runs for a target on a dialect, in order."""
        found = [one for one in self._found.get(target, ()) if one.qualifier in (dialect, "default")]
        return sorted(found, key=lambda one: (-one.priority, one.qualifier == "default"))

    def dispatch(self, target: str, *, qualifier: str = "default") -> Callable[..., None]:
        """Return a function that calls all that is registered for a target, with its own arguments."""

        def call(*args: Any, **kw: Any) -> None:
            run(self.registered(target, qualifier), set(), *args, **kw)

        return call

    def branch(self) -> PriorityDispatcher:
        """Return a copy that can be added to by itself."""
        made = PriorityDispatcher()
        made.populate_with(self)
        return made

    def populate_with(self, other: PriorityDispatcher) -> None:
        """Add all that another one has."""
        for target, found in other._found.items():
            for one in found:
                self._add(target, one)


def run(functions: Iterable[Registered], stopped: set[str | None], *args: Any, **kw: Any) -> None:
    """Call functions in turn, without those of subgroups that are `stopped`; those that stop now are added to it."""
    for one in functions:
        if one.subgroup not in stopped and one.function(*args, **kw) is PriorityDispatchResult.STOP:
            stopped.add(one.subgroup)


comparators = PriorityDispatcher()
"""The functions that take part in every comparison; `migrate.autogenerate.comparators` is this object."""
