"""Reading a PostgreSQL database: how many statements, and what is left out."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from migrate.comparators.records import PrimaryKey, Table, TableKey
from migrate.dialects.postgresql.names import automatic_name
from migrate.dialects.support import support_for
from tests.databases import Scratch


def read(scratch: Scratch, *ddl: str, schemas: tuple[str | None, ...] = (None,)) -> dict[str, Table]:
    with scratch.engine.begin() as connection:
        for statement in ddl:
            connection.exec_driver_sql(statement)
        found = support_for(connection.dialect).catalog(connection).tables(schemas)
    return {str(key): table for key, table in found.items()}


@pytest.mark.parametrize("tables", [1, 60])
@pytest.mark.parametrize("schemas", [1, 5])
def test_the_number_of_statements_is_fixed(postgresql: Scratch, tables: int, schemas: int) -> None:
    metadata = sa.MetaData()
    names = [f"s{i}" for i in range(schemas)]
    for schema in names:
        for i in range(tables):
            sa.Table(
                f"t{i}",
                metadata,
                sa.Column("id", sa.Integer, primary_key=True),
                sa.Column("up", sa.ForeignKey(f"{schema}.t{max(0, i - 1)}.id")),
                sa.Column("outside", sa.ForeignKey("public.outside.id")),
                sa.Column("e", sa.Enum("a", name=f"e{i}", schema=schema)),
                sa.Column("d", sa.Integer, sa.Identity(), index=True, comment="c"),
                sa.UniqueConstraint("up", "d"),
                sa.CheckConstraint("d > 0"),
                sa.Index(f"ix{i}", sa.text("(d * 2)")),
                schema=schema,
            )
    sa.Table("outside", metadata, sa.Column("id", sa.Integer, primary_key=True), schema="public")
    seen: list[str] = []
    with postgresql.engine.begin() as connection:
        for schema in names:
            connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
        metadata.create_all(connection)
        catalog = support_for(connection.dialect).catalog(connection)
        event.listen(connection, "before_cursor_execute", lambda c, u, statement, *rest: seen.append(statement))
        assert catalog.schemas() == sorted([*names, "public"])
        assert len(catalog.tables(names)) == tables * schemas
    assert len(seen) == catalog.statements == 7


def test_tables_and_indexes_of_an_extension_are_left_out(postgresql: Scratch) -> None:
    tables = read(
        postgresql,
        "CREATE TABLE owned (a integer)",
        "CREATE TABLE mine (a integer)",
        "CREATE INDEX owned_index ON mine (a)",
        "CREATE SCHEMA theirs",
        "CREATE EXTENSION citext",
        "ALTER EXTENSION citext ADD TABLE owned",
        "ALTER EXTENSION citext ADD SCHEMA theirs",
    )
    assert list(tables) == ["mine"]
    with postgresql.engine.begin() as connection:
        assert support_for(connection.dialect).catalog(connection).schemas() == ["public"]
        connection.exec_driver_sql("ALTER EXTENSION citext DROP SCHEMA theirs")


def test_an_extensions_type_in_a_schema_of_its_own(postgresql: Scratch) -> None:
    tables = read(
        postgresql,
        "CREATE SCHEMA extensions",
        "CREATE EXTENSION citext SCHEMA extensions",
        "SET LOCAL search_path TO public, extensions",
        "CREATE TABLE t (a citext, b citext[])",
    )
    assert [c.type for c in tables["t"].columns.values()] == ["citext", "citext[]"]


def test_a_type_of_another_visible_schema_is_spelled_with_it(postgresql: Scratch) -> None:
    tables = read(
        postgresql,
        "CREATE SCHEMA other",
        "CREATE TYPE other.e AS ENUM ('a')",
        'CREATE TYPE "other"."Odd" AS ENUM (\'a\')',
        "SET LOCAL search_path TO public, other",
        'CREATE TABLE t (a e, b e[], c "Odd")',
    )
    assert [c.type for c in tables["t"].columns.values()] == ["other.e", "other.e[]", 'other."Odd"']


def test_partitions_views_and_temporary_tables_are_left_out(postgresql: Scratch) -> None:
    tables = read(
        postgresql,
        "CREATE TABLE p (id integer PRIMARY KEY, q integer) PARTITION BY RANGE (id)",
        "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (5)",
        "CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (5) TO (9) PARTITION BY RANGE (id)",
        "CREATE INDEX ON p (q)",
        "CREATE TABLE r (id integer REFERENCES p)",
        "CREATE VIEW v AS SELECT * FROM p",
        "CREATE MATERIALIZED VIEW m AS SELECT * FROM p",
        "CREATE TEMPORARY TABLE x (a integer)",
        "CREATE TABLE parent (a integer)",
        "CREATE TABLE child (b integer) INHERITS (parent)",
    )
    assert list(tables) == ["child", "p", "parent", "r"]
    assert tables["p"].options == (("partition_by", "RANGE (id)"),)
    assert [i.name for i in tables["p"].indexes] == ["p_q_idx"]
    assert len(tables["r"].foreign_keys) == 1
    assert tables["child"].options == (("inherits", ("parent",)),)


def test_dropped_columns_do_not_shift_the_others(postgresql: Scratch) -> None:
    tables = read(
        postgresql,
        "CREATE TABLE t (gone integer, a integer, b text, PRIMARY KEY (b, a), UNIQUE (a), CHECK (a > 1))",
        "ALTER TABLE t DROP COLUMN gone",
        "CREATE INDEX ix ON t (b DESC) INCLUDE (a)",
    )
    assert tables["t"].primary_key == PrimaryKey(None, ("b", "a"))
    assert tables["t"].unique_constraints[0].columns == ("a",)
    assert tables["t"].indexes[0].keys[0] == ("b", False, "DESC")
    assert tables["t"].indexes[0].options == (("include", ("a",)),)


def test_an_exclusion_constraint_is_no_index(postgresql: Scratch) -> None:
    tables = read(postgresql, "CREATE TABLE t (r int4range, EXCLUDE USING gist (r WITH &&))")
    assert tables["t"].indexes == ()


def test_actions_are_not_swapped(postgresql: Scratch) -> None:
    tables = read(
        postgresql,
        "CREATE TABLE p (a integer, b integer, PRIMARY KEY (a, b))",
        "CREATE TABLE f (a integer, b integer, FOREIGN KEY (a, b) REFERENCES p "
        "ON DELETE SET NULL (b) ON UPDATE RESTRICT)",
    )
    (found,) = tables["f"].foreign_keys
    assert (found.onupdate, found.ondelete) == ("RESTRICT", "SET NULL (b)")
    assert found.referred == TableKey(None, "p")


def test_a_serial_whose_sequence_was_replaced_is_a_plain_default(postgresql: Scratch) -> None:
    tables = read(
        postgresql,
        "CREATE TABLE t (a serial, b serial)",
        "CREATE SEQUENCE s",
        "ALTER TABLE t ALTER COLUMN b SET DEFAULT nextval('s')",
        "ALTER SEQUENCE t_a_seq RENAME TO renamed",
    )
    columns = tables["t"].columns
    assert (columns["a"].autoincrement, columns["a"].default) == (True, None)
    assert (columns["b"].autoincrement, columns["b"].default) == (False, "nextval('s'::regclass)")


@pytest.mark.parametrize("table", ["t", "a" * 60, "ä" * 31, "Some Table"], ids=["short", "long", "multibyte", "quoted"])
@pytest.mark.parametrize("columns", [["c"], ["c", "d"], ["e" * 50, "f" * 50]], ids=["one", "two", "long"])
def test_automatic_names_are_the_servers(postgresql: Scratch, table: str, columns: list[str]) -> None:
    metadata = sa.MetaData()
    sa.Table(
        table,
        metadata,
        *(sa.Column(c, sa.Integer) for c in columns),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.UniqueConstraint(*columns),
        sa.ForeignKeyConstraint(columns[:1], [f"{table}.id"]),
        sa.CheckConstraint(sa.column(columns[0]) > 0),
    )
    metadata.create_all(postgresql.engine)
    (read_table,) = read(postgresql).values()
    assert read_table.primary_key == PrimaryKey(None, ("id",))
    assert read_table.unique_constraints[0].name == automatic_name("unique", table, columns)
    assert read_table.foreign_keys[0].name == automatic_name("foreign_key", table, columns[:1])
    assert read_table.check_constraints[0].name == automatic_name("check", table, columns[:1])
