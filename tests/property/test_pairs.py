"""A few random pairs of models on every database; `python -m tests.property.run_pairs` runs many."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.databases import Scratch
from tests.property.draw import draw_pair
from tests.property.models import shuffled, source
from tests.property.pairs import as_case, prove_pair


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql", "mariadb"])
def test_random_changes_close_and_reverse(scratches: Callable[[str], Scratch], dialect: str) -> None:
    scratch = scratches(dialect)

    @settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.randoms(use_true_random=True))
    def prove(random: Random) -> None:
        before, after = draw_pair(random, dialect)
        prove_pair(as_case(before, after, dialect), scratch, [source(shuffled(after, random), dialect, before)])

    prove()
