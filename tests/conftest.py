"""Fixtures of all tests: scratch databases, and `--accept` for the case files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cache

import pytest

from tests.databases import Scratch, Servers

servers = Servers(os.environ)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write what the cases show now as the expectation")


def pytest_sessionstart(session: pytest.Session) -> None:
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # hundreds of processes would compile the same files each time
    if os.environ.get("CI", "").lower() == "true" and (missing := servers.missing()):
        raise pytest.UsageError(
            f"CI=true asks for every database, and there is no {' and no '.join(missing)}: "
            "start one with docker compose up --wait, or say where it is in MIGRATE_TEST_<NAME>_URL"
        )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line(servers.summary())


def pytest_unconfigure(config: pytest.Config) -> None:
    servers.close()


@pytest.fixture(scope="session")
def scratches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Scratch]]:
    """One database per dialect for the whole run, made when first asked for."""
    made: list[Scratch] = []

    @cache
    def get(dialect: str) -> Scratch:
        server = servers.get(dialect)
        if server is None:
            pytest.skip(f"no {dialect} server here")
        made.append(Scratch(server, tmp_path_factory.mktemp("databases", numbered=True)))
        return made[-1]

    yield get
    for scratch in made:
        scratch.drop()


@pytest.fixture
def scratch_for(scratches: Callable[[str], Scratch]) -> Callable[[str], Scratch]:
    """A function from a dialect's name to an empty database; it skips the test where there is no server."""

    def empty(dialect: str) -> Scratch:
        scratch = scratches(dialect)
        scratch.reset()
        return scratch

    return empty


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def scratch(request: pytest.FixtureRequest, scratch_for: Callable[[str], Scratch]) -> Scratch:
    """An empty database; a test that takes it runs on all three."""
    return scratch_for(request.param)


@pytest.fixture
def sqlite(scratch_for: Callable[[str], Scratch]) -> Scratch:
    """An empty SQLite database in a file."""
    return scratch_for("sqlite")


@pytest.fixture
def postgresql(scratch_for: Callable[[str], Scratch]) -> Scratch:
    """An empty PostgreSQL database."""
    return scratch_for("postgresql")


@pytest.fixture
def mariadb(scratch_for: Callable[[str], Scratch]) -> Scratch:
    """An empty MariaDB database."""
    return scratch_for("mariadb")


@pytest.fixture(autouse=True)
def own_directives() -> Iterator[None]:
    """Take back what a test registers: a project's `create_view` must not stay in the place of the built-in one."""
    from migrate.operations.facade import AbstractOperations, BatchOperations, Operations

    classes = (AbstractOperations, Operations, BatchOperations)
    methods = [dict(vars(cls)) for cls in classes]
    implementations = dict(AbstractOperations.implementations)
    yield
    for cls, before in zip(classes, methods, strict=True):
        for name in [name for name, value in vars(cls).items() if before.get(name) is not value]:
            if name in before:
                setattr(cls, name, before[name])
            else:
                delattr(cls, name)
    AbstractOperations.implementations.clear()
    AbstractOperations.implementations.update(implementations)
