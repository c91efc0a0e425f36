"""`Rewriter`: the documented recipes, and what happens to what they return."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from migrate.autogenerate import Rewriter
from migrate.operations import MigrationScript, ops
from migrate.operations.base import MigrateOperation
from migrate.renderers.python import render_ops
from migrate.renderers.scope import Scope

CONTEXT: Any = object()


def script(*upgrades: MigrateOperation) -> MigrationScript:
    up = ops.UpgradeOps(list(upgrades))
    return MigrationScript("a1", up, ops.DowngradeOps())


def column(name: str, **kw: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer, **kw)


def rewritten(writer: Rewriter, *upgrades: MigrateOperation) -> list[MigrateOperation]:
    given = script(*upgrades)
    writer(CONTEXT, ("a1",), [given])
    assert given.upgrade_ops is not None
    return given.upgrade_ops.ops


def test_a_not_null_column_becomes_two_steps() -> None:
    writer = Rewriter()

    @writer.rewrites(ops.AddColumnOp)
    def add_column(context: Any, revision: Any, op: ops.AddColumnOp) -> MigrateOperation | list[MigrateOperation]:
        if op.column.nullable:
            return op
        op.column.nullable = True
        name, type_ = op.column.name, op.column.type
        return [op, ops.AlterColumnOp(op.table_name, name, modify_nullable=False, existing_type=type_)]

    (group,) = rewritten(writer, ops.ModifyTableOps("t", [ops.AddColumnOp("t", column("c", nullable=False))]))
    assert isinstance(group, ops.ModifyTableOps)
    assert [type(op) for op in group.ops] == [ops.AddColumnOp, ops.AlterColumnOp]


def test_returning_nothing_removes_the_directive() -> None:
    writer = Rewriter()
    writer.rewrites(ops.DropTableOp)(lambda context, revision, op: [])
    kept = ops.CreateTableOp("t", [column("a")])
    assert rewritten(writer, ops.DropTableOp("old"), kept) == [kept]


def test_columns_of_a_new_table_are_sorted_as_documented() -> None:
    writer = Rewriter()

    @writer.rewrites(ops.CreateTableOp)
    def order_columns(context: Any, revision: Any, op: ops.CreateTableOp) -> MigrateOperation:
        names = {"id": 0}
        columns = sorted(op.columns, key=lambda c: names.get(c.name, 1) if isinstance(c, sa.Column) else 99)
        return ops.CreateTableOp(op.table_name, columns, schema=op.schema, kw=op.kw)

    (made,) = rewritten(writer, ops.CreateTableOp("t", [column("b"), column("id"), column("a")]))
    assert isinstance(made, ops.CreateTableOp)
    assert [c.name for c in made.columns if isinstance(c, sa.Column)] == ["id", "b", "a"]


def test_several_classes_share_a_function() -> None:
    writer = Rewriter()
    seen: list[str] = []

    @writer.rewrites((ops.AddColumnOp, ops.DropColumnOp))
    def note(context: Any, revision: Any, op: Any) -> MigrateOperation:
        seen.append(op.declaration.name)
        return op  # type: ignore[no-any-return]

    rewritten(writer, ops.AddColumnOp("t", column("a")), ops.DropColumnOp("t", "b"), ops.ExecuteSQLOp("SELECT 1"))
    assert seen == ["add_column", "drop_column"]


def test_a_function_for_a_base_class_sees_its_subclasses() -> None:
    writer = Rewriter()
    seen: list[str] = []

    @writer.rewrites(ops.AlterTableOp)
    def note(context: Any, revision: Any, op: Any) -> MigrateOperation:
        seen.append(op.declaration.name)
        return op  # type: ignore[no-any-return]

    rewritten(writer, ops.AddColumnOp("t", column("a")), ops.RenameTableOp("a", "b"), ops.CreateTableOp("t", []))
    assert seen == ["add_column", "rename_table"]


def test_a_function_is_not_asked_about_what_it_returned() -> None:
    writer = Rewriter()
    calls = 0

    @writer.rewrites(ops.ExecuteSQLOp)
    def twice(context: Any, revision: Any, op: ops.ExecuteSQLOp) -> list[MigrateOperation]:
        nonlocal calls
        calls += 1
        return [op, ops.ExecuteSQLOp(f"{op.sqltext} again")]

    found = rewritten(writer, ops.ExecuteSQLOp("a"))
    assert [op.sqltext for op in found if isinstance(op, ops.ExecuteSQLOp)] == ["a", "a again"]
    assert calls == 1


def test_what_one_function_returns_other_functions_see() -> None:
    writer = Rewriter()
    writer.rewrites(ops.DropTableOp)(lambda c, r, op: ops.RenameTableOp(op.table_name, f"old_{op.table_name}"))

    @writer.rewrites(ops.RenameTableOp)
    def mark(context: Any, revision: Any, op: ops.RenameTableOp) -> MigrateOperation:
        op.info["seen"] = True
        return op

    (found,) = rewritten(writer, ops.DropTableOp("t"))
    assert isinstance(found, ops.RenameTableOp)
    assert found.info == {"seen": True}


def test_containers_and_scripts_can_be_rewritten() -> None:
    writer = Rewriter()
    writer.rewrites(ops.ModifyTableOps)(lambda c, r, op: [] if op.table_name == "skip" else op)
    kept = ops.ModifyTableOps("keep", [ops.ExecuteSQLOp("1")])
    assert rewritten(writer, ops.ModifyTableOps("skip", []), kept) == [kept]

    writer = Rewriter()

    @writer.rewrites(MigrationScript)
    def message(context: Any, revision: Any, op: MigrationScript) -> MigrateOperation:
        op.message = "changed"
        return op

    given = script()
    writer(CONTEXT, (), [given])
    assert given.message == "changed"


def test_a_function_for_upgrades_does_not_see_downgrades() -> None:
    writer = Rewriter()
    writer.rewrites(ops.UpgradeOps)(lambda c, r, op: ops.UpgradeOps([*op.ops, ops.ExecuteSQLOp("last")]))
    given = script(ops.ExecuteSQLOp("first"))
    writer(CONTEXT, (), [given])
    assert given.upgrade_ops is not None
    assert given.upgrade_ops.as_diffs() == [("execute", "first"), ("execute", "last")]
    assert given.downgrade_ops is not None
    assert given.downgrade_ops.is_empty()


def test_every_pair_of_several_databases_is_rewritten() -> None:
    writer = Rewriter()
    writer.rewrites(ops.ExecuteSQLOp)(lambda c, r, op: [])
    ups = [ops.UpgradeOps([ops.ExecuteSQLOp(name)]) for name in "ab"]
    downs = [ops.DowngradeOps([ops.ExecuteSQLOp(name)]) for name in "ab"]
    writer(CONTEXT, (), [MigrationScript(None, ups, downs)])
    assert all(container.is_empty() for container in [*ups, *downs])


def test_chained_writers_run_one_after_the_other() -> None:
    first, second, third = Rewriter(), Rewriter(), Rewriter()

    def append(word: str) -> Callable[[Any, Any, Any], list[MigrateOperation]]:
        return lambda context, revision, op: [ops.ExecuteSQLOp(f"{op.sqltext} {word}")]

    for name, writer in (("first", first), ("second", second), ("third", third)):
        writer.rewrites(ops.ExecuteSQLOp)(append(name))
    chained = first.chain(second).chain(third)
    (op,) = rewritten(chained, ops.ExecuteSQLOp("run"))
    assert isinstance(op, ops.ExecuteSQLOp)
    assert op.sqltext == "run first second third"
    (op,) = rewritten(first, ops.ExecuteSQLOp("run"))
    assert isinstance(op, ops.ExecuteSQLOp)
    assert op.sqltext == "run first", "chaining changes none of the writers"


def test_a_writer_may_be_chained_with_a_plain_function() -> None:
    def empty(context: Any, revision: Any, directives: list[Any]) -> None:
        directives[:] = []

    given = [script()]
    Rewriter().chain(empty)(CONTEXT, (), given)
    assert given == []


def test_context_and_revision_are_handed_on() -> None:
    writer = Rewriter()
    seen: list[Any] = []
    writer.rewrites(ops.ExecuteSQLOp)(lambda c, r, op: seen.append((c, r)) or op)  # type: ignore[func-returns-value]
    writer.process_revision_directives(CONTEXT, ("a1",), [script(ops.ExecuteSQLOp("1"))])
    assert seen == [(CONTEXT, ("a1",))]


def test_what_a_rewriter_makes_is_written() -> None:
    writer = Rewriter()
    writer.rewrites(ops.AddColumnOp)(lambda c, r, op: [op, ops.ExecuteSQLOp("UPDATE t SET c = 1")])
    up = ops.UpgradeOps(rewritten(writer, ops.AddColumnOp("t", column("c"))))
    assert "op.execute('UPDATE t SET c = 1')" in render_ops(up, Scope()).replace('"', "'")


def test_a_package_says_what_goes_into_its_directives() -> None:
    class Own(MigrateOperation):
        ops = ("not", "directives")

    entered: list[Any] = []
    Rewriter._traverse.dispatch_for(Own)(lambda rewriter, context, revision, op: entered.append(op))
    op = Own()
    script = MigrationScript("a", ops.UpgradeOps([op]), ops.DowngradeOps([]))
    Rewriter()(None, None, [script])  # type: ignore[arg-type]
    assert entered == script.upgrade_ops_list[0].ops == [op]
