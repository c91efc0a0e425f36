"""Any two of models, database, URL, snapshot file and replayed history are compared; nothing is left behind."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from itertools import combinations
from pathlib import Path

import pytest
import sqlalchemy as sa

from migrate.runtime import scratch as scratch_databases
from tests.databases import Scratch
from tests.integration.project import SECRET, Done, Project

FIRST = "op.create_table('book', sa.Column('id', sa.Integer, primary_key=True))"
SECOND = "op.add_column('book', sa.Column('title', sa.String(100), nullable=False, server_default='x'))"
CHECKED = """
import sqlalchemy as sa


class Base:
    metadata = sa.MetaData()


sa.Table(
    "book",
    Base.metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("title", sa.String(100), nullable=False, server_default="x"),
    sa.CheckConstraint("length(title) > 0 and title <> 'a'", name="ck"),
    sa.Index("ix", sa.text("lower(title)")) if SQLITE else sa.Index("ix", "title"),
)
"""


class Here(Project):
    """A project whose commands run in this process: there are many of them."""

    def run(self, *arguments: str) -> Done:
        return self.here(*arguments)


@pytest.fixture(autouse=True)
def own_scratch_databases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the scratch databases of these tests be told from those of other runs, which come and go."""
    monkeypatch.setattr(scratch_databases, "PREFIX", f"{scratch_databases.PREFIX}{os.getpid()}_")


@pytest.fixture
def project(tmp_path: Path, scratch: Scratch) -> Project:
    """A project on each database, with a history of two revisions that the models go beyond."""
    made = Here(tmp_path)
    made.configure(url_of(scratch))
    models = CHECKED.replace("SQLITE", str(scratch.dialect == "sqlite"))
    (tmp_path / "shop.py").write_text(models)
    made.revision("a1", None, FIRST, "op.drop_table('book')")
    made.revision("b2", "a1", SECOND, "op.drop_column('book', 'title')")
    return made


def url_of(scratch: Scratch) -> str:
    return scratch.url.render_as_string(hide_password=False)


def databases(scratch: Scratch) -> list[str]:
    """Return the names of the scratch databases on the server that these tests made."""
    return [name for name in all_databases(scratch) if name.startswith(scratch_databases.PREFIX)]


def all_databases(scratch: Scratch) -> list[str]:
    if scratch.dialect == "sqlite":
        return []
    query = "SELECT datname FROM pg_database" if scratch.dialect == "postgresql" else "SHOW DATABASES"
    with scratch.engine.connect() as connection:
        return list(connection.scalars(sa.text(query)))


def tables(scratch: Scratch) -> list[str]:
    with scratch.engine.connect() as connection:
        return sorted(sa.inspect(connection).get_table_names())


def test_a_revision_needs_no_database_but_the_history(project: Project, scratch: Scratch) -> None:
    told = project.succeed("revision", "--autogenerate", "--from", "history", "-m", "more", "--rev-id", "c3")
    assert "+ check ck" in told
    assert "+ book" not in told
    assert tables(scratch) == []
    assert "No changes: " in project.succeed("diff", "history", "models", "--exit-code")
    project.succeed("upgrade", "head")
    assert "No changes: " in project.succeed("diff", "--exit-code")
    assert databases(scratch) == []


def test_the_history_is_replayed_up_to_a_revision(project: Project, scratch: Scratch) -> None:
    document = json.loads(project.succeed("diff", "history@a1", "history@b2", "--json"))
    (table,) = document["databases"][0]["changes"]
    assert [part["name"] for part in table["parts"]] == ["title"]
    assert (document["from"], document["to"]) == ("the history at a1", "the history at b2")
    assert databases(scratch) == []


def test_every_pair_of_sources_agrees_when_all_say_the_same(project: Project, scratch: Scratch) -> None:
    project.succeed("revision", "--autogenerate", "--from", "history", "-m", "more", "--rev-id", "c3")
    project.succeed("upgrade", "head")
    project.succeed("snapshot", "--output", "live.json")
    project.succeed("snapshot", "--models", "-o", "models.json")
    sources = ["models", "database", "history", url_of(scratch), "live.json", "models.json"]
    for one, other in combinations(sources, 2):
        files = {one, other} <= {"models", "models.json", "live.json"}
        aside = ["--scratch-url", url_of(scratch)] if files else []
        assert "No changes: " in project.succeed("diff", one, other, "--exit-code", *aside), (one, other)
    assert databases(scratch) == []


def test_two_snapshots_need_no_database_at_all(project: Project, scratch: Scratch) -> None:
    project.succeed("snapshot", "--from", "history@a1", "-o", "old.json")
    project.succeed("snapshot", "--from", "history@b2", "-o", "new.json")
    project.configure("")
    shown = project.succeed("diff", "old.json", "new.json", "--sql")
    assert "+ title" in shown
    assert "ALTER TABLE book ADD COLUMN title" in shown
    project.succeed("revision", "--autogenerate", "--from", "old.json", "--to", "new.json", "-m", "x", "--rev-id", "c3")
    (written,) = project.versions.glob("c3_*.py")
    assert 'op.add_column(\n        "book"' in written.read_text()


def test_a_snapshot_has_the_same_bytes_each_time(project: Project) -> None:
    project.succeed("upgrade", "head")
    assert project.succeed("snapshot") == project.succeed("snapshot", "--from", "database")


def test_a_migration_that_fails_leaves_no_scratch_database(project: Project, scratch: Scratch) -> None:
    project.revision("c3", "b2", "op.drop_table('nothing')")
    message = project.fail("diff", "history")
    assert "replayed in a scratch database" in message
    assert "nothing" in message
    assert databases(scratch) == []


def test_an_interrupted_replay_leaves_no_scratch_database(project: Project, scratch: Scratch) -> None:
    note = project.folder / "replaying"
    note.touch()
    tell = f"pathlib.Path({str(note)!r}).write_text(op.get_bind().engine.url.database or 'memory')"
    project.revision("c3", "b2", f"import pathlib, time; {tell}; time.sleep(30)")
    command = project.command("diff", "history")
    running = subprocess.Popen(command, cwd=project.folder, stderr=subprocess.PIPE, text=True)
    while not note.read_text() and running.poll() is None:
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    _, message = running.communicate(timeout=30)
    assert (running.returncode, "interrupted" in message, "Traceback" in message) == (130, True, False), message
    name = note.read_text()
    assert name.startswith("migrate_scratch_") == (scratch.dialect != "sqlite")
    assert name not in all_databases(scratch)


def test_a_history_that_changes_another_database_is_not_replayed(mariadb: Scratch, tmp_path: Path) -> None:
    project = Here(tmp_path)
    project.configure(url_of(mariadb))
    for statement in (
        f"CREATE TABLE {mariadb.name}.t (a int)",
        f"INSERT INTO `{mariadb.name}`.`t` VALUES (1)",
        f"USE {mariadb.name}",
        f"drop table if exists  {mariadb.name} . t",
        f"CREATE INDEX i ON {mariadb.name}.t (a)",
        "DROP DATABASE IF EXISTS migrate_scratch_0",
    ):
        project.revision("a1", None, f"op.execute({statement!r})")
        assert "was to change another one" in project.fail("diff", "history", "history@base")
    harmless = "UPDATE alembic_version v JOIN alembic_version w ON w.version_num = v.version_num SET v.version_num = 1"
    project.revision("a1", None, f"op.execute({harmless!r})")
    assert "No changes: " in project.succeed("diff", "history", "history@base")
    assert tables(mariadb) == []


def test_async_drivers_are_asked_like_any_other(project: Project, sqlite: Scratch, tmp_path: Path) -> None:
    sqlite.reset()
    url = f"sqlite+aiosqlite:///{sqlite.url.database}"
    project.configure(url)
    (tmp_path / "shop.py").write_text(CHECKED.replace("SQLITE", "True"))
    assert "+ check ck" in project.succeed("diff", "history")
    assert "+ book" in project.succeed("diff", url)


NOT_SOURCES = {
    "missing.json": "missing.json is no source: there is no such file",
    "history@": "history@ is no source",
    "bad.json": "bad.json is not a snapshot",
    "history@zzz": "zzz",
    f"postgresql+psycopg://u:{SECRET.replace('@', '%40').replace('/', '%2F')}@127.0.0.1:1/x": "cannot connect",
    "nosuch://u:geheim@host/x": "no database URL",
}


@pytest.mark.parametrize("source", NOT_SOURCES)
def test_what_is_no_source_is_one_message(source: str, tmp_path: Path) -> None:
    project = Here(tmp_path)
    (tmp_path / "bad.json").write_text("{}")
    assert NOT_SOURCES[source] in project.fail("diff", source)
    assert NOT_SOURCES[source] in project.fail("diff", "history", source)
    assert NOT_SOURCES[source] in project.fail("snapshot", "--from", source, "-o", "out.json")
    assert not (tmp_path / "out.json").exists()


def test_schemas_of_two_databases_are_not_compared(tmp_path: Path) -> None:
    project = Here(tmp_path)
    (tmp_path / "pg.json").write_text('{"migrate_snapshot": 1, "dialect": "postgresql", "tables": []}')
    assert "pg.json is of postgresql, and the project's database is sqlite" in project.fail("diff", "pg.json")
    message = project.fail("diff", "history", "pg.json")
    assert "the history is of sqlite and pg.json is of postgresql" in message


def test_from_and_to_belong_to_autogenerate(tmp_path: Path) -> None:
    project = Here(tmp_path)
    assert "--autogenerate" in project.fail("revision", "-m", "x", "--from", "history")
    assert "leave one of them out" in project.fail("snapshot", "--models", "--from", "history")


def test_several_databases_are_compared_each_with_its_own(tmp_path: Path) -> None:
    project = Here(tmp_path)
    (tmp_path / "pyproject.toml").unlink()
    shutil.rmtree(tmp_path / "migrations")
    project.succeed("init", "-t", "multidb", "migrations")
    settings = (tmp_path / "alembic.ini").read_text()
    for name in ("engine1", "engine2"):
        old = f"[{name}]\nsqlalchemy.url =\nmodels ="
        assert old in settings
        settings = settings.replace(old, f"[{name}]\nsqlalchemy.url = sqlite:///{name}.db\nmodels = {name}:metadata")
        table = f"sa.Table('t_{name}', metadata, sa.Column('id', sa.Integer, primary_key=True))"
        (tmp_path / f"{name}.py").write_text(f"import sqlalchemy as sa\nmetadata = sa.MetaData()\n{table}\n")
    (tmp_path / "alembic.ini").write_text(settings)
    told = project.succeed("revision", "--autogenerate", "--verify", "-m", "x")
    assert told.count("the schema is the one of the start") == 2
    document = json.loads(project.succeed("diff", "history@base", "history", "--json"))
    found = [(one["database"], [row["name"] for row in one["changes"]]) for one in document["databases"]]
    assert found == [("engine1", ["t_engine1"]), ("engine2", ["t_engine2"])]
    assert "name one by its URL" in project.fail("snapshot")
