"""A rebuild on real SQLite files: nothing but what was asked for changes, with foreign keys enforced and not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from migrate.dialects.support import support_for
from migrate.errors import OperationError, UnsupportedError
from migrate.operations.facade import Operations
from migrate.runtime.migration import MigrationContext

SCHEMA = """
CREATE TABLE parent (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT COLLATE NOCASE NOT NULL ON CONFLICT IGNORE,
    up INTEGER REFERENCES parent (id) ON DELETE CASCADE,
    note VARCHAR(20) DEFAULT 'it''s',
    n INTEGER CHECK (n >= 0),
    twice INTEGER GENERATED ALWAYS AS (n * 2) STORED,
    half INTEGER AS (n / 2),
    CONSTRAINT code_once UNIQUE (code) ON CONFLICT ABORT,
    CHECK (length(code) < 50)
);
CREATE TABLE child (
    id INTEGER PRIMARY KEY,
    parent_id INTEGER NOT NULL CONSTRAINT fk_parent REFERENCES parent (id) ON DELETE CASCADE ON UPDATE SET NULL
        DEFERRABLE INITIALLY DEFERRED,
    x TEXT
);
CREATE TABLE keyless (a TEXT, b INT, c);
CREATE TABLE strict_one (k TEXT PRIMARY KEY, v INTEGER) STRICT, WITHOUT ROWID;
CREATE TABLE log (what TEXT);
CREATE INDEX ix_lower ON parent (lower(code) DESC);
CREATE UNIQUE INDEX ix_partial ON parent (note COLLATE RTRIM DESC, n) WHERE n > 5;
CREATE VIEW many AS SELECT p.code, count(*) AS c FROM parent p JOIN child ON parent_id = p.id GROUP BY 1;
CREATE TRIGGER written AFTER UPDATE OF code ON parent BEGIN INSERT INTO log VALUES ('parent ' || new.code); END;
CREATE TRIGGER child_written AFTER INSERT ON child BEGIN UPDATE parent SET n = n + 1 WHERE id = new.parent_id; END;
CREATE TRIGGER many_insert INSTEAD OF INSERT ON many BEGIN INSERT INTO log SELECT code FROM parent LIMIT 1; END
"""

ROWS = """
INSERT INTO parent (id, code, up, note, n) VALUES (1, 'a', NULL, 'x', 1), (2, 'b', 1, 'y', 20), (3, 'c', 2, 'z', 3);
INSERT INTO parent (id, code, up, n) VALUES (900, 'gone', NULL, 0);
DELETE FROM parent WHERE id = 900;
INSERT INTO child VALUES (1, 1, 'one'), (2, 2, 'two'), (3, 2, 'three');
INSERT INTO keyless (rowid, a, b) VALUES (5, 'r', 1), (9, 's', 2);
INSERT INTO strict_one VALUES ('k', 1)
"""


def statements(script: str) -> list[str]:
    """The statements of a script, with triggers whole."""
    found, rest = [], ""
    for part in script.split(";"):
        rest += part
        if "CREATE TRIGGER" in rest and not rest.rstrip().endswith("END"):
            rest += ";"
            continue
        found.append(rest.strip())
        rest = ""
    return [statement for statement in found if statement]


@pytest.fixture(params=[True, False], ids=["foreign_keys_on", "foreign_keys_off"])
def connection(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Connection]:
    """A connection inside a real transaction on a file with every kind of object."""
    yield from connect(tmp_path / "test.db", request.param)


def connect(path: Path, enforced: bool) -> Iterator[sa.Connection]:
    engine = sa.create_engine(f"sqlite:///{path}", poolclass=sa.NullPool)

    @sa.event.listens_for(engine, "connect")
    def no_implicit_transactions(raw: Any, record: Any) -> None:
        raw.isolation_level = None
        raw.execute(f"PRAGMA foreign_keys = {int(enforced)}")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    with engine.begin() as connection:
        for statement in statements(SCHEMA) + statements(ROWS):
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("DELETE FROM log")
    with engine.connect() as connection, connection.begin():
        yield connection
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert not connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        assert not connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE name LIKE '%alembic%'").all()


def operations(connection: sa.Connection) -> Operations:
    return Operations(MigrationContext.configure(connection))


def rows(connection: sa.Connection, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.exec_driver_sql(sql)]


def stored(connection: sa.Connection) -> dict[str, str]:
    return dict(rows(connection, "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))


def snapshot(connection: sa.Connection) -> Any:
    return support_for(connection.dialect).catalog(connection).tables([None])


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


def test_a_view_that_would_break_stops_the_change(connection: sa.Connection) -> None:
    connection.exec_driver_sql("DROP TRIGGER child_written")
    texts = stored(connection)
    with pytest.raises(OperationError, match="the view 'many' would no longer work"):
        operations(connection).drop_column("child", "parent_id")
    assert stored(connection) == texts


def test_a_trigger_that_uses_a_column_stops_its_drop(connection: sa.Connection) -> None:
    with pytest.raises(OperationError, match="the trigger 'written' uses it"):
        operations(connection).drop_column("parent", "code")


def test_dropping_a_column_takes_its_constraints_and_indexes_along(connection: sa.Connection) -> None:
    connection.exec_driver_sql("DROP TRIGGER child_written")
    operations(connection).drop_column("parent", "twice")
    operations(connection).drop_column("parent", "half")
    operations(connection).drop_column("parent", "n")
    parent = snapshot(connection)[(None, "parent")]
    assert list(parent.columns) == ["id", "code", "up", "note"]
    assert [index.name for index in parent.indexes] == ["ix_lower"]
    assert [check.sql for check in parent.check_constraints] == ["length(code) < 50"]


def test_a_renaming_reaches_views_triggers_indexes_and_references(connection: sa.Connection) -> None:
    with operations(connection).batch_alter_table("parent") as batch_op:
        batch_op.alter_column("code", new_column_name="label", nullable=True)
        batch_op.add_column(sa.Column("extra", sa.Integer, nullable=False, server_default="7"))
    parent = snapshot(connection)[(None, "parent")]
    assert list(parent.columns) == ["id", "label", "up", "note", "n", "twice", "half", "extra"]
    assert parent.columns["label"].nullable is True
    assert parent.columns["label"].collation == "NOCASE"
    connection.exec_driver_sql("UPDATE parent SET label = 'A2' WHERE id = 1")
    assert rows(connection, "SELECT * FROM log") == [("parent A2",)]
    assert rows(connection, "SELECT label FROM many ORDER BY 1") == [("A2",), ("b",)]
    assert rows(connection, "SELECT extra FROM parent") == [(7,), (7,), (7,)]


def test_renamed_and_dropped_columns_can_swap_names(connection: sa.Connection) -> None:
    with operations(connection).batch_alter_table("keyless") as batch_op:
        batch_op.drop_column("a")
        batch_op.alter_column("b", new_column_name="a", type_=sa.Text)
    assert rows(connection, "SELECT rowid, a FROM keyless") == [(5, "1"), (9, "2")]


def test_unnamed_constraints_are_dropped_by_their_conventional_names(connection: sa.Connection) -> None:
    before = snapshot(connection)
    connection.exec_driver_sql(
        "CREATE TABLE u (a INTEGER UNIQUE, b INTEGER CHECK (b > 1), c INTEGER REFERENCES log (x), "
        "UNIQUE (a, b), CHECK (a < b))"
    )
    with operations(connection).batch_alter_table("u") as batch_op:
        batch_op.drop_constraint("uq_u_a", type_="unique")
        batch_op.drop_constraint("uq_u_a_b", type_="unique")
        batch_op.drop_constraint("fk_u_c", type_="foreignkey")
        batch_op.drop_constraint("ck_u_1", type_="check")
        batch_op.drop_constraint("ck_u_2", type_="check")
    found = snapshot(connection)[(None, "u")]
    assert (found.unique_constraints, found.foreign_keys, found.check_constraints) == ((), (), ())
    connection.exec_driver_sql("DROP TABLE u")
    assert snapshot(connection) == before


def test_unnamed_constraints_are_dropped_by_a_naming_convention(connection: sa.Connection) -> None:
    connection.exec_driver_sql("CREATE TABLE u (a INTEGER UNIQUE, c INTEGER REFERENCES log (x))")
    convention = {"uq": "unique_%(table_name)s_%(column_0_name)s", "fk": "fk_%(table_name)s_%(referred_table_name)s"}
    with operations(connection).batch_alter_table("u", naming_convention=convention) as batch_op:
        batch_op.drop_constraint("unique_u_a", type_="unique")
        batch_op.drop_constraint("fk_u_log", type_="foreignkey")
    found = snapshot(connection)[(None, "u")]
    assert (found.unique_constraints, found.foreign_keys) == ((), ())
    connection.exec_driver_sql("DROP TABLE u")


def test_an_unknown_constraint_is_an_error_that_lists_the_known_ones(connection: sa.Connection) -> None:
    with pytest.raises(OperationError, match="has no unique constraint 'nope'") as error:
        operations(connection).drop_constraint("nope", "parent", type_="unique")
    assert "code_once" in str(error.value)


def test_constraints_without_a_name_stay_without(connection: sa.Connection) -> None:
    with operations(connection).batch_alter_table("keyless") as batch_op:
        batch_op.create_unique_constraint(None, ["a"])
        batch_op.create_check_constraint(None, "b > 0")
        batch_op.create_foreign_key(None, "child", ["b"], ["id"], ondelete="CASCADE")
    found = snapshot(connection)[(None, "keyless")]
    assert [c.name for c in (*found.unique_constraints, *found.check_constraints, *found.foreign_keys)] == [None] * 3
    assert found.foreign_keys[0].ondelete == "CASCADE"


def test_columns_are_placed_and_reordered(connection: sa.Connection) -> None:
    op = operations(connection)
    with op.batch_alter_table("keyless") as batch_op:
        batch_op.add_column(sa.Column("z", sa.Integer), insert_before="b")
        batch_op.add_column(sa.Column("y", sa.Integer), insert_after="a")
    assert list(snapshot(connection)[(None, "keyless")].columns) == ["a", "y", "z", "b", "c"]
    with op.batch_alter_table("keyless", partial_reordering=[("c", "a"), ("b", "z")]):
        pass
    assert list(snapshot(connection)[(None, "keyless")].columns) == ["y", "b", "z", "c", "a"]
    assert rows(connection, "SELECT rowid, a, b FROM keyless") == [(5, "r", 1), (9, "s", 2)]


def test_table_options_change(connection: sa.Connection) -> None:
    with operations(connection).batch_alter_table(
        "log", table_kwargs={"sqlite_strict": True}, table_args=(sa.CheckConstraint("what <> ''", name="said"),)
    ):
        pass
    found = snapshot(connection)[(None, "log")]
    assert found.options == (("strict", True),)
    assert found.check_constraints[0].name == "said"


def test_changes_that_alter_table_can_do_do_not_rebuild(connection: sa.Connection) -> None:
    seen: list[str] = []
    sa.event.listen(connection, "before_cursor_execute", lambda *args: seen.append(args[2]))
    with operations(connection).batch_alter_table("child") as batch_op:
        batch_op.add_column(sa.Column("n", sa.Integer, nullable=False, server_default="3"))
        batch_op.add_column(sa.Column("p2", sa.Integer, sa.ForeignKey("parent.id", name="fk_p2")))
        batch_op.alter_column("x", new_column_name="xx")
        batch_op.create_index("ix_n", ["n"])
    operations(connection).add_column("child", sa.Column("e", sa.Enum("a", name="ck_e", create_constraint=True)))
    assert not [sql for sql in seen if "_alembic_tmp_" in sql]
    child = snapshot(connection)[(None, "child")]
    assert [key.name for key in child.foreign_keys] == ["fk_p2", "fk_parent"]
    assert [check.name for check in child.check_constraints] == ["ck_e"]


def test_added_columns_bring_their_constraints(connection: sa.Connection) -> None:
    op = operations(connection)
    op.add_column("keyless", sa.Column("u", sa.Integer, sa.ForeignKey("child.id"), unique=True))
    op.add_column("keyless", sa.Column("g", sa.Integer, sa.Computed("b + 1", persisted=True)))
    op.add_column("keyless", sa.Column("t", sa.DateTime, server_default=sa.func.now(), nullable=False))
    found = snapshot(connection)[(None, "keyless")]
    assert [c.columns for c in found.unique_constraints] == [("u",)]
    assert [c.columns for c in found.foreign_keys] == [("u",)]
    assert rows(connection, "SELECT rowid, g FROM keyless") == [(5, 2), (9, 3)]


def test_never_refuses_what_needs_a_rebuild(connection: sa.Connection) -> None:
    with (
        pytest.raises(UnsupportedError, match="no ALTER TABLE for alter_column"),
        operations(connection).batch_alter_table("log", recreate="never") as batch_op,
    ):
        batch_op.alter_column("what", nullable=False)


def test_a_computed_column_becomes_plain_and_computed_again(connection: sa.Connection) -> None:
    op = operations(connection)
    before = snapshot(connection)
    op.alter_column("parent", "half", server_default=None, existing_server_default=sa.Computed("n / 2"))
    assert snapshot(connection)[(None, "parent")].columns["half"].computed is None
    assert rows(connection, "SELECT half FROM parent") == [(1,), (11,), (1,)]
    op.alter_column("parent", "half", server_default=sa.Computed("n / 2"))
    assert snapshot(connection) == before


def test_dates_survive_a_change_of_type(connection: sa.Connection) -> None:
    connection.exec_driver_sql("INSERT INTO log VALUES ('2020-01-31')")
    operations(connection).alter_column("log", "what", type_=sa.Date, existing_type=sa.Text)
    assert rows(connection, "SELECT what FROM log") == [("2020-01-31",)]


def test_a_primary_key_is_replaced(connection: sa.Connection) -> None:
    op = operations(connection)
    op.create_primary_key("pk_keyless", "keyless", ["a", "b"])
    found = snapshot(connection)[(None, "keyless")]
    assert found.primary_key == ("pk_keyless", ("a", "b"), ())
    assert not found.columns["a"].nullable
    op.drop_constraint("pk_keyless", "keyless", type_="primary")
    assert snapshot(connection)[(None, "keyless")].primary_key is None


def test_autoincrement_is_switched(connection: sa.Connection) -> None:
    op = operations(connection)
    op.alter_column("child", "id", autoincrement=True)
    child = snapshot(connection)[(None, "child")]
    assert child.columns["id"].autoincrement
    assert child.options == (("autoincrement", True),)
    op.alter_column("child", "id", autoincrement=False)
    assert not snapshot(connection)[(None, "child")].columns["id"].autoincrement


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
