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
    limit = support.features.max_identifier
    candidates = chain([name], (f"{name}_{count}" for count in range(2, 1000)))
    return next(found for each in candidates if (found := shorten(each, limit)) not in taken)


def shorten(name: str, limit: int) -> str:
    """Return `name`, or its beginning and a digest of the whole where it is longer than `limit` characters."""
    if len(name) <= limit:
        return name
    return f"{name[: limit - 9]}_{hashlib.sha256(name.encode()).hexdigest()[:8]}"
