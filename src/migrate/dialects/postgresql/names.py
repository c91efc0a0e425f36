"""The names PostgreSQL gives to constraints and indexes that were created without one.

Source: `makeObjectName()` and its callers in PostgreSQL's `src/backend/commands/indexcmds.c` and `tablecmds.c`.
"""

from __future__ import annotations

from collections.abc import Sequence

MAX_BYTES = 63
LABELS = {
    "primary_key": "pkey",
    "unique": "key",
    "foreign_key": "fkey",
    "check": "check",
    "index": "idx",
    "exclude": "excl",
    "sequence": "seq",
}


def kept(name: str) -> str:
    """Return what the server keeps of a name: as many whole characters as there is room for."""
    if len(name) <= MAX_BYTES // 4:  # no character has more than four
        return name
    written = name.encode()
    return name if len(written) <= MAX_BYTES else written[:MAX_BYTES].decode(errors="ignore")


def automatic_name(kind: str, table: str, columns: Sequence[str] = ()) -> str:
    """Return the first name the server tries: `automatic_name("unique", "t", ["a", "b"])` → `t_a_b_key`.

    A check has `columns` only when it mentions exactly one. When the name is taken the server appends a number.
    """
    label = LABELS[kind]
    first = table.encode()
    second = b"" if kind == "primary_key" else "_".join(columns).encode()[: MAX_BYTES + 1]
    room = MAX_BYTES - len(label) - 1 - bool(second)
    while len(first) + len(second) > room:
        if len(first) > len(second):
            first = first[:-1]
        else:
            second = second[:-1]
    # a name is never cut inside a character
    parts = [part.decode(errors="ignore") for part in (first, second) if part]
    return "_".join([*parts, label])
