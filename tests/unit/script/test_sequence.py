"""Where the history leaves several orders, revisions run in the order in which the reference runs them.

The expected orders are what it printed for these graphs, whose rows stand in the order of the files.
"""

from __future__ import annotations

import pytest

from migrate.script import graph, sequence
from migrate.script.revision import CycleDetected, Revision

from .graphs import Rows, ids, revision_map

FIVE: Rows = [("m", ("y", "x")), ("x", "a"), ("y", "a"), ("a", None), ("z", "a")]


@pytest.mark.parametrize(
    ("rows", "newest_first"),
    [
        ([("a1", None), ("a2", "a1"), ("b1", None), ("b2", "b1")], "a2 a1 b2 b1"),
        ([("b2", "b1"), ("b1", None), ("a2", "a1"), ("a1", None)], "b2 b1 a2 a1"),
        ([("r1", "r0"), ("r2", None), ("r0", None), ("r3", "r0")], "r1 r3 r2 r0"),
        ([("m", ("x", "y")), ("x", "a"), ("y", "a"), ("a", None)], "m x y a"),
        (FIVE, "m y z x a"),
        ([("r0", None), ("r4", "r3", "r2"), ("r1", "r0"), ("r2", None), ("r3", None, "r2")], "r4 r3 r2 r1 r0"),
        ([("r1", None, "r0"), ("r3", "r2", "r0"), ("r0", None), ("r2", "r1"), ("r4", None)], "r3 r2 r1 r0 r4"),
        (
            [
                ("r6", ("r2", "r3")),
                ("r2", None),
                ("r4", "r1", "r2"),
                ("r0", None),
                ("r1", None, "r0"),
                ("r3", "r1", "r0"),
                ("r5", "r3"),
            ],
            "r6 r4 r5 r3 r1 r0 r2",
        ),
    ],
)
def test_a_history_runs_in_the_order_of_the_reference(rows: Rows, newest_first: str) -> None:
    revisions = revision_map(rows)
    assert ids(revisions.iterate_revisions("heads", "base")) == newest_first.split()
    assert ids(revisions) == newest_first.split()[::-1]


def test_a_part_of_a_history_has_an_order_of_its_own() -> None:
    revisions = revision_map(FIVE)
    assert ids(revisions.iterate_revisions("heads", "a", implicit_base=True)) == ["m", "y", "z", "x"]
    without_y = revisions.iterate_revisions("heads", "y", implicit_base=True)
    assert ids(without_y) == ["m", "x", "z"]


def test_what_stands_below_a_cycle_does_not_hide_it() -> None:
    rows: Rows = [("a", None), ("b", ("a", "c")), ("c", "b"), ("h", "a")]
    with pytest.raises(CycleDetected, match="b, c"):
        ids(revision_map(rows))


class Counted(dict[str, tuple[str, ...]]):
    """Edges that count how often somebody follows them."""

    followed = 0

    def __getitem__(self, id_: str) -> tuple[str, ...]:
        self.followed += 1
        return super().__getitem__(id_)


COUNT = 100


@pytest.mark.parametrize(
    "rows",
    [
        [("a", None), *((f"b{n:03}", "a") for n in range(COUNT))],
        [("a", None), *((f"b{n:03}", "a") for n in range(COUNT)), ("m", tuple(f"b{n:03}" for n in range(COUNT)))],
        [*((f"a{n:03}", f"a{n - 1:03}" if n else None) for n in range(COUNT))]
        + [(f"b{n:03}", f"b{n - 1:03}" if n else None, "a050") for n in range(COUNT)],
        [*((f"a{n:03}", f"a{n - 1:03}" if n else None) for n in range(COUNT))]
        + [(f"{x}{n:03}", f"{x}{n - 1:03}" if n else None, f"a{n:03}") for n in range(COUNT) for x in "bc"],
    ],
    ids=["many heads", "many heads and their merge", "one dependency of many", "two lines along a third"],
)
def test_the_work_grows_with_the_revisions_and_not_with_their_square(rows: Rows) -> None:
    known = graph.build([Revision(*row) for row in rows])
    children, parents = Counted(known.all_children), Counted(known.parents)
    order = sequence.newest_first(known.revisions, known.walked_parents, known.all_parents, children)
    needs = {id_: revision.resolved_dependencies for id_, revision in known.revisions.items()}
    walked = graph._walked_parents(parents, known.children, needs)
    assert (tuple(reversed(order)), walked) == (known.order, known.walked_parents)
    assert max(children.followed, parents.followed) < 5 * len(rows)
