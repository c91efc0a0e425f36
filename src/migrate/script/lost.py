"""What can still be known of a revision whose file is gone: a database is at it, and no file has that id.

Mostly the file is on another branch of the repository, or was removed there, and git remembers it. It is asked only
when a command fails for that reason, and its answer goes into the message and nowhere else.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Container, Iterable
from typing import NamedTuple

from ..errors import ScriptError
from .header import Computed, Header, read

GIT_SECONDS = 5
"""How long git may look through a history."""

STEPS = 100
"""How many lost revisions in a row are followed."""


class Trace(NamedTuple):
    """Where a lost revision was found, and which known one it came after."""

    where: str
    ancestor: str | None


def trace(revision: str, known: Container[str], folders: Iterable[str]) -> Trace | None:
    """Return what is remembered of `revision`; None where nothing is.

    The ancestor is the nearest of the `known` ids below it, as far as every revision between is remembered too.
    """
    places = list(folders)
    first: str | None = None
    for _ in range(STEPS):
        found = _remembered(revision, places)
        if found is None:
            break
        where, header = found
        first = first or where
        ancestor = next((id_ for id_ in header.down_revision if id_ in known), None)
        if ancestor is not None or not header.down_revision:
            return Trace(first, ancestor)
        revision = header.down_revision[0]
    return Trace(first, None) if first else None


def _remembered(revision: str, folders: list[str]) -> tuple[str, Header] | None:
    for folder in folders:
        found = _in_git(revision, folder)
        if found is not None:
            return found
    return None


def _in_git(revision: str, folder: str) -> tuple[str, Header] | None:
    """Return the newest version of the file of `revision` on any branch; file names have the id in them by default."""
    if not revision.isalnum() or not os.path.isdir(folder):
        return None
    what = "--all", "-1", "--diff-filter=AM", "--format=%h", "--name-only", "--relative"
    log = _git(folder, "log", *what, "--", f"*{revision}*.py")
    commit, _, names = log.partition("\n")
    path = names.strip().partition("\n")[0]
    if not path:
        return None
    source = _git(folder, "show", f"{commit}:./{path}")
    try:
        header = read(source.encode(), path)
    except (Computed, ScriptError):
        return None
    if header.revision != revision:
        return None
    branches = _git(folder, "branch", "--all", "--contains", commit, "--format=%(refname:short)").split()
    where = f"git has it in {path}, commit {commit}"
    return where + (f" on {', '.join(branches[:3])}" if branches else ""), header


def _git(folder: str, *arguments: str) -> str:
    """Return what git prints, nothing where there is no git, no repository, or no answer in time."""
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=folder, capture_output=True, text=True, timeout=GIT_SECONDS, check=False
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return ""
    return done.stdout if done.returncode == 0 else ""
