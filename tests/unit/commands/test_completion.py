"""What the shell is offered, asked the way a shell asks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("argcomplete")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text("[tool.migrate]\n")
    versions = tmp_path / "migrations" / "versions"
    versions.mkdir(parents=True)
    (versions / "one.py").write_text('"""first"""\nrevision = "ab1"\ndown_revision = None\n')
    (versions / "two.py").write_text('revision = "ab2"\ndown_revision = "ab1"\nbranch_labels = "shop"\n')
    (tmp_path / "old.json").write_text("{}")
    return tmp_path


def offered(folder: Path, line: str) -> list[str]:
    """Return what is proposed at the end of a command line."""
    answer = folder / "answer"
    environ = {
        **os.environ,
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_IFS": "\n",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(answer),
        "_ARGCOMPLETE_COMP_WORDBREAKS": " ",
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
    }
    program = "import sys; sys.argv[0] = 'migrate'; from migrate.config import main; main()"
    subprocess.run([sys.executable, "-c", program], cwd=folder, env=environ, check=False, capture_output=True)
    return sorted(word.strip() for word in answer.read_text().split("\n") if word)


def test_commands_and_options(folder: Path) -> None:
    assert offered(folder, "migrate up") == ["upgrade"]
    assert "--resolve-dependencies" in offered(folder, "migrate heads --")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("migrate upgrade a", ["ab1", "ab2"]),
        ("migrate upgrade s", ["shop"]),
        ("migrate upgrade h", ["head", "heads"]),
        ("migrate show c", ["current"]),
        ("migrate stamp ab1 ab", ["ab1", "ab2"]),
        ("migrate revision --head sh", ["shop"]),
        ("migrate history -r ab1:a", ["ab1:ab1", "ab1:ab2"]),
        ("migrate init -t mu", ["multidb"]),
        ("migrate diff mo", ["models"]),
        ("migrate diff history@ab", ["history@ab1", "history@ab2"]),
        ("migrate diff models ol", ["old.json"]),
        ("migrate revision --autogenerate --from d", ["database"]),
        ("migrate diff --scratch-url d", ["docker"]),
    ],
)
def test_what_exists(folder: Path, line: str, expected: list[str]) -> None:
    assert offered(folder, line) == expected


def test_a_broken_history_offers_nothing(folder: Path) -> None:
    (folder / "migrations" / "versions" / "three.py").write_text('revision = "ab3"\ndown_revision = "gone"\n')
    assert offered(folder, "migrate upgrade a") == []
