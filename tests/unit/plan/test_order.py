"""Directives in an order in which they run, forwards and backwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from migrate.comparators.records import ObjectKey
from migrate.errors import DependencyCycle
from migrate.operations import ops
from migrate.operations.base import Effect, MigrateOperation
from migrate.plan.order import order


def key(name: str) -> ObjectKey:
    return ObjectKey("thing", None, name)


@dataclass(eq=False)
class Step(MigrateOperation):
    """A directive that says what it creates, drops and needs."""

    name: str
    effect: Effect = Effect.CREATE  # type: ignore[misc]  # each step has its own
    makes: Sequence[str] = ()
    removes: Sequence[str] = ()
    wants: Sequence[str] = ()
    parts: tuple[MigrateOperation, ...] = field(default=())

    @property
    def table_name(self) -> str:
        return self.name

    def creates(self) -> Iterable[ObjectKey]:
        return map(key, self.makes)

    def drops(self) -> Iterable[ObjectKey]:
        return map(key, self.removes)

    def needs(self) -> Iterable[ObjectKey]:
        return map(key, self.wants)

    def split(self) -> tuple[MigrateOperation, ...]:
        return self.parts or (self,)


def create(name: str, *wants: str) -> Step:
    return Step(f"+{name}", Effect.CREATE, makes=[name], wants=wants)


def drop(name: str, *wants: str) -> Step:
    return Step(f"-{name}", Effect.DROP, removes=[name], wants=wants)


def names(steps: Iterable[MigrateOperation]) -> list[str]:
    return [step.name if isinstance(step, Step) else type(step).__name__ for step in steps]


@st.composite
def changes(draw: st.DrawFn) -> list[Step]:
    """Things to create, drop and replace, each standing on earlier ones, in any order."""
    found: list[Step] = []
    count = draw(st.integers(0, 7))
    fate = [draw(st.sampled_from(["create", "drop", "replace", "stay"])) for _ in range(count)]
    for i in range(count):
        earlier = [j for j in range(i) if draw(st.booleans())]
        if fate[i] in ("create", "replace"):
            found.append(create(str(i), *(str(j) for j in earlier if fate[j] != "drop")))
        if fate[i] == "drop" or (fate[i] == "replace"):
            found.append(drop(str(i), *(str(j) for j in earlier if fate[j] != "create")))
    return draw(st.permutations(found))


def runs(steps: Iterable[Step], there: set[str]) -> set[str]:
    """Run the steps on a set of existing things, checking that each finds what it needs; return what exists then."""
    existing = set(there)
    for step in steps:
        assert set(step.wants) <= existing, f"{step.name} needs {set(step.wants) - existing}"
        assert set(step.removes) <= existing, f"{step.name} drops what is not there"
        existing -= set(step.removes)
        assert not set(step.makes) & existing, f"{step.name} creates what is there"
        existing |= set(step.makes)
    return existing


def before(steps: Sequence[Step]) -> set[str]:
    """Return what exists before: all that is dropped, and all that is needed and not created."""
    dropped = {name for step in steps for name in step.removes}
    created = {name for step in steps for name in step.makes}
    return dropped | ({name for step in steps for name in step.wants} - created)


def reverse(step: Step) -> Step:
    effect = {Effect.CREATE: Effect.DROP, Effect.DROP: Effect.CREATE}[step.effect]
    return Step(f"undo {step.name}", effect, makes=step.removes, removes=step.makes, wants=step.wants)


@given(changes())
def test_every_step_finds_what_it_needs(steps: list[Step]) -> None:
    done = order(steps)
    assert sorted(names(done)) == sorted(names(steps))
    runs([s for s in done if isinstance(s, Step)], before(steps))


@given(changes())
def test_the_reversed_order_is_a_valid_way_back(steps: list[Step]) -> None:
    start = before(steps)
    done = [s for s in order(steps) if isinstance(s, Step)]
    end = runs(done, start)
    assert runs([reverse(s) for s in reversed(done)], end) == start


@given(changes())
def test_what_is_in_order_stays_where_it_is(steps: list[Step]) -> None:
    done = order(steps)
    assert order(done) == done


@given(st.lists(st.integers(), unique=True))
def test_without_needs_nothing_moves(numbers: list[int]) -> None:
    steps = [create(str(n)) for n in numbers]
    assert order(steps) == steps


@given(changes())
def test_the_same_steps_are_ordered_the_same_way(steps: list[Step]) -> None:
    assert names(order(steps)) == names(order(list(steps)))


def test_a_creator_comes_before_what_needs_it() -> None:
    assert names(order([create("b", "a"), create("a")])) == ["+a", "+b"]


def test_a_dropper_comes_after_what_needs_it() -> None:
    assert names(order([drop("a"), drop("b", "a")])) == ["-b", "-a"]


def test_a_replaced_thing_is_dropped_first() -> None:
    assert names(order([create("a"), drop("a")])) == ["-a", "+a"]


def test_what_stands_on_a_replaced_thing_steps_aside() -> None:
    found = names(order([create("a"), create("on", "a"), drop("a"), drop("on", "a")]))
    assert found == ["-on", "-a", "+a", "+on"]


def test_a_change_happens_while_what_it_needs_exists() -> None:
    change = Step("~", Effect.ALTER, wants=["a", "b"])
    assert names(order([change, drop("b"), create("a")])) == ["+a", "~", "-b"]


def test_a_ring_is_named_and_nothing_else() -> None:
    ring = [create("a", "c"), create("b", "a"), create("c", "b")]
    bystanders = [create("x"), create("y", "a")]
    with pytest.raises(DependencyCycle) as caught:
        order([bystanders[1], *ring, bystanders[0]])
    assert caught.value.message == "these changes need each other: Step +a → Step +b → Step +c → Step +a"
    assert caught.value.hint == "make the change in two revisions"


def test_only_a_member_of_the_ring_is_split() -> None:
    whole = create("a", "b")
    whole.parts = (create("a"), Step("+a.b", Effect.CREATE, wants=["a", "b"]))
    bystander = create("before", "a")
    bystander.parts = (create("before"), Step("+before.a", Effect.CREATE, wants=["before", "a"]))
    found = names(order([bystander, whole, create("b", "a")]))
    assert found == ["+a", "+before", "+b", "+a.b"]


def table(name: str, *referred: str) -> ops.CreateTableOp:
    columns = [sa.Column("id", sa.Integer, primary_key=True)]
    columns += [sa.Column(f"{r}_id", sa.ForeignKey(f"{r}.id", name=f"fk_{name}_{r}")) for r in referred]
    return ops.CreateTableOp.from_table(sa.Table(name, sa.MetaData(), *columns))


def shape(steps: Iterable[MigrateOperation]) -> list[str]:
    found = []
    for step in steps:
        verb = step.declaration.name.partition("_")[0]
        found.append(f"{verb} {getattr(step, 'constraint_name', None) or getattr(step, 'table_name', '')}")
    return found


def test_tables_come_after_the_tables_they_refer_to() -> None:
    assert shape(order([table("book", "author"), table("author", "city"), table("city")])) == [
        "create city", "create author", "create book",
    ]  # fmt: skip


def test_a_table_may_refer_to_itself() -> None:
    assert shape(order([table("node", "node")])) == ["create node"]


def test_tables_that_refer_to_each_other_are_split_at_one_place() -> None:
    assert shape(order([table("a", "b"), table("b", "a")])) == ["create a", "create b", "create fk_a_b"]


def test_three_tables_in_a_ring_are_split_at_one_place() -> None:
    found = shape(order([table("a", "b"), table("b", "c"), table("c", "a"), table("d", "a")]))
    assert found == ["create a", "create c", "create b", "create fk_a_b", "create d"]


def test_dropped_tables_that_refer_to_each_other_lose_a_foreign_key_first() -> None:
    steps = [step.reverse() for step in (table("a", "b"), table("b", "a"))]
    assert shape(order(steps)) == ["drop fk_a_b", "drop b", "drop a"]


def test_where_references_may_go_forward_nothing_is_split() -> None:
    found = shape(order([table("a", "b"), table("b", "a")], forward_references=True))
    assert found == ["create a", "create b"]


def test_the_split_of_a_ring_runs_backwards_too() -> None:
    up = ops.UpgradeOps(order([table("a", "b"), table("b", "a")]))
    assert shape(up.reverse().ops) == ["drop fk_a_b", "drop b", "drop a"]


def test_a_foreign_key_waits_for_the_columns_and_the_key_it_refers_to() -> None:
    refers = ops.CreateForeignKeyOp("fk", "a", "p", ["px"], ["x"])
    unique = ops.CreateUniqueConstraintOp("uq", "p", ["x"])
    added = ops.AddColumnOp("p", sa.Column("x", sa.Integer))
    mine = ops.AddColumnOp("a", sa.Column("px", sa.Integer))
    found = order([refers, unique, mine, added])
    assert found == [mine, added, unique, refers]


def test_a_column_goes_after_all_that_stands_on_it() -> None:
    column = ops.AddColumnOp("t", sa.Column("c", sa.Integer)).reverse()
    index = ops.CreateIndexOp("ix", "t", [sa.text("lower(c)")]).reverse()
    check = ops.CreateCheckConstraintOp("ck", "t", "c > 0").reverse()
    assert order([column, index, check])[-1] is column


def test_a_parent_table_goes_after_the_foreign_key_to_it() -> None:
    parent = table("p").reverse()
    refers = ops.CreateForeignKeyOp("fk", "a", "p", ["p_id"], ["id"]).reverse()
    column = ops.AddColumnOp("a", sa.Column("p_id", sa.Integer)).reverse()
    found = order([parent, column, refers])
    for first, second in pairwise([refers, column]):
        assert found.index(first) < found.index(second)
    assert found.index(refers) < found.index(parent)


def test_a_generated_column_is_dropped_before_the_column_it_reads() -> None:
    computed: sa.Column[int] = sa.Column("d", sa.Integer, sa.Computed("c * 2"))
    drops = [ops.AddColumnOp("t", c).reverse() for c in (sa.Column("c", sa.Integer), computed)]
    assert [op.column_name for op in order(drops) if isinstance(op, ops.DropColumnOp)] == ["d", "c"]
    adds = [ops.AddColumnOp("t", c) for c in (computed, sa.Column("c", sa.Integer))]
    assert [op.column.name for op in order(adds) if isinstance(op, ops.AddColumnOp)] == ["c", "d"]
