"""Types of PostgreSQL: canonical text, and the SQLAlchemy type for it.

Canonical text is what `format_type()` says of a column declared with that type: `"VARCHAR(50)"` is
`character varying(50)`, `"FLOAT(24)"` is `real`, any number of dimensions of an array is `[]`. Types that somebody
made have the name of their schema in front unless it is the default one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.types import TypeEngine

from .names import kept
from .words import BUILTIN_TYPES

SYNONYMS = {
    "int": "integer", "int4": "integer", "int2": "smallint", "int8": "bigint",
    "serial": "integer", "serial4": "integer", "bigserial": "bigint", "serial8": "bigint",
    "smallserial": "smallint", "serial2": "smallint",
    "decimal": "numeric", "dec": "numeric",
    "float4": "real", "float8": "double precision",
    "bool": "boolean",
    "varchar": "character varying", "char varying": "character varying",
    "national character varying": "character varying", "national char varying": "character varying",
    "nchar varying": "character varying",
    "char": "character", "national character": "character", "national char": "character", "nchar": "character",
    "varbit": "bit varying",
    "timestamptz": "timestamp with time zone", "timetz": "time with time zone",
}  # fmt: skip
"""Other spellings, without arguments → canonical name."""

_COLLATE = re.compile(r'\s+COLLATE\s+(?:"(?:[^"]|"")+"|\w+)(?:\.(?:"(?:[^"]|"")+"|\w+))?', re.IGNORECASE)
_ARRAY = re.compile(r"(?:\s*\[\s*\d*\s*\])+\Z|\s+array(?:\s*\[\s*\d+\s*\])?\Z", re.IGNORECASE)
_SHAPE = re.compile(
    r'(?P<name>(?:"(?:[^"]|"")+"|[^\W\d][\w$]*)(?:\s*\.\s*(?:"(?:[^"]|"")+"|[^\W\d][\w$]*))*(?:\s+[a-z]+)*?)'
    r"\s*(?:\((?P<arguments>[^()]*)\))?\s*(?P<zone>with(?:out)?\s+time\s+zone)?",
    re.IGNORECASE,
)
_NAME = re.compile(r'"(?:[^"]|"")+"|[^\W\d][\w$]*')
_WORDS = re.compile(r"[a-z][a-z0-9_]*( [a-z]+)*\Z")


def canonical_type(ddl: str, schema: str, quote: Callable[[str], str]) -> str:
    """Return what the server calls the type that DDL spells `ddl`.

    `schema` is the default schema; `quote` quotes a name where it needs it. Text of an unknown shape comes back
    with its spaces collapsed.
    """
    text = _COLLATE.sub("", ddl.strip())
    element = _ARRAY.sub("", text)
    match = _SHAPE.fullmatch(element)
    if match is None:
        return " ".join(text.split())
    name = " ".join(match["name"].split())
    arguments = re.sub(r"\s+", "", match["arguments"]) if match["arguments"] else ""
    zone = " ".join(match["zone"].lower().split()) if match["zone"] else ""
    word = name.lower().removeprefix("pg_catalog.")
    if _WORDS.match(word) and (word in BUILTIN_TYPES or word in SYNONYMS or " " in word):
        found = _builtin(SYNONYMS.get(word, word), arguments, zone)
    else:
        found = _named(name, schema, quote) + (f"({arguments.lower()})" if arguments else "")
    return f"{found}[]" if element != text else found


def _builtin(name: str, arguments: str, zone: str) -> str:
    if name == "float":
        return "real" if arguments and int(arguments) <= 24 else "double precision"
    if name in ("timestamp", "time") or name.endswith(" time zone"):
        name, _, its_zone = name.partition(" ")
        precision = f"({arguments})" if arguments else ""
        return f"{name}{precision} {zone or its_zone or 'without time zone'}"
    if name in ("character", "bit") and not arguments:
        arguments = "1"
    if name == "bpchar" and arguments:
        name = "character"
    if name == "numeric" and arguments and "," not in arguments:
        arguments += ",0"
    return f"{name}({arguments})" if arguments else name


def _named(name: str, schema: str, quote: Callable[[str], str]) -> str:
    """Return the canonical name of a type that is not built in."""
    parts = [kept(part[1:-1].replace('""', '"') if part[0] == '"' else part.lower()) for part in _NAME.findall(name)]
    if len(parts) > 1 and parts[0] == schema and parts[-1] not in BUILTIN_TYPES:
        parts = parts[1:]
    if len(parts) == 1 and parts[0] in BUILTIN_TYPES:
        return f'"{parts[0]}"'  # "char" and "bit" are types of their own
    return ".".join(map(quote, parts))


def base_type(text: str) -> str:
    """Return canonical type text without its arguments, as the server writes it behind a literal.

    `numeric(10,2)` → `numeric`, `character(3)` → `bpchar`, `timestamp(3) with time zone` → `timestamp with time zone`.
    """
    if text.endswith("[]"):
        return base_type(text[:-2]) + "[]"
    bare = re.sub(r"\([^()]*\)", "", text) if "(" in text else text
    if bare.startswith("interval "):
        return "interval"
    return {"character": "bpchar", "bit": '"bit"'}.get(bare, bare)


PLAIN: dict[str, Callable[[], TypeEngine[Any]]] = {
    "smallint": sa.SMALLINT, "integer": sa.INTEGER, "bigint": sa.BIGINT,
    "real": sa.REAL, "double precision": sa.DOUBLE_PRECISION, "numeric": sa.NUMERIC,
    "boolean": sa.BOOLEAN, "text": sa.TEXT, "character varying": sa.VARCHAR, "date": sa.DATE, "uuid": sa.UUID,
    "bytea": pg.BYTEA, "json": pg.JSON, "jsonb": pg.JSONB, "hstore": pg.HSTORE,
    "interval": pg.INTERVAL, "money": pg.MONEY, "oid": pg.OID, "regclass": pg.REGCLASS, "regconfig": pg.REGCONFIG,
    "inet": pg.INET, "cidr": pg.CIDR, "macaddr": pg.MACADDR, "macaddr8": pg.MACADDR8,
    "tsvector": pg.TSVECTOR, "tsquery": pg.TSQUERY, "jsonpath": pg.JSONPATH,
    "int4range": pg.INT4RANGE, "int8range": pg.INT8RANGE, "numrange": pg.NUMRANGE,
    "daterange": pg.DATERANGE, "tsrange": pg.TSRANGE, "tstzrange": pg.TSTZRANGE,
    "int4multirange": pg.INT4MULTIRANGE, "int8multirange": pg.INT8MULTIRANGE, "nummultirange": pg.NUMMULTIRANGE,
    "datemultirange": pg.DATEMULTIRANGE, "tsmultirange": pg.TSMULTIRANGE, "tstzmultirange": pg.TSTZMULTIRANGE,
    "bit varying": lambda: pg.BIT(varying=True),
    "timestamp without time zone": sa.TIMESTAMP, "timestamp with time zone": lambda: sa.TIMESTAMP(timezone=True),
    "time without time zone": sa.TIME, "time with time zone": lambda: sa.TIME(timezone=True),
}  # fmt: skip
"""Canonical text without arguments → the type."""

if citext := getattr(pg, "CITEXT", None):  # since SQLAlchemy 2.0.7
    PLAIN["citext"] = citext

SIZED: dict[str, Callable[..., TypeEngine[Any]]] = {
    "numeric": sa.NUMERIC, "character varying": sa.VARCHAR, "character": sa.CHAR,
    "bit": pg.BIT, "bit varying": lambda length: pg.BIT(length, varying=True),
    "timestamp without time zone": lambda precision: pg.TIMESTAMP(precision=precision),
    "timestamp with time zone": lambda precision: pg.TIMESTAMP(timezone=True, precision=precision),
    "time without time zone": lambda precision: pg.TIME(precision=precision),
    "time with time zone": lambda precision: pg.TIME(timezone=True, precision=precision),
}  # fmt: skip
"""Canonical text without its arguments → what makes the type of them, all integers."""

REFLECTED: dict[str, Callable[[], TypeEngine[Any]]] = {
    "timestamp without time zone": pg.TIMESTAMP, "timestamp with time zone": lambda: pg.TIMESTAMP(timezone=True),
    "time without time zone": pg.TIME, "time with time zone": lambda: pg.TIME(timezone=True),
}  # fmt: skip
"""Canonical text → the type that SQLAlchemy reads, where it is of another class than the one in scripts."""

_ARGUMENTS = re.compile(r"\((-?\d+(?:,-?\d+)*)\)")
_INTERVAL = re.compile(r"interval(?: (?P<fields>[a-z ]+))?(?:\((?P<precision>\d+)\))?\Z")


def type_object(text: str, unknown: Callable[[str], TypeEngine[Any]]) -> TypeEngine[Any]:
    """Return the SQLAlchemy type for canonical text; `unknown(text)` makes one for a type that nobody knows."""
    if text.endswith("[]"):
        return pg.ARRAY(type_object(text[:-2], unknown))
    if text in PLAIN:
        return PLAIN[text]()
    interval = _INTERVAL.match(text)
    if interval:
        precision = interval["precision"]
        fields = interval["fields"]
        return pg.INTERVAL(fields=fields.upper() if fields else None, precision=int(precision) if precision else None)
    arguments = _ARGUMENTS.search(text)
    if arguments:
        build = SIZED.get(text.replace(arguments.group(), "", 1))
        if build is not None:
            return build(*map(int, arguments[1].split(",")))
    return unknown(text)


def is_named(text: str) -> bool:
    """Whether canonical text is the name of a type that somebody made: an enum, a domain, a type of an extension."""
    return type_object(text, lambda _: sa.types.NULLTYPE) is sa.types.NULLTYPE
