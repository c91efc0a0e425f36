"""What published packages for Alembic need beside the documented names."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from migrate.autogenerate import AutogenContext, render
from migrate.errors import CommandError
from migrate.failure import describe
from migrate.migration import MigrationContext
from migrate.operations import ops
from migrate.renderers.names import class_name
from migrate.renderers.scope import Scope
from migrate.runtime.plugins import left_out


@pytest.fixture
def autogen() -> AutogenContext:
    context = MigrationContext.configure(dialect_name="postgresql")
    return AutogenContext(context, autogenerate=False)


def table() -> sa.Table:
    return sa.Table("lake", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.Text))


class Deep(ops.AddColumnOp):
    """A directive of somebody's, with a renderer that begins with the text of its base."""


def test_a_renderer_of_a_subclass_begins_with_the_text_of_its_base(autogen: AutogenContext) -> None:
    @render.renderers.dispatch_for(Deep)
    def deep(context: AutogenContext, op: Any) -> str:
        return render._add_column(context, op).replace(".add_column(", ".add_deep_column(")

    op = Deep("lake", sa.Column("depth", sa.Integer))
    text = "op.add_deep_column('lake', sa.Column('depth', sa.Integer(), nullable=True))"
    assert render.render_op_text(autogen, op) == text


@pytest.mark.parametrize(
    ("function", "op", "text"),
    [
        (render._drop_column, ops.DropColumnOp("lake", "name"), "op.drop_column('lake', 'name')"),
        (render._drop_table, ops.DropTableOp("lake"), "op.drop_table('lake')"),
        (render._add_index, ops.CreateIndexOp("i", "t", ["id"]), "op.create_index('i', 't', ['id'], unique=False)"),
        (render._drop_index, ops.DropIndexOp("i", "lake"), "op.drop_index('i', table_name='lake')"),
    ],
)
def test_directives_are_written_one_by_one(autogen: AutogenContext, function: Any, op: Any, text: str) -> None:
    assert function(autogen, op) == text


def test_what_a_subclass_does_to_the_types_of_a_table_is_written(autogen: AutogenContext) -> None:
    class Create(ops.CreateTableOp):
        def to_table(self, migration_context: MigrationContext | None = None) -> sa.Table:
            made = super().to_table(migration_context)
            made.c.name.type.length = 7  # type: ignore[attr-defined]
            return made

    assert "sa.Text(length=7)" in render._add_table(autogen, Create("lake", [sa.Column("name", sa.Text)]))


def test_a_body_is_written_with_the_imports_it_needs(autogen: AutogenContext) -> None:
    body = ops.UpgradeOps([ops.AddColumnOp("lake", sa.Column("j", postgresql.JSONB)), ops.DropTableOp("pond")])
    text = "op.add_column('lake', sa.Column('j', postgresql.JSONB(), nullable=True))\n    op.drop_table('pond')"
    assert render._render_cmd_body(body, autogen) == text
    assert "from sqlalchemy.dialects import postgresql" in autogen.imports


def test_the_directive_of_an_index_has_its_columns() -> None:
    """A rewriter looks at their types."""
    lake = table()
    op = ops.CreateIndexOp.from_index(sa.Index("i", lake.c.name, sa.text("lower(name)")))
    assert op.columns[0] is lake.c.name
    assert next(iter(op.column_names())) == "name"
    assert [str(key.kind) for key in op.creates()] == ["index"]
    plain = ops.CreateIndexOp.from_index(sa.Index("i", lake.c.id, unique=True))
    assert len(list(plain.creates())) == 3


@pytest.mark.parametrize(
    ("module", "kind"),
    [("alembic_postgresql_enum", "enum"), ("sqlalchemy_declarative_extensions.alembic.schema", "schema")],
)
def test_what_a_package_compares_is_left_to_it(module: str, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert kind not in left_out(None)
    monkeypatch.setitem(sys.modules, module, ModuleType(module))
    assert left_out(None) == {kind}


def test_a_class_that_only_pretends_to_be_of_sqlalchemy_is_written_as_its_base() -> None:
    made = type("Pretender", (postgresql.ENUM,), {"__module__": "sqlalchemy.dialects.postgresql"})
    assert class_name(made, Scope()) == "postgresql.ENUM"


def test_a_private_name_that_is_not_here_is_explained(tmp_path: Path) -> None:
    with pytest.raises(ImportError) as caught:
        exec("from migrate.autogenerate.render import _unheard_of", {})
    assert "private" in str(describe(caught.value).hint)
    assert describe(CommandError("x")).hint is None
