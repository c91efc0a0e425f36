"""A project in a folder, and the command run in it as a process of its own."""

from __future__ import annotations

import contextlib
import importlib
import io
import sqlite3
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

from migrate.cli import main

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

REVISION = '''"""{message}"""
from migrate import op
import sqlalchemy as sa

revision = {revision!r}
down_revision = {parent!r}
branch_labels = None
depends_on = {depends_on!r}


def upgrade() -> None:
    {upgrade}


def downgrade() -> None:
    {downgrade}
'''

SECRET = "geheim/wort@x"


class Done(NamedTuple):
    """How a run of the command ended."""

    status: int
    out: str
    err: str


def run_here(folder: Path, *arguments: str) -> Done:
    """Run a command in this process, with a folder as the current one; modules in there are forgotten afterwards."""
    out, err, path, known = io.StringIO(), io.StringIO(), list(sys.path), set(sys.modules)
    status = 0
    importlib.invalidate_caches()
    sys.path_importer_cache.pop(".", None)  # it remembers another folder
    with contextlib.chdir(folder), redirect_stdout(out), redirect_stderr(err):
        try:
            main(list(arguments), prog="migrate")
        except SystemExit as end:
            status = int(end.code or 0)
        finally:
            sys.path[:] = path
            for name in set(sys.modules) - known:
                if str(getattr(sys.modules[name], "__file__", None)).startswith(str(folder)):
                    del sys.modules[name]
    return Done(status, out.getvalue(), err.getvalue())


class Project:
    """A project in a folder, and the command run in it as a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.versions = folder / "migrations" / "versions"
        self.versions.mkdir(parents=True)
        (folder / "shop.py").write_text(MODELS)
        self.configure(f"sqlite:///{folder}/shop.db")

    def configure(self, url: str, models: str = "shop:Base", more: str = "") -> None:
        text = f"[tool.migrate]\nurl = '{url}'\nmodels = '{models}'\n{more}"
        (self.folder / "pyproject.toml").write_text(text)

    def revision(
        self,
        revision: str,
        parent: str | tuple[str, ...] | None = None,
        upgrade: str = "pass",
        downgrade: str = "pass",
        depends_on: str | None = None,
    ) -> Path:
        path = self.versions / f"{revision}_.py"
        path.write_text(
            REVISION.format(
                message=f"about {revision}",
                revision=revision,
                parent=parent,
                depends_on=depends_on,
                upgrade=upgrade,
                downgrade=downgrade,
            )
        )
        return path

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "migrate", *arguments]

    def run(self, *arguments: str) -> Done:
        done = subprocess.run(
            self.command(*arguments), cwd=self.folder, capture_output=True, text=True, check=False, timeout=60
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def here(self, *arguments: str) -> Done:
        """Run a command in this process, which is quicker."""
        return run_here(self.folder, *arguments)

    def succeed(self, *arguments: str) -> str:
        done = self.run(*arguments)
        assert done.status == 0, done
        return done.out

    def fail(self, *arguments: str) -> str:
        """Return the one message that the command ends in; checks what holds for all of them."""
        before = self.state()
        done = self.run(*arguments)
        assert done.status == 1, done
        assert done.err.startswith("error: "), done
        assert done.err.count("error: ") == 1, done
        assert "Traceback" not in done.err + done.out
        for part in (SECRET, *SECRET.replace("@", "/").split("/")[:2]):
            assert part not in done.err + done.out
        assert self.state() == before
        return done.err

    def state(self) -> object:
        """Return all files below the folder, and what is in the database if it is SQLite's."""
        files = {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith("shop.db")
        }
        return files, self.schema()

    def schema(self) -> list[tuple[str, ...]]:
        """Return the tables of the SQLite database and the rows of its version table, not making it."""
        path = self.folder / "shop.db"
        if not path.exists() or not path.stat().st_size:
            return []
        connection = sqlite3.connect(path)
        try:
            tables = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
            kept = [row for row in tables if "alembic_version" not in row[0]]
            applied = connection.execute("SELECT * FROM alembic_version").fetchall() if kept != tables else []
            return kept + sorted(applied)
        finally:
            connection.close()
