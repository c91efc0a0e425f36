"""All that happens to one column, in one row: its directives may stand far apart in a plan.

A column that is added with a value for the rows there are takes three directives or four; a person reads "added, NOT
NULL, rows get 'x'".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..operations.base import Effect
from .describe import Change, Row

KINDS = ("column", "value")
"""Rows that tell of a column: of itself, and of what its rows get."""


def one_row_per_column(rows: Iterable[Row]) -> list[Row]:
    """Return the rows of one table with those of each column joined, where the first of them stood.

    A drop stays alone: what follows under the name is another column.
    """
    found: dict[str | int, list[Row]] = {}
    now: dict[str, str] = {}
    for row in rows:
        if row.kind not in KINDS or row.effect is Effect.DROP:
            found[len(found)] = [row]
            continue
        key = now.get(row.name, row.name)
        found.setdefault(key, []).append(row)
        now.update((change.new, key) for change in row.changes if change.what == "name")
    return [_joined(group) for group in found.values()]


def _joined(rows: list[Row]) -> Row:
    """Return one row for several of a column; its definition says what a new one becomes in the end."""
    if len(rows) == 1:
        return rows[0]
    base = next((row for row in rows if row.effect is Effect.CREATE), None)
    others = [row for row in rows if row is not base]
    changes = tuple(change for row in others for change in row.changes)
    hazards = tuple(hazard for row in rows for hazard in row.hazards)
    if base is not None:
        return replace(base, detail=_with_changes(base.detail, changes), hazards=hazards)
    base = next((row for row in rows if row.kind == "column"), rows[0])
    return replace(base, changes=changes, hazards=hazards)


def _with_changes(detail: tuple[str, ...], changes: Iterable[Change]) -> tuple[str, ...]:
    """Return the definition of a new column after further changes of it."""
    parts = list(detail)
    for change in changes:
        if (change.what, change.new) == ("nullable", "no"):
            parts.insert(1, "not null")
        elif change.what == "rows":
            parts.append(f"rows get {change.new}")
        else:
            parts.append(f"then {change.what} {change.new}")
    return tuple(parts)
