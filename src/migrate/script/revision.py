"""`Revision`, one point of the history, and `RevisionMap`, all of them with the questions one can ask.

A revision says what it comes after (`down_revision`) and what else must be there (`depends_on`). Everything
else, such as what comes next and which branch labels reach it, is worked out by `graph.build()` for the whole map.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, TypeGuard, TypeVar

from ..collecting import without_collecting
from . import resolve, traverse
from .errors import (
    CycleDetected,
    DependencyCycleDetected,
    DependencyLoopDetected,
    LoopDetected,
    MultipleHeads,
    RangeNotAncestorError,
    ResolutionError,
    RevisionError,
)
from .graph import Graph, build, extended
from .identifiers import RevisionIds, as_tuple, check_revision_id

__all__ = [
    "CycleDetected",
    "DependencyCycleDetected",
    "DependencyLoopDetected",
    "LoopDetected",
    "MultipleHeads",
    "RangeNotAncestorError",
    "ResolutionError",
    "Revision",
    "RevisionError",
    "RevisionMap",
    "is_revision",
    "tuple_rev_as_scalar",
]

_NOTHING: frozenset[str] = frozenset()
_Target = TypeVar("_Target", bound="str | Revision | None")


class Revision:
    """A revision id with what it comes after; the attributes below the line are filled in by its `RevisionMap`."""

    revision: str
    """The id."""
    down_revision: str | tuple[str, ...] | None
    """The id(s) this one comes after: None for a base, several for a merge point."""
    down_revisions: tuple[str, ...]
    """`down_revision` as a tuple: () for a base."""
    dependencies: str | tuple[str, ...] | None
    """Ids or branch labels of revisions that must be applied first, without being on this branch."""

    # --------------------------------------------------------------------------------------------------
    branch_labels: set[str]
    """The labels of the branch this revision is on: its own, and those that reach it from above or below."""
    nextrev: frozenset[str]
    """Ids whose `down_revision` is this one."""
    resolved_dependencies: tuple[str, ...]
    """`dependencies` as ids."""
    dependents: frozenset[str]
    """Ids that depend on this one through `depends_on`."""

    def __init__(
        self,
        revision: str,
        down_revision: RevisionIds,
        dependencies: RevisionIds = None,
        branch_labels: RevisionIds = None,
    ) -> None:
        self.verify_rev_id(revision)
        self.revision = revision
        self.down_revisions = parents = as_tuple(down_revision)
        self.down_revision = parents[0] if len(parents) == 1 else parents or None
        self.dependencies = tuple_rev_as_scalar(dependencies) if dependencies else None
        self.declared_labels = as_tuple(branch_labels) if branch_labels else ()
        self.branch_labels = set(self.declared_labels)
        self.nextrev = self.dependents = _NOTHING
        self.resolved_dependencies = ()

    @classmethod
    def verify_rev_id(cls, revision: str) -> None:
        """Raise RevisionError where `revision` has a character that means something in a revision identifier."""
        check_revision_id(revision)

    def add_nextrev(self, revision: Revision) -> None:
        """Note that `revision` comes after this one, or depends on it."""
        if self.revision in revision.down_revisions:
            self.nextrev |= {revision.revision}
        else:
            self.dependents |= {revision.revision}

    @property
    def all_down_revisions(self) -> tuple[str, ...]:
        """Everything that must be applied right before: `down_revisions`, then `resolved_dependencies`."""
        if not self.resolved_dependencies:
            return self.down_revisions
        return tuple(dict.fromkeys(self.down_revisions + self.resolved_dependencies))

    @property
    def is_head(self) -> bool:
        """True when nothing comes after it (what merely depends on it does not count)."""
        return not self.nextrev

    @property
    def is_effective_head(self) -> bool:
        """True when nothing comes after it or depends on it: such a one can be a row of the version table."""
        return not self.nextrev and not self.dependents

    @property
    def is_base(self) -> bool:
        """True when it comes after nothing."""
        return self.down_revision is None

    @property
    def is_branch_point(self) -> bool:
        """True when more than one revision comes after it."""
        return len(self.nextrev) > 1

    @property
    def is_merge_point(self) -> bool:
        """True when it comes after more than one revision."""
        return len(self.down_revisions) > 1

    @property
    def origin(self) -> str:
        """Where it is declared, for messages; a script answers with its file."""
        return f"revision {self.revision!r}"

    def __repr__(self) -> str:
        args = [repr(self.revision), repr(self.down_revision)]
        if self.dependencies:
            args.append(f"dependencies={self.dependencies!r}")
        if self.branch_labels:
            args.append(f"branch_labels={sorted(self.branch_labels)!r}")
        return f"{type(self).__name__}({', '.join(args)})"


class RevisionMap:
    """The revisions that `generator()` returns, read at the first question and not before.

    A revision identifier, wherever one is taken, is what `resolve` describes: an id, the start of one, `head`,
    `heads`, `base`, a branch label, `label@…`, or any of them moved by `+N` or `-N`.
    """

    def __init__(self, generator: Callable[[], Iterable[Revision]]) -> None:
        self._generator = generator
        self._revisions: dict[str, Revision] | None = None
        self._graph: Graph | None = None

    @property
    def graph(self) -> Graph:
        """The whole graph; raises RevisionError where the revisions do not make one."""
        if self._graph is None:
            with without_collecting():
                revisions = self._generator() if self._revisions is None else self._revisions.values()
                self._graph = build(revisions)
            self._revisions = dict(self._graph.revisions)
        return self._graph

    def __iter__(self) -> Iterator[Revision]:
        """All revisions, from the bases to the heads."""
        return (self.graph.revisions[id_] for id_ in self.graph.order)

    def __len__(self) -> int:
        return len(self.graph.order)

    def __contains__(self, revision: object) -> bool:
        return revision in self.graph.revisions

    @property
    def heads(self) -> tuple[str, ...]:
        """Ids that nothing comes after, sorted."""
        return self.graph.heads

    @property
    def effective_heads(self) -> tuple[str, ...]:
        """Ids that nothing comes after or depends on: the rows of the version table once all is applied."""
        return self.graph.effective_heads

    @property
    def bases(self) -> tuple[str, ...]:
        """Ids that come after nothing, sorted."""
        return self.graph.bases

    def add_revision(self, revision: Revision, _replace: bool = False) -> None:
        """Add one revision to the map; `_replace` puts it in the place of the one with its id.

        Raises RevisionError, and leaves the map as it was, when the graph would be wrong with it.
        """
        known = self.graph.revisions
        if revision.revision in known and not _replace:
            raise RevisionError(
                f"Revision {revision.revision!r} is present more than once: "
                f"{known[revision.revision].origin}, {revision.origin}",
                hint="give one of them another id",
            )
        graph = extended(self.graph, revision)
        if graph is None:
            with without_collecting():
                graph = build({**known, revision.revision: revision}.values())
        self._graph = graph
        self._revisions = dict(graph.revisions)

    def get_current_head(self, branch_label: str | None = None) -> str | None:
        """Return the head (of the branch `branch_label`), None when there is no revision; raises MultipleHeads."""
        argument = f"{branch_label}@head" if branch_label else "head"
        heads = resolve.branch_heads(self.graph, branch_label) if branch_label else self.graph.heads
        if len(heads) > 1:
            raise MultipleHeads(heads, argument)
        return heads[0] if heads else None

    def get_revisions(self, id_: RevisionIds) -> tuple[Revision, ...]:
        """Return the revisions that `id_` names: () for `base` and None; a sequence gives all of its members'."""
        return tuple(self.graph.revisions[found] for found in resolve.resolve(self.graph, id_))

    def get_revision(self, id_: RevisionIds) -> Revision | None:
        """Return the one revision that `id_` names, None for `base`; raises MultipleHeads for several."""
        found = self.get_revisions(id_)
        if len(found) > 1:
            argument = id_ if isinstance(id_, str) else ", ".join(as_tuple(id_))
            raise MultipleHeads([revision.revision for revision in found], argument)
        return found[0] if found else None

    def filter_for_lineage(
        self, targets: Iterable[_Target], check_against: str | None, include_dependencies: bool = False
    ) -> tuple[_Target, ...]:
        """Return those of `targets` that are before or after `check_against` (an identifier), in their order."""
        given = tuple(targets)
        if not check_against:
            return given
        starts = resolve.resolve(self.graph, resolve.branch_part(check_against))
        lineage = self.graph.lineage(starts, dependencies=include_dependencies)
        return tuple(
            target
            for target in given
            if target is not None and set(resolve.resolve(self.graph, _id_of(target))) <= lineage
        )

    def iterate_revisions(
        self,
        upper: RevisionIds,
        lower: RevisionIds,
        implicit_base: bool = False,
        inclusive: bool = False,
        assert_relative_length: bool = True,
        select_for_downgrade: bool = False,
    ) -> Iterator[Revision]:
        """Return the revisions from `upper` down to `lower`, each before what it comes after.

        `lower` itself comes only with `inclusive`; `implicit_base` brings other branches down to their base;
        `assert_relative_length=False` lets `+N` and `-N` stop at the end of the history;
        `select_for_downgrade` gives what a downgrade from `upper` to `lower` reverts.
        """
        if select_for_downgrade:
            chosen = traverse.downgrade_path(self.graph, lower, upper)
        else:
            chosen = traverse.between(
                self.graph,
                upper,
                lower,
                implicit_base=implicit_base,
                inclusive=inclusive,
                exact_length=assert_relative_length,
            )
        return (self.graph.revisions[id_] for id_ in chosen)

    def ancestors(self, ids: RevisionIds, *, dependencies: bool = True) -> Collection[str]:
        """Return all that is applied when `ids` are: themselves and everything before them."""
        return self.graph.ancestors(resolve.resolve(self.graph, ids), dependencies=dependencies)

    def maximal(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Return those of `ids` (full ids) that no other of them comes after or depends on."""
        return self.graph.maximal(ids)


def _id_of(target: str | Revision) -> str:
    return target if isinstance(target, str) else target.revision


def is_revision(rev: Any) -> TypeGuard[Revision]:
    """Return whether `rev` is a Revision."""
    return isinstance(rev, Revision)


def tuple_rev_as_scalar(rev: RevisionIds) -> Any:
    """Return None for no id, the id alone for one, the tuple for several."""
    ids = as_tuple(rev)
    return None if not ids else ids[0] if len(ids) == 1 else ids
