"""What follows a key of an index: collation, operator class, direction, place of the nulls."""

from __future__ import annotations

from typing import NamedTuple

from ..tokens import KEYWORDS, Token, join
from .normalize import closing, tokens

_BINDS_MORE = frozenset((")", "]", "::", ".", "CAST", "ARRAY"))
"""What may stand before a COLLATE that is about all of it."""


class Modifiers(NamedTuple):
    """The modifiers of one key; all None or False are those of a key that has none written.

    `collation` is as SQL spells it, `opclass` too, with its parameters; `nulls_first` is what the server stores, so
    True for a descending key unless NULLS LAST is written.
    """

    collation: str | None = None
    opclass: str | None = None
    descending: bool = False
    nulls_first: bool = False

    @property
    def text(self) -> str:
        """The modifiers in the order of CREATE INDEX, without those that are what the server takes anyway."""
        words = []
        if self.collation:
            words.append(f"COLLATE {self.collation}")
        if self.opclass:
            words.append(self.opclass)
        if self.descending:
            words.append("DESC")
        if self.nulls_first != self.descending:
            words.append("NULLS FIRST" if self.nulls_first else "NULLS LAST")
        return " ".join(words)

    @classmethod
    def parse(cls, text: str, defaults: frozenset[str] = frozenset()) -> Modifiers:
        """Return the modifiers written in `text`: `"text_pattern_ops DESC"`; `defaults` are opclasses to leave out."""
        found = _modifiers(tokens(text)) or Modifiers()
        return found._replace(opclass=None) if found.opclass in defaults else found

    @property
    def only_collation(self) -> bool:
        """Whether there is a collation and nothing else, as may stand inside the parentheses of an expression."""
        return self.collation is not None and self == Modifiers(self.collation)


def split(found: list[Token]) -> tuple[list[Token], Modifiers]:
    """Take the modifiers off the end of a key of an index: `a COLLATE "C" DESC` → `a` and the rest.

    A key is a column, a call or an expression in parentheses (manual, CREATE INDEX); an expression without parentheses
    around it, which a model may give, is returned whole, but for a collation.
    """
    end = _key_end(found)
    modifiers = _modifiers(found[end:]) if end else None
    if modifiers is None and (end := _collate_at(found)):
        modifiers = _modifiers(found[end:])
    return (found, Modifiers()) if modifiers is None else (found[:end], modifiers)


def _key_end(found: list[Token]) -> int:
    """Return where a column, a call or what is in parentheses ends; 0 where it is none of them."""
    if not found or (found[0].text != "(" and not _is_name(found[0]) and found[1:2] != [Token("op", "(")]):
        return 0
    at = 0 if found[0].text == "(" else _dotted(found, 0)
    return closing(found, at) + 1 if found[at : at + 1] == [Token("op", "(")] else at


def _dotted(found: list[Token], at: int) -> int:
    """Return where a name ends that begins at `at` and may have a schema before it."""
    at += 1
    while found[at : at + 1] == [Token("op", ".")]:
        at += 2
    return at


def _is_name(token: Token) -> bool:
    """Whether a token is a name, not a keyword: those are in capitals."""
    return token.kind == "quoted" or (token.kind == "word" and token.text not in KEYWORDS)


def _modifiers(found: list[Token]) -> Modifiers | None:
    """Return what follows a key; None where it is something else than modifiers."""
    at = 0
    collation = opclass = None
    if found[:1] == [Token("word", "COLLATE")]:
        at = _dotted(found, 1)
        collation = join(found[1:at])
    if found[at : at + 1] and _is_name(found[at]):
        end = _dotted(found, at)
        if found[end : end + 1] == [Token("op", "(")]:
            end = closing(found, end) + 1
        opclass = _opclass(found[at:end])
        at = end
    words = [text.upper() if kind == "word" else text for kind, text in found[at:]]
    descending = words[:1] == ["DESC"]
    nulls = words[1:] if words[:1] in (["ASC"], ["DESC"]) else words
    if nulls not in ([], ["NULLS", "FIRST"], ["NULLS", "LAST"]):
        return None
    return Modifiers(collation, opclass, descending, nulls[1] == "FIRST" if nulls else descending)


def _opclass(found: list[Token]) -> str:
    """Return an operator class with its parameters; a number is one in quotes too, which the server adds."""
    number = [kind == "string" and text[1:-1].isdigit() for kind, text in found]
    plain = [Token("number", each.text[1:-1]) if quoted else each for each, quoted in zip(found, number, strict=True)]
    return join(plain)


def _collate_at(found: list[Token]) -> int:
    """Return where a COLLATE stands that is about the whole of what is before it, 0 where there is none.

    It binds more tightly than any operator, but for a cast and a subscript.
    """
    depth = 0
    for position, (kind, text) in enumerate(found):
        if kind == "op":
            depth += (text in "([") - (text in ")]")
        if depth == 0 and (kind, text) == ("word", "COLLATE"):
            return position
        if depth == 0 and text not in _BINDS_MORE and (kind == "op" or text in KEYWORDS):
            return 0
    return 0
