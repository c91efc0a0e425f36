"""Types of an application, for cases where a script has to import them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator, UserDefinedType


class Colour(TypeDecorator[str]):
    """A word for a colour, stored as text."""

    impl = sa.String(12)
    cache_ok = True


class Slug(TypeDecorator[str]):
    """A longer word, stored as text."""

    impl = sa.String(60)
    cache_ok = True


class Spot(UserDefinedType[Any]):
    """A place on a plane, which MySQL and MariaDB have a type for and SQLAlchemy does not."""

    cache_ok = True

    def get_col_spec(self, **kw: Any) -> str:
        return "POINT"


class Point(UserDefinedType[str]):
    """A type that the databases know by the name it gives."""

    cache_ok = True

    def __init__(self, size: int) -> None:
        self.size = size

    def get_col_spec(self, **kw: Any) -> str:
        return f"VARCHAR({self.size})"
