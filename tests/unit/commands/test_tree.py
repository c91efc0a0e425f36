"""The history as a drawing."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.commands.tree import draw
from migrate.script.revision import Revision, RevisionMap


def drawn(parents: dict[str, list[str]]) -> str:
    return "\n".join(f"{line} {id_ or ''}".rstrip() for line, id_ in draw(list(parents), parents))


@pytest.mark.parametrize(
    ("parents", "expected"),
    [
        ({}, ""),
        ({"b": ["a"], "a": []}, "●  b\n●  a"),
        (
            {"c1": ["b1", "b2"], "b2": ["a1"], "b1": ["a1"], "a1": []},
            "●  c1\n├─┐\n│ ●  b2\n● │  b1\n├─┘\n●    a1",
        ),
        ({"y": ["a"], "x": ["a"], "w": ["a"], "a": []}, "●  y\n│ ●  x\n│ │ ●  w\n├─┴─┘\n●      a"),
        ({"m": ["a", "b", "c"], "c": [], "b": [], "a": []}, "●  m\n├─┬─┐\n│ │ ●  c\n│ ●  b\n●  a"),
        ({"z": ["b"], "m": ["a", "b"], "b": [], "a": []}, "●  z\n│ ●  m\n├─┤\n● │  b\n  ●  a"),
        ({"c": ["b"], "b": ["gone"]}, "●  c\n●  b"),
    ],
)
def test_lines_of_history_part_and_meet(parents: dict[str, list[str]], expected: str) -> None:
    assert drawn(parents) == expected


@given(st.lists(st.lists(st.integers(0, 11), max_size=3, unique=True), max_size=12))
def test_every_revision_stands_on_one_line_and_lines_lead_from_each_to_its_parents(links: list[list[int]]) -> None:
    parents = {f"r{n:02}": [f"r{m:02}" for m in sorted(links[n]) if m < n] for n in reversed(range(len(links)))}
    lines = list(draw(list(parents), parents))
    assert [id_ for _, id_ in lines if id_] == list(parents)
    assert all((line.count("●") == 1) is bool(id_) for line, id_ in lines)
    for (above, _), (below, _) in pairwise(lines):
        for place, sign in enumerate(below):
            if sign in "│┤├┼┘┴└":  # comes from above
                assert above[place : place + 1] in tuple("│┤├┼┐┬┌●"), "\n".join(line for line, _ in lines)


def test_a_long_history_of_branches_takes_few_columns() -> None:
    revisions = [Revision("r0", None)]
    for n in range(1, 300, 3):
        base = revisions[-1].revision
        revisions += [Revision(f"r{n}", base), Revision(f"r{n + 1}", base)]
        revisions.append(Revision(f"r{n + 2}", (f"r{n}", f"r{n + 1}")))
    graph = RevisionMap(lambda: revisions).graph
    assert max(len(line) for line, _ in draw(graph.order[::-1], graph.parents)) <= 4


FILES = {"a1": (None, "first"), "b1": ("a1", "left"), "b2": ("a1", "right"), "c1": (("b1", "b2"), "both")}
PLAIN = """\
b1, b2 -> c1 (head) (mergepoint), both
a1 -> b1, left
a1 -> b2, right
<base> -> a1 (branchpoint), first
"""
TREE = """\
●  c1 (head) (mergepoint)  both
├─┐
● │  b1  left
│ ●  b2  right
├─┘
●    a1 (branchpoint)  first
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text("[tool.migrate]\n")
    versions = tmp_path / "migrations" / "versions"
    versions.mkdir(parents=True)
    for id_, (down, doc) in FILES.items():
        (versions / f"{id_}.py").write_text(f'"""{doc}"""\nrevision = "{id_}"\ndown_revision = {down!r}\n')
    return tmp_path


def at_terminal(folder: Path, *arguments: str, **variables: str) -> str:
    """Return what a command prints at a terminal."""
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "migrate", *arguments],
        cwd=folder,
        stdout=theirs,
        env={**os.environ, "TERM": "xterm", **variables},
        check=True,
    )
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 65536):
            shown += piece
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    assert done.returncode == 0
    return shown.decode().replace("\r\n", "\n")


def test_history_is_a_tree_at_a_terminal_and_plain_lines_elsewhere(folder: Path) -> None:
    assert at_terminal(folder, "history", NO_COLOR="1") == TREE
    done = subprocess.run(
        [sys.executable, "-m", "migrate", "history"], cwd=folder, capture_output=True, text=True, check=True
    )
    assert done.stdout == PLAIN


def test_a_range_is_drawn_too(folder: Path) -> None:
    assert at_terminal(folder, "history", "-r", "a1:b2", NO_COLOR="1") == "●  b2  right\n●  a1 (branchpoint)  first\n"


def test_branches_are_drawn_at_a_terminal(folder: Path) -> None:
    assert at_terminal(folder, "branches", NO_COLOR="1") == "a1 (branchpoint)  first\n├─ b1  left\n└─ b2  right\n\n"


def test_there_is_colour_unless_somebody_minds(folder: Path) -> None:
    assert "\x1b[33mc1\x1b[1;32m (head)" in at_terminal(folder, "history", NO_COLOR="")
    assert "\x1b" not in at_terminal(folder, "history", TERM="dumb")


def test_where_there_is_nothing_to_see_a_person_is_told_why(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[tool.migrate]\nurl = 'sqlite:///{tmp_path}/a.db'\n")
    (tmp_path / "migrations" / "versions").mkdir(parents=True)
    for command, told in (
        ("history", "no revisions yet"),
        ("heads", "no revisions yet"),
        ("branches", "no branches"),
        ("current", "no revision is applied"),
    ):
        assert told in at_terminal(tmp_path, command)
        program = [sys.executable, "-m", "migrate", command]
        assert subprocess.run(program, cwd=tmp_path, stdout=subprocess.PIPE, check=True).stdout == b""
