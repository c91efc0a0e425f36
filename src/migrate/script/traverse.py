"""Which revisions lie between two states of a database, and in which order to go through them.

A state is a set of ids such as the rows of the version table. What is applied in it is those ids and everything they
need, through `down_revision` or `depends_on`. Every path below is a set of ids found by walking edges, then put in the
order of `sequence`, so it costs what it visits and comes out the same on every run.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from . import resolve
from .errors import LostRevision, MultipleHeads, RangeNotAncestorError, ResolutionError
from .graph import Graph, reachable
from .identifiers import Identifier, RevisionIds, as_tuple, parse


class Move(NamedTuple):
    """One change to the rows of the version table that runs no migration: `gone` rows become `new` ones."""

    gone: tuple[str, ...]
    new: tuple[str, ...]
    is_upgrade: bool

    @property
    def is_branch_move(self) -> bool:
        """True when a row only comes or only goes."""
        return not (self.gone and self.new)


def between(
    graph: Graph,
    upper: RevisionIds,
    lower: RevisionIds,
    *,
    implicit_base: bool = False,
    inclusive: bool = False,
    exact_length: bool = True,
) -> list[str]:
    """Return the ids from `upper` down to `lower`, the newest first; see `RevisionMap.iterate_revisions`.

    `+N` as the upper end starts at the lower one, and `-N` as the lower end at the upper one.
    """
    if _is_relative(upper):
        bottom = resolve.resolve(graph, lower)
        top = resolve.moved(graph, str(upper), bottom, exact_length=exact_length)
    elif _is_relative(lower):
        top = resolve.resolve(graph, upper)
        bottom = resolve.moved(graph, str(lower), top, exact_length=exact_length)
    else:
        top, bottom = resolve.resolve(graph, upper), resolve.resolve(graph, lower)

    if isinstance(lower, str) and (branch := parse(lower).branch):
        line = graph.lineage([resolve.find(graph, branch)])
        top = tuple(id_ for id_ in top if id_ in line) or top
    reached = graph.ancestors(top)
    if bottom and not implicit_base:
        if not reached.issuperset(bottom):
            raise RangeNotAncestorError(bottom, top)
        reached &= reachable(bottom, graph.children)
    reached -= graph.ancestors(bottom)
    if inclusive:
        reached.update(bottom)
    return graph.newest_first(reached)


def upgrade_path(graph: Graph, destination: RevisionIds, current: RevisionIds) -> list[str]:
    """Return the ids to apply, oldest first, so that all of `destination` is applied where `current` is."""
    rows = applied_rows(graph, current)
    targets = targets_from(graph, destination, rows, downwards=False)
    if set(targets) <= set(rows):
        return []
    return graph.newest_first(graph.ancestors(targets) - graph.ancestors(rows))[::-1]


def downgrade_path(graph: Graph, destination: RevisionIds, current: RevisionIds) -> list[str]:
    """Return the ids to revert, newest first, so that a database at `current` is at `destination`.

    What comes right after `destination` goes, and with it everything that needs it; other branches stay. `-N` reverts
    the last N along one line; `label@base` the branch down to its base.
    """
    rows = applied_rows(graph, current)
    applied = graph.ancestors(rows)
    roots = applied & _roots_to_revert(graph, destination, rows, applied)
    return graph.newest_first(reachable(roots, graph.all_children) & applied)


def _roots_to_revert(
    graph: Graph, destination: RevisionIds, rows: tuple[str, ...], applied: Collection[str]
) -> set[str]:
    """Return the ids whose reverting brings the database to `destination`."""
    ids = as_tuple(destination)
    if len(ids) > 1:
        raise ResolutionError(
            f"a downgrade has one destination, not {', '.join(ids)}",
            ", ".join(ids),
            hint="downgrade to each in turn",
        )
    if not ids:
        return set(graph.bases)
    asked = parse(ids[0])
    branch = graph.lineage([resolve.find(graph, asked.branch)]) if asked.branch else None
    if asked.is_relative_to_current:
        return {resolve.last_to_revert(graph, asked, rows)}
    targets = resolve.resolve(graph, asked.text)
    if len(targets) > 1:
        raise MultipleHeads(targets, asked.text)
    if not targets:
        return _bases_to_revert(graph, asked)
    (target,) = targets
    if target not in applied:
        raise ResolutionError(
            f"Destination {asked.text} is not a valid downgrade target from current head(s) "
            f"{', '.join(rows) or '(none)'}: {target} is not applied",
            asked.text,
            hint="choose a revision below the current one; `migrate current` and `migrate history` show them",
        )
    after = set(graph.children[target])
    return after if branch is None else after & branch


def _bases_to_revert(graph: Graph, asked: Identifier) -> set[str]:
    """Return the bases that `base`, `label@base`, or a walk below the first revision takes away."""
    starts = resolve.resolve(graph, asked.start) or resolve.resolve(graph, asked.branch)
    return graph.lineage(starts).intersection(graph.bases) if starts else set(graph.bases)


def stamp_moves(graph: Graph, destination: RevisionIds, current: RevisionIds) -> list[Move]:
    """Return how the rows of the version table change so that they say `destination`, one row at a time.

    A row on the line of a destination moves there; rows of other branches stay. `base` removes all rows,
    `label@base` those of one branch and of what needs it.
    """
    rows = applied_rows(graph, current)
    targets = graph.ordered(graph.maximal(targets_from(graph, destination, rows, downwards=None)))
    if not targets:
        gone = _under_base(graph, destination) if rows else set()
        return [Move((row,), (), False) for row in rows if row in gone]
    # No target is on the line of another, so only a row that is there before can lead up or down to one.
    reached = set(targets).intersection(rows)
    moving = [row for row in rows if row not in reached]
    below = {row: graph.ancestors([row]) for row in moving}
    above = {row: reachable([row], graph.all_children) for row in moving}
    moves: list[Move] = []
    for target in targets:
        if target in reached:
            continue
        older = tuple(row for row in above if target in above[row])
        newer = tuple(row for row in below if target in below[row])
        if newer:
            moves.append(Move(newer[:1], (target,), False))
            moves += [Move((row,), (), False) for row in newer[1:]]
        else:
            moves.append(Move(older, (target,), True))
        for row in (*older, *newer):
            del above[row], below[row]
    return moves


def _under_base(graph: Graph, destination: RevisionIds) -> set[str]:
    """Return the ids that `base` or `label@base` takes away."""
    ids = as_tuple(destination)
    branch = parse(ids[0]).branch if ids else None
    if branch is None:
        return set(graph.order)
    bases = graph.lineage([resolve.find(graph, branch)]).intersection(graph.bases)
    return reachable(bases, graph.all_children)


def applied_rows(graph: Graph, current: RevisionIds) -> tuple[str, ...]:
    """Return the ids of `current`; raises LostRevision for one that no file has."""
    missing = [row for row in as_tuple(current) if row not in graph.revisions and not resolve.is_known(graph, row)]
    if missing:
        raise LostRevision(missing)
    return resolve.resolve(graph, current)


def targets_from(
    graph: Graph, destination: RevisionIds, rows: tuple[str, ...], *, downwards: bool | None
) -> tuple[str, ...]:
    """Return the ids of `destination`, where `+N` and `-N` start at the `rows`.

    `downwards` tells which of the two may be used; None allows both.
    """
    found: dict[str, None] = {}
    for text in as_tuple(destination):
        if not _is_relative(text):
            found.update(dict.fromkeys(resolve.resolve(graph, text)))
            continue
        offset = parse(text).offset
        if downwards is not None and (offset < 0) is not downwards:
            way = "down" if offset < 0 else "up"
            raise ResolutionError(
                f"Relative revision {text} goes {way} from the current revision",
                text,
                hint=f"use `migrate {way}grade` for that",
            )
        found.update(dict.fromkeys(resolve.moved(graph, text, rows)))
    return tuple(found)


def _is_relative(ids: RevisionIds) -> bool:
    return isinstance(ids, str) and parse(ids).is_relative_to_current
