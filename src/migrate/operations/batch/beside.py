"""Methods of `DefaultImpl` that have nothing to do in a rebuild, which is for databases without comments."""

from __future__ import annotations

from typing import Any, NoReturn

import sqlalchemy as sa

from ...errors import UnsupportedError


class BesideTheRebuild:
    """Comments, of which there are none, and names of what is no column, which ALTER TABLE changes or nobody."""

    def create_table_comment(self, table: sa.Table) -> None:
        """Do nothing."""

    def drop_table_comment(self, table: sa.Table) -> None:
        """Do nothing."""

    def create_column_comment(self, column: sa.Column[Any]) -> None:
        """Do nothing."""

    def rename_table(self, *arg: Any, **kw: Any) -> NoReturn:
        """Raise UnsupportedError."""
        _refuse("a table", arg)

    def rename_index(self, *arg: Any, **kw: Any) -> NoReturn:
        """Raise UnsupportedError."""
        _refuse("an index", arg)

    def rename_constraint(self, *arg: Any, **kw: Any) -> NoReturn:
        """Raise UnsupportedError."""
        _refuse("a constraint", arg)


def _refuse(what: str, names: tuple[Any, ...]) -> NoReturn:
    said = f" {names[0]!r}" if names else ""
    raise UnsupportedError(
        f"a rebuild renames columns, not {what}{said}", hint="rename it after the batch, or drop and create it again"
    )
