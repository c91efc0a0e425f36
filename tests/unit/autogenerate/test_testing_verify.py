"""`migrate.testing.verify` as an application's tests use it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from migrate.testing import verify


class Base(DeclarativeBase):
    """The models."""


class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)


def test_the_way_from_a_database_to_models_is_tried() -> None:
    engine = sa.create_engine("sqlite://")
    found = verify(engine, Base)
    assert found.holds
    found.require()  # raises VerificationFailed, with all there is to say, where it does not
    assert (found.where, found.with_rows, found.directives) == ("a copy of the database", True, 1)
    assert sa.inspect(engine).get_table_names() == []
