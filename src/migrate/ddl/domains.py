"""Texts of PostgreSQL's CREATE, ALTER and DROP DOMAIN."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from ..dialects.support import DialectSupport
from ..dialects.text import qualified
from .remade import remake as remake_type


def create_domain(
    name: str,
    data_type: Any,
    schema: str | None,
    support: DialectSupport,
    *,
    collation: str | None = None,
    default: Any = None,
    not_null: bool = False,
    checks: Mapping[str, str] | None = None,
) -> str:
    """Return `CREATE DOMAIN price AS NUMERIC(10, 2) DEFAULT 0 NOT NULL CONSTRAINT price_check CHECK (value > 0)`."""
    quote = support.plain_dialect.identifier_preparer.quote
    parts = [f"CREATE DOMAIN {qualified(name, schema, support.plain_dialect)} AS {type_text(data_type, support)}"]
    if collation is not None:
        parts.append(f"COLLATE {support.plain_dialect.identifier_preparer.quote_identifier(collation)}")
    if default is not None:
        parts.append(f"DEFAULT {default_text(default, support)}")
    if not_null:
        parts.append("NOT NULL")
    parts += [f"CONSTRAINT {quote(check)} CHECK ({sql})" for check, sql in (checks or {}).items()]
    return " ".join(parts)


def change_checks(
    old: Mapping[str, str], new: Mapping[str, str], support: DialectSupport
) -> tuple[list[str], list[str]]:
    """Return what comes before other changes, `DROP CONSTRAINT c`, and what comes after them, `ADD CONSTRAINT c …`."""
    quote = support.plain_dialect.identifier_preparer.quote
    gone = [f"DROP CONSTRAINT {quote(name)}" for name, sql in old.items() if new.get(name) != sql]
    come = [f"ADD CONSTRAINT {quote(name)} CHECK ({sql})" for name, sql in new.items() if old.get(name) != sql]
    return gone, come


def remake(name: str, schema: str | None, data_type: Any, create: str, support: DialectSupport) -> str:
    """Return the statement that puts a new domain in the place of the old one, in every column of it."""
    base = type_text(data_type, support).replace("%", "%%")
    how = {"create": create, "one": f"%2$s::{base}", "many": f"%2$s::{base}[]"}
    return remake_type("domain", name, schema, support.plain_dialect, **how)


def type_text(data_type: Any, support: DialectSupport) -> str:
    """Return a type as DDL spells it."""
    text: str = sa.types.to_instance(data_type).compile(dialect=support.plain_dialect)
    return text


def default_text(default: Any, support: DialectSupport) -> str:
    """Return a default as DDL spells it; a string, a number and any other value of Python is a literal."""
    is_sql = isinstance(default, str | sa.ClauseElement)
    text: str = support.compiler.render_default_string(default if is_sql else sa.literal(default))
    return text
