"""One command in a real project, run by the interpreter that has the project; see `real_projects.py`.

    real_project_worker.py TOOL PROJECT URL ACTION [REVISION]

TOOL is "reference" or "migrate". The code is written against the reference; for "migrate" it runs inside
`migrate.compat.alembic_alias()`, as an application would have it. ACTION is "upgrade", "downgrade" or "sql", which
prints the statements of an upgrade from nothing. The project's own way to its configuration is taken.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa


def package_folder(package: str) -> Path:
    return Path(str(importlib.import_module(package).__file__)).parent


def config_of(ini: Path | None, location: str, url: str) -> Any:
    """Return a Config on the project's ini file."""
    from alembic.config import Config  # type: ignore[import-not-found,unused-ignore]

    config = Config(str(ini) if ini else None)
    config.set_main_option("script_location", location)
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def run(config: Any, action: str, revision: str) -> None:
    from alembic import command

    if action == "downgrade":
        command.downgrade(config, revision)
    else:
        command.upgrade(config, revision, sql=action == "sql")


def optuna(url: str, action: str, revision: str) -> None:
    folder = package_folder("optuna") / "storages" / "_rdb"
    run(config_of(folder / "alembic.ini", str(folder / "alembic"), url), action, revision)


def mlflow(url: str, action: str, revision: str) -> None:
    """The history begins on top of the tables of an early release."""
    from mlflow.store.tracking.dbmodels.initial_models import Base  # type: ignore[import-not-found]

    if action == "upgrade":
        engine = sa.create_engine(url)
        if not sa.inspect(engine).get_table_names():
            Base.metadata.create_all(engine)
        engine.dispose()
    folder = package_folder("mlflow") / "store" / "db_migrations"
    run(config_of(folder / "alembic.ini", str(folder), url), action, revision)


def keystone(url: str, action: str, revision: str) -> None:
    """Two branches, expand and contract, in folders of their own; batch blocks everywhere."""
    import keystone.conf
    from keystone.common import sql
    from keystone.common.sql import upgrades

    keystone.conf.configure()
    sql.initialize()
    upgrades.CONF.set_override("connection", url, group="database")
    run(upgrades.get_alembic_config(), action, revision)


def neutron(url: str, action: str, revision: str) -> None:
    """The longest history with branches: expand and contract of every release, depending on each other."""
    from neutron.db.migration import cli  # type: ignore[import-not-found]

    cli.CONF.set_override("connection", url, group="database")
    config = cli.alembic_config.Config(cli.neutron_alembic_ini)
    config.set_main_option("script_location", "neutron.db.migration:alembic_migrations")
    cli._set_version_locations(config)
    config.neutron_config = cli.CONF
    run(config, action, revision)


def dagster(url: str, action: str, revision: str) -> None:
    """A connection is handed over in `Config.attributes`, and scripts look at what is there."""
    from dagster import DagsterInstance
    from dagster._core.storage.migration.utils import upgrading_instance

    folder = package_folder("dagster._core.storage.runs") / "sqlite" / "alembic"
    config = config_of(folder / "alembic.ini", "dagster:_core/storage/alembic", url)
    engine = sa.create_engine(url)
    with engine.connect() as connection, upgrading_instance(DagsterInstance.ephemeral()):
        config.attributes["connection"] = connection
        run(config, action, revision)
        connection.commit()


def airflow(url: str, action: str, revision: str) -> None:
    """More than a hundred scripts with batch blocks, data migrations and branches on the dialect."""
    folder = package_folder("airflow")
    run(config_of(folder / "alembic.ini", str(folder / "migrations"), url), action, revision)


def prefect(url: str, action: str, revision: str) -> None:
    """An asynchronous engine in another thread's event loop; a history for each dialect."""
    import anyio
    from prefect.server.database import alembic_commands  # type: ignore[import-not-found]

    def command() -> None:
        if action == "downgrade":
            alembic_commands.alembic_downgrade(revision)
        else:
            alembic_commands.alembic_upgrade(revision, dry_run=action == "sql")

    async def main() -> None:
        await anyio.to_thread.run_sync(command)

    anyio.run(main)


PROJECTS: dict[str, Callable[[str, str, str], None]] = {
    one.__name__: one for one in (optuna, mlflow, keystone, neutron, dagster, airflow, prefect)
}


def main() -> None:
    tool, project, url, action, *rest = sys.argv[1:]
    revision = rest[0] if rest else "base" if action == "downgrade" else "heads"
    with contextlib.ExitStack() as stack:
        if tool == "migrate":
            sys.path.insert(0, os.environ["MIGRATE_SOURCE"])
            from migrate.compat import alembic_alias

            stack.enter_context(alembic_alias())
        PROJECTS[project](url, action, revision)


if __name__ == "__main__":
    main()
