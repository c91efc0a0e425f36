"""Files derived from declarations: that they are current, and what a type checker makes of the stubs among them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted(path.name for path in (ROOT / "tests" / "typing").glob("*.py"))


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


def test_derived_files_are_current() -> None:
    done = python("tools.generate", "--check")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_stale_file_is_named(tmp_path: Path) -> None:
    from tools import generate

    assert list(generate.stale(tmp_path)) == list(generate.DERIVED)
    for name, text in generate.stale(tmp_path).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    assert generate.stale(tmp_path) == {}
    (tmp_path / "src/migrate/op.pyi").write_text("x: int\n", "utf-8")
    assert list(generate.stale(tmp_path)) == ["src/migrate/op.pyi"]


@pytest.fixture(scope="module")
def told() -> dict[tuple[str, int], str]:
    """What mypy says of the examples, as (file, line) → messages, each on a line of its own."""
    done = python("mypy", "--no-error-summary", "--hide-error-codes", *(f"tests/typing/{name}" for name in EXAMPLES))
    found = re.findall(r"^tests/typing/([\w.]+):(\d+): error: (.*)$", done.stdout, re.M)
    lines: dict[tuple[str, int], str] = {}
    for name, line, message in found:
        lines[name, int(line)] = f"{lines.get((name, int(line)), '')}\n{message}"
    return lines


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_checker_finds_what_is_wrong_and_nothing_else(name: str, told: dict[tuple[str, int], str]) -> None:
    lines = (ROOT / "tests" / "typing" / name).read_text("utf-8").splitlines()
    expected = {n: line.partition("# E: ")[2] for n, line in enumerate(lines, 1) if "# E: " in line}
    found = {n: message for (file, n), message in told.items() if file == name}
    missed = {n: text for n, text in expected.items() if f"\n{text}" not in found.get(n, "")}
    assert (missed, {n: text for n, text in found.items() if n not in expected}) == ({}, {})
    assert expected


def test_the_stubs_are_in_the_package() -> None:
    import migrate

    package = Path(migrate.__file__).parent
    assert all((package / name).exists() for name in ("py.typed", "op.pyi", "context.pyi", "operations/ops.pyi"))
