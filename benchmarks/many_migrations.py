"""Measure 1,000 small migrations in one upgrade, beside the same DDL in one bare transaction, and beside Alembic.

    python benchmarks/many_migrations.py [--migrations N] [--dialect sqlite ...] [--rounds N]

Alembic is the reference: it is installed into a venv of its own, from the registry, the first time (in
`$XDG_CACHE_HOME/migrate-benchmarks`); MIGRATE_BENCHMARK_ALEMBIC names the python of one that is there already, and
`--without-alembic` leaves it out. Both tools run the same program through the documented interface they share, over
the same revision files. Loading the files is timed apart from running them. "bare" sends the statements as SQLAlchemy
constructs, "text" as ready SQL text, in one transaction that is really begun. Times are seconds, the best of the
rounds; what counts is the column "x bare", next to which "x text" says how much of it is SQLAlchemy.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
import time
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateTable

SERVERS = {
    "sqlite": "sqlite:///{folder}/many.db",
    "postgresql": os.environ.get(
        "MIGRATE_TEST_POSTGRESQL_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
    ),
    "mariadb": os.environ.get("MIGRATE_TEST_MARIADB_URL", "mysql+pymysql://root@127.0.0.1:3306/"),
}
DATABASE = "mig_benchmark_many"
TABLES = 50
"""Columns are added to this many tables in turn: one table cannot have a thousand on every database."""

PROGRAM = """
import json, sys, time
tool, folder, url = sys.argv[1:]
import importlib
import sqlalchemy as sa
Config = importlib.import_module(tool + ".config").Config
ScriptDirectory = importlib.import_module(tool + ".script").ScriptDirectory
EnvironmentContext = importlib.import_module(tool + ".runtime.environment").EnvironmentContext
config = Config()
config.set_main_option("script_location", folder)
started = time.perf_counter()
script = ScriptDirectory.from_config(config)
loaded = [one.module for one in script.walk_revisions()]
load = time.perf_counter() - started
engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
environment = EnvironmentContext(config, script, fn=lambda rev, context: script._upgrade_revs("head", rev))
with environment, engine.connect() as connection:
    started = time.perf_counter()
    environment.configure(connection=connection)
    with environment.begin_transaction():
        environment.run_migrations()
    run = time.perf_counter() - started
with engine.connect() as connection:
    version = connection.scalar(sa.text("select version_num from alembic_version"))
assert version == f"r{len(loaded) - 1}", version
print(json.dumps({"load": load, "run": run}))
"""


def main() -> None:
    """Print a table: one line per database, kind of migration and tool."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--migrations", type=int, default=1000, metavar="N")
    parser.add_argument("--rounds", type=int, default=3, metavar="N")
    parser.add_argument("--dialect", nargs="+", choices=SERVERS, default=list(SERVERS))
    parser.add_argument("--without-alembic", action="store_true")
    arguments = parser.parse_args()
    tools = {"migrate": sys.executable}
    if not arguments.without_alembic:
        tools["alembic"] = alembic_python()
    print(f"{'database':11} {'migration':14} {'who':8} {'load':>7} {'run':>7} {'x bare':>7} {'x text':>7}")
    for dialect in arguments.dialect:
        for kind in ("add_column", "create_table"):
            with tempfile.TemporaryDirectory() as folder:
                write_files(Path(folder), kind, arguments.migrations, tools)
                measure(dialect, kind, arguments.migrations, arguments.rounds, Path(folder), tools)
        drop_database(dialect)


def measure(dialect: str, kind: str, count: int, rounds: int, folder: Path, tools: dict[str, str]) -> None:
    """Time the bare transactions and each tool on one database, and print a line for each."""
    best: dict[str, dict[str, float]] = {}
    for _ in range(rounds):
        for who in ("text", "bare", *tools):
            url = fresh_database(dialect, folder, kind)
            times = run_tool(who, tools[who], folder, url) if who in tools else run_bare(who, url, kind, count)
            known = best.setdefault(who, times)
            best[who] = {name: min(seconds, known[name]) for name, seconds in times.items()}
    for who, times in best.items():
        load = f"{times['load']:7.2f}" if "load" in times else " " * 7
        ratios = [f"{times['run'] / best[base]['run']:7.1f}" for base in ("bare", "text")]
        print(f"{dialect:11} {kind:14} {who:8} {load} {times['run']:7.2f} {' '.join(ratios)}", flush=True)


def statements(kind: str, count: int) -> Iterator[sa.Table]:
    """Yield what each migration is about: the new table, or the table with nothing but the new column."""
    for n in range(count):
        if kind == "add_column":
            yield sa.Table(f"u{n % TABLES}", sa.MetaData(), sa.Column(f"c{n}", sa.Integer))
        else:
            columns = sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(50))
            yield sa.Table(f"t{n}", sa.MetaData(), *columns)


def run_bare(who: str, url: str, kind: str, count: int) -> dict[str, float]:
    """Return the seconds of the same DDL in one transaction."""
    engine = sa.create_engine(url, poolclass=NullPool)
    texts = []
    for table in statements(kind, count):
        ddl = str(CreateTable(table).compile(dialect=engine.dialect))
        column = ddl.partition("(")[2].rpartition(")")[0].strip()
        texts.append(f"ALTER TABLE {table.name} ADD COLUMN {column}" if kind == "add_column" else ddl)
    with engine.connect() as connection:
        started = time.perf_counter()
        with connection.begin():
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN")
            if who == "text":
                for text in texts:
                    connection.exec_driver_sql(text)
            elif kind == "create_table":
                for table in statements(kind, count):
                    connection.execute(CreateTable(table))
            else:  # SQLAlchemy has no construct for it
                for text in texts:
                    connection.execute(sa.text(text))
        return {"run": time.perf_counter() - started}


def run_tool(tool: str, python: str, folder: Path, url: str) -> dict[str, float]:
    """Return the seconds one tool takes, in a process of its own."""
    command = [python, "-c", PROGRAM, tool, str(folder / tool), url]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def write_files(folder: Path, kind: str, count: int, tools: dict[str, str]) -> None:
    """Write one script directory per tool, which differ in the import alone."""
    for tool in tools:
        versions = folder / tool / "versions"
        versions.mkdir(parents=True)
        for n in range(count):
            body = (
                f'op.add_column("u{n % TABLES}", sa.Column("c{n}", sa.Integer()))'
                if kind == "add_column"
                else f'op.create_table("t{n}", sa.Column("id", sa.Integer(), primary_key=True), '
                'sa.Column("name", sa.String(50)))'
            )
            text = f'''
                """number {n}"""
                import sqlalchemy as sa
                from {tool} import op

                revision = "r{n}"
                down_revision = {f"r{n - 1}" if n else None!r}


                def upgrade() -> None:
                    {body}


                def downgrade() -> None:
                    pass
                '''
            (versions / f"r{n}.py").write_text(textwrap.dedent(text).lstrip(), encoding="utf-8")


def fresh_database(dialect: str, folder: Path, kind: str) -> str:
    """Return the URL of a database that has only the tables columns are added to."""
    url: Any = SERVERS[dialect].format(folder=folder)
    if dialect == "sqlite":
        Path(folder, "many.db").unlink(missing_ok=True)
    else:
        drop_database(dialect)
        administer(url, f"CREATE DATABASE {DATABASE}")
        url = sa.make_url(url).set(database=DATABASE).render_as_string(hide_password=False)
    if kind == "add_column":
        with sa.create_engine(url, poolclass=NullPool).begin() as connection:
            for n in range(TABLES):
                connection.exec_driver_sql(f"CREATE TABLE u{n} (id INTEGER PRIMARY KEY)")
    return str(url)


def drop_database(dialect: str) -> None:
    """Remove the benchmark's database from a server."""
    if dialect != "sqlite":
        administer(SERVERS[dialect], f"DROP DATABASE IF EXISTS {DATABASE}")


def administer(url: str, statement: str) -> None:
    """Run a statement on a server, outside any transaction."""
    server = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with server.connect() as connection:
        connection.exec_driver_sql(statement)


def alembic_python() -> str:
    """Return the python of a venv with Alembic and the drivers, which is made when it is not there."""
    if given := os.environ.get("MIGRATE_BENCHMARK_ALEMBIC"):
        return given
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"), "migrate-benchmarks", "alembic")
    python = cache / "bin" / "python"
    if not python.exists():
        shutil.rmtree(cache, ignore_errors=True)
        venv.create(cache, with_pip=True)
        needed = ["alembic", f"SQLAlchemy=={sa.__version__}", "psycopg[binary]", "PyMySQL"]
        subprocess.run([python, "-m", "pip", "install", "-q", *needed], check=True)
    return str(python)


if __name__ == "__main__":
    main()
