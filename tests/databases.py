"""The databases tests run on: where they are found, and a scratch database on each.

SQLite is always there. A server is looked for in this order: the environment variable, the places of `PLACES`
(a server of this machine, then the ports of docker-compose.yml), a container where Docker runs.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from migrate.runtime.scratch import CONTAINERS, container

DIALECTS = ("sqlite", "postgresql", "mariadb", "mysql")
"""Every database a test may ask for."""

REQUIRED = ("postgresql", "mariadb")
"""The servers whose absence fails a run with CI=true; MySQL is welcome but never asked for."""

PLACES: Mapping[str, tuple[str, ...]] = {
    "postgresql": (
        "postgresql+psycopg://postgres@127.0.0.1:5432/postgres",
        "postgresql+psycopg://postgres:migrate@127.0.0.1:55432/postgres",
    ),
    "mariadb": (
        "mysql+pymysql://root@127.0.0.1:3306/",
        "mysql+pymysql://root:migrate@127.0.0.1:53307/",
    ),
    "mysql": (
        "mysql+pymysql://root@127.0.0.1:3306/",
        "mysql+pymysql://root:migrate@127.0.0.1:53306/",
    ),
}


@dataclass(frozen=True)
class Server:
    """A server that answered: its version, and where it was found, in words for the summary line."""

    dialect: str
    url: sa.URL
    version: str
    origin: str

    def __str__(self) -> str:
        return f"{self.dialect} {self.version} ({self.origin})"


class Unreachable(Exception):
    """Nothing answers at a URL, or something else than the database asked for."""


def places(dialect: str, environ: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return (URL, origin) of everywhere to look, in order; a variable that is set is the only place.

    `places("mariadb", {"MIGRATE_TEST_MARIADB_URL": u})` is `[(u, "MIGRATE_TEST_MARIADB_URL")]`.
    """
    variable = f"MIGRATE_TEST_{dialect.upper()}_URL"
    if url := environ.get(variable):
        return [(url, variable)]
    return [(url, f"port {sa.make_url(url).port}") for url in PLACES[dialect]]


def connect(dialect: str, url: str, origin: str) -> Server:
    """Return the server at `url`; raise Unreachable when nothing answers, or when it is not a `dialect`."""
    parsed = sa.make_url(url)
    engine = sa.create_engine(parsed, poolclass=NullPool, connect_args=_patience(parsed))
    try:
        with engine.connect() as connection:
            version = ".".join(map(str, (connection.dialect.server_version_info or ())[:3]))
            mariadb = bool(getattr(connection.dialect, "is_mariadb", False))
    except sa.exc.DBAPIError as error:
        raise Unreachable(f"{parsed!r} does not answer: {error.orig}") from error
    found = "mariadb" if mariadb else parsed.get_backend_name()
    if found != dialect:
        raise Unreachable(f"{parsed!r} is {found}, not {dialect}")
    return Server(dialect, parsed, version, origin)


def find(dialect: str, environ: Mapping[str, str]) -> Server | None:
    """Return the first server of `places` that answers, or None.

    A variable that leads nowhere raises Unreachable: a run must not pass because of a typing error.
    """
    for url, origin in places(dialect, environ):
        try:
            return connect(dialect, url, origin)
        except Unreachable:
            if origin.startswith("MIGRATE_TEST_"):
                raise
    return None


class Servers:
    """The servers of one test run, looked for when first asked for, and the containers started for them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self._found: dict[str, Server | None] = {}
        self._containers = contextlib.ExitStack()

    def get(self, dialect: str) -> Server | None:
        """Return the server of `dialect`, None when there is none; SQLite is its library."""
        if dialect not in self._found:
            self._found[dialect] = self._look(dialect)
        return self._found[dialect]

    def missing(self) -> list[str]:
        """Return the servers that a complete run needs and that are not there."""
        return [dialect for dialect in REQUIRED if self.get(dialect) is None]

    def summary(self) -> str:
        """Return one line that says which databases take part in the run, and which do not."""
        servers = {dialect: self.get(dialect) for dialect in DIALECTS}
        line = "databases: " + ", ".join(str(server) for server in servers.values() if server)
        absent = [dialect for dialect, server in servers.items() if server is None]
        return f"{line}; not there: {', '.join(absent)}" if absent else line

    def close(self) -> None:
        """Stop the containers."""
        self._containers.close()

    def _look(self, dialect: str) -> Server | None:
        if dialect == "sqlite":
            import sqlite3

            return Server("sqlite", sa.make_url("sqlite://"), sqlite3.sqlite_version, "always")
        server = find(dialect, self.environ)
        if server is None and dialect in REQUIRED and docker_runs():
            url = self._containers.enter_context(container(dialect))
            server = connect(dialect, url, f"container {CONTAINERS[dialect][1]}")
        return server


def docker_runs() -> bool:
    """Return whether a Docker daemon answers here."""
    try:
        import docker

        docker.from_env(timeout=5).ping()
    except Exception:  # no library, or no daemon: then there are no containers
        return False
    return True


class Scratch:
    """A database of the tests' own on one server. `reset()` empties it; `drop()` removes it."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server = server
        self.dialect = server.dialect
        self.name = f"mig_tests_{os.getpid()}_{id(self) % 100_000}"
        if self.dialect == "sqlite":
            self.url = sa.make_url(f"sqlite:///{folder / self.name}.db")
        else:
            self.url = server.url.set(database=self.name)
            self._administer(f"CREATE DATABASE {self.name}{_creation(self.dialect)}")
        self.engine = sa.create_engine(self.url, poolclass=NullPool if self.dialect == "sqlite" else None)

    def reset(self) -> None:
        """Leave the database empty; milliseconds, whatever was in it."""
        if self.dialect == "sqlite":
            Path(self.url.database or "").unlink(missing_ok=True)
        elif self.dialect == "postgresql":
            with self.engine.begin() as connection:
                names = connection.scalars(sa.text(_POSTGRESQL_SCHEMAS)).all()
                for name in names:
                    connection.exec_driver_sql(f'DROP SCHEMA "{name}" CASCADE')
                connection.exec_driver_sql("CREATE SCHEMA public")
        else:
            self._administer(f"DROP DATABASE {self.name}", f"CREATE DATABASE {self.name}{_creation(self.dialect)}")
        self.engine.dispose()

    def drop(self) -> None:
        """Remove the database."""
        self.engine.dispose()
        if self.dialect == "sqlite":
            Path(self.url.database or "").unlink(missing_ok=True)
        else:
            force = " WITH (FORCE)" if self.dialect == "postgresql" else ""
            self._administer(f"DROP DATABASE IF EXISTS {self.name}{force}")

    def _administer(self, *statements: str) -> None:
        engine = sa.create_engine(self.server.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)


_POSTGRESQL_SCHEMAS = "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'"


def _creation(dialect: str) -> str:
    """Return what follows CREATE DATABASE, so that expectations do not depend on how a server is set up."""
    if dialect == "postgresql":
        return " TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"
    return " CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci"


def _patience(url: sa.URL) -> dict[str, Any]:
    """Return the arguments that make a connection to a place where nobody listens fail within seconds."""
    return {"connect_timeout": 5} if url.get_backend_name() in ("postgresql", "mysql", "mariadb") else {}
