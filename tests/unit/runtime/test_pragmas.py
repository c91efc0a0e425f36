"""Scripts that turn the enforcement of foreign keys off and on, as SQLite scripts do around a rebuild."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from migrate import op
from migrate.runtime.migration import MigrationContext

from .history import History, script


@pytest.fixture
def engine(tmp_path: Path) -> sa.Engine:
    """Return an engine that enforces foreign keys, with a child row that dies with its parent."""
    engine = sa.create_engine(f"sqlite:///{tmp_path}/app.db")
    sa.event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys = ON"))
    with engine.begin() as connection:
        for statement in (
            "CREATE TABLE parent (id INTEGER PRIMARY KEY)",
            "CREATE TABLE child (id INTEGER PRIMARY KEY, p INTEGER REFERENCES parent (id) ON DELETE CASCADE)",
            "INSERT INTO parent VALUES (1)",
            "INSERT INTO child VALUES (10, 1)",
        ):
            connection.exec_driver_sql(statement)
    return engine


def rebuild_by_hand() -> None:
    op.get_bind().execute(sa.text("pragma foreign_keys=off"))
    op.execute("CREATE TABLE new (id INTEGER PRIMARY KEY, more TEXT)")
    op.execute("INSERT INTO new (id) SELECT id FROM parent")
    op.drop_table("parent")
    op.rename_table("new", "parent")
    op.execute("PRAGMA foreign_keys = 1")


def fail() -> None:
    op.execute("PRAGMA foreign_keys = ON")  # it is on, so this does nothing
    op.execute("INSERT INTO parent (id) VALUES (2)")
    raise ZeroDivisionError


def upgrade(connection: sa.Connection, history: History, *, per_migration: bool) -> None:
    opts = {"fn": history.up(), "transaction_per_migration": per_migration}
    context = MigrationContext.configure(connection, opts=opts)
    with context.begin_transaction():
        context.run_migrations()


@pytest.mark.parametrize("per_migration", [False, True])
def test_enforcement_is_off_where_a_script_turns_it_off(engine: sa.Engine, per_migration: bool) -> None:
    with engine.connect() as connection:
        upgrade(connection, History(script("a", None, rebuild_by_hand)), per_migration=per_migration)
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("SELECT * FROM child").all() == [(10, 1)]


def test_what_ran_before_is_said_to_be_applied(engine: sa.Engine) -> None:
    history = History(script("a"), script("b", "a", rebuild_by_hand), script("c", "b", fail))
    with engine.connect() as connection:
        with pytest.raises(ZeroDivisionError) as caught:
            upgrade(connection, history, per_migration=False)
        assert "Applied in this run: a" in caught.value.__notes__[0]
        assert connection.exec_driver_sql("SELECT id FROM parent").all() == [(1,)]


def test_nothing_is_watched_after_the_run(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        upgrade(connection, History(script("a")), per_migration=True)
        connection.exec_driver_sql("INSERT INTO parent (id) VALUES (3)")
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.rollback()
        assert connection.exec_driver_sql("SELECT id FROM parent").all() == [(1,)]
