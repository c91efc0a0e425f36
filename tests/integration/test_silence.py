"""An unchanged database is no difference, whatever is in it: fresh, read from a file, dumped and restored."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
import sqlalchemy as sa

from migrate.autogenerate.sources import Source, plan_sources
from migrate.comparators.snapshot import Snapshot
from migrate.migration import MigrationContext
from tests.change import Change, differences, read, snapshot
from tests.databases import Scratch
from tests.sweep import everything

SETTINGS = {
    "sqlite": "PRAGMA synchronous = OFF",
    "postgresql": "SET synchronous_commit = off",
    "mariadb": "SET innodb_strict_mode = OFF",  # rows could become longer than a page
}
"""What the session that makes the tables says first."""


class Swept(NamedTuple):
    """A database with every type, default, constraint and index it accepts, and the models of it."""

    scratch: Scratch
    models: sa.MetaData
    start: Snapshot


@pytest.fixture(scope="module", params=["sqlite", "postgresql", "mariadb"])
def swept(
    request: pytest.FixtureRequest, scratches: Callable[[str], Scratch], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Swept]:
    scratch = Scratch(scratches(request.param).server, tmp_path_factory.mktemp("swept"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", sa.exc.SAWarning)
            models = everything(scratch.engine, scratch.dialect)
            with scratch.engine.begin() as connection:
                connection.exec_driver_sql(SETTINGS[scratch.dialect])
                models.create_all(connection)
        yield Swept(scratch, models, snapshot(scratch.engine))
    finally:
        scratch.drop()


def silent(engine: sa.Engine, models: sa.MetaData) -> None:
    change = Change.between(engine, models)
    assert change.upgrade == "pass\n", f"false positives:\n{change.preview()}\n{change.upgrade}"


def test_every_piece_takes_part(swept: Swept) -> None:
    tables = swept.models.tables.values()
    assert len({repr(column.server_default) for table in tables for column in table.columns}) > 400


def test_a_fresh_database_is_silent(swept: Swept) -> None:
    silent(swept.scratch.engine, swept.models)


def test_the_statements_are_as_many_as_for_one_table(swept: Swept, tmp_path: Path) -> None:
    small = Scratch(swept.scratch.server, tmp_path)
    try:
        with small.engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE one (id INTEGER PRIMARY KEY)")
        assert len(swept.models.tables) > 50
        assert statements(swept.scratch.engine) == statements(small.engine) > 0
    finally:
        small.drop()


def test_a_restored_database_is_silent(swept: Swept, tmp_path: Path) -> None:
    restored = Scratch(swept.scratch.server, tmp_path)
    try:
        restore(swept.scratch, restored)
        silent(restored.engine, swept.models)
        assert not differences(swept.start, snapshot(restored.engine))
    finally:
        restored.drop()


def test_a_file_of_the_schema_says_the_same_as_the_database(swept: Swept, tmp_path: Path) -> None:
    file = tmp_path / "schema.json"
    written = replace(swept.start, dialect=swept.scratch.dialect)  # which the URL of a MariaDB server may not say
    file.write_text(written.to_json(), "utf-8")
    url = swept.scratch.url.render_as_string(hide_password=False)
    with swept.scratch.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"target_metadata": swept.models})
        plan = plan_sources(context, Source("snapshot", str(file)), Source("url", url))
        assert not plan.upgrade_ops.ops
    assert Snapshot.from_json(written.to_json()) == written


def statements(engine: sa.Engine) -> int:
    """Return how many statements reading a database takes."""
    said: list[str] = []
    with engine.connect() as connection:
        sa.event.listen(connection, "before_cursor_execute", lambda *event: said.append(event[2]))
        read(connection)
    return len(said)


def restore(source: Scratch, target: Scratch) -> None:
    """Dump a database with the tool that comes with it and restore it into another one."""
    if source.dialect == "sqlite":
        with sqlite3.connect(str(source.url.database)) as old, sqlite3.connect(str(target.url.database)) as new:
            new.executescript("\n".join(old.iterdump()))
        return
    dump, load = _commands(source), _commands(target)
    dumped = _run(dump[0], b"")
    _run(load[1], dumped)


def _commands(scratch: Scratch) -> tuple[list[str], list[str]]:
    """Return the commands that dump a database, and that run what was dumped."""
    url = scratch.url
    if scratch.dialect == "postgresql":
        to = sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        return [_tool("pg_dump"), "--no-owner", to], [_tool("psql"), "-q", "-v", "ON_ERROR_STOP=1", to]
    to_server = ["-h", url.host or "127.0.0.1", "-P", str(url.port or 3306), "-u", url.username or "root"]
    to_server += [f"-p{url.password}"] if url.password else []
    database = str(url.database)
    first = f"--init-command={SETTINGS['mariadb']}"
    return [_tool("mysqldump"), *to_server, database], [_tool("mysql"), first, *to_server, database]


def _tool(name: str) -> str:
    """Return where a program of the server's is; without it the test is skipped, and fails where all must be there."""
    found = shutil.which(name)
    if found is None:
        (pytest.fail if os.environ.get("CI", "").lower() == "true" else pytest.skip)(f"{name} is not installed here")
    return str(found)


def _run(command: list[str], given: bytes) -> bytes:
    done = subprocess.run(command, input=given, capture_output=True)
    assert not done.returncode, done.stderr.decode()[-2000:]
    return done.stdout
