"""`migrate.testing.assert_in_sync`: quiet when they agree, readable when they do not, and leaves no trace."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from migrate.testing import assert_in_sync


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80))


@pytest.fixture
def engine(tmp_path: Path) -> sa.Engine:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'app.db'}")
    Base.metadata.create_all(engine)
    return engine


def break_it(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE author RENAME COLUMN name TO title")


def test_it_is_quiet_when_database_and_models_agree(engine: sa.Engine) -> None:
    assert_in_sync(engine, Base.metadata)
    assert_in_sync(engine, Base)
    assert_in_sync(engine, [Base.metadata])
    assert_in_sync(engine.url, Base)
    assert_in_sync(str(engine.url), Base)


def test_it_shows_the_difference_and_what_to_do(engine: sa.Engine) -> None:
    break_it(engine)
    with pytest.raises(AssertionError) as caught:
        assert_in_sync(engine, Base)
    text = str(caught.value)
    assert text.startswith("the database differs from the models; to agree it needs:\n\n")
    assert "~ author" in text
    assert "+ name" in text
    assert "- title" in text.replace("−", "-")
    assert text.endswith("hint: run `migrate revision --autogenerate`, and upgrade")
    assert "\x1b" not in text, "no colours in a message"


def test_options_of_configure_are_understood(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE other (a INTEGER)")
    with pytest.raises(AssertionError, match="other"):
        assert_in_sync(engine, Base)
    assert_in_sync(engine, Base, include_name=lambda name, kind, parents: name != "other")


def test_the_connection_is_left_as_it_is(engine: sa.Engine) -> None:
    break_it(engine)
    with engine.connect() as connection:
        assert not connection.in_transaction()
        with pytest.raises(AssertionError):
            assert_in_sync(connection, Base)
        assert not connection.closed
        assert not connection.in_transaction()
        with connection.begin():
            connection.execute(sa.text("DELETE FROM author"))


def test_a_transaction_goes_on(engine: sa.Engine) -> None:
    with engine.connect() as connection, connection.begin() as transaction:
        connection.execute(sa.insert(Author), {"name": "x"})
        assert_in_sync(connection, Base)
        assert transaction.is_active
        transaction.rollback()
    with engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(Author)) == 0


def test_an_engine_of_the_caller_is_not_disposed(engine: sa.Engine) -> None:
    pool = engine.pool
    assert_in_sync(engine, Base)
    assert engine.pool is pool
