"""A call that cannot work: the error names what is wrong, and says what to write instead where we know it."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa

from migrate.errors import OperationError
from migrate.failure import describe
from migrate.operations.facade import Operations
from migrate.runtime.migration import MigrationContext
from tests.databases import Scratch

ALL = ("sqlite", "postgresql", "mariadb")
CALLS: list[tuple[tuple[str, ...], Any, str]] = [
    (ALL, lambda op: op.drop_column("t", "nope"), "nope"),
    (("sqlite",), lambda op: op.drop_column("t", "nope"), "no column 'nope'.*its columns are: id, a"),
    (ALL, lambda op: op.alter_column("t", "nope", nullable=False, existing_type=sa.Integer()), "nope"),
    (ALL, lambda op: op.add_column("gone", sa.Column("a", sa.Integer)), "gone"),
    (ALL, lambda op: op.alter_column("gone", "a", nullable=False, existing_type=sa.Integer()), "gone"),
    (ALL, lambda op: op.drop_constraint("nope", "t", type_="unique"), "nope"),
    (ALL, lambda op: op.drop_index("nope", table_name="t"), "nope"),
    (ALL, lambda op: op.create_unique_constraint("uq", "t", ["nope"]), "nope"),
    (ALL, lambda op: op.drop_constraint("uq", "t", type_="uniq"), "no type_ 'uniq'.*one of 'primary', 'unique'"),
    (ALL, lambda op: op.drop_constraint(None, "t", type_="unique"), "'t' does not say which.*write the name"),
    (ALL, lambda op: op.drop_constraint(None, "t", type_="foreignkey"), "'t' does not say which.*write the name"),
    (("mariadb",), lambda op: op.drop_constraint("nope", "t"), 'what kind it is.*say type_="foreignkey"'),
    (("mariadb",), lambda op: op.drop_index("nope"), "without its table.*table_name="),
    (
        ("sqlite", "mariadb"),
        lambda op: op.create_exclude_constraint("ex", "t", ("a", "=")),
        "has no EXCLUDE constraints, so 'ex' of 't'.*if op.get_context",
    ),
    (
        ("sqlite", "mariadb"),
        lambda op: op.validate_constraint("ck", "t"),
        "has no constraint that is not validated, so 'ck' of 't'.*leave op.validate_constraint",
    ),
]
EACH = [pytest.param(name, call, text, id=f"{n}-{name}") for n, (on, call, text) in enumerate(CALLS) for name in on]


@pytest.mark.parametrize(("dialect", "call", "text"), EACH)
def test_a_bad_call_is_explained(scratch_for: Any, dialect: str, call: Any, text: str) -> None:
    scratch: Scratch = scratch_for(dialect)
    with scratch.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (id INT PRIMARY KEY, a INT)")
    with scratch.engine.connect() as connection, pytest.raises((OperationError, sa.exc.DBAPIError)) as caught:
        call(Operations(MigrationContext.configure(connection)))
    told = describe(caught.value)
    said = f"{told.message} {told.hint}"
    assert re.search(f"(?s){text}", said), said
    with scratch.engine.connect() as connection:
        assert [column["name"] for column in sa.inspect(connection).get_columns("t")] == ["id", "a"]
