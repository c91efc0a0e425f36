"""Canonical texts of MySQL and MariaDB types, and the way back to SQLAlchemy's types.

The canonical text is what `information_schema.COLUMNS.COLUMN_TYPE` shows, without a display width that is the
type's own (`int(11)` is `int`, as MySQL 8 writes it), and with `json` for MariaDB's JSON. Character set and collation
are not part of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

from sqlalchemy import types as generic
from sqlalchemy.dialects import mysql
from sqlalchemy.types import TypeEngine

from .normalize import decode, encode

SYNONYMS = {
    "integer": "int", "int1": "tinyint", "int2": "smallint", "int3": "mediumint", "middleint": "mediumint",
    "int4": "int", "int8": "bigint", "numeric": "decimal", "dec": "decimal", "fixed": "decimal",
    "real": "double", "float4": "float", "float8": "double", "character": "char", "nchar": "char",
    "nvarchar": "varchar", "varchar2": "varchar", "long": "mediumtext", "geomcollection": "geometrycollection",
}  # fmt: skip

PHRASES = (
    (re.compile(r"^(bool|boolean)\b"), "tinyint(1)"),
    (re.compile(r"^serial\b"), "bigint unsigned"),
    (re.compile(r"^double precision\b"), "double"),
    (re.compile(r"^long varbinary\b"), "mediumblob"),
    (re.compile(r"^long varchar\b"), "mediumtext"),
    (re.compile(r"^national\s+(?=char|varchar)"), ""),
    (re.compile(r"^(char|character|nchar) varying\b"), "varchar"),
    (re.compile(r"\b(character set|charset) binary\b"), "octets"),
    (re.compile(r"\b(character set|charset|collate)\s+[`'\"]?\w+[`'\"]?"), ""),
    (re.compile(r"\s(ascii|unicode|binary)$"), ""),
)
"""Spellings of more than one word, replaced in this order in a lower-case text that holds no strings."""

CHARACTER_TYPES = ("char", "varchar", "text", "tinytext", "mediumtext", "longtext", "enum", "set")
"""How the types begin that have a character set."""

WIDTHS = {"tinyint": (4, 3), "smallint": (6, 5), "mediumint": (9, 8), "int": (11, 10), "bigint": (20, 20)}
"""Integer type → display width it has by itself, signed and unsigned."""

FIRST_ARGUMENT = {"char": "1", "binary": "1", "bit": "1", "decimal": "10,0"}
BINARY = {"char": "binary", "varchar": "varbinary", "tinytext": "tinyblob", "text": "blob",
          "mediumtext": "mediumblob", "longtext": "longblob"}  # fmt: skip
SIZES = ((2**8, "tiny"), (2**16, ""), (2**24, "medium"), (2**32, "long"))
"""A TEXT(n) or BLOB(n) becomes the smallest type whose length in bytes fits below the limit."""

SHAPE = re.compile(r"^([a-z0-9_]+)\s*(?:\(([^)]*)\))?\s*(.*)$", re.DOTALL)
_CHARSET = re.compile(r"\b(?:character\s+set|charset)\s+[`'\"]?(\w+)", re.IGNORECASE)
_COLLATION = re.compile(r"\bcollate\s+[`'\"]?(\w+)", re.IGNORECASE)
LITERAL = re.compile(r"'(?:[^'\\]|\\.|'')*'|\"(?:[^\"\\]|\\.|\"\")*\"", re.DOTALL)


def canonical_type(ddl: str, *, bytes_per_character: int = 4, widths: bool = True) -> str:
    """Return the canonical text of a type as DDL or the server spells it: `NUMERIC(10)` → `decimal(10,0)`.

    `bytes_per_character` is the longest character of the column's character set, which decides what TEXT(100)
    is. `widths` is False where the server forgets display widths (MySQL 8), except those of tinyint(1).
    """
    if re.match(r"\s*(enum|set)\b", ddl, re.IGNORECASE):
        name = ddl.split("(")[0].strip().lower()
        return f"{name}({','.join(encode(decode(value).rstrip(' ')) for value in LITERAL.findall(ddl))})"
    text = " ".join(ddl.lower().split())
    for pattern, replacement in PHRASES:
        text = " ".join(pattern.sub(replacement, text).split())
    shape = SHAPE.match(text)
    if shape is None:
        return text
    name, arguments, rest = SYNONYMS.get(shape[1], shape[1]), shape[2], shape[3]
    arguments = None if arguments is None else arguments.replace(" ", "")
    if rest == "octets":
        name, rest = BINARY.get(name, name), ""
    if name in WIDTHS:
        return _integer(name, arguments, rest, widths)
    if name in ("text", "blob") and arguments:
        return sized(name, int(arguments) * (bytes_per_character if name == "text" else 1))
    if name == "float" and arguments and "," not in arguments:
        name, arguments = ("float" if int(arguments) <= 24 else "double"), None
    elif name == "decimal" and arguments and "," not in arguments:
        arguments += ",0"
    elif (name == "year" and arguments == "4") or (name in ("datetime", "timestamp", "time") and arguments == "0"):
        arguments = None
    arguments = arguments or FIRST_ARGUMENT.get(name)
    return f"{name}({arguments})" * bool(arguments) + name * (not arguments) + _signs(rest)


def written_characters(ddl: str) -> tuple[str | None, str | None]:
    """Return the character set and the collation in the DDL of a type: `VARCHAR(9) COLLATE x` → `(None, "x")`."""
    text = LITERAL.sub("", ddl)
    charset, collation = (pattern.search(text) for pattern in (_CHARSET, _COLLATION))
    return charset and charset[1], collation and collation[1]


def sized(name: str, length: int) -> str:
    """Return the TEXT or BLOB type for a length in bytes: `("text", 400)` → `text`."""
    return next((prefix for limit, prefix in SIZES if length < limit), "long") + name


def _integer(name: str, width: str | None, rest: str, widths: bool) -> str:
    signs = _signs(rest)
    own = WIDTHS[name][1 if signs else 0]
    boolean = name == "tinyint" and width == "1" and not signs
    kept = width is not None and int(width) != own and (widths or boolean or "zerofill" in signs)
    return (f"{name}({width})" if kept else name) + signs


def _signs(rest: str) -> str:
    """Return what follows the arguments of a number; ZEROFILL is UNSIGNED too."""
    zerofill = " zerofill" if "zerofill" in rest else ""
    return (" unsigned" if zerofill or "unsigned" in rest else "") + zerofill


# -- the way back --------------------------------------------------------------------------------------------------

PLAIN: dict[str, Callable[[], TypeEngine[Any]]] = {
    "tinyint(1)": generic.Boolean, "smallint": generic.SmallInteger, "int": generic.Integer,
    "bigint": generic.BigInteger, "float": generic.Float, "double": generic.Double, "text": generic.Text,
    "blob": generic.LargeBinary, "date": generic.Date, "datetime": generic.DateTime, "time": generic.Time,
    "timestamp": generic.TIMESTAMP, "json": generic.JSON, "uuid": generic.UUID, "year": mysql.YEAR,
    "tinytext": mysql.TINYTEXT, "mediumtext": mysql.MEDIUMTEXT, "longtext": mysql.LONGTEXT,
    "tinyblob": mysql.TINYBLOB, "mediumblob": mysql.MEDIUMBLOB, "longblob": mysql.LONGBLOB,
}  # fmt: skip
"""Canonical text → SQLAlchemy's type, the generic one where it means exactly this."""

INTEGERS: dict[str, Callable[..., TypeEngine[Any]]] = {
    "tinyint": mysql.TINYINT, "smallint": mysql.SMALLINT, "mediumint": mysql.MEDIUMINT, "int": mysql.INTEGER,
    "bigint": mysql.BIGINT,
}  # fmt: skip
NUMBERS: dict[str, Callable[..., TypeEngine[Any]]] = {
    "decimal": mysql.DECIMAL,
    "float": mysql.FLOAT,
    "double": mysql.DOUBLE,
}
LENGTHS: dict[str, Callable[[int], TypeEngine[Any]]] = {
    "char": generic.CHAR, "varchar": generic.String, "binary": generic.BINARY, "varbinary": generic.VARBINARY,
    "bit": mysql.BIT, "year": lambda width: mysql.YEAR(display_width=width),
    "datetime": lambda fsp: mysql.DATETIME(fsp=fsp), "time": lambda fsp: mysql.TIME(fsp=fsp),
    "timestamp": lambda fsp: mysql.TIMESTAMP(fsp=fsp),
}  # fmt: skip


REFLECTED: dict[str, Callable[[], TypeEngine[Any]]] = {
    "tinyint(1)": lambda: mysql.TINYINT(display_width=1), "smallint": mysql.SMALLINT, "int": mysql.INTEGER,
    "bigint": mysql.BIGINT, "float": mysql.FLOAT, "double": mysql.DOUBLE, "text": mysql.TEXT, "blob": generic.BLOB,
    "date": generic.DATE, "datetime": mysql.DATETIME, "time": mysql.TIME, "timestamp": mysql.TIMESTAMP,
    "json": mysql.JSON,
}  # fmt: skip
REFLECTED_LENGTHS: dict[str, Callable[..., TypeEngine[Any]]] = {
    "char": mysql.CHAR,
    "varchar": mysql.VARCHAR,
    "decimal": mysql.DECIMAL,
}
"""Canonical text, or its beginning → the type that SQLAlchemy reads, where scripts say it in generic words."""


def reflected_type(text: str) -> TypeEngine[Any] | None:
    """Return the type that SQLAlchemy reads; None where that is the one in scripts: `int` → `mysql.INTEGER()`."""
    if text in REFLECTED:
        return REFLECTED[text]()
    shape = SHAPE.match(text)
    if shape is None or shape[1] not in REFLECTED_LENGTHS or shape[3]:
        return None
    return REFLECTED_LENGTHS[shape[1]](*(int(n) for n in (shape[2] or "").split(",") if n.isdigit()))


def build_type(text: str) -> TypeEngine[Any] | None:
    """Return the SQLAlchemy type that compiles to canonical `text`; None for one SQLAlchemy does not have."""
    plain = PLAIN.get(text)
    if plain is not None:
        return plain()
    if text in ("inet4", "inet6"):
        address = getattr(mysql, text.upper(), None)  # SQLAlchemy has them from 2.0.37 on
        return None if address is None else cast("TypeEngine[Any]", address())
    if text.startswith(("enum(", "set(")):
        values = [decode(value) for value in LITERAL.findall(text)]
        return mysql.ENUM(*values) if text[0] == "e" else mysql.SET(*values)
    shape = SHAPE.match(text)
    if shape is None:
        return None
    name, arguments, rest = shape[1], [int(n) for n in (shape[2] or "").split(",") if n.isdigit()], shape[3]
    signs = {sign: True for sign in ("unsigned", "zerofill") if sign in rest}
    if name in INTEGERS:
        return INTEGERS[name](display_width=arguments[0] if arguments else None, **signs)
    if name in NUMBERS:
        precision, scale = arguments or (None, None)
        if name == "decimal" and not signs:
            return generic.Numeric(precision, scale)
        return NUMBERS[name](precision, scale, asdecimal=name == "decimal", **signs)
    if name in LENGTHS and len(arguments) == 1:
        return LENGTHS[name](arguments[0])
    return None
