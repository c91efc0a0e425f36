"""The version table: one row per head, read once per run and then kept in step with what runs."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ..errors import DatabaseError

if TYPE_CHECKING:
    from collections.abc import Collection

    from .migration import MigrationContext
    from .steps import MigrationStep


class VersionTable:
    """The table `version_table` of one database, through the implementation that runs everything else too."""

    def __init__(self, context: MigrationContext) -> None:
        opts = context.opts
        self.impl = context.impl
        self.table = context.impl.version_table_impl(
            version_table=opts["version_table"],
            version_table_schema=opts["version_table_schema"],
            version_table_pk=opts["version_table_pk"],
        )
        self._column = self.table.c.version_num

    def exists(self) -> bool:
        """Return whether the database has the table."""
        assert self.impl.connection is not None
        return sa.inspect(self.impl.connection).has_table(self.table.name, schema=self.table.schema)

    def create(self) -> None:
        """Create the table, which is not there; offline, write its DDL."""
        self.impl.create_table(self.table)

    def ensure(self) -> None:
        """Create the table unless it is there; not an error when somebody else creates it meanwhile.

        Offline, where nobody can be asked, the statement itself says so.
        """
        if self.impl.as_sql or not self.exists():
            self.impl.create_table(self.table, if_not_exists=True)

    def heads(self) -> tuple[str, ...]:
        """Return the rows, sorted; () without the table. The connection is in a transaction after it iff before."""
        connection = self.impl.connection
        assert isinstance(connection, sa.Connection)
        before = connection.in_transaction()
        rows = connection.scalars(sa.select(self._column)).all() if self.exists() else ()
        if not before:
            connection.rollback()
        return tuple(sorted(rows))

    def clear(self) -> None:
        """Delete all rows."""
        self.impl._exec(self.table.delete())

    def insert(self, new: str) -> None:
        """Add a row."""
        self.impl._exec(self.table.insert().values(version_num=new))

    def update(self, old: str, new: str) -> None:
        """Change one row; raises DatabaseError when it is not there any more."""
        if self.impl.as_sql:
            self.impl._exec(self._change(old, new))
        else:
            result = self.impl._exec(self._changing, parameters={"old": old, "new": new})
            self._expect_one_row(result, old, f"changed to {new!r}")

    def delete(self, old: str) -> None:
        """Remove one row; raises DatabaseError when it is not there any more."""
        self._expect_one_row(self.impl._exec(self.table.delete().where(self._column == old)), old, "removed")

    @cached_property
    def _changing(self) -> sa.Update:
        """The UPDATE with parameters, made once: it runs with every step."""
        return self._change(sa.bindparam("old"), sa.bindparam("new"))

    def _change(self, old: Any, new: Any) -> sa.Update:
        return self.table.update().where(self._column == old).values(version_num=new)

    def _expect_one_row(self, result: sa.CursorResult[Any] | None, old: str, what: str) -> None:
        if result is None or not result.supports_sane_rowcount() or result.rowcount == 1:
            return
        raise DatabaseError(
            f"row {old!r} of table {self.table.fullname!r} was to be {what}, but {result.rowcount} rows have it",
            hint="another process migrates this database at the same time, or the table was edited by hand",
        )


class HeadMaintainer:
    """Moves the rows of the version table along with the steps of a run, without reading them again."""

    def __init__(self, context: MigrationContext, heads: Collection[str]) -> None:
        self.context = context
        self.heads = set(heads)

    def update_to_step(self, step: MigrationStep) -> None:
        """Apply a step's move: one UPDATE where one row becomes another; DELETE and INSERT for what is left over."""
        gone, new = step.moves(self.heads)
        table = self.context.version_table_rows
        # Of several rows that become one, the last is updated and the others are deleted, and the other way round.
        pairs = min(len(gone), len(new))
        for old in gone[: len(gone) - pairs]:
            table.delete(old)
        for old, target in zip(gone[len(gone) - pairs :], new[len(new) - pairs :], strict=True):
            table.update(old, target)
        for target in new[: len(new) - pairs]:
            table.insert(target)
        self.heads.difference_update(gone)
        self.heads.update(new)
