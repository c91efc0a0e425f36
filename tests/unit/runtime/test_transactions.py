"""What is committed, what is rolled back, and what is said about it, on each database."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from migrate import op
from migrate.errors import CommandError, DatabaseError
from tests.databases import Scratch

from .history import History, configure, migrate, rows, script, tables


class Boom(Exception):
    pass


def boom() -> None:
    op.create_table("half", sa.Column("id", sa.Integer, primary_key=True))
    raise Boom("in the middle")


HISTORY = History(script("a"), script("b", "a"), script("c", "b", boom, doc="third"))


def fail(engine: sa.Engine, fn: Any, **opts: Any) -> str:
    """Run `fn`, which raises; return the notes on the exception."""
    with pytest.raises(Boom) as caught:
        migrate(engine, fn, **opts)
    return "\n".join(caught.value.__notes__)


def test_an_upgrade_is_committed(scratch: Scratch) -> None:
    assert migrate(scratch.engine, HISTORY.up("b")) == ("b",)
    assert tables(scratch.engine) == ["t_a", "t_b"]
    assert migrate(scratch.engine, HISTORY.down("a")) == ("a",)
    assert tables(scratch.engine) == ["t_a"]


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_a_failed_run_leaves_nothing_behind(scratch_for: Any, dialect: str) -> None:
    engine = scratch_for(dialect).engine
    note = fail(engine, HISTORY.up())
    assert note == (
        "migration c (third) failed while upgrading; it was rolled back, and with it a, b, which ran in the same "
        "transaction. Nothing else of this run is applied. The database is at base (no revision) as before."
    )
    assert tables(engine) == []
    assert not sa.inspect(engine).has_table("alembic_version")


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_a_failed_migration_leaves_the_ones_before_it(scratch_for: Any, dialect: str) -> None:
    engine = scratch_for(dialect).engine
    note = fail(engine, HISTORY.up(), transaction_per_migration=True)
    assert note == (
        "migration c (third) failed while upgrading; it was rolled back. Applied in this run: a, b. "
        "The database is at b."
    )
    assert tables(engine) == ["t_a", "t_b"]
    assert rows(engine) == ("b",)


def test_mariadb_keeps_what_ran_and_says_so(mariadb: Scratch) -> None:
    note = fail(mariadb.engine, HISTORY.up())
    assert note.startswith("migration c (third) failed while upgrading; mariadb cannot roll back DDL")
    assert "Applied in this run: a, b. The version table says b." in note
    assert tables(mariadb.engine) == ["half", "t_a", "t_b"]
    assert rows(mariadb.engine) == ("b",)


def test_a_failed_downgrade_says_what_was_reverted(sqlite: Scratch) -> None:
    history = History(script("a", downgrade=boom), script("b", "a"))
    migrate(sqlite.engine, history.up())
    note = fail(sqlite.engine, history.down(), transaction_per_migration=True)
    assert note == (
        "migration a failed while downgrading; it was rolled back. Reverted in this run: b. The database is at a."
    )


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_the_callers_transaction_is_left_to_the_caller(scratch_for: Any, dialect: str) -> None:
    engine = scratch_for(dialect).engine
    for commit in (False, True):
        with engine.connect() as connection:
            transaction = connection.begin()
            context = configure(connection, HISTORY.up("b"))
            with context.begin_transaction():
                context.run_migrations()
            assert transaction.is_active
            if commit:
                transaction.commit()
            else:
                transaction.rollback()
        assert tables(engine) == (["t_a", "t_b"] if commit else [])
    assert rows(engine) == ("b",)


def test_a_failure_in_the_callers_transaction_says_whose_it_is(sqlite: Scratch) -> None:
    with sqlite.engine.connect() as connection, connection.begin():
        context = configure(connection, HISTORY.up())
        with pytest.raises(Boom) as caught:
            context.run_migrations()
        assert connection.in_transaction()
        assert "in a transaction of the caller's" in caught.value.__notes__[0]
        with (
            pytest.raises(CommandError, match="transaction of the caller's"),
            context.autocommit_block(),
        ):
            pass


def test_statements_between_configure_and_the_run_are_committed_with_it(scratch: Scratch) -> None:
    with scratch.engine.connect() as connection:
        context = configure(connection, HISTORY.up("a"))
        context.execute("CREATE TABLE first (id INTEGER)")
        with context.begin_transaction():
            context.run_migrations()
    assert tables(scratch.engine) == ["first", "t_a"]


def test_run_migrations_commits_without_begin_transaction(scratch: Scratch) -> None:
    with scratch.engine.connect() as connection:
        configure(connection, HISTORY.up("b")).run_migrations()
    assert rows(scratch.engine) == ("b",)


def test_one_connection_serves_many_runs(scratch: Scratch) -> None:
    with scratch.engine.connect() as connection:
        for target, options in (("a", {}), ("b", {"dont_mutate": True}), ("b", {})):
            fn = HISTORY.up(target) if not options else (lambda heads, context: [])
            context = configure(connection, fn, **options)
            assert not context.transactions.external
            context.get_current_heads()
            with context.begin_transaction():
                context.run_migrations()
            assert not connection.in_transaction()
    assert rows(scratch.engine) == ("b",)


def test_a_run_that_changes_nothing_makes_no_version_table(scratch: Scratch) -> None:
    assert migrate(scratch.engine, lambda heads, context: [], dont_mutate=True) == ()
    assert not sa.inspect(scratch.engine).has_table("alembic_version")


def test_an_autocommit_block_is_outside_any_transaction(scratch: Scratch) -> None:
    statement = {
        "sqlite": "VACUUM",
        "postgresql": "CREATE INDEX CONCURRENTLY ix ON t_a (id)",
        "mariadb": "OPTIMIZE TABLE t_a",
    }[scratch.dialect]

    def outside() -> None:
        op.execute("INSERT INTO t_a VALUES (1)")
        with op.get_context().autocommit_block():
            op.execute(statement)
        op.execute("INSERT INTO t_a VALUES (2)")

    assert migrate(scratch.engine, History(script("a"), script("b", "a", outside)).up()) == ("b",)
    with scratch.engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM t_a")) == 2


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_a_failure_after_an_autocommit_block_says_what_stays(scratch_for: Any, dialect: str) -> None:
    engine = scratch_for(dialect).engine

    def outside() -> None:
        op.execute("CREATE TABLE before (id INTEGER)")
        with op.get_context().autocommit_block():
            op.execute("CREATE TABLE inside (id INTEGER)")
        op.execute("CREATE TABLE after (id INTEGER)")
        raise Boom

    note = fail(engine, History(script("a"), script("b", "a", outside)).up())
    assert note == (
        "migration b failed while upgrading; but what b did up to the end of its autocommit_block() is committed; "
        "the rest is rolled back. Applied in this run: a. The version table says a."
    )
    assert tables(engine) == ["before", "inside", "t_a"]
    assert rows(engine) == ("a",)


def test_sqlite_foreign_keys_stay_enforced(sqlite: Scratch) -> None:
    enforcing(sqlite.engine)
    with sqlite.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
        connection.exec_driver_sql("CREATE TABLE child (p INTEGER REFERENCES parent (id) ON DELETE CASCADE)")
        connection.exec_driver_sql("INSERT INTO parent VALUES (1), (2)")
        connection.exec_driver_sql("INSERT INTO child VALUES (1), (2)")
    history = History(script("a", None, lambda: op.execute("DELETE FROM parent WHERE id = 1")))
    assert migrate(sqlite.engine, history.up()) == ("a",)
    with sqlite.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT p FROM child").scalars().all() == [2]


def test_sqlite_that_somebody_else_writes_to_is_one_clear_error(sqlite: Scratch) -> None:
    impatient = sa.create_engine(sqlite.url, connect_args={"timeout": 0.05})
    with sqlite.engine.connect() as other:
        other.exec_driver_sql("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseError, match=r"cannot begin a transaction on .*: database is locked"):
            migrate(impatient, HISTORY.up())


def test_an_application_that_sends_its_own_begin_is_respected(sqlite: Scratch) -> None:
    engine = sa.create_engine(sqlite.url)
    sa.event.listen(engine, "connect", lambda driver, record: setattr(driver, "isolation_level", None))
    sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    fail(engine, HISTORY.up())
    assert tables(engine) == []
    assert migrate(engine, HISTORY.up("b")) == ("b",)


def enforcing(engine: sa.Engine) -> None:
    """Make SQLite enforce foreign keys on every connection of `engine`."""

    def connected(driver: Any, record: Any) -> None:
        driver.execute("PRAGMA foreign_keys = ON")

    sa.event.listen(engine, "connect", connected)


def test_a_long_list_of_revisions_is_shortened(sqlite: Scratch) -> None:
    chain = [script("r0", None, lambda: None)]
    chain += [script(f"r{n}", f"r{n - 1}", lambda: None) for n in range(1, 100)]
    note = fail(sqlite.engine, History(*chain, script("x", "r99", boom)).up(), transaction_per_migration=True)
    assert "Applied in this run: r0, r1, r2, r3, r4, … 90 more …, r95, r96, r97, r98, r99." in note


def test_a_commit_that_fails_says_so(postgresql: Scratch) -> None:
    history = History(
        script(
            "a",
            None,
            lambda: op.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, p INT REFERENCES t DEFERRABLE INITIALLY DEFERRED);"
                "INSERT INTO t VALUES (1, 2)"
            ),
        )
    )
    with pytest.raises(sa.exc.IntegrityError) as caught:
        migrate(postgresql.engine, history.up())
    assert caught.value.__notes__ == ["COMMIT failed: everything that ran in this transaction is rolled back."]
    assert tables(postgresql.engine) == []


def test_an_option_does_not_change_what_a_database_can_do(postgresql: Scratch) -> None:
    note = fail(postgresql.engine, HISTORY.up(), transactional_ddl=False)
    assert "it was rolled back. Applied in this run: a, b. The database is at b." in note
    assert tables(postgresql.engine) == ["t_a", "t_b"]


def test_an_interrupt_rolls_back_and_says_so(sqlite: Scratch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        migrate(sqlite.engine, History(script("a"), script("b", "a", interrupted)).up())
    assert "migration b failed while upgrading; it was rolled back, and with it a" in caught.value.__notes__[0]
    assert tables(sqlite.engine) == []
