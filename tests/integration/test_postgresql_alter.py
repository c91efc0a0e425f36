"""Changes of one column on PostgreSQL: the script runs, nothing differs afterwards, rows survive, and back again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from migrate.autogenerate.api import make_plan
from migrate.comparators.live import read_database
from migrate.migration import MigrationContext
from migrate.operations import Operations
from migrate.operations.base import MigrateOperation
from tests.databases import Scratch

Make = Callable[[], "sa.Column[Any]"]


def model(column: Make | None) -> sa.MetaData:
    """Return a model of one table; None leaves the column out."""
    metadata = sa.MetaData()
    table = sa.Table("t", metadata, sa.Column("other", sa.Integer))
    if column is not None:
        table.append_column(column())
    return metadata


def changes(connection: sa.Connection, metadata: sa.MetaData) -> list[MigrateOperation]:
    """Return the directives that make the database what the model says."""
    return list(make_plan(MigrationContext.configure(connection), metadata).upgrade_ops.flat())


def become(connection: sa.Connection, metadata: sa.MetaData) -> None:
    """Run the directives, and prove that none is left."""
    operations = Operations(MigrationContext.configure(connection))
    found = changes(connection, metadata)
    assert found, "no difference"
    for op in found:
        operations.invoke(op)
    assert [op.to_diff_tuple() for op in changes(connection, metadata)] == []


def plain(type_: Any, default: Any = None, **keywords: Any) -> Make:
    return lambda: sa.Column("c", type_, server_default=default, **keywords)


def key(*parts: Any, **keywords: Any) -> Make:
    return lambda: sa.Column(
        "c", sa.Integer, *(p._copy() if isinstance(p, sa.Identity) else p for p in parts), primary_key=True, **keywords
    )


def computed(sql: str) -> Make:
    return lambda: sa.Column("c", sa.Integer, sa.Computed(sql, persisted=True))


def enum(name: str, *labels: str) -> sa.Enum:
    return sa.Enum(*labels, name=name)


PAIRS: Mapping[str, tuple[Make | None, Make | None, str | None]] = {
    "string-longer": (plain(sa.String), plain(sa.String(50)), "'x'"),
    "string-integer": (plain(sa.String), plain(sa.Integer), "'12'"),
    "string-integer-default": (plain(sa.String(9), "1"), plain(sa.Integer, "2"), "'12'"),
    "string-integer-same-default": (plain(sa.String(9), "1"), plain(sa.Integer, "1"), "'12'"),
    "string-jsonb": (plain(sa.String), plain(pg.JSONB), "'{\"a\": 1}'"),
    "string-uuid": (plain(sa.Text), plain(sa.Uuid), "'c0a80121-7ac0-4e1a-9c7e-0242ac120002'"),
    "string-enum": (plain(sa.String, "a"), plain(enum("e1", "a", "b"), "a"), "'b'"),
    "string-text-default": (plain(sa.String, "a"), plain(sa.Text, "a"), "'b'"),
    "enum-enum": (plain(enum("e2", "a", "b")), plain(enum("e3", "a", "b", "c")), "'b'"),
    "enum-enum-default": (plain(enum("e2", "a", "b"), "a"), plain(enum("e3", "a", "b", "c"), "a"), "'b'"),
    "enum-check": (plain(enum("e2", "a")), plain(sa.Enum("a", native_enum=False, length=5)), "'a'"),
    "integer-boolean": (plain(sa.Integer, "0"), plain(sa.Boolean, sa.false()), "1"),
    "bigint-boolean": (plain(sa.BigInteger), plain(sa.Boolean), "1"),
    "integer-numeric": (plain(sa.Integer, "0"), plain(sa.Numeric(10, 2), "0"), "1"),
    "numeric-numeric": (plain(sa.Numeric), plain(sa.Numeric(10, 2)), "1"),
    "integer-array": (plain(sa.Integer, "1"), plain(sa.ARRAY(sa.Integer), "{1}"), "1"),
    "array-array": (plain(sa.ARRAY(sa.Integer)), plain(sa.ARRAY(sa.String(5))), "'{1,2}'"),
    "date-timestamp": (plain(sa.Date), plain(sa.DateTime(timezone=True)), "'2020-01-01'"),
    "string-timestamp": (plain(sa.String), plain(sa.DateTime, sa.func.now()), "'2020-01-01 00:00:00'"),
    "timestamp-precision": (plain(sa.DateTime), plain(pg.TIMESTAMP(precision=3)), "'2020-01-01'"),
    "json-jsonb": (plain(sa.JSON, "{}"), plain(pg.JSONB, "{}"), "'[1]'"),
    "text-bytea": (plain(sa.Text), plain(sa.LargeBinary), "'a'"),
    "interval": (plain(sa.Text), plain(sa.Interval), "'01:00:00'"),
    "range-multirange": (plain(pg.INT4RANGE), plain(pg.INT4MULTIRANGE), None),
    "domain": (plain(sa.Integer), plain(pg.DOMAIN("d", sa.Integer, check="VALUE > 0")), "1"),
    "collation": (plain(sa.String(10)), plain(sa.String(10, collation="C")), "'x'"),
    "default-added": (plain(sa.Integer), plain(sa.Integer, "1"), "1"),
    "default-changed": (plain(sa.String, "A"), plain(sa.String, "it's 50% :x"), "'x'"),
    "nullable": (plain(sa.Integer), plain(sa.Integer, nullable=False), "1"),
    "comment": (plain(sa.Integer), plain(sa.Integer, comment="it's 50% :x"), "1"),
    "serial": (key(autoincrement=False), key(), "5"),
    "serial-identity": (key(), key(sa.Identity()), "5"),
    "plain-identity": (key(autoincrement=False), key(sa.Identity(always=True, start=10)), "5"),
    "identity-default": (key(sa.Identity()), key(server_default="7"), "5"),
    "identity-options": (
        key(sa.Identity()),
        key(sa.Identity(always=True, increment=3, minvalue=-5, maxvalue=500, cache=4, cycle=True)),
        "5",
    ),
    "identity-start": (key(sa.Identity(start=3)), key(sa.Identity()), "5"),
    "computed-plain": (plain(sa.Integer), computed("other + 1"), None),
    "computed": (computed("other + 1"), computed("other + 2"), None),
    "enum-added": (None, plain(enum("e4", "a", "b")), None),
    "enum-array-added": (None, plain(sa.ARRAY(enum("e5", "a", "b"))), None),
    "column-added": (None, plain(sa.String, "it's 50% :x"), None),
    "serial-added": (None, key(), None),
    "identity-added": (None, key(sa.Identity()), None),
}  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
def test_a_column_changes_and_changes_back(postgresql: Scratch, name: str) -> None:
    before, after, value = PAIRS[name]
    with postgresql.engine.connect() as connection:
        model(before).create_all(connection)
        if value is not None:
            connection.exec_driver_sql(f"INSERT INTO t (other, c) VALUES (1, {value})")
        start = read_database(connection).digest()
        rows = connection.exec_driver_sql("SELECT * FROM t").all()
        become(connection, model(after))
        become(connection, model(before))
        assert read_database(connection).digest() == start
        assert connection.exec_driver_sql("SELECT * FROM t").all() == rows
        become(connection, model(after))


def test_numbers_go_on_after_the_rows(postgresql: Scratch) -> None:
    with postgresql.engine.connect() as connection:
        model(key(autoincrement=False)).create_all(connection)
        connection.exec_driver_sql("INSERT INTO t VALUES (0, 41)")
        for column in (key(), key(sa.Identity()), key()):
            become(connection, model(column))
            connection.exec_driver_sql("INSERT INTO t (other) VALUES (0)")
        assert connection.exec_driver_sql("SELECT array_agg(c ORDER BY c) FROM t").scalar() == [41, 42, 43, 44]


def test_using_is_what_the_script_says(postgresql: Scratch) -> None:
    with postgresql.engine.connect() as connection:
        model(plain(sa.String)).create_all(connection)
        connection.exec_driver_sql("INSERT INTO t VALUES (0, 'n7')")
        operations = Operations(MigrationContext.configure(connection))
        operations.alter_column("t", "c", type_=sa.Integer(), postgresql_using="substr(c, 2)::integer")
        assert connection.exec_driver_sql("SELECT c FROM t").scalar() == 7


def test_a_type_that_exists_is_used_as_it_is(postgresql: Scratch) -> None:
    with postgresql.engine.connect() as connection:
        operations = Operations(MigrationContext.configure(connection))
        for number in range(2):
            operations.create_table(f"t{number}", sa.Column("c", enum("shared", "a", "b")))
            operations.add_column(f"t{number}", sa.Column("d", enum("shared", "a", "b")))
        operations.drop_table("t0")
        operations.create_table("t0", sa.Column("c", enum("shared", "a", "b")))
        assert connection.exec_driver_sql("SELECT count(*) FROM pg_type WHERE typname = 'shared'").scalar() == 1


def test_a_constraint_of_a_new_table_is_not_validated_when_it_says_so(postgresql: Scratch) -> None:
    metadata = sa.MetaData()
    check = sa.CheckConstraint("n > 0", name="c", postgresql_not_valid=True)
    sa.Table("t", metadata, sa.Column("n", sa.Integer), check)
    with postgresql.engine.connect() as connection:
        become(connection, metadata)
