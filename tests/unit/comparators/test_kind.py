"""Putting the records of two sides in pairs."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.comparators.diff import KINDS
from migrate.comparators.kind import Kind, pairs
from migrate.comparators.records import CheckConstraint, PrimaryKey, Table, UniqueConstraint, ordered
from migrate.comparators.unique_constraints import UniqueConstraints
from tests.unit.comparators.sides import support

U = UniqueConstraint
unique: Kind[U] = UniqueConstraints()
names = st.none() | st.sampled_from(["a", "b", "c"])
uniques = st.builds(U, names, st.sampled_from([("x",), ("y",), ("x", "y")]), st.just(()))
sides = st.lists(uniques, max_size=4, unique_by=lambda u: u.name or u.columns)


def differing(old: Sequence[U], new: Sequence[U]) -> list[tuple[U | None, U | None]]:
    """Return the pairs, without those that say the same."""
    return [(o, n) for o, n in pairs(unique, old, new, support("default")) if not same(o, n)]


def same(old: U | None, new: U | None) -> bool:
    return old is not None and new is not None and (old == new or (not new.name and old._replace(name=None) == new))


def test_what_is_the_same_does_not_differ() -> None:
    assert differing([U("a", ("x",)), U(None, ("y",))], [U(None, ("y",)), U("a", ("x",))]) == []


def test_records_of_one_name_are_a_pair() -> None:
    assert differing([U("a", ("x",))], [U("a", ("y",))]) == [(U("a", ("x",)), U("a", ("y",)))]


def test_what_one_side_lacks_is_alone() -> None:
    assert differing([U("a", ("x",))], [U("b", ("x",))]) == [(None, U("b", ("x",))), (U("a", ("x",)), None)]


def test_a_model_that_gives_no_name_takes_any_name() -> None:
    assert differing([U("t_x_key", ("x",))], [U(None, ("x",))]) == []


def test_a_model_that_gives_a_name_wants_that_name() -> None:
    assert differing([U(None, ("x",))], [U("a", ("x",))]) == [(None, U("a", ("x",))), (U(None, ("x",)), None)]


def test_the_same_name_goes_before_the_same_content() -> None:
    old = [U("a", ("x",)), U("t_x_key", ("x",))]
    assert differing(old, [U(None, ("x",)), U("a", ("x",))]) == []
    assert differing(old, [U("a", ("x",)), U(None, ("x",))]) == []


def test_one_record_answers_for_one_only() -> None:
    assert differing([U("k", ("x",))], [U(None, ("x",)), U(None, ("x",))]) == [(None, U(None, ("x",)))]


def test_unnamed_records_that_differ_are_no_pair() -> None:
    assert differing([U(None, ("x",))], [U(None, ("y",))]) == [(None, U(None, ("y",))), (U(None, ("x",)), None)]


@given(sides, sides)
def test_every_record_is_in_one_pair(old: list[U], new: list[U]) -> None:
    found: list[tuple[U | None, U | None]] = [*pairs(unique, old, new, support("default"))]
    assert sorted((o for o, _ in found if o is not None), key=repr) == sorted(old, key=repr)
    assert sorted((n for _, n in found if n is not None), key=repr) == sorted(new, key=repr)
    assert all(o is None or n is None or o.name == n.name or same(o, n) for o, n in found)


@given(sides)
def test_a_side_is_the_same_as_itself_in_any_order(records: list[U]) -> None:
    assert differing(records, records[::-1]) == []


@given(sides)
def test_the_order_of_the_model_does_not_matter(records: list[U]) -> None:
    assert ordered(records) == ordered(records[::-1])


def test_a_name_of_a_primary_key_counts_where_both_sides_have_one() -> None:
    kind = next(k for k in KINDS if k.name == "primary_key")
    bundle = support("postgresql")
    assert kind.same(PrimaryKey("pk", ("a",)), PrimaryKey(None, ("a",)), bundle)
    assert not kind.same(PrimaryKey("pk", ("a",)), PrimaryKey("other", ("a",)), bundle)
    assert not kind.same(PrimaryKey(None, ("a",)), PrimaryKey(None, ("a", "b")), bundle)
    assert kind.same(PrimaryKey(None, ("a",)), PrimaryKey("pk", ("a",)), support("mysql")), "MySQL calls it PRIMARY"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_an_empty_table_has_nothing_of_any_kind(kind: Kind[object]) -> None:
    assert tuple(kind.of(Table(None, "t", {}))) == ()


def test_checks_are_paired_by_name_alone_when_their_texts_differ() -> None:
    kind = next(k for k in KINDS if k.name == "check_constraint")
    old, new = CheckConstraint("ck", "a > 0"), CheckConstraint("ck", "a > 1")
    assert list(pairs(kind, [old], [new], support())) == [(old, new)]
