from __future__ import annotations

import pytest

from migrate.script.revision import MultipleHeads, ResolutionError
from migrate.script.traverse import downgrade_path, stamp_moves, upgrade_path

from .graphs import FORK, LINE, MERGED, NEEDS, revision_map

GRAPHS = {
    "line": revision_map(LINE).graph,
    "fork": revision_map(FORK).graph,
    "needs": revision_map(NEEDS).graph,
    "merged": revision_map(MERGED).graph,
}


@pytest.mark.parametrize(
    ("graph", "destination", "current", "expected"),
    [
        ("line", "head", (), "a1aa a2aa b3bb c4cc"),
        ("line", "head", None, "a1aa a2aa b3bb c4cc"),
        ("line", "+2", ("a1aa",), "a2aa b3bb"),
        ("line", "b3bb-1", (), "a1aa a2aa"),
        ("line", "+0", ("a1aa",), ""),
        ("line", "+0", (), ""),
        ("line", "a1aa", ("c4cc",), ""),
        ("needs", "heads", (), "a1 a2 b1 b2 b3 a3"),
        ("needs", "b2", ("a1",), "a2 b1 b2"),
        ("needs", "A@head", (), "a1 a2 a3"),
        ("needs", "A@heads", ("b2",), "a3"),
        ("needs", "A@+1", ("b2",), "a3"),
        ("needs", "A@+1", ("a1", "b1"), "a2"),
        ("needs", "B@+1", ("a1", "b1"), "a2 b2"),
        ("needs", "B@+2", (), "a1 a2 b1 b2"),
        ("needs", ("a3", "b1"), (), "b1 a1 a2 a3"),
        ("merged", "m", ("a3",), "b1 b2 b3 m"),
        ("merged", "+1", ("m",), "n"),
    ],
)
def test_an_upgrade_applies_what_is_needed_and_no_more(
    graph: str, destination: str, current: tuple[str, ...] | None, expected: str
) -> None:
    assert upgrade_path(GRAPHS[graph], destination, current) == expected.split()


@pytest.mark.parametrize(
    ("graph", "destination", "current", "expected"),
    [
        ("line", "base", ("c4cc",), "c4cc b3bb a2aa a1aa"),
        ("line", None, ("c4cc",), "c4cc b3bb a2aa a1aa"),
        ("line", "-1", ("c4cc",), "c4cc"),
        ("line", "a2aa", ("c4cc",), "c4cc b3bb"),
        ("line", "a1aa-1", ("b3bb",), "b3bb a2aa a1aa"),
        ("line", "head-4", ("b3bb",), "b3bb a2aa a1aa"),
        ("fork", "alone@y-2", ("d1", "y"), "y x"),
        ("line", "base", (), ""),
        ("line", "c4cc", ("c4cc",), ""),
        ("fork", "b", ("d1", "d2", "y"), "d1 c1 d2 c2"),
        ("fork", "left@b", ("d1", "d2", "y"), "d1 c1"),
        ("fork", "c1", ("d1", "d2"), "d1"),
        ("fork", "alone@base", ("d1", "d2", "y"), "y x"),
        ("fork", "left@-1", ("d1", "d2", "y"), "d1"),
        ("needs", "a1", ("a3", "b3"), "a3 b3 b2 a2"),
        ("needs", "a2", ("a3", "b3"), "a3"),
        ("needs", "A@base", ("b2",), "b2 a2 a1"),
        ("needs", "B@base", ("a3", "b3"), "b3 b2 b1"),
        ("needs", "A@-1", ("b3",), "b3 b2 a2"),
        ("needs", "a2", ("b3",), ""),
        ("merged", "-1", ("m",), "m"),
        ("merged", "-2", ("n",), "n m"),
        ("merged", "A@-3", ("n",), "n m a3"),
        ("merged", "a3", ("n",), "n m"),
        ("merged", "a2", ("n",), "n m a3"),
    ],
)
def test_a_downgrade_reverts_what_comes_after_and_what_needs_it(
    graph: str, destination: str | None, current: tuple[str, ...], expected: str
) -> None:
    assert downgrade_path(GRAPHS[graph], destination, current) == expected.split()


@pytest.mark.parametrize(
    ("graph", "destination", "current", "words"),
    [
        ("fork", "-1", ("d1", "d2"), ["multiple current revisions: d1, d2", "d1-1"]),
        ("fork", "left@-1", ("c2",), ["nothing of branch 'left' is applied"]),
        ("fork", "d2", ("d1",), ["d2 is not applied", "migrate current"]),
        ("line", "-9", ("c4cc",), ["there are only 4"]),
        ("line", "-1", (), ["there are only 0"]),
        ("line", "+1", ("c4cc",), ["migrate upgrade"]),
        ("line", "base", ("gone",), ["database is at revision 'gone'", "stamp --purge"]),
        ("merged", "-3", ("n",), ["a3 or b3"]),
    ],
)
def test_a_downgrade_that_is_not_clear_is_refused(
    graph: str, destination: str, current: tuple[str, ...], words: list[str]
) -> None:
    with pytest.raises(ResolutionError) as caught:
        downgrade_path(GRAPHS[graph], destination, current)
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("graph", "destination", "current", "words"),
    [
        ("needs", "head", (), ["a3, b3", "merge heads"]),
        ("needs", "+1", ("a1", "b1"), ["multiple current revisions"]),
        ("needs", "+1", (), ["a1 or b1"]),
        ("line", "+9", ("a1aa",), ["there are only 3"]),
        ("line", "-1", ("c4cc",), ["migrate downgrade"]),
        ("line", "head", ("gone",), ["no revision file has that id"]),
    ],
)
def test_an_upgrade_that_is_not_clear_is_refused(
    graph: str, destination: str, current: tuple[str, ...], words: list[str]
) -> None:
    with pytest.raises((ResolutionError, MultipleHeads)) as caught:
        upgrade_path(GRAPHS[graph], destination, current)
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("graph", "destination", "current", "moves"),
    [
        ("line", "a1aa", (), [((), ("a1aa",), True)]),
        ("line", "c4cc", ("a1aa",), [(("a1aa",), ("c4cc",), True)]),
        ("line", "a1aa", ("c4cc",), [(("c4cc",), ("a1aa",), False)]),
        ("line", "c4cc", ("c4cc",), []),
        ("line", "base", ("c4cc",), [(("c4cc",), (), False)]),
        ("needs", "heads", (), [((), ("a3",), True), ((), ("b3",), True)]),
        ("needs", "b1", ("a1",), [((), ("b1",), True)]),
        ("needs", "a1", ("a3", "b3"), [(("a3",), ("a1",), False), (("b3",), (), False)]),
        ("needs", ("a2", "b2"), (), [((), ("b2",), True)]),
        ("needs", ("a3", "b3"), ("a1", "b1"), [(("a1",), ("a3",), True), (("b1",), ("b3",), True)]),
        ("needs", "A@base", ("a3", "b3"), [(("a3",), (), False), (("b3",), (), False)]),
        ("needs", "B@base", ("a3", "b3"), [(("b3",), (), False)]),
        ("merged", "m", ("a3", "b3"), [(("a3", "b3"), ("m",), True)]),
        ("merged", ("a3", "b3"), ("m",), [(("m",), ("a3",), False), ((), ("b3",), True)]),
    ],
)
def test_a_stamp_moves_the_rows_of_its_line(
    graph: str, destination: str, current: tuple[str, ...], moves: list[tuple[object, ...]]
) -> None:
    assert [tuple(move) for move in stamp_moves(GRAPHS[graph], destination, current)] == moves
