"""The environment of a project that has no env.py: what the generic template does, for any database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..operations import proxy
from .connecting import explained, is_async, parsed

if TYPE_CHECKING:
    from sqlalchemy.engine import URL, Connection

    from .environment import EnvironmentContext


def run() -> None:
    """Configure the current `EnvironmentContext` from its `Config` and run what the command asks for.

    The connection is `config.attributes["connection"]` where the caller shares one, else a new one to the project's
    URL. Raises DatabaseError, without a password in it, when the database cannot be reached.
    """
    environment: EnvironmentContext = proxy.the_current("context", "run")
    config = environment.config
    shared = config.attributes.get("connection")
    named = environment.context_opts.get("dialect_name")
    if environment.is_offline_mode() and named:
        environment.configure(dialect_name=named, target_metadata=config.get_models())
        with environment.begin_transaction():
            environment.run_migrations()
    elif environment.is_offline_mode():
        url = shared.engine.url if shared is not None else config.get_url()
        environment.configure(url=url, target_metadata=config.get_models())
        with environment.begin_transaction():
            environment.run_migrations()
    elif shared is not None:
        _run_on(shared, environment)
    else:
        _run_connected(environment)


def _run_on(connection: Connection, environment: EnvironmentContext) -> None:
    environment.configure(connection=connection, target_metadata=environment.config.get_models())
    with environment.begin_transaction():
        environment.run_migrations()


def _run_connected(environment: EnvironmentContext) -> None:
    from sqlalchemy import engine_from_config, pool

    config = environment.config
    target = parsed(config.get_url())
    section = config.get_section(config.config_ini_section, {}) or {}
    settings: dict[str, Any] = {name: text for name, text in section.items() if name.startswith("sqlalchemy.")}
    settings["sqlalchemy.url"] = target
    if is_async(target):
        _run_async(settings, target, environment)
        return
    engine = engine_from_config(settings, poolclass=pool.NullPool)
    with explained(target):
        connection = engine.connect()
    with connection:
        _run_on(connection, environment)


def _run_async(settings: dict[str, Any], url: URL, environment: EnvironmentContext) -> None:
    import asyncio
    import contextvars
    from concurrent.futures import ThreadPoolExecutor

    from sqlalchemy import pool
    from sqlalchemy.ext.asyncio import async_engine_from_config

    async def connect_and_run() -> None:
        engine = async_engine_from_config(settings, poolclass=pool.NullPool)
        with explained(url):
            connection = await engine.connect()
        try:
            await connection.run_sync(_run_on, environment)
        finally:
            await connection.close()
            await engine.dispose()

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(connect_and_run())
    else:  # called from async code, which waits for us like any caller of a blocking function
        run_in_context = contextvars.copy_context().run
        with ThreadPoolExecutor(1) as thread:
            thread.submit(run_in_context, asyncio.run, connect_and_run()).result()
