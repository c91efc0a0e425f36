"""The server's spelling: asked without a trace, a bad question does not spoil the others."""

from __future__ import annotations

import logging

import pytest
import sqlalchemy as sa

from migrate.comparators.records import Question
from migrate.dialects.mysql.spell import pack
from migrate.dialects.mysql.support import MysqlSupport
from tests.databases import Scratch

N = (("n", "int"),)


def check(sql: str, *columns: tuple[str, str]) -> Question:
    return Question("check", sql, columns or N)


def test_every_kind_of_question_is_answered(mariadb: Scratch) -> None:
    answers = {
        check("not (n = 4)"): "n <> 4",
        check("b and s like 'x%'", ("b", "tinyint(1)"), ("s", "varchar(9)")): "b <> 0 and s like 'x%'",
        Question("default", "5", (("c", "varchar(50)"),)): "'5'",
        Question("default", "1 + 2", (("c", "int"),)): "1 + 2",
        Question("default", "'2020-01-01' on update now(3)", (("c", "datetime(3)"),)): (
            "'2020-01-01 00:00:00.000' on update current_timestamp(3)"
        ),
        Question("default", "'{}'", (("c", "json"),)): "'{}'",
        Question("computed", "upper(s)", (("c", "varchar(20)"), ("s", "varchar(9)"))): "ucase(s)",
        Question("computed", "n % 3", (("n", "int"), ("n", "int"))): "n mod 3",
        Question("index", "length(s)", (("s", "varchar(9)"),)): "octet_length(s)",
    }
    with mariadb.engine.connect() as connection:
        assert MysqlSupport(connection.dialect).spell(connection, list(answers)) == answers


def test_a_bad_question_does_not_spoil_the_others(mariadb: Scratch) -> None:
    good = [check(f"not (n = {i})") for i in range(20)]
    bad = [check("no_such_function(n)"), check("n >"), check("missing > 1"), check("n > 1); drop table t; --")]
    questions = [*good[:7], bad[0], bad[1], *good[7:], *bad[2:]]
    with mariadb.engine.connect() as connection:
        answers = MysqlSupport(connection.dialect).spell(connection, questions)
    assert set(answers) == set(good)


def test_columns_of_one_name_and_many_types_go_to_tables_of_their_own(mariadb: Scratch) -> None:
    types = ("int", "varchar(16000)", "decimal(10,2)", "enum('a','b')", "datetime(6)", "inet6")
    questions = [check("coalesce(c) is not null", ("c", type_)) for type_ in types]
    questions += [check("not (d is null)", ("d", "varchar(16000)")), check("not (c = 1)", ("c", "int"))]
    assert len(pack(questions)) == len(types) + 1  # a row does not hold two such columns
    with mariadb.engine.connect() as connection:
        assert len(MysqlSupport(connection.dialect).spell(connection, questions)) == len(questions)


def test_asking_keeps_the_transaction_and_leaves_nothing_behind(mariadb: Scratch) -> None:
    with mariadb.engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (n INT) ENGINE=InnoDB")
        connection.exec_driver_sql("INSERT INTO t VALUES (1)")
        MysqlSupport(connection.dialect).spell(connection, [check("not (n = 4)"), check("broken(")])
        assert sa.inspect(connection).get_table_names() == ["t"]
        assert connection.scalar(sa.text("SELECT count(*) FROM t")) == 1
        connection.rollback()
        assert connection.scalar(sa.text("SELECT count(*) FROM t")) == 0


def test_without_the_right_to_temporary_tables_the_texts_are_compared_and_that_is_said(
    mariadb: Scratch, caplog: pytest.LogCaptureFixture
) -> None:
    user = f"reader_{mariadb.name[-12:]}"
    with mariadb.engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE USER {user}@'%%' IDENTIFIED BY 'x'")
        connection.exec_driver_sql(f"GRANT SELECT ON {mariadb.name}.* TO {user}@'%%'")
    engine = sa.create_engine(mariadb.url.set(username=user, password="x"))
    try:
        with engine.connect() as connection, caplog.at_level(logging.WARNING, "migrate.comparators"):
            support = MysqlSupport(connection.dialect)
            assert support.spell(connection, [check("not (n = 4)"), check("n > 1")]) == {}
            assert support.catalog(connection).tables([None]) == {}
    finally:
        engine.dispose()
        with mariadb.engine.connect() as connection:
            connection.exec_driver_sql(f"DROP USER {user}@'%%'")
    assert len(caplog.records) == 1
    assert "temporary tables" in caplog.text
