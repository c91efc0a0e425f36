"""`batch_alter_table` beyond the rebuild itself: a table given and not read, offline SQL, overridden reflection."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from migrate.dialects.support import support_for
from migrate.errors import OperationError, UnsupportedError
from migrate.operations.facade import Operations
from migrate.runtime.migration import MigrationContext


def table_of(connection: sa.Connection, name: str = "t") -> Any:
    return support_for(connection.dialect).catalog(connection).tables([None])[(None, name)]  # type: ignore[index]


def offline() -> tuple[Operations, StringIO]:
    buffer = StringIO()
    context = MigrationContext.configure(dialect_name="sqlite", opts={"as_sql": True, "output_buffer": buffer})
    return Operations(context), buffer


def given() -> sa.Table:
    return sa.Table(
        "t",
        sa.MetaData(),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("a", sa.String(5), index=True),
        sa.Column("up", sa.Integer, sa.ForeignKey("t.id", name="fk_up")),
        sa.UniqueConstraint("a", "up", name="uq"),
    )


def test_a_given_table_is_rebuilt_offline() -> None:
    op, buffer = offline()
    with op.batch_alter_table("t", copy_from=given()) as batch_op:
        batch_op.alter_column("a", new_column_name="b")
        batch_op.add_column(sa.Column("n", sa.Integer, server_default="1", nullable=False), insert_after="id")
        batch_op.drop_constraint("uq", type_="unique")
        batch_op.create_index("ix_n", ["n"], unique=True)
    assert buffer.getvalue() == (
        "ALTER TABLE t RENAME COLUMN a TO b;\n\n"
        "CREATE TABLE _alembic_tmp_t (\n\tid INTEGER NOT NULL, \n\tn INTEGER DEFAULT '1' NOT NULL, \n\tb VARCHAR(5), "
        "\n\tup INTEGER, \n\tPRIMARY KEY (id), \n\tCONSTRAINT fk_up FOREIGN KEY(up) REFERENCES t (id)\n);\n\n"
        "INSERT INTO _alembic_tmp_t (id, b, up) SELECT id, b, up FROM t;\n\n"
        "DROP TABLE t;\n\n"
        "ALTER TABLE _alembic_tmp_t RENAME TO t;\n\n"
        "CREATE INDEX ix_t_a ON t (b);\n\n"
        "CREATE UNIQUE INDEX ix_n ON t (n);\n\n"
    )


def test_offline_sql_is_what_runs_online() -> None:
    op, buffer = offline()
    with op.batch_alter_table("t", copy_from=given()) as batch_op:
        batch_op.alter_column("a", new_column_name="b", nullable=False)
        batch_op.drop_column("up")
    with sa.create_engine("sqlite://").connect() as connection:
        given().create(connection)
        connection.exec_driver_sql("INSERT INTO t VALUES (1, 'x', NULL)")
        for statement in buffer.getvalue().split(";\n\n"):
            if statement:
                connection.exec_driver_sql(statement)
        written = table_of(connection)
        assert connection.exec_driver_sql("SELECT * FROM t").all() == [(1, "x")]
    with sa.create_engine("sqlite://").connect() as connection:
        given().create(connection)
        with Operations(MigrationContext.configure(connection)).batch_alter_table("t") as batch_op:
            batch_op.alter_column("a", new_column_name="b", nullable=False)
            batch_op.drop_column("up")
        assert table_of(connection) == written


def test_a_given_table_may_refer_to_one_that_is_not_known() -> None:
    op, buffer = offline()
    table = sa.Table(
        "t", sa.MetaData(), sa.Column("a", sa.Integer, sa.ForeignKey("other.p.id"), index=True), schema="other"
    )
    with op.batch_alter_table("t", schema="other", copy_from=table) as batch_op:
        batch_op.alter_column("a", nullable=False, new_column_name="b")
    assert "FOREIGN KEY(b) REFERENCES p (id)" in buffer.getvalue()
    assert "CREATE INDEX other.ix_other_t_a ON t (b)" in buffer.getvalue()


def test_offline_a_rebuild_says_what_it_needs() -> None:
    op, _ = offline()
    for name, args, kw in (
        ("alter_column", ("t", "a"), {"nullable": False}),
        ("create_unique_constraint", ("uq", "t", ["a"]), {}),
        ("drop_constraint", ("uq", "t"), {"type_": "unique"}),
    ):
        with pytest.raises(UnsupportedError, match="copy_from"):
            getattr(op, name)(*args, **kw)


def test_offline_alter_table_is_used_where_it_can_be() -> None:
    op, buffer = offline()
    op.add_column("t", sa.Column("p", sa.Integer, sa.ForeignKey("p.id", name="fk", ondelete="CASCADE")))
    op.add_column("t", sa.Column("b", sa.Boolean(create_constraint=True, name="ck_b"), server_default="1"))
    op.alter_column("t", "p", new_column_name="order")
    op.drop_column("t", "c")
    op.rename_table("t", "u v")
    assert buffer.getvalue() == (
        "ALTER TABLE t ADD COLUMN p INTEGER CONSTRAINT fk REFERENCES p (id) ON DELETE CASCADE;\n\n"
        "ALTER TABLE t ADD COLUMN b BOOLEAN DEFAULT '1' CONSTRAINT ck_b CHECK (b IN (0, 1));\n\n"
        'ALTER TABLE t RENAME COLUMN p TO "order";\n\n'
        "ALTER TABLE t DROP COLUMN c;\n\n"
        'ALTER TABLE t RENAME TO "u v";\n\n'
    )


def test_the_given_table_counts_and_not_the_one_in_the_database() -> None:
    with sa.create_engine("sqlite://").connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (id INTEGER PRIMARY KEY, a, up, UNIQUE (a))")
        connection.exec_driver_sql("INSERT INTO t VALUES (1, 'x', NULL)")
        with Operations(MigrationContext.configure(connection)).batch_alter_table("t", copy_from=given()) as batch_op:
            batch_op.alter_column("a", nullable=False)
        found = table_of(connection)
        assert found.columns["a"].type == "VARCHAR(5)"
        assert [c.name for c in found.unique_constraints] == ["uq"]
        assert [c.name for c in found.foreign_keys] == ["fk_up"]
        assert connection.exec_driver_sql("SELECT * FROM t").all() == [(1, "x", None)]


def test_reflection_can_be_overridden() -> None:
    with sa.create_engine("sqlite://").connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (id INTEGER PRIMARY KEY, flag INTEGER, e TEXT)")

        def listen(inspector: Any, table: sa.Table, column_info: dict[str, Any]) -> None:
            if column_info["name"] == "e":
                column_info["type"] = sa.Enum("x", name="ck_e", create_constraint=True)

        flag: sa.Column[bool] = sa.Column("flag", sa.Boolean(create_constraint=True, name="ck_flag"))
        with Operations(MigrationContext.configure(connection)).batch_alter_table(
            "t", recreate="always", reflect_args=[flag], reflect_kwargs={"listeners": [("column_reflect", listen)]}
        ):
            pass
        found = table_of(connection)
        assert [column.type for column in found.columns.values()] == ["INTEGER", "BOOLEAN", "VARCHAR(1)"]
        assert [check.name for check in found.check_constraints] == ["ck_e", "ck_flag"]


def test_the_type_of_a_boolean_brings_and_takes_its_check() -> None:
    with sa.create_engine("sqlite://").connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (id INTEGER PRIMARY KEY, flag INTEGER)")
        op = Operations(MigrationContext.configure(connection))
        boolean = sa.Boolean(create_constraint=True, name="ck_flag")
        op.alter_column("t", "flag", type_=boolean, existing_type=sa.Integer())
        op.create_check_constraint("ck_flag", "t", "flag IN (0, 1)")
        assert [(c.name, c.sql) for c in table_of(connection).check_constraints] == [("ck_flag", "flag IN (0, 1)")]
        op.alter_column("t", "flag", type_=sa.Integer(), existing_type=boolean)
        assert table_of(connection).check_constraints == ()


def test_a_rebuild_is_atomic_where_the_driver_begins_no_transaction(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path}/legacy.db")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        connection.exec_driver_sql("CREATE TABLE p (id INTEGER PRIMARY KEY, a TEXT)")
        connection.exec_driver_sql("CREATE TABLE c (p INTEGER REFERENCES p (id) ON DELETE CASCADE)")
        connection.exec_driver_sql("INSERT INTO p VALUES (1, NULL)")
        connection.exec_driver_sql("INSERT INTO c VALUES (1)")
        connection.commit()
        op = Operations(MigrationContext.configure(connection))
        with pytest.raises(sa.exc.IntegrityError):
            op.alter_column("p", "a", nullable=False)
        assert connection.exec_driver_sql("SELECT name FROM sqlite_master").all() == [("p",), ("c",)]
        op.alter_column("p", "a", type_=sa.String(4))
        assert connection.exec_driver_sql("SELECT * FROM c").all() == [(1,)]
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        connection.commit()
    with engine.connect() as connection:
        assert table_of(connection, "p").columns["a"].type == "VARCHAR(4)"


def test_nothing_happens_when_the_block_raises() -> None:
    with sa.create_engine("sqlite://").connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (a TEXT)")
        before = table_of(connection)

        def interrupted() -> None:
            with Operations(MigrationContext.configure(connection)).batch_alter_table("t") as batch_op:
                batch_op.add_column(sa.Column("x", sa.Integer))
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            interrupted()
        assert table_of(connection) == before


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda b: b.alter_column("nope", nullable=False), "has no column 'nope'"),
        (lambda b: b.drop_column("nope"), "has no column 'nope'"),
        (lambda b: b.drop_index("nope") or b.alter_column("a", nullable=True), "has no index 'nope'"),
        (lambda b: b.add_column(sa.Column("A", sa.Text, unique=True)), "has a column 'A' already"),
        (lambda b: b.create_unique_constraint("u", ["nope"]), "has no column 'nope'|no such column|unknown column"),
    ],
)
def test_mistakes_are_named(call: Any, message: str) -> None:
    with sa.create_engine("sqlite://").connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (a TEXT, b TEXT)")
        before = table_of(connection)
        with (
            pytest.raises((OperationError, sa.exc.OperationalError), match=message),
            Operations(MigrationContext.configure(connection)).batch_alter_table("t") as batch_op,
        ):
            call(batch_op)
        assert table_of(connection) == before


def test_scripts_catch_what_is_missing_as_they_always_did() -> None:
    with sa.create_engine("sqlite://").connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (a TEXT, CONSTRAINT u UNIQUE (a))")
        op = Operations(MigrationContext.configure(connection))
        batch = op.batch_alter_table
        with pytest.raises(ValueError, match="has no foreign key constraint 'nope'"), batch("t") as batch_op:
            batch_op.drop_constraint("nope", type_="foreignkey")
        with pytest.raises(KeyError, match="has no column 'nope'"), batch("t") as batch_op:
            batch_op.drop_column("nope")


def test_a_column_dropped_and_added_in_one_block_keeps_its_indexes() -> None:
    with sa.create_engine("sqlite://").connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (a INTEGER, b INTEGER, c INTEGER)")
        for ddl in ("CREATE INDEX ab ON t (a, b DESC)", "CREATE INDEX bc ON t (b, c)", "CREATE INDEX b ON t (b)"):
            connection.exec_driver_sql(ddl)
        op = Operations(MigrationContext.configure(connection))
        with op.batch_alter_table("t") as batch:
            batch.drop_column("b")
            batch.drop_column("c")
            batch.drop_index("b")
            batch.add_column(sa.Column("b", sa.Integer, sa.Computed("a + 1", persisted=True)))
        assert [index.name for index in table_of(connection).indexes] == ["ab"]


def test_a_column_can_be_added_as_the_key_of_a_table_that_has_none() -> None:
    with sa.create_engine("sqlite://").connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (k TEXT)")
        connection.exec_driver_sql("INSERT INTO t VALUES ('a'), ('b')")
        op = Operations(MigrationContext.configure(connection))
        with op.batch_alter_table("t", recreate="always") as batch:
            batch.add_column(sa.Column("id", sa.Integer, primary_key=True))
        with op.batch_alter_table("t", recreate="always") as batch:
            batch.add_column(sa.Column("second", sa.Integer, primary_key=True, nullable=True))
        assert sa.inspect(connection).get_pk_constraint("t")["constrained_columns"] == ["id"]
        assert connection.exec_driver_sql("SELECT k, id FROM t").all() == [("a", 1), ("b", 2)]


def test_a_missing_table_is_named() -> None:
    with sa.create_engine("sqlite://").connect() as connection:
        op = Operations(MigrationContext.configure(connection))
        with pytest.raises(OperationError, match="there is no table 'nope'"):
            op.alter_column("nope", "a", nullable=False)
        connection.exec_driver_sql("CREATE VIRTUAL TABLE v USING fts5 (a)")
        with pytest.raises(OperationError, match="'v' cannot be changed"):
            op.alter_column("v", "a", nullable=False)
