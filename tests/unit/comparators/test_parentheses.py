"""Where parentheses close, and how many enclose the whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.dialects.parentheses import closing, pairs_around


@pytest.mark.parametrize(
    ("sql", "pairs"),
    [
        ("a", 0),
        ("( a )", 1),
        ("( ( a ) )", 2),
        ("( a ) + ( b )", 0),
        ("( )", 0),
        ("( ( ) )", 1),
        ("( a", 0),
        ("'(' a )", 0),
    ],
)
def test_pairs_around_the_whole(sql: str, pairs: int) -> None:
    assert pairs_around(sql.split()) == pairs


def test_where_a_bracket_closes() -> None:
    texts = ["f", "(", "a", "[", "(", "]", ")", ",", "')'", ")", ")"]
    assert closing(texts, 1) == 9
    assert closing(["(", "[", ")", "]"], 0, ("([", ")]")) == 3
    assert closing(texts, 0) == -1
    assert closing(["("]) == -1


@given(st.lists(st.sampled_from(["(", ")", "a", "'('"]), max_size=9), st.integers(0, 3))
def test_pairs_that_are_put_around_are_found(inner: list[str], around: int) -> None:
    balanced = closing(["(", *inner, ")"]) == len(inner) + 1
    if balanced and inner:
        assert pairs_around(["("] * around + inner + [")"] * around) == around + pairs_around(inner)
