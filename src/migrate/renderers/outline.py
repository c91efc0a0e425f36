"""A plan as an outline: its rows, table by table, with what is dangerous beside each, and the count of it all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..comparators.records import TableKey
from ..operations.base import Effect
from ..plan.hazards import Hazard, Severity
from .column_rows import one_row_per_column
from .describe import Change, Row, describe

if TYPE_CHECKING:
    from ..plan import Plan


@dataclass(frozen=True)
class Outline:
    """What a plan does. Rows without a table (`execute`) stand at the top level, in their place."""

    dialect: str
    rows: tuple[Row, ...]
    hazards: tuple[Hazard, ...]

    @property
    def summary(self) -> str:
        """One line: "2 tables added, 1 column changed, 1 destructive, 1 risky"."""
        return summarize(self.rows)


def outline(plan: Plan) -> Outline:
    """Return the outline of a plan. Tables come in the order in which the plan first touches them."""
    hazards = tuple(plan.hazards)
    found: dict[TableKey | int, list[Row]] = {}
    for op in plan.upgrade_ops.flat():
        row = replace(describe(op, plan.dialect), hazards=tuple(h for h in hazards if h.op is op))
        found.setdefault(len(found) if row.table is None else row.table, []).append(row)
    rows = [_table(key, group) if isinstance(key, TableKey) else group[0] for key, group in found.items()]
    return Outline(plan.support.title, tuple(rows), hazards)


def _table(key: TableKey, group: list[Row]) -> Row:
    """Return one row for all that happens to a table: its creation or drop if there is one, else its changes.

    What else is done to a table that is created or dropped (an index, a foreign key told apart) is one of its parts.
    """
    whole = next((row for row in group if row.kind == "table"), None)
    parts = _by_kind(_with_replaced(one_row_per_column(row for row in group if row is not whole)))
    if whole is None:
        return Row(Effect.ALTER, "table", str(key), key, rows=tuple(parts))
    return replace(whole, name=str(key), rows=(*whole.rows, *parts))


def _by_kind(rows: list[Row]) -> list[Row]:
    """Return rows with the columns first, then the keys, and so on; within a kind in the order of the plan."""
    order = {kind: rank for rank, kind in enumerate(_NOUNS)}
    return sorted(rows, key=lambda row: order.get(row.kind, len(order)))


WHOLE = "definition"
"""What changes of a thing that is dropped and created again under its name."""


def _with_replaced(rows: list[Row]) -> list[Row]:
    """Return rows with each drop and creation of one name told as one change, where the first of them stood."""
    found: dict[tuple[str, str] | int, Row] = {}
    for row in rows:
        key = (row.kind, row.name) if row.name and row.kind != "column" else len(found)
        other = found.get(key)
        if other is not None and {other.effect, row.effect} == {Effect.CREATE, Effect.DROP}:
            found[key] = _replaced(*((other, row) if other.effect is Effect.DROP else (row, other)))
        else:
            found[key if other is None else len(found)] = row
    return list(found.values())


def _replaced(old: Row, new: Row) -> Row:
    hazards = (*old.hazards, *new.hazards)
    before, after = "  ".join(old.detail), "  ".join(new.detail)
    if before == after or (new.op is not None and new.op.restores):  # it steps aside while something under it changes
        return replace(new, effect=Effect.ALTER, detail=(*new.detail, "dropped and created again"), hazards=hazards)
    change = Change(WHOLE, before, after)
    return replace(new, effect=Effect.ALTER, detail=(), changes=(change,), hazards=hazards)


_VERBS = {Effect.CREATE: "added", Effect.ALTER: "changed", Effect.DROP: "dropped", Effect.RUN: "run"}
_NOUNS = {
    "table": ("table", "tables"),
    "column": ("column", "columns"),
    "primary key": ("primary key", "primary keys"),
    "foreign key": ("foreign key", "foreign keys"),
    "unique": ("unique constraint", "unique constraints"),
    "check": ("check", "checks"),
    "exclude": ("exclude constraint", "exclude constraints"),
    "constraint": ("constraint", "constraints"),
    "index": ("index", "indexes"),
    "comment": ("comment", "comments"),
    "table options": ("table's options", "tables' options"),
    "execute": ("statement", "statements"),
    "insert": ("insert", "inserts"),
}
"""Kind of row → its noun, one and many; also the order in which kinds are counted."""


def summarize(rows: Iterable[Row]) -> str:
    """Return the count of what happens, "no changes" for nothing. Parts of a new or dropped table do not count."""
    counts: Counter[tuple[str, Effect]] = Counter()
    dangers: Counter[Severity] = Counter()
    for row in rows:
        counts.update((r.kind, r.effect) for r in (row.rows if _is_altered(row) else [row]))
        dangers.update(severity for r in (row, *row.rows) for severity in {h.severity for h in r.hazards})
    kinds = [*_NOUNS, *sorted({kind for kind, _ in counts} - set(_NOUNS))]
    found = [
        f"{counts[kind, effect]} {_noun(kind, counts[kind, effect])} {verb}"
        for kind in kinds
        for effect, verb in _VERBS.items()
        if counts[kind, effect]
    ]
    found += [f"{dangers[severity]} {severity.value}" for severity in Severity if dangers[severity]]
    return ", ".join(found) or "no changes"


def _is_altered(row: Row) -> bool:
    """Whether a row is a table that stays: what happens in it counts, the table does not."""
    return row.kind == "table" and row.effect is Effect.ALTER and not row.changes


def _noun(kind: str, count: int) -> str:
    one, many = _NOUNS.get(kind, (kind, f"{kind}s"))
    return one if count == 1 else many
