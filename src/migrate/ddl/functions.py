"""Texts of CREATE FUNCTION and DROP FUNCTION, and the parts of a signature."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ..dialects.tokens import Token, join, tokenize

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

    from ..dialects.support import DialectSupport

_OF_WORDS = re.compile(r"(double precision|(character|char|bit) varying|time(stamp)? with|national |interval )", re.I)
"""How types begin that are several words; of others the first word is the name of the argument."""
_LOOKED_AT = re.compile(r"\bLANGUAGE\s+'?sql\b|\bBEGIN\s+ATOMIC\b", re.IGNORECASE)
_NAME = re.compile(r'(?:"(?:[^"]|"")*"|[^"(])*')
"""What stands before the arguments of a signature."""
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_MODIFIER = re.compile(r"\s*\([^)]*\)")
MODES = frozenset({"IN", "OUT", "INOUT", "VARIADIC"})


def reads_tables(definition: str) -> bool:
    """Whether the database looks for the tables in a function's body when it is created: where that is SQL."""
    return _LOOKED_AT.search(definition) is not None


def create_function(
    signature: str,
    definition: str,
    schema: str | None,
    dialect: Dialect,
    *,
    procedure: bool = False,
    replacing: str = "",
) -> str:
    """Return `CREATE FUNCTION shop.add(a integer, b integer) RETURNS …`; `replacing` is "OR REPLACE", if any."""
    kind = f"{replacing} ".lstrip() + words(procedure)
    return f"CREATE {kind} {_in(signature, schema, dialect)} {definition.strip()}"


def drop_function(
    signature: str, schema: str | None, support: DialectSupport, *, procedure: bool = False, if_exists: bool = False
) -> str:
    """Return `DROP FUNCTION shop.add(a integer, b integer)`, without the defaults of the arguments.

    The arguments are left out where they tell nothing apart.
    """
    name, arguments = split(signature)
    if support.features.overloads_functions:
        name += f"({', '.join(join(_without_default(each)) for each in elements(arguments))})"
    return support.dropping(words(procedure), _in(name, schema, support.plain_dialect), if_exists=if_exists)


def words(procedure: bool) -> str:
    """Return what SQL calls it."""
    return "PROCEDURE" if procedure else "FUNCTION"


def split(signature: str) -> tuple[str, str]:
    """Return name and arguments of a signature: `"add(a integer)"` → `("add", "a integer")`."""
    found = _NAME.match(signature)
    assert found is not None
    return found[0].strip(), signature[found.end() + 1 :].rstrip().removesuffix(")").strip()


def plain_name(signature: str) -> str:
    """Return what the database calls a function: `"Add(a integer)"` → `"add"`, `'"Add"(a integer)'` → `"Add"`."""
    name = split(signature)[0]
    return name[1:-1].replace('""', '"') if _QUOTED.fullmatch(name) else name.lower()


def name_in_key(name: str) -> str:
    """Return the name of a function without the types of its arguments, which follow it in a key."""
    return name.rpartition("(")[0]


def argument_types(arguments: str, canonical_type: Callable[[str], str]) -> str:
    """Return the types that tell functions of one name apart: `"a int, OUT b varchar(5)"` → `"integer"`."""
    found = []
    for tokens in elements(arguments):
        tokens = _without_default(tokens)
        mode = tokens[0].text.upper() if tokens and tokens[0].kind == "word" else ""
        if mode in MODES:
            tokens = tokens[1:]
        if mode == "OUT":
            continue
        text = join(tokens)
        if len(tokens) > 1 and tokens[1].kind in ("word", "quoted") and not _OF_WORDS.match(text):
            text = join(tokens[1:])
        found.append(canonical_type(_MODIFIER.sub("", text)))
    return ", ".join(found)


def elements(arguments: str) -> Iterator[list[Token]]:
    """Yield the tokens of each argument."""
    depth = 0
    current: list[Token] = []
    for token in tokenize(arguments):
        depth += (token.text in "([") - (token.text in ")]") if token.kind == "op" else 0
        if token.text == "," and not depth:
            yield current
            current = []
        else:
            current.append(token)
    if current:
        yield current


def _without_default(tokens: list[Token]) -> list[Token]:
    for at, token in enumerate(tokens):
        if token.text == "=" or (token.kind == "word" and token.text.upper() == "DEFAULT"):
            return tokens[:at]
    return tokens


def _in(signature: str, schema: str | None, dialect: Dialect) -> str:
    return f"{dialect.identifier_preparer.quote(schema)}.{signature}" if schema else signature
