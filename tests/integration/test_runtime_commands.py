"""The commands over a project without env.py: real processes, real databases."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.databases import Scratch

SCRIPT = '''"""{doc}"""

import sqlalchemy as sa
from migrate import op

revision = "{revision}"
down_revision = {down!r}


def upgrade() -> None:
    op.create_table("t_{revision}", sa.Column("id", sa.Integer, primary_key=True))
    {body}


def downgrade() -> None:
    op.drop_table("t_{revision}")
'''


class Project:
    """A folder with revisions a, b, c and a pyproject.toml; `run` starts the command line there."""

    def __init__(self, folder: Path, scratch: Scratch) -> None:
        self.folder = folder
        self.engine = scratch.engine
        url = scratch.url.render_as_string(hide_password=False)
        text = f'[tool.migrate]\nscript_location = "migrations"\nurl = "{url}"\n'
        (folder / "pyproject.toml").write_text(text)
        (folder / "migrations" / "versions").mkdir(parents=True)
        for revision, down in (("a", None), ("b", "a"), ("c", "b")):
            self.write(revision, down)

    def write(self, revision: str, down: str | None, body: str = "pass") -> None:
        text = SCRIPT.format(revision=revision, down=down, body=body, doc=f"number {revision}")
        (self.folder / "migrations" / "versions" / f"{revision}.py").write_text(text)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "migrate", *arguments]
        environ = {**os.environ, "NO_COLOR": "1", "COLUMNS": "1000"}
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=self.folder, stdout=pipe, stderr=pipe, text=True, env=environ)

    def run(self, *arguments: str) -> tuple[int, str]:
        """Return the exit status, and all that was printed."""
        process = self.start(*arguments)
        out, err = process.communicate()
        return process.returncode, out + err

    def state(self) -> tuple[list[str], list[str]]:
        """Return the tables and the rows of the version table."""
        names = set(sa.inspect(self.engine).get_table_names())
        if "alembic_version" not in names:
            return sorted(names), []
        with self.engine.connect() as connection:
            rows = connection.scalars(sa.text("SELECT version_num FROM alembic_version")).all()
        return sorted(names - {"alembic_version"}), sorted(rows)


@pytest.fixture
def project(tmp_path: Path, scratch: Scratch) -> Project:
    return Project(tmp_path, scratch)


def test_up_down_and_stamp(project: Project) -> None:
    for arguments, tables, rows in (
        (("upgrade", "+1"), ["t_a"], ["a"]),
        (("upgrade", "head"), ["t_a", "t_b", "t_c"], ["c"]),
        (("downgrade", "-2"), ["t_a"], ["a"]),
        (("downgrade", "base"), [], []),
        (("stamp", "b"), [], ["b"]),
        (("stamp", "--purge", "head"), [], ["c"]),
    ):
        status, text = project.run(*arguments)
        assert status == 0, text
        assert project.state() == (tables, rows)


def test_processes_that_start_at_once_on_an_empty_database(project: Project) -> None:
    running = [project.start("upgrade", "head") for _ in range(4)]
    texts = [process.communicate() for process in running]
    assert [process.returncode for process in running] == [0, 0, 0, 0], texts
    said = "".join(out + err for out, err in texts)
    assert "Traceback" not in said
    assert [said.count(f"-> {revision}, number") for revision in "abc"] == [1, 1, 1], said
    assert project.state() == (["t_a", "t_b", "t_c"], ["c"])


def test_a_failure_is_one_message_that_says_what_is_applied(project: Project) -> None:
    project.write("c", "b", 'op.execute("INSERT INTO nothing_here VALUES (1)")')
    status, text = project.run("upgrade", "head")
    assert status == 1
    assert "Traceback" not in text
    assert "nothing_here" in text
    assert "migration c (number c) failed while upgrading" in text
    if project.engine.dialect.name == "mysql":
        assert "is still there, 1 statement." in text
        assert "  CREATE TABLE t_c ( id INTEGER NOT NULL AUTO_INCREMENT, PRIMARY KEY (id) )" in text
        assert "Applied in this run: a, b. The version table says b." in text
        assert "mariadb cannot roll back DDL" in text
        assert project.state() == (["t_a", "t_b", "t_c"], ["b"])
    else:
        assert "it was rolled back, and with it a, b" in text
        assert project.state() == ([], [])


def test_a_file_that_does_not_parse_is_found_before_anything_runs(project: Project) -> None:
    project.write("c", "b", "this is no python")
    status, text = project.run("upgrade", "head")
    assert status == 1
    assert "c.py" in text
    assert project.state() == ([], [])


def test_reading_commands_change_nothing(project: Project) -> None:
    for arguments in (("current",), ("history",), ("heads",)):
        status, text = project.run(*arguments)
        assert status == 0, text
    assert not sa.inspect(project.engine).has_table("alembic_version")


def test_offline_sql_brings_the_database_to_the_same_place(project: Project) -> None:
    status, text = project.run("upgrade", "head", "--sql")
    assert status == 0
    with project.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in filter(str.strip, text.split(";\n")):
            connection.exec_driver_sql(statement)
    assert project.state() == (["t_a", "t_b", "t_c"], ["c"])
    status, text = project.run("downgrade", "base")
    assert (status, project.state()) == (0, ([], [])), text
