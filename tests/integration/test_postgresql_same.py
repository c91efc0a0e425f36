"""What a model creates is what the catalog reads: every type, default, constraint and index form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from migrate.comparators.questions import open_questions, respelled
from migrate.comparators.records import Table, TableKey, ordered
from migrate.comparators.target import read_metadata
from migrate.dialects.postgresql.support import PostgresqlSupport
from migrate.dialects.support import support_for
from tests.databases import Scratch
from tests.every_type import POSTGRESQL as TYPES

Tables = Mapping[TableKey, Table]


def both_sides(connection: sa.Connection, metadata: sa.MetaData, schemas: list[str | None]) -> tuple[Tables, Tables]:
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


def integer(name: str, *parts: Any, **keywords: Any) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, *parts, **keywords)


def key(name: str, *parts: Any, **keywords: Any) -> sa.Column[int]:
    return integer(name, *parts, primary_key=True, **keywords)


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
    (sa.Enum("a", "b", name="default_enum"), "a"),
    (sa.Enum("a", "b", name="default_enum"), sa.text("'b'::default_enum")),
    (pg.BYTEA, sa.text("'\\x00'::bytea")), (pg.BIT(3), "101"), (pg.INET, "127.0.0.1"), (pg.MONEY, "1"),
    (pg.INT4RANGE, "[1,5)"), (sa.Integer, sa.text("nextval('a_sequence')")),
    (sa.Integer, sa.Sequence("a_sequence").next_value()),
    (sa.String, sa.text("lower('ABC')")), (sa.Integer, sa.text("case when true then 1 else 2 end")),
    (pg.TSVECTOR, sa.text("to_tsvector('english', '')")), (sa.String, sa.text("E'a\\nb'")),
    (sa.String, sa.text("$$q$$")),
]  # fmt: skip


def test_every_default(postgresql: Scratch) -> None:
    metadata = sa.MetaData()
    with postgresql.engine.begin() as connection:
        connection.exec_driver_sql("CREATE SEQUENCE a_sequence")
    columns = [sa.Column(f"c{i}", type_, server_default=default) for i, (type_, default) in enumerate(DEFAULTS)]
    sa.Table("t", metadata, *columns)
    assert_same(postgresql, metadata)


def test_every_constraint(postgresql: Scratch) -> None:
    metadata = sa.MetaData()
    sa.Table(
        "p", metadata,
        key("id"),
        integer("a"), integer("b"), sa.Column("c", sa.String(10)),
        sa.UniqueConstraint("a", "b"),
        sa.UniqueConstraint("b", "a", name="turned"),
        sa.UniqueConstraint("a", name="late", deferrable=True, initially="DEFERRED"),
        sa.UniqueConstraint("b", name="at_once", deferrable=True, initially="IMMEDIATE"),
        sa.UniqueConstraint("c", name="never_late", deferrable=False),
        sa.UniqueConstraint("a", "c", name="covering", postgresql_include=["b"]),
        sa.UniqueConstraint("b", "c", name="one_null", postgresql_nulls_not_distinct=True),
    )  # fmt: skip
    sa.Table(
        "f", metadata,
        key("x"),
        sa.Column("y", sa.ForeignKey("p.id"), primary_key=True),
        sa.Column("z", sa.ForeignKey("p.id", ondelete="CASCADE", onupdate="RESTRICT", name="acting")),
        sa.Column("v", sa.ForeignKey("p.id", ondelete="no action", onupdate="set null")),
        sa.Column("u", sa.ForeignKey("f2.id", deferrable=True, initially="DEFERRED", use_alter=True, name="circle")),
        sa.ForeignKeyConstraint(["x", "z"], ["p.a", "p.b"], match="FULL", ondelete="SET DEFAULT"),
        sa.ForeignKeyConstraint(["z", "x"], ["p.b", "p.a"], match="SIMPLE", name="simple"),
    )  # fmt: skip
    sa.Table("f2", metadata, integer("id"), integer("f"), sa.PrimaryKeyConstraint("id", name="k"))
    sa.Table("long" * 15, metadata, key("id"), sa.Column("a", unique=True, type_=sa.Text))
    sa.Table("keyless", metadata, integer("n"))
    sa.Table("late_key", metadata, integer("n"), sa.PrimaryKeyConstraint("n", deferrable=True, postgresql_include=[]))
    checks = [
        "n > 0", "(n != 3)", "n between 1 and 5", "(not (n > 5))", "a like 'x%'", "a in ('x', 'y''z')",
        "n is not null",
        "(case when n > 1 then 1 else 0 end) = 1", "a = 'A' or a = 'a'", 'length(a) > 3 and "Mixed" > 1', "b",
        "not b",
        "e = 'x'", "j->>'k' is not null", "d > now() - interval '1 day'", "r[1] > 0", "a ~ '^[a-z]+$'", "n % 2 = 0",
        "a = any (array['x','y'])", "coalesce(a, '" + "x" * 60 + "') <> ''", "-n < -1", "cast(n as text) = '1'",
        "trim(a) <> ''", "a similar to 'x'", "(n, q) <> (1, 2)", "extract(year from d) > 2000",
        "a collate \"C\" > 'x'",
        '"user" = 1', "q::int > 1",
    ]  # fmt: skip
    sa.Table(
        "c", metadata,
        integer("n"), sa.Column("q", sa.Numeric), sa.Column("a", sa.String(70)),
        sa.Column("b", sa.Boolean),
        sa.Column("e", sa.Enum("x", "y", name="check_enum")), sa.Column("j", pg.JSONB), sa.Column("d", sa.DateTime),
        sa.Column("r", sa.ARRAY(sa.Integer)), integer("Mixed"), integer("user"),
        sa.CheckConstraint(sa.column("n") > 5, name="built"),
        *(sa.CheckConstraint(check.replace("::", "\\:\\:"), name=f"ck{i}") for i, check in enumerate(checks)),
        sa.CheckConstraint("n > 100"), sa.CheckConstraint("n > 101"),
    )  # fmt: skip
    assert_same(postgresql, metadata)


def test_constraints_that_are_not_validated(postgresql: Scratch) -> None:
    """CREATE TABLE marks every constraint as valid; only ALTER TABLE makes one that is not."""
    with postgresql.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (id serial PRIMARY KEY, n integer)")
        connection.exec_driver_sql("ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (n) REFERENCES t (id) NOT VALID")
        connection.exec_driver_sql("ALTER TABLE t ADD CONSTRAINT c CHECK (n < 7) NOT VALID")
    metadata = sa.MetaData()
    sa.Table(
        "t",
        metadata,
        key("id"),
        integer("n"),
        sa.ForeignKeyConstraint(["n"], ["t.id"], name="k", postgresql_not_valid=True),
        sa.CheckConstraint("n < 7", name="c", postgresql_not_valid=True),
    )
    assert_same(postgresql, metadata)


def test_every_index(postgresql: Scratch) -> None:
    metadata = sa.MetaData()
    with postgresql.engine.begin() as connection:
        connection.exec_driver_sql("CREATE EXTENSION pg_trgm")
    t = sa.Table(
        "t", metadata,
        key("id"),
        integer("n"), sa.Column("a", sa.String(50)), sa.Column("b", sa.Text),
        sa.Column("ok", sa.Boolean),
        sa.Column("j", pg.JSONB), sa.Column("v", pg.TSVECTOR), sa.Column("r", pg.INT4RANGE),
        integer("Big"),
        sa.Column("c", sa.String(20, collation="C")), sa.Column("d", sa.DateTime),
        sa.Column("w", sa.ARRAY(sa.Integer)),
    )  # fmt: skip
    text = sa.text
    forms: list[tuple[list[Any], dict[str, Any]]] = [
        (["a"], {}), (["a", "n"], {"unique": True}), (["Big"], {}), ([t.c.n.desc()], {}),
        ([t.c.n.desc().nulls_last()], {}), ([t.c.n.asc()], {}), ([t.c.n.nulls_first()], {}),
        ([t.c.n.asc().nulls_last()], {}),
        ([t.c.n.desc().nulls_first(), "a"], {}), ([text("n DESC")], {}), ([text("n desc nulls last"), text("a")], {}),
        (["a"], {"postgresql_ops": {"a": "text_pattern_ops"}}), (["a"], {"postgresql_ops": {"a": "DESC"}}),
        (["a"], {"postgresql_ops": {"a": "varchar_pattern_ops"}, "postgresql_using": "btree"}),
        (["a"], {"postgresql_ops": {"a": "text_ops"}}), ([text("a text_pattern_ops DESC")], {}),
        (["b"], {"postgresql_ops": {"b": "gin_trgm_ops"}, "postgresql_using": "gin"}),
        ([text('a COLLATE "C"')], {}), ([text('(a COLLATE "C") DESC')], {}), ([t.c.a.collate("C")], {}),
        ([text('lower(a) COLLATE "C" text_pattern_ops DESC')], {}), ([text('c COLLATE "default"')], {}), (["c"], {}),
        ([t.c.c.collate("POSIX").desc()], {}), ([sa.func.lower(t.c.a)], {}),
        ([text("lower(a)"), "n"], {"unique": True}),
        ([text("(a || ' ' || b)")], {}), ([text("(n + 1)"), text("(n * 2) DESC")], {}), ([t.c.n + 1], {}),
        ([text("(case when n > 1 then 1 else 0 end)")], {}), ([text("(n in (1, 2))")], {}), ([text("(a = 'A')")], {}),
        ([text("(j->>'k')")], {}), ([text("((j->'k'))")], {"postgresql_using": "gin"}),
        ([text("coalesce(a, 'x,y')")], {}),
        ([text("(a || ')')"), text("(b || ' DESC')")], {}), ([sa.func.coalesce(t.c.a, "x").desc()], {}),
        (["j"], {"postgresql_using": "gin"}),
        (["j"], {"postgresql_using": "gin", "postgresql_ops": {"j": "jsonb_path_ops"}}),
        (["v"], {"postgresql_using": "gist"}), (["r"], {"postgresql_using": "GiST"}),
        (["n"], {"postgresql_using": "hash"}),
        (["n"], {"postgresql_using": "brin", "postgresql_with": {"pages_per_range": 16}}),
        (["n"], {"postgresql_where": text("n > 1")}), (["n"], {"postgresql_where": t.c.n > 1}),
        (["n"], {"postgresql_where": "a = 'x'"}), (["n"], {"postgresql_where": t.c.ok}),
        (["n"], {"postgresql_where": ~t.c.ok}),
        (["n"], {"postgresql_where": sa.and_(t.c.a.is_not(None), t.c.b.like("x%"))}),
        (["n"], {"postgresql_where": t.c.a.in_(["x", "y"])}), (["n"], {"postgresql_where": t.c.j["a"].astext == "x"}),
        (["n"], {"postgresql_include": ["a", "b"]}), (["n"], {"postgresql_include": [t.c.a]}),
        (["n"], {"postgresql_with": {"fillfactor": 70}}),
        (["n"], {"postgresql_with": {"deduplicate_items": False, "fillfactor": "80"}}),
        (["n"], {"unique": True, "postgresql_nulls_not_distinct": True}),
        (["a"], {"postgresql_nulls_not_distinct": False}),
        ([sa.func.to_tsvector(sa.literal_column("'english'"), t.c.a)], {"postgresql_using": "gin"}),
        ([text("to_tsvector('english', a)")], {"postgresql_using": "gin"}), ([text("date_trunc('day', d)")], {}),
        ([text("(d::date)")], {}), ([text("CAST(n AS text)")], {}), ([text("w")], {"postgresql_using": "gin"}),
        ([sa.func.lower(t.c.a).label("lower_a")], {"postgresql_ops": {"lower_a": "text_pattern_ops"}}),
    ]  # fmt: skip
    for i, (keys, keywords) in enumerate(forms):
        sa.Index(f"ix{i}", *keys, _table=t, **keywords) if not any(isinstance(k, str) for k in keys) else sa.Index(
            f"ix{i}", *(t.c[k] if isinstance(k, str) else k for k in keys), **keywords
        )
    assert_same(postgresql, metadata)


def test_every_computed_and_identity_column(postgresql: Scratch) -> None:
    metadata = sa.MetaData()
    computed: list[tuple[Any, str]] = [
        (sa.Integer, "n + 1"), (sa.Numeric, "n + 1"), (sa.BigInteger, "n"), (sa.Boolean, "n between 1 and 5"),
        (sa.Boolean, "a in ('x', 'y')"), (sa.Boolean, "n != 3"), (sa.Text, "cast(n as text)"), (sa.Text, "trim(a)"),
        (sa.String(80), "a || 'X'"), (sa.Text, "case when n is null then 'none' else a end"),
        (sa.Integer, "length(a)"),
    ]  # fmt: skip
    sa.Table(
        "t", metadata, integer("n"), sa.Column("a", sa.String(70)),
        *(sa.Column(f"c{i}", type_, sa.Computed(sql, persisted=True)) for i, (type_, sql) in enumerate(computed)),
    )  # fmt: skip
    identities = [
        sa.Identity(), sa.Identity(always=True), sa.Identity(start=5, increment=2), sa.Identity(increment=-1),
        sa.Identity(minvalue=-5, maxvalue=5, cycle=True, cache=3), sa.Identity(increment=-2, minvalue=-100, start=-7),
        sa.Identity(always=True, nominvalue=True, nomaxvalue=True),
    ]  # fmt: skip
    for number, identity in enumerate(identities):
        for type_ in (sa.SmallInteger, sa.Integer, sa.BigInteger):
            name = f"i{number}{type_.__name__}"
            sa.Table(name, metadata, sa.Column("id", type_, identity._copy(), primary_key=number % 2 == 0))
    for type_ in (sa.SmallInteger, sa.Integer, sa.BigInteger):
        sa.Table(f"serial{type_.__name__}", metadata, sa.Column("id", type_, primary_key=True), integer("b"))
        sa.Table(f"plain{type_.__name__}", metadata, sa.Column("id", type_, primary_key=True, autoincrement=False))
    sa.Table("pair", metadata, key("a"), key("b"))
    sa.Table("chosen", metadata, key("a", autoincrement=True), sa.Column("b", sa.Text, primary_key=True))
    sa.Table("own", metadata, integer("id", sa.Sequence("own_sequence"), primary_key=True))
    sa.Table("optional", metadata, integer("id", sa.Sequence("unused", optional=True), primary_key=True))
    sequence = sa.Sequence("served", metadata=metadata)
    sa.Table("served_by", metadata, integer("id", sequence, server_default=sequence.next_value(), primary_key=True))
    assert_same(postgresql, metadata)


def test_every_option_of_a_table(postgresql: Scratch) -> None:
    metadata = sa.MetaData()
    sa.Table(
        "commented", metadata, integer("id", comment="it's \\ 50%"), sa.Column("b", sa.Text, comment=""), comment="t's"
    )  # fmt: skip
    sa.Table("unlogged", metadata, integer("id"), prefixes=["UNLOGGED"])
    if "with" in PostgresqlSupport(postgresql.engine.dialect).arguments(sa.Table):  # since SQLAlchemy 2.1
        parameters = {"fillfactor": 70, "toast.autovacuum_enabled": False}
        sa.Table("stored", metadata, sa.Column("id", sa.Text), postgresql_with=parameters)
    sa.Table(
        "parts", metadata, key("id"), sa.Column("at", sa.Date, primary_key=True),
        sa.Column("p", sa.ForeignKey("parts2.id")), sa.Index("ix_parts", "p"), postgresql_partition_by="range(at)",
    )  # fmt: skip
    sa.Table("parts2", metadata, key("id"), postgresql_partition_by="HASH (id)")
    sa.Table("by_list", metadata, integer("id"), sa.Column("Key", sa.Text), postgresql_partition_by='LIST ("Key")')
    sa.Table("Mixed Case", metadata, key("Some Column"), integer("select", unique=True))
    assert_same(postgresql, metadata)


def test_several_schemas(postgresql: Scratch) -> None:
    metadata = sa.MetaData()
    other = sa.Enum("a", name="other_enum", schema="other")
    sa.Table("p", metadata, key("id"), sa.Column("e", other), schema="public")
    sa.Table(
        "c", metadata, sa.Column("id", sa.ForeignKey("public.p.id")), sa.Column("o", sa.ForeignKey("other.t.id")),
        schema="public",
    )  # fmt: skip
    sa.Table("t", metadata, key("id"), sa.Column("p", sa.ForeignKey("public.p.id")), schema="other")
    sa.Table("t", metadata, sa.Column("s", sa.ForeignKey("other.t.id")), schema="Strange 'one'")
    with postgresql.engine.begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA other")
        connection.exec_driver_sql("CREATE SCHEMA \"Strange 'one'\"")
    assert_same(postgresql, metadata, [None, "other", "Strange 'one'"])
    with postgresql.engine.connect() as connection:
        support = support_for(connection.dialect)
        catalog = support.catalog(connection)
        assert catalog.schemas() == ["Strange 'one'", "other", "public"]
        only = catalog.tables([None])
        assert set(only) == {TableKey(None, "p"), TableKey(None, "c")}
        referred = {key.referred for key in only[TableKey(None, "c")].foreign_keys}
        assert referred == {TableKey(None, "p"), TableKey("other", "t")}
        assert only[TableKey(None, "p")].columns["e"].type == "other.other_enum"
