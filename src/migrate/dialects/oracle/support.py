"""What varies for Oracle when models are compared: how types and options of indexes are spelled.

The live side is SQLAlchemy's inspector.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import oracle

from ..features import Features
from ..support import DialectSupport
from .types import canonical_type

if TYPE_CHECKING:
    import sqlalchemy as sa
    from sqlalchemy.types import TypeEngine

ABSENT = {"VIEW": -942, "MATERIALIZED VIEW": -12003, "FUNCTION": -4043, "PROCEDURE": -4043, "TRIGGER": -4080}
"""What is dropped → the error (SQLCODE) of a name that is not there."""
_CHARACTERS = re.compile(r"VARCHAR2\((\d+) CHAR\)\Z")


class OracleSupport(DialectSupport):
    """The bundle for Oracle."""

    name = "oracle"
    features = Features(overloads_functions=False, max_identifier=128)
    other_kinds = ("sequence", "view", "materialized_view", "function", "trigger")

    def dropping(self, what: str, name: str, *, if_exists: bool = False) -> str:
        """Return `DROP VIEW v`; what may not be there is dropped by a block, since IF EXISTS is there from 23ai on."""
        from ...ddl.oracle import excusing

        text = super().dropping(what, name)
        return excusing("'" + text.replace("'", "''") + "'", ABSENT[what]) if if_exists else text

    def canonical_type(self, ddl: str) -> str:
        """Return the canonical text of a type: `DECIMAL(10)` → `NUMBER(10, 0)`."""
        return canonical_type(ddl)

    def type_object(self, text: str) -> TypeEngine[Any]:
        """Return a SQLAlchemy type for canonical text; lengths in characters are what SQLAlchemy writes by itself."""
        if text == "TIMESTAMP WITH TIME ZONE":
            return oracle.TIMESTAMP(timezone=True)
        if match := _CHARACTERS.match(text):
            return oracle.VARCHAR2(int(match[1]))
        return super().type_object(text)

    def index_options(self, index: sa.Index) -> Iterable[tuple[str, Any]]:
        """Yield bitmap and compress as the inspector reports them."""
        said = index.dialect_options["oracle"]
        for name in ("bitmap", "compress"):
            if said[name]:
                yield name, said[name]
