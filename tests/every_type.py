"""Every type of SQLAlchemy that a database has, its own and the generic ones, with the arguments that matter."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql, sqlite
from sqlalchemy.dialects import postgresql as pg

POSTGRESQL: list[Any] = [
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
    pg.INTERVAL(fields="DAY TO SECOND", precision=3), pg.TIMESTAMP(precision=3),
    pg.TIMESTAMP(timezone=True, precision=0),
    pg.TIME(precision=2), pg.TIME(timezone=True), pg.JSONPATH, pg.ENUM("x", "y", name="pg_enum"),
    pg.DOMAIN("a_domain", sa.Integer, check="VALUE > 0"), pg.DOMAIN("text_domain", sa.String(10), not_null=True),
    sa.Integer().with_variant(sa.BigInteger, "postgresql"),
    sa.BIGINT, sa.BOOLEAN, sa.DATE, sa.INTEGER, sa.NUMERIC, sa.SMALLINT, sa.TEXT, sa.TIME,
]  # fmt: skip

MARIADB: list[Any] = [
    sa.Integer(), sa.SmallInteger(), sa.BigInteger(), sa.Boolean(), sa.String(50), sa.Text(), sa.Text(10), sa.Text(100),
    sa.Text(70000), sa.Text(20000000), sa.Unicode(20), sa.UnicodeText(), sa.Numeric(), sa.Numeric(8),
    sa.Numeric(10, 2), sa.Float(), sa.Float(24), sa.Float(25), sa.Float(53), sa.Double(), sa.REAL(),
    sa.DOUBLE_PRECISION(), sa.Date(), sa.DateTime(), sa.DateTime(timezone=True), sa.Time(), sa.TIMESTAMP(),
    sa.Interval(), sa.LargeBinary(), sa.LargeBinary(100), sa.LargeBinary(70000), sa.JSON(), sa.Uuid(),
    sa.Uuid(native_uuid=False), sa.UUID(), sa.Enum("a", "it's", "x\\y", "p%q", 'd"q', "a,b", name="e"),
    sa.Enum("a", "bb", name="ee", native_enum=False), sa.CHAR(5), sa.CHAR(), sa.VARCHAR(10), sa.NVARCHAR(10),
    sa.NCHAR(5), sa.BINARY(16), sa.VARBINARY(20), sa.String(10, collation="utf8mb4_bin"),
    sa.String(10, collation="latin1_bin"), sa.PickleType(),
    sa.BigInteger().with_variant(mysql.INTEGER(unsigned=True), "mysql", "mariadb"),
    sa.String(5).with_variant(mysql.VARCHAR(6, charset="latin1"), "mysql", "mariadb"),
    mysql.TINYINT(), mysql.TINYINT(1), mysql.TINYINT(unsigned=True), mysql.INTEGER(5), mysql.INTEGER(11),
    mysql.INTEGER(unsigned=True), mysql.INTEGER(5, zerofill=True), mysql.INTEGER(zerofill=True), mysql.MEDIUMINT(),
    mysql.MEDIUMINT(unsigned=True), mysql.BIGINT(20, unsigned=True), mysql.SMALLINT(unsigned=True),
    mysql.DECIMAL(12, 4, unsigned=True), mysql.DECIMAL(), mysql.NUMERIC(6), mysql.FLOAT(10, 2), mysql.FLOAT(24),
    mysql.FLOAT(53), mysql.DOUBLE(10, 3), mysql.DOUBLE(unsigned=True), mysql.REAL(), mysql.BIT(), mysql.BIT(8),
    mysql.YEAR(), mysql.YEAR(4), mysql.DATETIME(fsp=6), mysql.DATETIME(fsp=3), mysql.TIMESTAMP(fsp=6),
    mysql.TIME(fsp=2), mysql.TINYTEXT(), mysql.MEDIUMTEXT(), mysql.LONGTEXT(), mysql.TEXT(63), mysql.TEXT(64),
    mysql.TEXT(255, charset="latin1"), mysql.TINYBLOB(), mysql.MEDIUMBLOB(), mysql.LONGBLOB(),
    mysql.VARCHAR(20, charset="latin1"), mysql.VARCHAR(20, charset="latin1", collation="latin1_bin"),
    mysql.VARCHAR(20, binary=True), mysql.VARCHAR(20, ascii=True),
    mysql.VARCHAR(20, national=True), mysql.VARCHAR(10, charset="utf8"),
    mysql.CHAR(3, charset="ascii", collation="ascii_bin"), mysql.ENUM("b", "a"),
    mysql.ENUM("x", "y", charset="latin1"), mysql.SET("a", "b"), mysql.SET("a", "it's"), mysql.JSON(),
    mysql.NVARCHAR(7), mysql.NCHAR(3), mysql.TEXT(charset="latin1", collation="latin1_general_ci"),
    mysql.LONGTEXT(collation="utf8mb4_bin"), mysql.INET4(), mysql.INET6(),
    sa.BIGINT(), sa.BLOB(), sa.BOOLEAN(), sa.DATE(), sa.DATETIME(), sa.DECIMAL(), sa.DOUBLE(), sa.FLOAT(), sa.INTEGER(),
    sa.NUMERIC(), sa.SMALLINT(), sa.TEXT(), sa.TIME(),
]  # fmt: skip

SQLITE: list[Any] = [
    sa.Integer(),
    sa.SmallInteger(),
    sa.BigInteger(),
    sa.Numeric(),
    sa.Numeric(10, 2),
    sa.Numeric(10),
    sa.Float(),
    sa.Float(24),
    sa.Double(),
    sa.REAL(),
    sa.DECIMAL(8, 3),
    sa.String(),
    sa.String(50),
    sa.String(50, collation="NOCASE"),
    sa.Text(),
    sa.Unicode(5),
    sa.UnicodeText(),
    sa.CHAR(3),
    sa.NCHAR(3),
    sa.NVARCHAR(9),
    sa.VARCHAR(7),
    sa.CLOB(),
    sa.LargeBinary(),
    sa.BLOB(),
    sa.Boolean(),
    sa.Boolean(create_constraint=True, name="ck_bool"),
    sa.Date(),
    sa.DateTime(),
    sa.Time(),
    sa.TIMESTAMP(),
    sa.Interval(),
    sa.JSON(),
    sa.Uuid(),
    sa.Enum("a", "bb", name="e"),
    sa.Enum("a", "bb", name="e", create_constraint=True),
    sa.PickleType(),
    sa.DOUBLE_PRECISION(),
    sqlite.DATETIME(  # type: ignore[no-untyped-call, unused-ignore]
        storage_format="%(year)04d%(month)02d%(day)02d%(hour)02d%(minute)02d%(second)02d"
    ),
    sa.String(20).with_variant(sa.Text(), "sqlite"),
    sqlite.DATE(storage_format="%(year)04d%(month)02d%(day)02d"),  # type: ignore[no-untyped-call, unused-ignore]
    sqlite.TIME(storage_format="%(hour)02d%(minute)02d"),  # type: ignore[no-untyped-call, unused-ignore]
    sqlite.JSON(),
    sa.BIGINT(),
    sa.BINARY(4),
    sa.BOOLEAN(),
    sa.DATE(),
    sa.DATETIME(),
    sa.DOUBLE(),
    sa.FLOAT(),
    sa.INTEGER(),
    sa.NUMERIC(),
    sa.SMALLINT(),
    sa.TEXT(),
    sa.TIME(),
    sa.UUID(),
    sa.VARBINARY(4),
]

NO_TYPES = frozenset(
    {"MatchType", "NullType", "TupleType", "TypeDecorator", "TypeEngine", "UserDefinedType", "Variant"}
)
"""Classes of SQLAlchemy that no column has by themselves."""

NOT_THERE: dict[str, frozenset[str]] = {
    "postgresql": frozenset(
        (
            "AbstractMultiRange",
            "AbstractRange",
            "AbstractSingleRange",
            "BINARY",
            "BLOB",
            "CLOB",
            "DATETIME",
            "DOUBLE",
            "NCHAR",
            "NVARCHAR",
            "NamedType",
            "VARBINARY",
        )
    ),
    "mariadb": frozenset(("ARRAY", "CLOB")),
    "sqlite": frozenset(("ARRAY", "JSONB")),  # JSONB came with SQLite 3.45
}
"""Types of SQLAlchemy, and of its dialect, that a database does not have."""
