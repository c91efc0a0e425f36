"""The order of revisions where the history leaves several: the one in which the reference runs them.

Lines of history that do not need each other may run in any order, but a database can tell: names it makes up are
numbered, columns stand where they were added. So the rule here is the one that small histories show when the reference
runs them, newest first. The lines that are being walked down stand in a list, at first the heads in the order of their
files. One is walked down as long as nothing above its next revision is left; otherwise the walk goes on at the first
line in the list that leads to that revision. A merge puts its first parent in its own place and the others at the end
of the list. A line that ends, or reaches a revision that is in the list, is taken out, and the one before it goes on.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

Edges = Mapping[str, tuple[str, ...]]


def newest_first(ids: Collection[str], parents: Edges, all_parents: Edges, all_children: Edges) -> list[str]:
    """Return `ids`, given in the order of their files, each after all that needs it; without those on or under a cycle.

    `parents` are what a walk goes on to; they may leave out what a revision needs by way of another parent.
    """
    left = dict.fromkeys(ids, 0)
    """Id that is not in the result yet → how many of those that need it are not either."""
    is_whole = len(left) == len(all_children)
    for id_ in left:
        children = all_children[id_]
        left[id_] = len(children) if is_whole else sum(map(left.__contains__, children))
    below = {parent for id_ in left for parent in parents[id_]}
    lines = [id_ for id_ in left if id_ not in below]
    listed = set(lines)
    above: dict[str, set[str]] = {}
    """Id that had to wait → what led to it then; of that, what is not in the result yet still does."""
    found: list[str] = []
    place = 0
    while lines:
        id_ = lines[place]
        if left[id_]:
            if id_ not in above:
                above[id_] = _above(id_, left, all_children)
            leading = next((other for other, line in enumerate(lines) if line in above[id_]), None)
            if leading is None:  # what needs it is on a cycle
                break
            place = leading
            continue
        found.append(id_)
        del left[id_]
        needed = all_parents[id_]
        for parent in needed:
            if parent in left:
                left[parent] -= 1
        if len(needed) == 1 and needed[0] in left and needed[0] not in listed and needed == parents[id_]:
            listed.remove(id_)  # the usual case, which the lines below would do too
            listed.add(needed[0])
            lines[place] = needed[0]
            continue
        more = [parent for parent in parents[id_] if parent in left and parent not in listed]
        listed.remove(id_)
        listed.update(more)
        lines[place : place + 1] = more[:1]
        lines += more[1:]
        if not more:
            place = max(place - 1, 0)
    return found


def _above(id_: str, left: Mapping[str, int], all_children: Edges) -> set[str]:
    """Return those of the ids that are left that lead down to `id_`."""
    seen: set[str] = set()
    waiting = [id_]
    while waiting:
        for child in all_children[waiting.pop()]:
            if child in left and child not in seen:
                seen.add(child)
                waiting.append(child)
    return seen
