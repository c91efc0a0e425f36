"""What can be wrong with a revision graph, or with a name given for a revision in it.

    migrate.errors.RevisionError
    ├── CycleDetected                    revisions that come after each other through `down_revision`
    │   ├── LoopDetected                 a revision whose `down_revision` is itself
    │   └── DependencyCycleDetected      the same through `depends_on`
    │       └── DependencyLoopDetected   (also a LoopDetected)
    ├── MultipleHeads                    one revision was asked for, and there are several
    ├── RangeNotAncestorError            the lower end of a range is not below its upper end
    └── ResolutionError                  a name that means no revision, or more than one
        └── LostRevision                 a database is at a revision that no file has

Each keeps what it is about as attributes, and its hint says what to write instead.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import RevisionError

__all__ = [
    "CycleDetected",
    "DependencyCycleDetected",
    "DependencyLoopDetected",
    "LoopDetected",
    "LostRevision",
    "MultipleHeads",
    "RangeNotAncestorError",
    "ResolutionError",
    "RevisionError",
]


class CycleDetected(RevisionError):
    """Each of `revisions` needs the next, and the last the first; `files` are where they are declared."""

    kind = "Cycle"
    field = "down_revision"

    def __init__(self, revisions: Sequence[str], *, files: Sequence[str] = ()) -> None:
        self.revisions = tuple(revisions)
        super().__init__(
            f"{self.kind} is detected in revisions ({', '.join(self.revisions)}): "
            f"{' needs '.join((*self.revisions, self.revisions[0]))}",
            hint=f"correct {self.field} in {' or '.join(files or self.revisions)}",
        )


class LoopDetected(CycleDetected):
    """`revision` comes after itself."""

    kind = "Self-loop"

    def __init__(self, revision: str, *, files: Sequence[str] = ()) -> None:
        super().__init__([revision], files=files)
        self.revision = revision


class DependencyCycleDetected(CycleDetected):
    """Revisions come after each other through `depends_on`, alone or together with `down_revision`."""

    kind = "Dependency cycle"
    field = "depends_on"


class DependencyLoopDetected(DependencyCycleDetected, LoopDetected):
    """`revision` depends on itself."""

    kind = "Dependency self-loop"

    def __init__(self, revision: str, *, files: Sequence[str] = ()) -> None:
        LoopDetected.__init__(self, revision, files=files)


class MultipleHeads(RevisionError):
    """`argument` asks for one revision, and `heads` are several."""

    def __init__(self, heads: Sequence[str], argument: str | None) -> None:
        self.heads = tuple(heads)
        self.argument = argument
        several = f"{argument or 'head'}s" if (argument or "head").endswith("head") else "heads"
        super().__init__(
            f"Multiple heads are present for given argument {argument!r}: {', '.join(self.heads)}",
            hint=f"name one of them (or '<branch label>@head'), say '{several}' for all of them, "
            "or join them with `migrate merge heads`",
        )


class RangeNotAncestorError(RevisionError):
    """`lower` is not below `upper`."""

    def __init__(self, lower: str | Sequence[str] | None, upper: str | Sequence[str] | None) -> None:
        self.lower = lower
        self.upper = upper
        super().__init__(
            f"Revision {_named(lower)} is not an ancestor of revision {_named(upper)}",
            hint="give the older revision first; `migrate history` shows the order",
        )


class ResolutionError(RevisionError):
    """`argument` does not name the revision(s) that are needed here."""

    def __init__(self, message: str, argument: str | None, *, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.argument = argument


class LostRevision(ResolutionError):
    """The database is at revisions of which `missing` have no file."""

    def __init__(self, missing: Sequence[str]) -> None:
        self.missing = tuple(missing)
        super().__init__(
            f"the database is at revision {', '.join(map(repr, self.missing))}, and no revision file has that id",
            self.missing[0],
            hint="bring the missing file back, or, if it is gone for good, say where the database really is with "
            "`migrate stamp --purge <revision>`",
        )

    def found(self, where: str, ancestor: str | None) -> None:
        """Add where the file was found, and the nearest revision below it that has a file."""
        below = f"; the nearest known ancestor is {ancestor}" if ancestor else ""
        self.add_note(f"{where}{below}")
        if ancestor:
            self.hint = (
                f"bring the file back and run `migrate downgrade {ancestor}`; or, if the database has nothing of it, "
                f"run `migrate stamp --purge {ancestor}`"
            )


def _named(revision: str | Sequence[str] | None) -> str:
    if revision is None or isinstance(revision, str):
        return revision or "base"
    return ", ".join(revision) or "base"
