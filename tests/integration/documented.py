"""A project of the documented form: alembic.ini, an env.py written by hand, a script.py.mako.

The tests in `test_documented_<page>.py` follow one page of the documentation each, with examples of their own.
"""

from __future__ import annotations

import contextlib
import io
import re
import sqlite3
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

from migrate.cli import main
from tests.integration.project import Done, Project

INI = """
[alembic]
script_location = %(here)s/migrations
prepend_sys_path = .
path_separator = os
sqlalchemy.url = {url}
{more}
"""

ENV = """
import sqlalchemy as sa
from sqlalchemy import engine_from_config, pool

from migrate import context

config = context.config
options = {{}}
{body}

if context.is_offline_mode():
    context.configure(
        url=config.get_main_option("sqlalchemy.url"),
        literal_binds=True,
        dialect_opts={{"paramstyle": "named"}},
        **options,
    )
    with context.begin_transaction():
        context.run_migrations()
else:
    engine = engine_from_config(
        config.get_section(config.config_ini_section, {{}}), prefix="sqlalchemy.", poolclass=pool.NullPool
    )
    with engine.connect() as connection:
        context.configure(connection=connection, **options)
        with context.begin_transaction():
            context.run_migrations()
"""

MAKO = '''"""${message}

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
Create Date: ${create_date}
"""
from migrate import op
import sqlalchemy as sa
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade():
    ${upgrades if upgrades else "pass"}


def downgrade():
    ${downgrades if downgrades else "pass"}
'''


class Documented(Project):
    """A project with alembic.ini and env.py; the database is SQLite's `shop.db`, if no other is configured."""

    def configure(self, url: str, models: str = "", more: str = "") -> None:
        """Write alembic.ini with `more` lines for [alembic], and an env.py whose options are `models`, if given."""
        self.ini = self.folder / "alembic.ini"
        self.ini.write_text(INI.format(url=url.replace("%", "%%"), more=dedent(more)))
        (self.folder / "migrations" / "script.py.mako").write_text(MAKO)
        self.env(models)

    def run(self, *arguments: str) -> Done:
        """Run the command line in this process; modules of the project are imported anew each time."""
        out, err, status = io.StringIO(), io.StringIO(), 0
        path, modules = list(sys.path), set(sys.modules)
        sys.path_importer_cache.pop(".", None)  # it remembers the folder of another project
        with contextlib.chdir(self.folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                main(arguments, prog="migrate")
            except SystemExit as error:
                status = int(error.code or 0)
            finally:
                sys.path[:] = path
                for name in sorted(set(sys.modules) - modules):
                    if str(self.folder) in str(getattr(sys.modules[name], "__file__", "")):
                        del sys.modules[name]
        return Done(status, out.getvalue(), err.getvalue())

    def env(self, body: str = "") -> None:
        """Write env.py; `body` may import things and set `options`, the arguments of context.configure()."""
        (self.folder / "migrations" / "env.py").write_text(ENV.format(body=dedent(body)))

    def new(self, revision: str, message: str, *arguments: str) -> Path:
        """Run the revision command with an id of our choice, and return the file it wrote."""
        self.succeed("revision", "--rev-id", revision, "-m", message, *arguments)
        (path,) = self.folder.rglob(f"{revision}_*.py")
        return path

    def fill(self, path: Path, upgrade: str, downgrade: str = "pass") -> None:
        """Write the bodies of both functions of a revision file that has none yet."""
        up, down = path.read_text().rsplit("    pass", 1)[0].rsplit("    pass", 1)
        path.write_text(f"{up}{_indented(upgrade)}{down}{_indented(downgrade)}\n")

    def autogenerate(self, revision: str = "auto1") -> str:
        """Return the bodies that `revision --autogenerate` wrote; empty where nothing differs."""
        self.succeed("revision", "--autogenerate", "--rev-id", revision, "-m", "compared")
        written = [path.read_text().split("depends_on", 1)[1] for path in self.folder.rglob(f"{revision}_*.py")]
        return "".join(written)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Return the rows of a statement in the SQLite database."""
        connection = sqlite3.connect(self.folder / "shop.db")
        try:
            return connection.execute(statement).fetchall()
        finally:
            connection.close()

    def applied(self) -> list[str]:
        """Return the rows of the version table, sorted."""
        return sorted(row[0] for row in self.rows("SELECT version_num FROM alembic_version"))

    def tables(self) -> list[str]:
        """Return the tables of the SQLite database but the version table."""
        names = self.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        return [name for (name,) in names if name != "alembic_version"]


def lines(text: str) -> list[str]:
    """Return the lines that are not empty, blanks at their ends and runs of blanks aside."""
    return [re.sub(r"\s+", " ", line).strip() for line in text.splitlines() if line.strip()]


def _indented(body: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in dedent(body).strip().splitlines())
