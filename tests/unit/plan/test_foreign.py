"""Where directives go that say nothing of themselves: by the names and texts among their attributes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from migrate.operations import MigrateOperation, ops
from migrate.plan.foreign import guesses, left_to_others
from migrate.plan.order import order


class Thing:
    """What a package's directive is about."""

    def __init__(self, **said: str) -> None:
        self.__dict__.update(said)


class Foreign(MigrateOperation):
    """A directive of a package."""

    def __init__(self, **said: Any) -> None:
        self.__dict__.update(said)


def table(default: str) -> ops.CreateTableOp:
    return ops.CreateTableOp("t", [sa.Column("n", sa.Integer, server_default=sa.text(default))])


def default(new: str | None, old: str | None, type_: Any = None) -> ops.AlterColumnOp:
    texts = [None if text is None else sa.text(text) for text in (new, old)]
    return ops.AlterColumnOp(
        "t", "n", modify_server_default=texts[0], existing_server_default=texts[1], existing_type=type_
    )


def test_what_a_default_names_is_made_first_and_gone_last() -> None:
    create, q = table("nextval('q')"), Foreign(sequence_name="q")
    assert order([create, q]) == [q, create]
    drop = create.reverse()
    assert order([q, drop]) == [drop, q]
    added = ops.AddColumnOp("t", sa.Column("n", sa.Integer, server_default=sa.text("nextval('s.q'::regclass)")))
    assert order([added, q]) == [q, added]
    assert order([q, added.reverse()])[1] is q
    check = ops.CreateCheckConstraintOp("c", "t", "q(n) > 1")
    function = Foreign(target=Thing(name="q", body="SELECT 1"))
    assert order([check, function]) == [function, check]
    assert order([function, check.reverse()])[1] is function


def test_a_default_that_changes_goes_between() -> None:
    old, new = Foreign(sequence_name="old_q"), Foreign(sequence_name="new_q")
    change = default("nextval('new_q')", "nextval('old_q')")
    assert order([old, change, new]) == [new, change, old]


def test_the_values_of_a_type_change_while_no_default_holds_them() -> None:
    mood = sa.Enum("a", "b", name="mood")
    values, away, back = Foreign(enum_name="mood"), default(None, "'a'", mood), default("'b'", None, mood)
    assert order([values, back, away]) == [away, values, back]
    assert order([default("'b'::mood", "'a'::mood", mood), values])[0] is values


def test_what_reads_a_column_goes_before_it_is_dropped() -> None:
    view = Foreign(entity=Thing(signature="public.v", definition="SELECT t.gone FROM t", on_entity="public.u"))
    column, other = ops.DropColumnOp("t", "gone"), ops.DropColumnOp("t", "other")
    assert order([other, column, view]) == [other, view, column]
    assert order([ops.DropTableOp("t"), view])[0] is view
    assert order([ops.DropTableOp("elsewhere"), view])[1] is view


def test_where_a_thing_is_is_not_what_it_is() -> None:
    trigger = Foreign(schema_name="q", table_name="q", on_entity_name="q")
    assert list(guesses([table("nextval('q')"), trigger])) == []
    assert list(guesses([table("nextval('q')"), ops.ExecuteSQLOp("SELECT q")])) == []


def test_guesses_that_make_a_ring_do_not_count() -> None:
    both = Foreign(sequence_name="q", text="SELECT c FROM u")
    create, drop = table("nextval('q')"), ops.DropTableOp("u")
    needed = ops.CreateForeignKeyOp("fk", "u", "t", ["c"], ["n"])
    assert order([create, needed, both]) == [both, create, needed]
    first, last = Foreign(name="f", text="u"), default(None, "f(1)")
    assert order([first, last]) == [last, first]
    assert order([drop, first, last]) == [last, first, drop]
    ring = [Foreign(name="f"), table("f(1)"), default(None, "f(1)")]
    assert order([ring[1], ring[2], ring[0]]) == [ring[1], ring[2], ring[0]]


def test_what_a_foreign_directive_is_named_after_is_left_to_it() -> None:
    own, other = ops.CreateSequenceOp("q"), ops.CreateSequenceOp("other")
    foreign = Foreign(sequence_name="q")
    assert left_to_others([own, foreign, other]) == [foreign, other]
    assert left_to_others([own, other]) == [own, other]


def test_a_directive_that_says_what_it_needs_is_taken_at_its_word() -> None:
    class Speaking(Foreign):
        def creates(self) -> list[Any]:
            return []

    create, speaking = table("nextval('q')"), Speaking(sequence_name="q")
    assert order([create, speaking]) == [create, speaking]
    own = ops.CreateSequenceOp("q")
    assert left_to_others([own, speaking]) == [own, speaking]
