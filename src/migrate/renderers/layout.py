"""How calls and blocks are laid out. black has the last word; this keeps the text readable without it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence

WIDTH = 100
"""A call longer than this is written with one argument per line."""
SHORT = 80
"""A text of several lines that is not longer than this is written on one."""
INDENT = "    "


def call(name: str, arguments: Sequence[str], *, tall: bool = False) -> str:
    """Return `name(arguments…)`; `tall` asks for one argument per line however short the call is."""
    line = f"{name}({', '.join(arguments)})"
    if not arguments or not (tall or "\n" in line or len(line) > WIDTH):
        return line
    comma = "," if tall else ""  # a trailing comma makes black keep the lines apart
    lines = indent(",\n".join(arguments))
    return f"{name}(\n{lines}{comma}\n)"


def string(value: str) -> str:
    r"""Return a string literal; a long text of several lines has one on each, as `("SELECT a\n" "FROM t")`.

    What is short stays on one line, where black would put it anyway.
    """
    whole = repr(value)
    lines = re.findall(r"[^\n]*\n|[^\n]+", value)
    if len(lines) < 2 or len(whole) <= SHORT:
        return whole
    return f"(\n{indent(chr(10).join(map(repr, lines)))}\n)"


def keywords(pairs: Mapping[str, str]) -> list[str]:
    """Return `name=text` for every pair."""
    return [f"{name}={text}" for name, text in pairs.items()]


def block(head: str, body: Iterable[str]) -> str:
    """Return `head` followed by the statements of its block, indented."""
    return "\n".join([head, *(indent(statement) for statement in body)])


def indent(text: str) -> str:
    """Return `text` one level further in; string literals never contain a line break here."""
    return textwrap.indent(text, INDENT)
