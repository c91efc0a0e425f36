"""The server spells the model's expressions, and nothing of that is left behind."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from migrate.comparators.records import Question
from migrate.dialects.support import DialectSupport, support_for
from tests.databases import Scratch

COLUMNS = (("a", "character varying(5)"), ("n", "integer"))


def check(sql: str, columns: tuple[tuple[str, str], ...] = COLUMNS) -> Question:
    return Question("check", sql, columns)


@pytest.fixture
def connection(postgresql: Scratch) -> Iterator[sa.Connection]:
    with postgresql.engine.connect() as connection:
        yield connection


def support(connection: sa.Connection) -> DialectSupport:
    return support_for(connection.dialect)


def statements(connection: sa.Connection, questions: list[Question]) -> int:
    seen: list[str] = []

    def count(conn: object, cursor: object, statement: str, *rest: object) -> None:
        seen.append(statement)

    event.listen(connection, "before_cursor_execute", count)
    support(connection).spell(connection, questions)
    event.remove(connection, "before_cursor_execute", count)
    return len(seen)


def test_every_slot_is_spelled_as_the_catalog_does(connection: sa.Connection) -> None:
    questions = {
        Question("default", "'a' || 'b'", (("c", "character varying"),)): "('a'::text || 'b'::text)",
        Question("computed", "n", (("c", "numeric"), *COLUMNS)): "n",
        Question("computed", "n + 1", (("c", "text"), *COLUMNS)): None,
        check("n between 1 and 5"): "(n >= 1) AND (n <= 5)",
        Question("where", "a like 'x%'", COLUMNS): "(a)::text ~~ 'x%'::text",
        Question("index", "a || 'x'", COLUMNS): "(a)::text || 'x'::text",
        Question("index", "n is null", COLUMNS): "n IS NULL",
    }
    answers = support(connection).spell(connection, list(questions))
    assert len(answers) == len(questions)
    for question, text in questions.items():
        if text is not None:
            assert answers[question] == support(connection).canonical_expression(text)


def test_a_refused_question_spoils_no_other(connection: sa.Connection) -> None:
    good = [check(f"n > {i} or n is null") for i in range(100)]
    bad = [check("n > no_such_function(1)"), check("syntax ("), check("m = 1", (("m", "no_such_type"),))]
    answers = support(connection).spell(connection, [*good[:50], *bad, *good[50:]])
    assert answers.keys() == set(good)


def test_columns_of_one_name_and_several_types_do_not_mix(connection: sa.Connection) -> None:
    types = ["integer", "text", "numeric(3,1)", "character varying(5)"]
    questions = [check("v = '1'", (("v", type_),)) for type_ in types]
    answers = support(connection).spell(connection, questions)
    assert [answers[q] for q in questions] == [
        "v = 1", "v = '1'::text", "v = '1'::numeric", "(v)::text = '1'::text",
    ]  # fmt: skip


def test_many_questions_cost_few_statements(connection: sa.Connection) -> None:
    questions = [check(f"n between {i} and 2000") for i in range(1000)]
    assert statements(connection, questions) <= 12


def test_volatile_functions_are_not_run(connection: sa.Connection) -> None:
    connection.exec_driver_sql("CREATE SEQUENCE counted")
    question = Question("default", "nextval('counted')", (("c", "integer"),))
    assert support(connection).spell(connection, [question]) == {question: "nextval('counted'::regclass)"}
    assert connection.exec_driver_sql("SELECT is_called FROM counted").scalar() is False


def test_the_users_transaction_goes_on(connection: sa.Connection) -> None:
    connection.exec_driver_sql("CREATE TABLE mine (n integer)")
    support(connection).spell(connection, [check("n > 1 + 1"), check("no such thing")])
    connection.exec_driver_sql("INSERT INTO mine VALUES (1)")
    assert connection.in_transaction()
    connection.rollback()
    assert not sa.inspect(connection).has_table("mine")


def test_no_transaction_is_begun(connection: sa.Connection) -> None:
    assert support(connection).spell(connection, [check("n > 1 + 1")])
    assert not connection.in_transaction()
    assert connection.exec_driver_sql("SELECT to_regclass('migrate_spelling')").scalar() is None


def test_autocommit_connections_are_served(postgresql: Scratch) -> None:
    engine = postgresql.engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
        assert len(support(connection).spell(connection, [check("n > 1 + 1"), check("no such thing")])) == 1
        assert connection.exec_driver_sql("SELECT to_regclass('migrate_spelling')").scalar() is None
        connection.exec_driver_sql("CREATE TABLE kept (n integer)")
    with postgresql.engine.connect() as other:
        assert sa.inspect(other).has_table("kept")


def test_a_failed_transaction_is_left_alone(connection: sa.Connection) -> None:
    with pytest.raises(sa.exc.ProgrammingError):
        connection.exec_driver_sql("SELECT no_such_column")
    assert support(connection).spell(connection, [check("n > 1 + 1")]) == {}
    connection.rollback()
    assert connection.exec_driver_sql("SELECT 1").scalar() == 1


def test_without_the_right_to_temporary_tables_a_warning_says_so_once(
    connection: sa.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    connection.exec_driver_sql("SET TRANSACTION READ ONLY")
    its = support(connection)
    with caplog.at_level(logging.WARNING, "migrate.comparators"):
        for _ in range(2):
            assert its.spell(connection, [check("n > 1 + 1"), check("n > 2 + 2")]) == {}
    assert len(caplog.records) == 1
    assert "read-only transaction" in caplog.text
    assert connection.exec_driver_sql("SELECT 1").scalar() == 1
