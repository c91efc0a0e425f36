"""What MariaDB sends packed arrives whole, whatever the names, the texts and the settings of the session."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from migrate.comparators.records import Index, IndexKey, Table, TableKey, UniqueConstraint
from migrate.dialects.mysql.support import MysqlSupport
from tests.databases import Scratch

CHARACTERS = "".join(map(chr, range(1, 128))) + "\u00e9\u2019\u2028\u2029 \\n end"
MODES = ["", "ONLY_FULL_GROUP_BY,ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT,STRICT_ALL_TABLES"]


def read(mariadb: Scratch, *statements: sa.Executable, settings: str = "") -> dict[str, Table]:
    """Return the tables by name after running `statements`, read with other `settings` of the session."""
    with mariadb.engine.connect() as connection:
        for statement in statements:
            connection.execute(statement)
        if settings:
            connection.exec_driver_sql(f"SET {settings}")
        found = MysqlSupport(connection.dialect).catalog(connection).tables([None])
        connection.invalidate()  # with its settings
    assert all(key == TableKey(None, table.name) for key, table in found.items())
    return {table.name: table for table in found.values()}


def test_names_that_differ_in_case_or_accents_are_names_of_two_tables(mariadb: Scratch) -> None:
    tables = read(
        mariadb,
        sa.text("CREATE TABLE thing (a INTEGER, KEY ix (a))"),
        sa.text("CREATE TABLE Thing (b BIGINT, UNIQUE KEY ix (b))"),
        sa.text("CREATE TABLE thíng (c TEXT, d DATE, KEY Kx (d), KEY kz (d))"),
    )
    assert {name: list(table.columns) for name, table in tables.items()} == {
        "thing": ["a"],
        "Thing": ["b"],
        "thíng": ["c", "d"],
    }
    assert tables["thing"].indexes == (Index("ix", (IndexKey("a"),)),)
    assert tables["Thing"].unique_constraints == (UniqueConstraint("ix", ("b",)),)
    assert tables["thíng"].indexes == (Index("Kx", (IndexKey("d"),)), Index("kz", (IndexKey("d"),)))


@pytest.mark.parametrize("mode", MODES)
def test_every_character_of_a_comment_arrives_whatever_the_settings(mariadb: Scratch, mode: str) -> None:
    column: sa.Column[str] = sa.Column('we"ird\\ name', sa.String(20), comment=CHARACTERS)
    made = sa.schema.CreateTable(sa.Table("t", sa.MetaData(), sa.Column("id", sa.Integer), column))
    tables = read(mariadb, made, settings=f"sql_mode = '{mode}', group_concat_max_len = 4")
    assert tables["t"].columns[column.name].comment == CHARACTERS


def test_the_settings_of_the_session_stay(mariadb: Scratch) -> None:
    with mariadb.engine.connect() as connection:
        before = connection.exec_driver_sql("SHOW VARIABLES").all()
        MysqlSupport(connection.dialect).catalog(connection).tables([None])
        after = connection.exec_driver_sql("SHOW VARIABLES").all()
    changing = ("timestamp", "gtid", "last", "insert_id", "identity")
    assert [v for v in after if not v[0].startswith(changing)] == [v for v in before if not v[0].startswith(changing)]
