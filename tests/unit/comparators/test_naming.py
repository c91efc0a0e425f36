"""Final names of constraints that the model leaves unnamed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.comparators.naming import final_name, shorten
from tests.unit.comparators.sides import support


@pytest.mark.parametrize(
    ("dialect", "kind", "name"),
    [
        ("default", "unique", "uq_t_a_b"),
        ("default", "foreign_key", "fk_t_a_b"),
        ("default", "primary_key", "pk_t"),
        ("postgresql", "unique", "t_a_b_key"),
        ("postgresql", "foreign_key", "t_a_b_fkey"),
        ("postgresql", "primary_key", "t_pkey"),
    ],
)
def test_names_follow_the_database(dialect: str, kind: str, name: str) -> None:
    assert final_name(support(dialect), kind, "t", ("a", "b")) == name


def test_a_name_in_use_gets_a_number() -> None:
    bundle = support("default")
    assert final_name(bundle, "unique", "t", ("a",), {"uq_t_a"}) == "uq_t_a_2"
    assert final_name(bundle, "unique", "t", ("a",), {"uq_t_a", "uq_t_a_2"}) == "uq_t_a_3"


@given(st.text(min_size=1, max_size=120), st.sampled_from(["postgresql", "mysql", "default"]))
def test_a_name_is_never_longer_than_the_database_allows(name: str, dialect: str) -> None:
    bundle = support(dialect)
    found = shorten(name, bundle)
    assert len(found) <= bundle.features.max_identifier
    assert bundle.stored_name(found) == found
    assert found == name or len(name) > bundle.features.max_identifier or bundle.stored_name(name) != name
    assert shorten(found, bundle) == found


def test_long_names_that_differ_at_their_ends_stay_different() -> None:
    bundle = support("postgresql")
    assert shorten("x" * 80 + "a", bundle) != shorten("x" * 80 + "b", bundle)
    assert shorten("x" * 80, bundle).startswith("x" * 54 + "_")


def test_long_names_in_use_get_another() -> None:
    bundle, columns = support("postgresql"), ("c" * 70,)
    first = final_name(bundle, "unique", "t", columns)
    second = final_name(bundle, "unique", "t", columns, {first})
    assert first != second
    assert len(second) <= 63
