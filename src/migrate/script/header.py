"""What a revision file says about itself, read from its text.

It stands in a few assignments of literals above the first function. Three ways lead there, each for what the one before
cannot be sure of:

1. `plain()`: one regular expression for the header that every template writes, from the first character of the file to
   the first function. It knows only lines that can mean one thing: comments, imports, and the assignments.
2. `parsed()`: `ast`, of the part above the first function where that stands alone, of the whole file otherwise.
3. Running the file, where it computes one of its identifiers; `files.read_header` does that.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import ScriptError
from .identifiers import as_tuple

if TYPE_CHECKING:
    import ast
    from pathlib import Path

FIELDS = ("revision", "down_revision", "branch_labels", "depends_on")


class Header(NamedTuple):
    """What a revision file says about itself."""

    revision: str
    down_revision: tuple[str, ...]
    branch_labels: tuple[str, ...]
    depends_on: tuple[str, ...]
    doc: str


class Computed(Exception):
    """An identifier is not a literal."""


def read(source: bytes, path: str | Path) -> Header:
    """Return the header in `source`, the text of the file at `path`.

    Raises Computed where the file has to be run to know, ScriptError where it is no revision file.
    """
    return plain(source) or header(*parsed(source, path), path)


# -- the header that templates write -----------------------------------------------------------------------


_BLANK = r"[ \t]*+(?:\#[^\n\0]*+)?\n"
_TEXT = r"""(?:'[^'\\\n\0]++'|"[^"\\\n\0]++")"""
_GAP = r"[ \t\n]*+"
_TEXTS = f"{_GAP}(?:{_TEXT}{_GAP}(?:,{_GAP}{_TEXT}{_GAP})*+(?:,{_GAP})?+)?+"
_VALUE = rf"(None|{_TEXT}|\({_TEXTS}\)|\[{_TEXTS}\])"
_END = r"(?=(?:async[ ]+)?def[ ]|class[ ]|@|\Z)"


@functools.cache
def _plain_header() -> re.Pattern[str]:
    """Return what matches a plain header, from the start of the file up to its first function.

    No quantifier gives back what it took, so text that does not match costs one pass. A docstring has no backslash in
    it, a text neither that nor a line break, so their values are what is written. An import that could bind one of the
    identifiers, and a comment that could name an encoding, do not match.
    """
    names = r"(?:(?:down_)?revision|branch_labels|depends_on)\b"
    imports = rf"(?:from|import)[ \t](?![^\n]*?\b{names})[\w., \t]++(?:\#[^\n\0]*+)?\n"
    between = f"(?:{_BLANK}|{imports})*+"
    annotation = r"(?::[\w.,\[\]| \t]++)?+"

    def assigned(name: str) -> str:
        return rf"{name}[ \t]*+{annotation}=[ \t]*+{_VALUE}{_BLANK}"

    return re.compile(
        rf"(?!(?:[^\n]*+\n)?+[^\n]*?coding[:=])(?:{_BLANK})*+"
        rf'(?:"""([^"\\\0]*+(?:"(?!"")[^"\\\0]*+)*+)"""{_BLANK})?+'
        rf"{between}{assigned('revision')}{between}{assigned('down_revision')}"
        rf"{between}(?:{assigned('branch_labels')})?+{between}(?:{assigned('depends_on')})?+{between}{_END}",
        re.ASCII,
    )


class _Shapes:
    """Patterns for headers that differ in nothing but their docstring and values, as those of one template do.

    Each is a header that `_plain_header` matched so often, its own words standing for themselves: what they mean does
    not depend on the values between them. It is several times as fast.
    """

    OFTEN = 20
    MANY = 4

    def __init__(self) -> None:
        self.patterns: list[re.Pattern[str]] = []
        self._seen: dict[int, int] = {}

    def match(self, text: str) -> re.Match[str] | None:
        for pattern in self.patterns:
            found = pattern.match(text)
            if found is not None:
                return found
        return None

    def note(self, text: str, found: re.Match[str]) -> None:
        """Count the words of a header that `_plain_header` found in `text`."""
        if None in found.groups() or len(self.patterns) == self.MANY:
            return
        groups = range(1, found.re.groups + 1)
        starts = [*map(found.start, groups), found.end()]
        ends = [0, *map(found.end, groups)]
        words = tuple(text[end:start] for end, start in zip(ends, starts, strict=True))
        seen = self._seen[hash(words)] = self._seen.get(hash(words), 0) + 1
        if seen == self.OFTEN:
            first, *others = map(re.escape, words)
            self.patterns.append(re.compile(first + r'([^"\\\0]*+)' + _VALUE.join(others) + _END, re.ASCII))


_shapes = _Shapes()
_assigned_below = re.compile(r"\n(?:(?:down_)?revision|branch_labels|depends_on)")
"""An identifier is assigned once more, or a line merely begins so."""
_EACH_TEXT = re.compile(r"""'([^']*)'|"([^"]*)\"""")


def plain(source: bytes) -> Header | None:
    """Return the header in `source`, None where it is written in any other way than templates write it."""
    try:
        text = str(source, "utf-8")
    except UnicodeDecodeError:
        return None
    if "\r" in text:
        text = text.replace("\r\n", "\n")
        if "\r" in text:
            return None
    found = _shapes.match(text)
    if found is None:
        found = _plain_header().match(text)
        if found is None:
            return None
        _shapes.note(text, found)
    doc, revision, down_revision, branch_labels, depends_on = found.groups()
    if revision[0] not in "'\"" or _assigned_below.search(text, found.end() - 1):
        return None
    return Header(
        revision[1:-1],
        _texts(down_revision),
        _texts(branch_labels),
        _texts(depends_on),
        doc.strip() if doc else "",
    )


def _texts(value: str | None) -> tuple[str, ...]:
    """Return the texts in a literal: `None`, one text, or a tuple or list of them. An empty text names nothing."""
    if value is None or value == "None":
        return ()
    if value[0] in "'\"":
        return (value[1:-1],) if len(value) > 2 else ()
    return tuple(single or double for single, double in _EACH_TEXT.findall(value))


# -- any other -----------------------------------------------------------------------------------------------

_BODY = re.compile(rb"^(?:def|async[ \t]+def|class)\b|^@", re.MULTILINE)
_ASSIGNED_LATER = re.compile(rb"^(?:%s)[ \t]*[:=]" % b"|".join(name.encode() for name in FIELDS), re.MULTILINE)


def parsed(source: bytes, path: str | Path) -> tuple[dict[str, Any], str | None]:
    """Return the identifiers that `source` declares, and its docstring.

    Only the part above the first function is parsed, if that is a module of its own (it is not when the function
    stands inside a docstring) and no identifier is assigned below. Raises Computed, and ScriptError for a file that is
    not Python.
    """
    import ast

    body = _BODY.search(source)
    if body and not _ASSIGNED_LATER.search(source, body.start()):
        try:
            tree = ast.parse(source[: body.start()])
        except (SyntaxError, ValueError):
            pass
        else:
            found = _literals(tree)
            if "revision" in found:
                return found, ast.get_docstring(tree, clean=False)
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError) as error:
        raise unparsable(path, error) from error
    return _literals(tree), ast.get_docstring(tree, clean=False)


def _literals(tree: ast.Module) -> dict[str, Any]:
    """Return the identifiers assigned at the top of a module; raises Computed where one is not a literal."""
    import ast

    found: dict[str, Any] = {}
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if isinstance(node, ast.Assign | ast.AnnAssign) and all(isinstance(one, ast.Name) for one in targets):
            names = [one.id for one in targets if isinstance(one, ast.Name) and one.id in FIELDS]
            if names and node.value is not None:
                try:
                    value = ast.literal_eval(node.value)
                except ValueError:
                    raise Computed from None
                found.update(dict.fromkeys(names, value))
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and _binds(node):
            raise Computed
    return found


def _binds(statement: ast.stmt) -> bool:
    """Return whether a statement other than a plain assignment gives one of the identifiers a value."""
    import ast

    if isinstance(statement, ast.Import | ast.ImportFrom):
        return any((alias.asname or alias.name) in (*FIELDS, "*") for alias in statement.names)
    return not isinstance(statement, ast.Expr) and any(
        isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in FIELDS
        for node in ast.walk(statement)
    )


def header(found: Mapping[str, Any], doc: str | None, path: str | Path) -> Header:
    """Return the header that the names of a module make; raises ScriptError where they make none."""
    if found.get("revision") is None:
        raise ScriptError(
            f"{path} has no `revision`, so it is not a revision file",
            hint="declare `revision` and `down_revision` at the top of the file, or move it out of the folder",
        )
    if not isinstance(found["revision"], str):
        raise ScriptError(f"{path} has revision = {found['revision']!r}, which is not a text")
    down_revision, branch_labels, depends_on = (_ids(found.get(name), name, path) for name in FIELDS[1:])
    return Header(found["revision"], down_revision, branch_labels, depends_on, (doc or "").strip())


def _ids(value: Any, field: str, path: str | Path) -> tuple[str, ...]:
    if isinstance(value, set | frozenset):
        value = sorted(value, key=str)
    if value is None or isinstance(value, str | list | tuple):
        ids = as_tuple(value or None)
        if all(isinstance(id_, str) for id_ in ids):
            return ids
    raise ScriptError(
        f"{path} has {field} = {value!r}, which is not a revision identifier",
        hint="write None, a text, or a tuple of texts",
    )


def unparsable(path: str | Path, error: Exception) -> ScriptError:
    """Return the error for a file that is not Python, with the line where that is known."""
    line = f"line {error.lineno}: {error.msg}" if isinstance(error, SyntaxError) and error.lineno else str(error)
    return ScriptError(f"{path} is not valid Python: {line}", hint="correct the file, or remove it")
