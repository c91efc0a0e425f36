"""From a URL to a connection, with errors that say where to, and never a password."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import DatabaseError
from ..failure import DRIVERS, in_one_line
from ..redact import redact

if TYPE_CHECKING:
    from sqlalchemy.engine import URL, Connection, Engine

T = TypeVar("T")


def parsed(url: str | URL) -> URL:
    """Return a URL whose driver is installed; raises DatabaseError for what is no URL, and without the driver."""
    from sqlalchemy import exc, make_url

    try:
        found = make_url(url)
        found.get_dialect().import_dbapi()
    except (exc.ArgumentError, ValueError) as error:  # a port that is no number is a ValueError
        raise DatabaseError(
            f"this is no database URL: {redact(str(error), [str(url)])}",
            hint="it looks like postgresql+psycopg://user@host/name",
        ) from None
    except ImportError as error:
        raise DatabaseError(
            f"the driver for {found.drivername} is not installed: {error}",
            hint=DRIVERS.get(getattr(error, "name", None) or "", "install it with pip"),
        ) from error
    return found


@contextmanager
def connected(url: str | URL, **options: Any) -> Iterator[Connection]:
    """Give a connection to a database; it and its engine are closed afterwards.

    `options` are execution options. For a URL of an asynchronous driver, call this in `run_with`. Raises DatabaseError
    when the database cannot be reached.
    """
    target = parsed(url)
    engine = _engine(target)
    try:
        with explained(target):
            connection = engine.connect()
        with connection:
            yield connection.execution_options(**options)
    finally:
        engine.dispose()


def run_with(urls: Iterable[str | URL], call: Callable[[], T]) -> T:
    """Return what `call` returns, which may use `connected` with the URLs, whatever drivers they name."""
    if not any(is_async(url) for url in urls) or _in_greenlet():
        return call()
    import asyncio
    import contextvars
    from concurrent.futures import ThreadPoolExecutor

    from sqlalchemy.util.concurrency import greenlet_spawn

    async def spawned() -> T:
        return await greenlet_spawn(call)

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(spawned())
    run_in_context = contextvars.copy_context().run  # called from async code, which waits for us
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run_in_context, asyncio.run, spawned()).result()


def is_async(url: str | URL) -> bool:
    """Return whether a URL names an asynchronous driver."""
    return bool(getattr(parsed(url).get_dialect(), "is_async", False))


@contextmanager
def explained(url: URL) -> Iterator[None]:
    """Turn what a driver raises on connecting into a DatabaseError that says where to, and hides the password."""
    from sqlalchemy import exc

    try:
        yield
    except (exc.DBAPIError, OSError) as error:
        whole = url.render_as_string(hide_password=False)
        reason = in_one_line((error.orig or error) if isinstance(error, exc.DBAPIError) else error)
        raise DatabaseError(
            redact(f"cannot connect to {url.render_as_string(hide_password=True)}: {reason}", [whole]),
            hint="is the server running, and are host, port, user and database right?",
        ) from None


def _engine(url: URL) -> Engine:
    from sqlalchemy import create_engine, pool

    if not getattr(url.get_dialect(), "is_async", False):
        return create_engine(url, poolclass=pool.NullPool)
    from sqlalchemy.ext.asyncio import create_async_engine

    return create_async_engine(url, poolclass=pool.NullPool).sync_engine


def _in_greenlet() -> bool:
    try:
        import greenlet  # type: ignore[import-untyped]
    except ModuleNotFoundError:  # then there is no asynchronous driver either
        return False
    return bool(getattr(greenlet.getcurrent(), "__sqlalchemy_greenlet_provider__", False))
