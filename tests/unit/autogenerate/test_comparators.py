"""Functions registered with `comparators.dispatch_for`: when they run, with what, and what they cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from migrate.autogenerate import AutogenContext, comparators, compare_metadata, make_plan
from migrate.comparators.dispatch import PriorityDispatcher
from migrate.comparators.materialize import RecordSide
from migrate.errors import RegistrationError
from migrate.operations import MigrateOperation, ops
from migrate.util import DispatchPriority, PriorityDispatchResult
from tests.unit.autogenerate.databases import database, models

T = "CREATE TABLE t (a INTEGER, b VARCHAR(20) DEFAULT 'x')"
Register = Callable[..., None]


@pytest.fixture
def register() -> Iterator[Register]:
    """Give what registers a function with the global dispatcher until the test ends."""
    added: list[tuple[str, Any]] = []

    def add(target: str, function: Any, **kw: Any) -> None:
        comparators.dispatch_for(target, **kw)(function)
        added.append((target, function))

    yield add
    for target, function in added:
        comparators.discard(target, function)


def b(type_: Any = sa.String(20), default: str | None = "x") -> sa.Column[Any]:  # noqa: B008 - types are values
    return sa.Column("b", type_, server_default=default)


def tags(diffs: list[Any]) -> list[Any]:
    return [[each[0] for each in diff] if isinstance(diff, list) else diff[0] for diff in diffs]


class Note(MigrateOperation):
    """A directive of a project's own."""

    def __init__(self, text: str) -> None:
        self.text = text

    def to_diff_tuple(self) -> tuple[Any, ...]:
        return ("note", self.text)

    def reverse(self) -> Note:
        return Note(f"not {self.text}")


def test_each_level_gets_the_documented_arguments(register: Register) -> None:
    seen: list[Any] = []

    def note(level: str) -> Any:
        return lambda *args: seen.append((level, *args))

    for level in ("autogenerate", "schema", "table", "column"):
        register(level, note(level))
    metadata = models(sa.Column("a", sa.Integer), sa.Column("c", sa.Date))
    new = sa.Table("new", metadata, sa.Column("id", sa.Integer))
    with database(T, "CREATE TABLE gone (id INTEGER)") as context:
        compare_metadata(context, metadata)
    assert all(isinstance(call[1], AutogenContext) for call in seen)
    by_level = {level: [call[2:] for call in seen if call[0] == level] for level, *_ in seen}
    assert isinstance(by_level["autogenerate"][0][0], ops.UpgradeOps)
    ((upgrade, schemas),) = by_level["schema"]
    assert isinstance(upgrade, ops.UpgradeOps)
    assert schemas == {None}
    gone, made, both = by_level["table"]
    assert (gone[1:3], gone[3].name, gone[4]) == ((None, "gone"), "gone", None)
    assert (made[1:3], made[3], made[4]) == ((None, "new"), None, new)
    assert isinstance(both[0], ops.ModifyTableOps)
    assert (both[3].c.keys(), both[4]) == (["a", "b"], metadata.tables["t"])
    ((alter, schema, table, name, old, will),) = by_level["column"]
    assert isinstance(alter, ops.AlterColumnOp)
    assert (schema, table, name) == (None, "t", "a")
    assert old.table is both[3]
    assert will is metadata.tables["t"].c.a


def test_what_is_added_becomes_part_of_the_plan_and_reverses(register: Register) -> None:
    register("schema", lambda context, upgrade, schemas: upgrade.ops.append(Note("s")))
    register("table", lambda context, modify, *rest: modify.ops.append(Note("t")))
    with database(T) as context:
        plan = make_plan(context, models(sa.Column("a", sa.Integer), b(default=None)))
    assert tags(plan.upgrade_ops.as_diffs()) == [["modify_default"], "note", "note"]
    undo = plan.upgrade_ops.reverse()
    assert [op.text for op in undo.flat() if isinstance(op, Note)] == ["not s", "not t"]


def test_what_was_found_is_seen_by_later_functions_and_may_be_taken_out(register: Register) -> None:
    def no_drops(context: Any, upgrade: ops.UpgradeOps, schemas: Any) -> None:
        upgrade.ops[:] = [op for op in upgrade.ops if not isinstance(op, ops.DropTableOp)]

    def no_default(context: Any, alter: ops.AlterColumnOp, *rest: Any) -> None:
        alter.modify_server_default = False

    with database(T, "CREATE TABLE gone (id INTEGER)") as context:
        metadata = models(sa.Column("a", sa.Integer), b(default=None))
        assert tags(compare_metadata(context, metadata)) == ["remove_table", ["modify_default"]]
        register("schema", no_drops)
        assert tags(compare_metadata(context, metadata)) == [["modify_default"]]
        register("column", no_default)
        assert compare_metadata(context, metadata) == []


def test_a_column_may_be_altered_in_what_is_not_compared(register: Register) -> None:
    def collate(context: Any, alter: ops.AlterColumnOp, *rest: Any) -> None:
        if rest[2] == "b":
            alter.kw["modify_collation"] = "de"

    register("column", collate)
    with database(T) as context:
        plan = make_plan(context, models(sa.Column("a", sa.Integer), b()))
    (altered,) = plan.upgrade_ops.flat()
    assert isinstance(altered, ops.AlterColumnOp)
    assert (altered.column_name, altered.kw) == ("b", {"modify_collation": "de"})


def test_stopping_a_part_of_a_column_leaves_it_out(register: Register) -> None:
    def stop(*args: Any) -> PriorityDispatchResult:
        return PriorityDispatchResult.STOP

    metadata = models(sa.Column("a", sa.Integer), b(sa.Integer(), default=None))
    with database(T) as context:
        assert tags(compare_metadata(context, metadata)) == [["modify_type", "modify_default"]]
        register("column", stop, priority=DispatchPriority.FIRST, subgroup="types")
        assert tags(compare_metadata(context, metadata)) == [["modify_default"]]
        register("schema", stop, priority=DispatchPriority.FIRST)
        assert tags(compare_metadata(context, metadata)) == [["modify_default"]], "tables are a subgroup of their own"
        register("schema", lambda *args: stop(), priority=DispatchPriority.FIRST, subgroup="tables")
        assert compare_metadata(context, metadata) == []


def test_stopping_at_the_top_replaces_the_whole_comparison(register: Register) -> None:
    def instead(context: Any, upgrade: ops.UpgradeOps) -> PriorityDispatchResult:
        upgrade.ops.append(Note("mine"))
        return PriorityDispatchResult.STOP

    register("autogenerate", instead, priority=DispatchPriority.FIRST)
    with database(T) as context:
        assert compare_metadata(context, sa.MetaData()) == [("note", "mine")]


def test_what_the_first_function_wants_of_a_column_joins_what_is_found(register: Register) -> None:
    def required(context: Any, alter: ops.AlterColumnOp, *rest: Any) -> None:
        alter.modify_nullable = False

    register("column", required, priority=DispatchPriority.FIRST)
    with database("CREATE TABLE t (b VARCHAR(20) DEFAULT 'x')") as context:
        found = compare_metadata(context, models(b(default=None)))
    assert tags(found) == [["modify_nullable", "modify_default"]]


def test_functions_of_another_dialect_do_not_run(register: Register) -> None:
    seen: list[str] = []
    register("schema", lambda *args: seen.append("here"), qualifier="sqlite")
    register("schema", lambda *args: seen.append("there"), qualifier="postgresql")
    with database(T) as context:
        compare_metadata(context, models(sa.Column("a", sa.Integer), b()))
    assert seen == ["here"]


def test_tables_that_do_not_take_part_are_not_shown(register: Register) -> None:
    seen: list[str] = []
    register("table", lambda context, modify, schema, name, *rest: seen.append(name))
    with database(T, "CREATE TABLE u (a INTEGER)", include_object=lambda o, name, *rest: name != "u") as context:
        compare_metadata(context, models(sa.Column("a", sa.Integer), b()))
    assert seen == ["t"]


def test_without_functions_no_table_is_built(monkeypatch: pytest.MonkeyPatch, register: Register) -> None:
    built: list[Any] = []
    build = RecordSide._build

    def counted(self: RecordSide, key: Any) -> Any:
        built.append(key)
        return build(self, key)

    monkeypatch.setattr(RecordSide, "_build", counted)
    metadata = models(sa.Column("a", sa.Integer), b())
    with database(T) as context:
        compare_metadata(context, metadata)
        assert built == []
        register("schema", lambda *args: None)
        compare_metadata(context, metadata)
        assert built == []
        register("table", lambda *args: None)
        compare_metadata(context, metadata)
    assert built != []


def order(dispatcher: PriorityDispatcher, out: list[str], dialect: str = "default") -> list[str]:
    out.clear()
    dispatcher.dispatch("schema", qualifier=dialect)()
    return list(out)


def test_order_is_by_priority_then_the_dialect_before_all() -> None:
    out: list[str] = []
    found = PriorityDispatcher()

    def add(name: str, result: Any = None, **kw: Any) -> None:
        def function() -> Any:
            out.append(name)
            return result

        found.dispatch_for("schema", **kw)(function)

    add("last", priority=DispatchPriority.LAST, qualifier="sqlite")
    add("default")
    add("sqlite", qualifier="sqlite")
    add("first", PriorityDispatchResult.STOP, priority=DispatchPriority.FIRST, subgroup="s")
    add("stopped", subgroup="s")
    assert order(found, out) == ["first", "default"]
    assert order(found, out, "sqlite") == ["first", "sqlite", "default", "last"]
    branch = found.branch()
    branch.dispatch_for("schema")(lambda: out.append("more"))
    assert order(branch, out) == ["first", "default", "more"]
    assert order(found, out) == ["first", "default"]


def test_a_module_that_runs_again_takes_the_place_of_its_functions() -> None:
    found = PriorityDispatcher()
    source = (
        "def compare(*args): pass\n\ndef made(entity):\n    def inner(): return entity\n    return inner\n\n"
        "def bound(entity):\n    def inner(entity=entity): return entity\n    return inner\n"
    )
    for _ in range(2):
        module: dict[str, Any] = {"__name__": "env"}
        exec(source, module)
        found.dispatch_for("schema")(module["compare"])
        for entity in ("a", "b"):
            found.dispatch_for("schema")(module["made"](entity))
            found.dispatch_for("schema")(module["bound"](entity))
    assert len(found.registered("schema")) == 5


def test_a_target_that_is_nearly_a_known_one_is_refused() -> None:
    with pytest.raises(RegistrationError, match="no target 'tables' to compare at") as error:
        comparators.dispatch_for("tables")
    assert error.value.hint == "did you mean 'table'? There are autogenerate, schema, table, column"


def test_a_plug_in_may_have_a_target_of_its_own() -> None:
    found, out = PriorityDispatcher(), []
    found.dispatch_for("database")(lambda *args: out.append(args))
    found.dispatch("database")(1, 2)
    assert out == [(1, 2)]


def test_a_directive_of_no_class_of_ours_takes_part() -> None:
    class Said:  # as packages for Alembic write them
        def reverse(self) -> Said:
            return self

        def to_diff_tuple(self) -> tuple[str]:
            return ("said",)

    comparators.dispatch_for("schema")(lambda context, upgrade, schemas: upgrade.ops.append(Said()))
    try:
        with database("CREATE TABLE gone (id INTEGER)") as context:
            assert [diff[0] for diff in compare_metadata(context, sa.MetaData())] == ["remove_table", "said"]
            downgrade = make_plan(context, sa.MetaData()).upgrade_ops.reverse()
    finally:
        comparators._found["schema"].pop()
    assert [type(op).__name__ for op in downgrade.ops] == ["Said", "CreateTableOp"]
