"""The graph of revisions, worked out once for all of them.

`build()` checks that every id is declared once and every id referred to exists, resolves dependencies, puts
the revisions in one order from the bases to the heads, and carries branch labels along. Each part is linear in
the number of revisions and edges, and none depends on the order in which files were read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from .errors import (
    CycleDetected,
    DependencyCycleDetected,
    DependencyLoopDetected,
    LoopDetected,
    RevisionError,
)
from .identifiers import as_tuple, check_branch_label
from .sequence import Edges, newest_first

if TYPE_CHECKING:
    from .revision import Revision


class Graph(NamedTuple):
    """All revisions and their neighbourhood. `all_…` follows `depends_on` as well as `down_revision`."""

    revisions: Mapping[str, Revision]
    labels: Mapping[str, str]
    """Branch label → id of the revision that declares it."""
    parents: Edges
    children: Edges
    all_parents: Edges
    all_children: Edges
    walked_parents: Edges
    """`all_parents` without the dependencies that a revision further down the line declares too."""
    order: tuple[str, ...]
    """Every id after all it needs: the order of an upgrade of everything."""
    position: Mapping[str, int]
    """Id → index in `order`."""
    place: Mapping[str, int]
    """Id → index in the order of the files."""
    heads: tuple[str, ...]
    effective_heads: tuple[str, ...]
    bases: tuple[str, ...]

    def ordered(self, ids: Iterable[str]) -> list[str]:
        """Return `ids` in the order of their files."""
        return sorted(ids, key=self.place.__getitem__)

    def newest_first(self, ids: Set[str]) -> list[str]:
        """Return `ids` in the order of a downgrade that reverts just those, see `sequence`."""
        if len(ids) == len(self.order):
            return list(reversed(self.order))
        return newest_first(self.ordered(ids), self.walked_parents, self.all_parents, self.all_children)

    def ancestors(self, ids: Iterable[str], *, dependencies: bool = True) -> set[str]:
        """Return `ids` and everything they need; without `dependencies`, everything they come after."""
        return reachable(ids, self.all_parents if dependencies else self.parents)

    def lineage(self, ids: Collection[str], *, dependencies: bool = False) -> set[str]:
        """Return `ids`, everything before and everything after them."""
        after = self.all_children if dependencies else self.children
        return self.ancestors(ids, dependencies=dependencies) | reachable(ids, after)

    def branch(self, id_: str) -> set[str]:
        """Return what is on the branch of `id_` and on no other: all after it, and its own line down to a fork."""
        return reachable([id_], self.children).union(self.line_below(id_))

    def line_below(self, id_: str) -> Iterator[str]:
        """Yield the ids below `id_` that are on its branch alone: down to a base, a branch point or a merge."""
        while len(self.parents[id_]) == 1:
            (id_,) = self.parents[id_]
            if len(self.children[id_]) > 1 or len(self.parents[id_]) > 1:
                return
            yield id_

    def maximal(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Return those of `ids` that no other of them needs, in their order.

        Nothing placed before the first of them can matter, so the walk stops there.
        """
        if len(ids) < 2:
            return tuple(ids)
        floor = min(self.position[id_] for id_ in ids)
        below: set[str] = set()
        waiting = list(ids)
        while waiting:
            for parent in self.all_parents[waiting.pop()]:
                if parent not in below and self.position[parent] >= floor:
                    below.add(parent)
                    waiting.append(parent)
        return tuple(id_ for id_ in dict.fromkeys(ids) if id_ not in below)


def reachable(starts: Iterable[str], edges: Edges) -> set[str]:
    """Return `starts` and all that can be reached from them along `edges`."""
    found = set(starts)
    waiting = list(found)
    while waiting:
        for other in edges[waiting.pop()]:
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


def build(revisions: Iterable[Revision]) -> Graph:
    """Return the graph of `revisions`, and fill in what they know of their neighbours.

    Raises RevisionError for an id or label declared twice and a reference to nothing, CycleDetected (or one of
    its kinds) where the revisions cannot be put in an order; each names where the revisions are declared.
    """
    index = _index(revisions)
    labels = _labels(index)
    parents = {id_: _down_revisions(index, revision) for id_, revision in index.items()}
    needs = {id_: _dependencies(index, labels, revision) for id_, revision in index.items()}
    all_parents = {
        id_: tuple(dict.fromkeys(parents[id_] + needs[id_])) if needs[id_] else parents[id_] for id_ in index
    }
    ids = sorted(index)
    children = _reversed(parents, ids)
    all_children = _reversed(all_parents, ids) if any(needs.values()) else children
    effective_heads = tuple(id_ for id_ in ids if not all_children[id_])
    walked_parents = _walked_parents(parents, children, needs)
    order = tuple(reversed(newest_first(index, walked_parents, all_parents, all_children)))
    if len(order) < len(index):
        raise _cycle(index.keys() - set(order), index, parents, all_children)
    graph = Graph(
        revisions=index,
        labels=labels,
        parents=parents,
        children=children,
        all_parents=all_parents,
        all_children=all_children,
        walked_parents=walked_parents,
        order=order,
        position={id_: place for place, id_ in enumerate(order)},
        place={id_: place for place, id_ in enumerate(index)},
        heads=tuple(id_ for id_ in ids if not children[id_]),
        effective_heads=effective_heads,
        bases=tuple(id_ for id_ in ids if not parents[id_]),
    )
    _publish(graph, needs)
    return graph


def extended(graph: Graph, revision: Revision) -> Graph | None:
    """Return the graph with a revision right after its only head, which is how most are added; None for any other.

    The result is that of `build()`, for a fraction of its work: nothing else is on a branch, labelled or needed.
    """
    id_ = revision.revision
    plain = graph.all_children is graph.children and not graph.labels
    new = id_ not in graph.revisions and not revision.dependencies and not revision.declared_labels
    if not plain or not new or len(graph.heads) != 1 or revision.down_revisions != graph.heads:
        return None
    head = graph.revisions[graph.heads[0]]
    parents = {**graph.parents, id_: graph.heads}
    children = {**graph.children, head.revision: (id_,), id_: ()}
    head.nextrev, revision.nextrev = frozenset((id_,)), frozenset()
    revision.resolved_dependencies, revision.branch_labels = (), set()
    return Graph(
        revisions={**graph.revisions, id_: revision},
        labels=graph.labels,
        parents=parents,
        children=children,
        all_parents=parents,
        all_children=children,
        walked_parents=parents,
        order=(*graph.order, id_),
        position={**graph.position, id_: len(graph.position)},
        place={**graph.place, id_: len(graph.place)},
        heads=(id_,),
        effective_heads=(id_,),
        bases=graph.bases,
    )


def _index(revisions: Iterable[Revision]) -> dict[str, Revision]:
    index: dict[str, Revision] = {}
    for revision in revisions:
        other = index.setdefault(revision.revision, revision)
        if other is not revision:
            raise RevisionError(
                f"Revision {revision.revision!r} is present more than once: {other.origin}, {revision.origin}",
                hint="give one of them another id, or remove the file that is a copy",
            )
    return index


def _labels(index: Mapping[str, Revision]) -> dict[str, str]:
    """Return label → declaring id. An id is a name too, so no label may equal one."""
    labels: dict[str, str] = {}
    for id_, revision in index.items():
        for label in revision.declared_labels:
            check_branch_label(label)
            other = label if label in index else labels.get(label, id_)
            if other != id_:
                raise RevisionError(
                    f"Branch name {label!r} in {revision.origin} already used by {index[other].origin}",
                    hint="choose another branch label",
                )
            labels[label] = id_
    return labels


def _down_revisions(index: Mapping[str, Revision], revision: Revision) -> tuple[str, ...]:
    ids = revision.down_revisions
    for id_ in ids:
        if id_ not in index:
            raise _missing(revision, "down_revision", id_, index)
    return ids if len(ids) < 2 else tuple(dict.fromkeys(ids))


def _dependencies(index: Mapping[str, Revision], labels: Mapping[str, str], revision: Revision) -> tuple[str, ...]:
    if not revision.dependencies:
        return ()
    found = []
    for name in as_tuple(revision.dependencies):
        id_ = name if name in index else labels.get(name)
        if id_ is None:
            raise _missing(revision, "depends_on", name, (*index, *labels))
        found.append(id_)
    return tuple(dict.fromkeys(found))


def _missing(revision: Revision, field: str, name: str, known: Collection[str]) -> RevisionError:
    near = nearest(name, known)
    return RevisionError(
        f"{revision.origin} has {field} = {name!r}, and no revision has that id",
        hint=f"did you mean {' or '.join(map(repr, near))}?"
        if near
        else "bring the missing file back (is it on another branch of your repository?), or correct the id",
    )


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """Return up to three of `known` that begin with `name`, or else look like it."""
    import difflib

    names = sorted(known)
    return [one for one in names if one.startswith(name)][:3] or difflib.get_close_matches(name, names, n=3)


def _reversed(edges: Edges, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the edges in the other direction, each list in the order of `ids`."""
    found: dict[str, list[str]] = {id_: [] for id_ in edges}
    for id_ in ids:
        for other in edges[id_]:
            found[other].append(id_)
    return {id_: tuple(others) for id_, others in found.items()}


def _walked_parents(parents: Edges, children: Edges, needs: Edges) -> dict[str, tuple[str, ...]]:
    """Return the ids right below each, dependencies last, without those that an id on the line below declares too.

    Each dependency that several declare is one bit of a number, so what a whole line declares is one number.
    """
    times = Counter(chain.from_iterable(needs.values()))
    bits = {other: 1 << place for place, other in enumerate(id_ for id_, count in times.items() if count > 1)}
    below = _declared_below(parents, children, needs, bits) if bits else {}
    found = dict(parents)
    for id_, needed in needs.items():
        if needed:
            own = (other for other in needed if not below.get(id_, 0) & bits.get(other, 0))
            found[id_] = tuple(dict.fromkeys((*parents[id_], *own)))
    return found


def _declared_below(parents: Edges, children: Edges, needs: Edges, bits: Mapping[str, int]) -> dict[str, int]:
    """Return the bits of what the ids below each declare; nothing for ids on or above a cycle, which is an error."""
    found: dict[str, int] = {}
    left = {id_: len(ids) for id_, ids in parents.items()}
    ready = [id_ for id_, count in left.items() if not count]
    for id_ in ready:  # it grows: each comes after all its parents
        declared = 0
        for parent in parents[id_]:
            declared |= found[parent]
            for other in needs[parent]:
                declared |= bits.get(other, 0)
        found[id_] = declared
        for child in children[id_]:
            left[child] -= 1
            if not left[child]:
                ready.append(child)
    return found


def _cycle(left: Set[str], index: Mapping[str, Revision], parents: Edges, all_children: Edges) -> CycleDetected:
    """Return the error for a cycle among `left`, which are on cycles or below them."""
    path: dict[str, None] = {}
    id_ = min(left)
    while id_ not in path:
        path[id_] = None
        id_ = next(child for child in all_children[id_] if child in left)
    names = list(path)
    ids = names[names.index(id_) :][::-1]  # each needs the next, and the last the first
    first = ids.index(min(ids))
    ids = [*ids[first:], *ids[:first]]
    files = [index[id_].origin for id_ in ids]
    plain = all(needed in parents[id_] for id_, needed in zip(ids, (*ids[1:], ids[0]), strict=True))
    if len(ids) == 1:
        return (LoopDetected if plain else DependencyLoopDetected)(ids[0], files=files)
    return (CycleDetected if plain else DependencyCycleDetected)(ids, files=files)


def _publish(graph: Graph, needs: Edges) -> None:
    """Fill in what each revision knows of its neighbours, then the labels of its branch."""
    for id_, revision in graph.revisions.items():
        revision.nextrev = frozenset(graph.children[id_])
        revision.resolved_dependencies = needs[id_]
        if graph.all_children is not graph.children:
            revision.dependents = frozenset(graph.all_children[id_]).difference(revision.nextrev)
        if graph.labels or revision.branch_labels:
            revision.branch_labels = set(revision.declared_labels)
    if not graph.labels:
        return
    for label, id_ in graph.labels.items():
        for below in graph.line_below(id_):
            graph.revisions[below].branch_labels.add(label)
    for id_ in graph.order:
        labels = graph.revisions[id_].branch_labels
        for parent in graph.parents[id_]:
            labels |= graph.revisions[parent].branch_labels
