"""Batch migrations: blocks on SQLite, conventions, reflection, a given table, CHECKs, the order of columns."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from migrate.migration import MigrationContext
from migrate.operations import Operations
from tests.databases import Scratch

START = (
    "CREATE TABLE room (id INTEGER PRIMARY KEY)",
    "CREATE TABLE shelf (id INTEGER PRIMARY KEY, code VARCHAR(9), height INTEGER, "
    "room_id INTEGER REFERENCES room (id), open BOOLEAN CONSTRAINT ck_open CHECK (open IN (0, 1)), "
    "CHECK (height > 0), UNIQUE (code))",
    "INSERT INTO shelf (id, code, height, open) VALUES (1, 'A', 2, 1)",
)
CONVENTION = {
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


@pytest.fixture
def connection(sqlite: Scratch) -> Iterator[sa.Connection]:
    with sqlite.engine.connect() as connection:
        for statement in START:
            connection.exec_driver_sql(statement)
        connection.commit()
        yield connection


@pytest.fixture
def op(connection: sa.Connection) -> Operations:
    return Operations(MigrationContext.configure(connection))


def stored(connection: sa.Connection) -> str:
    text = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'shelf'").scalar_one()
    return " ".join(str(text).split())


def columns(connection: sa.Connection) -> list[str]:
    return [column["name"] for column in sa.inspect(connection).get_columns("shelf")]


def test_a_block_changes_a_table_and_keeps_its_rows(op: Operations, connection: sa.Connection) -> None:
    with op.batch_alter_table("shelf") as batch_op:
        batch_op.add_column(sa.Column("label", sa.String, server_default="none"))
        batch_op.alter_column("height", new_column_name="tall", existing_type=sa.Integer)
        batch_op.drop_column("room_id")
    assert columns(connection) == ["id", "code", "tall", "open", "label"]
    assert connection.exec_driver_sql("SELECT * FROM shelf").all() == [(1, "A", 2, 1, "none")]


def test_constraints_without_a_name_are_dropped_by_a_convention(op: Operations, connection: sa.Connection) -> None:
    with op.batch_alter_table("shelf", naming_convention=CONVENTION) as batch_op:
        batch_op.drop_constraint("fk_shelf_room_id_room", type_="foreignkey")
        batch_op.drop_constraint("uq_shelf_code", type_="unique")
    assert "REFERENCES" not in stored(connection)
    assert "UNIQUE" not in stored(connection)


def test_a_named_check_is_dropped_and_an_unnamed_one_stays(op: Operations, connection: sa.Connection) -> None:
    with op.batch_alter_table("shelf") as batch_op:
        batch_op.drop_constraint("ck_open", type_="check")
        batch_op.alter_column("code", type_=sa.String(20))
    assert "ck_open" not in stored(connection)
    assert "CHECK (height > 0)" in stored(connection)


def test_a_column_is_dropped_with_the_check_of_its_type(op: Operations, connection: sa.Connection) -> None:
    with op.batch_alter_table("shelf") as batch_op:
        batch_op.alter_column(
            "open", type_=sa.Integer, existing_type=sa.Boolean(create_constraint=True, name="ck_open")
        )
    assert "ck_open" not in stored(connection)


def test_table_args_add_what_reflection_does_not_see(op: Operations, connection: sa.Connection) -> None:
    check = sa.CheckConstraint("length(code) < 9", name="short")
    with op.batch_alter_table("shelf", table_args=(check,)) as batch_op:
        batch_op.alter_column("code", nullable=False)
    assert "CONSTRAINT short CHECK (length(code) < 9)" in stored(connection)


def test_reflected_columns_can_be_told_by_hand_or_by_a_listener(op: Operations, connection: sa.Connection) -> None:
    seen: list[str] = []

    def listen(inspector: sa.Inspector, table: sa.Table, info: dict[str, object]) -> None:
        seen.append(str(info["name"]))
        if info["name"] == "open":
            info["type"] = sa.Boolean(create_constraint=False)

    arguments = {
        "reflect_args": [sa.Column("height", sa.Float)],
        "reflect_kwargs": {"listeners": [("column_reflect", listen)]},
    }
    with op.batch_alter_table("shelf", recreate="always", **arguments) as batch_op:  # type: ignore[arg-type]
        batch_op.alter_column("code", nullable=False)
    assert "open" in seen
    assert "height FLOAT" in stored(connection)


def test_a_given_table_is_not_read(op: Operations, connection: sa.Connection) -> None:
    given = sa.Table(
        "shelf", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("code", sa.String(9))
    )
    with op.batch_alter_table("shelf", copy_from=given) as batch_op:
        batch_op.alter_column("code", nullable=False)
    assert columns(connection) == ["id", "code"]


@pytest.mark.parametrize("order", [[("id", "open"), ("open", "code", "height")], [("room_id", "id")]])
def test_columns_are_put_in_order(op: Operations, connection: sa.Connection, order: list[tuple[str, ...]]) -> None:
    before = columns(connection)
    with op.batch_alter_table("shelf", recreate="always", partial_reordering=order):
        pass
    found = columns(connection)
    assert [[name for name in found if name in group] for group in order] == [list(group) for group in order]
    assert sorted(found) == sorted(before)


def test_a_new_column_has_a_place(op: Operations, connection: sa.Connection) -> None:
    with op.batch_alter_table("shelf") as batch_op:
        batch_op.add_column(sa.Column("floor", sa.Integer), insert_after="id")
        batch_op.add_column(sa.Column("wing", sa.Integer), insert_before="open")
    assert columns(connection) == ["id", "floor", "code", "height", "room_id", "wing", "open"]


def test_never_alters_and_says_what_it_cannot(op: Operations) -> None:
    with op.batch_alter_table("shelf", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("floor", sa.Integer))
    with pytest.raises(NotImplementedError), op.batch_alter_table("shelf", recreate="never") as batch_op:
        batch_op.alter_column("code", nullable=False)


def test_a_table_may_refer_to_itself(op: Operations, connection: sa.Connection) -> None:
    with op.batch_alter_table("shelf") as batch_op:
        batch_op.add_column(sa.Column("above_id", sa.Integer))
        batch_op.create_foreign_key("fk_above", "shelf", ["above_id"], ["id"])
    assert "REFERENCES shelf (id)" in stored(connection)
    keys = sa.inspect(connection).get_foreign_keys("shelf")
    assert {key["name"]: key["referred_table"] for key in keys}["fk_above"] == "shelf"


@pytest.mark.parametrize("dialect", ["postgresql", "mysql"])
def test_elsewhere_a_block_is_alter_table(dialect: str, capsys: pytest.CaptureFixture[str]) -> None:
    op = Operations(MigrationContext.configure(dialect_name=dialect, opts={"as_sql": True}))
    with op.batch_alter_table("shelf") as batch_op:
        batch_op.add_column(sa.Column("floor", sa.Integer))
        batch_op.drop_column("height")
    assert [line for line in capsys.readouterr().out.splitlines() if line] == [
        "ALTER TABLE shelf ADD COLUMN floor INTEGER;",
        "ALTER TABLE shelf DROP COLUMN height;",
    ]


def test_offline_a_block_needs_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    op = Operations(MigrationContext.configure(dialect_name="sqlite", opts={"as_sql": True}))
    with pytest.raises(Exception, match="copy_from"), op.batch_alter_table("shelf") as batch_op:
        batch_op.alter_column("code", nullable=False)
    given = sa.Table(
        "shelf", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("code", sa.String(9))
    )
    with op.batch_alter_table("shelf", copy_from=given) as batch_op:
        batch_op.alter_column("code", nullable=False)
    written = capsys.readouterr().out
    assert "INSERT INTO _alembic_tmp_shelf" in written
    assert "ALTER TABLE _alembic_tmp_shelf RENAME TO shelf" in written
