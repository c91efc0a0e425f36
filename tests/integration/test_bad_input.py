"""Whatever is wrong, a command ends in one clear message and status 1, and nothing has changed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.databases import Scratch
from tests.integration.project import MODELS, SECRET, Done, Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


CREATE = 'op.create_table("{0}", sa.Column("id", sa.Integer, primary_key=True))'
COMMANDS = [["history"], ["upgrade", "head"], ["revision", "--autogenerate"], ["check"], ["diff"], ["current"]]


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_no_configuration(tmp_path: Path, project: Project, arguments: list[str]) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\n')
    told = project.fail(*arguments)
    assert f"no configuration in {tmp_path}" in told
    assert "migrate init" in told


def test_a_named_configuration_that_does_not_exist(project: Project) -> None:
    assert "there is no file other.ini" in project.fail("-c", "other.ini", "history")


def test_a_section_that_does_not_exist(tmp_path: Path, project: Project) -> None:
    (tmp_path / "alembic.ini").write_text("[alembic]\nscript_location = migrations\n")
    (tmp_path / "pyproject.toml").unlink()
    assert "staging" in project.fail("-n", "staging", "history")


def test_no_such_script_location(project: Project) -> None:
    project.configure("sqlite://", more="script_location = 'nowhere'")
    told = project.fail("history")
    assert "nowhere does not exist" in told
    assert "migrate init" in told


@pytest.mark.parametrize("arguments", [["revision", "--autogenerate"], ["check"], ["diff"]], ids=" ".join)
@pytest.mark.parametrize(
    ("models", "text", "told"),
    [
        ("", MODELS, "no models to compare with"),
        ("nothing:Base", MODELS, "there is no module 'nothing'"),
        ("shop:Bse", MODELS, "tried shop:Bse"),
        ("shop:Base", "import nothing_here\n", "No module named 'nothing_here' (shop.py, line 1)"),
        ("shop:Base", "x = 1\nBase = X\n", "NameError: name 'X' is not defined (shop.py, line 2)"),
        ("shop:Base", "def f(:\n", "SyntaxError: invalid syntax (shop.py, line 1)"),
    ],
)
def test_models_that_cannot_be_had(
    project: Project, tmp_path: Path, arguments: list[str], models: str, text: str, told: str
) -> None:
    (tmp_path / "shop.py").write_text(text)
    project.configure(f"sqlite:///{tmp_path}/shop.db", models)
    assert told in project.fail(*arguments)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("", "no database URL"),
        ("${NOT_SET_HERE}", "needs the environment variable NOT_SET_HERE"),
        ("not a url", "no database URL: "),
        ("postgres+nothing://u@h/d", "postgres"),
        ("sqlite:////nowhere/at/all/shop.db", "unable to open database file"),
        (f"postgresql+psycopg://user:{SECRET}@127.0.0.1:1/db", ""),
        ("postgresql+psycopg://user:geheim%2Fwort%40x@127.0.0.1:1/db", "127.0.0.1"),
        ("mysql+pymysql://user:geheim%2Fwort%40x@127.0.0.1:1/db", "127.0.0.1"),
        ("postgresql+psycopg://user:geheim:wort@127.0.0.1:1/db", "127.0.0.1"),
        ("postgresql+psycopg://127.0.0.1:1/db?user=u&password=geheimwort", "127.0.0.1"),
    ],
)
def test_a_database_that_cannot_be_reached(project: Project, url: str, told: str) -> None:
    project.revision("a1")
    project.configure(url)
    message = project.fail("upgrade", "head")
    if not url.startswith("not"):
        assert told in message


def test_a_password_stays_hidden_with_an_environment_of_ones_own(project: Project, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").unlink()
    (tmp_path / "migrations").rename(tmp_path / "old")
    project.succeed("init", "migrations")
    ini = tmp_path / "alembic.ini"
    url = f"postgresql+psycopg://user:{SECRET}@127.0.0.1:1/db"
    ini.write_text(ini.read_text().replace("sqlalchemy.url =\n", f"sqlalchemy.url = {url}\n"))
    env = tmp_path / "migrations" / "env.py"
    env.write_text(env.read_text().replace("config.get_url()", repr(url)))
    assert "'x@127" not in project.fail("current")


def test_the_wrong_password_is_not_shown(project: Project, scratch_for: Callable[[str], Scratch]) -> None:
    scratch = scratch_for("mariadb")
    wrong = scratch.url.set(username="nobody_here", password="geheim")
    project.configure(wrong.render_as_string(hide_password=False))
    assert "Access denied" in project.fail("current")


@pytest.mark.parametrize(
    ("revision", "told"),
    [("zzz", "'zzz'"), ("a", "'a'"), ("head+1", "head+1"), ("-5", "-5"), ("lab@head", "lab")],
)
def test_an_unknown_or_ambiguous_revision(project: Project, revision: str, told: str) -> None:
    project.revision("a1")
    project.revision("a2", "a1")
    assert told in project.fail("upgrade", revision)


def test_an_over_long_revision_id(project: Project) -> None:
    assert "32" in project.fail("revision", "-m", "x", "--rev-id", "x" * 33)


@pytest.mark.parametrize("rev_id", ["a@b", "a:b", "a+b", "a-b", "head"])
def test_a_revision_id_that_cannot_be_one(project: Project, rev_id: str) -> None:
    assert rev_id in project.fail("revision", "-m", "x", "--rev-id", rev_id)


def test_a_revision_id_that_is_taken(project: Project) -> None:
    project.revision("a1")
    assert "a1" in project.fail("revision", "-m", "x", "--rev-id", "a1")


def test_two_heads(project: Project) -> None:
    project.revision("a1")
    project.revision("b1", "a1")
    project.revision("b2", "a1")
    told = project.fail("upgrade", "head")
    assert "b1, b2" in told
    assert "heads" in told
    assert "b1, b2" in project.fail("revision", "-m", "x")


@pytest.mark.parametrize("arguments", [["history"], ["upgrade", "head"], ["heads"], ["revision"]], ids=" ".join)
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("def upgrade(:\n", "line 1"),
        ("down_revision = None\n", "revision"),
        ("revision = 3\ndown_revision = None\n", "revision"),
        ("revision = 'a1'\ndown_revision = 'gone'\n", "gone"),
    ],
)
def test_a_revision_file_that_is_none(project: Project, arguments: list[str], text: str, told: str) -> None:
    (project.versions / "a1_.py").write_text(text)
    message = project.fail(*arguments)
    assert told in message
    assert "a1" in message


def test_a_migration_that_cannot_be_imported(project: Project) -> None:
    path = project.revision("a1")
    path.write_text("import nothing_here\n" + path.read_text())
    message = project.fail("upgrade", "head")
    assert "No module named 'nothing_here'" in message
    assert "a1_.py" in message


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("scriptlocation = 'x'", "did you mean script_location?"),
        ("owned_kinds = ['view']", "owned_kinds, which is no setting"),
        ("timezone = 3", "timezone = 3 is not a text"),
        ("file_template = 3", "file_template = 3 is not a text"),
        ("file_template = '%%(year)d/%%(rev)s'", "recursive_version_locations"),
        ("truncate_slug_length = -3", "-3 is not a number of characters"),
        ("truncate_slug_length = 1.5", "1.5 is not a number of characters"),
        ("[[tool.migrate.post_write_hooks]]\nname = 'x'", "post-write hook 'x' has no type"),
        ("[[tool.migrate.post_write_hooks]]\nname = 'x'\ntype = 'exec'\nexecutable = 'unheard-of'", "unheard-of"),
    ],
)
def test_a_setting_that_cannot_be(project: Project, more: str, told: str) -> None:
    project.configure("sqlite://", more=more)
    assert told in project.fail("revision", "-m", "x")


def test_a_setting_of_an_ini_file_that_is_nearly_one_is_pointed_out(project: Project, tmp_path: Path) -> None:
    """Projects keep settings of their own in an ini file."""
    (tmp_path / "pyproject.toml").unlink()
    text = "[alembic]\nscript_location = migrations\nfile_templat = x\ndatabases = a, b\nmine = 1\n"
    (tmp_path / "alembic.ini").write_text(text)
    assert project.run("heads") == Done(0, "", "file_templat is no setting; did you mean file_template?\n")


def test_a_folder_for_a_file(project: Project) -> None:
    assert "migrations is a folder" in project.fail("-c", "migrations", "heads")
    project.configure("sqlite://", more="script_location = 'shop.py'")
    assert "shop.py is not a folder" in project.fail("heads")


@pytest.mark.parametrize(
    "arguments",
    [
        ["upgrade", "b1:", "--sql"],
        ["upgrade", "a1:+2", "--sql"],
        ["downgrade", "a1:b1", "--sql"],
        ["stamp", "--sql", "zz"],
        ["stamp", "--sql", "b1:+1"],
    ],
    ids=" ".join,
)
def test_a_range_that_cannot_be_writes_no_sql(project: Project, arguments: list[str]) -> None:
    project.revision("a1")
    project.revision("b1", "a1")
    project.fail(*arguments)
    assert project.run(*arguments).out == ""


def test_an_asynchronous_driver_in_an_environment_without_asyncio(project: Project, tmp_path: Path) -> None:
    (tmp_path / "migrations" / "env.py").write_text(
        "import sqlalchemy as sa\nsa.create_engine('sqlite+aiosqlite:///x.db').connect()\n"
    )
    message = project.fail("current")
    assert "an asynchronous driver was used without its event loop (migrations/env.py, line 2)" in message
    assert "migrate init -t async" in message


def test_a_port_that_is_no_number(project: Project) -> None:
    project.configure(f"postgresql+psycopg://user:{SECRET.replace('/', '').replace('@', '')}@127.0.0.1:1x/db")
    assert "this is no database URL" in project.fail("current")


def test_an_environment_that_starts_a_loop_where_one_runs(project: Project, tmp_path: Path) -> None:
    (tmp_path / "migrations" / "env.py").write_text("import asyncio\nasyncio.run(asyncio.sleep(0))\n")
    (tmp_path / "program.py").write_text(
        "import asyncio\nfrom migrate import command\nfrom migrate.config import Config\n"
        "config = Config('pyproject.toml')\n"
        "async def main():\n    await asyncio.to_thread(command.current, config)\n    command.current(config)\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run([sys.executable, "program.py"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "asyncio.run() cannot be called from a running event loop\nenv.py starts an event loop" in done.stderr
    assert "asyncio.to_thread()" in done.stderr


def test_a_cycle(project: Project) -> None:
    project.revision("a1", "b1")
    project.revision("b1", "a1")
    for arguments in (["history"], ["upgrade", "head"]):
        message = project.fail(*arguments)
        assert "a1" in message
        assert "b1" in message
        assert "ycle" in message


def test_a_database_at_a_revision_that_no_file_has(project: Project) -> None:
    project.revision("a1")
    project.succeed("upgrade", "head")
    (project.versions / "a1_.py").unlink()
    project.revision("b1")
    for arguments in (["upgrade", "head"], ["downgrade", "base"], ["current"], ["revision", "--autogenerate"]):
        assert "the database is at revision 'a1', and no revision file has that id" in project.fail(*arguments)
    project.succeed("stamp", "--purge", "b1")
    assert project.succeed("current") == "b1 (head)\n"


def test_an_unwritable_folder(project: Project, tmp_path: Path) -> None:
    project.versions.rmdir()
    project.versions.write_text("a file in the way")
    assert "versions" in project.fail("revision", "-m", "x")
    assert "cannot be written" in project.fail("init", "pyproject.toml/scripts")


def test_a_folder_of_somebody_else(project: Project) -> None:
    project.versions.chmod(0o500)
    if os.geteuid() == 0:  # root may write everywhere, but not into what the kernel shows as files
        project.versions.rmdir()
        project.versions.symlink_to("/sys")
    assert "Permission denied" in project.fail("revision", "-m", "x")


@pytest.mark.parametrize("arguments", [["revision", "--autogenerate"], ["check"]], ids=" ".join)
def test_comparing_a_database_that_is_not_at_head(project: Project, arguments: list[str]) -> None:
    project.revision("a1")
    message = project.fail(*arguments)
    assert "Target database is not up to date: it is at base, the head is a1" in message
    assert "run `migrate upgrade heads` first" in message


def test_a_migration_that_raises_half_way_is_rolled_back(project: Project) -> None:
    project.revision("a1", upgrade=CREATE.format("a"))
    project.succeed("upgrade", "head")
    project.revision("b1", "a1", upgrade=CREATE.format("b"))
    project.revision("c1", "b1", upgrade=CREATE.format("c") + "; 1 / 0")
    message = project.fail("upgrade", "head")
    assert "ZeroDivisionError: division by zero (migrations/versions/c1_.py, line 12)" in message
    assert "c1" in message
    assert "rolled back" in message
    assert "The database is at a1" in message


def test_a_statement_that_the_database_refuses(project: Project) -> None:
    project.revision("a1", upgrade='op.execute("CREATE TABLE x (y"); pass')
    message = project.fail("upgrade", "head")
    assert "incomplete input" in message
    assert "statement: CREATE TABLE x (y" in message
    assert "rolled back" in message


def test_what_mariadb_keeps_of_a_failed_migration_is_said(
    project: Project, scratch_for: Callable[[str], Scratch]
) -> None:
    scratch = scratch_for("mariadb")
    project.configure(scratch.url.render_as_string(hide_password=False))
    project.revision("a1", upgrade=CREATE.format("a"))
    project.revision("b1", "a1", upgrade=CREATE.format("b") + "; 1 / 0")
    done = project.run("upgrade", "head")
    assert done.status == 1
    assert "cannot roll back DDL, so what b1 changed before it failed is still there" in done.err
    assert "The version table says a1" in done.err
    with scratch.engine.connect() as connection:
        assert set(sa.inspect(connection).get_table_names()) == {"a", "b", "alembic_version"}


def test_an_environment_that_does_not_import(project: Project, tmp_path: Path) -> None:
    (tmp_path / "migrations" / "env.py").write_text("import os\nfrom shop import Nothing\n")
    message = project.fail("current")
    assert "cannot import name 'Nothing' from 'shop'" in message
    assert "(migrations/env.py, line 2)" in message


def test_raiseerr_shows_the_traceback(project: Project) -> None:
    done = project.run("--raiseerr", "upgrade", "nope")
    assert done.status == 1
    assert "Traceback" in done.err


def interrupted(project: Project, marker: Path, *arguments: str) -> Done:
    """Run a command and send it SIGINT, as Ctrl-C does, when `marker` exists."""
    process = subprocess.Popen(
        project.command(*arguments), cwd=project.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 30
    while not marker.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    return Done(process.returncode, out, err)


def test_an_interrupted_migration_is_rolled_back_and_says_so(project: Project, tmp_path: Path) -> None:
    marker = tmp_path / "running"
    wait = f"open({str(marker)!r}, 'w').close(); __import__('time').sleep(30)"
    project.revision("a1", upgrade=f"{CREATE.format('a')}; {wait}")
    done = interrupted(project, marker, "upgrade", "head")
    assert done.status == 130
    assert done.err.startswith("error: interrupted\n")
    assert "rolled back" in done.err
    assert "Traceback" not in done.err
    assert project.schema() == []


def test_an_interrupted_command_without_a_migration_says_so(project: Project, tmp_path: Path) -> None:
    marker = tmp_path / "running"
    (tmp_path / "shop.py").write_text(f"open({str(marker)!r}, 'w').close()\nimport time\ntime.sleep(30)\n")
    done = interrupted(project, marker, "diff")
    assert done.status == 130
    assert done.err == "error: interrupted\nno migration was running, so nothing is half done\n"
