"""Canonical text of SQL expressions: what surely means nothing is taken away, and nothing else.

Two expressions with equal canonical text mean the same. The reverse is the server's business (`spell.py`): it adds
casts and parentheses when it stores an expression, and no rule on text can know which.

The rules are those of PostgreSQL's lexer (manual, section 4.1): white space and comments separate, words that are not
quoted fold to lower case, `"name"` is `name` when the quotes protect nothing, `!=` is `<>`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ..parentheses import closing as end_of
from ..parentheses import pairs_around
from ..tokens import KEYWORDS as CAPITALS
from ..tokens import Token, join
from .words import KEYWORDS

_TOKEN = re.compile(
    r"""
      (?P<space>  \s+ | --[^\n]* | /\*.*?\*/ )
    | (?P<string> (?:[eE]'(?:[^'\\]|\\.|'')*' | (?:[bBxXnN]|[uU]&)?'(?:[^']|'')*' | \$(?P<tag>\w*)\$.*?\$(?P=tag)\$) )
    | (?P<quoted> (?:[uU]&)?"(?:[^"]|"")*" )
    | (?P<number> (?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)? )
    | (?P<word>   [^\W\d][\w$]* )
    | (?P<op>     ::|:=|[()\[\],.;:] )
    | (?P<sign>   [-+*/<>=~!@\#%^&|`?]+ )
    | (?P<other>  . )
    """,
    re.VERBOSE | re.DOTALL,
)
_PLAIN_NAME = re.compile(r"[a-z_][a-z0-9_$]*\Z")
_COMMENT_IN_SIGN = re.compile(r"--|/\*")
_FOLDED = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")  # the server folds ASCII only
_WRITTEN_SMALL = frozenset(("DIV", "GLOB", "MATCH", "MOD", "REGEXP", "RLIKE", "XOR"))  # no keywords here
_QUERY = (("word", "SELECT"), ("word", "values"), ("word", "with"))


def tokens(sql: str) -> list[Token]:
    """Return the tokens of `sql` in canonical form, without white space and comments."""
    found: list[Token] = []
    at, end = 0, len(sql)
    while at < end:
        match = _TOKEN.match(sql, at)
        assert match is not None
        kind, text = match.lastgroup or "other", match.group()
        if kind == "sign":
            text = _operator(text)
        at += len(text)
        if kind != "space":
            found.append(_canonical(kind, text))
    return found


def _operator(run: str) -> str:
    """Return the operator that a run of operator signs begins with.

    A comment ends it, and a trailing + or - belongs to what follows unless the operator has an unusual sign in it.
    """
    comment = _COMMENT_IN_SIGN.search(run)
    if comment and comment.start():
        run = run[: comment.start()]
    while len(run) > 1 and run[-1] in "+-" and not set(run) & set("~!@#%^&|`?"):
        run = run[:-1]
    return run


def _canonical(kind: str, text: str) -> Token:
    if kind == "word":
        capitals = text.upper()
        if capitals in CAPITALS and capitals not in _WRITTEN_SMALL:
            return Token("word", capitals)
        return Token("word", text.translate(_FOLDED))
    if kind == "quoted" and _PLAIN_NAME.match(text[1:-1]) and text[1:-1] not in KEYWORDS:
        return Token("word", text[1:-1])
    if kind in ("tag", "string"):
        return Token("string", text)
    if kind in ("quoted", "number"):
        return Token(kind, text)
    return Token("op", "<>" if text == "!=" else text)


def without_parentheses(found: Sequence[Token]) -> Sequence[Token]:
    """Return `found` without the parentheses around the whole of it; those of a row or a query stay."""
    pairs = pairs_around([token.text for token in found])
    inner = found[pairs : len(found) - pairs]
    if pairs and (inner[0] in _QUERY or len(elements_of(inner)) > 1):
        pairs -= 1
    return found[pairs : len(found) - pairs]


def canonical(sql: str) -> str:
    """Return the canonical text of an expression: `"((N > 0))"` → `"n > 0"`."""
    return join(without_parentheses(flat_conditions(spread_array_casts(tokens(sql)))))


_CONNECTIVES = (Token("word", "AND"), Token("word", "OR"))


def flat_conditions(found: list[Token]) -> list[Token]:
    """Return `found` without the parentheses of a chain of ANDs that is part of one, and likewise of ORs.

    The server shows `a BETWEEN 1 AND 2 AND b` as `(x AND y) AND b`, and that, stored again, as `x AND y AND b`.
    """
    if Token("word", "BETWEEN") in found:  # whose AND connects no conditions
        return found
    position = 0
    while position < len(found):
        if found[position] == ("op", "(") and _is_part(found, position, end := closing(found, position)):
            found = [*found[:position], *found[position + 1 : end], *found[end + 1 :]]
        else:
            position += 1
    return found


def _is_part(found: list[Token], opening: int, end: int) -> bool:
    """Whether parentheses hold conditions connected by the word that connects them with what is around them."""
    before = found[opening - 1] if opening else Token("op", "(")
    after = found[end + 1] if end + 1 < len(found) else Token("op", ")")
    word = next((each for each in (before, after) if each in _CONNECTIVES), None)
    if word is None or before not in (word, ("op", "(")) or after not in (word, ("op", ")")):
        return False
    depth = 0
    inner = set()
    for kind, text in found[opening + 1 : end]:
        if kind == "op":
            depth += (text in "([") - (text in ")]")
        if depth == 0:
            inner.add((kind, text))
    return word in inner and not inner.intersection((*_CONNECTIVES, ("op", ","), *_QUERY)) - {word}


_ARRAY_BEGINS = [("op", "("), ("word", "ARRAY"), ("op", "[")]
_ARRAY_ENDS = [("op", "]"), ("op", ")"), ("op", "::")]


def spread_array_casts(found: list[Token]) -> list[Token]:
    """Return `found` with the cast of an array made a cast of its elements: `(ARRAY[a])::t[]` is `ARRAY[(a)::t]`.

    The server shows `x IN ('a', 'b')` in the first form, and that form, stored again, in the second.
    """
    for start in range(len(found) - 3):
        if found[start : start + 3] != _ARRAY_BEGINS:
            continue
        end = closing(found, start + 2)
        if found[end : end + 3] != _ARRAY_ENDS:
            continue
        after = next((i for i in range(end + 3, len(found)) if found[i].text == "["), len(found))
        type_ = found[end + 3 : after]
        if found[after : after + 2] != [("op", "["), ("op", "]")] or any(kind == "op" for kind, _ in type_):
            continue
        inner: list[Token] = []
        for element in elements_of(found[start + 3 : end]):
            inner += [Token("op", ","), Token("op", "("), *element, Token("op", ")"), Token("op", "::"), *type_]
        spread = [*found[start + 1 : start + 3], *inner[1:], found[end]]
        return spread_array_casts([*found[:start], *spread, *found[after + 2 :]])
    return found


def closing(found: Sequence[Token], opening: int) -> int:
    """Return where the bracket at `opening` is closed; the end when it never is."""
    end = end_of([token.text for token in found], opening, ("([", ")]"))
    return len(found) if end < 0 else end


def elements_of(found: Sequence[Token]) -> list[list[Token]]:
    """Return the elements of a list, which commas outside all brackets separate."""
    elements: list[list[Token]] = [[]]
    depth = 0
    for token in found:
        if token.kind == "op":
            depth += (token.text in "([") - (token.text in ")]")
        if depth == 0 and token == ("op", ","):
            elements.append([])
        else:
            elements[-1].append(token)
    return elements


INTEGERS = frozenset(("smallint", "integer", "bigint"))
NUMBERS = INTEGERS | {"numeric", "real", "double precision"}
_INTEGER = re.compile(r"-?\d+\Z", re.ASCII)
_DECIMAL = re.compile(r"-?\d+(\.\d+)?\Z", re.ASCII)
_BOOLEAN = {
    **dict.fromkeys(("t", "true", "y", "yes", "on", "1"), "TRUE"),
    **dict.fromkeys(("f", "false", "n", "no", "off", "0"), "FALSE"),
}


def canonical_default(
    sql: str, base: str, canonical_type: Callable[[str], str], *, whole: str = "", named: bool = False
) -> str:
    """Return the canonical text of the default of a column of the type `whole`, which without its arguments is `base`.

    A literal cast to the column's own type is that literal (of an interval also with its precision, which the server
    adds; a cast to `character(2)` would cut); a quoted number is a number in a column of numbers; all
    spellings of a truth value are `TRUE` or `FALSE`. `canonical_type` is asked for the type of a cast. A type that
    somebody made (`named`) may be a domain over numbers, of which a whole one reads `'5'::bigint` or `5`: it is `'5'`.
    """
    found = without_parentheses(tokens(sql))
    if not found or found[0][0] not in ("string", "number", "op", "word"):
        return join(found)
    if named and (digits := _whole_number(found, canonical_type)) is not None:
        return digits
    if len(found) > 2 and found[1] == ("op", "::") and found[0] != ("word", "NULL"):
        own = (base, whole) if base == "interval" else (base,)
        if found[0][0] != "string" or canonical_type(join(found[2:])) not in own:
            return join(found)
        found = found[:1]
    text = join(found)
    if len(found) == 1 and found[0][0] == "string" and text[0] == "'":
        return _literal(text, base)
    return _number(text, base) or text


def _whole_number(found: Sequence[Token], canonical_type: Callable[[str], str]) -> str | None:
    """Return `'5'` for `5`, and for a quoted one with a cast to numbers."""
    casts = [position for position, token in enumerate(found) if token == ("op", "::")]
    if casts and canonical_type(join(found[casts[0] + 1 :])) not in NUMBERS:
        return None
    value = "".join(text for _, text in found[: casts[0] if casts else len(found)])
    value = value.strip("'") if casts else value
    return f"'{value}'" if _INTEGER.match(value) else None


def _literal(text: str, base: str) -> str:
    value = text[1:-1]
    if base in NUMBERS:
        return _number(value, base) or text
    if base == "boolean":
        return _BOOLEAN.get(value.lower(), text)
    return text


def _number(value: str, base: str) -> str | None:
    """Return the digits of a number in a column of numbers; None for anything else."""
    if base in INTEGERS:
        return str(int(value)) if _INTEGER.match(value) else None
    if base not in NUMBERS or not _DECIMAL.match(value):
        return None
    if base != "numeric" and "." in value:  # only a numeric keeps the zeros at its end
        value = value.rstrip("0").rstrip(".")
    return value


def canonical_partition(text: str) -> str:
    """Return a partition key in canonical text: `"range(created)"` → `RANGE (created)`."""
    method, parenthesis, keys = canonical(text).partition("(")
    return f"{method.strip().upper()} {parenthesis}{keys}"
