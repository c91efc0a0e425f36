"""Canonical texts of types."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from migrate.dialects.mysql.support import MysqlSupport
from migrate.dialects.mysql.types import canonical_type


@pytest.mark.parametrize(
    ("ddl", "expected"),
    [
        ("INTEGER", "int"), ("int(11)", "int"), ("int(10) unsigned", "int unsigned"), ("INTEGER(5)", "int(5)"),
        ("BOOL", "tinyint(1)"), ("tinyint(4)", "tinyint"), ("TINYINT", "tinyint"), ("bigint(20)", "bigint"),
        ("INT(5) ZEROFILL", "int(5) unsigned zerofill"), ("NUMERIC", "decimal(10,0)"), ("DEC(8)", "decimal(8,0)"),
        ("NUMERIC(10, 2)", "decimal(10,2)"), ("REAL", "double"), ("DOUBLE PRECISION", "double"),
        ("FLOAT(24)", "float"), ("FLOAT(53)", "double"), ("FLOAT(10, 2)", "float(10,2)"), ("CHAR", "char(1)"),
        ("NATIONAL VARCHAR(10)", "varchar(10)"), ("NCHAR(5)", "char(5)"), ("character varying(3)", "varchar(3)"),
        ("VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_bin", "varchar(20)"), ("VARCHAR(20) BINARY", "varchar(20)"),
        ("VARCHAR(20) CHARACTER SET binary", "varbinary(20)"), ("TEXT(63)", "tinytext"), ("TEXT(64)", "text"),
        ("TEXT(70000)", "mediumtext"), ("BLOB(255)", "tinyblob"), ("BLOB(256)", "blob"), ("BLOB(65536)", "mediumblob"),
        ("YEAR(4)", "year"), ("DATETIME(6)", "datetime(6)"), ("TIMESTAMP(0)", "timestamp"), ("BIT", "bit(1)"),
        ("ENUM('A', 'b,c','it''s ', \"x\")", "enum('A','b,c','it''s','x')"), ("SET('a','b')", "set('a','b')"),
        ("JSON", "json"), ("UUID", "uuid"), ("inet6", "inet6"), ("POINT", "point"), ("BINARY", "binary(1)"),
    ],
)  # fmt: skip
def test_a_type_has_one_text(ddl: str, expected: str) -> None:
    assert canonical_type(ddl) == expected
    assert canonical_type(expected) == expected


def test_mysql_forgets_display_widths_but_of_booleans_and_zerofill() -> None:
    found = [canonical_type(ddl, widths=False) for ddl in ("int(5)", "tinyint(1)", "int(5) zerofill", "tinyint(2)")]
    assert found == ["int", "tinyint(1)", "int(5) unsigned zerofill", "tinyint"]


def test_the_size_of_text_depends_on_its_characters() -> None:
    assert canonical_type("TEXT(100)", bytes_per_character=1) == "tinytext"
    assert canonical_type("TEXT(100)", bytes_per_character=3) == "text"


def test_types_come_back_as_generic_ones_where_these_mean_the_same() -> None:
    support = MysqlSupport(sa.make_url("mysql+pymysql://").get_dialect()())
    found = {text: repr(support.type_object(text)) for text in ("int", "varchar(5)", "tinyint(1)", "decimal(10,2)")}
    assert found == {
        "int": "Integer()",
        "varchar(5)": "String(length=5)",
        "tinyint(1)": "Boolean()",
        "decimal(10,2)": "Numeric(precision=10, scale=2)",
    }
    assert isinstance(support.type_object("enum('a','b')"), mysql.ENUM)
    assert isinstance(support.type_object("int unsigned"), mysql.INTEGER)


def test_percent_signs_of_an_enum_are_not_doubled() -> None:
    support = MysqlSupport(sa.make_url("mysql+pymysql://").get_dialect()())
    assert support.type_text(mysql.ENUM("5%")) == "enum('5%')"


def test_mysql_shows_defaults_bare_and_expressions_escaped() -> None:
    support = MysqlSupport(sa.make_url("mysql+pymysql://").get_dialect()())
    assert not support.is_mariadb
    assert support.live_default("it's", "varchar(9)", "") == "'it''s'"
    assert support.live_default("5", "int", "") == "5"
    assert support.live_default(None, "int", "") is None
    assert support.live_default("CURRENT_TIMESTAMP", "datetime", "DEFAULT_GENERATED") == "CURRENT_TIMESTAMP"
    assert support.live_default(r"concat(_utf8mb4\'a\',1)", "text", "DEFAULT_GENERATED") == "concat(_utf8mb4'a',1)"
    assert support.live_expression(r"(`a` = _utf8mb4\'x\')") == "a = 'x'"
