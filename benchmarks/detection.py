"""What `migrate` and the reference get right, case by case, on the corpus of tests/cases.

    python benchmarks/detection.py [--reference PYTHON] [--only sqlite …] [--match WORDS] [--list] [--kinds] [--plain]

Each case is a database with rows and the models it shall become. Both tools work in a process of their own, driven by
the same public names (`detection_worker.py`), on the same database made anew for each. The reference has what a careful
project sets: compare_type, compare_server_default, its plug-in for CHECK constraints, batch mode on SQLite, and the
project's imports in its scripts; `--plain` leaves options to both tools. What is counted:

    silent      nothing is reported on a database made from the models themselves, or on one that says the same
    detects     something is reported where models and database differ
    runs        the upgrade runs, with the rows in the tables
    closes      a second comparison by the same tool is empty
    same        SQLAlchemy's inspector sees what it sees of a database made from the models (`reflected.py`)
    complete    `migrate` sees no difference either, which looks at more than the inspector does
    returns     the downgrade runs and leaves the schema there was
    rows kept   values of columns that are there before and after are the same, up and down
    all         all of these

The cases are this project's own, so they ask for what this project means to do: much of it (primary keys, enums,
sequences, …) the documentation of the reference says it does not detect; `--kinds` tells the kinds apart. Cases about
what only this package can declare (a view, a rename, …) are left out for the reference. "same" is left out where the
models alone do not make a database, or are not all there is in it. Prints a Markdown table; `--list` adds the cases
that fail, with the error. Returns 0 whatever is found.
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
from reflected import Described, reflected

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.casefile import Case, parse
from tests.change import Change, contents, differences, lost, renamed_values, snapshot, under_new_names
from tests.databases import REQUIRED, Scratch, Server, Servers
from tests.test_cases import FOLDER, before

CHECKS = ("silent", "detects", "runs", "closes", "same", "complete", "returns", "rows kept", "all")
OWN = re.compile(r"\b(import|from) migrate\b|\bmigrate\.[A-Za-z]|renamed_from|renamed_values|owned_kinds|renames=")
"""What only this package knows, in the text of a case."""
FILTERS = {"include_name", "include_object", "compare_type", "compare_server_default"}
"""Options that keep a database from becoming what the models say."""
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


def examine(worker: Worker, case: Case, scratch: Scratch, wanted: Described | None, plain: bool) -> Result | None:
    """Return what one tool gets right of a case; None where the tool cannot make the models.

    `wanted` is what the inspector says of a database made from the models, None where that cannot be said.
    """
    scratch.reset()
    engine, dialect = scratch.engine, scratch.dialect
    before(case, dialect, engine)
    url = scratch.url.render_as_string(hide_password=False)
    common = {"url": url, "dialect": dialect, "path": str(case.path), "plain": plain}
    result: Result = {}
    if case.get("before.py", dialect) is not None and not case.options.keys() & FILTERS:  # those are about the target
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
            result.update(_carried_out(worker, case, engine, script, common, wanted))
        asked = [check for check in CHECKS[2:-1] if check != "same" or wanted is not None]
        result.update({check: False for check in asked if check not in result})
    result["all"] = all(value is True for value in result.values())
    return result


def _carried_out(
    worker: Worker,
    case: Case,
    engine: sa.Engine,
    script: dict[str, str],
    common: dict[str, Any],
    wanted: Described | None,
) -> Iterator[tuple[str, bool | str]]:
    """Run a script up and down and yield what holds, until something does not."""
    start, models = contents(engine), case.models("target.py", common["dialect"])
    assert models is not None
    own = bool(OWN.search(case.path.read_text("utf-8")))
    renaming = Change.between(engine, models, case.options).plan if own else None
    yield "runs", (error := worker.ask(do="run", body=script["upgrade"], **common).get("error")) or True
    if error:
        return
    again = worker.ask(do="compare", section="target.py", **common)
    yield "closes", again.get("error") or again.get("upgrade") == "pass"
    if wanted is not None:
        yield "same", _unlike(wanted, reflected(engine, models)) or True
    yield "complete", Change.between(engine, models, case.options).upgrade == "pass\n"
    upgraded, renamed = contents(engine), renamed_values(models)
    kept = not lost(under_new_names(start, renaming) if renaming else start, upgraded, renamed)
    error = worker.ask(do="run", body=script["downgrade"], **common).get("error")
    yield "returns", error or not differences(start.schema, snapshot(engine))
    back = contents(engine)
    back = under_new_names(back, renaming) if renaming and not error else back
    yield "rows kept", kept and not error and not lost(upgraded, back, renamed)


def made_from_models(case: Case, scratch: Scratch) -> Described | None:
    """Return what the inspector says of a database made from the models of a case; None where they do not make one."""
    scratch.reset()
    try:
        models = case.models("target.py", scratch.dialect)
        assert models is not None
        with scratch.engine.begin() as connection:
            for schema in sorted({table.schema for table in models.tables.values()} - {None, "public"}, key=str):
                connection.execute(sa.schema.CreateSchema(str(schema)))
            models.create_all(connection)
        return reflected(scratch.engine, models) if not case.options.keys() & FILTERS else None
    except sa.exc.SQLAlchemyError:
        return None


def _unlike(wanted: Described, found: Described) -> str:
    """Return the first part of a table that is not as it should be, in words; nothing where all are."""
    for name, parts in wanted.items():
        for part, said in parts.items():
            now = found.get(name, {}).get(part)
            if now != said:
                return f"{part} of {name}: {now}, and not {said}"
    return ""


def table(results: dict[str, dict[str, dict[str, Result]]]) -> Iterator[str]:
    """Yield the lines of a Markdown table: database → tool → results."""
    yield "| database | | migrate | reference |"
    yield "|---|---|---|---|"
    for dialect, tools in results.items():
        for check in CHECKS:
            counts = [
                _share([result[check] is True for result in found.values() if check in result])
                for found in tools.values()
            ]
            yield f"| {dialect} | {check} | {' | '.join(counts)} |"


def by_kind(results: dict[str, dict[str, dict[str, Result]]]) -> Iterator[str]:
    """Yield the lines of a Markdown table: kind of change → tool → how many cases are all right, on all databases."""
    yield "| kind | migrate | reference |"
    yield "|---|---|---|"
    kinds: dict[str, dict[str, list[bool]]] = {}
    for tools in results.values():
        for tool, found in tools.items():
            for path, result in found.items():
                kinds.setdefault(path.partition("/")[0], {}).setdefault(tool, []).append(result["all"] is True)
    for kind, by_tool in sorted(kinds.items()):
        yield f"| {kind} | {' | '.join(_share(by_tool.get(tool, [])) for tool in ('migrate', 'reference'))} |"


def _share(values: Sequence[bool]) -> str:
    return f"{sum(values)} of {len(values)} ({sum(values) / len(values):.0%})" if values else "-"


def main() -> None:
    """Work through the corpus and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", help="a Python that has the reference; by default one is made")
    parser.add_argument("--only", nargs="+", default=["sqlite", *REQUIRED], help="databases")
    parser.add_argument("--match", default="", help="only cases with this in their path")
    parser.add_argument("--list", action="store_true", help="show what fails, for each tool")
    parser.add_argument("--kinds", action="store_true", help="add a table of what is all right, by kind of change")
    parser.add_argument("--plain", action="store_true", help="give neither tool options")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    python = {"migrate": sys.executable, "alembic": reference_python(options.reference)}
    cases = [parse(path) for path in sorted(FOLDER.rglob("*.case")) if options.match in str(path)]
    servers = Servers(os.environ)
    there = [(dialect, server) for dialect in options.only if (server := servers.get(dialect)) is not None]
    for dialect in sorted({*options.only} - {name for name, _ in there}):
        print(f"{dialect}: no server answers, left out", file=sys.stderr)
    with ThreadPoolExecutor() as databases:  # they wait for processes and servers
        found = list(databases.map(lambda each: corpus(each[1], cases, python, options), there))
    results = {dialect: found_there for (dialect, _), (found_there, _) in zip(there, found, strict=True)}
    print("\n".join(table(results)))
    if options.kinds:
        print("\n".join(["", *by_kind(results)]))
    left_out = sum(number for _, number in found)
    print(f"\nLeft out for the reference: {left_out} that use declarations of this package.")


def corpus(
    server: Server, cases: Sequence[Case], python: Mapping[str, str], options: argparse.Namespace
) -> tuple[dict[str, dict[str, Result]], int]:
    """Work through the cases of one database, in two scratch databases and with two processes that stay.

    Returns tool → case → result, and how many cases were left out for the reference.
    """
    workers = {"migrate": Worker(python["migrate"], "migrate"), "reference": Worker(python["alembic"], "alembic")}
    results: dict[str, dict[str, Result]] = {tool: {} for tool in workers}
    left_out = 0
    with tempfile.TemporaryDirectory() as folder:
        scratch, model = Scratch(server, Path(folder)), Scratch(server, Path(folder))
        try:
            for case in [case for case in cases if server.dialect in case.dialects]:
                wanted = made_from_models(case, model)
                for tool, worker in workers.items():
                    own = tool == "reference" and OWN.search(case.path.read_text("utf-8"))
                    result = None if own else examine(worker, case, scratch, wanted, options.plain)
                    if result is None:
                        left_out += 1
                        continue
                    results[tool][str(case.path.relative_to(FOLDER))] = result
                    if options.list and not result["all"]:
                        _show(tool, server.dialect, case, result)
        finally:
            scratch.drop()
            model.drop()
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
