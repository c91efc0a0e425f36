"""Keys become names: in Python source as strings, in SQL quoted as a dialect quotes."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects import mysql, postgresql, sqlite

from migrate.dialects.text import escape

KEY = re.compile(r"\b[a-z]{1,2}\d+n?_[abxyz]\b")
"""What a key looks like: `t1_a`, `ix12n_z`."""
_MODULES: dict[str, Any] = {"sqlite": sqlite, "postgresql": postgresql, "mariadb": mysql}
DIALECTS = {name: module.dialect(paramstyle="named") for name, module in _MODULES.items()}
"""Dialects without a driver's escapes: no percent sign is doubled."""


def spelled(source: str, dialect: str, names: Mapping[str, str], old: Mapping[str, str]) -> str:
    """Return Python source with names in the place of keys; those of `'old:c3_a'` are in `old`.

    A string that is a key, or keys with dots between them, is a name to Python; keys elsewhere in a string are SQL.
    What `migrate.View` and the like are given, and how a table is partitioned, is SQL as it is; other SQL goes through
    `text()`.
    """
    lines = source.splitlines(keepends=True)
    for token in reversed([*tokenize.generate_tokens(io.StringIO(source).readline)]):
        if token.type != tokenize.STRING or not KEY.search(token.string):
            continue
        (row, start), (_, end) = token.start, token.end
        line = lines[row - 1]
        plain = line.startswith("migrate.") or line[:start].endswith("partition_by=")
        value = _string(ast.literal_eval(token.string), dialect, names, old, as_it_is=plain)
        lines[row - 1] = f"{line[:start]}{value!r}{line[end:]}"
    return "".join(lines)


def quoted(text: str, dialect: str, names: Mapping[str, str]) -> str:
    """Return SQL with quoted names in the place of keys."""
    quote = DIALECTS[dialect].identifier_preparer.quote
    return KEY.sub(lambda key: quote(names.get(key[0], key[0])), text)


def _string(text: str, dialect: str, names: Mapping[str, str], old: Mapping[str, str], *, as_it_is: bool) -> str:
    if text.startswith("old:"):
        return old.get(text[4:], text[4:])
    parts = text.split(".")
    if any(map(KEY.fullmatch, parts)) and all(re.fullmatch(r"[\w ]+", part) for part in parts):
        return ".".join(names.get(part, part) for part in parts)
    found = quoted(text, dialect, names)
    return found if as_it_is else escape(found)
