"""Small graphs, written as rows `(id, down_revision, depends_on, branch_labels)`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from migrate.script.revision import Revision, RevisionMap

Rows = Sequence[tuple[Any, ...]]

LINE: Rows = [("a1aa", None), ("a2aa", "a1aa"), ("b3bb", "a2aa"), ("c4cc", "b3bb")]
"""Four in a row."""

FORK: Rows = [
    ("a", None),
    ("b", "a"),
    ("c1", "b", None, "left"),
    ("d1", "c1"),
    ("c2", "b", None, ("right", "r2")),
    ("d2", "c2"),
    ("x", None, None, "alone"),
    ("y", "x"),
]
"""Two labelled branches after b, and a history of its own."""

NEEDS: Rows = [
    ("a1", None, None, "A"),
    ("a2", "a1"),
    ("a3", "a2"),
    ("b1", None, None, "B"),
    ("b2", "b1", "a2"),
    ("b3", "b2"),
]
"""Two histories, where b2 depends on a2."""

MERGED: Rows = [*NEEDS, ("m", ("a3", "b3")), ("n", "m")]


def revision_map(rows: Rows) -> RevisionMap:
    return RevisionMap(lambda: [Revision(*row) for row in rows])


def ids(revisions: Any) -> list[str]:
    return [revision.revision for revision in revisions]
