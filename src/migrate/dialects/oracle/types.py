"""Types of Oracle in one spelling: https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/Data-Types.html.

The ANSI names are stored as Oracle's own, and the inspector shows those.
"""

from __future__ import annotations

import re

WHOLE = ("INTEGER", "INT", "SMALLINT")
FIXED = ("NUMBER", "NUMERIC", "DECIMAL", "DEC")
BINARY_DIGITS = {"DOUBLE PRECISION": 126, "FLOAT": 126, "REAL": 63}
"""A floating type → the digits of the FLOAT(n) it is."""

_TYPE = re.compile(r"([A-Z0-9_ ]+?)\s*(?:\(([^()]*)\))?\s*\Z", re.I)


def canonical_type(ddl: str) -> str:
    """Return the canonical text of a type.

    >>> canonical_type("NUMERIC(10)"), canonical_type("smallint"), canonical_type("VARCHAR(5 CHAR)")
    ('NUMBER(10, 0)', 'INTEGER', 'VARCHAR2(5 CHAR)')
    """
    match = _TYPE.match(ddl.strip())
    if match is None:
        return " ".join(ddl.split())
    name = " ".join(match[1].upper().split())
    arguments = [" ".join(part.upper().split()) for part in match[2].split(",")] if match[2] else []
    if name in WHOLE or (name in FIXED[1:] and not arguments):
        return "INTEGER"
    if name in FIXED and len(arguments) == 1:
        arguments.append("0")
    if name in BINARY_DIGITS:
        arguments = arguments or [str(BINARY_DIGITS[name])]
        name = "FLOAT"
    name = "NUMBER" if name in FIXED else "VARCHAR2" if name == "VARCHAR" else name
    return f"{name}({', '.join(arguments)})" if arguments else name
