"""What a person sees while migrations run."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import pytest

from migrate.config import Config
from migrate.telling import MANY, Lines, Teller, Timed, elapsed


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def steps(count: int) -> list[Any]:
    return [
        SimpleNamespace(
            name="upgrade",
            is_downgrade=False,
            from_revisions_no_deps=(f"r{n - 1}",) if n else (),
            to_revisions_no_deps=(f"r{n}",),
            doc=f"step [{n}]",
        )
        for n in range(count)
    ]


def shown(teller: type[Lines], count: int, fail_at: int | None = None) -> str:
    stream = Terminal()
    followed: Iterable[Any] = teller(Config(stdout=stream)).follow(steps(count))
    for number, _ in enumerate(followed):
        if number == fail_at:
            followed.close()  # type: ignore[attr-defined]  # what happens to a generator that nobody asks to go on
            break
    return stream.getvalue()


def test_plain_lines_come_before_each_step() -> None:
    assert shown(Lines, 2) == "upgrade <base> -> r0, step [0]\nupgrade r0 -> r1, step [1]\n"
    assert shown(Lines, 5, fail_at=0) == "upgrade <base> -> r0, step [0]\n"


def test_at_a_terminal_each_line_gets_its_time() -> None:
    lines = [line.rpartition("\r\x1b[K")[2] for line in shown(Timed, 2).split("\n")[:-1]]
    assert [re.sub(r"\d+ ms", "N ms", line) for line in lines] == [
        "upgrade <base> -> r0, step [0]  N ms",
        "upgrade r0 -> r1, step [1]  N ms",
    ]


def test_a_step_that_fails_has_its_line_and_no_time() -> None:
    assert shown(Timed, 2, fail_at=0) == "upgrade <base> -> r0, step [0] …\n"


def test_over_many_steps_there_is_a_bar_and_still_one_line_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    text = shown(Timed, MANY)
    for number in range(MANY):
        assert re.search(rf"-> r{number}, step \[{number}\]  \d+ ms", text)
    assert f"{MANY}/{MANY}" in text


def test_nobody_is_told_of_anything_by_a_function() -> None:
    given = steps(2)
    assert Teller().follow(given) is given


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.0, "0 ms"), (0.0124, "12 ms"), (0.99, "990 ms"), (0.999, "1.0 s"), (2.44, "2.4 s"), (725.2, "12 min 05 s")],
)
def test_times_are_short(seconds: float, text: str) -> None:
    assert elapsed(seconds) == text
