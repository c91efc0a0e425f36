"""What rows break is told with what to do, on every database."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from migrate.violations import BROKEN, NO_VALUE, NOWHERE, TWICE, hint_for
from tests.databases import Scratch

TABLES = (
    "CREATE TABLE p (id INTEGER PRIMARY KEY)",
    "CREATE TABLE t (n INTEGER NOT NULL UNIQUE CHECK (n > 0), p INTEGER, FOREIGN KEY (p) REFERENCES p (id))",
    "INSERT INTO t (n) VALUES (1)",
)


@pytest.mark.parametrize(
    ("statement", "hint"),
    [
        ("INSERT INTO t (n) VALUES (NULL)", NO_VALUE),
        ("INSERT INTO t (n) VALUES (1)", TWICE),
        ("INSERT INTO t (n) VALUES (0)", BROKEN),
        ("INSERT INTO t (n, p) VALUES (2, 5)", NOWHERE),
    ],
)
def test_what_rows_break_has_its_hint(scratch: Scratch, statement: str, hint: str) -> None:
    with scratch.engine.connect() as connection:
        if scratch.dialect == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        for each in TABLES:
            connection.exec_driver_sql(each)
        connection.commit()
        with pytest.raises(sa.exc.DBAPIError) as caught:
            connection.exec_driver_sql(statement)
    assert caught.value.orig is not None
    assert hint_for(caught.value.orig) == hint


def test_other_errors_have_none(scratch: Scratch) -> None:
    with scratch.engine.connect() as connection, pytest.raises(sa.exc.DBAPIError) as caught:
        connection.exec_driver_sql("SELECT nothing FROM nowhere")
    assert caught.value.orig is not None
    assert hint_for(caught.value.orig) is None
