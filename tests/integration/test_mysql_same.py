"""What a model creates on MariaDB is what the catalog reads: every type, default, constraint and index form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import func, text
from sqlalchemy.dialects import mysql
from sqlalchemy.pool import NullPool

from migrate.comparators.questions import open_questions, respelled
from migrate.comparators.records import Table, TableKey, ordered
from migrate.comparators.target import read_metadata
from migrate.dialects.mysql.support import MysqlSupport
from tests.databases import Scratch
from tests.every_type import MARIADB as TYPES

Tables = Mapping[TableKey, Table]

DEFAULTS: list[tuple[Any, Any]] = [
    (sa.Integer, "0"), (sa.Integer, text("5")), (sa.Integer, text("-1")), (sa.Integer, text("(1 + 2)")),
    (sa.Integer, text("0x1f")), (sa.Integer, text("abs(-3)")), (sa.BigInteger, "9223372036854775807"),
    (sa.Boolean, sa.true()), (sa.Boolean, sa.false()), (sa.Boolean, text("true")), (sa.Boolean, "1"),
    (sa.Numeric(10, 2), "0"), (sa.Numeric(10, 2), "1.5"), (sa.Numeric(10, 2), text("-1.005")),
    (sa.Float, "1.0"), (sa.Float, text("123456789.123")), (sa.Double, "1e10"), (sa.Double, text("1e-20")),
    (sa.Double, text("rand()")), (sa.String(50), ""), (sa.String(50), "it's"), (sa.String(50), 'a\\b\n"%s'),
    (sa.String(50), text("5")), (sa.String(50), text("(concat('a', 'b'))")), (sa.String(36), text("(uuid())")),
    (sa.String(36), func.uuid()), (sa.String(9), "NULL"), (sa.String(29), "on update x"),
    (sa.String(29), "a on update x"), (sa.Text, "abc"), (sa.JSON, "{}"), (sa.JSON, text("(json_object('a', 1))")),
    (sa.Date, "2020-01-01"), (sa.Date, text("(curdate())")), (sa.DateTime, "2020-01-01 00:00:00"),
    (sa.DateTime, func.now()), (sa.DateTime, func.current_timestamp()), (sa.DateTime, text("CURRENT_TIMESTAMP")),
    (sa.DateTime, text("now()")), (sa.DateTime, text("localtimestamp")), (mysql.DATETIME(fsp=6), func.now(6)),
    (mysql.DATETIME(fsp=6), text("CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6)")),
    (mysql.DATETIME(fsp=3), "2020-01-01"), (sa.TIMESTAMP, text("CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP")),
    (sa.TIMESTAMP, func.now()), (sa.Time, "10:00:00"), (sa.Time, "1:2:3"), (mysql.YEAR, "2020"),
    (mysql.YEAR, text("20")), (mysql.BIT(8), text("b'101'")), (mysql.BIT(8), text("5")), (mysql.BIT(1), text("b'0'")),
    (mysql.ENUM("a", "b"), "b"), (mysql.SET("a", "b"), "a,b"), (sa.Enum("a", "b", name="q"), "a"),
    (mysql.INTEGER(5, zerofill=True), "7"), (sa.VARBINARY(20), "abc"), (sa.BINARY(4), "ab"),
]  # fmt: skip

NULLABLE_DEFAULTS: list[tuple[Any, Any]] = [
    (sa.String(9), text("NULL")),
    (sa.TIMESTAMP, text("NULL ON UPDATE now()")),
    (sa.DateTime, text("NULL ON UPDATE CURRENT_TIMESTAMP")),
]

COMPUTED = [
    "n + 1", "n between 1 and 5", "n in (1, 2)", "n != 3", "cast(n as char)", "trim(s)", "upper(s)", "N > 1",
    "CASE WHEN n IS NULL THEN TRUE ELSE NULL END", "concat(s, 'X', \"y\")", "n * (n + 2) - -1", "n % 3",
    "coalesce(s, 'it''s')", "`Mixed Case` + 1", "json_extract(j, '$.a')", "s LIKE 'a\\\\%'", "not (n > 5)",
]  # fmt: skip

CHECKS = [
    "n > 0", "n >= 0.5 AND s LIKE 'x%'", "s IN ('a', 'b')", "upper(s) IS NOT NULL", "n != 3", "NOT (n = 4)",
    "n between 1 and 5 and b", "s <> 'it''s'", "(n > 1) or (n < -5 and (s is null))", "`order` > 1",
    "length(s) > 2", "json_valid(s)", "d > '2020-01-01'", "d > date '2020-01-01'", "e <> 'b'", "n & 1 = 1",
    "char_length(s) > 2 xor n", "s regexp '^[a-z]+$'", "s <> 'A' and s <> 'a'",
]  # fmt: skip


def both_sides(connection: sa.Connection, metadata: sa.MetaData, schemas: list[str | None]) -> tuple[Tables, Tables]:
    """Read database and model, the model's expressions in the server's spelling."""
    support = MysqlSupport(connection.dialect)
    live = support.catalog(connection).tables(schemas)
    target = dict(read_metadata(metadata, support).tables)
    questions = {q for key, table in target.items() if key in live for q in open_questions(live[key], table)}
    answers = support.spell(connection, sorted(questions))
    assert questions == answers.keys(), "questions without an answer"
    for key, table in target.items():
        target[key] = named(respelled(table, answers)[0], live.get(key, table))
    return live, target


def named(target: Table, live: Table) -> Table:
    """Return `target` with the live names of the constraints that the model does not name."""
    changes: dict[str, Any] = {}
    for part in ("unique_constraints", "foreign_keys", "check_constraints"):
        left, found = list(getattr(live, part)), []
        for record in getattr(target, part):
            match = next((o for o in left if not record.name and o[1:] == record[1:]), record)
            if match is not record:
                left.remove(match)
            found.append(match)
        changes[part] = ordered(found)
    return target._replace(**changes)


def assert_same(scratch: Scratch, metadata: sa.MetaData, schemas: list[str | None] | None = None) -> Tables:
    with scratch.engine.begin() as connection:
        metadata.create_all(connection)
        live, target = both_sides(connection, metadata, schemas or [None])
        again = MysqlSupport(connection.dialect).catalog(connection).tables(schemas or [None])
    assert again == live
    assert live.keys() == target.keys()
    for key, table in live.items():
        for name, column in table.columns.items():
            assert column == target[key].columns.get(name), f"{key}.{name}"
        for part in Table._fields:
            assert getattr(table, part) == getattr(target[key], part), f"{key}: {part}"
    return live


def id_column() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True)


def test_every_type_reads_back_as_declared(mariadb: Scratch) -> None:
    metadata = sa.MetaData()
    for i, type_ in enumerate(TYPES):
        comment = f"c'm\\ %s {i}"
        columns = [sa.Column("a", type_), sa.Column("b", type_, nullable=False, comment=comment)]
        sa.Table(f"type_{i:03}", metadata, id_column(), *columns)
    assert_same(mariadb, metadata)


@pytest.mark.skipif(not hasattr(mysql, "INET4"), reason="SQLAlchemy has INET4 from 2.0.37 on")
def test_addresses_read_back_as_declared(mariadb: Scratch) -> None:
    metadata = sa.MetaData()
    sa.Table("t", metadata, id_column(), sa.Column("a", mysql.INET4), sa.Column("b", mysql.INET6))
    engine = sa.create_engine(mariadb.url.set(drivername="mariadb+pymysql"))
    with engine.begin() as connection:
        metadata.create_all(connection)
        live, target = both_sides(connection, metadata, [None])
        text = MysqlSupport(connection.dialect).type_object("inet4").compile(dialect=connection.dialect)
    engine.dispose()
    assert live == target
    assert text == "INET4"


def test_a_type_built_from_its_text_is_that_type(mariadb: Scratch) -> None:
    with mariadb.engine.connect() as connection:
        support = MysqlSupport(connection.dialect)
        for type_ in TYPES:
            canonical = support.type_text(type_)
            assert support.type_text(support.type_object(canonical)) == canonical


def test_every_default_reads_back_as_declared(mariadb: Scratch) -> None:
    metadata = sa.MetaData()
    for i, (type_, default) in enumerate(DEFAULTS):
        columns = [sa.Column("a", type_, server_default=default)]
        columns += [sa.Column("b", type_, server_default=default, nullable=False)]
        sa.Table(f"default_{i:03}", metadata, id_column(), *columns)
    for i, (type_, default) in enumerate(NULLABLE_DEFAULTS):
        sa.Table(f"null_{i:03}", metadata, id_column(), sa.Column("a", type_, server_default=default))
    assert_same(mariadb, metadata)


def test_timestamps_get_the_server_s_defaults_where_it_gives_them(mariadb: Scratch) -> None:
    metadata = sa.MetaData()
    for i, nullable in enumerate((False, True)):
        first = sa.Column("a", sa.TIMESTAMP, nullable=nullable)
        rest = [sa.Column("b", sa.TIMESTAMP, nullable=False), sa.Column("c", mysql.TIMESTAMP(fsp=3), nullable=False)]
        sa.Table(f"t{i}", metadata, first, *rest)
    engine = sa.create_engine(mariadb.url, poolclass=NullPool)  # what is SET ends with the connection
    with engine.connect() as connection:
        connection.exec_driver_sql("SET explicit_defaults_for_timestamp = OFF")
        connection.exec_driver_sql("SET sql_mode = ''")
        metadata.create_all(connection)
        live, target = both_sides(connection, metadata, [None])
    assert live == target


def test_generated_columns_read_back_as_declared(mariadb: Scratch) -> None:
    metadata = sa.MetaData()
    for i, sql in enumerate(COMPUTED):
        sa.Table(
            f"computed_{i:03}", metadata, id_column(), sa.Column("n", sa.Integer), sa.Column("s", sa.String(20)),
            sa.Column("Mixed Case", sa.Integer), sa.Column("j", sa.JSON),
            sa.Column("v", sa.String(100), sa.Computed(sql)),
            sa.Column("p", sa.String(100), sa.Computed(sql, persisted=True), comment="kept"),
        )  # fmt: skip
    assert_same(mariadb, metadata)


def test_checks_read_back_as_declared(mariadb: Scratch) -> None:
    metadata = sa.MetaData()
    for i, sql in enumerate(CHECKS):
        sa.Table(
            f"check_{i:03}", metadata, id_column(), sa.Column("n", sa.Integer), sa.Column("s", sa.String(20)),
            sa.Column("b", sa.Boolean), sa.Column("order", sa.Integer), sa.Column("d", sa.Date),
            sa.Column("e", mysql.ENUM("a", "b")), sa.CheckConstraint(sql, name=f"ck_{i}"), sa.CheckConstraint(sql),
        )  # fmt: skip
    sa.Table(
        "of_types", metadata, id_column(),
        sa.Column("b", sa.Boolean(create_constraint=True, name="ck_bool")),
        sa.Column("e", sa.Enum("a", "b", name="ck_en", native_enum=False, create_constraint=True)),
        sa.CheckConstraint(sa.column("b").in_([True, False]), name="ck_in"),
        sa.Column("n", sa.Integer, sa.CheckConstraint("n > 0")),
        sa.Column("text", mysql.LONGTEXT, sa.CheckConstraint("json_valid(`text`)")),
    )  # fmt: skip
    assert_same(mariadb, metadata)


def test_json_is_told_from_a_longtext_that_must_be_json(mariadb: Scratch) -> None:
    with mariadb.engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE t (j JSON, checked LONGTEXT CHECK (json_valid(checked)), plain LONGTEXT, n INT CHECK (n > 0))"
        )
        support = MysqlSupport(connection.dialect)
        table = support.catalog(connection).tables([None])[TableKey(None, "t")]
    assert [column.type for column in table.columns.values()] == ["json", "longtext", "longtext", "int"]
    assert [(c.name, c.sql) for c in table.check_constraints] == [("checked", "json_valid(checked)"), ("n", "n > 0")]


@pytest.mark.parametrize("name", ["mysql", "mariadb"])
def test_indexes_read_back_as_declared(mariadb: Scratch, name: str) -> None:
    metadata = sa.MetaData()
    own: Any = lambda **keywords: {f"{name}_{key}": value for key, value in keywords.items()}  # noqa: E731
    table = sa.Table(
        "indexed", metadata, id_column(), sa.Column("a", sa.Integer), sa.Column("b", sa.String(50)),
        sa.Column("c", sa.Text), sa.Column("d", sa.DateTime), sa.Column("e", sa.String(20), unique=True),
        sa.Column("f", sa.Integer, index=True), sa.Column("g", sa.String(20), unique=True, index=True),
        sa.UniqueConstraint("a", "b"), sa.UniqueConstraint("b", "a", name="uq_ba"), sa.Index("ix_a", "a"),
        sa.Index("ix_ab", "a", "b"), sa.Index("ix_u", "a", "d", unique=True), sa.Index("order", "f"),
        sa.Index("ix_len", "c", **own(length=10)),
        sa.Index("ix_len2", "c", "b", **own(length={"c": 10, "b": 50})),
        sa.Index("ix_ulen", "b", unique=True, **own(length=5)),
        sa.Index("ix_ft", "c", **own(prefix="FULLTEXT")),
        sa.Index("ix_hash", "a", **own(using="hash")),
        sa.Index("ix_btree", "d", **own(using="btree")),
    )  # fmt: skip
    sa.Index("ix_desc", table.c.a.desc(), table.c.b)
    sa.Index("ix_udesc", table.c.d.desc(), unique=True)
    sa.Index("Mixed Name", text("d DESC"), _table=table)
    engine = sa.create_engine(mariadb.url.set(drivername=f"{name}+pymysql"))
    with engine.begin() as connection:
        metadata.create_all(connection)
        live, target = both_sides(connection, metadata, [None])
    engine.dispose()
    assert live == target


def test_foreign_keys_read_back_as_declared_without_the_indexes_they_make(mariadb: Scratch) -> None:
    metadata = sa.MetaData()
    sa.Table(
        "parent", metadata, id_column(), sa.Column("x", sa.Integer), sa.Column("y", sa.Integer),
        sa.UniqueConstraint("x", "y", name="uq_xy"),
    )  # fmt: skip
    sa.Table(
        "child", metadata, id_column(), sa.Column("p1", sa.ForeignKey("parent.id")),
        sa.Column("p2", sa.ForeignKey("parent.id", name="fk_p2", ondelete="CASCADE", onupdate="RESTRICT")),
        sa.Column("p3", sa.ForeignKey("parent.id", ondelete="SET NULL", onupdate="CASCADE"), index=True),
        sa.Column("p4", sa.ForeignKey("parent.id", name="fk_p4", ondelete="NO ACTION"), unique=True),
        sa.Column("p5", sa.ForeignKey("parent.id", name="fk_explicit")), sa.Index("fk_explicit", "p5"),
        sa.Column("x", sa.Integer), sa.Column("y", sa.Integer),
        sa.Column("self_id", sa.ForeignKey("child.id", name="fk_self")),
        sa.ForeignKeyConstraint(["x", "y"], ["parent.x", "parent.y"], name="fk_xy"),
    )  # fmt: skip
    sa.Table("a", metadata, id_column(), sa.Column("b_id", sa.ForeignKey("b.id", name="fk_ab", use_alter=True)))
    sa.Table("b", metadata, id_column(), sa.Column("a_id", sa.ForeignKey("a.id", name="fk_ba")))
    live = assert_same(mariadb, metadata)
    assert [index.name for index in live[TableKey(None, "child")].indexes] == ["ix_child_p3"]


def test_primary_keys_and_counters_read_back_as_declared(mariadb: Scratch) -> None:
    metadata = sa.MetaData()
    both = sa.Column("a", sa.Integer, primary_key=True), sa.Column("b", sa.String(5), primary_key=True)
    sa.Table("two", metadata, *both)
    plain = sa.Column("id", sa.Integer, primary_key=True, autoincrement=False)
    sa.Table("plain", metadata, plain, comment="tab'le \\ %s")
    sa.Table("identity", metadata, sa.Column("id", sa.Integer, sa.Identity(), primary_key=True))
    counter = sa.Column("a", sa.Integer, primary_key=True, autoincrement=True)
    sa.Table("counting", metadata, counter, sa.Column("b", sa.Integer, primary_key=True))
    sa.Table("keyless", metadata, sa.Column("a", sa.Integer), comment="")
    sa.Table("Mixed Table", metadata, sa.Column("a%b", sa.Integer), sa.Column("c`d", sa.Integer))
    live = assert_same(mariadb, metadata)
    counting = {key.name for key, t in live.items() if any(c.autoincrement for c in t.columns.values())}
    assert counting == {"identity", "counting"}


def test_table_options_are_shown_where_the_database_would_not_choose_them(mariadb: Scratch) -> None:
    metadata = sa.MetaData()
    options: dict[str, dict[str, Any]] = {
        "myisam": {"mysql_engine": "MyISAM", "mysql_row_format": "FIXED"},
        "memory": {"mysql_engine": "MEMORY"},
        "usual": {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_row_format": "DYNAMIC"},
        "latin": {"mysql_charset": "latin1"},
        "binary": {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"},
        "small": {"mysql_row_format": "compressed", "mysql_key_block_size": "8", "mysql_stats_persistent": "1"},
    }
    for name, keywords in options.items():
        columns = [sa.Column("s", sa.String(5)), sa.Column("u", mysql.VARCHAR(5, charset="utf8mb4"))]
        columns += [sa.Column("w", sa.String(3, collation="latin1_bin"))]
        columns += [sa.Column("t", sa.Text(200)), sa.Column("j", sa.JSON)] if name != "memory" else []
        indexes = [sa.Index("ix_h", "s"), sa.Index("ix_b", "u", mysql_using="btree")] if name == "memory" else []
        sa.Table(name, metadata, id_column(), *columns, *indexes, **keywords)
    live = assert_same(mariadb, metadata)
    assert dict(live[TableKey(None, "usual")].options) == {"row_format": "DYNAMIC"}
    assert dict(live[TableKey(None, "latin")].options) == {"collate": "latin1_swedish_ci"}


def test_views_sequences_and_temporary_tables_are_left_out(mariadb: Scratch) -> None:
    with mariadb.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (id INT)")
        connection.exec_driver_sql("CREATE VIEW v AS SELECT 1 AS x")
        connection.exec_driver_sql("CREATE SEQUENCE s")
        connection.exec_driver_sql("CREATE TEMPORARY TABLE tmp (id INT)")
        found = MysqlSupport(connection.dialect).catalog(connection).tables([None])
    assert [key.name for key in found] == ["t"]


def test_objects_are_found_whether_tables_were_read_before_or_not(mariadb: Scratch) -> None:
    with mariadb.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (id INT)")
        connection.exec_driver_sql("CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.id = 1")
        first = MysqlSupport(connection.dialect).catalog(connection).objects([None])
        assert {kind: [key.name for key in found] for kind, found in first.items() if found} == {"trigger": ["tr"]}
        connection.exec_driver_sql("CREATE VIEW v AS SELECT 1 AS x")
        connection.exec_driver_sql("CREATE SEQUENCE s")
        alone = MysqlSupport(connection.dialect).catalog(connection)
        after = MysqlSupport(connection.dialect).catalog(connection)
        after.tables([None])
        for catalog in (alone, after):
            names = {kind: [key.name for key in found] for kind, found in catalog.objects([None]).items()}
            assert names == {"view": ["v"], "trigger": ["tr"], "sequence": ["s"]}
    assert (alone.statements, after.statements) == (4, 9)


def test_other_schemas_are_read_by_name_and_the_system_s_are_not_listed(mariadb: Scratch) -> None:
    other = f"{mariadb.name}_other"
    metadata = sa.MetaData()
    sa.Table("p", metadata, id_column(), schema=other)
    sa.Table("c", metadata, id_column(), sa.Column("p_id", sa.ForeignKey(f"{other}.p.id", name="fk_out")))
    sa.Table("d", metadata, id_column(), sa.Column("p_id", sa.ForeignKey(f"{other}.p.id")), schema=other)
    with mariadb.engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {other} CHARACTER SET latin1")
        try:
            assert_same(mariadb, metadata, [None, other])
            schemas = MysqlSupport(connection.dialect).catalog(connection).schemas()
        finally:
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS {mariadb.name}.c")
            connection.exec_driver_sql(f"DROP DATABASE {other}")
    assert {mariadb.name, other} <= set(schemas)
    assert not {"mysql", "information_schema", "sys"} & set(schemas)


def test_the_number_of_statements_is_seven_whatever_the_number_of_tables(mariadb: Scratch) -> None:
    counts = []
    for number in (1, 40):
        metadata = sa.MetaData()
        for i in range(number):
            sa.Table(f"t{i}", metadata, id_column(), sa.Column("a", sa.Integer, index=True))
        with mariadb.engine.begin() as connection:
            metadata.create_all(connection)
            sent: list[str] = []
            sa.event.listen(connection, "before_cursor_execute", lambda *a, sent=sent: sent.append(a[2]))
            catalog = MysqlSupport(connection.dialect).catalog(connection)
            assert len(catalog.tables([None])) == number
            assert catalog.statements == len(sent)
            counts.append(len(sent))
    assert counts == [7, 7]
