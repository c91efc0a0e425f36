"""What follows a key of an index: collation, operator class, direction, place of the nulls."""

from __future__ import annotations

from typing import NamedTuple

from ..tokens import Token, join
from .normalize import closing, tokens


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
        rest, modifiers = split(tokens(text), bare=True)
        opclass = _opclass(rest) if rest else modifiers.opclass
        return modifiers._replace(opclass=None if opclass in defaults else opclass)


def split(found: list[Token], *, bare: bool = False) -> tuple[list[Token], Modifiers]:
    """Take the modifiers off the end of a key of an index: `a COLLATE "C" DESC` → `a` and the rest.

    An operator class is taken only where nothing else can stand: after a collation or behind a single name.
    With `bare` the key itself is not there and what stays is the operator class.
    """
    key = list(found)
    nulls_first: bool | None = None
    if _ends(key, "NULLS", "first") or _ends(key, "NULLS", "last"):
        nulls_first = key[-1].text == "first"
        del key[-2:]
    descending = _ends(key, "DESC")
    if descending or _ends(key, "ASC"):
        del key[-1:]
    opclass = collation = None
    at = _collate_at(key)
    if at is not None:
        end = at + 2
        while end + 1 < len(key) and key[end].text == ".":
            end += 2
        collation = join(key[at + 1 : end])
        opclass = _opclass(key[end:])
        del key[at:]
    elif not bare and len(key) == 2 and all(kind in ("word", "quoted") for kind, _ in key):
        opclass = key.pop().text
    elif not bare and _has_parameters(key):
        opclass = _opclass(key[1:])
        del key[1:]
    first = descending if nulls_first is None else nulls_first
    return key, Modifiers(collation, opclass, descending, first)


def _has_parameters(key: list[Token]) -> bool:
    """Whether a key is a name and an operator class with parameters: `v tsvector_ops(siglen=100)`."""
    names = len(key) > 4 and all(kind == "quoted" or (kind == "word" and not text.isupper()) for kind, text in key[:2])
    return names and key[2].text == "(" and closing(key, 2) == len(key) - 1


def _opclass(found: list[Token]) -> str | None:
    """Return an operator class with its parameters; a number is one in quotes too, which the server adds."""
    number = [kind == "string" and text[1:-1].isdigit() for kind, text in found]
    plain = [Token("number", each.text[1:-1]) if quoted else each for each, quoted in zip(found, number, strict=True)]
    return join(plain) or None


def _ends(key: list[Token], *words: str) -> bool:
    return [text for _, text in key[-len(words) :]] == list(words)


def _collate_at(key: list[Token]) -> int | None:
    """Return where a COLLATE outside all parentheses stands, if what follows can only belong to an index."""
    depth = 0
    for position, (kind, text) in enumerate(key):
        if kind == "op":
            depth += (text in "([") - (text in ")]")
        if depth == 0 and (kind, text) == ("word", "COLLATE"):
            following = key[position + 1 :]
            if all(kind in ("word", "quoted") or text == "." for kind, text in following):
                return position
    return None
