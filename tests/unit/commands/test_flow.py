"""A day's work on the command line, from `init` to `downgrade`, on SQLite; for every template."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.project import run_here

MODELS = """
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(100))
"""

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the command in the folder, in a process; it must end with `status`, and what it printed is returned."""
    (tmp_path / "shop.py").write_text(MODELS)

    def run(*arguments: str, status: int = 0, **variables: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "migrate", *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, **variables},
        )
        assert done.returncode == status, done
        assert done.stderr == "" or status, done
        return done.stdout

    return run


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Do the same in this process, which is quicker."""
    (tmp_path / "shop.py").write_text(MODELS)

    def run(*arguments: str, status: int = 0, **variables: str) -> str:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        done = run_here(tmp_path, *arguments)
        assert done.status == status, done
        assert done.err == "" or status, done
        return done.out

    return run


def tables(path: Path) -> set[str]:
    connection = sqlite3.connect(path)
    try:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    finally:
        connection.close()


def project(folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[tool.migrate]\nurl = "sqlite:///%(here)s/shop.db"\nmodels = "shop:Base"\n')


def test_two_facts_are_enough_for_a_day(run: Run, tmp_path: Path) -> None:
    project(tmp_path)
    run("init")
    assert "+ book" in run("diff")
    assert "shop.db" not in os.listdir(tmp_path) or tables(tmp_path / "shop.db") == set()
    run("diff", "--exit-code", status=2)
    shown = run("revision", "--autogenerate", "-m", "first", "--rev-id", "a1")
    assert "1 table added" in shown
    assert "wrote migrations/versions/a1_first.py" in shown
    assert tables(tmp_path / "shop.db") == set(), "comparing writes nothing, not even the version table"
    assert run("upgrade", "head") == "upgrade <base> -> a1, first\n"
    assert run("upgrade", "head") == "nothing to do: already at head (a1)\n"
    assert run("check") == "No new upgrade operations detected.\n"
    run("diff", "--exit-code")
    assert "no revision written" in run("revision", "--autogenerate", "-m", "nothing")
    assert len(list((tmp_path / "migrations" / "versions").glob("*.py"))) == 1
    assert run("history") == "<base> -> a1 (head), first\n"
    assert run("history", "-i") == "<base> -> a1 (head) (current), first\n"
    assert run("current") == "a1 (head)\n"
    assert run("current", "--check-heads") == "a1 (head)\n"
    assert run("downgrade", "-1") == "downgrade a1 -> <base>, first\n"
    assert "nothing to do: the database is at base" in run("downgrade", "base")
    assert run("current") == ""
    run("current", "--check-heads", status=1)
    assert tables(tmp_path / "shop.db") == {"alembic_version"}


def test_a_second_version_of_the_models(here: Run, tmp_path: Path) -> None:
    project(tmp_path)
    here("init")
    here("revision", "--autogenerate", "-m", "first", "--rev-id", "a1")
    here("upgrade", "head")
    (tmp_path / "shop.py").write_text(MODELS + "    pages: Mapped[int | None]\n")
    shown = here("check", status=1)
    assert "+ pages" in shown
    assert "ADD COLUMN pages" in here("diff", "--sql")
    here("revision", "--autogenerate", "-m", "second", "--rev-id", "b1")
    assert here("upgrade", "head") == "upgrade a1 -> b1, second\n"
    here("check")
    assert here("downgrade", "base").splitlines() == ["downgrade b1 -> a1, second", "downgrade a1 -> <base>, first"]


def test_an_empty_revision_is_written_on_request(here: Run, tmp_path: Path) -> None:
    project(tmp_path)
    here("init")
    here("revision", "--autogenerate", "-m", "first")
    here("upgrade", "head")
    assert "wrote" in here("revision", "--autogenerate", "-m", "empty", "--allow-empty", "--rev-id", "b1")
    assert "wrote" in here("revision", "-m", "by hand", "--rev-id", "c1")
    assert here("heads") == "c1 (head)\n"


def test_branches_are_merged(here: Run, tmp_path: Path) -> None:
    project(tmp_path)
    here("init")
    here("revision", "-m", "first", "--rev-id", "a1")
    here("revision", "-m", "left", "--rev-id", "b1")
    here("revision", "-m", "right", "--rev-id", "b2", "--head", "a1", "--splice", "--branch-label", "lab")
    assert here("branches") == "a1 (branchpoint)\n    -> b1 (head)\n    -> b2 (lab) (head)\n\n"
    assert "wrote" in here("merge", "heads", "-m", "both", "--rev-id", "c1")
    assert here("history").splitlines()[0] == "b1, b2 -> c1 (lab) (head) (mergepoint), both"
    here("merge", "heads", status=1)
    here("upgrade", "head")
    assert here("current") == "c1 (head) (mergepoint)\n"
    here("stamp", "a1")
    assert here("current") == "a1 (branchpoint)\n"
    assert "the version table was emptied" in here("stamp", "--purge", "base")
    assert here("current") == ""


def test_offline_sql_is_nothing_but_sql(here: Run, tmp_path: Path) -> None:
    project(tmp_path)
    here("init")
    here("revision", "--autogenerate", "-m", "first", "--rev-id", "a1")
    shown = here("upgrade", "head", "--sql")
    assert shown.startswith("BEGIN;")
    assert "CREATE TABLE book" in shown
    assert shown.rstrip().endswith("COMMIT;")
    assert "DROP TABLE book" in here("downgrade", "a1:base", "--sql")
    assert "CREATE TABLE IF NOT EXISTS alembic_version" in here("ensure_version", "--sql")
    here("downgrade", "base", "--sql", status=1)
    here("upgrade", "a1:head", status=1)


def test_an_editor_opens_the_file(here: Run, tmp_path: Path) -> None:
    project(tmp_path)
    here("init")
    here("revision", "-m", "first", "--rev-id", "a1")
    here("edit", "a1", VISUAL="touch -d 2001-01-01", EDITOR="false")
    path = tmp_path / "migrations" / "versions" / "a1_first.py"
    assert path.stat().st_mtime < 1_000_000_000
    here("edit", "a1", VISUAL="false", status=1)
    here("edit", "a1", VISUAL="/nowhere/at/all", status=1)
    here("edit", "current", VISUAL="true", status=1)


DRIVERS = {"async": "sqlite+aiosqlite", "pyproject_async": "sqlite+aiosqlite"}


@pytest.mark.parametrize("template", ["generic", "async", "pyproject", "pyproject_async"])
def test_every_template_works_once_url_and_models_are_set(run: Run, tmp_path: Path, template: str) -> None:
    run("init", "-t", template, "db/scripts")
    ini = tmp_path / "alembic.ini"
    url = f"{DRIVERS.get(template, 'sqlite')}:///%(here)s/shop.db"
    text = ini.read_text().replace("\nsqlalchemy.url =\n", f"\nsqlalchemy.url = {url}\n")
    ini.write_text(text.replace("\nmodels =\n", "\nmodels = shop:Base\n"))
    run("revision", "--autogenerate", "-m", "first", "--rev-id", "a1")
    run("upgrade", "head")
    assert tables(tmp_path / "shop.db") == {"book", "alembic_version"}
    run("check")
    assert "CREATE TABLE book" in run("upgrade", "head", "--sql")
    run("downgrade", "base")
    assert tables(tmp_path / "shop.db") == {"alembic_version"}


def test_several_databases_have_one_history(run: Run, tmp_path: Path) -> None:
    run("init", "-t", "multidb", "scripts")
    ini = tmp_path / "alembic.ini"
    text = ini.read_text()
    for name in ("engine1", "engine2"):
        old = f"[{name}]\nsqlalchemy.url =\nmodels =\n"
        assert old in text
        text = text.replace(old, f"[{name}]\nsqlalchemy.url = sqlite:///%(here)s/{name}.db\nmodels = shop:Base\n")
    ini.write_text(text)
    shown = run("revision", "--autogenerate", "-m", "first", "--rev-id", "a1")
    assert "engine1:" in shown
    assert "engine2:" in shown
    run("upgrade", "head")
    for name in ("engine1", "engine2"):
        assert tables(tmp_path / f"{name}.db") == {"book", "alembic_version"}
    run("check")
    run("downgrade", "base")
    assert tables(tmp_path / "engine2.db") == {"alembic_version"}
    run("upgrade", "head", "--sql")
    kept = (tmp_path / "engine1.sql").read_text()
    assert "CREATE TABLE book" in kept
    assert "No changes" in run("diff", "history", "models")
    assert (tmp_path / "engine1.sql").read_text() == kept


def test_loggers_of_the_application_stay_alive(run: Run, tmp_path: Path) -> None:
    run("init", "scripts")
    ini = tmp_path / "alembic.ini"
    ini.write_text(ini.read_text().replace("\nsqlalchemy.url =\n", "\nsqlalchemy.url = sqlite://\n"))
    program = (
        "import logging\nlog = logging.getLogger('shop')\nfrom migrate import command\n"
        "from migrate.config import Config\ncommand.upgrade(Config('alembic.ini'), 'head')\nprint(log.disabled)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_renaming_is_said_once_on_the_command_line(here: Run, tmp_path: Path) -> None:
    project(tmp_path)
    here("init")
    here("revision", "--autogenerate", "-m", "first", "--rev-id", "a1")
    here("upgrade", "head")
    (tmp_path / "shop.py").write_text(MODELS.replace("title", "name"))
    assert "title → name" in here("diff", "--rename", "book.title:book.name")
    here("diff", "--rename", "book.x:book.name", status=1)
    here("revision", "--autogenerate", "-m", "second", "--rev-id", "b2", "--rename", "book.title:name")
    script = (tmp_path / "migrations" / "versions" / "b2_second.py").read_text()
    assert script.count("op.") == 2
    assert 'op.alter_column("book", "title", new_column_name="name")' in script
