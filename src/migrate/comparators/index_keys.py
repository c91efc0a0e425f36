"""The key of an index taken apart: what is indexed, and what follows it in the model."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.sql.elements import BinaryExpression, TextClause, UnaryExpression
from sqlalchemy.sql.operators import asc_op, collate, desc_op, nulls_first_op, nulls_last_op

from ..dialects.tokens import Token, tokenize

_MODIFIERS = {asc_op: "", desc_op: "DESC", nulls_first_op: "NULLS FIRST", nulls_last_op: "NULLS LAST"}
_BEGIN = r"(?<![\w$])"
_NULLS = r"nulls\s+(?:first|last)"
_ORDERING = re.compile(rf"{_BEGIN}(?:(?:asc|desc)(?:\s+{_NULLS})?|{_NULLS})\s*\Z", re.IGNORECASE)
_NAME = r'(?:"(?:[^"]|"")+"|`[^`]+`|[\w$]+)'
_COLLATION = re.compile(rf"{_BEGIN}collate\s+({_NAME}(?:\.{_NAME})*)\s*\Z", re.IGNORECASE)


def split_modifiers(
    expression: Any, sql: Callable[[Any], str], written: Callable[[Any], str]
) -> tuple[Any, tuple[str, str]]:
    """Take apart `lower(a) COLLATE "C" DESC NULLS LAST`: return the key, and its collation and its ordering.

    The key is an expression, or text where the model gave text. `sql` gives canonical text, `written` what is sent.
    """
    if isinstance(expression, TextClause):
        return _split_text(written(expression))
    ordering: list[str] = []
    while isinstance(expression, UnaryExpression) and expression.modifier in _MODIFIERS:
        ordering.insert(0, _MODIFIERS[expression.modifier])
        expression = expression.element
    collation = ""
    if isinstance(expression, BinaryExpression) and expression.operator is collate:
        collation = f"COLLATE {sql(expression.right)}"
        expression = expression.left
    return expression, (collation, _plain_order(" ".join(o for o in ordering if o)))


def _split_text(text: str) -> tuple[str, tuple[str, str]]:
    """Split a key given as text, of which every character stays as it is: `lower(a) desc` → `lower(a)`, DESC."""
    ordering = collation = ""
    if match := _ORDERING.search(text):
        ordering = " ".join(word.upper() for word in match.group().split() if word.upper() != "ASC")
        text = text[: match.start()]
    if (match := _COLLATION.search(text)) and _depth(tokenize(text[: match.start()])) == 0:
        collation = f"COLLATE {match[1]}"
        text = text[: match.start()]
    return text.rstrip(), (collation, _plain_order(ordering))


def _depth(tokens: Sequence[Token]) -> int:
    return sum((t.text == "(") - (t.text == ")") for t in tokens if t.kind == "op")


def _plain_order(ordering: str) -> str:
    """Leave out the place of NULLs where it is the usual one."""
    return {"DESC NULLS FIRST": "DESC", "NULLS LAST": ""}.get(ordering, ordering)
