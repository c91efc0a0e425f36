"""Replace values in the rows of a column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import KW_ONLY
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ..comparators.records import ObjectKey
from .base import Effect, MigrateOperation, column_keys, irreversible, table_key, type_keys
from .declare import operation

if TYPE_CHECKING:
    from .facade import AbstractOperations


@operation("replace_values", kind="data", effect=Effect.ALTER, forms=("op",))
class ReplaceValuesOp(MigrateOperation):
    """Give rows another value, by value: `replacements` maps old to new. `members=True` is for a column of type SET."""

    table_name: str
    column_name: str
    replacements: Mapping[str, str]
    _: KW_ONLY
    members: bool = False
    schema: str | None = None

    def run(self, on: AbstractOperations) -> None:
        """Update the rows."""
        table = sa.table(self.table_name, sa.column(self.column_name), schema=self.schema)
        column = table.c[self.column_name]
        if self.members:
            for old, new in self.replacements.items():
                swapped = sa.func.replace(sa.func.concat(",", column, ","), f",{old},", f",{new},")
                trimmed = sa.func.trim(sa.literal_column("BOTH ',' FROM ").op("")(swapped))
                on.impl.update_rows(table, column.name, trimmed, sa.func.find_in_set(old, column) > 0)
            return
        becomes = sa.case(*((column == before, after) for before, after in self.replacements.items()))
        on.impl.update_rows(table, column.name, becomes, column.in_(list(self.replacements)))

    def reverse(self) -> ReplaceValuesOp:
        """Return the replacement back; raises IrreversibleError where two values became one."""
        back = {new: old for old, new in self.replacements.items()}
        if len(back) < len(self.replacements):
            raise irreversible(self)
        return ReplaceValuesOp(self.table_name, self.column_name, back, members=self.members, schema=self.schema)

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """Return `("replace_values", schema, table, column, replacements)`."""
        return ("replace_values", self.schema, self.table_name, self.column_name, dict(self.replacements))

    def told(self) -> list[tuple[str, str]]:
        """Return each value before and after, in words."""
        return [(f"'{old}'", f"'{new}'") for old, new in self.replacements.items()]

    def creates(self) -> Iterable[ObjectKey]:
        """Return the values of the column: a CHECK over them comes after."""
        return type_keys(self.schema, self.table_name, [self.column_name])

    def drops(self) -> Iterable[ObjectKey]:
        """Return the values of the column: a CHECK over them goes before."""
        return self.creates()

    def needs(self) -> Iterable[ObjectKey]:
        """Return the table and the column."""
        yield table_key(self.schema, self.table_name)
        yield from column_keys(self.schema, self.table_name, [self.column_name])
