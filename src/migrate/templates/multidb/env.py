"""How migrations meet several databases. Runs for every command that needs it."""

import re
from logging.config import fileConfig

from sqlalchemy import engine_from_config, pool

from migrate import context
from migrate.models import load_models

# The settings: alembic.ini, and what the command line says.
config = context.config

# Loggers that exist already stay as they are.
if config.config_file_name is not None:
    fileConfig(config.config_file_name, disable_existing_loggers=False)

# The names of the databases, each with a section in alembic.ini.
names = [name for name in re.split(r"[,\s]+", config.get_main_option("databases", "")) if name]
sections = {name: config.get_section(name, {}) for name in names}

# What --autogenerate compares each database with.
target_metadata = {
    name: load_models(section["models"]) if section.get("models") else None for name, section in sections.items()
}

# Two-phase commit, where all databases can: all of them are changed, or none.
USE_TWOPHASE = False


def options(name: str) -> dict:
    """What `configure` is told about one database; the tokens are filled in by script.py.mako."""
    return {
        "target_metadata": target_metadata[name],
        "upgrade_token": f"{name}_upgrades",
        "downgrade_token": f"{name}_downgrades",
    }


def run_migrations_offline() -> None:
    """Write the SQL of each database to a file of its own, <name>.sql."""
    for name in names:
        with open(f"{name}.sql", "w", encoding="utf-8") as file:
            context.configure(
                url=config.get_url(name),
                output_buffer=file,
                literal_binds=True,
                dialect_opts={"paramstyle": "named"},
                **options(name),
            )
            with context.begin_transaction():
                context.run_migrations(engine_name=name)


def run_migrations_online() -> None:
    """Run on a connection to each database; nothing is committed before all have finished."""
    connections = {}
    transactions = {}
    try:
        for name in names:
            settings = {**sections[name], "sqlalchemy.url": config.get_url(name)}
            engine = engine_from_config(settings, prefix="sqlalchemy.", poolclass=pool.NullPool)
            connections[name] = connection = engine.connect()
            transactions[name] = connection.begin_twophase() if USE_TWOPHASE else connection.begin()
        for name, connection in connections.items():
            context.configure(connection=connection, **options(name))
            context.run_migrations(engine_name=name)
        if USE_TWOPHASE:
            for transaction in transactions.values():
                transaction.prepare()
        for transaction in transactions.values():
            transaction.commit()
    except BaseException:
        for transaction in transactions.values():
            transaction.rollback()
        raise
    finally:
        for connection in connections.values():
            connection.close()


if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
