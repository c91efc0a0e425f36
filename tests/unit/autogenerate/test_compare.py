"""`compare_metadata`, `produce_migrations` and the options that steer them, on SQLite in memory."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from migrate.autogenerate import compare_metadata, make_plan, produce_migrations
from migrate.comparators.records import TableKey
from migrate.errors import CommandError
from migrate.operations import MigrationScript, ops
from migrate.runtime.migration import MigrationContext
from tests.unit.autogenerate.databases import database, models

T = "CREATE TABLE t (a INTEGER, b VARCHAR(20) DEFAULT 'x')"


def a() -> sa.Column[Any]:
    return sa.Column("a", sa.Integer)


def b(type_: Any = sa.String(20), default: str | None = "x") -> sa.Column[Any]:  # noqa: B008 - types are values
    return sa.Column("b", type_, server_default=default)


def test_a_database_that_is_what_the_models_say_has_no_difference() -> None:
    with database(T) as context:
        assert compare_metadata(context, models(a(), b())) == []


def test_the_difference_is_the_documented_tuples() -> None:
    with database(T, "CREATE TABLE gone (id INTEGER)") as context:
        added, dropped = sa.Column("c", sa.Date), models(a(), name="new")
        metadata = models(sa.Column("a", sa.Integer, nullable=False), added)
        sa.Table("new", metadata, *[c._copy() for c in dropped.tables["new"].c])
        found = compare_metadata(context, metadata)
    tags = [[each[0] for each in diff] if isinstance(diff, list) else diff[0] for diff in found]
    assert tags == ["remove_table", "add_table", ["modify_nullable"], "add_column", "remove_column"]
    (changed,) = [diff for diff in found if isinstance(diff, list)]
    tag, schema, table, column, existing, old, new = changed[0]
    assert (tag, schema, table, column, old, new) == ("modify_nullable", None, "t", "a", True, False)
    assert isinstance(existing["existing_type"], sa.Integer)
    assert existing["existing_server_default"] is False
    assert existing["existing_comment"] is None


def test_several_metadata_are_compared_as_one() -> None:
    with database(T, "CREATE TABLE u (a INTEGER)") as context:
        assert compare_metadata(context, [models(a(), b()), models(a(), name="u")]) == []


def test_a_foreign_key_may_refer_to_another_metadata_or_to_nothing_declared() -> None:
    keys = [sa.Column("t_a", sa.Integer, sa.ForeignKey("t.a")), sa.Column("no", sa.Integer, sa.ForeignKey("no.where"))]
    with database(T) as context:
        (added,) = compare_metadata(context, [models(a(), b()), models(*keys, name="u")])
    assert (added[0], added[1].name) == ("add_table", "u")


def test_a_placeholder_that_is_left_out_does_not_hide_the_table() -> None:
    def stands_for_itself(item: Any, name: str, kind: str, reflected: bool, compare_to: Any) -> bool:
        return kind != "table" or not item.info.get("placeholder")

    first, second = models(a(), b()), models(a())
    second.tables["t"].info["placeholder"] = True
    for both in ([first, second], [second, first]):
        with database(T, include_object=stands_for_itself) as context:
            assert compare_metadata(context, both) == []
        with database(T) as context, pytest.raises(CommandError, match="declare table t twice"):
            compare_metadata(context, both)


def test_the_version_table_is_not_compared() -> None:
    with database("CREATE TABLE alembic_version (version_num VARCHAR(32))") as context:
        assert compare_metadata(context, sa.MetaData()) == []
    with database("CREATE TABLE v (version_num VARCHAR(32))", version_table="v") as context:
        assert compare_metadata(context, sa.MetaData()) == []
    with database("CREATE TABLE v (version_num VARCHAR(32))") as context:
        assert [diff[0] for diff in compare_metadata(context, sa.MetaData())] == ["remove_table"]


def test_comparing_changes_nothing() -> None:
    with database(T) as context:
        connection = context.bind
        assert isinstance(connection, sa.Connection)
        compare_metadata(context, models(a()))
        assert sa.inspect(connection).get_table_names() == ["t"]
        assert [c["name"] for c in sa.inspect(connection).get_columns("t")] == ["a", "b"]


def test_produced_migrations_go_there_and_back() -> None:
    with database(T) as context:
        script = produce_migrations(context, models(a(), b(), sa.Column("c", sa.Date)))
    assert isinstance(script, MigrationScript)
    assert script.upgrade_ops is not None
    assert script.downgrade_ops is not None
    assert [diff[0] for diff in script.upgrade_ops.as_diffs()] == ["add_column"]
    assert [diff[0] for diff in script.downgrade_ops.as_diffs()] == ["remove_column"]


def test_models_of_the_context_are_used_when_none_are_given() -> None:
    with database(T, target_metadata=models(a())) as context:
        assert [diff[0] for diff in make_plan(context).upgrade_ops.as_diffs()] == ["remove_column"]


def test_without_models_the_error_says_where_they_go() -> None:
    with database() as context, pytest.raises(CommandError, match="there are no models") as caught:
        make_plan(context)
    assert "target_metadata" in (caught.value.hint or "")


def test_offline_there_is_nothing_to_compare_with() -> None:
    context = MigrationContext.configure(dialect_name="sqlite", opts={"as_sql": True})
    with pytest.raises(CommandError, match="offline there is none"):
        compare_metadata(context, sa.MetaData())


def column_tags(metadata: sa.MetaData, **opts: Any) -> list[str]:
    with database(T, **opts) as context:
        return [each[0] for diff in compare_metadata(context, metadata) for each in diff]


@pytest.mark.parametrize(
    ("option", "expected"),
    [(True, ["modify_type"]), (False, []), (lambda *_: None, ["modify_type"]), (lambda *_: False, [])],
    ids=["true", "false", "undecided", "the same"],
)
def test_compare_type(option: Any, expected: list[str]) -> None:
    assert column_tags(models(a(), b(sa.String(50))), compare_type=option) == expected


def test_a_function_may_say_that_equal_types_differ() -> None:
    assert column_tags(models(a(), b()), compare_type=lambda *_: True) == ["modify_type", "modify_type"]


def test_a_function_about_types_gets_both_columns_and_types() -> None:
    calls: list[tuple[Any, ...]] = []
    metadata = models(a(), b(sa.String(50)))
    with database(T, compare_type=lambda *args: calls.append(args)) as context:
        compare_metadata(context, metadata)
        assert all(call[0] is context for call in calls)
    of_b = next(call for call in calls if call[2].name == "b")
    assert of_b[1].name == "b"
    assert of_b[2] is metadata.tables["t"].c.b
    assert (of_b[3].length, of_b[4].length) == (20, 50)


@pytest.mark.parametrize(
    ("option", "expected"),
    [(True, ["modify_default"]), (False, []), (lambda *_: None, ["modify_default"]), (lambda *_: False, [])],
    ids=["true", "false", "undecided", "the same"],
)
def test_compare_server_default(option: Any, expected: list[str]) -> None:
    for default in ("y", None):
        assert column_tags(models(a(), b(default=default)), compare_server_default=option) == expected


def test_a_function_may_say_that_equal_defaults_differ() -> None:
    def only_b(context: Any, old: Any, new: Any, *defaults: Any) -> bool | None:
        return True if new.name == "b" else None

    assert column_tags(models(a(), b()), compare_server_default=only_b) == ["modify_default"]


def test_a_function_about_defaults_gets_them_all() -> None:
    calls: dict[str, tuple[Any, ...]] = {}

    def record(context: Any, old: Any, new: Any, inspected: Any, given: Any, rendered: Any) -> None:
        calls[new.name] = (old.name, inspected, getattr(given, "arg", None), rendered)

    column_tags(models(a(), b(default="y")), compare_server_default=record)
    assert calls == {"b": ("b", "'x'", "y", "'y'")}, "a column without a default on either side is not asked about"


def test_types_and_defaults_are_switched_off_separately() -> None:
    metadata = models(a(), b(sa.String(50), default="y"))
    assert column_tags(metadata, compare_type=False) == ["modify_default"]
    assert column_tags(metadata, compare_server_default=False) == ["modify_type"]


def test_include_object_and_include_name_reach_the_comparison() -> None:
    statements = (T, "CREATE TABLE gone (id INTEGER)", "CREATE TABLE secret (id INTEGER)")
    seen: list[tuple[str | None, str]] = []

    def by_name(name: str | None, kind: str, parents: Any) -> bool:
        seen.append((name, kind))
        return name != "secret"

    def by_object(item: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
        assert name != "secret", "what is not looked at is not compared"
        return name != "gone"

    with database(*statements, include_name=by_name, include_object=by_object) as context:
        assert compare_metadata(context, models(a(), b())) == []
    assert {("t", "table"), ("gone", "table"), ("secret", "table"), (None, "schema")} <= set(seen)


def test_a_plan_knows_the_tables_as_they_are() -> None:
    with database(T) as context:
        plan = make_plan(context, models(a()))
        (group,) = plan.upgrade_ops.ops
        assert isinstance(group, ops.ModifyTableOps)
        assert plan.before is not None
        assert plan.before(TableKey(None, "t")).c.keys() == ["a", "b"]
        assert [h.code for h in plan.hazards] == ["drop-column"]
