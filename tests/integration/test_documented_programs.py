"""Recipes for programs: commands on a lent connection, a database from scratch, directives run directly, asyncio."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from migrate import autogenerate, command
from migrate.config import Config
from migrate.migration import MigrationContext
from migrate.operations import Operations, ops
from migrate.script import ScriptDirectory
from tests.databases import Scratch

ENV = """
from migrate import context

connection = context.config.attributes["connection"]
tenant = context.get_x_argument(as_dictionary=True).get("tenant")
if tenant:
    from sqlalchemy import text
    connection.execute(text(f'SET search_path TO "{tenant}"'))
    connection.commit()
    connection.dialect.default_schema_name = tenant
context.configure(connection=connection, target_metadata=context.config.attributes.get("metadata"))
with context.begin_transaction():
    context.run_migrations()
"""

SCRIPT = """
from migrate import op
import sqlalchemy as sa

revision = "10aa"
down_revision = None


def upgrade():
    op.create_table("shelf", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("shelf")
"""


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "versions").mkdir()
    (tmp_path / "env.py").write_text(ENV)
    (tmp_path / "versions" / "10aa_.py").write_text(SCRIPT)
    made = Config(stdout=io.StringIO())
    made.set_main_option("script_location", str(tmp_path))
    return made


@pytest.fixture
def metadata() -> sa.MetaData:
    made = sa.MetaData()
    sa.Table("shelf", made, sa.Column("id", sa.Integer, primary_key=True), sa.Column("code", sa.String(9), index=True))
    sa.Table("room", made, sa.Column("id", sa.Integer, primary_key=True))
    return made


@pytest.fixture
def connection(sqlite: Scratch) -> Iterator[sa.Connection]:
    with sqlite.engine.connect() as connection:
        yield connection


def tables(connection: sa.Connection, schema: str | None = None) -> set[str]:
    return set(sa.inspect(connection).get_table_names(schema))


def test_a_database_from_scratch_is_created_and_stamped(
    config: Config, metadata: sa.MetaData, scratch: Scratch
) -> None:
    with scratch.engine.begin() as connection:
        metadata.create_all(connection)
        config.attributes["connection"] = connection
        command.stamp(config, "head")
    with scratch.engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_heads() == ("10aa",)


def test_commands_share_a_connection_and_its_transaction(config: Config, connection: sa.Connection) -> None:
    with connection.begin() as transaction:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        assert tables(connection) == {"shelf", "alembic_version"}
        transaction.rollback()
    assert tables(connection) == set()


def test_a_test_asks_whether_the_database_is_at_the_heads(config: Config, connection: sa.Connection) -> None:
    def is_current() -> bool:
        directory = ScriptDirectory.from_config(config)
        with connection.begin():
            return set(MigrationContext.configure(connection).get_current_heads()) == set(directory.get_heads())

    assert not is_current()
    with connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    assert is_current()


def test_python_is_printed_for_a_list_of_tables(metadata: sa.MetaData, connection: sa.Connection) -> None:
    """An upgrade made by hand of directives is rendered to Python, as for `sqlacodegen | CreateTableOp`."""
    context = MigrationContext.configure(connection)
    upgrade = ops.UpgradeOps(
        [ops.CreateTableOp.from_table(table) for table in metadata.sorted_tables]
        + [ops.CreateIndexOp.from_index(index) for table in metadata.sorted_tables for index in table.indexes]
    )
    code = autogenerate.render_python_code(upgrade, migration_context=context)
    assert code.count("op.create_table(") == 2
    assert "ix_shelf_code" in code
    op = Operations(context)
    exec(code.replace("\n    ", "\n"), {"op": op, "sa": sa})
    assert autogenerate.compare_metadata(context, metadata) == []


def test_directives_of_a_comparison_run_directly(metadata: sa.MetaData, scratch: Scratch) -> None:
    """What produce_migrations() found is invoked one by one, in batch blocks where a table is modified."""
    with scratch.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE shelf (id INTEGER NOT NULL PRIMARY KEY, old INTEGER)")
        connection.exec_driver_sql("CREATE TABLE stranger (id INTEGER NOT NULL PRIMARY KEY)")
    with scratch.engine.begin() as connection:
        context = MigrationContext.configure(connection)
        script = autogenerate.produce_migrations(context, metadata)
        operations = Operations(context)
        stack: list[ops.MigrateOperation] = [script.upgrade_ops]  # type: ignore[list-item]
        while stack:
            found = stack.pop(0)
            if isinstance(found, ops.ModifyTableOps) and connection.dialect.name == "sqlite":
                with operations.batch_alter_table(found.table_name, schema=found.schema) as batch:
                    for one in found.ops:
                        batch.invoke(one)
            elif hasattr(found, "ops"):
                stack[:0] = found.ops
            else:
                operations.invoke(found)
    with scratch.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert autogenerate.compare_metadata(context, metadata) == []
        assert tables(connection) == {"shelf", "room"}


def test_each_tenant_has_a_schema_with_a_version_table(config: Config, postgresql: Scratch, tmp_path: Path) -> None:
    with postgresql.engine.begin() as connection:
        for name in ("red", "blue"):
            connection.execute(sa.schema.CreateSchema(name))
    engine = sa.create_engine(postgresql.url)  # of its own: the recipe changes the dialect
    with engine.connect() as connection:
        for name in ("red", "blue"):
            options = Config(stdout=io.StringIO(), cmd_opts=_Options(x=[f"tenant={name}"]))  # type: ignore[arg-type]
            options.set_main_option("script_location", str(tmp_path))
            options.attributes["connection"] = connection
            command.upgrade(options, "head")
            connection.commit()
    engine.dispose()
    with postgresql.engine.connect() as connection:
        assert tables(connection, "red") == tables(connection, "blue") == {"alembic_version", "shelf"}
        assert tables(connection, "public") == set()


class _Options:
    def __init__(self, x: list[str]) -> None:
        self.x = x


def test_a_schema_is_translated_for_the_directives(postgresql: Scratch) -> None:
    """`schema_translate_map` of a connection decides where a table without a schema goes."""
    with postgresql.engine.begin() as connection:
        connection.execute(sa.schema.CreateSchema("green"))
        translated = connection.execution_options(schema_translate_map={None: "green"})
        Operations(MigrationContext.configure(translated)).create_table("shelf", sa.Column("id", sa.Integer))
        assert tables(connection, "green") == {"shelf"}


def test_commands_run_on_an_async_connection(config: Config, postgresql: Scratch) -> None:
    """`run_sync` lends the connection to a command, from code that already runs in a loop."""

    def upgrade(connection: sa.Connection) -> None:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

    async def program() -> None:
        engine = create_async_engine(postgresql.url)
        async with engine.begin() as connection:
            await connection.run_sync(upgrade)
        await engine.dispose()

    asyncio.run(program())
    with postgresql.engine.connect() as connection:
        assert tables(connection) == {"alembic_version", "shelf"}


def test_objects_are_replaced_by_the_revision_they_were_in(
    config: Config, connection: sa.Connection, tmp_path: Path
) -> None:
    """A directive of our own creates, drops and replaces views; the old text is found in the older script."""
    (tmp_path / "replaceable.py").write_text(REPLACEABLE)
    for revision, down, upgrade, downgrade, text in (
        ("20bb", "10aa", "op.create_view(low)", "op.drop_view(low)", "SELECT id FROM shelf"),
        ("30cc", "20bb", "op.replace_view(low, replaces='20bb.low')", "op.replace_view(low, replace_with='20bb.low')",
         "SELECT id, 1 AS n FROM shelf"),
    ):  # fmt: skip
        (tmp_path / "versions" / f"{revision}_.py").write_text(
            f"from migrate import op\nfrom replaceable import ReplaceableObject\n\nrevision = {revision!r}\n"
            f"down_revision = {down!r}\nlow = ReplaceableObject('low', {text!r})\n\n\n"
            f"def upgrade():\n    {upgrade}\n\n\ndef downgrade():\n    {downgrade}\n"
        )
    config.set_main_option("prepend_sys_path", str(tmp_path))
    config.attributes["connection"] = connection

    def view() -> str | None:
        found = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE type = 'view'").scalar()
        connection.commit()
        return found

    command.upgrade(config, "head")
    assert view() == "CREATE VIEW low AS SELECT id, 1 AS n FROM shelf"
    command.downgrade(config, "-1")
    assert view() == "CREATE VIEW low AS SELECT id FROM shelf"
    command.downgrade(config, "base")
    assert view() is None


REPLACEABLE = """
from migrate.operations import MigrateOperation, Operations


class ReplaceableObject:
    def __init__(self, name, sqltext):
        self.name, self.sqltext = name, sqltext


class ReversibleOp(MigrateOperation):
    def __init__(self, target):
        self.target = target

    @classmethod
    def invoke_for_target(cls, operations, target):
        return operations.invoke(cls(target))

    def reverse(self):
        raise NotImplementedError()

    @classmethod
    def _object_from(cls, operations, ident):
        version, name = ident.split(".")
        module = operations.get_context().script.get_revision(version).module
        return getattr(module, name)

    @classmethod
    def replace(cls, operations, target, replaces=None, replace_with=None):
        if replaces:
            old = cls._object_from(operations, replaces)
            steps = cls(old).reverse(), cls(target)
        else:
            old = cls._object_from(operations, replace_with)
            steps = cls(target).reverse(), cls(old)
        for step in steps:
            operations.invoke(step)


@Operations.register_operation("create_view", "invoke_for_target")
@Operations.register_operation("replace_view", "replace")
class CreateViewOp(ReversibleOp):
    def reverse(self):
        return DropViewOp(self.target)


@Operations.register_operation("drop_view", "invoke_for_target")
class DropViewOp(ReversibleOp):
    def reverse(self):
        return CreateViewOp(self.target)


@Operations.implementation_for(CreateViewOp)
def create_view(operations, operation):
    operations.execute(f"CREATE VIEW {operation.target.name} AS {operation.target.sqltext}")


@Operations.implementation_for(DropViewOp)
def drop_view(operations, operation):
    operations.execute(f"DROP VIEW {operation.target.name}")
"""
