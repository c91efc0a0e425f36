"""A rebuild on real SQLite files: nothing but what was asked for changes, with foreign keys enforced and not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from migrate.dialects.support import support_for
from migrate.errors import OperationError
from tests.integration.sqlite_file import connect, operations, rows, snapshot, stored


@pytest.fixture(params=[True, False], ids=["foreign_keys_on", "foreign_keys_off"])
def connection(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Connection]:
    """A connection inside a real transaction on a file with every kind of object."""
    yield from connect(tmp_path / "test.db", request.param)


EVERYTHING = {
    "parent": "SELECT rowid, * FROM parent ORDER BY 1",
    "child": "SELECT rowid, * FROM child ORDER BY 1",
    "keyless": "SELECT rowid, * FROM keyless ORDER BY 1",
    "strict_one": "SELECT * FROM strict_one",
    "log": "SELECT * FROM log",
    "many": "SELECT * FROM many ORDER BY 1",
    "sqlite_sequence": "SELECT * FROM sqlite_sequence ORDER BY 1",
}


def content(connection: sa.Connection) -> dict[str, list[tuple[Any, ...]]]:
    return {name: rows(connection, sql) for name, sql in EVERYTHING.items()}


@pytest.mark.parametrize("table", ["parent", "child", "keyless", "strict_one", "log"])
def test_a_rebuild_without_changes_changes_nothing(connection: sa.Connection, table: str) -> None:
    texts, before, data = stored(connection), snapshot(connection), content(connection)
    with operations(connection).batch_alter_table(table, recreate="always"):
        pass
    assert snapshot(connection) == before
    assert content(connection) == data
    others = {name: sql for name, sql in texts.items() if name != table}
    assert {name: sql for name, sql in stored(connection).items() if name != table} == others


def test_triggers_and_views_work_after_a_rebuild(connection: sa.Connection) -> None:
    with operations(connection).batch_alter_table("parent") as batch_op:
        batch_op.alter_column("note", type_=sa.String(40), nullable=False)
    connection.exec_driver_sql("UPDATE parent SET code = 'changed' WHERE id = 1")
    assert rows(connection, "SELECT * FROM log") == [("parent changed",)]
    connection.exec_driver_sql("INSERT INTO child VALUES (10, 3, 'new')")
    assert rows(connection, "SELECT n, twice, half FROM parent WHERE id = 3") == [(4, 8, 2)]
    assert rows(connection, "SELECT * FROM many ORDER BY 1") == [("b", 2), ("c", 1), ("changed", 1)]


def test_foreign_keys_still_cascade_after_a_rebuild(connection: sa.Connection) -> None:
    with operations(connection).batch_alter_table("parent") as batch_op:
        batch_op.alter_column("note", nullable=False)
    enforced = rows(connection, "PRAGMA foreign_keys") == [(1,)]
    if enforced:
        connection.exec_driver_sql("DELETE FROM parent WHERE id = 2")
        assert rows(connection, "SELECT id FROM parent") == [(1,)]
        assert rows(connection, "SELECT id FROM child") == [(1,)]


def test_autoincrement_goes_on_where_it_was(connection: sa.Connection) -> None:
    with operations(connection).batch_alter_table("parent") as batch_op:
        batch_op.alter_column("note", nullable=False)
    connection.exec_driver_sql("INSERT INTO parent (code, n) VALUES ('d', 1)")
    assert rows(connection, "SELECT max(id) FROM parent") == [(901,)]


def test_plain_operations_rebuild_by_themselves(connection: sa.Connection) -> None:
    op = operations(connection)
    before, data = snapshot(connection), content(connection)
    op.alter_column("child", "x", nullable=False, server_default="none")
    op.create_unique_constraint("uq_x", "child", ["x"])
    op.create_check_constraint("ck_x", "child", "x <> 'never'")
    op.create_foreign_key("fk_keyless", "keyless", "child", ["b"], ["id"])
    child = snapshot(connection)[(None, "child")]
    assert child.columns["x"].nullable is False
    assert child.columns["x"].default == "'none'"
    assert [c.name for c in child.unique_constraints] == ["uq_x"]
    assert [(c.name, c.sql) for c in child.check_constraints] == [("ck_x", "x != 'never'")]
    assert content(connection) == data
    op.drop_constraint("fk_keyless", "keyless", type_="foreignkey")
    op.drop_constraint("ck_x", "child", type_="check")
    op.drop_constraint("uq_x", "child", type_="unique")
    op.alter_column("child", "x", nullable=True, server_default=None)
    assert snapshot(connection) == before
    assert content(connection) == data


def test_an_error_leaves_the_database_as_it_was(connection: sa.Connection) -> None:
    texts, data = stored(connection), content(connection)
    with pytest.raises(sa.exc.IntegrityError), operations(connection).batch_alter_table("keyless") as batch_op:
        batch_op.alter_column("c", nullable=False)
    assert stored(connection) == texts
    assert content(connection) == data
    assert rows(connection, "PRAGMA legacy_alter_table") == [(0,)]
    assert rows(connection, "PRAGMA writable_schema") == [(0,)]


def test_rows_that_break_a_new_foreign_key_are_named(connection: sa.Connection) -> None:
    texts, data = stored(connection), content(connection)
    connection.exec_driver_sql("UPDATE keyless SET b = 77 WHERE a = 's'")
    with pytest.raises(OperationError, match=r"1 rows of 'keyless' \(rowid 9\)"):
        operations(connection).create_foreign_key("fk", "keyless", "child", ["b"], ["id"])
    connection.exec_driver_sql("UPDATE keyless SET b = 2 WHERE a = 's'")
    assert stored(connection) == texts
    assert content(connection) == data


def test_rows_do_not_vanish_in_a_constraint_that_ignores(connection: sa.Connection) -> None:
    connection.exec_driver_sql("INSERT INTO keyless (a, b) VALUES ('r', 7)")
    for conflict in ("IGNORE", "REPLACE"):
        with pytest.raises(sa.exc.IntegrityError), operations(connection).batch_alter_table("keyless") as batch_op:
            batch_op.create_unique_constraint("u", ["a"], sqlite_on_conflict=conflict)
    assert rows(connection, "SELECT count(*) FROM keyless") == [(3,)]


def test_a_target_that_stops_being_a_key_is_told(connection: sa.Connection, caplog: pytest.LogCaptureFixture) -> None:
    data = content(connection)
    operations(connection).drop_constraint("pk", "parent", type_="primary")
    assert "foreign key mismatch" in caplog.text
    operations(connection).create_primary_key("pk", "parent", ["id"])
    assert {**content(connection), "sqlite_sequence": data["sqlite_sequence"]} == data


def test_a_table_refers_to_itself_through_an_index_made_with_the_reference(connection: sa.Connection) -> None:
    op = operations(connection)
    with op.batch_alter_table("keyless") as batch_op:
        batch_op.create_index("ux_b", ["b"], unique=True)
        batch_op.create_foreign_key("fk_self", "keyless", ["c"], ["b"], ondelete="RESTRICT")
    connection.exec_driver_sql("UPDATE keyless SET c = 1")
    op.alter_column("keyless", "a", nullable=False)
    (key,) = snapshot(connection)[(None, "keyless")].foreign_keys
    assert (key.referred.name, key.referred_columns, key.ondelete) == ("keyless", ("b",), "RESTRICT")
    assert rows(connection, "SELECT rowid, * FROM keyless") == [(5, "r", 1, 1), (9, "s", 2, 1)]


def test_a_view_that_would_break_stops_the_change(connection: sa.Connection) -> None:
    connection.exec_driver_sql("DROP TRIGGER child_written")
    texts = stored(connection)
    with pytest.raises(OperationError, match="the view 'many' would no longer work"):
        operations(connection).drop_column("child", "parent_id")
    assert stored(connection) == texts


def test_a_trigger_that_uses_a_column_stops_its_drop(connection: sa.Connection) -> None:
    with pytest.raises(OperationError, match="the trigger 'written' uses it"):
        operations(connection).drop_column("parent", "code")


def test_rows_that_were_wrong_before_do_not_stop_a_rebuild(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path}/dirty.db", poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE p (id INTEGER PRIMARY KEY)")
        connection.exec_driver_sql("CREATE TABLE c (a INTEGER REFERENCES p (id), b TEXT)")
        connection.exec_driver_sql("INSERT INTO c VALUES (77, 'x')")
    for enforced in (True, False):
        with engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA foreign_keys = {int(enforced)}")
            connection.exec_driver_sql("BEGIN")
            operations(connection).alter_column("c", "b", nullable=not enforced, type_=sa.String(9 + enforced))
            connection.commit()
            assert rows(connection, "SELECT * FROM c") == [(77, "x")]


def test_attached_databases_are_changed_in_place(connection: sa.Connection, tmp_path: Path) -> None:
    connection.exec_driver_sql("COMMIT")
    connection.exec_driver_sql(f"ATTACH '{tmp_path}/other.db' AS other")
    connection.exec_driver_sql("BEGIN")
    for statement in (
        "CREATE TABLE other.p (id INTEGER PRIMARY KEY, a TEXT)",
        "CREATE TABLE other.c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p (id) ON DELETE CASCADE)",
        "CREATE INDEX other.ix_a ON p (a DESC)",
        "CREATE TRIGGER other.tr AFTER INSERT ON p BEGIN UPDATE p SET a = 'x'; END",
        "INSERT INTO other.p VALUES (1, 'a')",
        "INSERT INTO other.c VALUES (1, 1)",
    ):
        connection.exec_driver_sql(statement)
    with operations(connection).batch_alter_table("p", schema="other") as batch_op:
        batch_op.alter_column("a", nullable=False, server_default="q")
    tables = support_for(connection.dialect).catalog(connection).tables(["other"])
    assert tables[("other", "p")].columns["a"].nullable is False  # type: ignore[index]
    assert [index.name for index in tables[("other", "p")].indexes] == ["ix_a"]  # type: ignore[index]
    assert tables[("other", "c")].foreign_keys[0].referred == ("other", "p")  # type: ignore[index]
    assert rows(connection, "SELECT * FROM other.c") == [(1, 1)]
    assert rows(connection, "SELECT name FROM other.sqlite_master WHERE type = 'trigger'") == [("tr",)]
