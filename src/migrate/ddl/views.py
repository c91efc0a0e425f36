"""Texts of CREATE VIEW and DROP VIEW.

SQLAlchemy has these from 2.1 on, for its own selects; a script has the text of the query.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

_NAMES_FIRST = re.compile(r"\s*\([^()]*\)\s*AS\b", re.IGNORECASE)


def create_view(
    name: str,
    definition: str,
    schema: str | None,
    dialect: Dialect,
    *,
    materialized: bool = False,
    replace: bool = False,
    options: Mapping[str, str] | None = None,
) -> str:
    """Return `CREATE OR REPLACE VIEW v WITH (security_barrier=true) AS SELECT …`."""
    kind = ("OR REPLACE " if replace else "") + ("MATERIALIZED VIEW" if materialized else "VIEW")
    said = f" WITH ({', '.join(f'{key}={value}' for key, value in options.items())})" if options else ""
    return f"CREATE {kind} {qualified(name, schema, dialect)}{said} {body(definition)}"


def body(definition: str) -> str:
    """Return what follows the name of a view: `AS SELECT …`, or `(a, b) AS SELECT …` as it is."""
    text = definition.strip().removesuffix(";").rstrip()
    return text if _NAMES_FIRST.match(text) else f"AS {text}"


def drop_view(
    name: str, schema: str | None, dialect: Dialect, *, materialized: bool = False, if_exists: bool = False
) -> str:
    """Return `DROP VIEW v`, which the database refuses while anything reads the view."""
    kind = "MATERIALIZED VIEW" if materialized else "VIEW"
    return f"DROP {kind} {'IF EXISTS ' if if_exists else ''}{qualified(name, schema, dialect)}"


def qualified(name: str, schema: str | None, dialect: Dialect) -> str:
    """Return a name as SQL, with its schema."""
    quote = dialect.identifier_preparer.quote
    return f"{quote(schema)}.{quote(name)}" if schema else quote(name)
