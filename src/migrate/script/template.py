"""Filling in a template such as `script.py.mako`.

Mako does it, but to import Mako takes longer than all the rest of `revision`. So a template that has nothing but text
and plain expressions, as those that `init` writes, is filled in here, with exactly the same result: `plain()` knows
only what reads in one way, and leaves any other template to Mako.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Mapping
from itertools import chain, zip_longest
from types import CodeType
from typing import TYPE_CHECKING, Any

from ..errors import MigrateError, ScriptError

if TYPE_CHECKING:
    from pathlib import Path

_STRING = r"""(?:"[^"\\\n]*"|'[^'\\\n]*')"""
_EXPRESSION = re.compile(rf"\$\{{((?:[\w.()\[\] ]|{_STRING})+)(?:\|([\w, ]+))?\}}", re.ASCII)
"""`${expression}` or `${expression | filter, filter}`, of names, calls, items, words such as `if`, and simple texts."""

_MORE_THAN_EXPRESSIONS = re.compile(r"^[ \t]*(?:%|##)|</?%|[\\\r\ufeff]|\A#.*coding", re.MULTILINE)
"""Lines of control, comments, tags, line breaks that do not count, and a declared encoding."""

_MEANS_MORE = {"STOP_RENDERING", "UNDEFINED", "caller", "capture", "context", "local", "loop", "next", "pageargs"}
_MEANS_MORE |= {"parent", "print", "self", "str"}
"""Names that Mako gives a meaning, or knows without looking them up."""

_FILTERS = {"decode", "entity", "h", "n", "trim", "u", "unicode", "x"}
"""Filters that Mako has; all but `n`, which means that the value is text already, are left to it."""


def render(template: str | Path, names: Mapping[str, Any]) -> str:
    """Return the text of a template filled in with `names`; raises ScriptError, naming it, where it cannot be."""
    try:
        with open(template, "rb") as file:
            text = plain(file.read(), names)
        return _rendered_by_mako(template, names) if text is None else text
    except MigrateError:
        raise
    except Exception as error:
        raise ScriptError(
            f"the template {template} cannot be rendered: {type(error).__name__}: {error}",
            hint="compare it with the one `migrate init` writes",
        ) from error


def _rendered_by_mako(template: str | Path, names: Mapping[str, Any]) -> str:
    from mako.template import Template

    return str(Template(filename=str(template), input_encoding="utf-8").render_unicode(**names))


def plain(template: bytes, names: Mapping[str, Any]) -> str | None:
    """Return the text of a template of plain expressions over `names`, None for any other template."""
    if not _MEANS_MORE.isdisjoint(names):
        return None
    try:
        text = str(template, "utf-8")
    except UnicodeDecodeError:
        return None
    if _MORE_THAN_EXPRESSIONS.search(text):
        return None
    parts = _EXPRESSION.split(text)  # a text, an expression, its filters, a text, …
    texts = parts[::3]
    expressions = [_expression(*pair, names) for pair in zip(parts[1::3], parts[2::3], strict=True)]
    if None in expressions or any("${" in part for part in texts):
        return None
    values = [_value(*expression, names) for expression in expressions if expression is not None]
    if not all(isinstance(value, str) for value in values):
        return None
    return "".join(chain.from_iterable(zip_longest(texts, values, fillvalue="")))


def _expression(text: str, filters: str | None, names: Mapping[str, Any]) -> tuple[CodeType, list[str]] | None:
    """Return the code of an expression and its filters; None where it is not one over `names` and builtins alone."""
    filtered = [name.strip() for name in filters.split(",")] if filters is not None else []
    if not all(name == "n" or (name in names and name not in _FILTERS) for name in filtered):
        return None
    if '"""' in text or "'''" in text:
        return None
    try:
        code = compile(text.strip(), "<template>", "eval", dont_inherit=True)
    except SyntaxError:
        return None
    has_scopes = any(isinstance(inner, CodeType) for inner in code.co_consts)
    if has_scopes or not all(_is_known(name, names) for name in code.co_names):
        return None
    return code, filtered


def _is_known(name: str, names: Mapping[str, Any]) -> bool:
    """Return whether a name means the same here as to Mako; that of an attribute has to look like one that does."""
    return name in names or (hasattr(builtins, name) and name not in _MEANS_MORE and not name.startswith("_"))


def _value(code: CodeType, filters: list[str], names: Mapping[str, Any]) -> Any:
    """Return what an expression gives: text, unless a filter `n` says that it is text already."""
    value = eval(code, dict(names))
    if "n" not in filters:
        value = str(value)
    for name in filters:
        if name != "n":
            value = names[name](value)
    return value
