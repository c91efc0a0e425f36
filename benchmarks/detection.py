"""What `migrate` and the reference get right, case by case, on the corpus of tests/cases.

    python benchmarks/detection.py [--reference PYTHON] [--only sqlite …] [--match WORDS] [--list]

Each case is a database with rows and the models it shall become. Both tools work in a process of their own, driven by
the same public names (`detection_worker.py`), on the same database made anew for each; the reference with compare_type
and compare_server_default, and in batch mode on SQLite. What is counted:

    silent      nothing is reported on a database made from the models themselves, or on one that says the same
    detects     something is reported where models and database differ
    runs        the upgrade runs, with the rows in the tables
    closes      a second comparison by the same tool is empty
    complete    `migrate` sees no difference either: nothing was overlooked
    returns     the downgrade runs and leaves the schema there was
    rows kept   values of columns that are there before and after are the same, up and down
    all         all of these

Cases about what only this package can declare (a view, a rename, …) are left out for the reference. Prints a Markdown
table; `--list` adds the cases that fail, with the error. Returns 0 whatever is found.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from compare import reference_python

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.casefile import Case, parse
from tests.change import Change, contents, differences, lost, renamed_values, snapshot
from tests.databases import REQUIRED, Scratch, Server, Servers
from tests.test_cases import FOLDER, before

CHECKS = ("silent", "detects", "runs", "closes", "complete", "returns", "rows kept", "all")
OWN = re.compile(r"\b(import|from) migrate\b|\bmigrate\.[A-Za-z]|renamed_from|renamed_values|owned_kinds|renames=")
"""What only this package knows, in the text of a case."""
Result = dict[str, bool | str]
"""Check → whether it holds, or in words why not; a check that does not apply is left out."""


class Worker:
    """One tool in a process of its own."""

    def __init__(self, python: str, tool: str) -> None:
        script = Path(__file__).with_name("detection_worker.py")
        pipe, command = subprocess.PIPE, [python, str(script), tool]
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True)

    def ask(self, **asked: Any) -> dict[str, str]:
        """Send one request and return its answer."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        found: dict[str, str] = json.loads(self.process.stdout.readline())
        return found

    def close(self) -> None:
        """End the process."""
        self.process.communicate()


def examine(worker: Worker, case: Case, scratch: Scratch) -> Result | None:
    """Return what one tool gets right of a case; None where the tool cannot make the models."""
    scratch.reset()
    engine, dialect = scratch.engine, scratch.dialect
    before(case, dialect, engine)
    common = {"url": scratch.url.render_as_string(hide_password=False), "dialect": dialect, "path": str(case.path)}
    result: Result = {}
    if case.get("before.py", dialect) is not None:
        found = worker.ask(do="compare", section="before.py", **common)
        result["silent"] = found.get("error") or found.get("upgrade") == "pass"
    script = worker.ask(do="compare", section="target.py", **common)
    if "unreadable" in script:
        return None
    upgrade = script.get("upgrade")
    if (case.get("upgrade.py", dialect) or "").strip() == "pass":
        result["silent"] = script.get("error") or (upgrade == "pass" and result.get("silent", True))
    else:
        result["detects"] = script.get("error") or upgrade != "pass"
        if result["detects"] is True:
            result.update(_carried_out(worker, case, engine, script, common))
        result.update({check: False for check in CHECKS[2:-1] if check not in result})
    result["all"] = all(value is True for value in result.values())
    return result


def _carried_out(
    worker: Worker, case: Case, engine: sa.Engine, script: dict[str, str], common: dict[str, str]
) -> Iterator[tuple[str, bool | str]]:
    """Run a script up and down and yield what holds, until something does not."""
    start = contents(engine)
    yield "runs", (error := worker.ask(do="run", body=script["upgrade"], **common).get("error")) or True
    if error:
        return
    again = worker.ask(do="compare", section="target.py", **common)
    yield "closes", again.get("error") or again.get("upgrade") == "pass"
    models = case.models("target.py", common["dialect"])
    assert models is not None
    yield "complete", Change.between(engine, models, case.options).upgrade == "pass\n"
    upgraded, renamed = contents(engine), renamed_values(models)
    kept = not lost(start, upgraded, renamed)
    error = worker.ask(do="run", body=script["downgrade"], **common).get("error")
    yield "returns", error or not differences(start.schema, snapshot(engine))
    yield "rows kept", kept and not error and not lost(upgraded, contents(engine), renamed)


def table(results: dict[str, dict[str, list[Result]]]) -> Iterator[str]:
    """Yield the lines of a Markdown table: database → tool → results."""
    yield "| database | | migrate | reference |"
    yield "|---|---|---|---|"
    for dialect, tools in results.items():
        for check in CHECKS:
            counts = []
            for found in tools.values():
                values = [result[check] is True for result in found if check in result]
                counts.append(f"{sum(values)} of {len(values)} ({sum(values) / len(values):.0%})" if values else "-")
            yield f"| {dialect} | {check} | {' | '.join(counts)} |"


def main() -> None:
    """Work through the corpus and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", help="a Python that has the reference; by default one is made")
    parser.add_argument("--only", nargs="+", default=["sqlite", *REQUIRED], help="databases")
    parser.add_argument("--match", default="", help="only cases with this in their path")
    parser.add_argument("--list", action="store_true", help="show what fails, for each tool")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    python = {"migrate": sys.executable, "alembic": reference_python(options.reference)}
    cases = [parse(path) for path in sorted(FOLDER.rglob("*.case")) if options.match in str(path)]
    servers = Servers(os.environ)
    there = [(dialect, server) for dialect in options.only if (server := servers.get(dialect)) is not None]
    for dialect in sorted({*options.only} - {name for name, _ in there}):
        print(f"{dialect}: no server answers, left out", file=sys.stderr)
    with ThreadPoolExecutor() as databases:  # they wait for processes and servers
        found = list(databases.map(lambda each: corpus(each[1], cases, python, options.list), there))
    print("\n".join(table({dialect: results for (dialect, _), (results, _) in zip(there, found, strict=True)})))
    left_out = sum(number for _, number in found)
    print(f"\nLeft out for the reference: {left_out} that use declarations of this package.")


def corpus(
    server: Server, cases: Sequence[Case], python: Mapping[str, str], listed: bool
) -> tuple[dict[str, list[Result]], int]:
    """Work through the cases of one database, in one scratch database and with two processes that stay.

    Returns tool → results, and how many cases were left out for the reference.
    """
    workers = {"migrate": Worker(python["migrate"], "migrate"), "reference": Worker(python["alembic"], "alembic")}
    results: dict[str, list[Result]] = {tool: [] for tool in workers}
    left_out = 0
    with tempfile.TemporaryDirectory() as folder:
        scratch = Scratch(server, Path(folder))
        try:
            for case in cases:
                for tool, worker in workers.items() if server.dialect in case.dialects else ():
                    own = tool == "reference" and OWN.search(case.path.read_text("utf-8"))
                    result = None if own else examine(worker, case, scratch)
                    if result is None:
                        left_out += 1
                        continue
                    results[tool].append(result)
                    if listed and not result["all"]:
                        _show(tool, server.dialect, case, result)
        finally:
            scratch.drop()
            for worker in workers.values():
                worker.close()
    return results, left_out


def _show(tool: str, dialect: str, case: Case, result: Result) -> None:
    for check, value in result.items():
        if value is not True and check != "all":
            why = f": {value}" if value else ""
            print(f"{tool} {dialect} {case.path.relative_to(FOLDER).with_suffix('')} {check}{why}", flush=True)
            return


if __name__ == "__main__":
    main()
