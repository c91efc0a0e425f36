"""A value of an ENUM or a SET that rows have does not go silently, whatever the mode of the server."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from migrate.errors import OperationError
from tests.change import run
from tests.databases import Scratch

CHANGE = """
from sqlalchemy.dialects import mysql
op.alter_column("t", "{0}", type_=mysql.{1}("a", "c,d" if "{1}" == "ENUM" else "c"), existing_nullable=True)
"""


@pytest.fixture
def lenient(mariadb: Scratch) -> sa.Engine:
    """An engine outside strict mode, on a table whose rows use every value."""
    engine = sa.create_engine(mariadb.url, connect_args={"init_command": "SET SESSION sql_mode = ''"})
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (e ENUM('a', 'it''s', 'c,d'), s SET('a', 'b', 'c'))")
        connection.exec_driver_sql("INSERT INTO t VALUES ('it''s', 'a,b'), ('it''s', 'c'), ('c,d', 'b'), ('a', 'c')")
    return engine


def test_a_value_of_an_enum_that_rows_have_stays(lenient: sa.Engine) -> None:
    with pytest.raises(OperationError) as caught:
        run(lenient, CHANGE.format("e", "ENUM"))
    assert caught.value.message == 't.e cannot lose the value "it\'s": 2 rows have it'
    assert "op.replace_values(" in (caught.value.hint or "")
    with lenient.connect() as connection:
        assert connection.scalars(sa.text("SELECT e FROM t ORDER BY e + 0")).all() == ["a", "it's", "it's", "c,d"]


def test_a_member_of_a_set_that_rows_have_stays(lenient: sa.Engine) -> None:
    with pytest.raises(OperationError, match=r"t\.s cannot lose the value 'b': 2 rows have it"):
        run(lenient, CHANGE.format("s", "SET"))


def test_a_value_that_no_row_has_goes(lenient: sa.Engine) -> None:
    with lenient.begin() as connection:
        connection.exec_driver_sql("DELETE FROM t WHERE e = 'it''s'")
    run(lenient, CHANGE.format("e", "ENUM"))
    with lenient.connect() as connection:
        assert "enum('a','c,d')" in connection.exec_driver_sql("SHOW CREATE TABLE t").one()[1]
