"""SQL expressions as tokens: enough to compare texts, to list names, never to change a meaning.

Handled: strings ('it''s', E'…', $tag$…$tag$ are left whole), quoted names ("x", `x`, [x] where it is no subscript),
numbers, words, operators, comments (dropped). Backslashes escape in E'…' alone; a dialect where they always do says so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from .parentheses import pairs_around


class Token(NamedTuple):
    """One token; `kind` is "string", "quoted" (a quoted name), "word", "number" or "op"; `text` as written."""

    kind: str
    text: str


_PATTERN = re.compile(
    r"""
      (?P<skip>\s+|--[^\n]*|/\*.*?\*/)
    | (?P<string>[eE]'(?:[^'\\]|''|\\.)*'|(?:[bBxXnN]|[uU]&)?'(?:[^']|'')*'|\$(?P<tag>\w*)\$.*?\$(?P=tag)\$)
    | (?P<quoted>"(?:[^"]|"")*"|`(?:[^`]|``)*`|(?<![\w\])"])(?<![aA][rR][rR][aA][yY]\s)\[[A-Za-z_][^\]\[]*\])
    | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<word>[^\W\d][\w$]*)
    | (?P<op>::|<=>|<>|!=|>=|<=|\|\||->>|->|:=|!~~\*|!~~|~~\*|~~|!~\*|!~|~\*|@>|<@|&&|.)
    """,
    re.X | re.S,
)
_ESCAPING = re.compile(_PATTERN.pattern.replace("(?:[^']|'')*'", r"(?:[^'\\]|''|\\.)*'", 1), re.X | re.S)

KEYWORDS = frozenset(
    "ALL AND ANY ARRAY AS ASC BETWEEN CASE CAST COLLATE CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP"  # noqa: SIM905
    " DESC DISTINCT DIV ELSE END ESCAPE EXISTS FALSE FROM GLOB ILIKE IN INTERVAL IS ISNULL LIKE LOCALTIME"
    " LOCALTIMESTAMP MATCH MOD NOT NOTNULL NULL NULLS OR REGEXP RLIKE ROW SELECT SIMILAR SOME THEN TRUE UNIQUE USING"
    " WHEN WHERE XOR".split()
)
"""Words written in capitals in canonical text; they are never names unless quoted."""

_CALLABLE = frozenset({"ALL", "ANY", "CAST", "CURRENT_TIME", "CURRENT_TIMESTAMP", "LOCALTIME", "LOCALTIMESTAMP", "ROW"})
_SIGN_FOLLOWS = frozenset({"(", ",", "=", "<", ">", "<=", ">=", "<>", "*", "/", "+", "-"})
_SIMPLE_NAME = re.compile(r"[a-z_][a-z0-9_]*\Z")


def tokenize(sql: str, *, backslash_escapes: bool = False) -> list[Token]:
    """Return the tokens of `sql` without spaces and comments."""
    found = []
    for match in (_ESCAPING if backslash_escapes else _PATTERN).finditer(sql):
        kind = match.lastgroup if match.lastgroup != "tag" else "string"
        if kind != "skip":
            found.append(Token(kind or "op", match.group()))
    return found


@lru_cache(maxsize=16384)
def canonical(sql: str, *, backslash_escapes: bool = False, reserved: Collection[str] = KEYWORDS) -> str:
    """Return `sql` in one spelling: one space where any, outer parentheses gone, words outside quotes in one case.

    Quoted names lose their quotes when they are lower-case words and not in `reserved` (upper-case words).
    """
    tokens = strip_parentheses([_plain(t, reserved) for t in tokenize(sql, backslash_escapes=backslash_escapes)])
    return join(tokens)


def _plain(token: Token, reserved: Collection[str]) -> Token:
    if token.kind == "word":
        upper = token.text.upper()
        return Token("word", upper if upper in KEYWORDS else token.text.lower())
    if token.kind == "quoted":
        name = token.text[1:-1]
        upper = name.upper()
        if _SIMPLE_NAME.match(name) and upper not in reserved and upper not in KEYWORDS:
            return Token("word", name)
        if token.text[0] != '"':
            return Token("quoted", '"' + name.replace('"', '""') + '"')
    if token.text == "!=":
        return Token("op", "<>")
    return token


def strip_parentheses(tokens: Sequence[Token]) -> list[Token]:
    """Return `tokens` without the parentheses that enclose all of them, however many."""
    pairs = pairs_around([token.text for token in tokens])
    return list(tokens[pairs : len(tokens) - pairs])


def join(tokens: Sequence[Token]) -> str:
    """Return tokens as SQL text that reads well: `lower(name) = 'x' AND (a > 0)`."""
    out: list[str] = []
    previous: Token | None = None
    for token in tokens:
        if previous is not None and _spaced(previous, token, _is_unary(out)):
            out.append(" ")
        out.append(token.text)
        previous = token
    return "".join(out)


def _spaced(left: Token, right: Token, unary: bool) -> bool:
    """Whether a space goes between two tokens; `unary` says that `left` is a sign of what follows."""
    if left.text in ("(", ".", "[", "::") or right.text in (")", ",", ".", "]", "::", "["):
        return False
    if right.text == "(":
        called = left.kind in ("word", "quoted") and (left.text not in KEYWORDS or left.text in _CALLABLE)
        return not called
    return not (unary and left.text in ("-", "+")) or right.text.startswith("-")  # -- begins a comment


def _is_unary(out: Sequence[str]) -> bool:
    """Whether the sign just written stands where no operand came before it."""
    before = [text for text in out[:-1] if text != " "]
    return not before or before[-1] in KEYWORDS or before[-1] in _SIGN_FOLLOWS


@lru_cache(maxsize=4096)
def names(sql: str) -> frozenset[str]:
    """Return every name `sql` may mention, as written and in lower case: words that are no keywords, quoted names."""
    found = set()
    for token in tokenize(sql):
        if token.kind == "word" and token.text.upper() not in KEYWORDS:
            found |= {token.text, token.text.lower()}
        elif token.kind == "quoted":
            mark = token.text[0]
            found.add(token.text[1:-1].replace(mark * 2, mark))
    return frozenset(found)


def rename(sql: str, renamed: Mapping[str, str], *, backslash_escapes: bool = False) -> str:
    """Return `sql` with names replaced: name → the new one as SQL writes it, `rename("a > 0", {"a": '"B"'})`.

    A word is a name as it is written and in lower case; one that is called, a type that something is cast to, and what
    stands in strings are left alone.
    """
    found, end = [], 0
    previous = ""
    for match in (_ESCAPING if backslash_escapes else _PATTERN).finditer(sql):
        kind, text = match.lastgroup, match.group()
        if kind == "skip":
            continue
        new = None
        if kind == "quoted":
            new = renamed.get(text[1:-1].replace(text[0] * 2, text[0]))
        elif kind == "word" and previous != "::" and not sql[match.end() :].lstrip().startswith("("):
            new = renamed.get(text, renamed.get(text.lower()))
        if new is not None:
            found += [sql[end : match.start()], new]
            end = match.end()
        previous = text
    return "".join([*found, sql[end:]])
