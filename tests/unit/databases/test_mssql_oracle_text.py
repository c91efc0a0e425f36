"""How SQL Server and Oracle spell what models say, as their manuals and SQLAlchemy's inspector have it."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
import sqlalchemy as sa

from migrate.dialects.mssql.support import MssqlSupport
from migrate.dialects.oracle.support import OracleSupport
from migrate.dialects.support import DialectSupport, support_for
from migrate.dialects.types import SQLType

mssql: Any = importlib.import_module("sqlalchemy.dialects.mssql")  # as Any: its constructors have no types
oracle: Any = importlib.import_module("sqlalchemy.dialects.oracle")
SERVERS: dict[str, DialectSupport] = {
    "mssql": support_for(mssql.dialect()),
    "oracle": support_for(oracle.dialect()),
}


def test_the_bundles_are_found_by_the_dialects_name() -> None:
    assert [type(support) for support in SERVERS.values()] == [MssqlSupport, OracleSupport]


@pytest.mark.parametrize(
    ("dialect", "model", "reported", "text"),
    [
        ("mssql", sa.Integer(), mssql.INTEGER(), "INTEGER"),
        ("mssql", sa.Numeric(), mssql.NUMERIC(18, 0), "DECIMAL(18, 0)"),
        ("mssql", sa.DECIMAL(10, 2), mssql.NUMERIC(10, 2), "DECIMAL(10, 2)"),
        ("mssql", sa.Float(), mssql.FLOAT(53), "FLOAT(53)"),
        ("mssql", sa.Double(), mssql.FLOAT(53), "FLOAT(53)"),
        ("mssql", sa.Float(20), mssql.REAL(), "REAL"),
        ("mssql", sa.String(5), mssql.VARCHAR(5, collation="Latin1_General_CI_AS"), "VARCHAR(5)"),
        ("mssql", sa.Unicode(), mssql.NVARCHAR(collation="Latin1_General_CI_AS"), "NVARCHAR(max)"),
        ("mssql", mssql.DATETIME2(), mssql.DATETIME2(7), "DATETIME2(7)"),
        ("mssql", mssql.ROWVERSION(), mssql.TIMESTAMP(), "TIMESTAMP"),
        ("mssql", mssql.UNIQUEIDENTIFIER(), mssql.UNIQUEIDENTIFIER(), "UNIQUEIDENTIFIER"),
        ("oracle", sa.SmallInteger(), sa.INTEGER(), "INTEGER"),
        ("oracle", sa.Numeric(), sa.INTEGER(), "INTEGER"),
        ("oracle", sa.Numeric(10, 2), oracle.NUMBER(10, 2), "NUMBER(10, 2)"),
        ("oracle", sa.Numeric(10), oracle.NUMBER(10, 0), "NUMBER(10, 0)"),
        ("oracle", sa.Double(), oracle.DOUBLE_PRECISION(), "FLOAT(126)"),
        ("oracle", sa.REAL(), oracle.REAL(), "FLOAT(63)"),
        ("oracle", SQLType("varchar(5 char)"), oracle.VARCHAR2(5), "VARCHAR2(5 CHAR)"),
        ("oracle", oracle.NUMBER(), oracle.NUMBER(), "NUMBER"),
    ],
)
def test_a_type_of_the_model_and_the_one_reported_are_the_same_text(
    dialect: str, model: Any, reported: Any, text: str
) -> None:
    support = SERVERS[dialect]
    assert (support.type_text(model), support.type_text(reported)) == (text, text)


@pytest.mark.parametrize(
    ("dialect", "one", "other"),
    [
        ("mssql", sa.String(5), sa.Unicode(5)),
        ("mssql", sa.String(5), sa.String(6)),
        ("mssql", sa.Integer(), sa.BigInteger()),
        ("oracle", sa.Numeric(10, 2), sa.Numeric(10, 3)),
        ("oracle", sa.Integer(), oracle.NUMBER()),
    ],
)
def test_types_that_differ_have_texts_that_differ(dialect: str, one: Any, other: Any) -> None:
    assert SERVERS[dialect].type_text(one) != SERVERS[dialect].type_text(other)


@pytest.mark.parametrize(
    ("dialect", "text", "shown"),
    [
        ("mssql", "INTEGER", "INTEGER()"),
        ("mssql", "VARCHAR(max)", "VARCHAR()"),
        ("mssql", "VARBINARY(max)", "VARBINARY()"),
        ("mssql", "DECIMAL(10, 2)", "DECIMAL(precision=10, scale=2)"),
        ("oracle", "INTEGER", "INTEGER()"),
        ("oracle", "VARCHAR2(5 CHAR)", "VARCHAR2(length=5)"),
        ("oracle", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP(timezone=True)"),
        ("oracle", "SDO_GEOMETRY", "SQLType('SDO_GEOMETRY')"),
    ],
)
def test_a_type_of_the_database_has_an_object_that_means_the_same(dialect: str, text: str, shown: str) -> None:
    support = SERVERS[dialect]
    made = support.type_object(text)
    assert (repr(made), support.type_text(made)) == (shown, text)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("0", "((0))"),
        ("-1", "((-1))"),
        ("'x'", "('x')"),
        ("N'(x)'", "(N'(x)')"),
        ("CURRENT_TIMESTAMP", "(getdate())"),
        ("getdate()", "(getdate())"),
        ("(1) + (2)", "((1)+(2))"),
    ],
)
def test_sql_server_stores_a_default_in_parentheses(written: str, stored: str) -> None:
    support = SERVERS["mssql"]
    assert support.canonical_default(written, "") == support.canonical_default(stored, "")


def test_defaults_that_differ_stay_different() -> None:
    support = SERVERS["mssql"]
    assert support.canonical_default("('0')", "") != support.canonical_default("((0))", "")
    assert support.canonical_default("('A')", "") != support.canonical_default("('a')", "")


@pytest.mark.parametrize(
    ("dialect", "said", "expected"),
    [
        ("mssql", {"mssql_include": ["b"], "mssql_clustered": False}, [("include", ("b",))]),
        ("mssql", {"mssql_clustered": True}, [("clustered", True)]),
        ("mssql", {"mssql_where": sa.text("[a]>(5)")}, [("where", "a > (5)")]),
        ("oracle", {"oracle_bitmap": True, "oracle_compress": 2}, [("bitmap", True), ("compress", 2)]),
        ("oracle", {}, []),
        ("mssql", {}, []),
    ],
)
def test_options_of_an_index_are_named_as_the_inspector_names_them(
    dialect: str, said: dict[str, Any], expected: list[tuple[str, Any]]
) -> None:
    table = sa.Table("t", sa.MetaData(), sa.Column("a", sa.Integer), sa.Column("b", sa.Integer))
    assert list(SERVERS[dialect].index_options(sa.Index("i", table.c.a, **said))) == expected
