"""Each change of a table on a real SQLite file, by ALTER TABLE or by a rebuild."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from migrate.dialects.features import Naming
from migrate.errors import OperationError, UnsupportedError
from tests.integration.sqlite_file import connect, operations, rows, snapshot


@pytest.fixture(params=[True, False], ids=["foreign_keys_on", "foreign_keys_off"])
def connection(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Connection]:
    """A connection inside a real transaction on a file with every kind of object."""
    yield from connect(tmp_path / "test.db", request.param)


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


def test_unnamed_checks_have_a_name_that_does_not_depend_on_the_others(connection: sa.Connection) -> None:
    connection.exec_driver_sql("CREATE TABLE u (a INTEGER, CHECK (a > 1), CHECK (a < 9), CHECK (a <> 5))")
    op = operations(connection)
    op.drop_constraint(f"ck_u_{Naming.digest('a < 9')}", "u", type_="check")
    op.drop_constraint(f"ck_u_{Naming.digest('a > 1')}", "u", type_="check")
    assert [check.sql for check in snapshot(connection)[(None, "u")].check_constraints] == ["a != 5"]


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
