"""Measure a rebuild of one big SQLite table, beside a bare INSERT … SELECT into a table like the new one.

    python benchmarks/batch.py [--rows N] [--rounds N]

Both run on copies of the same file, each in a process of its own, which says its time and its peak memory. The bare one
creates the new table, copies, and makes the same index: what no rebuild can do without. Times are seconds, the best of
the rounds; memory is the peak of the process in MB, to be compared with the one over a table of 1,000 rows: it must not
grow with the rows. The aim is a ratio of 1.3 at most.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

TABLE = (
    "CREATE TABLE t (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL, n INTEGER, price NUMERIC, CHECK (n >= 0));"
    "CREATE INDEX ix_n ON t (n)"
)
BARE = """
import json, resource, sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
started = time.perf_counter()
for statement in (
    "BEGIN",
    "CREATE TABLE new (id INTEGER PRIMARY KEY, name VARCHAR(80), n INTEGER, price NUMERIC, CHECK (n >= 0))",
    "INSERT INTO new (id, name, n, price) SELECT id, name, n, price FROM t",
    "CREATE INDEX ix_new ON new (n)",
    "COMMIT",
):
    connection.execute(statement)
"""
REBUILD = """
import json, resource, sqlite3, sys, time
import sqlalchemy as sa
from migrate.operations import Operations
from migrate.migration import MigrationContext
with sa.create_engine("sqlite:///" + sys.argv[1]).connect() as connection:
    context = MigrationContext.configure(connection)
    started = time.perf_counter()
    with context.begin_transaction(_per_migration=False), Operations(context).batch_alter_table("t") as batch:
        batch.alter_column("name", type_=sa.String(80), nullable=True)
"""
REPORT = """
seconds = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([seconds, peak]))
"""


def fill(path: Path, rows: int) -> None:
    """Make the database with `rows` rows."""
    connection = sqlite3.connect(path)
    connection.executescript(TABLE)
    made = ((number, f"name {number}", number * 7919 % 1000, number / 100) for number in range(rows))
    connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?)", made)
    connection.commit()
    connection.close()


def measure(program: str, source: Path, rounds: int) -> tuple[float, float]:
    """Return the best time in seconds and the highest peak in MB of `program` on copies of `source`."""
    found = []
    for _ in range(rounds):
        copy = source.with_name("copy.db")
        shutil.copy(source, copy)
        done = subprocess.run(
            [sys.executable, "-c", program + REPORT, str(copy)], capture_output=True, text=True, check=True
        )
        found.append(json.loads(done.stdout))
    return min(seconds for seconds, _ in found), max(peak for _, peak in found)


def main() -> None:
    """Print one line for each size."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    print(f"{'rows':>10} {'bare':>8} {'rebuild':>8} {'x bare':>7} {'MB bare':>8} {'MB rebuild':>10}")
    with tempfile.TemporaryDirectory() as folder:
        for rows in (1_000, arguments.rows):
            source = Path(folder) / f"{rows}.db"
            fill(source, rows)
            bare, bare_peak = measure(BARE, source, arguments.rounds)
            rebuilt, peak = measure(REBUILD, source, arguments.rounds)
            times = f"{bare:8.3f} {rebuilt:8.3f} {rebuilt / bare:7.2f}"
            print(f"{rows:10,} {times} {bare_peak:8.1f} {peak:10.1f}")


if __name__ == "__main__":
    main()
