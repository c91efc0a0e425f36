"""How migrations meet the database, through an asyncio driver. Runs for every command that needs it."""

import asyncio
from logging.config import fileConfig

from sqlalchemy import Connection, pool
from sqlalchemy.ext.asyncio import async_engine_from_config

from migrate import context

# The settings: alembic.ini, and what the command line says.
config = context.config

# Loggers that exist already stay as they are.
if config.config_file_name is not None:
    fileConfig(config.config_file_name, disable_existing_loggers=False)

# What --autogenerate compares the database with: `models` in alembic.ini, or write it here:
#     from myapp.models import Base
#     target_metadata = Base.metadata
target_metadata = config.get_models()


def run_migrations_offline() -> None:
    """Write the SQL to standard output; the URL is enough, no driver is needed."""
    context.configure(
        url=config.get_url(),
        target_metadata=target_metadata,
        literal_binds=True,
        dialect_opts={"paramstyle": "named"},
    )
    with context.begin_transaction():
        context.run_migrations()


def run_migrations_on(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=target_metadata)
    with context.begin_transaction():
        context.run_migrations()


async def run_on_engine() -> None:
    """Connect and run the migrations, which are ordinary functions, inside `run_sync`."""
    settings = {**config.get_section(config.config_ini_section, {}), "sqlalchemy.url": config.get_url()}
    engine = async_engine_from_config(settings, prefix="sqlalchemy.", poolclass=pool.NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(run_migrations_on)
    await engine.dispose()


def run_migrations_online() -> None:
    """Run on a connection: the one a program lends in `config.attributes`, or one made from the settings."""
    shared = config.attributes.get("connection")
    if shared is not None:
        run_migrations_on(shared)
    else:
        asyncio.run(run_on_engine())


if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
