"""The key of an index taken apart: what is indexed, and what follows it in the model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.sql.elements import BinaryExpression, TextClause, UnaryExpression
from sqlalchemy.sql.operators import asc_op, collate, desc_op, nulls_first_op, nulls_last_op

from ..dialects.tokens import Token, join, tokenize

_MODIFIERS = {asc_op: "", desc_op: "DESC", nulls_first_op: "NULLS FIRST", nulls_last_op: "NULLS LAST"}


def split_modifiers(expression: Any, sql: Callable[[Any], str]) -> tuple[Any, tuple[str, str]]:
    """Take apart `lower(a) COLLATE "C" DESC NULLS LAST`: return the key, and its collation and its ordering.

    The key is an expression, or text where the model gave text.
    """
    if isinstance(expression, TextClause):
        return _split_text(sql(expression))  # a colon may be escaped in the text
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
    tokens = tokenize(text)
    ordering: list[str] = []
    if len(tokens) > 2 and tokens[-2].text.upper() == "NULLS":
        ordering = [f"NULLS {tokens[-1].text.upper()}"]
        tokens = tokens[:-2]
    if len(tokens) > 1 and tokens[-1].text.upper() in ("ASC", "DESC"):
        ordering.insert(0, tokens[-1].text.upper().replace("ASC", ""))
        tokens = tokens[:-1]
    collation = ""
    if len(tokens) > 2 and tokens[-2].text.upper() == "COLLATE" and _depth(tokens[:-2]) == 0:
        collation = f"COLLATE {tokens[-1].text}"
        tokens = tokens[:-2]
    return join(tokens), (collation, _plain_order(" ".join(o for o in ordering if o)))


def _depth(tokens: Sequence[Token]) -> int:
    return sum((t.text == "(") - (t.text == ")") for t in tokens if t.kind == "op")


def _plain_order(ordering: str) -> str:
    """Leave out the place of NULLs where it is the usual one."""
    return {"DESC NULLS FIRST": "DESC", "NULLS LAST": ""}.get(ordering, ordering)
