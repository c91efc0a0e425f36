"""Change the options of a table: storage parameters, engine, character set, STRICT."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import KW_ONLY
from typing import TYPE_CHECKING, Any

from ..comparators.records import ObjectKey
from .base import AlterTableOp, Effect, irreversible, table_key
from .declare import arg, operation

if TYPE_CHECKING:
    from .facade import AbstractOperations


@operation("alter_table_options", kind="table_options", effect=Effect.ALTER)
class AlterTableOptionsOp(AlterTableOp):
    """Change options of a table, by the keywords of `sa.Table`: `{"mysql_engine": "InnoDB"}`; None is the default.

    `existing` holds the values before, for the way back.
    """

    table_name: str = arg(scope="table")
    options: Mapping[str, Any] = arg()
    _: KW_ONLY
    existing: Mapping[str, Any] | None = None
    schema: str | None = arg(default=None, scope="schema")

    def run(self, on: AbstractOperations) -> None:
        """Change the options."""
        existing = dict(self.existing or {})
        on.impl.alter_table_options(self.table_name, dict(self.options), existing=existing, schema=self.schema)

    def reverse(self) -> AlterTableOptionsOp:
        """Return the directive that puts the values from before back; raises IrreversibleError where one is unknown."""
        if self.existing is None or self.options.keys() - self.existing.keys():
            raise irreversible(self)
        return AlterTableOptionsOp(self.table_name, self.existing, existing=self.options, schema=self.schema)

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """Return `("modify_table_options", schema, table, existing options, options)`."""
        return ("modify_table_options", self.schema, self.table_name, dict(self.existing or {}), dict(self.options))

    def needs(self) -> Iterable[ObjectKey]:
        """Return the table."""
        return (table_key(self.schema, self.table_name),)
