"""Which directive adds which kind of constraint: registered once, and known by its kind."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from migrate.errors import RegistrationError
from migrate.operations.ops import AddConstraintOp, CreateUniqueConstraintOp


class PeriodConstraint(sa.CheckConstraint):
    """A constraint of a third party's."""

    __visit_name__ = "period_constraint"


def test_a_kind_that_nobody_registered_is_named_with_those_that_are_known() -> None:
    constraint = PeriodConstraint("a < b")
    sa.Table("t", sa.MetaData(), sa.Column("a", sa.Integer), constraint)
    with pytest.raises(RegistrationError, match="no directive for a constraint of kind 'period_constraint'") as caught:
        AddConstraintOp.from_constraint(constraint)
    assert "'unique_constraint'" in str(caught.value.hint)


def test_a_kind_has_one_directive() -> None:
    class AnotherOp(AddConstraintOp):
        """Would take the place of a built-in one unseen."""

    with pytest.raises(RegistrationError, match=r"already as .*\.CreateUniqueConstraintOp: .*\.AnotherOp cannot"):
        AddConstraintOp.register_add_constraint("unique_constraint")(AnotherOp)
    assert AddConstraintOp.add_constraint_ops["unique_constraint"] is CreateUniqueConstraintOp


def test_a_module_that_is_run_again_may_register_its_class_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AddConstraintOp, "add_constraint_ops", dict(AddConstraintOp.add_constraint_ops))
    for _ in range(2):

        @AddConstraintOp.register_add_constraint("period_constraint")
        class CreatePeriodOp(AddConstraintOp):
            """Defined anew each time, as env.py is run with every command."""

    assert AddConstraintOp.add_constraint_ops["period_constraint"] is CreatePeriodOp
