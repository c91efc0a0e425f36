"""Texts of CREATE VIEW.

SQLAlchemy has these from 2.1 on, for its own selects; a script has the text of the query.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..dialects.text import qualified

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
    replacing: str = "",
    options: Mapping[str, str] | None = None,
) -> str:
    """Return `CREATE OR REPLACE VIEW v WITH (security_barrier=true) AS SELECT …`; `replacing` is "OR REPLACE"."""
    kind = f"{replacing} ".lstrip() + words(materialized)
    said = f" WITH ({', '.join(f'{key}={value}' for key, value in options.items())})" if options else ""
    return f"CREATE {kind} {qualified(name, schema, dialect)}{said} {body(definition)}"


def body(definition: str) -> str:
    """Return what follows the name of a view: `AS SELECT …`, or `(a, b) AS SELECT …` as it is."""
    text = definition.strip().removesuffix(";").rstrip()
    return text if _NAMES_FIRST.match(text) else f"AS {text}"


def words(materialized: bool) -> str:
    """Return what SQL calls a view."""
    return "MATERIALIZED VIEW" if materialized else "VIEW"
