"""One measurement in a process of its own: `python worker.py TOOL URL TABLES LATENCY_MS REPEATS`, prints JSON.

TOOL is `migrate`, `alembic` or `bare`. The process imports nothing of the other tools, so its peak memory is its own.
Seconds are the best of the repeats; memory is the peak of the process in MiB, and beyond what it had before.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).parent))
import schema


def tool(name: str) -> Any:
    """Return `compare(connection, metadata) -> list of differences`."""
    if name == "bare":
        import bare

        return bare.compare
    compare_metadata = import_module(f"{name}.autogenerate").compare_metadata
    MigrationContext = import_module(f"{name}.migration").MigrationContext  # noqa: N806 - it is a class
    options = {"compare_type": True, "compare_server_default": True}
    return lambda connection, metadata: compare_metadata(MigrationContext.configure(connection, opts=options), metadata)


def main() -> None:
    """Measure and print."""
    name, url, tables, latency, repeats = sys.argv[1:]
    metadata = schema.make(int(tables))
    engine = sa.create_engine(url)
    statements = 0

    def wait(*_: Any) -> None:
        nonlocal statements
        statements += 1
        if float(latency):
            time.sleep(float(latency) / 1000)

    sa.event.listen(engine, "before_cursor_execute", wait)
    compare = tool(name)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    best = float("inf")
    differences: list[Any] = []
    with engine.connect() as connection:
        for _ in range(int(repeats)):
            statements = 0
            start = time.perf_counter()
            differences = compare(connection, metadata)
            best = min(best, time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        json.dumps(
            {
                "seconds": best,
                "statements": statements,
                "differences": len(differences),
                "peak_mib": peak / 1024,
                "grown_mib": (peak - before) / 1024,
            }
        )
    )


if __name__ == "__main__":
    main()
