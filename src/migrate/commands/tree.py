"""The history as a drawing: one line per revision, newest first, lines of history side by side.

    ●    c1
    ├─┐
    │ ●  b2
    ● │  b1
    ├─┘
    ●    a1

A lane is a line of history on its way down; it holds the id it leads to. A revision stands in the leftmost lane that
leads to it, where the other lanes that lead to it end (a branch point). From there its lane leads on to its first
parent; for each further one (a merge point) a lane is opened to the right, or the lane that leads there already is met.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..script import Script
    from .reading import Listed

Lanes = list[str | None]


def draw(ids: Sequence[str], parents: Mapping[str, Collection[str]]) -> Iterator[tuple[str, str | None]]:
    """Yield lines: the drawing, and the id that stands there, None where lines only meet or part.

    `ids` has each revision before its parents; a parent that is not among them is not drawn.
    """
    shown = set(ids)
    lanes: Lanes = []
    for id_ in ids:
        columns = [column for column, leads_to in enumerate(lanes) if leads_to == id_]
        if not columns:
            columns = [_free(lanes, 0)]
            lanes[columns[0]] = id_
        column = columns[0]
        if columns[1:]:
            yield _joint(lanes, column, columns[1:], opened=(), closed=columns[1:]), None
            for other in columns[1:]:
                lanes[other] = None
        yield "".join("● " if place == column else "│ " if lane else "  " for place, lane in enumerate(lanes)), id_
        first, *more = [parent for parent in parents[id_] if parent in shown] or [""]
        lanes[column] = first or None
        met, opened = [], []
        for parent in more:
            if parent in lanes:
                met.append(lanes.index(parent))
            else:
                opened.append(_free(lanes, column + 1))
                lanes[opened[-1]] = parent
        if more:
            yield _joint(lanes, column, met + opened, opened=opened, closed=()), None
        while lanes and lanes[-1] is None:
            lanes.pop()


def _free(lanes: Lanes, start: int) -> int:
    """Return a lane from `start` on that leads nowhere, a new one if need be."""
    for column in range(start, len(lanes)):
        if lanes[column] is None:
            return column
    lanes.append(None)
    return len(lanes) - 1


def _joint(
    lanes: Lanes, column: int, others: Collection[int], *, opened: Collection[int], closed: Collection[int]
) -> str:
    """Return the line on which lane `column` meets `others`, of which some open below and some were closed above."""
    left, right = min(column, *others), max(column, *others)
    signs = []
    for place, lane in enumerate(lanes):
        before, after = left < place <= right, left <= place < right
        above = place not in opened and (lane is not None or place in closed)
        below = place not in closed and lane is not None
        signs.append(_SIGNS[above, below, before, after])
        signs.append("─" if after else " ")
    return "".join(signs)


_SIGNS = {
    (above, below, before, after): " ╶╴─╷┌┐┬╵└┘┴│├┤┼"[above * 8 + below * 4 + before * 2 + after]
    for above in (False, True)
    for below in (False, True)
    for before in (False, True)
    for after in (False, True)
}
"""Whether a line comes from above, below, left and right → the sign for it."""


def history_lines(listed: Listed, *, colour: bool) -> Iterator[str]:
    """Yield the lines of `history` at a terminal: the drawing, then what the plain line says of each revision."""
    scripts = {script.revision: script for script in listed.scripts}
    parents = {id_: script.down_revisions for id_, script in scripts.items()}
    for drawing, id_ in draw(list(scripts), parents):
        text = _told(scripts[id_], id_ in listed.current, colour) if id_ else ""
        yield f"{drawing} {text}".rstrip()


def branch_lines(points: Iterable[tuple[Script, tuple[Script, ...]]], *, colour: bool) -> Iterator[str]:
    """Yield the lines of `branches` at a terminal: each branch point, and under it what builds on it."""
    for script, children in points:
        yield _told(script, False, colour)
        for child in children:
            yield f"{'└─' if child is children[-1] else '├─'} {_told(child, False, colour)}"
        yield ""


def _told(script: Script, is_current: bool, colour: bool) -> str:
    marks = script.cmd_format(False, include_branches=True).removeprefix(script.revision)
    if script.resolved_dependencies:
        marks += f" (needs {', '.join(script.resolved_dependencies)})"
    if is_current:
        marks += " (current)"
    if not colour:
        return f"{script.revision}{marks}  {script.doc}"
    return f"{_YELLOW}{script.revision}{_GREEN if is_current or script.is_head else _CYAN}{marks}{_PLAIN}  {script.doc}"


_YELLOW, _GREEN, _CYAN, _PLAIN = "\x1b[33m", "\x1b[1;32m", "\x1b[36m", "\x1b[0m"
"""Written by hand: to import Rich would take longer than all the rest."""
