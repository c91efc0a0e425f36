"""A database at a revision whose file is on another branch of the repository, or was removed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from migrate.script import ScriptDirectory
from migrate.script.errors import LostRevision

from .scripts import environment, write

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


def git(folder: Path, *arguments: str) -> None:
    identity = "-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def scripts(tmp_path: Path) -> ScriptDirectory:
    """On the branch main there is `a1`, on feature `b2` and `c3` after it."""
    found = environment(tmp_path / "migrations")
    write(found, "a1", None)
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "one")
    git(tmp_path, "checkout", "-q", "-b", "feature")
    write(found, "b2", "a1")
    write(found, "c3", "b2")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "two")
    git(tmp_path, "checkout", "-q", "main")
    return found


def failure(scripts: ScriptDirectory, row: str) -> LostRevision:
    with pytest.raises(LostRevision) as caught:
        scripts.upgrade_steps("head", (row,))
    return caught.value


def test_the_file_is_found_with_its_nearest_known_ancestor(scripts: ScriptDirectory) -> None:
    error = failure(scripts, "c3")
    (note,) = error.__notes__
    assert note.startswith("revision c3: git has it in c3_step.py, commit ")
    assert note.endswith(" on feature; the nearest known ancestor is a1")
    assert "`migrate downgrade a1`" in (error.hint or "")
    assert "`migrate stamp --purge a1`" in (error.hint or "")


def test_every_way_to_meet_it_tells(scripts: ScriptDirectory) -> None:
    for call in (
        lambda: scripts.get_all_current(("c3",)),
        lambda: scripts.downgrade_steps("base", ("c3",)),
        lambda: scripts.stamp_steps("head", ("c3",)),
    ):
        with pytest.raises(LostRevision) as caught:
            call()
        assert "nearest known ancestor is a1" in caught.value.__notes__[0]


def test_what_nobody_remembers_is_said_as_it_is(scripts: ScriptDirectory) -> None:
    error = failure(scripts, "d4")
    assert not hasattr(error, "__notes__")
    assert "bring the missing file back" in (error.hint or "")


def test_no_repository_is_no_trouble(tmp_path: Path) -> None:
    scripts = environment(tmp_path)
    write(scripts, "a1", None)
    assert not hasattr(failure(scripts, "c3"), "__notes__")
