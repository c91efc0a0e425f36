"""Directives of a project's own: the documented examples, run by commands on real databases."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import sqlalchemy as sa

from tests.databases import Scratch
from tests.integration.project import REVISION

PLUGINS = Path(__file__).parents[2] / "examples" / "plugins"

ENV = """
import sqlalchemy as sa
from migrate import context

engine = sa.create_engine({url!r})
with engine.connect() as connection:
    context.configure(connection=connection{more})
    with context.begin_transaction():
        context.run_migrations()
"""

VIEWS = '''"""about {revision}"""
from migrate import op
from views import View

revision = {revision!r}
down_revision = {parent!r}
customers = View("customers", "SELECT {columns} FROM customer")


def upgrade() -> None:
    {upgrade}


def downgrade() -> None:
    {downgrade}
'''


class Project:
    """A project with an env.py, whose directory also has the plug-ins."""

    def __init__(self, folder: Path, scratch: Scratch, env: str) -> None:
        self.folder, self.engine = folder, scratch.engine
        self.versions = folder / "migrations" / "versions"
        self.versions.mkdir(parents=True)
        self.url = scratch.url.render_as_string(hide_password=False)
        (folder / "migrations" / "env.py").write_text(env)
        (folder / "migrate.ini").write_text("[alembic]\nscript_location = %(here)s/migrations\n")

    def run(self, script: str) -> str:
        """Run Python with `config` and `command` at hand, in a process of its own; return what it printed."""
        start = (
            f"import sys; sys.path.insert(0, {str(PLUGINS)!r})\n"
            f"from migrate import command\nfrom migrate.config import Config\nconfig = Config({'migrate.ini'!r})\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", start + script], cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def columns_of_view(engine: sa.Engine) -> list[str] | None:
    with engine.connect() as connection:
        found = sa.inspect(connection)
        return [c["name"] for c in found.get_columns("customers")] if "customers" in found.get_view_names() else None


def test_a_view_is_replaced_and_comes_back(tmp_path: Path, scratch: Scratch) -> None:
    """Each command runs env.py again in the same process; the view's definitions are found in the revisions."""
    url = scratch.url.render_as_string(hide_password=False)
    project = Project(tmp_path, scratch, "import views\n" + ENV.format(url=url, more=""))
    with project.engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE customer (name VARCHAR(20), orders INTEGER)"))
    steps = (
        ("a", None, "name", "op.create_view(customers)", "op.drop_view(customers)"),
        (
            "b", "a", "name, orders",
            'op.replace_view(customers, replaces="a.customers")',
            'op.replace_view(customers, replace_with="a.customers")',
        ),
    )  # fmt: skip
    for revision, parent, columns, upgrade, downgrade in steps:
        text = VIEWS.format(revision=revision, parent=parent, columns=columns, upgrade=upgrade, downgrade=downgrade)
        (project.versions / f"{revision}.py").write_text(text)
    for commands, columns_now in (
        ('command.upgrade(config, "a")', ["name"]),
        ('command.upgrade(config, "head")', ["name", "orders"]),
        ('command.downgrade(config, "-1"); command.upgrade(config, "+1"); command.downgrade(config, "-1")', ["name"]),
        ('command.downgrade(config, "base")', None),
    ):
        project.run(commands)
        assert columns_of_view(project.engine) == columns_now


HOOK = """

def add_sequence(context, revision, directives):
    directives[0].upgrade_ops.ops.append(CreateSequenceOp("numbers", schema="public"))
    directives[0].upgrade_ops.reverse_into(directives[0].downgrade_ops)

"""


def test_a_sequence_goes_from_a_hook_to_the_script_to_the_database(tmp_path: Path, postgresql: Scratch) -> None:
    """The plug-in is written in env.py itself, which runs with every command: it registers its own again."""
    url = postgresql.url.render_as_string(hide_password=False)
    more = ", target_metadata=sa.MetaData(), process_revision_directives=add_sequence"
    env = (PLUGINS / "sequences.py").read_text() + HOOK + ENV.format(url=url, more=more)
    project = Project(tmp_path, postgresql, env)
    (project.folder / "migrations" / "script.py.mako").write_text(
        '"""${message}"""\nfrom migrate import op\n\nrevision = ${repr(up_revision)}\ndown_revision = None\n\n\n'
        "def upgrade():\n    ${upgrades}\n\n\ndef downgrade():\n    ${downgrades}\n"
    )
    project.run(
        'command.revision(config, "sequence", autogenerate=True, rev_id="a")\ncommand.upgrade(config, "head")\n'
        'command.downgrade(config, "base")\ncommand.upgrade(config, "head")\n'
    )
    (script,) = project.versions.glob("a_*.py")
    text = script.read_text()
    assert 'op.create_sequence("numbers", schema="public")' in text
    assert 'op.drop_sequence("numbers", schema="public")' in text
    assert sa.inspect(project.engine).get_sequence_names() == ["numbers"]


def test_two_plug_ins_cannot_have_one_name(tmp_path: Path, sqlite: Scratch) -> None:
    project = Project(tmp_path, sqlite, "")
    (project.versions / "a.py").write_text(
        REVISION.format(message="", revision="a", parent=None, depends_on=None, upgrade="pass", downgrade="pass")
    )
    printed = project.run(
        "import views\n"
        "from migrate.operations import Operations\n"
        "from migrate.errors import RegistrationError\n"
        "class Another:\n"
        "    create_view = classmethod(lambda cls, operations: None)\n"
        "try:\n"
        "    Operations.register_operation('create_view')(Another)\n"
        "except RegistrationError as error:\n"
        "    print(error)\n"
    )
    assert printed == (
        "Operations.create_view() is registered already as views.CreateViewOp: __main__.Another cannot take its place\n"
        "hint: choose another name; registered are create_view, drop_view, replace_view\n"
    )
