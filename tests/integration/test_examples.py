"""The examples do what the README says of them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_demo_runs_the_main_job_without_a_terminal(tmp_path: Path) -> None:
    shown = run(sys.executable, "examples/demo.py", str(tmp_path / "demo"))
    commands = [line for line in shown.splitlines() if line.startswith("$ ")]
    words = ["init", "revision", "upgrade", "diff", "revision", "upgrade", "check", "history", "downgrade"]
    found = iter(command.split()[1:] for command in commands)
    assert all(any(word in command for command in found) for word in words), commands
    assert "No new upgrade operations detected." in shown
    assert "\033[" not in shown


def test_the_sample_application_passes_its_own_tests() -> None:
    shown = run(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", "pyproject.toml", "tests",
                folder=ROOT / "examples" / "bookshop")  # fmt: skip
    assert "2 passed" in shown


def test_the_picture_in_the_readme_is_what_the_preview_shows_now(tmp_path: Path) -> None:
    run(sys.executable, "docs/picture.py", str(tmp_path / "now.svg"))
    pictures = [(tmp_path / "now.svg"), ROOT / "docs" / "img" / "preview.svg"]
    now, drawn = (re.findall(r"<text[^>]*>([^<]*)", picture.read_text("utf-8")) for picture in pictures)
    assert now == drawn, "run `make docs`"


def run(*command: str, folder: Path = ROOT) -> str:
    """Run a command without a terminal and return all it prints; it must succeed."""
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "PYTHONIOENCODING": "utf-8"}, text=True, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    return done.stdout
