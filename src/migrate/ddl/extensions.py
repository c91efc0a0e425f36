"""Texts of PostgreSQL's CREATE, ALTER and DROP EXTENSION."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect


def create_extension(
    name: str, schema: str | None, dialect: Dialect, *, if_not_exists: bool = False, cascade: bool = False
) -> str:
    """Return `CREATE EXTENSION "uuid-ossp" SCHEMA tools`."""
    quote = dialect.identifier_preparer.quote
    there = "IF NOT EXISTS " if if_not_exists else ""
    within = f" SCHEMA {quote(schema)}" if schema is not None else ""
    return f"CREATE EXTENSION {there}{quote(name)}{within}{' CASCADE' if cascade else ''}"


def drop_extension(name: str, dialect: Dialect, *, if_exists: bool = False) -> str:
    """Return `DROP EXTENSION pg_trgm`."""
    return f"DROP EXTENSION {'IF EXISTS ' if if_exists else ''}{dialect.identifier_preparer.quote(name)}"


def move_extension(name: str, schema: str, dialect: Dialect) -> str:
    """Return `ALTER EXTENSION pg_trgm SET SCHEMA tools`."""
    quote = dialect.identifier_preparer.quote
    return f"ALTER EXTENSION {quote(name)} SET SCHEMA {quote(schema)}"
