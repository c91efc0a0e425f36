from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from migrate.errors import CommandError
from migrate.script.revision import (
    CycleDetected,
    DependencyCycleDetected,
    DependencyLoopDetected,
    LoopDetected,
    Revision,
    RevisionError,
    RevisionMap,
    is_revision,
    tuple_rev_as_scalar,
)

from .graphs import FORK, LINE, MERGED, NEEDS, revision_map


def test_revisions_are_read_at_the_first_question_and_once() -> None:
    reads: list[int] = []

    def generator() -> list[Revision]:
        reads.append(1)
        return [Revision("a", None)]

    revisions = RevisionMap(generator)
    assert reads == []
    assert revisions.heads == ("a",)
    assert revisions.bases == ("a",)
    assert reads == [1]


def test_heads_and_bases_are_sorted_whatever_the_order_of_files() -> None:
    assert revision_map(FORK).heads == revision_map(FORK[::-1]).heads == ("d1", "d2", "y")
    assert revision_map(FORK).bases == ("a", "x")


def test_a_head_that_another_branch_depends_on_is_no_effective_head() -> None:
    revisions = revision_map([*NEEDS[:2], *NEEDS[3:]])
    assert revisions.heads == ("a2", "b3")
    assert revisions.effective_heads == ("b3",)


def test_a_revision_knows_its_neighbours() -> None:
    point, merge = revision_map(FORK).get_revision("b"), revision_map(MERGED).get_revision("m")
    assert point is not None
    assert merge is not None
    assert (point.is_branch_point, point.nextrev) == (True, frozenset({"c1", "c2"}))
    assert (merge.is_merge_point, merge.down_revision) == (True, ("a3", "b3"))
    needy = revision_map(NEEDS).get_revision("b2")
    assert needy is not None
    assert needy.all_down_revisions == ("b1", "a2")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("a", None), ("b", "a", None, "L"), ("c", "b")], {"a": ["L"], "b": ["L"], "c": ["L"]}),
        (FORK, {"a": [], "b": [], "c1": ["left"], "d1": ["left"], "d2": ["r2", "right"], "y": ["alone"]}),
        (MERGED, {"a3": ["A"], "b1": ["B"], "m": ["A", "B"], "n": ["A", "B"]}),
    ],
)
def test_labels_reach_along_their_branch(rows: Any, expected: dict[str, list[str]]) -> None:
    revisions = revision_map(rows)
    assert {id_: sorted(revisions.graph.revisions[id_].branch_labels) for id_ in expected} == expected


def test_a_dependency_may_be_a_branch_label() -> None:
    found = revision_map([("a", None, None, "L"), ("b", "a"), ("x", None, "L")]).get_revision("x")
    assert found is not None
    assert found.resolved_dependencies == ("a",)


@pytest.mark.parametrize(
    ("rows", "error", "text"),
    [
        ([("a", "a")], LoopDetected, "a needs a"),
        ([("a", None, "a")], DependencyLoopDetected, "a needs a"),
        ([("a", "c"), ("b", "a"), ("c", "b")], CycleDetected, "a needs c needs b needs a"),
        ([("a", None), ("b", "a"), ("c", ("b", "d")), ("d", "c")], CycleDetected, "c needs d needs c"),
        ([("a", None, "c"), ("b", "a"), ("c", "b")], DependencyCycleDetected, "a needs c needs b needs a"),
        ([("a", None), ("a", None)], RevisionError, "'a' is present more than once"),
        ([("a", None), ("b", "zz")], RevisionError, "revision 'b' has down_revision = 'zz', and no revision has"),
        ([("a", None, "zz")], RevisionError, "revision 'a' has depends_on = 'zz', and no revision has that id"),
        ([("a", None, None, "L"), ("b", "a", None, "L")], RevisionError, "'L' in revision 'b' already used by"),
        ([("a", None, None, "b"), ("b", "a")], RevisionError, "'b' in revision 'a' already used by revision 'b'"),
        ([("a", None, None, "x@y")], RevisionError, "'x@y' cannot be a branch label"),
    ],
)
def test_what_is_not_a_graph_is_refused_and_named(rows: Any, error: type[RevisionError], text: str) -> None:
    with pytest.raises(error) as caught:
        _ = revision_map(rows).heads
    assert text in str(caught.value)
    assert type(caught.value) is error
    assert isinstance(caught.value, CommandError)


def test_a_mistyped_down_revision_gets_a_suggestion() -> None:
    with pytest.raises(RevisionError, match="did you mean 'a1aa'"):
        _ = revision_map([("a1aa", None), ("b", "a1a")]).heads


@pytest.mark.parametrize("id_", ["a-b", "a@b", "a+b", "a:b", ""])
def test_an_id_that_would_read_as_something_else_is_refused(id_: str) -> None:
    with pytest.raises(RevisionError):
        Revision(id_, None)


def test_ten_thousand_in_a_row_do_not_hit_the_recursion_limit() -> None:
    count = 10_000
    assert sys.getrecursionlimit() < count
    revisions = RevisionMap(lambda: [Revision(f"r{i}", f"r{i - 1}" if i else None) for i in range(count)])
    assert revisions.heads == (f"r{count - 1}",)
    assert len(list(revisions.iterate_revisions("head", "base"))) == count


def test_a_revision_is_added_or_refused_as_a_whole() -> None:
    revisions = revision_map(LINE)
    revisions.add_revision(Revision("d5", "c4cc"))
    with pytest.raises(RevisionError, match="more than once"):
        revisions.add_revision(Revision("d5", "c4cc"))
    with pytest.raises(RevisionError, match="no revision has that id"):
        revisions.add_revision(Revision("e6", "nowhere"))
    assert list(revisions.heads) == ["d5"]
    revisions.add_revision(Revision("d5", "b3bb"), _replace=True)
    assert list(revisions.heads) == ["c4cc", "d5"]


def test_tuples_of_ids_become_scalars() -> None:
    assert [tuple_rev_as_scalar(one) for one in (None, (), "a", ("a",), ["a", "b"])] == [
        None,
        None,
        "a",
        "a",
        ("a", "b"),
    ]
    assert is_revision(Revision("a", None))
    assert not is_revision("a")


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = (
        "import sys, migrate.script, migrate.script.base, migrate.script.revision, migrate.script.write_hooks\n"
        "print(sorted({'sqlalchemy', 'mako', 'rich', 'black', 'difflib', 'dataclasses'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
