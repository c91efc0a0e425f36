"""Parentheses among the texts of tokens; one in a string or a name is part of a longer text and does not count."""

from __future__ import annotations

from collections.abc import Sequence


def closing(texts: Sequence[str], at: int = 0, brackets: tuple[str, str] = ("(", ")")) -> int:
    """Return where the bracket at `at` is closed; -1 when it never is, or is none. `brackets` are "([" and ")]"."""
    opening, ending = brackets
    depth = 0
    for position in range(at, len(texts)):
        text = texts[position]
        if len(text) == 1:
            depth += (text in opening) - (text in ending)
        if depth <= 0:
            return position if position > at else -1
    return -1


def pairs_around(texts: Sequence[str]) -> int:
    """Return how many pairs of parentheses enclose all of it: `((a))` has two. Something is left within them."""
    found = 0
    while len(texts) - 2 * found > 2 and texts[found] == "(" and closing(texts, found) == len(texts) - found - 1:
        found += 1
    return found
