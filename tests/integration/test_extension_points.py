"""Documented extension points of autogenerate, run by `revision --autogenerate` through an env.py that uses them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.databases import Scratch

START = """
import sqlalchemy as sa
from alembic import context
from alembic.autogenerate import comparators, renderers, rewriter
from alembic.operations import MigrateOperation, Operations, ops
from alembic.util import PriorityDispatchResult

metadata = sa.MetaData()
book = sa.Table(
    "book",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("title", sa.Text),
    sa.Column("pages", sa.String(9), server_default="1"),
    sa.Index("ix_title", "title"),
)
"""

END = """
with sa.create_engine({url!r}).connect() as connection:
    context.configure(connection=connection, **{{"target_metadata": metadata, **options}})
    with context.begin_transaction():
        context.run_migrations()
"""

TEMPLATE = '''"""${message}"""
from alembic import op
import sqlalchemy as sa
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade():
    ${upgrades if upgrades else "pass"}


def downgrade():
    ${downgrades if downgrades else "pass"}
'''

TABLE = "CREATE TABLE book (id INTEGER NOT NULL PRIMARY KEY, title INTEGER, pages VARCHAR(9) DEFAULT '2')"


class Project:
    """A project whose env.py is START, some lines of a test, and END."""

    def __init__(self, folder: Path, scratch: Scratch) -> None:
        self.folder, self.engine = folder, scratch.engine
        self.url = scratch.url.render_as_string(hide_password=False)
        (folder / "migrations" / "versions").mkdir(parents=True)
        (folder / "migrations" / "script.py.mako").write_text(TEMPLATE)
        (folder / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/migrations\n")
        with self.engine.begin() as connection:
            connection.exec_driver_sql(TABLE)

    def run(self, *args: str) -> subprocess.CompletedProcess[str]:
        call = [sys.executable, "-m", "migrate", *args]
        return subprocess.run(call, cwd=self.folder, capture_output=True, text=True, check=False)

    def script(self, lines: str, revision: str = "a") -> str:
        """Return the script that autogenerate writes with these lines in env.py."""
        (self.folder / "migrations" / "env.py").write_text(START + lines + END.format(url=self.url))
        done = self.run("revision", "--autogenerate", "-m", "x", "--rev-id", revision)
        assert done.returncode == 0, done.stderr
        (path,) = (self.folder / "migrations" / "versions").glob(f"{revision}_*.py")
        return path.read_text().replace('"', "'")


@pytest.fixture
def project(tmp_path: Path, sqlite: Scratch) -> Project:
    return Project(tmp_path, sqlite)


CASES = {
    "nothing": ("options = {}", ["type_=sa.Text()", "server_default='1'", "create_index('ix_title'"], []),
    "compare_type=False": ("options = dict(compare_type=False)", ["server_default='1'"], ["type_="]),
    "compare_server_default=False": ("options = dict(compare_server_default=False)", ["type_="], ["server_default="]),
    "a function per column": (
        "def compare(ctx, old, new, old_type, new_type):\n    return False if new.name == 'title' else None\n"
        "def default(ctx, old, new, rendered_old, said, rendered):\n    return new.name == 'title' or None\n"
        "options = dict(compare_type=compare, compare_server_default=default)",
        ["server_default='1'"], ["type_=sa.Text()"],
    ),
    "include_object": (
        "def include(object, name, type_, reflected, compare_to):\n    return (name, type_) != ('ix_title', 'index')\n"
        "options = dict(include_object=include)",
        ["type_=sa.Text()"], ["ix_title"],
    ),
    "include_name": (
        "def include(name, type_, parents):\n    return type_ != 'table' or name != 'book'\n"
        "options = dict(include_name=include)",
        ["op.create_table"], ["alter_column"],
    ),
    "several MetaData": (
        "other = sa.MetaData()\nsa.Table('other', other, sa.Column('id', sa.Integer))\n"
        "options = dict(target_metadata=[metadata, other])",
        ["op.create_table", "type_=sa.Text()"], [],
    ),
    "render_item": (
        "def render(type_, obj, autogen_context):\n"
        "    if type_ != 'type' or not isinstance(obj, sa.Text):\n        return False\n"
        "    autogen_context.imports.add('import decimal')\n    return 'sa.String(77)'\n"
        "options = dict(render_item=render)",
        ["type_=sa.String(77)", "import decimal"], ["sa.Text()"],
    ),
    "user_module_prefix": (
        "class Mine(sa.types.UserDefinedType):\n    def get_col_spec(self, **kw):\n        return 'MINE'\n"
        "    def __repr__(self):\n        return 'Mine()'\n"
        "book.append_column(sa.Column('m', Mine()))\noptions = dict(user_module_prefix='mine.')",
        ["mine.Mine()"], [],
    ),
    "process_revision_directives": (
        "def process(ctx, revision, directives):\n    directives[0].message = 'changed'\n"
        "    ops_ = directives[0].upgrade_ops.ops\n    ops_[:] = [ops.ExecuteSQLOp('SELECT 1')]\n"
        "options = dict(process_revision_directives=process)",
        ["'''changed'''", "op.execute('SELECT 1')"], ["op.alter_column"],
    ),
    "Rewriter with chain": (
        "one, two = rewriter.Rewriter(), rewriter.Rewriter()\n"
        "@one.rewrites(ops.CreateIndexOp)\ndef index(ctx, revision, op):\n    op.index_name = 'ix_one'\n    return op\n"
        "@two.rewrites(ops.CreateIndexOp)\ndef again(ctx, revision, op):\n"
        "    return [ops.ExecuteSQLOp('SELECT 1'), op] if op.index_name == 'ix_one' else op\n"
        "options = dict(process_revision_directives=one.chain(two))",
        ["op.execute('SELECT 1')", "ix_one"], ["create_index('ix_title'"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_an_option_has_its_documented_effect(case: str, project: Project) -> None:
    lines, there, not_there = CASES[case]
    upgrade = project.script(lines).partition("def downgrade")[0]
    assert [part for part in there if part not in upgrade] == []
    assert [part for part in not_there if part in upgrade] == []


ENTITIES = '''
class Entity:
    """A replaceable object: a view with its definition."""

    def __init__(self, name, definition):
        self.name, self.definition = name, definition


class CreateEntityOp(MigrateOperation):
    def __init__(self, entity):
        self.entity = entity

    @classmethod
    def create_entity(cls, operations, name, definition):
        return operations.invoke(cls(Entity(name, definition)))

    def reverse(self):
        return DropEntityOp(self.entity)


class DropEntityOp(CreateEntityOp):
    @classmethod
    def drop_entity(cls, operations, name, definition):
        return operations.invoke(cls(Entity(name, definition)))

    def reverse(self):
        return CreateEntityOp(self.entity)


Operations.register_operation("create_entity")(CreateEntityOp)
Operations.register_operation("drop_entity")(DropEntityOp)


@Operations.implementation_for(CreateEntityOp)
def create(operations, operation):
    operations.execute(f"CREATE VIEW {operation.entity.name} AS {operation.entity.definition}")


@Operations.implementation_for(DropEntityOp)
def drop(operations, operation):
    operations.execute(f"DROP VIEW {operation.entity.name}")


@renderers.dispatch_for(CreateEntityOp)
def render_create(autogen_context, op):
    autogen_context.imports.add("import textwrap")
    return f"op.create_entity({op.entity.name!r}, textwrap.dedent({op.entity.definition!r}))"


@renderers.dispatch_for(DropEntityOp)
def render_drop(autogen_context, op):
    return f"op.drop_entity({op.entity.name!r}, {op.entity.definition!r})"


def register_entities(*entities):
    @comparators.dispatch_for("schema")
    def compare_entities(autogen_context, upgrade_ops, schemas):
        there = autogen_context.inspector.get_view_names()
        for entity in entities:
            if entity.name not in there:
                upgrade_ops.ops.append(CreateEntityOp(entity))


register_entities(Entity("titles", "SELECT title FROM book"))
register_entities(Entity("numbers", "SELECT id FROM book"))
options = {}
'''


def test_replaceable_entities_of_a_plug_in_are_created_and_dropped(project: Project) -> None:
    text = project.script(ENTITIES)
    upgrade, downgrade = text.split("def downgrade")
    assert "import textwrap" in upgrade
    assert upgrade.index("op.create_index") < upgrade.index("op.create_entity('titles'")
    assert upgrade.count("op.create_entity(") == 2
    assert downgrade.index("op.drop_entity(") < downgrade.index("op.drop_index")
    for command in ("upgrade head", "check", "downgrade base", "upgrade head"):
        done = project.run(*command.split())
        assert done.returncode == 0, (command, done.stdout, done.stderr)
    assert sa.inspect(project.engine).get_view_names() == ["numbers", "titles"]
