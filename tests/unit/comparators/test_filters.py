"""`include_name` decides what is looked at, `include_object` what is compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from migrate.comparators.filters import Filters
from migrate.comparators.records import Index, IndexKey, TableKey, UniqueConstraint
from tests.unit.comparators.sides import between, column, snapshot, table, tags, to_models

A, B = column("a"), column("b")


def models() -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table("both", metadata, sa.Column("a", sa.Integer), sa.Column("new", sa.Integer))
    sa.Table("fresh", metadata, sa.Column("a", sa.Integer))
    return metadata


OLD = snapshot(table("both", A, column("old")), table("gone", A))


def test_without_filters_everything_takes_part() -> None:
    assert tags(to_models(OLD, models())) == [
        ("add_column", "both", "new"), ("remove_column", "both", "old"),
        ("add_table", "fresh"), ("remove_table", "gone"),
    ]  # fmt: skip


def test_include_object_sees_every_object_that_differs() -> None:
    seen: list[tuple[str, str | None, str, bool, bool]] = []

    def include(item: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
        seen.append((type(item).__name__, name, kind, reflected, compare_to is not None))
        return True

    to_models(OLD, models(), Filters(include_object=include))
    assert ("Table", "both", "table", False, True) in seen
    assert ("Table", "fresh", "table", False, False) in seen
    assert ("Table", "gone", "table", True, False) in seen
    assert ("Column", "new", "column", False, False) in seen
    assert ("Column", "old", "column", True, False) in seen


def test_include_object_gets_the_model_and_its_counterpart() -> None:
    pairs: list[tuple[Any, Any]] = []

    def include(item: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
        if kind == "index":
            pairs.append((item, compare_to))
        return True

    metadata = sa.MetaData()
    own = sa.Table("t", metadata, sa.Column("a", sa.Integer), sa.Column("b", sa.Integer), sa.Index("ix", "a", "b"))
    to_models(snapshot(table("t", A, B, indexes=(Index("ix", (IndexKey("a"),)),))), metadata, Filters(None, include))
    ((new, old),) = pairs
    assert new in own.indexes
    assert isinstance(old, sa.Index)
    assert old.columns.keys() == ["a"]


def test_what_include_object_refuses_is_not_compared() -> None:
    def refuse(kind_: str, name_: str) -> Filters:
        return Filters(include_object=lambda item, name, kind, *rest: (kind, name) != (kind_, name_))

    assert ("add_table", "fresh") not in tags(to_models(OLD, models(), refuse("table", "fresh")))
    assert ("remove_table", "gone") not in tags(to_models(OLD, models(), refuse("table", "gone")))
    assert ("remove_column", "both", "old") not in tags(to_models(OLD, models(), refuse("column", "old")))
    assert tags(to_models(OLD, models(), refuse("table", "both"))) == [("add_table", "fresh"), ("remove_table", "gone")]


def test_a_documented_recipe_skips_reflected_tables_only() -> None:
    def include(item: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
        return not (kind == "table" and reflected and compare_to is None)

    assert ("remove_table", "gone") not in tags(to_models(OLD, models(), Filters(include_object=include)))


def test_parts_of_the_database_are_filtered_by_name() -> None:
    seen: list[tuple[str | None, str, dict[str, str | None]]] = []

    def include(name: str | None, kind: str, parents: Mapping[str, str | None]) -> bool:
        seen.append((name, kind, dict(parents)))
        return kind != "unique_constraint"

    old = snapshot(table("t", A, unique_constraints=(UniqueConstraint("u", ("a",)),), schema="s"))
    found = between(old, snapshot(table("t", A, schema="s")), Filters(include_name=include))
    assert found == []
    assert seen == [
        ("u", "unique_constraint", {"schema_name": "s", "table_name": "t", "schema_qualified_table_name": "s.t"})
    ]


def test_names_of_schemas_and_tables() -> None:
    seen: list[tuple[str | None, str, dict[str, str | None]]] = []

    def include(name: str | None, kind: str, parents: Mapping[str, str | None]) -> bool:
        seen.append((name, kind, dict(parents)))
        return name != "secret"

    filters = Filters(include_name=include)
    assert filters.schema(None)
    assert not filters.schema("secret")
    assert filters.table_name(TableKey("s", "t"))
    assert not filters.table_name(TableKey(None, "secret"))
    assert seen == [
        (None, "schema", {}),
        ("secret", "schema", {}),
        ("t", "table", {"schema_name": "s", "schema_qualified_table_name": "s.t"}),
        ("secret", "table", {"schema_name": None, "schema_qualified_table_name": "secret"}),
    ]
