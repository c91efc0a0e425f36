"""What looks alike, as a function of snapshots."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.dialects import postgresql

from migrate.comparators.alike import Alike, columns_alike, similarity, tables_alike, values_alike
from migrate.comparators.records import Column, Computed, ForeignKey, ObjectKey, PrimaryKey, Table, TableKey
from migrate.comparators.renamed_values import Values
from migrate.comparators.snapshot import Snapshot
from migrate.dialects.support import support_for

POSTGRESQL = support_for(postgresql.dialect())  # type: ignore[no-untyped-call]


def column(name: str, type_: str = "integer", nullable: bool = True, **facts: Any) -> Column:
    return Column(name, type_, nullable, **facts)


def table(name: str, *columns: Column, schema: str | None = None, **parts: Any) -> Table:
    return Table(schema, name, {each.name: each for each in columns}, **parts)


def snapshot(*tables: Table) -> Snapshot:
    return Snapshot("postgresql", {each.key: each for each in tables})


def found(old: Table, new: Table) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.old, each.new) for each in columns_alike(snapshot(old), snapshot(new), POSTGRESQL)]


KEY = column("id", nullable=False)


def test_columns_of_the_same_type_look_alike_whatever_their_names() -> None:
    assert found(table("t", column("pages")), table("t", column("weight"))) == [("pages", ("weight",))]


def test_types_of_one_family_take_similar_names() -> None:
    old = table("t", column("fullname", "character varying(50)"))
    assert found(old, table("t", column("full_name", "text"))) == [("fullname", ("full_name",))]
    assert found(old, table("t", column("remark", "text"))) == []
    assert found(old, table("t", column("full_name"))) == []


@pytest.mark.parametrize(
    "other",
    [
        table("t", column("b", nullable=False)),
        table("t", column("b", computed=Computed("1", True))),
        table("t", column("b"), primary_key=PrimaryKey(None, ("b",))),
        table("t", column("b"), foreign_keys=(ForeignKey(None, ("b",), TableKey(None, "u"), ("id",)),)),
    ],
)
def test_columns_with_other_duties_do_not_look_alike(other: Table) -> None:
    assert found(table("t", column("b_old")), other) == []


def test_the_same_type_comes_before_the_name_and_the_name_before_the_place() -> None:
    old = table("t", KEY, column("name", "text"))
    new = table(
        "t",
        KEY,
        column("names", "character varying(9)"),
        column("weight", "text"),
        column("full_name", "text"),
        column("height", "text"),
    )
    assert found(old, new) == [("name", ("full_name", "weight", "height", "names"))]


def test_a_table_that_is_another_one_altogether_is_not_looked_at() -> None:
    old = table("t", *(column(f"a{n}") for n in range(101)))
    assert found(old, table("t", *(column(f"b{n}") for n in range(101)))) == []


def test_tables_look_alike_by_their_columns() -> None:
    author = table("author", KEY, column("name", "text"), column("born"))
    writer = table("writer", KEY, column("name", "text"), column("died"))
    stock = table("stock", KEY, column("pieces"), column("price"))
    either = list(tables_alike(snapshot(author), snapshot(writer, stock), POSTGRESQL))
    assert either == [Alike("table", None, author.key, (writer.key,))]


def test_one_column_in_common_takes_similar_names() -> None:
    old, similar, other = table("author", KEY), table("authors", KEY), table("price", KEY)
    assert list(tables_alike(snapshot(old), snapshot(other), POSTGRESQL)) == []
    assert [each.new for each in tables_alike(snapshot(old), snapshot(other, similar), POSTGRESQL)] == [(similar.key,)]


def test_tables_of_two_schemas_do_not_look_alike() -> None:
    columns = [KEY, column("name", "text")]
    there = table("author", *columns, schema="s")
    assert list(tables_alike(snapshot(table("author", *columns)), snapshot(there), POSTGRESQL)) == []


MOOD = ObjectKey("enum", None, "mood")


@pytest.mark.parametrize(
    ("before", "after", "new"),
    [
        (("sad", "ok"), ("blue", "ok"), ("blue",)),
        (("sad", "ok"), ("ok", "fine", "good"), ()),
        (("sad", "ok"), ("ok", "saddest", "good"), ("saddest",)),
        (("sad", "ok"), ("saddest", "sadly", "ok"), ("sadly", "saddest")),
        (("sad", "ok"), ("ok",), ()),
    ],
)
def test_values_look_alike_by_their_place_or_their_names(
    before: tuple[str, ...], after: tuple[str, ...], new: tuple[str, ...]
) -> None:
    found = list(values_alike([Values(MOOD, before, after)]))
    assert [each.new for each in found] == ([new] if new else [])


def test_what_the_note_says() -> None:
    t = TableKey("s", "t")
    assert Alike("column", t, "a", ("b", "c")).told == (
        "column s.t.a dropped and column s.t.b or column s.t.c added look alike: "
        "say --rename s.t.a:s.t.b or --rename s.t.a:s.t.c if it is a rename"
    )
    assert Alike("table", None, t, (TableKey("s", "u"),)).told == (
        "table s.t dropped and table s.u added look alike: say --rename s.t:s.u if it is a rename"
    )
    assert Alike("value", MOOD, "sad", ("very blue",)).told == (
        "value 'sad' of mood dropped and value 'very blue' of mood added look alike: "
        "say --rename 'mood:sad:very blue' if it is a rename"
    )


def test_similarity() -> None:
    assert similarity("fullname", "full_name") > similarity("name", "full_name") > similarity("title", "author")
