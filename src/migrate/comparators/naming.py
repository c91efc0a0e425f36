"""Final names: what a constraint is called in a script when the model leaves it unnamed."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Sequence
from itertools import chain

from ..dialects.support import DialectSupport


def final_name(
    support: DialectSupport,
    kind: str,
    table: str,
    columns: Sequence[str] = (),
    taken: Container[str] = (),
    *,
    expression: str = "",
) -> str:
    """Return the conventional name of an unnamed constraint, not longer than the database allows.

    `kind` is a field of `Naming`: "unique", "foreign_key", "check" or "primary_key". `taken` are names in use.
    A CHECK is told from others by its `expression`.
    """
    pattern: str = getattr(support.naming, kind)
    name = pattern.format(table=table, columns="_".join(columns), number=support.naming.digest(expression))
    candidates = chain([name], (f"{name}_{count}" for count in range(2, 1000)))
    return next(found for each in candidates if (found := shorten(each, support)) not in taken)


def shorten(name: str, support: DialectSupport) -> str:
    """Return `name`, or its beginning and a digest of the whole where it is longer than the database allows."""
    limit = support.features.max_identifier
    if len(name) <= limit and support.stored_name(name) == name:
        return name
    end = f"_{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    beginning = name[: limit - len(end)]
    while support.stored_name(beginning + end) != beginning + end:
        beginning = beginning[:-1]
    return beginning + end
