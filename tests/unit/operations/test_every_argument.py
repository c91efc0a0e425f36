"""Every declared operation with all its arguments: written, run, written again; reversed twice; shown in every form."""

from __future__ import annotations

import ast
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrate.comparators.records import ObjectKey
from migrate.dialects.support import support_for
from migrate.errors import IrreversibleError, OperationError
from migrate.operations import ops
from migrate.operations.base import MigrateOperation
from migrate.operations.declare import REGISTRY
from migrate.plan import arrange
from migrate.renderers.data import plan_json, plan_markdown
from migrate.renderers.describe import describe
from migrate.renderers.preview import plan_text
from tests.unit.operations.arguments import calls
from tests.unit.renderers.rendering import DIALECTS, rendered, run_again

OPERATIONS = list(REGISTRY)
patient = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("name", OPERATIONS)
@patient
@given(data=st.data(), dialect=st.sampled_from(sorted(DIALECTS)))
def test_what_is_written_means_what_was_written(name: str, data: Any, dialect: str) -> None:
    op = data.draw(calls(name))
    for form in REGISTRY[name].forms:
        text, again = run_again(op, batch=form == "batch", dialect=dialect)
        assert again == text
        ast.parse(text)


@pytest.mark.parametrize("name", OPERATIONS)
@patient
@given(data=st.data())
def test_reversed_twice_it_is_written_as_before(name: str, data: Any) -> None:
    op = data.draw(calls(name))
    try:
        there = op.reverse()
        back = there.reverse()
    except IrreversibleError:
        return
    assert rendered(back) == rendered(op)
    assert rendered(there.reverse().reverse()) == rendered(there)


def no_tuple(op: MigrateOperation) -> bool:
    """Whether a directive knows too little of its object for a diff tuple: a constraint dropped by its name."""
    return isinstance(op, ops.DropConstraintOp) and op._reverse is None


@pytest.mark.parametrize("name", OPERATIONS)
@patient
@given(data=st.data(), dialect=st.sampled_from(sorted(DIALECTS)))
def test_it_can_be_shown_in_every_form(name: str, data: Any, dialect: str) -> None:
    op = data.draw(calls(name))
    if no_tuple(op):
        with pytest.raises(OperationError, match="known by its name only"):
            op.to_diff_tuple()
    else:
        assert isinstance(op.to_diff_tuple(), tuple)
    assert all(isinstance(key, ObjectKey) for key in (*op.creates(), *op.drops(), *op.needs()))
    describe(op, DIALECTS[dialect])
    plan = arrange([op], support_for(DIALECTS["postgresql"]))
    assert plan_json(plan)
    assert plan_markdown(plan)
    assert plan_text(plan)
