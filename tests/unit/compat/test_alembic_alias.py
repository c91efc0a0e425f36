"""`alembic_alias()`: what the names mean inside, and that nothing is left behind outside."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import pytest

import migrate
from migrate.compat import DOCUMENTED_VERSION, alembic_alias

IMPORTED = """
import alembic.op
import alembic.context
import alembic.util.exc as errors
from alembic import autogenerate, command, config, context, ddl, environment, migration, op, operations, runtime
from alembic import script, util
from alembic.autogenerate import api, compare, render, rewriter
from alembic.autogenerate.render import render_op_text
from alembic.command import downgrade, history, stamp, upgrade
from alembic.config import CommandLine, Config, main
from alembic.ddl import DefaultImpl, base, impl, mysql, postgresql, sqlite
from alembic.environment import EnvironmentContext
from alembic.migration import MigrationContext
from alembic.op import create_table, drop_table
from alembic.operations import MigrateOperation, Operations, ops
from alembic.operations.base import AbstractOperations, BatchOperations
from alembic.operations.ops import MigrationScript
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext, MigrationInfo
from alembic.script import Script, ScriptDirectory, write_hooks
from alembic.script.base import Script
from alembic.script.revision import ResolutionError, RevisionError
from alembic.util import CommandError, Dispatcher, rev_id
from alembic.util.langhelpers import rev_id
"""
"""What projects write, one way or the other."""


def names() -> dict[str, ModuleType]:
    return {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "alembic"}


@pytest.fixture
def another(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """Yield a package `alembic` that is not ours, imported with a module below it."""
    package, below = ModuleType("alembic"), ModuleType("alembic.op")
    package.__spec__ = ModuleSpec("alembic", None, is_package=True)
    package.__dict__.update(op=below, __version__="0.1")
    monkeypatch.setitem(sys.modules, "alembic", package)
    monkeypatch.setitem(sys.modules, "alembic.op", below)
    yield package
    assert names() == {"alembic": package, "alembic.op": below}


@pytest.mark.parametrize("line", IMPORTED.strip().splitlines())
def test_every_import_that_projects_write_is_answered(line: str) -> None:
    with alembic_alias():
        exec(line, {})
    assert not names()


def test_the_objects_are_the_same_under_both_names() -> None:
    with alembic_alias():
        from_alias = importlib.import_module("alembic.operations.ops")
        assert from_alias is importlib.import_module("migrate.operations.ops")
        assert importlib.import_module("alembic.util.exc").CommandError is migrate.errors.CommandError
    assert from_alias.__spec__ is not None
    assert from_alias.__spec__.name == "migrate.operations.ops"


def test_the_package_tells_the_version_of_the_documentation() -> None:
    with alembic_alias() as alembic:
        assert alembic.__version__ == DOCUMENTED_VERSION
        assert alembic.op is migrate.op
        with pytest.raises(AttributeError, match="module 'alembic' has no attribute 'opp'"):
            _ = alembic.opp


def test_what_is_not_there_is_an_import_error() -> None:
    with alembic_alias():
        for name in ("alembic.nothing", "alembic.util.nothing"):
            with pytest.raises(ModuleNotFoundError, match=f"No module named '{name}'"):
                importlib.import_module(name)
        with pytest.raises(ImportError):
            exec("from alembic import nothing", {})


def test_another_package_of_that_name_comes_back(another: ModuleType) -> None:
    with alembic_alias() as alembic:
        assert alembic is not another
        assert importlib.import_module("alembic.op") is migrate.op
    assert importlib.import_module("alembic") is another


def test_an_error_inside_restores_too(another: ModuleType) -> None:
    path = list(sys.meta_path)
    with pytest.raises(ModuleNotFoundError), alembic_alias():
        importlib.import_module("alembic.config.nothing")
    assert sys.meta_path == path


def test_blocks_nest(another: ModuleType) -> None:
    with alembic_alias() as outer:
        with alembic_alias() as inner:
            assert inner is outer
        assert importlib.import_module("alembic.op") is migrate.op


def test_blocks_of_two_threads_may_overlap(another: ModuleType) -> None:
    entered, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with alembic_alias():
            entered.set()
            leave.wait(5)
            seen.append(importlib.import_module("alembic.op"))

    seen: list[ModuleType] = []
    thread = threading.Thread(target=hold)
    with alembic_alias():
        thread.start()
        assert entered.wait(5)
    leave.set()
    thread.join()
    assert seen == [migrate.op]


ENV = """
from alembic import context
from sqlalchemy import create_engine
from helpers import check_version

check_version()
engine = create_engine(context.config.get_main_option("sqlalchemy.url"))
with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""
HELPERS = """
import alembic
from alembic.util import CommandError

def check_version():
    if not alembic.__version__.startswith("1."):
        raise CommandError("too old")
"""
SCRIPT = """
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None

def upgrade():
    from alembic.runtime.migration import MigrationContext  # imported when it runs, as scripts do

    assert isinstance(op.get_context(), MigrationContext)
    op.create_table("t", sa.Column("id", sa.Integer, primary_key=True))

def downgrade():
    op.drop_table("t")
"""
MAKO = "from alembic import op\nrevision = ${repr(up_revision)}\ndown_revision = ${repr(down_revision)}\n\n"
BODY = "def upgrade():\n    ${upgrades if upgrades else 'pass'}\n\ndef downgrade():\n    pass\n"
POISON = 'raise ImportError("the real package was imported")\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder with a project that knows nothing of this package."""
    versions = tmp_path / "alembic" / "versions"
    versions.mkdir(parents=True)
    (tmp_path / "alembic.ini").write_text(
        "[alembic]\nscript_location = %(here)s/alembic\nprepend_sys_path = .\n"
        f"sqlalchemy.url = sqlite:///{tmp_path}/app.db\n"
    )
    (tmp_path / "helpers.py").write_text(HELPERS)
    (tmp_path / "alembic" / "env.py").write_text(ENV)
    (tmp_path / "alembic" / "script.py.mako").write_text(MAKO + BODY)
    (versions / "a1_first.py").write_text(SCRIPT)
    return tmp_path


def run(project: Path, *arguments: str, poisoned: bool = False) -> str:
    """Run the command line in the project; with `poisoned`, the package `alembic` raises when it is imported."""
    path = [str(project / "poison")] if poisoned else []
    if poisoned:
        (project / "poison" / "alembic").mkdir(parents=True, exist_ok=True)
        (project / "poison" / "alembic" / "__init__.py").write_text(POISON)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*path, str(Path(migrate.__file__).parents[1])])}
    command = [sys.executable, "-m", "migrate", *arguments]
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("poisoned", [False, True], ids=["not installed", "installed"])
def test_a_project_in_place_runs_with_no_edit(project: Path, poisoned: bool) -> None:
    run(project, "upgrade", "head", poisoned=poisoned)
    assert "a1 (head)" in run(project, "current", poisoned=poisoned)
    run(project, "revision", "-m", "second", "--rev-id", "b2", poisoned=poisoned)
    assert (project / "alembic" / "versions" / "b2_second.py").read_text().startswith("from alembic import op\n")
    run(project, "upgrade", "head", poisoned=poisoned)
    run(project, "downgrade", "base", poisoned=poisoned)


def test_a_script_that_computes_its_identifiers_finds_the_names_too(project: Path) -> None:
    (project / "alembic" / "versions" / "c3.py").write_text(
        "from alembic import op, util\nrevision = 'c' + str(3)\ndown_revision = 'a1'\ndef upgrade(): pass\n"
    )
    assert "c3 (head)" in run(project, "heads")
