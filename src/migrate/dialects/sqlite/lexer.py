"""SQL text of SQLite as tokens, and back as canonical text.

The rules are those of SQLite's own tokenizer (https://www.sqlite.org/lang_keywords.html, tokenize.c): four ways to
quote a name, bare words that ignore case, any character from U+0080 on is part of a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from ..parentheses import pairs_around

WORD, NAME, STRING, NUMBER, SIGN = "word", "name", "string", "number", "sign"


class Token(NamedTuple):
    """One token: `kind` is one of the constants above, `text` as written, `start` and `end` offsets in the source.

    A NAME is a quoted identifier; a bare one is a WORD, as a keyword is. `upper` is the text of a WORD or SIGN in
    upper case, and empty for everything else, so that a quoted "CHECK" is never taken for the keyword.
    """

    kind: str
    text: str
    start: int
    end: int
    upper: str


_TOKEN = re.compile(
    r"""
    (?: \s+ | --[^\n]* | /\*.*?(?:\*/|\Z) )
  | (?P<string> [xX]?'(?:[^']|'')*' )
  | (?P<name> "(?:[^"]|"")*" | `(?:[^`]|``)*` | \[[^\]]*\] )
  | (?P<word> [A-Za-z_\x80-\U0010ffff][\w$\x80-\U0010ffff]* )
  | (?P<number> 0[xX][0-9a-fA-F_]+ | (?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)? )
  | (?P<sign> ->>|->|\|\||<<|>>|<=|>=|<>|!=|==|. )
    """,
    re.VERBOSE | re.DOTALL,
)
_PLAIN_NAME = re.compile(r"[a-z_][a-z0-9_]*\Z")
_BARE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*\Z")

KEYWORDS = frozenset(
    re.findall(
        r"\w+",
        """ADD ALL ALTER AND AS ASC AUTOINCREMENT BETWEEN BY CASE CAST CHECK COLLATE COLUMN COMMIT CONSTRAINT CREATE
    CROSS CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP DEFAULT DEFERRABLE DELETE DESC DISTINCT DROP ELSE END ESCAPE
    EXCEPT EXISTS FALSE FILTER FOREIGN FROM FULL GENERATED GLOB GROUP HAVING IN INDEX INDEXED INNER INSERT INTERSECT
    INTO IS ISNULL JOIN LEFT LIKE LIMIT MATCH NATURAL NOT NOTHING NOTNULL NULL ON OR ORDER OUTER OVER PRIMARY
    REFERENCES REGEXP RETURNING RIGHT SELECT SET TABLE THEN TO TRANSACTION TRUE UNION UNIQUE UPDATE USING VALUES
    VIEW WHEN WHERE WITH""",
    )
)
"""The words that are written in upper case in canonical text, and quoted when they are names."""

_SAME_SIGN = {"<>": "!=", "==": "="}
_CALLABLE = frozenset({"CAST", "EXISTS", "GLOB", "LIKE"})


def tokenize(sql: str) -> list[Token]:
    """Return the tokens of `sql` without spaces and comments."""
    tokens = []
    for match in _TOKEN.finditer(sql):
        kind = match.lastgroup
        if kind is not None:
            text = match.group()
            upper = text.upper() if kind in (WORD, SIGN) else ""
            tokens.append(Token(kind, text, match.start(), match.end(), upper))
    return tokens


def unquote(text: str) -> str:
    """Return the name that a bare word, a quoted identifier or a string stands for."""
    first = text[0]
    if first == "[":
        return text[1:-1]
    if first in "\"`'":
        return text[1:-1].replace(first * 2, first)
    return text


@lru_cache(maxsize=4096)
def quote(name: str) -> str:
    """Return `name` as SQL, quoted only where it has to be."""
    if _BARE_NAME.match(name) and name.upper() not in KEYWORDS:
        return name
    return quoted(name)


def quoted(name: str) -> str:
    """Return `name` as SQL, always quoted."""
    return '"' + name.replace('"', '""') + '"'


def folded(name: str) -> str:
    """Return a name as SQLite compares it, without case; `quoted_name.lower()` would leave it as it is."""
    return str.lower(name)


def literal(value: str) -> str:
    """Return `value` as a string literal."""
    return "'" + value.replace("'", "''") + "'"


def canonical(sql: str) -> str:
    """Return an expression in one spelling: `"( a<>'x' )"` → `"a != 'x'"`.

    Removed is what means nothing to SQLite: spaces, comments, parentheses around the whole, the case of keywords,
    quotes around a lower-case name that needs none. Strings, names and the order of everything stay.
    """
    return join(unwrap(tokenize(sql)))


def unwrap(tokens: list[Token]) -> list[Token]:
    """Return `tokens` without the pairs of parentheses that enclose all of them."""
    pairs = pairs_around([token.text for token in tokens])
    return tokens[pairs : len(tokens) - pairs]


def is_operand(tokens: list[Token]) -> bool:
    """Return whether a COLLATE after `tokens` is about all of them: it binds more tightly than any operator."""
    arguments = tokens[1:] if tokens[0].kind in (WORD, NAME) else tokens
    return len(tokens) == 1 or len(unwrap(arguments)) < len(arguments)


def join(tokens: Iterable[Token]) -> str:
    """Return tokens as canonical text, with one space wherever two of them would read as one."""
    parts: list[str] = []
    before: Token | None = None
    unary = True  # whether a + or - here is a sign and not an operator
    tight = True  # whether nothing may stand between the token before and this one
    for token in tokens:
        text = _spelled(token)
        doubled = text in ("-", "+") and before is not None and before.text == text  # "--" begins a comment
        if doubled or not (tight or _touches(before, token)):
            parts.append(" ")
        parts.append(text)
        tight = text in ("(", ".") or (unary and text in ("-", "+", "~"))
        unary = (token.kind == SIGN and text != ")") or (token.upper in KEYWORDS and token.upper != "NULL")
        before = token
    return "".join(parts)


def _touches(before: Token | None, token: Token) -> bool:
    """Return whether no space belongs between two tokens: `f(`, `x)`, `a,`, `t.c`."""
    if token.text in (")", ",", "."):
        return True
    if token.text != "(" or before is None:
        return False
    return before.kind == NAME or (before.kind == WORD and (before.upper not in KEYWORDS or before.upper in _CALLABLE))


def _spelled(token: Token) -> str:
    if token.kind == WORD:
        return token.upper if token.upper in KEYWORDS else token.text
    if token.kind == NAME:
        name = unquote(token.text)
        plain = _PLAIN_NAME.match(name) and name.upper() not in KEYWORDS
        return name if plain else quoted(name)
    if token.kind == SIGN:
        return _SAME_SIGN.get(token.text, token.text)
    return token.text
