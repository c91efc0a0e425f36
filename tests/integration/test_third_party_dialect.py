"""An implementation of a third party, for a dialect nobody knows here and over a known one: its hooks are asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from migrate import command
from migrate.autogenerate import compare_metadata
from migrate.config import Config
from migrate.ddl.comparison import ComparisonResult
from migrate.ddl.impl import IMPLEMENTATIONS, DefaultImpl
from migrate.ddl.sqlite import SQLiteImpl
from migrate.migration import MigrationContext


class AcmeDialect(SQLiteDialect_pysqlite):
    """A database of a third party; what is known of it is what the inspector reports."""

    name = "acme"
    supports_statement_cache = True


registry.register("acme", __name__, "AcmeDialect")


class Hooks:
    """The documented hooks, each of which answers in a way nothing else would."""

    def compare_type(self, inspector_column: Any, metadata_column: Any) -> bool:
        assert inspector_column.table.name == metadata_column.table.name
        return str(metadata_column.name) == "always"

    def compare_server_default(self, inspector_column: Any, metadata_column: Any, new: Any, old: Any) -> bool:
        return "meant" in str(new)

    def correct_for_autogen_constraints(
        self, uniques: Any, indexes: Any, their_uniques: Any, their_indexes: Any
    ) -> None:
        indexes -= {index for index in indexes if index.name.startswith("acme_")}
        their_indexes -= {index for index in their_indexes if "acme" in index.info}

    def correct_for_autogen_foreignkeys(self, keys: Any, their_keys: Any) -> None:
        keys.clear()
        their_keys.clear()

    def render_type(self, type_obj: Any, autogen_context: Any) -> Any:
        return "sa.String(99)" if isinstance(type_obj, sa.Text) else False


@pytest.fixture(params=["acme", "sqlite"])
def dialect(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give a dialect that has an implementation with these hooks until the test ends."""
    name: str = request.param
    before = IMPLEMENTATIONS.get(name)
    base: Any = DefaultImpl if name == "acme" else SQLiteImpl
    type("AcmeImpl", (Hooks, base), {"__dialect__": name, "__module__": __name__})
    yield name
    del IMPLEMENTATIONS[name]
    if before is not None:
        IMPLEMENTATIONS[name] = before


def models() -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table("p", metadata, sa.Column("id", sa.Integer, primary_key=True))
    sa.Table(
        "t",
        metadata,
        sa.Column("always", sa.Integer),
        sa.Column("never", sa.String(20)),
        sa.Column("a", sa.Integer, sa.ForeignKey("p.id"), server_default=sa.text("2")),
        sa.Column("b", sa.String(9), server_default="meant"),
        sa.Index("ix_new", "a"),
        sa.Index("ix_theirs", "b", info={"acme": True}),
    )
    return metadata


TABLES = (
    "CREATE TABLE p (id INTEGER NOT NULL PRIMARY KEY)",
    "CREATE TABLE t (always INTEGER, never DATE, a INTEGER DEFAULT 1, b VARCHAR(9) DEFAULT 'meant')",
    "CREATE INDEX acme_internal ON t (b)",
    "CREATE INDEX ix_gone ON t (b)",
)


def test_the_hooks_decide_what_differs(dialect: str, tmp_path: Path) -> None:
    engine = sa.create_engine(f"{dialect}:///{tmp_path}/db")
    with engine.connect() as connection:
        for statement in TABLES:
            connection.exec_driver_sql(statement)
        found = compare_metadata(MigrationContext.configure(connection), models())
    told = sorted((d[0][0], d[0][3]) if isinstance(d, list) else (d[0], d[1].name) for d in found)
    assert told == [
        ("add_index", "ix_new"),
        ("modify_default", "b"),
        ("modify_type", "always"),
        ("remove_index", "ix_gone"),
    ]


def implementation(**hooks: Any) -> None:
    type("AcmeImpl", (DefaultImpl,), {"__dialect__": "acme", "__module__": __name__, **hooks})


def differences(table: str, *parts: Any, before: tuple[str, ...] = ()) -> list[Any]:
    metadata = sa.MetaData()
    sa.Table("t", metadata, *parts)
    with sa.create_engine("acme://").connect() as connection:
        for statement in (table, *before):
            connection.exec_driver_sql(statement)
        return compare_metadata(MigrationContext.configure(connection), metadata)


def test_synonyms_of_types_are_the_same_type() -> None:
    table, column = "CREATE TABLE t (a DOUBLE)", sa.Column("a", sa.Float)
    implementation()
    assert differences(table, column._copy()) != []
    implementation(type_synonyms=({"DOUBLE", "FLOAT"},))
    assert differences(table, column._copy()) == []


def test_what_is_read_of_a_column_may_be_changed() -> None:
    def reflect(self: Any, inspector: Any, table: Any, info: Any) -> None:
        assert isinstance(inspector, sa.Inspector)
        assert table.name == "t"
        info.update(type=sa.String(7), default=None, nullable=False)

    implementation(autogen_column_reflect=reflect)
    column = sa.Column("a", sa.String(7), nullable=False)
    assert differences("CREATE TABLE t (a INTEGER DEFAULT 5)", column) == []


def test_indexes_that_the_hook_calls_equal_are_left_alone() -> None:
    table, before = "CREATE TABLE t (a INTEGER, b INTEGER)", ("CREATE INDEX i ON t (a)", "CREATE INDEX j ON t (a)")
    seen = []

    def compare(self: Any, model: sa.Index, reflected: sa.Index) -> ComparisonResult:
        seen.append((model.name, [c.name for c in model.columns], [c.name for c in reflected.columns]))
        return ComparisonResult.Skip("as is") if model.name == "i" else ComparisonResult.Different("other columns")

    implementation(compare_indexes=compare)
    parts = (sa.Column("a", sa.Integer), sa.Column("b", sa.Integer), sa.Index("i", "b"), sa.Index("j", "b"))
    assert [(d[0], d[1].name) for d in differences(table, *parts, before=before)] == [
        ("remove_index", "j"),
        ("add_index", "j"),
    ]
    assert seen == [("i", ["b"], ["a"]), ("j", ["b"], ["a"])]


def test_the_hook_writes_the_default_of_the_model() -> None:
    def render(self: Any, expr: Any, is_server_default: bool = False, **kw: Any) -> str:
        assert is_server_default
        return "7"

    implementation(render_ddl_sql_expr=render)
    column = sa.Column("a", sa.Integer, server_default=sa.text("seven()"))
    assert differences("CREATE TABLE t (a INTEGER DEFAULT 7)", column) == []


ENV = """
import sqlalchemy as sa
from migrate import context
from tests.integration.test_third_party_dialect import AcmeDialect

metadata = sa.MetaData()
sa.Table("t", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("c", sa.Text))
with sa.create_engine({url!r}).connect() as connection:
    context.configure(connection=connection, target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()
"""

TEMPLATE = '''"""${message}"""
from migrate import op
import sqlalchemy as sa
revision = ${repr(up_revision)}
down_revision = None
def upgrade():
    ${upgrades}
def downgrade():
    ${downgrades}
'''


def test_commands_run_on_a_dialect_nobody_knows(dialect: str, tmp_path: Path) -> None:
    scripts = tmp_path / "scripts"
    (scripts / "versions").mkdir(parents=True)
    url = f"{dialect}:///{tmp_path}/db"
    (scripts / "env.py").write_text(ENV.format(url=url))
    (scripts / "script.py.mako").write_text(TEMPLATE)
    config = Config()
    config.set_main_option("script_location", str(scripts))
    command.revision(config, "first", autogenerate=True, rev_id="a")
    (script,) = (scripts / "versions").glob("a_*.py")
    assert 'sa.Column("c", sa.String(99)' in script.read_text()
    command.upgrade(config, "head")
    command.check(config)
    assert "t" in sa.inspect(sa.create_engine(url)).get_table_names()
    command.downgrade(config, "base")
    assert sa.inspect(sa.create_engine(url)).get_table_names() == ["alembic_version"]
