"""Starting must stay cheap: what each command may import is checked in a fresh interpreter."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"sqlalchemy", "rich", "rich_argparse", "mako", "black", "logging.config", "inspect", "dataclasses", "asyncio"}

SCRIPT = """
import sys
sys.argv[0] = "migrate"
try:
    {statement}
except SystemExit:
    pass
print("imported:", *sorted(sys.modules))
"""

REVISION = '''"""first"""
from migrate import op
import sqlalchemy as sa
revision = "a1"
down_revision = None
def upgrade(): pass
def downgrade(): pass
'''


LOOPING = """
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
% for name in ("upgrade", "downgrade"):
def ${name}(): pass
% endfor
"""


def imported(statement: str, folder: Path) -> set[str]:
    """Return the names of all modules that running `statement` imports."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(statement=statement)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.rpartition("imported:")[2].split())


@pytest.mark.parametrize("module", ["migrate", "migrate.config", "migrate.cli", "migrate.command", "migrate.errors"])
def test_importing_the_command_line_imports_nothing_heavy(module: str, tmp_path: Path) -> None:
    assert imported(f"import {module}", tmp_path) & HEAVY == set()


@pytest.mark.parametrize(
    "arguments", [["--version"], ["--help"], ["upgrade", "--help"], ["nonsense"], ["list_templates"]], ids=" ".join
)
def test_help_and_version_import_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    assert imported(f"from migrate.config import main; main({arguments})", tmp_path) & HEAVY == set()


READING = [["heads"], ["history"], ["branches"], ["show", "a1"], ["history", "--json"]]


@pytest.mark.parametrize("arguments", READING, ids=" ".join)
def test_reading_the_history_needs_no_database_library(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.migrate]\n")
    versions = tmp_path / "migrations" / "versions"
    versions.mkdir(parents=True)
    (versions / "a1_first.py").write_text(REVISION)
    found = imported(f"from migrate.config import main; main({arguments})", tmp_path)
    assert found & ((HEAVY | {"pathlib"}) - {"inspect", "dataclasses"}) == set()
    assert "migrate.script.base" in found


def test_an_empty_revision_needs_no_database_library(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.migrate]\n")
    (tmp_path / "migrations").mkdir()
    statement = "from migrate.config import main; main(['revision', '-m', 'x'])"
    assert imported(statement, tmp_path) & (HEAVY | {"secrets"}) == set()
    (tmp_path / "migrations" / "script.py.mako").write_text(LOOPING)
    found = imported(statement, tmp_path)
    assert "mako" in found
    assert found & {"sqlalchemy", "rich", "black"} == set()


NOT_FOR_A_LOOK = {"rich", "black", "mako", "sqlalchemy.orm"} | {
    f"migrate.{name}" for name in ("autogenerate", "operations.ops", "operations.facade", "plan", "renderers")
}


@pytest.mark.parametrize("arguments", [["upgrade", "head"], ["current"]], ids=" ".join)
def test_a_database_that_is_up_to_date_needs_the_database_library_alone(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.migrate]\nurl = "sqlite:///one.db"\n')
    versions = tmp_path / "migrations" / "versions"
    versions.mkdir(parents=True)
    (versions / "a1_first.py").write_text(REVISION)
    imported("from migrate.config import main; main(['upgrade', 'head'])", tmp_path)
    found = imported(f"from migrate.config import main; main({arguments})", tmp_path)
    assert found & NOT_FOR_A_LOOK == set()
    assert "sqlalchemy" in found


def test_config_alone_needs_no_argparse(tmp_path: Path) -> None:
    assert "argparse" not in imported("from migrate.config import Config", tmp_path)
