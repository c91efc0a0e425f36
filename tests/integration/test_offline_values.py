"""A value written offline is the value the driver would have sent, whatever its type."""

from __future__ import annotations

import datetime
import decimal
import enum
import io
import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.types import TypeDecorator

from migrate.operations.facade import Operations
from migrate.runtime.migration import MigrationContext
from tests.databases import Scratch


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


class Listed(TypeDecorator[list[str]]):
    impl = sa.String(50)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> Any:
        return ",".join(value)


class Stamped(TypeDecorator[Any]):
    impl = sa.JSON
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> Any:
        return {"stamped": value}


HOURS = datetime.timedelta(hours=26, minutes=1, seconds=2, microseconds=3)
EVERYWHERE: list[tuple[Any, Any]] = [
    (sa.Integer, 5), (sa.BigInteger, 2**60), (sa.Float, 1.5), (sa.Numeric(10, 2), decimal.Decimal("1.50")),
    (sa.String(30), "a'b\\c %x %% :y ;\n$$"), (sa.Unicode(20), "日本"), (sa.Text, None), (sa.Boolean, True),
    (sa.Date, datetime.date(2024, 2, 3)), (sa.DateTime, datetime.datetime(2024, 2, 3, 4, 5, 6)),
    (sa.DateTime(timezone=True), datetime.datetime(2024, 2, 3, 4, 5, 6, tzinfo=datetime.UTC)),
    (sa.Time, datetime.time(4, 5, 6)), (sa.Interval, HOURS), (sa.LargeBinary, b"\x00\xff'\\%"),
    (sa.JSON, {"a": [1, "x'y\\", None]}), (sa.JSON, None), (sa.JSON, sa.JSON.NULL), (sa.JSON(none_as_null=True), None),
    (sa.Enum(Colour, name="colour"), Colour.BLUE), (sa.Enum("x", "y", name="xy"), "x"), (sa.Uuid, uuid.UUID(int=7)),
    (sa.Uuid(as_uuid=False, native_uuid=False), str(uuid.UUID(int=7))), (sa.PickleType, {"a": 1}),
    (Listed, ["a'", "b"]), (Stamped, [1]), (sa.Integer, sa.text("1 + 1")), (sa.Integer, sa.null()),
]  # fmt: skip
POSTGRESQL: list[tuple[Any, Any]] = [
    (pg.ARRAY(sa.Integer), [1, None]), (pg.ARRAY(sa.Text), ["a'b", 'c"d\\', None, "null", ""]),
    (pg.ARRAY(sa.Integer, dimensions=2), [[1, 2], [3, 4]]),
    (pg.ARRAY(sa.LargeBinary), [b"\x01\\"]), (pg.ARRAY(sa.Text), []),
    (pg.ARRAY(sa.Enum("x", "y", name="xy")), ["x"]), (pg.JSONB, {"q": "'"}), (pg.INET, "1.2.3.4"),
    (pg.INT4RANGE, pg.Range(1, 5)),
    (pg.INT4MULTIRANGE, pg.ranges.MultiRange([pg.Range(1, 5), pg.Range(7, 9)])), (pg.TSVECTOR, "a b"),
    (pg.BIT(3), "101"), (pg.INTERVAL, -HOURS),
]  # fmt: skip
MARIADB: list[tuple[Any, Any]] = [
    (mysql.SET("a", "b'"), {"b'", "a"}), (mysql.YEAR, 2020), (mysql.BIT(4), 5), (mysql.TIME(fsp=6), -HOURS),
    (mysql.DOUBLE, 2.5), (mysql.TIMESTAMP, datetime.datetime(2024, 2, 3, 4, 5, 6, tzinfo=datetime.UTC)),
]  # fmt: skip
CASES = [("sqlite", *case) for case in EVERYWHERE]
CASES += [("postgresql", *case) for case in EVERYWHERE + POSTGRESQL]
CASES += [("mariadb", *case) for case in EVERYWHERE + MARIADB]


@pytest.mark.parametrize(("dialect", "type_", "value"), CASES)
def test_a_row_inserted_offline_is_the_row_inserted_online(
    scratch_for: Any, dialect: str, type_: Any, value: Any
) -> None:
    scratch: Scratch = scratch_for(dialect)
    table = sa.Table("t", sa.MetaData(), sa.Column("id", sa.Integer), sa.Column("x", type_))
    buffer = io.StringIO()
    written = MigrationContext.configure(url=scratch.url, opts={"as_sql": True, "output_buffer": buffer})
    Operations(written).bulk_insert(table, [{"id": 2, "x": value}])
    statement = buffer.getvalue().strip().removesuffix(";")
    with scratch.engine.begin() as connection:
        table.create(connection)
        online = Operations(MigrationContext.configure(connection))
        online.bulk_insert(table, [{"id": 1, "x": value}], multiinsert=not isinstance(value, sa.TextClause | sa.Null))
        connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
        shown = sa.select(sa.type_coerce(table.c.x, sa.types.NULLTYPE)).order_by(table.c.id)
        sent, literal = connection.scalars(shown).all()
    assert literal == sent
