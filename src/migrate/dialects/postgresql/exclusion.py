"""EXCLUDE constraints, from their text: the server's `pg_get_constraintdef` and SQLAlchemy's DDL have one form."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from ...comparators.records import IndexKey
from ..tokens import Token, join
from .modifiers import Modifiers, split
from .normalize import canonical, closing, elements_of, tokens, without_parentheses
from .words import DEFAULT_OPCLASSES

USUAL = "gist"
"""The method SQLAlchemy writes where a model says none."""


def read_exclusion(text: str, columns: Container[str]) -> tuple[tuple[tuple[IndexKey, str], ...], dict[str, Any]]:
    """Return elements and options of `EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (…)`.

    What comes before EXCLUDE (a name) and after the predicate (deferrability) is left out. `columns` are the table's.
    """
    found = tokens(text)
    start = next(i for i, token in enumerate(found) if token.text.lower() == "exclude" and _using(found, i))
    method = found[start + 2].text.lower()
    opening = start + 3
    end = closing(found, opening)
    defaults = DEFAULT_OPCLASSES.get(method, frozenset())
    elements = tuple(_element(each, columns, defaults) for each in elements_of(found[opening + 1 : end]))
    options: dict[str, Any] = {"using": method} if method != USUAL else {}
    where = next((i for i in range(end, len(found)) if found[i].text.upper() == "WHERE"), None)
    if where is not None:
        options["where"] = canonical(join(found[where + 1 : closing(found, where + 1) + 1]))
    return elements, options


def _using(found: list[Token], at: int) -> bool:
    return len(found) > at + 3 and found[at + 1].text.upper() == "USING" and found[at + 3].text == "("


def _element(found: list[Token], columns: Container[str], defaults: frozenset[str]) -> tuple[IndexKey, str]:
    """Return key and operator of `room gist_int4_ops WITH =`; the operator may be OPERATOR(schema.sign)."""
    at = max(i for i, token in enumerate(found) if token.kind == "word" and token.text.upper() == "WITH")
    key, modifiers = split(list(found[:at]))
    if modifiers.opclass in defaults:
        modifiers = modifiers._replace(opclass=None)
    return _key(key, modifiers, columns), join(found[at + 1 :])


def _key(found: list[Token], modifiers: Modifiers, columns: Container[str]) -> IndexKey:
    bare = without_parentheses(found)
    if len(bare) == 1 and bare[0].kind in ("word", "quoted"):
        text = bare[0].text
        name = text[1:-1].replace('""', '"') if text[0] == '"' else text
        if name in columns:
            return IndexKey(name, False, modifiers.text)
    return IndexKey(canonical(join(bare)), True, modifiers.text)
