"""Scratch databases: made for one question, and gone afterwards, whatever happens.

Where a database is a file (SQLite) it is one in memory. Elsewhere it is a new database on a server: one that a URL
leads to, or one in a container, which the extra `shadow` brings.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..errors import CommandError, DatabaseError
from .connecting import connected

if TYPE_CHECKING:
    from sqlalchemy.engine import URL, Connection

    from ..dialects.support import DialectSupport

PREFIX = "migrate_scratch_"
"""What the names of scratch databases begin with: one that a killed process left behind can be told by it."""

CONTAINERS = {
    "postgresql": ("postgres:PostgresContainer", "postgres:16-alpine", {"driver": "psycopg"}),
    "mariadb": ("mysql:MySqlContainer", "mariadb:11.4", {"dialect": "pymysql", "username": "root"}),
    "mysql": ("mysql:MySqlContainer", "mysql:8.4", {"dialect": "pymysql", "username": "root"}),
}
"""What a person calls a database → the class of testcontainers that starts it, the image, and its keywords."""

PACKAGES = ("testcontainers.community", "testcontainers")
"""Where testcontainers has its databases, and where older releases have them."""


@contextmanager
def scratch_database(support: DialectSupport, server: str | URL | None) -> Iterator[Connection]:
    """Give a connection to an empty database of the kind of `support`.

    `server` is the URL of any database on the server; None starts a container. Raises DatabaseError when the server
    cannot be reached or refuses to create a database, CommandError when there is no container to start.
    """
    if support.features.database_is_file:
        with connected(f"{support.name}://") as connection:
            yield connection
    elif server is None:
        with container(support.title) as url, connected(url) as connection:
            yield connection
    else:
        with _on_server(support, server) as connection:
            yield connection


@contextmanager
def _on_server(support: DialectSupport, server: str | URL) -> Iterator[Connection]:
    from sqlalchemy import exc, make_url

    name = PREFIX + secrets.token_hex(6)
    with connected(server, isolation_level="AUTOCOMMIT") as administration:
        try:
            support.create_database(administration, name)
        except exc.DBAPIError as error:
            raise DatabaseError(
                f"the server refused to create the scratch database {name}: {str(error.orig).strip()}",
                hint="give its user the right to, or name another server with --scratch-url",
            ) from None
        try:
            with connected(make_url(server).set(database=name)) as connection:
                yield connection
        finally:
            support.drop_database(administration, name)


@contextmanager
def container(title: str) -> Iterator[str]:
    """Run a server in a container and give its URL; it is gone afterwards.

    `title` is a key of CONTAINERS. Raises CommandError without the library or without Docker.
    """
    where, image, keywords = CONTAINERS[title]
    try:
        made = class_of(where)(image, **keywords)
    except ImportError:
        raise CommandError(
            f"a scratch database of {title} needs a server",
            hint="name one with --scratch-url, or pip install 'migrate-diff[shadow]' to start one in a container",
        ) from None
    except Exception as error:  # the library raises what its client of Docker raises
        raise CommandError(
            f"no container with {image} can be started: {type(error).__name__}: {error}",
            hint="is Docker running? --scratch-url names a server instead",
        ) from error
    with made as running:
        yield running.get_connection_url()


def class_of(where: str) -> Any:
    """Return the class that starts a database in a container, "module:Class" in the first of PACKAGES that has it.

    Raises ImportError where the library is not installed.
    """
    import importlib

    module, _, name = where.partition(":")
    for package in PACKAGES:
        try:
            return getattr(importlib.import_module(f"{package}.{module}"), name)
        except ModuleNotFoundError as error:
            if error.name not in (package, f"{package}.{module}"):  # what it needs itself is not there
                raise
    raise ImportError(f"testcontainers has no {module}")
