"""Types that have to exist before a column can have them: enums and domains."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.dialects.postgresql import CreateDomainType, CreateEnumType
from sqlalchemy.types import TypeDecorator, TypeEngine

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect


def named_types(type_: TypeEngine[Any], dialect: Dialect) -> Iterator[pg.ENUM | pg.DOMAIN]:
    """Yield the enums and domains inside a column's type: within an array, a decorated type or a variant.

    Left out are those that say `create_type=False`.
    """
    inner: Any = type_.dialect_impl(dialect)
    if isinstance(inner, TypeDecorator):
        inner = inner.impl_instance.dialect_impl(dialect)
    if isinstance(inner, pg.ARRAY):
        yield from named_types(inner.item_type, dialect)
    elif isinstance(inner, pg.DOMAIN):
        yield from named_types(inner.data_type, dialect)
        if inner.create_type:
            yield inner
    elif isinstance(inner, pg.ENUM) and inner.create_type:
        yield inner


def create_statement(type_: pg.ENUM | pg.DOMAIN, dialect: Dialect) -> str:
    """Return SQL that creates the type unless it is there; one statement, in a transaction or not, online or not."""
    create: Any = CreateDomainType(type_) if isinstance(type_, pg.DOMAIN) else CreateEnumType(type_)
    text = str(create.compile(dialect=dialect)).strip()
    tag = "$$" if "$$" not in text else "$migrate$"
    return f"DO {tag} BEGIN {text}; EXCEPTION WHEN duplicate_object THEN NULL; END {tag}"
