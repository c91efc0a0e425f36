"""Types that have to exist before a column can have them: enums and domains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.dialects.postgresql import CreateDomainType, CreateEnumType
from sqlalchemy.types import TypeDecorator, TypeEngine

from .names import kept

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect


def named_types(type_: TypeEngine[Any], dialect: Dialect) -> Iterator[pg.ENUM | pg.DOMAIN]:
    """Yield the enums and domains inside a column's type: within an array, a decorated type or a variant."""
    inner = _inner(type_, dialect)
    if isinstance(inner, pg.ARRAY):
        yield from named_types(inner.item_type, dialect)
    elif isinstance(inner, pg.DOMAIN):
        yield from named_types(inner.data_type, dialect)
        yield inner
    elif isinstance(inner, pg.ENUM):
        yield inner


def _inner(type_: TypeEngine[Any], dialect: Dialect) -> Any:
    """Return what a decorated type or a variant is in the database; a domain as it is.

    A copy that SQLAlchemy makes of a domain for a dialect lacks its checks or its collation before 2.0.58.
    """
    if isinstance(type_, pg.DOMAIN) and not type_._variant_mapping:
        return type_
    inner: Any = type_.dialect_impl(dialect)
    return _inner(inner.impl_instance, dialect) if isinstance(inner, TypeDecorator) else inner


def as_existing(type_: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    """Return a column's type as what it is in the database, where its enum or domain has a directive of its own.

    It does not create that. Any other type comes back as it is.
    """
    inner = _inner(type_, dialect)
    if isinstance(inner, pg.ARRAY):
        item = as_existing(inner.item_type, dialect)
        return type_ if item is inner.item_type else pg.ARRAY(item, dimensions=inner.dimensions)
    if isinstance(inner, pg.ENUM) and inner.create_type:
        return existing_enum(inner.name, inner.enums, _schema(inner, dialect))
    if isinstance(inner, pg.DOMAIN) and inner.create_type:
        return existing_domain(str(inner.name), inner.data_type, _schema(inner, dialect))
    return type_


def _schema(type_: pg.ENUM | pg.DOMAIN, dialect: Dialect) -> str | None:
    if type_.schema is None or type_.schema == dialect.default_schema_name:
        return None
    return kept(type_.schema)


def existing_enum(name: str | None, labels: Iterable[str], schema: str | None) -> pg.ENUM:
    """Return an enum that is in the database."""
    return pg.ENUM(*labels, name=None if name is None else kept(name), schema=schema, create_type=False)


def existing_domain(name: str, data_type: TypeEngine[Any], schema: str | None) -> pg.DOMAIN:
    """Return a domain that is in the database; what it asks of values is not said."""
    return pg.DOMAIN(kept(name), data_type, schema=schema, create_type=False)


def create_statement(type_: pg.ENUM | pg.DOMAIN, dialect: Dialect) -> str:
    """Return SQL that creates the type unless it is there; one statement, in a transaction or not, online or not."""
    create: Any = CreateDomainType(type_) if isinstance(type_, pg.DOMAIN) else CreateEnumType(type_)
    return unless_there(str(create.compile(dialect=dialect)).strip())


def unless_there(statement: str) -> str:
    """Return a CREATE TYPE that does nothing where the type is there already."""
    tag = "$$" if "$$" not in statement else "$migrate$"
    return f"DO {tag} BEGIN {statement}; EXCEPTION WHEN duplicate_object THEN NULL; END {tag}"
