"""Names of the models that are too long for the database, which keeps their beginning."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

import migrate
from migrate.comparators.cut_names import as_stored
from migrate.comparators.diff import kinds_of
from migrate.comparators.naming import shorten
from migrate.comparators.objects import Models, declared_objects
from migrate.comparators.records import TableKey
from migrate.comparators.target import MetadataReader, read_metadata
from migrate.errors import CommandError
from tests.unit.comparators.sides import support

LONG = "ü" * 40
KEPT = "ü" * 31


def stored(*tables: sa.Table) -> dict[TableKey, sa.Table]:
    return as_stored(tables, MetadataReader(support()))


def table(name: str, *items: Any, **more: Any) -> sa.Table:
    return sa.Table(name, sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), *items, **more)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("x" * 63, "x" * 63),
        ("x" * 64, "x" * 63),
        ("ü" * 31 + "x", "ü" * 31 + "x"),
        ("ü" * 31 + "üx", "ü" * 31),  # never a part of a character
        ("x" * 60 + "😀", "x" * 60),
        ("x" * 59 + "😀", "x" * 59 + "😀"),
    ],
)
def test_63_bytes_of_whole_characters_are_kept(name: str, kept: str) -> None:
    assert support().stored_name(name) == kept


@pytest.mark.parametrize("dialect", ["sqlite", "mysql", "default"])
def test_other_databases_keep_the_whole_or_refuse_it(dialect: str) -> None:
    made = table(LONG)
    assert as_stored([made], MetadataReader(support(dialect))) == {TableKey(None, LONG): made}


def test_a_table_whose_names_fit_is_the_models_own() -> None:
    made = table("t", sa.Column("a", sa.String(20), index=True))
    assert stored(made)[TableKey(None, "t")] is made


def test_a_table_of_a_long_name_says_what_the_model_says() -> None:
    class Shouted(sa.types.TypeDecorator[str]):
        impl = sa.String(20)
        cache_ok = True

    hints = {"renamed_from": "was"}
    column = sa.Column(f"a{LONG}", Shouted, default="x", comment="it is long", info=hints)
    made = stored(table(LONG, column, info={"own": 1}, comment="whole"))[TableKey(None, KEPT)]

    assert (made.name, made.comment, made.info) == (KEPT, "whole", {"own": 1})
    kept = made.c[f"a{KEPT}"]
    assert (kept.name, kept.comment, kept.info) == (f"a{KEPT}", "it is long", hints)
    assert isinstance(kept.type, Shouted)
    assert kept.default is not None
    assert column.name == f"a{LONG}", "the model's own column is as it was"


def test_what_refers_to_a_long_name_refers_to_what_is_kept_of_it() -> None:
    metadata = sa.MetaData()
    sa.Table(LONG, metadata, sa.Column(f"id{LONG}", sa.Integer, primary_key=True))
    sa.Table("child", metadata, sa.Column("p", sa.ForeignKey(f"{LONG}.id{LONG}")))
    (key,) = read_metadata(metadata, support()).tables[TableKey(None, "child")].foreign_keys
    assert (key.referred, key.referred_columns) == (TableKey(None, KEPT), ("id" + "ü" * 30,))


def test_expressions_over_a_long_name_say_what_is_kept_of_it() -> None:
    made = table(
        "t",
        sa.Column(LONG, sa.Integer),
        sa.Column("b", sa.Integer, sa.Computed(f'"{LONG}" + 1')),
        sa.CheckConstraint(f"\"{LONG}\" > 0 AND 'it is {LONG}' <> ''", name="ck"),
        sa.Index("ix", sa.text(f'abs("{LONG}")')),
    )
    record = MetadataReader(support()).table(stored(made)[TableKey(None, "t")])
    assert record.columns["b"].computed is not None
    assert record.columns["b"].computed.sql == f'"{KEPT}" + 1'
    (check,) = record.check_constraints
    assert LONG in check.sql, "a string is not a name"
    assert check.sql.count(LONG) == 1
    assert LONG not in record.indexes[0].keys[0].sql


@pytest.mark.parametrize(
    ("tables", "what"),
    [
        (lambda: [table(f"{LONG}a"), table(f"{LONG}b")], "two tables of the models"),
        (lambda: [table("t", sa.Column(f"{LONG}a"), sa.Column(f"{LONG}b"))], "two columns of t"),
        (
            lambda: [table("t", *(sa.CheckConstraint("id > 0", name=f"{LONG}{end}") for end in "ab"))],
            "two constraints or indexes of t",
        ),
        (lambda: [table("t", *(sa.Index(f"{LONG}{end}", "id") for end in "ab"))], "two constraints or indexes of t"),
    ],
)
def test_two_names_that_become_one_are_refused(tables: Callable[[], list[sa.Table]], what: str) -> None:
    with pytest.raises(CommandError) as caught:
        stored(*tables())
    assert caught.value.message.startswith(f"{what} have one name in the database, which keeps the beginning")
    assert f"'{LONG}a'" in caught.value.message
    assert f"both '{KEPT}'" in caught.value.message
    assert caught.value.hint == "give one of them a name that differs sooner"


def test_a_table_of_two_metadata_is_one_if_they_say_the_same() -> None:
    first, second = table("t"), table("t")
    assert stored(first, second) == {TableKey(None, "t"): first}


@pytest.mark.parametrize("dialect", ["postgresql", "sqlite"])
def test_a_table_that_is_declared_twice_and_not_alike_is_refused(dialect: str) -> None:
    with pytest.raises(CommandError) as caught:
        as_stored([table("t"), table("t", sa.Column("a", sa.Integer))], MetadataReader(support(dialect)))
    assert caught.value.message == "the models declare table t twice, and not alike"


@pytest.mark.parametrize("item", [sa.UniqueConstraint("id", name="x" * 64), sa.Index("x" * 64, "id")])
def test_a_name_that_sqlalchemy_refuses_is_told_with_its_table(item: sa.UniqueConstraint | sa.Index) -> None:
    with pytest.raises(CommandError) as caught:
        stored(table("t", item))
    assert caught.value.message == (
        f"SQLAlchemy refuses a name of table t: Identifier '{'x' * 64}' exceeds maximum length of 63 characters"
    )


@pytest.mark.parametrize(
    ("declare", "kind"),
    [
        (lambda metadata, name: sa.Sequence(name, metadata=metadata), "sequence"),
        (lambda metadata, name: sa.Enum("a", name=name, metadata=metadata), "enum"),
        (lambda metadata, name: migrate.View(name, "SELECT 1", metadata=metadata), "view"),
        (lambda metadata, name: migrate.Function(f'"{name}"()', "RETURNS int", metadata=metadata), "function"),
    ],
)
def test_two_objects_that_become_one_are_refused(declare: Callable[[sa.MetaData, str], Any], kind: str) -> None:
    metadata = sa.MetaData()
    made = [declare(metadata, f"{LONG}{end}") for end in "ab"]
    with pytest.raises(CommandError, match=f"two objects of kind {kind} have one name in the database"):
        declared_objects(kinds_of(support()), Models([metadata], {}, MetadataReader(support())))
    assert len(made) == 2


def test_names_for_the_unnamed_fit_too() -> None:
    name = shorten("t_" + LONG, support())
    assert support().stored_name(name) == name
    assert name != shorten("t_" + LONG + "x", support())
