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
def engine(tmp_path: Path) -> sa.Engine:
    return sa.create_engine(f"sqlite:///{tmp_path}/bookshop.db")


@pytest.fixture
def config(engine: sa.Engine) -> Config:
    config = Config(toml_file=PROJECT / "pyproject.toml")
    config.set_main_option("sqlalchemy.url", engine.url.render_as_string(hide_password=False))
    return config


def test_migrations_make_what_the_models_say(config: Config, engine: sa.Engine) -> None:
    command.upgrade(config, "head")
    assert_in_sync(engine, Base)


def test_migrations_can_be_undone(config: Config, engine: sa.Engine) -> None:
    command.upgrade(config, "head")
    command.downgrade(config, "base")
    assert_in_sync(engine, sa.MetaData())
