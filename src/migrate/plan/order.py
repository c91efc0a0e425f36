"""Order directives so that each one runs while what it needs exists.

One rule, for every key k that some directive creates or drops:

    creator(k) → every directive that needs k → dropper(k),    and dropper(k) → creator(k) where k is replaced.

Where a renaming gives k to what is then replaced, it comes before both.

A directive that drops something needs the k from before; one that creates something needs the k from after; what only
alters says which of the two it needs (`runs_before`, `runs_after`) where k is replaced. Kahn's algorithm with a heap on
the original position: no constraint, no movement, the same output on every run. A cycle asks its members to `split()`:
a CREATE TABLE gives its foreign keys away. The reversed list is a valid downgrade.

Directives of others say nothing of themselves; their names suggest where they go (`foreign.py`).
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Sequence

from ..comparators.records import ObjectKey
from ..errors import DependencyCycle
from ..operations.base import Effect, MigrateOperation
from .foreign import guesses


def order(ops: Iterable[MigrateOperation], *, forward_references: bool = False) -> list[MigrateOperation]:
    """Return `ops` in an order in which they run, some of them split.

    With `forward_references` a foreign key may refer to a table that does not exist yet (SQLite), so nothing is split
    for it. Raises DependencyCycle when directives need each other and none can be split.
    """
    waiting = list(ops)
    while True:
        done, ring = _sort(waiting, guessing=True)
        if ring:
            done, ring = _sort(waiting)
        if ring and forward_references:
            done, ring = _sort(waiting, ignore_referents=True)
        if not ring:
            return done
        for op in ring:
            parts = op.split()
            if len(parts) > 1:
                place = waiting.index(op)
                waiting[place : place + 1] = parts
                break
        else:
            raise DependencyCycle(
                "these changes need each other: " + " → ".join(_title(op) for op in (*ring, ring[0])),
                hint="make the change in two revisions",
            )


def _sort(
    ops: Sequence[MigrateOperation], *, ignore_referents: bool = False, guessing: bool = False
) -> tuple[list[MigrateOperation], list[MigrateOperation]]:
    """Return the directives that can be put in order, in order, and a ring of some that wait for each other, if any."""
    after = _edges(ops, ignore_referents)
    for first, second in guesses(ops) if guessing else ():
        after[first].add(second)
    waits = [0] * len(ops)
    for successors in after:
        for j in successors:
            waits[j] += 1
    ready = [i for i, count in enumerate(waits) if not count]
    heapq.heapify(ready)
    done: list[int] = []
    while ready:
        i = heapq.heappop(ready)
        done.append(i)
        for j in after[i]:
            waits[j] -= 1
            if not waits[j]:
                heapq.heappush(ready, j)
    ring = _ring(after, sorted(set(range(len(ops))).difference(done)))
    return [ops[i] for i in done], [ops[i] for i in ring]


def _ring(after: Sequence[set[int]], left: Sequence[int]) -> list[int]:
    """Return positions each of which waits for the one before it, and the first for the last; none when none are left.

    All that is left waits for something that is left, so going back from anywhere ends in a ring.
    """
    before: dict[int, int] = {}
    for i in left:
        for j in after[i]:
            before.setdefault(j, i)
    path: list[int] = list(left[:1])
    while path and before[path[-1]] not in path:
        path.append(before[path[-1]])
    ring = path[path.index(before[path[-1]]) :][::-1] if path else []
    start = ring.index(min(ring)) if ring else 0
    return ring[start:] + ring[:start]


def _edges(ops: Sequence[MigrateOperation], ignore_referents: bool) -> list[set[int]]:
    """Return, for each directive, the positions of those that wait for it."""
    creators: dict[ObjectKey, list[int]] = defaultdict(list)
    droppers: dict[ObjectKey, list[int]] = defaultdict(list)
    for i, op in enumerate(ops):
        for key in op.creates():
            creators[key].append(i)
        for key in op.drops():
            droppers[key].append(i)
    after: list[set[int]] = [set() for _ in ops]

    def put(first: int, second: int) -> None:
        if first != second:
            after[first].add(second)

    for i, op in enumerate(ops):
        drops = op.effect is Effect.DROP
        creates = op.effect is Effect.CREATE
        for key in op.needs():
            if ignore_referents and op.kind == "table":
                continue
            for maker in () if drops else creators.get(key, ()):
                put(maker, i)
            for dropper in () if creates else droppers.get(key, ()):
                put(i, dropper)
        for key in op.runs_before:
            for dropper in droppers.get(key, ()):
                put(i, dropper)
        for key in op.runs_after:
            for maker in creators.get(key, ()):
                put(maker, i)
    for key, makers in creators.items():
        for dropper in droppers.get(key, ()):
            for maker in makers:
                if ops[maker].effect is Effect.ALTER and maker < dropper < max(makers):
                    put(maker, dropper)  # it gets the name, is dropped, and is created again
                    continue
                # two that both change a thing keep their order
                if not (dropper > maker and dropper in makers and maker in droppers[key]):
                    put(dropper, maker)
    return after


def _title(op: MigrateOperation) -> str:
    name = getattr(op, "constraint_name", None) or getattr(op, "column_name", None) or getattr(op, "table_name", "")
    verb = op.declaration.name if hasattr(op, "declaration") else type(op).__name__
    return f"{verb} {name}".rstrip()
