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


TEMPLATE = (
    '"""${message}"""\nfrom migrate import op\nimport sqlalchemy as sa\n\nrevision = ${repr(up_revision)}\n'
    "down_revision = ${repr(down_revision)}\n\n\n"
    "def upgrade():\n    ${upgrades}\n\n\ndef downgrade():\n    ${downgrades}\n"
)

MODELS = """

models = sa.MetaData()
add_sequence_to_model("numbers", models)

"""


def test_a_sequence_goes_from_the_models_to_the_script_to_the_database(tmp_path: Path, postgresql: Scratch) -> None:
    """The plug-in is written in env.py itself, which runs with every command: it registers its own again."""
    url = postgresql.url.render_as_string(hide_password=False)
    more = ", target_metadata=models"
    env = (PLUGINS / "sequences.py").read_text() + MODELS + ENV.format(url=url, more=more)
    project = Project(tmp_path, postgresql, env)
    (project.folder / "migrations" / "script.py.mako").write_text(TEMPLATE)
    project.run(
        'command.revision(config, "sequence", autogenerate=True, rev_id="a")\ncommand.upgrade(config, "head")\n'
        'command.check(config)\ncommand.downgrade(config, "base")\ncommand.upgrade(config, "head")\n'
    )
    (script,) = project.versions.glob("a_*.py")
    text = script.read_text()
    assert text.count('op.create_sequence("numbers", schema=None)') == 1
    assert text.count('op.drop_sequence("numbers", schema=None)') == 1
    assert sa.inspect(project.engine).get_sequence_names() == ["numbers"]


POLICIES = """
import sys
import sqlalchemy as sa
import policies
from migrate.plugins import Plugin

Plugin.setup_plugin_from_module(policies, "shop.policies")
models = sa.MetaData()
note = sa.Table("note", models, sa.Column("author", sa.Text))
if not sys.flags.optimize:
    policies.policy(note, "own_rows", "author = CURRENT_USER")
"""


def test_a_kind_of_a_plug_in_is_compared_and_changed_like_any(tmp_path: Path, postgresql: Scratch) -> None:
    url = postgresql.url.render_as_string(hide_password=False)
    env = POLICIES + ENV.format(url=url, more=", target_metadata=models, owned_kinds=['policy']")
    project = Project(tmp_path, postgresql, env)
    (project.folder / "migrations" / "script.py.mako").write_text(TEMPLATE)
    project.run(
        'command.revision(config, "policy", autogenerate=True, rev_id="a")\ncommand.upgrade(config, "head")\n'
        'command.check(config)\ncommand.downgrade(config, "base")\ncommand.upgrade(config, "head")\n'
    )
    (script,) = project.versions.glob("a_*.py")
    up, down = script.read_text().split("def downgrade")
    assert up.index("op.create_table") < up.index('op.create_policy("own_rows", "note", "author = CURRENT_USER")')
    assert down.index('op.drop_policy("own_rows", "note"') < down.index('op.drop_table("note")')
    (project.folder / "migrations" / "env.py").write_text(env.replace("if not sys", "if sys"))
    project.run('command.revision(config, "open", autogenerate=True, rev_id="b")')
    (script,) = project.versions.glob("b_*.py")
    assert 'op.drop_policy("own_rows", "note", "author = CURRENT_USER")' in script.read_text()


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
