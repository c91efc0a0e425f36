"""Random graphs: whatever the graph, paths are ordered, complete, and lead back."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from migrate.script.revision import Revision, RevisionMap
from migrate.script.traverse import downgrade_path, stamp_moves, upgrade_path

from .graphs import ids, revision_map

Rows = list[tuple[Any, ...]]


@st.composite
def graphs(draw: st.DrawFn) -> Rows:
    """Rows of a graph with merges, branches, several bases and dependencies, in the order of some listing."""
    rows: Rows = []
    for number in range(draw(st.integers(1, 14))):
        earlier = [row[0] for row in rows]
        downs = draw(st.lists(st.sampled_from(earlier), max_size=2, unique=True)) if earlier else []
        needs = draw(st.lists(st.sampled_from(earlier), max_size=1)) if earlier else []
        rows.append((f"r{number:02d}", tuple(downs), tuple(needs)))
    return draw(st.permutations(rows))


@given(st.data(), graphs(), st.booleans())
def test_adding_a_revision_makes_the_graph_that_has_it_from_the_start(data: Any, rows: Rows, is_line: bool) -> None:
    if is_line:
        rows = [(id_, downs[:1], ()) for id_, downs, _ in rows]
    known = revision_map(rows)
    downs = known.heads if is_line else tuple(data.draw(st.lists(st.sampled_from(ids(known)), max_size=2, unique=True)))
    new = ("new", downs, data.draw(st.just(()) if is_line else st.sampled_from([(), *((id_,) for id_ in ids(known))])))
    known.add_revision(Revision(*new))
    whole = revision_map([*rows, new])
    assert known.graph._replace(revisions={}) == whole.graph._replace(revisions={})
    assert [vars(one) for one in known] == [vars(one) for one in whole]
    assert len(known) == len(rows) + 1


def needed(rows: Rows) -> dict[str, set[str]]:
    """Id → everything it needs, worked out the slow way."""
    direct = {id_: {*downs, *needs} for id_, downs, needs in rows}
    found: dict[str, set[str]] = {}
    for id_ in sorted(direct):  # a revision only needs ones with smaller ids
        found[id_] = direct[id_].union(*(found[other] for other in direct[id_]))
    return found


def state(draw: st.DrawFn | Any, rows: Rows) -> tuple[str, ...]:
    """Rows of the version table after some of the graph was applied."""
    some = draw(st.lists(st.sampled_from(sorted(row[0] for row in rows)), max_size=3))
    return revision_map(rows).maximal(some)


@given(graphs())
def test_the_order_puts_everything_after_what_it_needs(rows: Rows) -> None:
    order = ids(revision_map(rows))
    assert sorted(order) == sorted(row[0] for row in rows)
    for id_, others in needed(rows).items():
        assert all(order.index(other) < order.index(id_) for other in others)
    assert order == ids(revision_map(rows))


@given(graphs())
def test_heads_are_what_nothing_comes_after(rows: Rows) -> None:
    revisions = revision_map(rows)
    followed = {down for row in rows for down in row[1]}
    wanted = {need for row in rows for need in row[2]}
    assert revisions.heads == tuple(sorted(row[0] for row in rows if row[0] not in followed))
    assert revisions.effective_heads == tuple(sorted(row[0] for row in rows if row[0] not in followed | wanted))
    assert revisions.bases == tuple(sorted(row[0] for row in rows if not row[1]))


@given(graphs(), st.data())
def test_an_upgrade_to_heads_and_a_downgrade_to_base_go_through_all_the_rest(rows: Rows, data: st.DataObject) -> None:
    graph = revision_map(rows).graph
    current = state(data.draw, rows)
    up, down = upgrade_path(graph, "heads", current), downgrade_path(graph, "base", current)
    assert sorted(up + down) == sorted(row[0] for row in rows)
    requirements = needed(rows)
    applied = set(down)
    for id_ in up:
        assert requirements[id_] <= applied
        applied.add(id_)
    for id_ in downgrade_path(graph, "base", "heads"):
        applied.remove(id_)
        assert not any(id_ in requirements[other] for other in applied)


@given(graphs(), st.data())
def test_a_downgrade_leaves_a_whole_state_with_its_destination_in_it(rows: Rows, data: st.DataObject) -> None:
    graph = revision_map(rows).graph
    current = state(data.draw, rows)
    applied = graph.ancestors(current)
    if not applied:
        return
    destination = data.draw(st.sampled_from(sorted(applied)))
    left = applied - set(downgrade_path(graph, destination, current))
    assert destination in left
    assert not left.intersection(graph.children[destination])
    assert all(needed(rows)[id_] <= left for id_ in left)


@given(graphs(), st.data())
def test_maximal_agrees_with_the_slow_definition(rows: Rows, data: st.DataObject) -> None:
    some = data.draw(st.lists(st.sampled_from(sorted(row[0] for row in rows)), unique=True))
    requirements = needed(rows)
    expected = tuple(id_ for id_ in some if not any(id_ in requirements[other] for other in some))
    assert revision_map(rows).maximal(some) == expected


@given(graphs(), st.data())
def test_a_stamp_ends_with_its_destination_among_the_rows(rows: Rows, data: st.DataObject) -> None:
    revisions: RevisionMap = revision_map(rows)
    table = list(state(data.draw, rows))
    wanted = data.draw(st.lists(st.sampled_from(sorted(row[0] for row in rows)), min_size=1, max_size=3))
    for move in stamp_moves(revisions.graph, wanted, table):
        assert set(move.gone) <= set(table)
        table = [row for row in table if row not in move.gone] + list(move.new)
    assert len(table) == len(set(table))
    assert set(revisions.maximal(wanted)) <= set(table)
    assert revisions.maximal(table) == tuple(table)


@given(graphs(), st.data())
def test_the_rows_after_a_walk_say_exactly_what_is_applied(rows: Rows, data: st.DataObject) -> None:
    from migrate.runtime.steps import RevisionStep

    revisions = revision_map(rows)
    for revision in revisions:
        revision.module = SimpleNamespace(upgrade=print, downgrade=print)  # type: ignore[attr-defined]
    table = state(data.draw, rows)
    applied = set(revisions.ancestors(table))
    for path, is_upgrade in ((upgrade_path, True), (downgrade_path, False)):
        known = ["heads", *revisions.heads] if is_upgrade else ["base", *sorted(applied)]
        destination = data.draw(st.sampled_from(known))
        for id_ in path(revisions.graph, destination, table):
            step = RevisionStep(revisions, revisions.graph.revisions[id_], is_upgrade)  # type: ignore[arg-type]
            gone, new = step.moves(table)
            table = tuple(row for row in table if row not in gone) + new
            applied = applied | {id_} if is_upgrade else applied - {id_}
            assert set(table) == set(revisions.maximal(sorted(applied)))
