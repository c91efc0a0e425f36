"""Types of SQL Server in one spelling: https://learn.microsoft.com/sql/t-sql/data-types/data-types-transact-sql."""

from __future__ import annotations

import re

SYNONYMS = {
    "INT": "INTEGER",
    "DEC": "DECIMAL",
    "NUMERIC": "DECIMAL",
    "DOUBLE PRECISION": "FLOAT",
    "DOUBLE": "FLOAT",  # what SQLAlchemy 2.0 first wrote
    "ROWVERSION": "TIMESTAMP",
}
"""Another name of a type → the one used here, which is SQLAlchemy's."""

ARGUMENTS = {
    "DECIMAL": ("18", "0"),
    "FLOAT": ("53",),
    "DATETIME2": ("7",),
    "DATETIMEOFFSET": ("7",),
    "TIME": ("7",),
    "CHAR": ("1",),
    "NCHAR": ("1",),
    "VARCHAR": ("1",),
    "NVARCHAR": ("1",),
    "BINARY": ("1",),
    "VARBINARY": ("1",),
}
"""What a type takes for arguments that are not said."""

SINGLE = 24
"""Binary digits up to which FLOAT(n) is stored as REAL; above, as FLOAT(53)."""

_TYPE = re.compile(r"([A-Z0-9_ ]+?)\s*(?:\(([^()]*)\))?\s*(?:COLLATE\s+\w+\s*)?\Z", re.I)


def canonical_type(ddl: str) -> str:
    """Return the canonical text of a type, without its collation.

    >>> canonical_type("numeric(10)"), canonical_type("VARCHAR(max) COLLATE Latin1_General_CI_AS")
    ('DECIMAL(10, 0)', 'VARCHAR(max)')
    """
    match = _TYPE.match(ddl.strip())
    if match is None:
        return " ".join(ddl.split())
    name = " ".join(match[1].upper().split())
    name = SYNONYMS.get(name, name)
    said = [part.strip().lower() for part in match[2].split(",")] if match[2] else []
    arguments = [*said, *ARGUMENTS.get(name, ())[len(said) :]]
    if name == "FLOAT":
        if int(arguments[0]) <= SINGLE:
            return "REAL"
        arguments = list(ARGUMENTS["FLOAT"])
    return f"{name}({', '.join(arguments)})" if arguments else name
