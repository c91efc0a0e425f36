"""The migrations make what the models say, and undo it."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from bookshop.models import Base

from migrate import command
from migrate.config import Config
from migrate.testing import assert_in_sync

PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture
def config(tmp_path: Path) -> Config:
    config = Config(toml_file=PROJECT / "pyproject.toml")
    config.set_main_option("sqlalchemy.url", f"sqlite:///{tmp_path}/bookshop.db")
    return config


def test_migrations_make_what_the_models_say(config: Config) -> None:
    command.upgrade(config, "head")
    engine = sa.create_engine(config.get_main_option("sqlalchemy.url") or "")
    with engine.connect() as connection:
        assert_in_sync(connection, Base.metadata)


def test_migrations_can_be_undone(config: Config) -> None:
    command.upgrade(config, "head")
    command.downgrade(config, "base")
    engine = sa.create_engine(config.get_main_option("sqlalchemy.url") or "")
    assert set(sa.inspect(engine).get_table_names()) <= {"alembic_version"}
