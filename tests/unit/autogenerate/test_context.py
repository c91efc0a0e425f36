"""`AutogenContext`, and directives written as Python through the documented functions."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from migrate.autogenerate import AutogenContext, render_op_text, render_python_code
from migrate.comparators.records import TableKey
from migrate.errors import CommandError
from migrate.operations import ops
from tests.unit.autogenerate.databases import database, models


class Money(sa.types.UserDefinedType[Any]):
    """A type of the application."""

    def __repr__(self) -> str:
        return "Money()"

    def get_col_spec(self, **kw: Any) -> str:
        return "MONEY"


def column(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer)


def test_a_context_knows_models_database_and_options() -> None:
    metadata = models(column("a"))
    with database(include_name=lambda *_: True) as migration:
        context = AutogenContext(migration, metadata)
        assert context.migration_context is migration
        assert context.metadata is metadata
        assert context.all_metadata == [metadata]
        assert context.connection is migration.bind
        assert context.dialect is migration.dialect
        assert context.support.name == "sqlite"
        assert context.imports == set()
        assert context.opts["include_name"] is not None
        assert context.inspector.get_table_names() == []


def test_options_may_be_given_apart() -> None:
    with database() as migration:
        context = AutogenContext(migration, sa.MetaData(), opts={"version_table": "v", "version_table_schema": "s"})
        assert context.version_table == TableKey("s", "v")


def test_the_version_table_of_the_default_schema_has_no_schema() -> None:
    with database() as migration:
        assert AutogenContext(migration, sa.MetaData()).version_table == TableKey(None, "alembic_version")
        opts = {"version_table_schema": migration.dialect.default_schema_name}
        assert AutogenContext(migration, sa.MetaData(), opts=opts).version_table.schema is None


def test_without_comparing_neither_models_nor_database_are_needed() -> None:
    with database() as migration:
        assert AutogenContext(migration, autogenerate=False).all_metadata == []


def test_tables_are_sorted_by_what_they_refer_to() -> None:
    metadata = sa.MetaData()
    sa.Table("a", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("b", sa.ForeignKey("b.id")))
    sa.Table("b", metadata, sa.Column("id", sa.Integer, primary_key=True))
    other = models(column("x"), name="c")
    with database() as migration:
        context = AutogenContext(migration, [metadata, other])
        assert [t.name for t in context.sorted_tables] == ["b", "a", "c"]
        assert list(context.table_key_to_table) == ["a", "b", "c"]


def test_one_table_in_two_metadata_is_an_error() -> None:
    with database() as migration:
        context = AutogenContext(migration, [models(column("x")), models(column("x"))])
        with pytest.raises(CommandError, match="two MetaData in target_metadata have a table 't'"):
            _ = context.table_key_to_table


def test_filters_are_run_for_hooks() -> None:
    seen: list[Any] = []

    def by_name(name: str | None, kind: str, parents: dict[str, str | None]) -> bool:
        seen.append((name, kind, parents))
        return False

    with database(include_name=by_name, include_object=lambda *args: args[1] == "yes") as migration:
        context = AutogenContext(migration, sa.MetaData())
        assert not context.run_name_filters("ix", "index", {"schema_name": "s", "table_name": "t"})
        assert context.run_object_filters(column("yes"), "yes", "column", False, None)
        assert not context.run_filters(column("no"), "no", "column", False, None)
    assert seen == [("ix", "index", {"schema_name": "s", "table_name": "t", "schema_qualified_table_name": "s.t"})]


def test_without_filters_all_take_part() -> None:
    with database() as migration:
        context = AutogenContext(migration, sa.MetaData())
        assert context.run_name_filters("t", "table", {})
        assert context.run_object_filters(column("c"), "c", "column", False, None)


def test_directives_are_written_as_the_body_of_a_function() -> None:
    up = ops.UpgradeOps([ops.AddColumnOp("t", column("a")), ops.DropColumnOp("t", "b")])
    code = render_python_code(up)
    compiled = compile(f"def upgrade():\n    {code}\n", "script", "exec")
    assert compiled is not None
    lines = [line.strip() for line in code.splitlines() if not line.strip().startswith("#")]
    assert lines[0].startswith("op.add_column('t', sa.Column('a', sa.Integer()")
    assert lines[-1] == "op.drop_column('t', 'b')"


def test_nothing_is_written_as_pass() -> None:
    code = render_python_code(ops.UpgradeOps())
    assert [line.strip() for line in code.splitlines() if not line.strip().startswith("#")] == ["pass"]


def test_prefixes_and_imports_of_the_written_code() -> None:
    imports: set[str] = set()
    up = ops.UpgradeOps([ops.AddColumnOp("t", column("a")), ops.AddColumnOp("t", sa.Column("m", Money()))])
    code = render_python_code(
        up, sqlalchemy_module_prefix="sqla.", alembic_module_prefix="m.", user_module_prefix="types.", imports=imports
    )
    assert "m.add_column('t', sqla.Column('a', sqla.Integer()" in code.replace('"', "'")
    assert "types.Money()" in code


def test_a_renderer_of_items_has_the_first_word() -> None:
    def render_item(kind: str, item: Any, context: Any) -> Any:
        return "my.Type()" if kind == "type" else False

    up = ops.UpgradeOps([ops.AddColumnOp("t", column("a"))])
    assert "my.Type()" in render_python_code(up, render_item=render_item)


def test_as_a_batch_directives_on_one_table_share_a_block() -> None:
    group = ops.ModifyTableOps("t", [ops.AddColumnOp("t", column("a")), ops.DropColumnOp("t", "b")])
    code = render_python_code(ops.UpgradeOps([group]), render_as_batch=True).replace('"', "'")
    assert "with op.batch_alter_table('t'" in code
    assert "batch_op.add_column(sa.Column('a'" in code
    assert "batch_op.drop_column('b')" in code


def test_one_directive_is_written_with_the_options_of_the_context() -> None:
    with database(sqlalchemy_module_prefix="sqla.") as migration:
        context = AutogenContext(migration, sa.MetaData())
        text = render_op_text(context, ops.AddColumnOp("t", column("a"))).replace('"', "'")
    assert text.startswith("op.add_column('t', sqla.Column('a', sqla.Integer()")
