"""The documentation is executed: what it quotes is in the examples, what it runs runs and shows what it says.

A fenced block after `<!-- file: path -->` must be in that file, word for word. The `$` commands of the `console` blocks
of a page run one after the other in a copy of the bookshop, and must succeed; the lines shown under a command must be
in its output, in that order. A line `…` stands for any lines; a line `<!-- run: command -->` is run and not shown.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
PARTS = re.compile(
    r"^<!-- run: (?P<hidden>.+?) -->$"
    r"|^(?:<!-- file: (?P<file>\S+) -->\n+)?```(?P<language>\w+)[^\n]*\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)\s]*)?\)")
VARIABLE = re.compile(r"(?<![0-9a-f])[0-9a-f]{12}(?![0-9a-f])")
"""A generated revision id: any other one is as good."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_quotes_is_in_the_file(page: Path) -> None:
    for part in PARTS.finditer(page.read_text("utf-8")):
        if part["file"]:
            text = (ROOT / part["file"]).read_text("utf-8")
            assert part["text"] in text, f"{page.name} quotes {part['file']} wrongly"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_runs_shows_what_it_says(page: Path, tmp_path: Path) -> None:
    folder = tmp_path / "bookshop"
    shutil.copytree(ROOT / "examples" / "bookshop", folder, ignore=shutil.ignore_patterns("migrations", "*.db"))
    for part in PARTS.finditer(page.read_text("utf-8")):
        if part["hidden"]:
            execute(part["hidden"], folder)
        elif part["language"] == "console":
            for command, shown in commands(part["text"]):
                output = execute(command, folder)
                assert missing(shown, output) is None, f"{page.name}: after {command}\n{output}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_a_page_links_are_there(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text("utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_this_reads_console_blocks_as_described() -> None:
    assert commands("$ a b\nx\n$ c\n") == [("a b", ["x"]), ("c", [])]
    assert missing(["two", "…", "four"], "one\ntwo  \nthree\nfour\n") is None
    assert missing(["four", "two"], "one\ntwo\nthree\nfour\n") == "two"
    assert missing(["Running 0123456789ab"], "Running ffffffffffff\n") is None


def commands(text: str) -> list[tuple[str, list[str]]]:
    """Return the commands of a console block, each with the lines it shows."""
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found:
            found[-1][1].append(line)
    return found


def missing(shown: list[str], output: str) -> str | None:
    """Return the first line that the output does not have after the ones before it, None when all are there."""
    lines = iter([_settled(line) for line in output.splitlines()])
    for line in shown:
        if line.strip() not in ("…", "") and _settled(line) not in lines:
            return line
    return None


def execute(command: str, folder: Path) -> str:
    """Run a command of a page as a person would, and return all it prints; it must succeed."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environ = {**os.environ, "PATH": path, "PYTHONIOENCODING": "utf-8", "COLUMNS": "100"}
    done = subprocess.run(
        command, shell=True, cwd=folder, env=environ, text=True, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, f"{command} ends with status {done.returncode}:\n{done.stdout}"
    return done.stdout


def _settled(line: str) -> str:
    return VARIABLE.sub("…", line.rstrip())
