"""Questions at a terminal: whether what looks alike only has another name, and which value rows get."""

from __future__ import annotations

import os
import sys
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .autogenerate.questioner import Questioner, WantedValue
    from .comparators.alike import Alike
    from .config import Config


def questioner_for(config: Config, no_input: bool) -> Questioner | None:
    """Return who asks the person at the terminal; None where there is none, or nobody wants to be asked."""
    streams = (sys.stdin, config.stdout)
    if no_input or config.messaging_opts.get("quiet") or not all(_is_terminal(stream) for stream in streams):
        return None
    return AtTerminal(config.stdout)


def _is_terminal(stream: Any) -> bool:
    isatty = getattr(stream, "isatty", None)
    return isatty is not None and bool(isatty())


class AtTerminal:
    """Asks on a stream, and reads the answers from standard input. Ctrl-D is the answer that changes nothing."""

    def __init__(self, stream: IO[str]) -> None:
        from rich.console import Console

        self.console = Console(file=stream, highlight=False, no_color=True if os.environ.get("NO_COLOR") else None)

    def became(self, alike: Alike) -> Any:
        """Ask for yes or no; where several look alike, for the number of one. Enter is no."""
        if len(alike.new) == 1:
            question = f"Was {alike.name(alike.old)} renamed to {self._short(alike, alike.new[0])}?"
            return alike.new[0] if self._choice(question, ["y", "n"], "[y/N]") == "y" else None
        self._print(f"What became of {alike.name(alike.old)}?")
        choices = ["it is dropped", *(f"renamed to {self._short(alike, new)}" for new in alike.new)]
        for number, text in enumerate(choices):
            self._print(f"  {number}  {text}")
        numbers = [str(number) for number in range(len(choices))]
        chosen = self._choice("Number", [*numbers[1:], "0"], f"[{'/'.join(numbers)}] (0)")
        return alike.new[int(chosen) - 1] if chosen != "0" else None

    def value(self, wanted: WantedValue) -> str:
        """Ask for a value; nothing leaves its place in the script open."""
        if wanted.refused:
            self._print(wanted.refused, "red")
        else:
            self._print(
                f"{wanted.table}.{wanted.column} ({wanted.type}) becomes NOT NULL, and there are rows without a value."
            )
        return self._line("Value for them, as Python or SQL (Enter: leave it open in the script):")

    def _short(self, alike: Alike, new: Any) -> str:
        return repr(new) if alike.kind == "value" else alike.name(new).partition(" ")[2]

    def _choice(self, question: str, answers: list[str], shown: str) -> str:
        """Return one of the answers, the last of which is that of Enter; whole words begin with theirs."""
        while True:
            said = self._line(f"{question} {shown}").strip().lower()
            said = {"yes": "y", "no": "n"}.get(said, said) or answers[-1]
            if said in answers:
                return said
            self._print(f"Please answer {' or '.join(answers)}.", "red")

    def _line(self, prompt: str) -> str:
        from rich.text import Text

        try:
            return self.console.input(Text(f"{prompt} ", style="bold"))
        except EOFError:
            self._print("")
            return ""

    def _print(self, text: str, style: str = "") -> None:
        from rich.text import Text

        self.console.print(Text(text, style=style), soft_wrap=True)
