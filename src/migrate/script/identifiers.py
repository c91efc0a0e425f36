"""How a revision is named: the rules for ids, and the grammar of what a user may write for one.

    [branch@]symbol[±N]

`symbol` is an id, the start of one, a branch label, `head`, `heads` or `base`; it may be left out before
`±N`. The characters with a meaning here are the ones an id must not have, so every text reads in one way only.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import NamedTuple

from .errors import ResolutionError, RevisionError

RevisionIds = str | Iterable[str] | None
"""None for base, one identifier, or several."""

FORBIDDEN = "@-+:"
SYMBOLS = ("head", "heads", "base", "current")
MAX_LENGTH = 32
"""Characters in `version_num`, the column that keeps the id in the database."""

_FORM = re.compile(r"(?:(?P<branch>[^@+:\-]+)@)?(?P<symbol>[^@+:\-]*)(?P<offset>[+-]\d+)?")


class Identifier(NamedTuple):
    """What a user wrote, in its parts: `left@head-2` is branch "left", symbol "head", offset -2."""

    text: str
    branch: str | None
    symbol: str
    offset: int

    @property
    def start(self) -> str:
        """What is written before the offset: "left@head" of `left@head-2`."""
        return self.text[: self.text.rfind("-" if self.offset < 0 else "+")] if self.offset else self.text

    @property
    def is_relative_to_current(self) -> bool:
        """True for `+N` and `label@-N`: where it starts depends on what is applied."""
        return not self.symbol


def parse(text: str) -> Identifier:
    """Return `text` in its parts; raises ResolutionError where it is no identifier at all."""
    match = _FORM.fullmatch(text)
    if match is None or not (match["symbol"] or match["offset"]):
        raise ResolutionError(
            f"{text!r} is not a revision identifier",
            text,
            hint="write an id or its first characters, 'head', 'heads', 'base', a branch label, "
            "'<label>@head', '+1', '-1', or '<id>-1'",
        )
    return Identifier(text, match["branch"], match["symbol"], int(match["offset"] or 0))


def as_tuple(ids: RevisionIds) -> tuple[str, ...]:
    """Return `ids` as a tuple: () for None, one member for a text."""
    if ids is None:
        return ()
    return (ids,) if isinstance(ids, str) else tuple(ids)


_ALLOWED = re.compile(f"[^{re.escape(FORBIDDEN)}]+", re.DOTALL)


def check_revision_id(revision: str) -> None:
    """Raise RevisionError unless `revision` is a text that reads as one id in every identifier."""
    if isinstance(revision, str) and _ALLOWED.fullmatch(revision):
        return
    if not isinstance(revision, str) or not revision:
        raise RevisionError(f"a revision id must be a text, not {revision!r}")
    found = [character for character in FORBIDDEN if character in revision]
    raise RevisionError(
        f"Character(s) '{', '.join(found)}' not allowed in revision identifier {revision!r}",
        hint="use letters, digits and underscores",
    )


def check_new_revision_id(revision: str) -> None:
    """Raise RevisionError unless a new revision may be called `revision`, which the version table must hold."""
    check_revision_id(revision)
    if len(revision) > MAX_LENGTH:
        raise RevisionError(
            f"the revision id {revision!r} has {len(revision)} characters; the version table keeps {MAX_LENGTH}",
            hint=f"choose an id of at most {MAX_LENGTH} characters",
        )
    if revision in SYMBOLS:
        raise RevisionError(f"{revision!r} has a meaning of its own, so no revision can have it as its id")


def check_branch_label(label: str) -> None:
    """Raise RevisionError unless a branch may be called `label`."""
    found = [character for character in FORBIDDEN if character in label]
    if found or not label or label in SYMBOLS:
        reason = f"has the character(s) '{', '.join(found)}'" if found else "has a meaning of its own"
        raise RevisionError(
            f"{label!r} cannot be a branch label: it {reason if label else 'is empty'}",
            hint="use letters, digits and underscores",
        )


def new_revision_id() -> str:
    """Return a fresh revision id: 12 random hexadecimal digits."""
    return os.urandom(6).hex()
