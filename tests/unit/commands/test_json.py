"""`--json`: one document on standard output, nothing else there."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

MODELS = """
import sqlalchemy as sa
metadata = sa.MetaData()
sa.Table("book", metadata, sa.Column("id", sa.Integer, primary_key=True))
"""
ENV = """
print("env.py has something to say")
from migrate.runtime import default_env
default_env.run()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with a branch and a merge, whose env.py prints."""
    (tmp_path / "shop.py").write_text(MODELS)
    (tmp_path / "pyproject.toml").write_text(
        '[tool.migrate]\nurl = "sqlite:///%(here)s/shop.db"\nmodels = "shop:metadata"\n'
    )
    versions = tmp_path / "migrations" / "versions"
    versions.mkdir(parents=True)
    (tmp_path / "migrations" / "env.py").write_text(ENV)
    for id_, down in {"a1": None, "b1": "a1", "b2": "a1", "c1": ("b1", "b2")}.items():
        (versions / f"{id_}.py").write_text(
            f'"""Step {id_}.\n\nMore.\n"""\nrevision = "{id_}"\ndown_revision = {down!r}\n'
            f"branch_labels = {'left' if id_ == 'b1' else None!r}\n\n"
            "def upgrade(): pass\n\ndef downgrade(): pass\n"
        )
    return tmp_path


def told(folder: Path, *arguments: str, status: int = 0) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "migrate", *arguments, "--json"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == status, done
    return json.loads(done.stdout)


def test_a_revision_is_told_in_full(folder: Path) -> None:
    assert told(folder, "show", "b1") == {
        "revisions": [
            {
                "revision": "b1",
                "down_revisions": ["a1"],
                "depends_on": [],
                "next": ["c1"],
                "branch_labels": ["left"],
                "is_head": False,
                "is_base": False,
                "is_branch_point": False,
                "is_merge_point": False,
                "message": "Step b1.",
                "doc": "Step b1.\n\nMore.",
                "path": str(folder / "migrations" / "versions" / "b1.py"),
            }
        ]
    }


def test_heads_history_and_branches(folder: Path) -> None:
    assert [one["revision"] for one in told(folder, "heads")["heads"]] == ["c1"]
    history = told(folder, "history")["revisions"]
    assert [one["revision"] for one in history] == ["c1", "b1", "b2", "a1"]
    assert "is_current" not in history[0]
    (point,) = told(folder, "branches")["branch_points"]
    assert (point["revision"], point["next"]) == ("a1", ["b1", "b2"])


def test_where_the_database_is(folder: Path) -> None:
    assert told(folder, "current", "--check-heads", status=1)["databases"][0]["at_head"] is False
    subprocess.run([sys.executable, "-m", "migrate", "upgrade", "left@head-1"], cwd=folder, check=True)
    (database,) = told(folder, "current")["databases"]
    assert database["rows"] == [one["revision"] for one in database["revisions"]] == ["b1"]
    assert database["url"].endswith("shop.db")
    assert [one["is_current"] for one in told(folder, "history", "-i")["revisions"]] == [False, True, False, False]
    subprocess.run([sys.executable, "-m", "migrate", "upgrade", "head"], cwd=folder, check=True)
    assert told(folder, "current", "-c")["databases"][0]["at_head"] is True


def test_what_differs(folder: Path) -> None:
    found = told(folder, "diff", "--exit-code", status=2)
    assert found["differs"] is True
    (database,) = found["databases"]
    assert (database["database"], database["dialect"]) == (None, "sqlite")
    assert [(one["do"], one["kind"], one["name"]) for one in database["changes"]] == [("create", "table", "book")]
    subprocess.run([sys.executable, "-m", "migrate", "stamp", "head"], cwd=folder, check=True)
    assert told(folder, "check", status=1) == found
    subprocess.run([sys.executable, "-m", "migrate", "stamp", "--purge", "base"], cwd=folder, check=True)


def test_a_failure_prints_no_document(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "migrate", "show", "zz", "--json"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "'zz'" in done.stderr


def test_quiet_does_not_silence_what_was_asked_for(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "migrate", "-q", "heads", "--json"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)["heads"]
