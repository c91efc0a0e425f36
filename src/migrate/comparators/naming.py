"""Final names: what a constraint is called in a script when the model leaves it unnamed."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Sequence

from ..dialects.support import DialectSupport


def final_name(
    support: DialectSupport, kind: str, table: str, columns: Sequence[str] = (), taken: Container[str] = ()
) -> str:
    """Return the conventional name of an unnamed constraint, not longer than the database allows.

    `kind` is a field of `Naming`: "unique", "foreign_key", "check" or "primary_key". `taken` are names in use.
    """
    pattern: str = getattr(support.naming, kind)
    for number in range(1, 1000):
        name = pattern.format(table=table, columns="_".join(columns), number=number)
        if number > 1 and "{number}" not in pattern:
            name = f"{name}_{number}"
        name = shorten(name, support.features.max_identifier)
        if name not in taken:
            return name
    raise AssertionError(f"a thousand constraints of {table} have no name")


def shorten(name: str, limit: int) -> str:
    """Return `name`, or its beginning and a digest of the whole where it is longer than `limit` characters."""
    if len(name) <= limit:
        return name
    return f"{name[: limit - 9]}_{hashlib.sha256(name.encode()).hexdigest()[:8]}"
