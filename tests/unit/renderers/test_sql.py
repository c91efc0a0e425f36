"""Directives become the statements a database would get."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from migrate.errors import OperationError
from migrate.operations import ops
from migrate.renderers.sql import statements
from tests.unit.renderers.rendering import DIALECTS


def test_statements_come_one_by_one_and_in_order() -> None:
    column = sa.Column("a", sa.Integer)
    found = statements([ops.AddColumnOp("t", column), ops.DropTableOp("u")], DIALECTS["postgresql"])
    assert found == ["ALTER TABLE t ADD COLUMN a INTEGER", "DROP TABLE u"]


def test_each_dialect_speaks_for_itself() -> None:
    op = ops.CreateTableOp("t", [sa.Column("a", sa.DateTime, nullable=False)])
    assert "a TIMESTAMP WITHOUT TIME ZONE NOT NULL" in statements(op, DIALECTS["postgresql"])[0]
    assert "a DATETIME NOT NULL" in statements(op, DIALECTS["sqlite"])[0]


def test_percent_signs_and_quotes_are_literal() -> None:
    op = ops.ExecuteSQLOp("update t set a = '50%' where b = 'it''s'")
    assert statements(op, DIALECTS["postgresql"]) == ["update t set a = '50%' where b = 'it''s'"]


def test_what_needs_the_live_table_says_so() -> None:
    op = ops.ModifyTableOps("t", [ops.AlterColumnOp("t", "a", modify_nullable=False)], rebuild=True)
    with pytest.raises(OperationError):
        statements(op, DIALECTS["sqlite"])
