"""Which rows of the version table a step moves."""

from __future__ import annotations

import itertools

import pytest

from migrate.errors import ScriptError
from migrate.runtime.steps import MigrationInfo, MigrationStep, RevisionStep, StampStep
from migrate.script.script import Script

from .history import History, script

DIAMOND = History(script("a"), script("b1", "a"), script("b2", "a"), script("m", ("b1", "b2")), script("c", "m"))
DEPENDENT = History(script("x1"), script("x2", "x1"), script("y1"), script("y2", "y1", depends_on="x1"))


def test_a_linear_upgrade_updates_one_row() -> None:
    step = History(script("a"), script("b", "a")).step("b", True)
    assert step.moves({"a"}) == (("a",), ("b",))
    assert step.update_version_num({"a"}) == ("a", "b")


def test_the_first_revision_inserts_a_row() -> None:
    step = DIAMOND.step("a", True)
    assert step.should_create_branch(set())
    assert step.insert_version_num == "a"


def test_the_second_branch_inserts_a_row() -> None:
    step = DIAMOND.step("b2", True)
    assert step.should_create_branch({"b1"})
    assert step.insert_version_num == "b2"


def test_a_merge_makes_one_row_of_two() -> None:
    step = DIAMOND.step("m", True)
    assert step.should_merge_branches({"b1", "b2"})
    assert step.merge_branch_idents({"b1", "b2"}) == (["b1"], "b2", "m")


def test_reverting_a_merge_makes_two_rows_of_one() -> None:
    step = DIAMOND.step("m", False)
    assert step.should_unmerge_branches({"m"})
    assert step.unmerge_branch_idents({"m"}) == ("m", "b2", ["b1"])


def test_reverting_a_branch_deletes_its_row_while_another_is_on_the_same_root() -> None:
    step = DIAMOND.step("b1", False)
    assert step.should_delete_branch({"b1", "b2"})
    assert step.delete_version_num == "b1"


def test_a_dependency_is_no_row_of_its_own() -> None:
    assert DEPENDENT.step("y2", True).moves({"x1", "y1"}) == (("y1", "x1"), ("y2",))
    assert DEPENDENT.step("y2", False).moves({"y2"}) == (("y2",), ("y1", "x1"))


def test_a_dependency_with_a_later_revision_applied_does_not_come_back() -> None:
    assert DEPENDENT.step("y2", False).moves({"x2", "y2"}) == (("y2",), ("y1",))


@pytest.mark.parametrize("history", [DIAMOND, DEPENDENT])
def test_any_way_up_and_down_keeps_the_rows_the_maximal_applied_revisions(history: History) -> None:
    graph = history.map.graph
    for order in itertools.permutations(graph.order):
        applied: list[str] = []
        heads: set[str] = set()
        for revision in order:
            if not set(graph.all_parents[revision]) <= set(applied):
                break
            applied.append(revision)
            _apply(history.step(revision, True), heads)
            assert heads == _maximal(history, applied)
        while applied:
            _apply(history.step(applied.pop(), False), heads)
            assert heads == _maximal(history, applied)


def test_a_stamp_moves_what_is_there() -> None:
    step = StampStep(("b1", "b2"), "m", True, False, DIAMOND.map)
    assert step.moves({"b1", "b2"}) == (("b1", "b2"), ("m",))
    assert step.short_log == "stamp_revision b1, b2 -> m"
    assert step.info.is_stamp


def test_info_names_both_sides_and_their_direction() -> None:
    info = DIAMOND.step("m", True).info
    assert info.is_migration
    assert info.source_revision_ids == ("b1", "b2")
    assert info.destination_revision_ids == ("m",)
    assert info.up_revision is not None
    assert info.up_revision.revision == "m"
    assert [r.revision for r in info.down_revisions] == ["b1", "b2"]
    back = DIAMOND.step("m", False).info
    assert [r.revision for r in back.source_revisions] == ["m"]
    assert [r.revision for r in back.destination_revisions] == ["b1", "b2"]


def test_info_of_a_base_has_no_source() -> None:
    info = MigrationInfo(DIAMOND.map, True, False, "a", None)
    assert info.source_revision_ids == ()
    assert info.source_revisions == ()


def test_short_log_and_text_of_a_step() -> None:
    history = History(script("a", doc="first one"))
    found = history.map.get_revision("a")
    assert isinstance(found, Script)
    step = MigrationStep.upgrade_from_script(history.map, found)
    assert (step.short_log, str(step)) == ("upgrade  -> a", "upgrade  -> a, first one")
    assert MigrationStep.downgrade_from_script(history.map, found).short_log == "downgrade a -> "


def test_a_script_without_downgrade_is_an_error_that_names_the_file() -> None:
    history = History(script("a"))
    found = history.map.get_revision("a")
    assert isinstance(found, Script)
    del found.module.downgrade
    with pytest.raises(ScriptError, match=r"a\.py: there is no function downgrade\(\)"):
        RevisionStep(history.map, found, False)


def _apply(step: RevisionStep, heads: set[str]) -> None:
    gone, new = step.moves(heads)
    assert set(gone) <= heads
    assert not set(new) & heads
    heads.difference_update(gone)
    heads.update(new)


def _maximal(history: History, applied: list[str]) -> set[str]:
    return set(history.map.maximal(applied))
