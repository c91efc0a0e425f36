"""Canonical text of MySQL and MariaDB expressions and server defaults.

Only rules that cannot change a meaning: white space, comments, letter case of keywords and functions, needless quotes
around names, the spelling of a string literal, `!=` for `<>`, the synonyms of CURRENT_TIMESTAMP, parentheses around the
whole. A default that is a literal is written as the column stores it.
Everything else is the server's to decide (`spell`). Model text and live text go through the same functions.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from itertools import pairwise
from typing import NamedTuple

from ..parentheses import pairs_around

TOKEN = re.compile(
    r"""
    (?P<space>   \s+ | --\s[^\n]* | \#[^\n]* | /\*.*?\*/ )
  | (?P<string>  (?:[bBxXnN]|_\w+)? ' (?:[^'\\]|\\.|'')* ' | " (?:[^"\\]|\\.|"")* " )
  | (?P<name>    ` (?:[^`]|``)+ ` )
  | (?P<number>  0[xX][0-9a-fA-F]+ | (?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)? )
  | (?P<word>    @@?[\w$.]+ | [^\W\d][\w$]* )
  | (?P<sign>    <=> | <> | != | <= | >= | << | >> | \|\| | && | -\>\> | -\> | . )
    """,
    re.DOTALL | re.VERBOSE,
)

WIDE = Context(prec=100)  # a DECIMAL has up to 65 digits
ESCAPES = {"0": "\0", "n": "\n", "r": "\r", "t": "\t", "b": "\b", "Z": "\x1a", "%": "\\%", "_": "\\_"}
SPELLING = str.maketrans(
    {"\\": "\\\\", "'": "''", "\0": "\\0", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\x1a": "\\Z", "\b": "\\b"}
)

SIGNS = {"!=": "<>", "&&": "and"}
NOW = frozenset({"current_timestamp", "localtime", "localtimestamp"})
"""Words that are a call even without parentheses; `now` needs them."""

BEFORE_PARENTHESIS = frozenset({
    "and", "as", "between", "by", "case", "collate", "distinct", "div", "else", "escape", "in",
    "interval", "is", "like", "not", "on", "or", "over", "regexp", "rlike", "then", "when", "xor",
})  # fmt: skip
"""Words that are not the name of a function when "(" follows."""

INTEGERS = frozenset({"tinyint", "smallint", "mediumint", "int", "bigint"})
QUOTED = frozenset({
    "char", "varchar", "tinytext", "text", "mediumtext", "longtext", "binary", "varbinary", "tinyblob",
    "blob", "mediumblob", "longblob", "enum", "set", "json", "date", "datetime", "timestamp", "time",
    "uuid", "inet4", "inet6",
})  # fmt: skip
"""Types whose literal defaults are strings."""


class Token(NamedTuple):
    """A piece of SQL: `kind` is a group of TOKEN, `text` as written, `start` and `end` its place."""

    kind: str
    text: str
    start: int
    end: int


def tokens(sql: str) -> list[Token]:
    """Return the tokens of `sql` without white space and comments."""
    return [
        Token(match.lastgroup or "", match.group(), match.start(), match.end())
        for match in TOKEN.finditer(sql)
        if match.lastgroup != "space"
    ]


def split_on_update(sql: str) -> tuple[str, str | None]:
    """Return what stands before and after ON UPDATE; None where the text has none."""
    found = tokens(sql)
    for first, second in pairwise(found):
        if first.kind == "word" and (first.text.lower(), second.text.lower()) == ("on", "update"):
            return sql[: first.start].strip(), sql[second.end :].strip()
    return sql.strip(), None


def decode(literal: str) -> str:
    r"""Return the value of a string literal: `'it''s\n'` → `it's` and a line break."""
    quote = literal[-1]
    body = literal[literal.index(quote) + 1 : -1]
    return re.sub(rf"\\(.)|{quote}{quote}", lambda m: ESCAPES.get(m[1], m[1]) if m[1] else quote, body, flags=re.DOTALL)


def encode(value: str) -> str:
    """Return a string literal: the inverse of `decode`."""
    return "'" + value.translate(SPELLING) + "'"


class Normalizer:
    """Canonical texts for one server's manner of quoting.

    `reserved` are the words a name cannot be without backticks; with `ansi_quotes`, "x" is a name.
    """

    def __init__(self, reserved: Collection[str], *, ansi_quotes: bool = False) -> None:
        self.reserved = NOW | frozenset(reserved) | {"end"}  # of CASE; SQLAlchemy's lists leave it out
        self.ansi_quotes = ansi_quotes
        self._expressions: dict[str, str] = {}
        self._defaults: dict[tuple[str, str], str] = {}

    def expression(self, sql: str) -> str:
        """Return the canonical text of an expression; each distinct text is worked on once."""
        text = self._expressions.get(sql)
        if text is None:
            text = self._expressions[sql] = _join(_bare(self._pieces(sql)))
        return text

    def default(self, sql: str, type_text: str) -> str:
        """Return the canonical text of a default: `0` of a decimal(10,2) → `0.00`.

        ON UPDATE is part of it, as it is for SQLAlchemy: `NULL on update current_timestamp()` has no default.
        """
        text = self._defaults.get((sql, type_text))
        if text is None:
            value, update = split_on_update(sql)
            text = stored(self.expression(value), type_text)
            if update is not None:
                text += " on update " + self.expression(update)
            self._defaults[sql, type_text] = text
        return text

    def _pieces(self, sql: str) -> list[str]:
        found = tokens(sql)
        pieces: list[str] = []
        for i, token in enumerate(found):
            called = i + 1 < len(found) and found[i + 1].text == "("
            pieces.append(self._piece(token, called))
            if token.kind == "word" and pieces[-1] == "current_timestamp" and not called:
                pieces += "()"
        return _without_zero_precision(pieces)

    def _piece(self, token: Token, called: bool) -> str:
        kind, text = token.kind, token.text
        if kind == "word":
            word = text.lower()
            if word in NOW or (word == "now" and called):
                return "current_timestamp"
            return word if called or word in self.reserved else text
        if kind == "string":
            if text[0] == '"' and self.ansi_quotes:
                return self._name(text[1:-1].replace('""', '"'))
            prefix = text[: text.index(text[-1])].lower()
            if prefix in ("b", "x"):
                return prefix + text[1:].lower()
            # MySQL 8 shows every string with its character set; ours is always that of the connection.
            return ("" if prefix == "_utf8mb4" else prefix) + encode(decode(text))
        if kind == "name":
            return self._name(text[1:-1].replace("``", "`"))
        return SIGNS.get(text, text.lower())

    def _name(self, name: str) -> str:
        """Return a name, in backticks only where it needs them."""
        if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) and name.lower() not in self.reserved:
            return name
        return "`" + name.replace("`", "``") + "`"


def stored(text: str, type_text: str) -> str:
    """Return a canonical default as a column of `type_text` stores it, where that is sure; else `text` itself."""
    base = re.match(r"\w*", type_text)
    kind = base[0] if base else ""
    value = {"true": "1", "false": "0"}.get(text, text)
    if kind in ("binary", "varbinary") and re.fullmatch(r"x'([0-9a-f]{2})*'", text):
        return _bytes_shown(text, type_text)
    if kind in QUOTED or value == "null":
        return text
    if kind == "bit":
        return f"b'{int(value):b}'" if value.isdecimal() else re.sub(r"^b'0*(?=[01])", "b'", value)
    number = _number(value)
    if number is None:
        return text
    if kind in INTEGERS or (kind == "year" and number >= 1901):
        return str(int(number)) if number == int(number) else text
    if kind in ("float", "double"):
        return re.sub(r"\.0$", "", repr(float(number)))
    scale = re.match(r"decimal\(\d+,(\d+)\)", type_text)
    if scale:
        return f"{number.quantize(Decimal(1).scaleb(-int(scale[1])), ROUND_HALF_UP, WIDE):f}"
    return text


def _bytes_shown(text: str, type_text: str) -> str:
    """Return `x'…'` as information_schema shows it, where each byte that is not UTF-8 is a question mark."""
    size = int(re.sub(r"\D", "", type_text) or 1) if type_text.startswith("binary") else 0
    shown = bytes.fromhex(text[2:-1]).ljust(size, b"\0").decode("utf-8", "surrogateescape")
    return encode(re.sub("[\udc80-\udcff]", "?", shown))


def _number(text: str) -> Decimal | None:
    if text.startswith("0x"):
        return Decimal(int(text, 16))
    try:
        number = Decimal(text[1:-1] if text[:1] == "'" else text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _bare(pieces: list[str]) -> list[str]:
    """Return `pieces` without the parentheses around all of them."""
    pairs = pairs_around(pieces)
    return pieces[pairs : len(pieces) - pairs]


def _without_zero_precision(pieces: list[str]) -> list[str]:
    """Return `pieces` with `current_timestamp(0)` written `current_timestamp()`, which is the same."""
    out: list[str] = []
    for piece in pieces:
        if piece == ")" and out[-3:] == ["current_timestamp", "(", "0"]:
            out.pop()
        out.append(piece)
    return out


def _join(pieces: list[str]) -> str:
    """Return the pieces as text, with spaces where the server writes them."""
    out: list[str] = []
    glued = True  # nothing stands between a piece and what it is glued to
    for i, piece in enumerate(pieces):
        last = pieces[i - 1] if i else ""
        glued = glued or piece in (")", ",", ".") or (piece == "(" and _is_call(last))
        out.append(piece if glued else " " + piece)
        glued = piece in ("(", ",", ".") or (piece in ("-", "+", "~", "!") and not _ends_operand(last))
    return "".join(out)


def _ends_operand(piece: str) -> bool:
    """Return whether a value may end with `piece`: a sign after it then has two sides."""
    return (
        piece == ")"
        or (piece[:1] in "\"'`" and piece != "")
        or (bool(re.match(r"[\w$.]", piece)) and piece not in BEFORE_PARENTHESIS)
    )


def _is_call(piece: str) -> bool:
    return bool(re.fullmatch(r"[\w$]+", piece)) and not piece[0].isdigit() and piece not in BEFORE_PARENTHESIS
