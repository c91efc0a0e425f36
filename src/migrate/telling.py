"""What a command that moves a database says: nothing, plain lines, or at a terminal lines with times and a bar.

`Teller` says nothing: the documented functions. `Lines` has one line per step, just before it runs: for programs and
logs, the same on every run. `Timed` has one line per step with its time, at a terminal, and over many steps a bar that
moves below the lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from time import perf_counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .config import Config

MANY = 20
"""Steps from which on there is a bar."""


class Teller:
    """Says nothing."""

    def say(self, text: str) -> None:
        """Tell what is so before any step runs."""

    def follow(self, steps: Sequence[Any]) -> Iterable[Any]:
        """Return the steps, telling of each as it is asked for; the next is asked for when it has run."""
        return steps


class Lines(Teller):
    """One line per step."""

    def __init__(self, config: Config) -> None:
        self.config = config

    def say(self, text: str) -> None:
        """Print the text."""
        self.config.print_stdout("%s", text)

    def follow(self, steps: Sequence[Any]) -> Iterable[Any]:
        """Print a line just before each step runs."""
        for step in steps:
            self.say(described(step))
            yield step


class Timed(Lines):
    """One line per step with its time, for a person who waits."""

    def follow(self, steps: Sequence[Any]) -> Iterable[Any]:
        """Print what runs, and how long it took once it has run."""
        return self._with_bar(steps) if len(steps) >= MANY else self._lines(steps)

    def _lines(self, steps: Sequence[Any]) -> Iterator[Any]:
        stream = self.config.stdout
        for step in steps:
            started = perf_counter()
            stream.write(f"{described(step)} …")
            stream.flush()
            end = "\n"  # a step that fails is not asked to go on: its line ends as it is
            try:
                yield step
                end = f"\r\x1b[K{described(step)}  {elapsed(perf_counter() - started)}\n"
            finally:
                stream.write(end)

    def _with_bar(self, steps: Sequence[Any]) -> Iterator[Any]:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
        from rich.text import Text

        columns = BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}")
        console = Console(file=self.config.stdout, highlight=False)
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task("", total=len(steps))
            for step in steps:
                started = perf_counter()
                name = ", ".join(step.from_revisions_no_deps if step.is_downgrade else step.to_revisions_no_deps)
                progress.update(task, description=name)
                yield step
                line = f"{described(step)}  {elapsed(perf_counter() - started)}"
                console.print(Text(line), soft_wrap=True)
                progress.advance(task)


def described(step: Any) -> str:
    """Return the line about a step: "upgrade a1 -> b1, add books"."""
    verb = step.name.removesuffix("_revision")
    ends = (", ".join(ids) or "<base>" for ids in (step.from_revisions_no_deps, step.to_revisions_no_deps))
    doc = f", {step.doc}" if step.doc else ""
    return f"{verb} {' -> '.join(ends)}{doc}"


def elapsed(seconds: float) -> str:
    """Return a time for a person: "3 ms", "2.4 s", "12 min 05 s"."""
    if seconds < 0.995:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 99.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s"
