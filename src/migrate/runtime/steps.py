"""One step of a run: what it executes, and how it moves the rows of the version table.

The version table has one row per head: the revisions that are applied and that no other applied revision comes after
or depends on. A step is therefore the rows that go and the rows that come; whether that is an UPDATE, an INSERT, a
DELETE or a merge of branches follows from the two lists.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import ScriptError
from ..script.identifiers import RevisionIds, as_tuple

if TYPE_CHECKING:
    from ..script import Script
    from ..script.revision import Revision, RevisionMap


class Move(NamedTuple):
    """Rows of the version table that go and that come, each in a stated order."""

    gone: tuple[str, ...]
    new: tuple[str, ...]


class MigrationInfo:
    """What `on_version_apply` is told about a step.

    Up revisions are the newer side, down revisions the older one; source and destination follow the direction.
    """

    is_upgrade: bool
    is_stamp: bool
    up_revision_id: str | None
    """The first of `up_revision_ids`: the only one, except for a stamp that merges branches."""
    up_revision_ids: tuple[str, ...]
    down_revision_ids: tuple[str, ...]
    revision_map: RevisionMap

    def __init__(
        self,
        revision_map: RevisionMap,
        is_upgrade: bool,
        is_stamp: bool,
        up_revisions: RevisionIds,
        down_revisions: RevisionIds,
    ) -> None:
        self.revision_map = revision_map
        self.is_upgrade = is_upgrade
        self.is_stamp = is_stamp
        self.up_revision_ids = as_tuple(up_revisions)
        self.down_revision_ids = as_tuple(down_revisions)
        self.up_revision_id = self.up_revision_ids[0] if self.up_revision_ids else None

    @property
    def is_migration(self) -> bool:
        """Whether a script was run, as opposed to a stamp."""
        return not self.is_stamp

    @property
    def source_revision_ids(self) -> tuple[str, ...]:
        """The revisions the step starts from."""
        return self.down_revision_ids if self.is_upgrade else self.up_revision_ids

    @property
    def destination_revision_ids(self) -> tuple[str, ...]:
        """The revisions the step leads to."""
        return self.up_revision_ids if self.is_upgrade else self.down_revision_ids

    @property
    def up_revision(self) -> Revision | None:
        """The revision `up_revision_id`."""
        return self.revision_map.get_revision(self.up_revision_id)

    @property
    def up_revisions(self) -> tuple[Revision, ...]:
        """The revisions `up_revision_ids`."""
        return self.revision_map.get_revisions(self.up_revision_ids)

    @property
    def down_revisions(self) -> tuple[Revision, ...]:
        """The revisions `down_revision_ids`."""
        return self.revision_map.get_revisions(self.down_revision_ids)

    @property
    def source_revisions(self) -> tuple[Revision, ...]:
        """The revisions `source_revision_ids`."""
        return self.revision_map.get_revisions(self.source_revision_ids)

    @property
    def destination_revisions(self) -> tuple[Revision, ...]:
        """The revisions `destination_revision_ids`."""
        return self.revision_map.get_revisions(self.destination_revision_ids)


class MigrationStep:
    """What a run does one after the other: a subclass says what is executed and which rows move."""

    is_upgrade: bool
    migration_fn: Callable[..., Any]
    from_revisions: tuple[str, ...]
    """What the step starts from, dependencies included."""
    to_revisions: tuple[str, ...]
    """What the step leads to, dependencies included."""
    from_revisions_no_deps: tuple[str, ...]
    to_revisions_no_deps: tuple[str, ...]

    @classmethod
    def upgrade_from_script(cls, revision_map: RevisionMap, script: Script) -> RevisionStep:
        """Return the step that runs `upgrade()` of a script."""
        return RevisionStep(revision_map, script, True)

    @classmethod
    def downgrade_from_script(cls, revision_map: RevisionMap, script: Script) -> RevisionStep:
        """Return the step that runs `downgrade()` of a script."""
        return RevisionStep(revision_map, script, False)

    @property
    def is_downgrade(self) -> bool:
        """Whether the step goes back."""
        return not self.is_upgrade

    @property
    def name(self) -> str:
        """What is executed: "upgrade", "downgrade" or "stamp_revision"."""
        raise NotImplementedError

    @property
    def short_log(self) -> str:
        """The step in short: "upgrade a1 -> b2"."""
        source, target = ", ".join(self.from_revisions_no_deps), ", ".join(self.to_revisions_no_deps)
        return f"{self.name} {source} -> {target}"

    @property
    def doc(self) -> str | None:
        """One line about the step, where it has one."""
        return None

    @property
    def info(self) -> MigrationInfo:
        """The step as `on_version_apply` sees it."""
        raise NotImplementedError

    def moves(self, heads: Collection[str]) -> Move:
        """Return the rows that go and come when the version table holds `heads`."""
        raise NotImplementedError

    def __str__(self) -> str:
        return f"{self.short_log}, {self.doc}" if self.doc else self.short_log

    # -- the documented questions about a step's rows ------------------------------------------------------

    def should_create_branch(self, heads: Collection[str]) -> bool:
        """Return whether a row is only added."""
        gone, new = self.moves(heads)
        return bool(new) and not gone

    def should_delete_branch(self, heads: Collection[str]) -> bool:
        """Return whether a row is only removed."""
        gone, new = self.moves(heads)
        return bool(gone) and not new

    def should_merge_branches(self, heads: Collection[str]) -> bool:
        """Return whether several rows become one."""
        gone, new = self.moves(heads)
        return len(gone) > 1 and len(new) == 1

    def should_unmerge_branches(self, heads: Collection[str]) -> bool:
        """Return whether one row becomes several."""
        gone, new = self.moves(heads)
        return len(gone) == 1 and len(new) > 1

    def merge_branch_idents(self, heads: Collection[str]) -> tuple[list[str], str, str]:
        """Return the rows to delete, then the row to update and what to."""
        gone, new = self.moves(heads)
        return list(gone[:-1]), gone[-1], new[0]

    def unmerge_branch_idents(self, heads: Collection[str]) -> tuple[str, str, list[str]]:
        """Return the row to update and what to, then the rows to insert."""
        gone, new = self.moves(heads)
        return gone[0], new[-1], list(new[:-1])

    def update_version_num(self, heads: Collection[str]) -> tuple[str, str]:
        """Return the row to update and what to."""
        gone, new = self.moves(heads)
        return gone[0], new[0]

    @property
    def insert_version_num(self) -> str:
        """The row that `should_create_branch` speaks of."""
        return self.to_revisions[0]

    @property
    def delete_version_num(self) -> str:
        """The row that `should_delete_branch` speaks of."""
        return self.from_revisions[0]


class RevisionStep(MigrationStep):
    """Runs a script's `upgrade()` or `downgrade()`."""

    def __init__(self, revision_map: RevisionMap, revision: Script, is_upgrade: bool) -> None:
        self.revision_map = revision_map
        self.revision = revision
        self.is_upgrade = is_upgrade
        name = "upgrade" if is_upgrade else "downgrade"
        function = getattr(revision.module, name, None)
        if function is None:
            raise ScriptError(f"{revision.path}: there is no function {name}() in this revision file")
        self.migration_fn = function
        older, newer = revision.all_down_revisions, (revision.revision,)
        self.from_revisions, self.to_revisions = (older, newer) if is_upgrade else (newer, older)
        older = revision.down_revisions
        self.from_revisions_no_deps, self.to_revisions_no_deps = (older, newer) if is_upgrade else (newer, older)

    @property
    def name(self) -> str:
        """Which function of the script is executed."""
        return "upgrade" if self.is_upgrade else "downgrade"

    @property
    def doc(self) -> str | None:
        """The message of the script."""
        return self.revision.doc

    @property
    def info(self) -> MigrationInfo:
        """The step as `on_version_apply` sees it."""
        return MigrationInfo(
            self.revision_map,
            self.is_upgrade,
            is_stamp=False,
            up_revisions=self.revision.revision,
            down_revisions=self.revision.all_down_revisions,
        )

    def moves(self, heads: Collection[str]) -> Move:
        """Return the rows that go and come.

        Up: the revision replaces what it comes after and depends on, as far as that is a row; what is not a row has
        another revision after it. Down: what it came after is a row again, unless another row comes after it too.
        """
        own = self.revision.revision
        older = self.revision.all_down_revisions
        if self.is_upgrade:
            return Move(tuple(id_ for id_ in older if id_ in heads), () if own in heads else (own,))
        others = [id_ for id_ in heads if id_ != own]
        if others or len(older) > 1:
            kept = self.revision_map.maximal([*sorted(others), *older])
            older = tuple(id_ for id_ in older if id_ in kept and id_ not in others)
        return Move((own,) if own in heads else (), older)


class StampStep(MigrationStep):
    """Moves rows of the version table and runs nothing."""

    def __init__(
        self,
        from_: RevisionIds,
        to_: RevisionIds,
        is_upgrade: bool,
        branch_move: bool,
        revision_map: RevisionMap | None = None,
    ) -> None:
        self.from_revisions = self.from_revisions_no_deps = as_tuple(from_)
        self.to_revisions = self.to_revisions_no_deps = as_tuple(to_)
        self.is_upgrade = is_upgrade
        self.branch_move = branch_move
        self.revision_map = revision_map
        self.migration_fn = self.stamp_revision

    @property
    def name(self) -> str:
        """The name of the method that does nothing."""
        return "stamp_revision"

    def stamp_revision(self, **kw: Any) -> None:
        """Do nothing: a stamp only moves rows."""

    @property
    def info(self) -> MigrationInfo:
        """The step as `on_version_apply` sees it."""
        assert self.revision_map is not None
        up, down = self.to_revisions, self.from_revisions
        if not self.is_upgrade:
            up, down = down, up
        return MigrationInfo(self.revision_map, self.is_upgrade, True, up, down)

    def moves(self, heads: Collection[str]) -> Move:
        """Return `from_` as far as it is there, and `to_` as far as it is not."""
        gone = tuple(id_ for id_ in self.from_revisions if id_ in heads and id_ not in self.to_revisions)
        return Move(gone, tuple(id_ for id_ in self.to_revisions if id_ not in heads))
