"""What one server and its databases take for granted: default collations, storage engine, timestamps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

SYSTEM_SCHEMAS = frozenset({"information_schema", "mysql", "performance_schema", "sys"})


@dataclass(frozen=True)
class Server:
    """The defaults a schema is read against.

    `charsets` maps a character set to its default collation and its longest character in bytes;
    `schemas` a schema to its default collation; `default_schema` is the connection's, None when it has none.
    """

    default_schema: str | None = None
    engine: str = "InnoDB"
    explicit_timestamps: bool = True
    schemas: Mapping[str, str] = field(default_factory=dict)
    charsets: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    collation: str = "utf8mb4_general_ci"

    @classmethod
    def read(cls, rows: Iterable[Sequence[Any]], fallback: Server) -> Server:
        """Return the facts in the rows of `sql/server.sql`."""
        charsets: dict[str, tuple[str, int]] = {}
        schemas: dict[str, str] = {}
        default, engine, explicit = None, fallback.engine, fallback.explicit_timestamps
        for kind, name, value, number in rows:
            if kind == "charset":
                charsets[name] = (value, int(number))
            elif kind == "schema":
                schemas[name] = value
                default = name if number else default
            elif kind == "engine":
                engine = value
            else:
                explicit = bool(number)
        collation = schemas[default] if default is not None else fallback.collation
        return cls(default, engine, explicit, schemas, charsets, collation)

    def schema_collation(self, schema: str | None) -> str:
        """Return the collation a table of `schema` gets by itself."""
        return self.collation if schema is None else self.schemas.get(schema, self.collation)

    def charset_collation(self, charset: str) -> str:
        """Return the default collation of a character set; `utf8` is the server's word for `utf8mb3`."""
        name = charset.lower()
        found = self.charsets.get(name) or self.charsets.get({"utf8": "utf8mb3"}.get(name, name))
        return found[0] if found else f"{name}_general_ci"

    def bytes_per_character(self, collation: str) -> int:
        """Return the longest character of a collation's character set, in bytes."""
        found = self.charsets.get(collation.partition("_")[0])
        return found[1] if found else 4


LATIN = {"latin1": ("latin1_swedish_ci", 1), "ascii": ("ascii_general_ci", 1), "binary": ("binary", 1),
         "ucs2": ("ucs2_general_ci", 2), "utf8mb3": ("utf8mb3_general_ci", 3)}  # fmt: skip
MARIADB = Server(charsets={"utf8mb4": ("utf8mb4_general_ci", 4), **LATIN})
MYSQL = Server(charsets={"utf8mb4": ("utf8mb4_0900_ai_ci", 4), **LATIN}, collation="utf8mb4_0900_ai_ci")
"""What a fresh MariaDB 10.11 and MySQL 8 have: assumed until a connection says otherwise."""
