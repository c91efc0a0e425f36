from __future__ import annotations

import pytest

from migrate.script.revision import MultipleHeads, RangeNotAncestorError, ResolutionError, RevisionMap

from .graphs import FORK, LINE, MERGED, NEEDS, ids, revision_map

MAPS = {
    name: revision_map(rows) for name, rows in {"line": LINE, "fork": FORK, "needs": NEEDS, "merged": MERGED}.items()
}


@pytest.mark.parametrize(
    ("graph", "text", "expected"),
    [
        ("line", "a1aa", ["a1aa"]),
        ("line", "b", ["b3bb"]),
        ("line", "head", ["c4cc"]),
        ("line", "heads", ["c4cc"]),
        ("line", "base", []),
        ("line", None, []),
        ("line", ("a1aa", "c4", "a1aa"), ["a1aa", "c4cc"]),
        ("line", "a2aa+1", ["b3bb"]),
        ("line", "a2+2", ["c4cc"]),
        ("line", "head-2", ["a2aa"]),
        ("line", "a1aa-1", []),
        ("line", "base+1", ["a1aa"]),
        ("line", "-1", ["b3bb"]),
        ("line", "+1", ["a1aa"]),
        ("line", "a2aa@head", ["c4cc"]),
        ("line", "c4cc@a1", ["a1aa"]),
        ("fork", "heads", ["d1", "d2", "y"]),
        ("fork", "left", ["c1"]),
        ("fork", "left@head", ["d1"]),
        ("fork", "r2@head", ["d2"]),
        ("fork", "left@base", []),
        ("fork", "left@heads", ["d1"]),
        ("fork", "a@heads", ["d1", "d2"]),
        ("fork", "left@a", ["a"]),
        ("fork", "left@d", ["d1"]),
        ("fork", "left@b+1", ["c1"]),
        ("fork", "left@head-3", ["a"]),
        ("fork", "alone@head", ["y"]),
        ("needs", "heads", ["a3", "b3"]),
        ("merged", "A@head", ["n"]),
        ("merged", "A@n-2", ["a3"]),
    ],
)
def test_an_identifier_names(graph: str, text: str | None, expected: list[str]) -> None:
    assert ids(MAPS[graph].get_revisions(text)) == expected


@pytest.mark.parametrize(
    ("graph", "text", "words"),
    [
        ("line", "a", ["ambiguous", "a1aa, a2aa", "more characters"]),
        ("line", "b3bc", ["Can't locate", "did you mean 'b3bb'"]),
        ("line", "zzzz", ["Can't locate", "migrate history"]),
        ("line", "", ["not a revision identifier"]),
        ("line", "a:b", ["not a revision identifier"]),
        ("line", "x@y@z", ["not a revision identifier"]),
        ("line", "current", ["where a database is"]),
        ("line", "c4cc+1", ["there are only 0"]),
        ("line", "+9", ["there are only 4"]),
        ("fork", "head", ["d1, d2, y", "merge heads", "'heads'"]),
        ("fork", "a@head", ["d1, d2", "'a@heads'"]),
        ("fork", "left@d2", ["not a member of branch 'left'"]),
        ("fork", "b+1", ["c1 or c2", "branch label"]),
        ("fork", "lefty@head", ["did you mean 'left'"]),
        ("merged", "n-2", ["a3 or b3"]),
    ],
)
def test_what_names_nothing_or_too_much_says_what_to_write(graph: str, text: str, words: list[str]) -> None:
    with pytest.raises((ResolutionError, MultipleHeads)) as caught:
        MAPS[graph].get_revisions(text)
    for word in words:
        assert word in str(caught.value)


def test_one_revision_is_not_several() -> None:
    with pytest.raises(MultipleHeads, match="d1, d2, y"):
        MAPS["fork"].get_revision("heads")
    assert MAPS["fork"].get_revision("base") is None


def test_an_empty_map_has_no_head_and_no_error() -> None:
    empty = RevisionMap(list)
    assert empty.get_revisions("head") == empty.get_revisions("heads") == empty.get_revisions("base") == ()
    assert empty.get_current_head() is None


def test_the_current_head_may_be_of_one_branch() -> None:
    assert MAPS["fork"].get_current_head("left") == "d1"
    with pytest.raises(MultipleHeads, match="merge heads"):
        MAPS["fork"].get_current_head()


def test_lineage_filters_what_is_before_or_after() -> None:
    fork = MAPS["fork"]
    assert fork.filter_for_lineage(["d1", "d2", "y"], "b") == ("d1", "d2")
    assert fork.filter_for_lineage(["a", "b", "d2", "y"], "c1") == ("a", "b")
    assert fork.filter_for_lineage(["d1", "y"], None) == ("d1", "y")
    assert ids(fork.filter_for_lineage(fork.get_revisions("heads"), "left@head")) == ["d1"]
    assert MAPS["needs"].filter_for_lineage(["a1", "a3"], "b2", include_dependencies=True) == ("a1",)


@pytest.mark.parametrize(
    ("graph", "upper", "lower", "options", "expected"),
    [
        ("line", "head", "base", {}, ["c4cc", "b3bb", "a2aa", "a1aa"]),
        ("line", "c4cc", "a1aa", {}, ["c4cc", "b3bb", "a2aa"]),
        ("line", "c4cc", "a1aa", {"inclusive": True}, ["c4cc", "b3bb", "a2aa", "a1aa"]),
        ("line", "c4cc", "-2", {}, ["c4cc", "b3bb"]),
        ("line", "+2", "a1aa", {}, ["b3bb", "a2aa"]),
        ("line", "+10", "a1aa", {"assert_relative_length": False}, ["c4cc", "b3bb", "a2aa"]),
        ("line", "c4cc", "-9", {"assert_relative_length": False}, ["c4cc", "b3bb", "a2aa", "a1aa"]),
        ("line", "base", "base", {}, []),
        ("fork", "heads", "c1", {}, ["d1"]),
        ("fork", "left@head", "a", {}, ["d1", "c1", "b"]),
        ("fork", "heads", "left@base", {}, ["d1", "c1", "b", "a"]),
        ("fork", "heads", "c1", {"implicit_base": True}, ["d1", "d2", "c2", "y", "x"]),
        ("fork", "heads", "c1", {"select_for_downgrade": True}, ["d1"]),
        ("merged", "n", "a3", {}, ["n", "m"]),
        ("merged", "n", "a3", {"implicit_base": True}, ["n", "m", "b3", "b2", "b1"]),
        ("merged", "n", ("a3", "b1"), {}, ["n", "m", "b3", "b2"]),
        ("needs", "b3", "base", {}, ["b3", "b2", "b1", "a2", "a1"]),
    ],
)
def test_iteration_goes_from_the_newest_down(
    graph: str, upper: str, lower: str, options: dict[str, bool], expected: list[str]
) -> None:
    assert ids(MAPS[graph].iterate_revisions(upper, lower, **options)) == expected


def test_a_range_upside_down_is_refused() -> None:
    with pytest.raises(RangeNotAncestorError, match="c4cc is not an ancestor of revision a1aa"):
        MAPS["line"].iterate_revisions("a1aa", "c4cc")
    with pytest.raises(ResolutionError, match="didn't produce 10"):
        MAPS["line"].iterate_revisions("+10", "a1aa")
