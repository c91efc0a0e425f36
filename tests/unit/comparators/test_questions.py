"""Which doubts are put to the database, and what its answers change."""

from __future__ import annotations

from typing import Any

import pytest

from migrate.comparators.questions import about_check, about_default, open_questions, respelled
from migrate.comparators.records import CheckConstraint, Column, Computed, Index, IndexKey, Question, Table
from tests.unit.comparators.sides import column, table

A, B = column("a"), column("b", "text")


def asked(old: Table, new: Table) -> list[Question]:
    return list(open_questions(old, new))


def with_column(**parts: Any) -> Table:
    return table("t", A._replace(**parts), B)


def test_equal_texts_need_no_question() -> None:
    parts: dict[str, Any] = {
        "check_constraints": (CheckConstraint("ck", "a > 0"),),
        "indexes": (Index("ix", (IndexKey("lower(b)", True),), options=(("where", "a > 0"),)),),
    }
    one = table("t", A._replace(default="1"), B, **parts)
    assert asked(one, one) == []


def test_two_spellings_of_a_default_are_a_question() -> None:
    assert asked(with_column(default="now()"), with_column(default="CURRENT_TIMESTAMP")) == [
        Question("default", "CURRENT_TIMESTAMP", (("c", "integer"),))
    ]


def test_a_default_that_comes_or_goes_is_no_question() -> None:
    assert asked(with_column(), with_column(default="1")) == []
    assert asked(with_column(default="1"), with_column()) == []


def test_a_new_column_is_no_question() -> None:
    assert asked(table("t", B), with_column(default="1")) == []


def test_a_generated_column_names_itself_first() -> None:
    old, new = (with_column(computed=Computed(sql, True)) for sql in ("length(b)", "char_length(b)"))
    assert asked(old, new) == [Question("computed", "char_length(b)", (("a", "integer"), ("b", "text")))]


def test_only_the_mentioned_columns_are_in_a_question() -> None:
    old, new = (table("t", A, B, check_constraints=(CheckConstraint("ck", sql),)) for sql in ("b <> ''", "b != 'x'"))
    assert asked(old, new) == [Question("check", "b != 'x'", (("b", "text"),))]


def test_a_check_spelled_like_any_other_is_no_question() -> None:
    old = table("t", A, B, check_constraints=(CheckConstraint("one", "a > 0"), CheckConstraint("two", "a > 1")))
    new = table("t", A, B, check_constraints=(CheckConstraint("other", "a > 1"),))
    assert asked(old, new) == []


def test_a_check_of_a_table_without_checks_is_no_question() -> None:
    assert asked(table("t", A), table("t", A, check_constraints=(CheckConstraint("ck", "a > 0"),))) == []


def test_an_index_of_the_same_name_is_asked_about() -> None:
    old = table("t", A, B, indexes=(Index("ix", (IndexKey("lower(b)", True),), options=(("where", "a > 0"),)),))
    new = table("t", A, B, indexes=(Index("ix", (IndexKey("LOWER(b)", True),), options=(("where", "0 < a"),)),))
    assert asked(old, new) == [
        Question("index", "LOWER(b)", (("b", "text"),)),
        Question("where", "0 < a", (("a", "integer"),)),
    ]


def test_a_new_index_is_no_question() -> None:
    assert asked(table("t", B), table("t", B, indexes=(Index("ix", (IndexKey("lower(b)", True),)),))) == []


def test_equal_doubts_of_many_tables_are_one_question() -> None:
    old, new = column("x", default="now()"), column("y", default="now")
    questions = {q for name in ("one", "two") for q in asked(table(name, old), table(name, new._replace(name="x")))}
    assert len(questions) == 1


def test_answers_replace_the_texts_and_nothing_else() -> None:
    check, other = CheckConstraint("ck", "a >= 1"), CheckConstraint("other", "a < 9")
    model = table("t", A._replace(default="1 + 1"), B, check_constraints=(check, other), comment="c")
    answers = {about_check(check, model): "(a > 0)", about_default(model.columns["a"], model): "2"}
    found, originals = respelled(model, answers)
    assert found.columns["a"].default == "2"
    assert found.columns["b"] is model.columns["b"]
    assert found.check_constraints == (check._replace(sql="(a > 0)"), other)
    assert originals == {check._replace(sql="(a > 0)"): check}
    assert found.comment == "c"


def test_answers_reach_generated_columns_and_indexes() -> None:
    index = Index("ix", (IndexKey("a"), IndexKey("LOWER(b)", True)), options=(("using", "btree"), ("where", "0 < a")))
    generated = column("c", computed=Computed("a*2", True))
    old_index = index._replace(keys=(IndexKey("x"),), options=(("where", "x"),))
    old = table("t", A, B, generated._replace(computed=Computed("x", True)), indexes=(old_index,))
    model = table("t", A, B, generated, indexes=(index,))
    answers = {q: f"<{q.sql}>" for q in asked(old, model)}
    found, originals = respelled(model, answers)
    assert found.columns["c"].computed == Computed("<a*2>", True)
    (changed,) = found.indexes
    assert changed.keys == (IndexKey("a"), IndexKey("<LOWER(b)>", True))
    assert changed.options == (("using", "btree"), ("where", "<0 < a>"))
    assert originals == {changed: index}


@pytest.mark.parametrize("answers", [{}, {Question("check", "other", ()): "x"}])
def test_without_an_answer_everything_stays(answers: dict[Question, str]) -> None:
    model = table("t", Column("a", "integer", True, "1"), check_constraints=(CheckConstraint("ck", "a > 0"),))
    found, originals = respelled(model, answers)
    assert found == model
    assert originals == {}
