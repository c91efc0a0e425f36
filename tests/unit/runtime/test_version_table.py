"""The version table: its rows, its shape, and two processes at once."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

import pytest
import sqlalchemy as sa

from migrate import op
from migrate.errors import CommandError, DatabaseError
from migrate.runtime.migration import HeadMaintainer, MigrationContext
from migrate.runtime.steps import StampStep
from tests.databases import Scratch

from .history import History, configure, migrate, rows, script, tables

BRANCHES = History(script("a"), script("b1", "a"), script("b2", "a"), script("m", ("b1", "b2")))


def test_rows_follow_branches_and_merges(scratch: Scratch) -> None:
    assert migrate(scratch.engine, BRANCHES.up("b1")) == ("b1",)
    assert migrate(scratch.engine, BRANCHES.up("b2")) == ("b1", "b2")
    assert migrate(scratch.engine, BRANCHES.up("m")) == ("m",)
    assert migrate(scratch.engine, BRANCHES.down("b1", "b2")) == ("b1", "b2")
    assert migrate(scratch.engine, BRANCHES.down("b1")) == ("b1",)
    assert migrate(scratch.engine, BRANCHES.down()) == ()
    assert tables(scratch.engine) == []


def test_one_update_per_step_and_no_second_look(scratch: Scratch) -> None:
    seen: Counter[str] = Counter()

    def count(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if "alembic_version" in statement and "pg_catalog" not in statement:
            seen[statement.split()[0]] += 1

    history = History(script("r0"), *(script(f"r{n}", f"r{n - 1}") for n in range(1, 6)))
    migrate(scratch.engine, history.up("r0"))
    sa.event.listen(scratch.engine, "before_cursor_execute", count)
    migrate(scratch.engine, history.up())
    sa.event.remove(scratch.engine, "before_cursor_execute", count)
    assert seen["UPDATE"] == 5
    assert seen["SELECT"] == 2  # once by the run, once by the test itself


def test_several_heads_have_no_single_revision(sqlite: Scratch) -> None:
    migrate(sqlite.engine, BRANCHES.up("b1", "b2"))
    with sqlite.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        with pytest.raises(CommandError, match="more than one head present: b1, b2"):
            context.get_current_revision()
    migrate(sqlite.engine, BRANCHES.up("m"))
    with sqlite.engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == "m"


def test_name_schema_and_key_of_the_table(postgresql: Scratch) -> None:
    with postgresql.engine.begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA admin")
    options = {"version_table": "versions", "version_table_schema": "admin", "version_table_pk": False}
    migrate(postgresql.engine, BRANCHES.up("a"), **options)
    inspector = sa.inspect(postgresql.engine)
    assert inspector.get_table_names(schema="admin") == ["versions"]
    assert inspector.get_pk_constraint("versions", schema="admin")["constrained_columns"] == []
    with postgresql.engine.connect() as connection:
        assert configure(connection, None, **options).get_current_heads() == ("a",)


def test_the_table_is_the_documented_one(scratch: Scratch) -> None:
    with scratch.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        context.ensure_version_table()
        context.ensure_version_table()
        inspector = sa.inspect(connection)
        (column,) = inspector.get_columns("alembic_version")
        assert (column["name"], str(column["type"]), column["nullable"]) == ("version_num", "VARCHAR(32)", False)
        key = inspector.get_pk_constraint("alembic_version")
        assert key["constrained_columns"] == ["version_num"]
        if scratch.dialect == "postgresql":
            assert key["name"] == "alembic_version_pkc"


def test_purge_forgets_rows_that_no_script_has(sqlite: Scratch) -> None:
    migrate(sqlite.engine, BRANCHES.up("a"))
    stamp = StampStep(None, "m", True, False, BRANCHES.map)
    assert migrate(sqlite.engine, lambda heads, context: [stamp], purge=True) == ("m",)


def test_a_row_that_is_gone_is_an_error(scratch: Scratch) -> None:
    migrate(scratch.engine, BRANCHES.up("a"))
    with scratch.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        maintainer = HeadMaintainer(context, ("x",))
        with pytest.raises(DatabaseError, match="row 'x' of table 'alembic_version' was to be changed to 'm', but 0"):
            maintainer.update_to_step(StampStep("x", "m", True, False))


def test_processes_that_start_at_once_all_succeed(scratch: Scratch) -> None:
    history = History(
        script("a"),
        script("b", "a", lambda: op.execute("INSERT INTO t_a VALUES (1)")),
        script("c", "b"),
    )
    history.map.graph  # noqa: B018 -- built before the threads share it
    barrier = threading.Barrier(4)
    failures: list[BaseException] = []

    def process() -> None:
        engine = sa.create_engine(scratch.url, poolclass=sa.pool.NullPool)
        barrier.wait()
        try:
            migrate(engine, history.up())
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=process) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert rows(scratch.engine) == ("c",)


def test_on_version_apply_is_told_each_step(sqlite: Scratch) -> None:
    told: list[Any] = []

    def hook(*, ctx: Any, step: Any, heads: set[str], run_args: dict[str, Any]) -> None:
        told.append((step.up_revision_id, step.is_upgrade, sorted(heads), run_args, ctx.as_sql))

    with sqlite.engine.connect() as connection:
        context = configure(
            connection,
            History(script("a", None, lambda **kw: None), script("b", "a", lambda **kw: None)).up(),
            on_version_apply=[hook, hook],
        )
        context.run_migrations(tenant="x")
    assert told[::2] == [("a", True, ["a"], {"tenant": "x"}, False), ("b", True, ["b"], {"tenant": "x"}, False)]
    assert told[::2] == told[1::2]


def test_the_context_tells_which_table_it_is() -> None:
    opts = {"version_table": "app_version", "version_table_schema": "app"}
    context = MigrationContext.configure(dialect_name="postgresql", opts={**opts, "as_sql": True})
    assert (context.version_table, context.version_table_schema) == ("app_version", "app")
