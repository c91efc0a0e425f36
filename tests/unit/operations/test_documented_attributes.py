"""What hooks read of directives and set on them, and the classmethods by which directives are called."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from migrate.autogenerate import render_python_code
from migrate.errors import IrreversibleError
from migrate.migration import MigrationContext
from migrate.operations import Operations, ops
from migrate.operations.declare import REGISTRY


def test_a_drop_says_of_which_type_its_constraint_is() -> None:
    drop = ops.DropConstraintOp("fk", "t", "foreignkey")
    assert drop.constraint_type == drop.type_ == ops.CreateForeignKeyOp.constraint_type
    drop.constraint_type = "unique"
    assert "type_='unique'" in render_python_code(ops.UpgradeOps([drop])).replace('"', "'")


def test_the_keywords_of_a_foreign_key_are_read_and_set() -> None:
    key = ops.CreateForeignKeyOp("fk", "t", "p", ["a"], ["id"], ondelete="CASCADE", postgresql_not_valid=True)
    kept = {"source_schema": None, "referent_schema": None, "ondelete": "CASCADE", "postgresql_not_valid": True}
    assert dict(key.kw) == kept
    assert "onupdate" not in key.kw
    assert len(key.kw) == len(kept)
    assert repr(key.kw) == repr(kept)
    key.kw["onupdate"], key.kw["referent_schema"], key.kw["postgresql_not_valid"] = "SET NULL", "s", False
    assert (key.onupdate, key.referent_schema, key.dialect_kw) == ("SET NULL", "s", {"postgresql_not_valid": False})
    assert key.kw.pop("ondelete") == "CASCADE"
    del key.kw["postgresql_not_valid"]
    assert (key.ondelete, key.dialect_kw) == (None, {})
    with pytest.raises(KeyError):
        key.kw["match"]


@pytest.mark.parametrize("name", REGISTRY)
def test_a_directive_has_its_method_as_a_classmethod(name: str) -> None:
    declaration = REGISTRY[name]
    for form in declaration.forms:
        source = name if form == "op" else f"batch_{name}"
        assert getattr(declaration.cls, source).__func__.__name__ == source


def test_a_subclass_is_called_by_the_classmethod_it_inherits() -> None:
    class CreateAuditedTableOp(ops.CreateTableOp):
        def to_table(self, migration_context: Any = None) -> sa.Table:
            table = super().to_table(migration_context)
            table.append_column(sa.Column("at", sa.DateTime))
            return table

    Operations.register_operation("create_audited_table", "create_table")(CreateAuditedTableOp)
    with sa.create_engine("sqlite://").connect() as connection:
        op: Any = Operations(MigrationContext.configure(connection))
        op.create_audited_table("t", sa.Column("id", sa.Integer))
        ops.AddColumnOp.add_column(op, "t", sa.Column("b", sa.Integer))  # type: ignore[attr-defined]
        with op.batch_alter_table("t") as batch:
            ops.DropColumnOp.batch_drop_column(batch, "id")  # type: ignore[attr-defined]
        assert [c["name"] for c in sa.inspect(connection).get_columns("t")] == ["at", "b"]


def test_a_column_that_may_be_there_may_be_gone() -> None:
    drop = ops.AddColumnOp("t", sa.Column("a", sa.Integer), if_not_exists=True).reverse()
    assert drop.if_exists is True
    assert ops.AddColumnOp("t", sa.Column("a", sa.Integer)).reverse().if_exists is None


def test_what_cannot_be_reversed_is_the_documented_error() -> None:
    with pytest.raises(ValueError, match="cannot be reversed") as raised:
        ops.DropColumnOp("t", "a").reverse()
    assert raised.type is IrreversibleError
    with pytest.raises(ValueError, match="known by its name only"):
        ops.DropConstraintOp("c", "t").to_constraint()
