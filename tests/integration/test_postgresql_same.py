"""What a model creates is what the catalog reads: every type, default, constraint and index form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from migrate.comparators.questions import open_questions, respelled
from migrate.comparators.records import Table, TableKey, ordered
from migrate.comparators.target import read_metadata
from migrate.dialects.support import support_for
from tests.databases import Scratch

Tables = Mapping[TableKey, Table]


def both_sides(
    connection: sa.Connection, metadata: sa.MetaData, schemas: list[str | None]
) -> tuple[Tables, Tables]:
    """Read database and model; the model's expressions in the server's spelling, its unnamed constraints named."""
    support = support_for(connection.dialect)
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
        left = list(getattr(live, part))
        found = []
        for record in getattr(target, part):
            match = next((o for o in left if not record.name and o[1:] == record[1:]), record)
            if match is not record:
                left.remove(match)
            found.append(match)
        changes[part] = ordered(found)
    return target._replace(**changes)


def assert_same(scratch: Scratch, metadata: sa.MetaData, schemas: list[str | None] | None = None) -> None:
    with scratch.engine.begin() as connection:
        metadata.create_all(connection)
        live, target = both_sides(connection, metadata, schemas or [None])
    assert live.keys() == target.keys()
    for key, table in live.items():
        for name, column in table.columns.items():
            assert column == target[key].columns.get(name), f"{key}.{name}"
        for part in Table._fields:
            assert getattr(table, part) == getattr(target[key], part), f"{key}: {part}"


TYPES: list[Any] = [
    sa.Integer, sa.SmallInteger, sa.BigInteger, sa.Numeric, sa.Numeric(10), sa.Numeric(10, 2), sa.Float, sa.Float(3),
    sa.Float(24), sa.Float(25), sa.Float(53), sa.Double, sa.Double(53), sa.REAL, sa.FLOAT, sa.DECIMAL(5, 1),
    sa.DOUBLE_PRECISION, sa.String, sa.String(50), sa.VARCHAR(7), sa.CHAR, sa.CHAR(5), sa.Text, sa.Unicode(9),
    sa.UnicodeText, sa.LargeBinary, sa.LargeBinary(100), sa.Boolean, sa.Date, sa.DateTime, sa.DateTime(timezone=True),
    sa.Time, sa.Time(timezone=True), sa.TIMESTAMP, sa.Interval, sa.Interval(second_precision=3), sa.JSON, sa.Uuid,
    sa.Uuid(native_uuid=False), sa.UUID, sa.PickleType, sa.Enum("a", "b", name="plain_enum"),
    sa.Enum("a", "b", name="public_enum", schema="public"), sa.Enum("a", "b", name="Mixed Enum"),
    sa.Enum("a", "bbb", native_enum=False), sa.Enum("a", "b", native_enum=False, create_constraint=True, name="e_ck"),
    sa.ARRAY(sa.Integer), pg.ARRAY(sa.String(5), dimensions=2), pg.ARRAY(sa.Enum("x", name="in_array")),
    pg.ARRAY(sa.Numeric(4, 1)), pg.ARRAY(sa.DateTime(timezone=True)),
    pg.JSON, pg.JSONB, pg.UUID, pg.HSTORE, pg.CITEXT, pg.INET, pg.CIDR, pg.MACADDR, pg.MACADDR8, pg.MONEY, pg.OID,
    pg.REGCLASS, pg.REGCONFIG, pg.TSVECTOR, pg.TSQUERY, pg.BYTEA, pg.BIT(3), pg.BIT(varying=True),
    pg.BIT(5, varying=True), pg.INT4RANGE, pg.INT8RANGE, pg.NUMRANGE, pg.DATERANGE, pg.TSRANGE, pg.TSTZRANGE,
    pg.INT4MULTIRANGE, pg.INT8MULTIRANGE, pg.NUMMULTIRANGE, pg.DATEMULTIRANGE, pg.TSMULTIRANGE, pg.TSTZMULTIRANGE,
    pg.INTERVAL, pg.INTERVAL(precision=3), pg.INTERVAL(fields="YEAR"), pg.INTERVAL(fields="DAY TO SECOND"),
    pg.INTERVAL(fields="DAY TO SECOND", precision=3), pg.TIMESTAMP(precision=3), pg.TIMESTAMP(timezone=True, precision=0),
    pg.TIME(precision=2), pg.TIME(timezone=True), pg.JSONPATH, pg.ENUM("x", "y", name="pg_enum"),
    pg.DOMAIN("a_domain", sa.Integer, check="VALUE > 0"), pg.DOMAIN("text_domain", sa.String(10), not_null=True),
    sa.Integer().with_variant(sa.BigInteger, "postgresql"),
]  # fmt: skip


def test_every_type(postgresql: Scratch) -> None:
    metadata = sa.MetaData()
    with postgresql.engine.begin() as connection:
        connection.exec_driver_sql("CREATE EXTENSION hstore")
        connection.exec_driver_sql("CREATE EXTENSION citext")
    sa.Table("t", metadata, *(sa.Column(f"c{i}", type_) for i, type_ in enumerate(TYPES)))
    assert_same(postgresql, metadata)


def test_every_type_comes_back_from_its_text(postgresql: Scratch) -> None:
    with postgresql.engine.connect() as connection:
        support = support_for(connection.dialect)
    for type_ in TYPES:
        text = support.type_text(sa.types.to_instance(type_))
        again = support.type_object(text)
        assert support.type_text(again) == text
        named = isinstance(sa.types.to_instance(type_), (sa.Enum, pg.DOMAIN)) or "in_array" in text
        assert type(again).__name__ != "SQLType" or named, text


DEFAULTS: list[tuple[Any, Any]] = [
    (sa.Integer, "0"), (sa.Integer, sa.text("0")), (sa.Integer, "-1"), (sa.Integer, sa.text("-1")),
    (sa.Integer, sa.text("1 + 2")), (sa.Integer, "007"), (sa.BigInteger, "0"), (sa.BigInteger, sa.text("9999999999")),
    (sa.SmallInteger, "3"), (sa.SmallInteger, sa.text("3")), (sa.Integer, sa.text("(random() * 10)::int")),
    (sa.Numeric(10, 2), "0"), (sa.Numeric(10, 2), sa.text("0")), (sa.Numeric(10, 2), "1.50"), (sa.Numeric, "1.5"),
    (sa.Numeric, sa.text("-1.5")), (sa.Float, "1.0"), (sa.Float, sa.text("0.5")), (sa.Float, "0"),
    (sa.Float, sa.text("random()*10")), (sa.String(10), sa.text("md5(random()::text)")), (sa.String, "x"),
    (sa.String(10), "it's"), (sa.String, ""), (sa.Text, "it''s"), (sa.Text, sa.text("'a' || 'b'")),
    (sa.Text, "50% of :x \\ y"), (sa.String(3), sa.text("'x'::varchar")), (sa.String, sa.text("CURRENT_USER")),
    (sa.CHAR(3), "abc"), (sa.Boolean, sa.true()), (sa.Boolean, sa.false()), (sa.Boolean, "true"), (sa.Boolean, "f"),
    (sa.Boolean, sa.text("TRUE")), (sa.Boolean, "1"), (sa.DateTime, sa.func.now()), (sa.Text, sa.null()),
    (sa.DateTime, sa.text("now()")), (sa.DateTime, sa.text("CURRENT_TIMESTAMP")), (sa.String(5), sa.text("NULL")),
    (sa.DateTime(timezone=True), sa.func.current_timestamp()), (sa.DateTime, sa.text("timezone('utc', now())")),
    (sa.DateTime, sa.text("(now() at time zone 'utc')")), (sa.DateTime, "2020-01-01 00:00:00"),
    (sa.Date, "2020-01-01"), (sa.Date, sa.text("CURRENT_DATE")), (sa.Time, "12:00"), (sa.Interval, "1 hour"),
    (sa.Interval, sa.text("interval '1 day'")), (sa.JSON, "{}"), (sa.JSON, sa.text("json_build_object('a',1)")),
    (sa.JSON, '{"a": "it\'s"}'), (pg.JSONB, "{}"), (pg.JSONB, '{"b":1,"a":[1, 2]}'), (pg.JSONB, sa.text("'[]'::jsonb")),
    (pg.JSONB, sa.text("'{}'::json")), (sa.Uuid, sa.text("gen_random_uuid()")), (pg.ARRAY(sa.Integer), "{}"),
    (pg.ARRAY(sa.Text), sa.text("ARRAY['a','b']")), (pg.ARRAY(sa.Text), sa.text("'{}'::text[]")),
    (sa.Enum("a", "b", name="default_enum"), "a"), (sa.Enum("a", "b", name="default_enum"), sa.text("'b'::default_enum")),
    (pg.BYTEA, sa.text("'\\x00'::bytea")), (pg.BIT(3), "101"), (pg.INET, "127.0.0.1"), (pg.MONEY, "1"),
    (pg.INT4RANGE, "[1,5)"), (sa.Integer, sa.text("nextval('a_sequence')")), (sa.Integer, sa.Sequence("a_sequence").next_value()),
    (sa.String, sa.text("lower('ABC')")), (sa.Integer, sa.text("case when true then 1 else 2 end")),
    (pg.TSVECTOR, sa.text("to_tsvector('english', '')")), (sa.String, sa.text("E'a\\nb'")), (sa.String, sa.text("$$q$$")),
]  # fmt: skip


def test_every_default(postgresql: Scratch) -> None:
    metadata = sa.MetaData()
    with postgresql.engine.begin() as connection:
        connection.exec_driver_sql("CREATE SEQUENCE a_sequence")
    columns = [sa.Column(f"c{i}", type_, server_default=default) for i, (type_, default) in enumerate(DEFAULTS)]
    sa.Table("t", metadata, *columns)
    assert_same(postgresql, metadata)
