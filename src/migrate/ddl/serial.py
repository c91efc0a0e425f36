"""How a column of PostgreSQL comes by its numbers, and the statements that change it.

SERIAL is no type but a sequence that belongs to the column, and its next value as the default; an identity has a
sequence too. Whoever changes one into the other has the numbers go on where they were.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.sql.compiler import IdentifierPreparer

from ..dialects.postgresql.names import automatic_name
from ..dialects.postgresql.queries import literal

SERIALS = {"smallint": "SMALLSERIAL", "integer": "SERIAL", "bigint": "BIGSERIAL"}
"""Type → its SERIAL."""


class Numbers(NamedTuple):
    """What a change of a column means for its numbers."""

    starts_serial: bool
    """It becomes SERIAL."""
    ends_serial: bool
    """It was SERIAL and is no longer."""
    starts_identity: bool
    """It becomes an identity."""
    go_on: bool
    """Its numbers go on after those there are."""

    @classmethod
    def of(cls, new: Any, old: Any, autoincrement: bool | None, was_autoincrement: bool | None) -> Numbers:
        """Return what it means that the default `old` becomes `new` (False: it stays), and SERIAL begins or ends."""
        plain = is_plain(old)
        serial = bool(was_autoincrement) or (plain and "nextval(" in str(getattr(old, "arg", old)))
        identity = isinstance(new, sa.Identity) and not isinstance(old, sa.Identity)
        starts = bool(autoincrement) and was_autoincrement is False
        ends = (autoincrement is False and bool(was_autoincrement)) or (identity and serial)
        return cls(starts, ends, identity, starts or (identity and (plain or serial)))


def is_plain(default: Any) -> bool:
    """Return whether a server default is one, and neither an identity nor computed."""
    return default is not None and not isinstance(default, (sa.Identity, sa.Computed))


class SerialColumn:
    """One column that has, had or will have a sequence of its own: the SQL that says so.

    The sequence is always looked up, because it may have been renamed.
    """

    def __init__(self, preparer: IdentifierPreparer, table: str, column: str, schema: str | None) -> None:
        self.table = preparer.format_table(sa.table(table, schema=schema))
        self.column = preparer.quote(column)
        name = preparer.quote(automatic_name("sequence", table, [column]))
        self.new_sequence = f"{preparer.quote(schema)}.{name}" if schema else name
        self.sequence = f"pg_get_serial_sequence({literal(self.table)}, {literal(column)})"

    def add(self, type_: str | None) -> tuple[str, ...]:
        """Return what gives the column what SERIAL gives; `type_` is that of the column, None where it is not known."""
        counted = f" AS {type_}" if type_ in SERIALS else ""
        next_value = f"nextval({literal(self.new_sequence)})"
        return (
            f"CREATE SEQUENCE {self.new_sequence}{counted} OWNED BY {self.table}.{self.column}",
            f"ALTER TABLE {self.table} ALTER COLUMN {self.column} SET DEFAULT {next_value}",
            self.go_on(),
        )

    def drop(self) -> tuple[str, ...]:
        """Return what takes away the default and the sequence that SERIAL gave."""
        without_default = f"ALTER TABLE {self.table} ALTER COLUMN {self.column} DROP DEFAULT"
        return (without_default, self._to_sequence("DROP SEQUENCE "))

    def retype(self, type_: str) -> str:
        """Return what lets the sequence count as far as another type goes."""
        return self._to_sequence("ALTER SEQUENCE ", f" AS {type_}")

    def remember(self) -> str:
        """Return what keeps the last number in the session, 0 without a sequence, before the column gets another."""
        last = f"pg_sequence_last_value({self.sequence})"
        return f"SELECT set_config('migrate.last_number', coalesce({last}, 0)::text, false)"

    def go_on(self) -> str:
        """Return what makes the sequence go on after the number remembered, and after the highest row."""
        last = f"greatest(max({self.column}), current_setting('migrate.last_number')::bigint)"
        return f"SELECT setval({self.sequence}, {last}) FROM {self.table} HAVING {last} > 0"

    def pass_rows(self, low: int, high: int, increment: int) -> str:
        """Return what makes a sequence that begins anew between two limits go on after the rows there."""
        last = f"{'max' if increment > 0 else 'min'}({self.column})"
        rows = f"{self.table} WHERE {self.column} BETWEEN {low} AND {high}"
        return f"SELECT setval({self.sequence}, {last}) FROM {rows} HAVING {last} IS NOT NULL"

    def _to_sequence(self, before: str, after: str = "") -> str:
        statement = f"{literal(before)} || owned" + (f" || {literal(after)}" if after else "")
        return (
            f"DO $$ DECLARE owned text := {self.sequence}; "
            f"BEGIN IF owned IS NOT NULL THEN EXECUTE {statement}; END IF; END $$"
        )
