"""`compare_metadata` against the reference and against bare catalog queries, all in one run.

    python benchmarks/compare.py [--tables 10 100 1000] [--latency 0 2] [--repeats 3] [--reference PYTHON]

An unchanged schema is created in scratch databases (SQLite file, PostgreSQL and MariaDB where they answer), then each
tool compares it in a process of its own. The reference comes from the registry into a venv of its own. Latency is
milliseconds slept before each statement, as a network would. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Any

import schema
import sqlalchemy as sa

HERE = Path(__file__).parent
SERVERS = {
    "postgresql": os.environ.get(
        "MIGRATE_TEST_POSTGRESQL_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
    ),
    "mariadb": os.environ.get("MIGRATE_TEST_MARIADB_URL", "mysql+pymysql://root@127.0.0.1:3306/mysql"),
}
SCRATCH = "migrate_benchmark"


def reference_python(given: str | None) -> str:
    """Return a Python that has the reference installed, in a venv made once in the user's cache."""
    if given:
        return given
    home = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "migrate-benchmarks" / "reference"
    python = home / "bin" / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
        wanted = ["alembic", f"sqlalchemy=={sa.__version__}", "psycopg[binary]", "pymysql"]
        subprocess.run([python, "-m", "pip", "install", "-q", *wanted], check=True)
    return str(python)


def measure(python: str, tool: str, url: str, tables: int, latency: float, repeats: int) -> dict[str, Any]:
    """Run one worker and return what it prints."""
    arguments = [tool, url, str(tables), str(latency), str(repeats)]
    done = subprocess.run([python, str(HERE / "worker.py"), *arguments], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{tool} on {url}: {done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def databases(folder: str) -> dict[str, str]:
    """Return the URLs of fresh scratch databases, of each server that answers."""
    found = {"sqlite": f"sqlite:///{folder}/benchmark.db"}
    for name, url in SERVERS.items():
        try:
            engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {SCRATCH}")
                connection.exec_driver_sql(f"CREATE DATABASE {SCRATCH}")
        except sa.exc.OperationalError:
            print(f"{name}: no server answers, left out", file=sys.stderr)
            continue
        found[name] = sa.make_url(url).set(database=SCRATCH).render_as_string(hide_password=False)
    return found


def main() -> None:
    """Measure everything and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--latency", type=float, nargs="+", default=[0, 2])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--reference", help="a Python that has the reference; by default one is made")
    parser.add_argument("--only", nargs="+", help="databases to measure")
    options = parser.parse_args()
    reference = reference_python(options.reference)
    print("| database | tables | latency | bare | migrate | reference | × bare | faster | statements | peak MiB |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        urls = databases(folder)
        try:
            for name, url in urls.items():
                for tables in options.tables if not options.only or name in options.only else ():
                    prepare(url, tables)
                    for latency in options.latency:
                        row(name, url, tables, latency, options.repeats, reference)
        finally:
            drop(urls)


def prepare(url: str, tables: int) -> None:
    """Make the database hold exactly the schema of that size."""
    engine = sa.create_engine(url)
    reflected = sa.MetaData()
    if engine.dialect.name == "postgresql":  # a thousand tables are more locks than one transaction may hold
        engine = engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.begin() as connection:
        reflected.reflect(connection)
        reflected.drop_all(connection)
        schema.make(tables).create_all(connection)
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("ANALYZE")
    engine.dispose()


def row(name: str, url: str, tables: int, latency: float, repeats: int, reference: str) -> None:
    """Measure the three and print one line; a difference found in an unchanged schema is said."""
    bare = measure(sys.executable, "bare", url, tables, latency, repeats)
    ours = measure(sys.executable, "migrate", url, tables, latency, repeats)
    theirs = measure(reference, "alembic", url, tables, latency, max(1, repeats // 3))
    print(
        f"| {name} | {tables} | {latency:g} ms | {bare['seconds']:.3f} s | {ours['seconds']:.3f} s "
        f"| {theirs['seconds']:.3f} s | {ours['seconds'] / bare['seconds']:.1f} "
        f"| **{theirs['seconds'] / ours['seconds']:.1f}×** | {ours['statements']} / {theirs['statements']} "
        f"| {ours['peak_mib']:.0f} / {theirs['peak_mib']:.0f} |",
        flush=True,
    )
    for who, found in (("bare", bare), ("migrate", ours), ("reference", theirs)):
        if found["differences"]:
            print(f"  {who}: {found['differences']} differences in an unchanged schema", file=sys.stderr)


def drop(urls: dict[str, str]) -> None:
    """Drop the scratch databases."""
    for name, url in urls.items():
        if name in SERVERS:
            engine = sa.create_engine(SERVERS[name], isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {sa.make_url(url).database}")


if __name__ == "__main__":
    main()
