"""The order of columns a batch asks for with `partial_reordering`."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from itertools import pairwise

from ...dialects.sqlite.lexer import folded
from ...errors import OperationError


def reordered(table: str, columns: Sequence[str], sequences: Sequence[Sequence[str]]) -> list[str]:
    """Return columns so that each of `sequences` is in its order; those nobody mentions stay where they can.

    The first column, by the order there is, that waits for no other comes next.
    """
    if not sequences:
        return list(columns)
    positions = {folded(column): position for position, column in enumerate(columns)}
    waits: list[set[int]] = [set() for _ in columns]
    for names in sequences:
        unknown = [name for name in names if folded(name) not in positions]
        if unknown:
            raise OperationError(
                f"partial_reordering of {table!r} names {unknown[0]!r}, which is no column of it",
                hint=f"its columns are: {', '.join(columns)}",
            )
        for first, second in pairwise(positions[folded(name)] for name in names):
            waits[second].add(first)
    ready = [position for position, before in enumerate(waits) if not before]
    heapq.heapify(ready)
    order: list[str] = []
    while ready:
        done = heapq.heappop(ready)
        order.append(columns[done])
        for position, before in enumerate(waits):
            if done in before:
                before.discard(done)
                if not before:
                    heapq.heappush(ready, position)
    if len(order) != len(columns):
        raise OperationError(f"partial_reordering of {table!r} asks for an order that goes in a circle")
    return order
