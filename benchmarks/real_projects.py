"""Histories of real projects, run by the reference and by `migrate`: do they make the same schema?

    python benchmarks/real_projects.py [--only mlflow airflow] [--databases sqlite mariadb] [--home DIRECTORY]

Each project is installed from the registry into a venv of its own (kept in DIRECTORY, default: the user's cache). For
each of its databases, both tools upgrade an empty one to the heads; the catalogs must have equal digests. Then both
go back to base, and what is left must be equal too; many projects do not support that, and then both must fail. Last,
the statements of `upgrade --sql` are compared, without comments and layout. Both tools run in the same venv, through
the same code, see `real_project_worker.py`. Prints a Markdown table; the exit status is 1 where something differs.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
import venv
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from migrate.comparators.live import read_database
from migrate.comparators.snapshot import Snapshot

HERE = Path(__file__).parent
SOURCE = HERE.parent / "src"
REFERENCE = "alembic==1.20.1"
OURS = ["rich>=13.7", "rich-argparse>=1.5", "black>=24.1", "Mako>=1.3"]
DRIVERS = ["psycopg[binary]", "psycopg2-binary", "asyncpg", "aiosqlite", "PyMySQL"]
SERVERS = {
    "postgresql": os.environ.get(
        "MIGRATE_TEST_POSTGRESQL_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
    ),
    "mariadb": os.environ.get("MIGRATE_TEST_MARIADB_URL", "mysql+pymysql://root@127.0.0.1:3306/mysql"),
}
SCRATCH = os.environ.get("MIGRATE_SCRATCH", "migrate_real")
"""What the names of the databases it makes, and drops, begin with."""


@dataclass(frozen=True)
class Project:
    """A package that ships its migrations, and the databases they are written for."""

    name: str
    requirement: str
    databases: tuple[str, ...]
    offline: bool = False
    """Whether its scripts support `--sql`."""
    driver: str = "postgresql+psycopg"
    """The driver its scripts are written for, on PostgreSQL."""


PROJECTS = (
    Project("optuna", "optuna==5.0.0", ("sqlite", "postgresql", "mariadb")),
    Project("mlflow", "mlflow==3.17.2", ("sqlite", "postgresql", "mariadb")),
    Project("dagster", "dagster==1.13.28", ("sqlite", "postgresql", "mariadb")),
    Project("keystone", "keystone==30.0.0", ("sqlite", "postgresql", "mariadb"), offline=True),
    Project("neutron", "neutron==29.0.0", ("postgresql", "mariadb"), offline=True),
    Project(
        "airflow", "apache-airflow-core==3.3.2", ("sqlite", "postgresql"), offline=True, driver="postgresql+psycopg2"
    ),
    Project("prefect", "prefect==3.8.8", ("sqlite", "postgresql"), offline=True),
)


def python_of(project: Project, home: Path) -> Path:
    """Return the interpreter of the venv that has the project, made when it is not there."""
    folder = home / project.name
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        wanted = [project.requirement, REFERENCE, *OURS, *DRIVERS]
        subprocess.run([python, "-m", "pip", "install", "-q", *wanted], check=True)
    return python


def empty_database(kind: str, name: str, folder: Path) -> str:
    """Return the URL of a new database; one of that name is dropped."""
    if kind == "sqlite":
        (folder / f"{name}.db").unlink(missing_ok=True)
        return f"sqlite:///{folder}/{name}.db"
    execute(kind, f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
    return sa.make_url(SERVERS[kind]).set(database=name).render_as_string(hide_password=False)


def with_driver(project: Project, url: str) -> str:
    """Return the URL with the driver the project is written for."""
    return url.replace("postgresql+psycopg:", f"{project.driver}:")


def drop_database(kind: str, name: str, folder: Path) -> None:
    if kind == "sqlite":
        (folder / f"{name}.db").unlink(missing_ok=True)
    else:
        execute(kind, f"DROP DATABASE IF EXISTS {name}")


def execute(kind: str, *statements: str) -> None:
    engine = sa.create_engine(SERVERS[kind], isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


@dataclass(frozen=True)
class Outcome:
    """What one command did."""

    succeeded: bool
    output: str
    messages: str
    seconds: float

    @property
    def error(self) -> str:
        """The last line that names an exception, shortened."""
        named = [one for one in self.messages.splitlines() if re.match(r"[\w.]+(Error|Exception|Undefined\w+)\b", one)]
        return (named[-1] if named else self.messages.strip().rpartition("\n")[2]).replace("|", "/")[:110]


def run(python: Path, tool: str, project: Project, url: str, action: str, home: Path) -> Outcome:
    url = with_driver(project, url)
    asynchronous = url.replace("sqlite:", "sqlite+aiosqlite:").replace("+psycopg:", "+asyncpg:")
    environment = {
        **os.environ,
        "MIGRATE_SOURCE": str(SOURCE),
        "AIRFLOW_HOME": str(home / "airflow-home"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": url,
        "PREFECT_HOME": str(home / "prefect-home"),
        "PREFECT_API_DATABASE_CONNECTION_URL": asynchronous,
    }
    command = [str(python), str(HERE / "real_project_worker.py"), tool, project.name, url, action]
    started = time.perf_counter()
    done = subprocess.run(command, env=environment, cwd=home, capture_output=True, text=True)
    seconds = time.perf_counter() - started
    return Outcome(done.returncode == 0, done.stdout, done.stderr, seconds)


def snapshot(url: str) -> Snapshot:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        found = read_database(connection, skip=())
    engine.dispose()
    return found


EXPLAINED = {
    "the reference loses DESC, COLLATE and expressions of indexes": {
        "block_type", "deployment", "flow_run", "flow_run_state", "task_run", "task_run_state",
    },
    "the reference leaves the old name of a primary key, or loses DESC": {"asset_alias_asset", "task_reschedule"},
    "the reference loses NOT NULL on a rename": {"jobs"},
}  # fmt: skip
"""Why tables of a project differ, and it is not a mistake of ours: docs/switching.md names the differences."""


def differences(ours: Snapshot, theirs: Snapshot) -> str:
    """Return "equal", or the tables that differ."""
    if ours.digest() == theirs.digest():
        return "equal"
    keys = sorted(ours.tables.keys() | theirs.tables.keys(), key=str)
    names = [key.name for key in keys if ours.tables.get(key) != theirs.tables.get(key)]
    lost = [name for name, tables in EXPLAINED.items() if tables.issuperset(names)]
    listed = ", ".join(names) or "objects"
    return f"differs, {lost[0]}: {listed}" if names and lost else f"DIFFERENT: {listed}"


def statements(text: str) -> list[str]:
    """Return SQL as statements, without comments, layout and what log lines a project prints among them.

    The reference doubles each % and asks for the row it writes to the version table; times are those of the run.
    """
    lines = [line for line in text.splitlines() if not re.match(r"\s*(--|INFO|WARN|\d{4}-\d\d-\d\dT)", line)]
    text = re.sub(r"'\d{4}-\d\d-\d\d[ T][\d:.+]+'", "'<now>'", "\n".join(lines).replace("%%", "%"))
    text = text.replace(" RETURNING alembic_version.version_num", "")
    return [" ".join(one.split()) for one in text.split(";") if one.strip()]


def compare(project: Project, kind: str, home: Path) -> list[str]:
    """Run everything on one database; return the cells of its row."""
    python = python_of(project, home)
    tools = ("reference", "migrate")
    names = {tool: f"{SCRATCH}_{project.name}_{tool}" for tool in tools}
    urls = {tool: empty_database(kind, names[tool], home) for tool in tools}
    try:
        cells = []
        for action in ("upgrade", "downgrade"):
            outcomes = {tool: run(python, tool, project, urls[tool], action, home) for tool in tools}
            cells.append(verdict(outcomes, urls))
            if action == "upgrade":
                seconds = [f"{outcomes[tool].seconds:.1f}" for tool in tools]
        cells.append("" if not project.offline else offline(python, project, kind, home))
        return [project.requirement, kind, *seconds, *cells]
    finally:
        for tool in tools:
            drop_database(kind, names[tool], home)


def verdict(outcomes: dict[str, Outcome], urls: dict[str, str]) -> str:
    reference, ours = outcomes["reference"], outcomes["migrate"]
    if reference.succeeded and ours.succeeded:
        return differences(snapshot(urls["migrate"]), snapshot(urls["reference"]))
    if not ours.succeeded and not reference.succeeded:
        same = reference.error == ours.error
        return f"both fail: {reference.error}" if same else f"both fail: {reference.error}; ours: {ours.error}"
    return f"ONLY REFERENCE: {ours.error}" if reference.succeeded else f"only migrate: {reference.error}"


def offline(python: Path, project: Project, kind: str, home: Path) -> str:
    """Compare the statements of an upgrade from nothing."""
    url = empty_database(kind, f"{SCRATCH}_offline", home)
    try:
        reference = run(python, "reference", project, url, "sql", home)
        ours = run(python, "migrate", project, url, "sql", home)
    finally:
        drop_database(kind, f"{SCRATCH}_offline", home)
    if not (reference.succeeded and ours.succeeded):
        return verdict({"reference": reference, "migrate": ours}, {}) if not ours.succeeded else "only migrate"
    for name, outcome in (("reference", reference), ("migrate", ours)):
        (home / f"{project.name}-{kind}-{name}.sql").write_text("\n".join(statements(outcome.output)), "utf-8")
    theirs, own = statements(reference.output), statements(ours.output)
    if theirs == [one.replace("'<now>'", "NULL") if one not in theirs else one for one in own]:
        return "equal" if theirs == own else "equal, but the reference writes NULL for a parameter"
    return "DIFFERENT"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--databases", nargs="*", default=["sqlite", *SERVERS])
    default = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "migrate-benchmarks" / "projects"
    parser.add_argument("--home", type=Path, default=default)
    arguments = parser.parse_args()
    arguments.home.mkdir(parents=True, exist_ok=True)
    print("| project | database | reference, s | migrate, s | upgrade | downgrade | --sql |")
    print("|---|---|---|---|---|---|---|")
    rows = []
    for project in PROJECTS:
        if not arguments.only or project.name in arguments.only:
            for kind in project.databases:
                if kind in arguments.databases:
                    rows.append(compare(project, kind, arguments.home.resolve()))
                    print(f"| {' | '.join(rows[-1])} |", flush=True)
    sys.exit(any(cell.startswith(("DIFFERENT", "ONLY")) for row in rows for cell in row))


if __name__ == "__main__":
    main()
