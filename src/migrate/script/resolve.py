"""Which revisions an identifier names.

| written | means |
|---|---|
| `ae10`, `ae1027a6acf` | the revision whose id that is, or the only one whose id begins so |
| `head` | the one revision that nothing comes after |
| `heads` | all that nothing comes after or depends on: with them, everything is applied |
| `base` | the state before the first revision: no id at all |
| `shop` | the revision that declares the branch label "shop" |
| `shop@head` | the head of a branch, given by a label or a revision on it; also `@heads`, `@base` |
| `shop@ae10` | `ae10`, which must be on that branch |
| `ae10+2`, `head-1` | two after, one before; `shop@ae10+2` follows the branch where there is a choice |
| `+1`, `-1`, `shop@-1` | from where the database is; where there is none, `-1` is from the head, `+1` from the base |
"""

from __future__ import annotations

from collections.abc import Collection, Container

from .errors import MultipleHeads, ResolutionError
from .graph import Graph, nearest, reachable
from .identifiers import Identifier, RevisionIds, as_tuple, parse


def resolve(graph: Graph, ids: RevisionIds) -> tuple[str, ...]:
    """Return the full ids that `ids` names, in the order given; `base` and None name none."""
    found: dict[str, None] = {}
    for text in as_tuple(ids):
        found.update(dict.fromkeys((text,) if text in graph.revisions else _resolve(graph, parse(text))))
    return tuple(found)


def _resolve(graph: Graph, asked: Identifier) -> tuple[str, ...]:
    if asked.is_relative_to_current:
        return moved(graph, asked.text, graph.effective_heads if asked.offset < 0 else ())
    starts = _symbol(graph, asked)
    if not asked.offset:
        return starts
    if len(starts) > 1:
        raise MultipleHeads(starts, asked.text)
    return _walked(graph, asked, starts[0] if starts else None, _branch(graph, asked))


def _symbol(graph: Graph, asked: Identifier) -> tuple[str, ...]:
    if asked.symbol == "base":
        if asked.branch:
            find(graph, asked.branch)
        return ()
    if asked.symbol in ("head", "heads"):
        if asked.branch:
            heads = branch_heads(graph, asked.branch)
        else:
            heads = graph.heads if asked.symbol == "head" else graph.effective_heads
        if asked.symbol == "head" and len(heads) > 1:
            raise MultipleHeads(heads, asked.text)
        return heads
    branch = _branch(graph, asked)
    found = find(graph, asked.symbol, branch)
    if branch is not None and found not in branch:
        raise ResolutionError(
            f"Revision {found} is not a member of branch {asked.branch!r}",
            asked.text,
            hint=f"leave out '{asked.branch}@', or name a revision of that branch",
        )
    return (found,)


def find(graph: Graph, name: str, among: Container[str] | None = None) -> str:
    """Return the id that `name` is, labels, or begins; where it begins several, the only one `among` them.

    Raises ResolutionError with the candidates, or with what looks like it.
    """
    if name in graph.revisions:
        return name
    if name in graph.labels:
        return graph.labels[name]
    begun = sorted(id_ for id_ in graph.revisions if id_.startswith(name))
    candidates = begun if among is None else [id_ for id_ in begun if id_ in among] or begun
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        shown = ", ".join(candidates[:10]) + (", …" if len(candidates) > 10 else "")
        raise ResolutionError(
            f"Revision identifier {name!r} is ambiguous: {len(candidates)} revisions begin with it ({shown})",
            name,
            hint="write more characters of the id",
        )
    if name == "current":
        raise ResolutionError(
            "'current' is where a database is, and none is asked here",
            name,
            hint="name a revision, 'head' or 'base'",
        )
    near = nearest(name, (*graph.revisions, *graph.labels))
    raise ResolutionError(
        f"Can't locate revision identified by {name!r}: no revision id begins so, and no branch label is so",
        name,
        hint=f"did you mean {' or '.join(map(repr, near))}?" if near else "`migrate history` shows all of them",
    )


def is_known(graph: Graph, text: str) -> bool:
    """Return whether `text` names something: False for an id that no file has."""
    try:
        resolve(graph, text)
    except ResolutionError:
        return False
    return True


def branch_part(text: str) -> str:
    """Return what names the branch in `label@…`; a text without "@" names its branch itself."""
    asked = parse(text)
    return asked.branch or asked.text


def branch_heads(graph: Graph, branch: str) -> tuple[str, ...]:
    """Return the heads that come after what stands for `branch`, sorted."""
    after = reachable([find(graph, branch)], graph.children)
    return tuple(id_ for id_ in graph.heads if id_ in after)


def _branch(graph: Graph, asked: Identifier) -> set[str] | None:
    """Return all ids of the branch an identifier is limited to; None where it is not."""
    return graph.lineage([find(graph, asked.branch)]) if asked.branch else None


def moved(graph: Graph, text: str, rows: tuple[str, ...], *, exact_length: bool = True) -> tuple[str, ...]:
    """Return where `+N` or `-N`, with or without a branch, leads from the state `rows`."""
    asked = parse(text)
    branch = _branch(graph, asked)
    start = _only_start(graph, asked, rows, branch)
    return _walked(graph, asked, start, branch, exact_length=exact_length)


def last_to_revert(graph: Graph, asked: Identifier, rows: tuple[str, ...]) -> str:
    """Return the oldest id that `-N` reverts from the state `rows`: a walk of N - 1 steps down.

    Unlike the state after it, that id is clear even when it is a merge point.
    """
    if asked.offset >= 0:
        raise ResolutionError(
            f"Relative revision {asked.text} goes up from the current revision",
            asked.text,
            hint="use `migrate upgrade` for that",
        )
    branch = graph.branch(find(graph, asked.branch)) if asked.branch else None
    start = _only_start(graph, asked, rows, branch)
    path = _steps(graph, start, asked.offset + 1, asked, branch)
    if start is None and asked.branch:
        raise ResolutionError(
            f"Relative revision {asked.text} has nothing to revert: nothing of branch {asked.branch!r} is applied",
            asked.text,
            hint="`migrate current` shows what is applied",
        )
    if len(path) < -asked.offset:
        raise _too_far(asked, len(path))
    return path[-1]


def _only_start(graph: Graph, asked: Identifier, rows: tuple[str, ...], branch: Collection[str] | None) -> str | None:
    """Return the id a relative identifier starts from: the row, or what is applied of the branch; None for neither.

    A branch of which no row is left, because a revision that needs it took its place, is still applied.
    """
    if branch is not None:
        applied = graph.ancestors(rows)
        rows = tuple(row for row in rows if row in branch) or graph.maximal(
            graph.ordered(id_ for id_ in applied if id_ in branch)
        )
    if len(rows) > 1:
        way = "downgrade" if asked.offset < 0 else "upgrade"
        raise ResolutionError(
            f"Ambiguous {way} {asked.text} from multiple current revisions: {', '.join(rows)}",
            asked.text,
            hint=f"say which: '<branch label>@{asked.offset:+d}', or '{rows[0]}{asked.offset:+d}'",
        )
    return rows[0] if rows else None


def _walked(
    graph: Graph,
    asked: Identifier,
    start: str | None,
    branch: Collection[str] | None,
    *,
    exact_length: bool = True,
) -> tuple[str, ...]:
    """Return the id that the offset of `asked` leads to from `start` (None: the base); () for the base."""
    path = _steps(graph, start, asked.offset, asked, branch)
    wanted = abs(asked.offset) + (start is not None)
    if len(path) == wanted:
        return tuple(path[-1:])
    reached_base = asked.offset < 0 and start is not None and len(path) == wanted - 1
    if reached_base or (not exact_length and asked.offset < 0):
        return ()
    if not exact_length:
        return tuple(path[-1:])
    raise _too_far(asked, len(path) - (start is not None) + (asked.offset < 0 and start is not None))


def _steps(
    graph: Graph, start: str | None, offset: int, asked: Identifier, branch: Collection[str] | None
) -> list[str]:
    """Return the ids met on `offset` steps from `start`, with it; fewer where the history ends.

    Raises ResolutionError where there is more than one way to go, in the branch if one is given.
    """
    path = [] if start is None else [start]
    edges = graph.parents if offset < 0 else graph.children
    for _ in range(abs(offset)):
        ways = edges[path[-1]] if path else graph.bases if offset > 0 else ()
        if len(ways) > 1 and branch is not None:
            ways = tuple(id_ for id_ in ways if id_ in branch)
        if not ways:
            break
        if len(ways) > 1:
            place = f"{'after' if offset > 0 else 'before'} {path[-1]}" if path else "at the base"
            raise ResolutionError(
                f"Ambiguous walk: {asked.text} could go on with {' or '.join(ways)} {place}",
                asked.text,
                hint=f"name the revision, or its branch: '<branch label>@{asked.text.rpartition('@')[2]}'",
            )
        path.append(ways[0])
    return path


def _too_far(asked: Identifier, found: int) -> ResolutionError:
    steps = abs(asked.offset)
    return ResolutionError(
        f"Relative revision {asked.text} didn't produce {steps} migrations: there are only {found}",
        asked.text,
        hint="use a smaller number, 'head' or 'base'",
    )
