"""A project's own types, each awkward in its own way."""

from __future__ import annotations

import enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator, UserDefinedType


class Money(TypeDecorator[Any]):
    """Hands all its arguments to the type it decorates."""

    impl = sa.Numeric
    cache_ok = True


class Cents(TypeDecorator[Any]):
    """Fixes the arguments of the type it decorates, and takes none."""

    impl = sa.Numeric
    cache_ok = True

    def __init__(self) -> None:
        super().__init__(12, 2)


class Currency(enum.Enum):
    EUR = "eur"
    USD = "usd"


class Amount(TypeDecorator[Any]):
    """Takes arguments of its own, one of them a member of an enumeration."""

    impl = sa.String
    cache_ok = True

    def __init__(self, currency: Currency, digits: int = 4) -> None:
        super().__init__(digits)
        self.currency = currency
        self.digits = digits


class Forgetful(TypeDecorator[Any]):
    """Needs an argument that it does not keep: no script can call it."""

    impl = sa.String
    cache_ok = True

    def __init__(self, secret: Any) -> None:
        super().__init__(9)


class Spoken(UserDefinedType[Any]):
    """Says itself how it is written."""

    cache_ok = True

    def __init__(self, size: int) -> None:
        self._hidden = size

    def __repr__(self) -> str:
        return f"Spoken({self._hidden})"

    def get_col_spec(self, **kw: Any) -> str:
        return f"SPOKEN({self._hidden})"


class Geometry(UserDefinedType[Any]):
    """A type the database knows and SQLAlchemy does not."""

    cache_ok = True

    def __init__(self, kind: str = "POINT", *, srid: int = 4326) -> None:
        self.kind = kind
        self.srid = srid

    def get_col_spec(self, **kw: Any) -> str:
        return f"geometry({self.kind},{self.srid})"


class Outer:
    class Inner(TypeDecorator[Any]):
        impl = sa.Integer
        cache_ok = True


def local_type() -> TypeDecorator[Any]:
    """Return a type whose class no import reaches."""

    class Local(TypeDecorator[Any]):
        impl = sa.String
        cache_ok = True

    return Local(7)
