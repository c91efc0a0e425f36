"""Offline: the same run, written as SQL."""

from __future__ import annotations

import io
from typing import Any

import pytest
import sqlalchemy as sa

from migrate import op
from migrate.errors import UnsupportedError
from migrate.runtime.migration import MigrationContext
from tests.databases import Scratch

from .history import History, rows, script, tables

URLS = {"sqlite": "sqlite://", "postgresql": "postgresql+psycopg://", "mariadb": "mysql+pymysql://"}


def written(fn: Any, dialect: str = "postgresql", **opts: Any) -> str:
    """Return the SQL of a run."""
    buffer = io.StringIO()
    context = MigrationContext.configure(
        url=URLS[dialect], opts={"fn": fn, "as_sql": True, "output_buffer": buffer, **opts}
    )
    with context.begin_transaction():
        context.run_migrations()
    return buffer.getvalue()


def test_a_run_from_nothing() -> None:
    history = History(script("a", None, lambda: op.execute("SELECT 1")), script("b", "a", lambda: None))
    assert written(history.up()) == (
        "BEGIN;\n\n"
        "CREATE TABLE alembic_version (\n\tversion_num VARCHAR(32) NOT NULL, \n"
        "\tCONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)\n);\n\n"
        "-- Running upgrade  -> a\n\n"
        "SELECT 1;\n\n"
        "INSERT INTO alembic_version (version_num) VALUES ('a');\n\n"
        "-- Running upgrade a -> b\n\n"
        "UPDATE alembic_version SET version_num='b' WHERE alembic_version.version_num = 'a';\n\n"
        "COMMIT;\n\n"
    )


def test_a_range_starts_at_its_revision_and_back_to_base_keeps_the_version_table() -> None:
    history = History(script("a"), script("b", "a"))
    up = written(history.up(), starting_rev="a")
    assert "CREATE TABLE alembic_version" not in up
    assert "-- Running upgrade a -> b" in up
    down = written(history.down(), starting_rev="b")
    assert down.index("DROP TABLE t_b") < down.index("DROP TABLE t_a") < down.index("DELETE FROM alembic_version")
    assert "DROP TABLE alembic_version" not in down


def test_a_transaction_per_migration_is_written_as_such() -> None:
    text = written(History(script("a"), script("b", "a")).up(), transaction_per_migration=True)
    assert text.count("BEGIN;") == text.count("COMMIT;") == 2


def test_no_transaction_is_written_where_ddl_has_none() -> None:
    assert "BEGIN" not in written(History(script("a")).up(), "mariadb")


def test_an_autocommit_block_ends_the_transaction() -> None:
    def outside() -> None:
        with op.get_context().autocommit_block():
            op.execute("VACUUM")

    text = written(History(script("a", None, outside)).up())
    assert "COMMIT;\n\nVACUUM;\n\nBEGIN;" in text


@pytest.mark.parametrize("dialect", URLS)
def test_values_are_written_in_and_percent_signs_stay_single(dialect: str) -> None:
    def values() -> None:
        table = op.create_table("t", sa.Column("x", sa.String(10), server_default="5%"))
        op.bulk_insert(table, [{"x": "100%"}, {"x": "it's"}])
        op.execute(sa.text("DELETE FROM t WHERE x LIKE :x").bindparams(x="a%"))
        op.get_bind().execute(sa.text("SELECT :y"), {"y": 7})

    text = written(History(script("a", None, values)).up(), dialect)
    for part in ("DEFAULT '5%'", "VALUES ('100%')", "VALUES ('it''s')", "LIKE 'a%'", "SELECT 7;"):
        assert part in text
    assert "%%" not in text


def test_a_value_without_a_literal_form_is_an_error() -> None:
    class Odd(sa.types.UserDefinedType[Any]):
        cache_ok = True

        def get_col_spec(self, **kw: Any) -> str:
            return "ODD"

    def values() -> None:
        op.bulk_insert(sa.table("t", sa.column("x", Odd())), [{"x": object()}])

    with pytest.raises(UnsupportedError, match="cannot be written as a literal for postgresql"):
        written(History(script("a", None, values)).up())


def test_what_is_written_runs(scratch: Scratch) -> None:
    history = History(script("a"), script("b", "a"))
    text = written(history.up(), scratch.dialect)
    with scratch.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in filter(str.strip, text.split(";\n")):
            connection.exec_driver_sql(statement)
    assert tables(scratch.engine) == ["t_a", "t_b"]
    assert rows(scratch.engine) == ("b",)


def test_a_connection_gives_its_dialect_and_is_not_used(sqlite: Scratch) -> None:
    buffer = io.StringIO()
    with sqlite.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"fn": History(script("a")).up(), "as_sql": True, "output_buffer": buffer}
        )
        context.run_migrations()
        assert context.bind is not connection
    assert "CREATE TABLE t_a" in buffer.getvalue()
    assert tables(sqlite.engine) == []


def test_a_script_may_ask_whether_there_is_a_result() -> None:
    from migrate.ddl.offline import NoResult

    assert not NoResult("SELECT 1")
