"""Another name for tables and columns, as a function of snapshots."""

from __future__ import annotations

import pytest
from sqlalchemy.dialects import mysql, postgresql

from migrate.comparators.records import (
    CheckConstraint,
    Column,
    Computed,
    ForeignKey,
    Index,
    IndexKey,
    PrimaryKey,
    Table,
    TableKey,
    UniqueConstraint,
)
from migrate.comparators.renamed_by import find_renames, resolve
from migrate.comparators.renames import Renames, after_renames, steps
from migrate.comparators.snapshot import Snapshot
from migrate.dialects.support import support_for
from migrate.dialects.tokens import rename
from migrate.errors import CommandError

POSTGRESQL = support_for(postgresql.dialect())  # type: ignore[no-untyped-call]
MYSQL = support_for(mysql.dialect())
T, U = TableKey(None, "t"), TableKey(None, "u")


def integer(name: str, **facts: object) -> Column:
    return Column(name, "integer", True, **facts)  # type: ignore[arg-type]


def snapshot(*tables: Table) -> Snapshot:
    return Snapshot("postgresql", {table.key: table for table in tables})


def table(name: str, *columns: Column, **parts: object) -> Table:
    return Table(None, name, {column.name: column for column in columns}, **parts)  # type: ignore[arg-type]


# -- what is renamed ----------------------------------------------------------------------------------------------


def test_a_column_is_renamed_in_everything_of_its_table_that_mentions_it() -> None:
    old = table(
        "t",
        integer("a"),
        integer("b", computed=Computed("a + 1", True)),
        primary_key=PrimaryKey(None, ("a",)),
        unique_constraints=(UniqueConstraint("uq", ("b", "a"), (("include", ("a",)),)),),
        check_constraints=(CheckConstraint("ck", "a > 0 AND b <> 'a'"),),
        indexes=(Index("ix", (IndexKey("a"), IndexKey("abs(a)", True)), False, (("where", "a IS NOT NULL"),)),),
    )
    new = after_renames(snapshot(old), Renames({}, {T: {"a": "Size"}}), POSTGRESQL).tables[T]
    assert new == table(
        "t",
        integer("Size"),
        integer("b", computed=Computed('"Size" + 1', True)),
        primary_key=PrimaryKey(None, ("Size",)),
        unique_constraints=(UniqueConstraint("uq", ("b", "Size"), (("include", ("Size",)),)),),
        check_constraints=(CheckConstraint("ck", "\"Size\" > 0 AND b <> 'a'"),),
        indexes=(
            Index("ix", (IndexKey("Size"), IndexKey('abs("Size")', True)), False, (("where", '"Size" IS NOT NULL'),)),
        ),
    )


def test_references_follow_a_table_and_its_columns_from_everywhere() -> None:
    own = ForeignKey("own", ("b",), T, ("a",))
    other = ForeignKey("other", ("x",), T, ("a",))
    t, z = table("t", integer("a"), integer("b"), foreign_keys=(own,)), table("z", integer("x"), foreign_keys=(other,))
    new = after_renames(snapshot(t, z), Renames({T: U}, {U: {"a": "k"}}), POSTGRESQL)
    assert list(new.tables) == [U, TableKey(None, "z")]
    assert new.tables[U].foreign_keys == (ForeignKey("own", ("b",), U, ("k",)),)
    assert new.tables[TableKey(None, "z")].foreign_keys == (ForeignKey("other", ("x",), U, ("k",)),)


def test_a_table_that_mentions_nothing_renamed_is_the_very_same_object() -> None:
    other = table("z", integer("a"))
    new = after_renames(snapshot(table("t", integer("a")), other), Renames({}, {T: {"a": "b"}}), POSTGRESQL)
    assert new.tables[other.key] is other


def test_columns_swap_their_names_at_once() -> None:
    old = table("t", integer("a"), integer("b"), check_constraints=(CheckConstraint("ck", "a < b"),))
    new = after_renames(snapshot(old), Renames({}, {T: {"a": "b", "b": "a"}}), POSTGRESQL).tables[T]
    assert new.check_constraints == (CheckConstraint("ck", "b < a"),)


def test_foreign_keys_that_mysql_named_go_along_with_their_table() -> None:
    keys = (ForeignKey("t_ibfk_1", ("a",), T, ("a",)), ForeignKey("t_ibfk_x", ("a",), T, ("a",)))
    old = table("t", integer("a"), foreign_keys=keys)
    new = after_renames(snapshot(old), Renames({T: U}), MYSQL).tables[U]
    assert [key.name for key in new.foreign_keys] == ["t_ibfk_x", "u_ibfk_1"]


def test_the_name_postgresql_gave_a_key_stays_with_it() -> None:
    old = table("t", integer("a"), primary_key=PrimaryKey(None, ("a",)))
    new = after_renames(snapshot(old), Renames({T: U}), POSTGRESQL).tables[U]
    assert new.primary_key == PrimaryKey("t_pkey", ("a",))


@pytest.mark.parametrize(
    ("sql", "renamed"),
    [
        ("a > 0", "b > 0"),
        ("A > 0", "b > 0"),
        ('"a" > 0', "b > 0"),
        ("a(a)", "a(b)"),
        ("x::a || a", "x::a || b"),
        ("a = 'a' AND aa = 1", "b = 'a' AND aa = 1"),
        ("a  +a -- a", "b  +b -- a"),
    ],
)
def test_names_are_renamed_as_tokens(sql: str, renamed: str) -> None:
    assert rename(sql, {"a": "b"}) == renamed


# -- in which order -------------------------------------------------------------------------------------------------


def test_a_name_is_free_before_it_is_taken() -> None:
    assert steps({"a": "b", "b": "c"}, str.upper) == [("b", "c"), ("a", "b")]


def test_of_a_ring_one_steps_aside() -> None:
    assert steps({"a": "b", "b": "a"}, str.upper) == [("a", "A"), ("b", "a"), ("A", "b")]


# -- which ------------------------------------------------------------------------------------------------------------


def hinted(hints: dict[str, list[str]], there: str, wanted: str) -> dict[str, str]:
    return resolve(hints, [], there.split(), wanted.split(), "column t.{}".format)


def test_a_hint_counts_while_the_old_name_is_there_and_the_new_one_is_not() -> None:
    assert hinted({"b": ["a"]}, "id a", "id b") == {"a": "b"}
    assert hinted({"b": ["a"]}, "id b", "id b") == {}
    assert hinted({"b": ["a"]}, "id a b", "id b") == {}
    assert hinted({"b": ["a"]}, "id", "id b") == {}


def test_of_several_generations_the_one_that_is_there_counts() -> None:
    assert hinted({"c": ["b", "a"]}, "a", "c") == {"a": "c"}
    assert hinted({"c": ["b", "a"]}, "b", "c") == {"b": "c"}


def test_names_move_up_in_a_row_and_the_hints_stay() -> None:
    hints = {"b": ["a"], "c": ["b"]}
    assert hinted(hints, "a b", "b c") == {"a": "b", "b": "c"}
    assert hinted(hints, "b c", "b c") == {}


def test_a_new_column_may_take_the_old_name_once_the_renaming_is_done() -> None:
    assert hinted({"b": ["a"]}, "a b", "a b") == {}


@pytest.mark.parametrize(
    ("hints", "there", "wanted", "message"),
    [
        ({"b": ["a"]}, "a", "a b", "column t.b was a, and they have column t.a as well"),
        ({"b": ["a"], "c": ["a"]}, "a", "b c", "column t.c was a, that column t.b was, too"),
        ({"c": ["b", "a"]}, "a b", "c", "column t.c was a, and b"),
        ({"a": ["b"], "b": ["a"]}, "a b", "a b", "the other way round"),
    ],
)
def test_hints_that_cannot_be_followed_are_refused(
    hints: dict[str, list[str]], there: str, wanted: str, message: str
) -> None:
    with pytest.raises(CommandError, match=message):
        hinted(hints, there, wanted)


def said(*texts: str) -> Renames:
    old = snapshot(table("t", integer("a"), integer("b")), table("old", integer("x")))
    new = snapshot(table("t", integer("b"), integer("c")), table("new", integer("y")))
    return find_renames(old, new, None, texts)


def test_the_user_names_tables_and_columns() -> None:
    assert said("t.a:t.c") == Renames({}, {T: {"a": "c"}})
    assert said("t.a:c") == Renames({}, {T: {"a": "c"}})
    renamed = {TableKey(None, "old"): TableKey(None, "new")}
    assert said("old:new") == Renames(renamed, {})
    for text in ("old.x:new.y", "new.x:new.y"):
        assert said("old:new", text) == Renames(renamed, {TableKey(None, "new"): {"x": "y"}})


def test_two_names_are_swapped_when_the_user_says_so() -> None:
    both = snapshot(table("t", integer("a"), integer("b")))
    assert find_renames(both, both, None, ["t.a:t.b", "t.b:t.a"]) == Renames({}, {T: {"a": "b", "b": "a"}})


def test_what_is_done_already_is_not_done_again() -> None:
    assert said("t.z:t.b", "gone:t") == Renames()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a", "there is nothing to rename"),
        ("t.a:t.z", "the models have no column t.z"),
        ("t.z:t.c", "there is no column t.z in the database"),
        ("no:new", "there is no table no in the database"),
        ("old:no", "the models have no table no"),
        ("t.a:t.b", "column t.b is there already"),
    ],
)
def test_what_the_user_says_has_to_fit(text: str, message: str) -> None:
    with pytest.raises(CommandError, match=message):
        said(text)
