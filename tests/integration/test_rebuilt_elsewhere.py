"""`recreate="always"` where ALTER TABLE does everything: what hangs on a table stays, also when its columns move."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from migrate.dialects.postgresql.queries import query
from migrate.errors import MigrateError, NoSuchColumn, OperationError, UnsupportedError
from migrate.operations.facade import Operations
from migrate.runtime.migration import MigrationContext
from tests.databases import Scratch

POSTGRESQL = """
CREATE TABLE p (id int PRIMARY KEY);
CREATE TYPE mood AS ENUM ('a', 'b');
CREATE TABLE t (
  id serial, n int GENERATED ALWAYS AS IDENTITY (START 5 INCREMENT 2),
  "Na me" varchar(20) COLLATE "C" NOT NULL DEFAULT 'x',
  m mood DEFAULT 'a', list int[] DEFAULT '{1}', g int GENERATED ALWAYS AS (n + 1) STORED,
  parent int CONSTRAINT fk_p REFERENCES p (id) ON DELETE CASCADE, itself int REFERENCES t (id) DEFERRABLE, r int4range,
  CONSTRAINT t_pkey PRIMARY KEY (id), CONSTRAINT uq_n UNIQUE (n) DEFERRABLE, CONSTRAINT ck CHECK (n > 0),
  EXCLUDE USING gist (r WITH &&)
) WITH (fillfactor=70);
ALTER TABLE t ALTER COLUMN "Na me" SET STORAGE EXTERNAL, ALTER COLUMN id SET STATISTICS 50;
CREATE INDEX ix_e ON t (lower("Na me") DESC) WHERE n > 3;
CREATE STATISTICS st ON n, parent FROM t;
COMMENT ON TABLE t IS 'it''s 5%'; COMMENT ON COLUMN t.n IS 'of n'; COMMENT ON INDEX ix_e IS 'of ix_e';
COMMENT ON CONSTRAINT ck ON t IS 'of ck'; CLUSTER t USING t_pkey;
CREATE TABLE c (id int PRIMARY KEY, tid int CONSTRAINT fk_t REFERENCES t (id) ON DELETE CASCADE);
INSERT INTO p VALUES (1); INSERT INTO t ("Na me", parent) VALUES ('a', 1), ('b', NULL), ('c', NULL);
DELETE FROM t WHERE id = 3; INSERT INTO c VALUES (1, 1);
ALTER TABLE t ADD CONSTRAINT late CHECK (id > 1) NOT VALID;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER off BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f(); ALTER TABLE t DISABLE TRIGGER off;
CREATE RULE ru AS ON DELETE TO t WHERE old.id = 7 DO INSTEAD NOTHING;
GRANT SELECT, INSERT ON t TO PUBLIC; GRANT UPDATE (m) ON t TO PUBLIC;
"""

MARIADB = [
    "CREATE TABLE p (id INT PRIMARY KEY)",
    """CREATE TABLE t (
      id INT AUTO_INCREMENT PRIMARY KEY, n INT CHECK (n > 0),
      name VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL DEFAULT '5%' COMMENT 'c''s',
      hidden INT INVISIBLE,
      g INT AS (n + 1) STORED, parent INT, seen TIMESTAMP NOT NULL DEFAULT NOW() ON UPDATE NOW(), j JSON,
      CONSTRAINT uq_n UNIQUE (n), CONSTRAINT ck CHECK (n < 100), KEY ix_name (name(5)),
      CONSTRAINT fk_p FOREIGN KEY (parent) REFERENCES p (id) ON DELETE CASCADE
    ) COMMENT='tc'""",
    "CREATE TABLE c (id INT PRIMARY KEY, tid INT, CONSTRAINT fk_t FOREIGN KEY (tid) REFERENCES t (id))",
    "INSERT INTO p VALUES (1)",
    "INSERT INTO t (n, parent) VALUES (1, 1), (2, NULL), (3, NULL)",
    "DELETE FROM t WHERE id = 3",
    "INSERT INTO c VALUES (1, 1)",
    "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.n = NEW.n",
    "CREATE VIEW v AS SELECT id, n FROM t",
]


@contextmanager
def batch(scratch: Scratch, table: str = "t", **arguments: Any) -> Iterator[Any]:
    with scratch.engine.begin() as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table(table, recreate="always", **arguments) as batch_op:
            yield batch_op


def hanging(scratch: Scratch) -> list[Any]:
    """Return what the catalogs of PostgreSQL say of `t` and of all that hangs on it, and its rows."""
    with scratch.engine.connect() as connection:
        oid = connection.scalar(sa.text("SELECT CAST('t'::regclass AS oid)"))
        version = (connection.dialect.server_version_info or (0,))[0]
        texts = [sa.text(query(name, version)) for name in ("copy_columns", "copy_around")]
        found = [connection.execute(text, {"oid": oid, "prefix": ""}).all() for text in texts]
        sequences = connection.execute(sa.text("SELECT sequencename, last_value FROM pg_sequences ORDER BY 1")).all()
        return [*found, sequences, connection.execute(sa.text("SELECT * FROM t ORDER BY id")).all()]


def test_postgresql_moves_columns_and_keeps_what_hangs_on_the_table(postgresql: Scratch) -> None:
    with postgresql.engine.begin() as connection:
        connection.exec_driver_sql(POSTGRESQL, execution_options={"no_parameters": True})
    before = hanging(postgresql)
    assert len(before[1]) > 25
    with batch(postgresql, partial_reordering=[("parent", "n")]):
        pass
    with postgresql.engine.connect() as connection:
        names = [column["name"] for column in sa.inspect(connection).get_columns("t")]
    assert names == ["id", "Na me", "m", "list", "g", "parent", "n", "itself", "r"]
    with batch(postgresql, partial_reordering=[("id", "n", "Na me", "m", "list", "g", "parent", "itself")]):
        pass
    assert hanging(postgresql) == before
    with postgresql.engine.begin() as connection:
        row = connection.execute(sa.text("INSERT INTO t (parent) VALUES (1) RETURNING id, n, g")).one()
        assert tuple(row) == (4, 11, 12)
        connection.execute(sa.text("DELETE FROM t WHERE id = 1"))
        assert connection.scalar(sa.text("SELECT count(*) FROM c")) == 0


def test_postgresql_finds_a_table_of_another_schema(postgresql: Scratch) -> None:
    with postgresql.engine.begin() as connection:
        connection.exec_driver_sql('CREATE SCHEMA "S s"; CREATE TABLE "S s"."T" (id serial PRIMARY KEY, a int, b int)')
        connection.exec_driver_sql('INSERT INTO "S s"."T" (a, b) VALUES (1, 2)')
    with batch(postgresql, "T", schema="S s") as batch_op:
        batch_op.add_column(sa.Column("c", sa.Integer), insert_before="a")
        batch_op.alter_column("b", new_column_name="z", insert_after="id")
    with postgresql.engine.begin() as connection:
        connection.exec_driver_sql('INSERT INTO "S s"."T" (a) VALUES (9)')
        found = connection.exec_driver_sql('SELECT * FROM "S s"."T" ORDER BY id')
        assert list(found.keys()) == ["id", "z", "c", "a"]
        assert found.all() == [(1, 2, None, 1), (2, None, None, 9)]


@pytest.mark.parametrize(
    ("ddl", "reason"),
    [
        ("CREATE VIEW v AS SELECT a FROM t", "the view v reads it"),
        ("CREATE TABLE child () INHERITS (t)", "it inherits, or is inherited from"),
        ("CREATE POLICY own ON t USING (a > 0)", "it has the row security policy own"),
        ("ALTER TABLE t REPLICA IDENTITY FULL", "it has a replica identity of its own"),
        ("CREATE PUBLICATION pub FOR TABLE t", "the publication pub contains it"),
    ],
)
def test_postgresql_refuses_to_lose_anything(postgresql: Scratch, ddl: str, reason: str) -> None:
    with postgresql.engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE TABLE t (id int PRIMARY KEY, a int, b int); {ddl}")
    before = hanging(postgresql)
    with (
        pytest.raises(UnsupportedError, match=f"(?s){reason}.*hint: .*drop what is named before"),
        batch(postgresql, partial_reordering=[("b", "a")]) as batch_op,
    ):
        batch_op.add_column(sa.Column("c", sa.Integer))
    assert hanging(postgresql) == before


def test_mariadb_moves_columns_and_keeps_what_hangs_on_the_table(mariadb: Scratch) -> None:
    with mariadb.engine.connect() as connection:
        for statement in MARIADB:
            connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
        connection.commit()

    def shown() -> list[Any]:
        with mariadb.engine.connect() as connection:
            tables = ("SHOW CREATE TABLE t", "SHOW CREATE TABLE c")
            asked = (*tables, "SHOW TRIGGERS", "SELECT * FROM v", "SELECT * FROM t")
            return [connection.exec_driver_sql(one).all() for one in asked]

    before = shown()
    with batch(mariadb, partial_reordering=[("parent", "n")]) as batch_op:
        batch_op.add_column(sa.Column("extra", sa.Integer), insert_after="id")
    names = [line.split("`")[1] for line in shown()[0][0][1].splitlines() if line.startswith("  `")]
    assert names == ["id", "extra", "name", "hidden", "g", "parent", "n", "seen", "j"]
    with batch(mariadb, partial_reordering=[("id", "n", "name", "hidden", "g", "parent", "seen")]) as batch_op:
        batch_op.drop_column("extra")
    assert shown() == before


def test_the_whole_table_gets_what_the_arguments_say(scratch: Scratch) -> None:
    with scratch.engine.begin() as connection:
        table = sa.Table("t", sa.MetaData(), sa.Column("a", sa.Integer), sa.Column("b", sa.Integer))
        table.create(connection)
    arguments = (
        sa.Column("c", sa.Integer, server_default="7"),
        sa.CheckConstraint("a > 0", name="ck_a"),
        sa.UniqueConstraint("b", name="uq_b"),
        sa.Index("ix_a", "a"),
    )
    with batch(scratch, table_args=arguments, table_kwargs={"mysql_row_format": "COMPRESSED"}):
        pass
    if scratch.dialect != "sqlite":
        with batch(scratch, table_args=arguments[1:]) as batch_op:
            batch_op.drop_column("c")
    with scratch.engine.connect() as connection:
        inspector = sa.inspect(connection)
        assert [check["name"] for check in inspector.get_check_constraints("t")] == ["ck_a"]
        assert "ix_a" in [index["name"] for index in inspector.get_indexes("t")]
        assert [key["name"] for key in inspector.get_unique_constraints("t")] == ["uq_b"]
        if scratch.dialect == "mariadb":
            assert "ROW_FORMAT=COMPRESSED" in connection.exec_driver_sql("SHOW CREATE TABLE t").one()[1]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"partial_reordering": [("b", "x")]}, OperationError, "'x', which is no column of it.*hint: .*a, b"),
        ({"table_args": [3]}, OperationError, "table_args of a batch holds 3"),
        ({"table_kwargs": {"postgresql_with_oids": True}}, UnsupportedError, "hint: write the ALTER TABLE"),
    ],
)
def test_mistakes_are_named(postgresql: Scratch, arguments: Any, error: type[MigrateError], message: str) -> None:
    with postgresql.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (a int, b int)")
    with pytest.raises(error, match=f"(?s){message}"), batch(postgresql, **arguments):
        pass


def test_a_place_beside_no_column_is_named(postgresql: Scratch) -> None:
    with postgresql.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (a int, b int)")
    with pytest.raises(NoSuchColumn, match=r"(?s)no column 'x'.*hint: .*a, b, c"), batch(postgresql) as batch_op:
        batch_op.add_column(sa.Column("c", sa.Integer), insert_after="x")
    with pytest.raises(OperationError, match="there is no table 'gone'"), batch(postgresql, "gone") as batch_op:
        batch_op.add_column(sa.Column("c", sa.Integer), insert_after="a")


@pytest.mark.parametrize("dialect", ["postgresql", "mysql"])
def test_offline_columns_are_altered_and_never_moved(dialect: str) -> None:
    out = io.StringIO()
    context = MigrationContext.configure(dialect_name=dialect, opts={"as_sql": True, "output_buffer": out})
    known = sa.Table("t", sa.MetaData(), sa.Column("a", sa.Integer), sa.Column("b", sa.Integer))
    column = sa.Column("c", sa.Integer)
    operations: Any = Operations(context)
    with operations.batch_alter_table("t", recreate="always") as batch_op:
        batch_op.add_column(column)
    with operations.batch_alter_table("t", recreate="always", copy_from=known) as batch_op:
        batch_op.add_column(column, insert_after="b")
    assert out.getvalue().split("\n\n") == ["ALTER TABLE t ADD COLUMN c INTEGER;"] * 2 + [""]
    for arguments, message in (({}, "copy_from="), ({"copy_from": known}, "run the migration online")):
        with (
            pytest.raises(UnsupportedError, match=f"(?s)offline.*hint: .*{message}"),
            operations.batch_alter_table("t", recreate="always", **arguments) as batch_op,
        ):
            batch_op.add_column(column, insert_after="a")


def test_names_that_need_quotes_survive(scratch: Scratch) -> None:
    columns: list[sa.Column[Any]] = [
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Integer) for name in ("order", "user", "MixedCase", "two words")),
    ]
    table = sa.Table("Things", sa.MetaData(), *columns)
    with scratch.engine.begin() as connection:
        table.create(connection)
        connection.execute(table.insert().values([1, 2, 3, 4, 5]))
    with batch(scratch, "Things", partial_reordering=[("two words", "order")]) as batch_op:
        batch_op.alter_column("MixedCase", existing_type=sa.Integer(), nullable=False)
        batch_op.add_column(sa.Column("n", sa.Integer), insert_after="two words")
    with scratch.engine.connect() as connection:
        again = sa.Table("Things", sa.MetaData(), autoload_with=connection)
        assert again.c.keys() == ["id", "user", "MixedCase", "two words", "order", "n"]
        assert not again.c.MixedCase.nullable
        assert connection.execute(sa.select(again)).all() == [(1, 3, 4, 5, 2, None)]
