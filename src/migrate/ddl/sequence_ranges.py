"""Another range for a sequence, which its position may be outside of.

PostgreSQL and MariaDB refuse a limit that the position is past. Only numbers of the new range that have not been given
out may come next: a sequence that is before the range goes on with its new start, one that is beyond it is used up.
Where the ranges have no number in common, ALTER itself restarts it. Else it is moved before, and only if it has to be;
the database looks, so that a script that is written out does the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import ExecutableDDLElement

from ..dialects.postgresql.queries import literal, query
from .remade import filled

if TYPE_CHECKING:
    from sqlalchemy.sql.compiler import DDLCompiler

Options: TypeAlias = Mapping[str, Any]
"""Options of a sequence by their names in `sa.Sequence`; None where it is not known."""


class MoveSequence(ExecutableDDLElement):
    """Bring a sequence to the inside of a new limit: `side` is "<" for the lower one, ">" for the upper one."""

    def __init__(
        self,
        name: str,
        schema: str | None,
        side: Literal["<", ">"],
        limit: int,
        new: Options,
        column: str | None = None,
    ) -> None:
        self.name = name
        """Of the sequence, or of the table whose `column` has it."""
        self.schema = schema
        self.side = side
        self.limit = limit
        self.start: int | None = new.get("start")
        self.increment: int | None = new.get("increment")
        self.column = column


def moves(
    name: str, schema: str | None, new: Options, old: Options, column: str | None = None
) -> Iterator[MoveSequence]:
    """Yield what has to run before a sequence gets the limits of `new`; options that stay may be left out of both."""
    if restarts(new, old):
        return
    low, high = new.get("minvalue"), new.get("maxvalue")
    before_low, before_high = old.get("minvalue"), old.get("maxvalue")
    if low is not None and (before_low is None or low > before_low):
        yield MoveSequence(name, schema, "<", low, new, column)
    if high is not None and (before_high is None or high < before_high):
        yield MoveSequence(name, schema, ">", high, new, column)


def restarts(new: Options, old: Options) -> bool:
    """Whether the ranges have no number in common, so that the sequence begins anew at its new start."""
    limits = [side.get(name) for side in (new, old) for name in ("minvalue", "maxvalue")]
    if None in (*limits, new.get("start")):
        return False
    low, high, before_low, before_high = (int(limit) for limit in limits if limit is not None)
    return low > before_high or high < before_low


@compiles(MoveSequence, "postgresql")
def visit_move_sequence(element: MoveSequence, compiler: DDLCompiler, **kw: Any) -> str:
    """Return a block that looks where the sequence is, and moves it."""
    table = sa.table(element.name, schema=element.schema)
    sequence = literal(compiler.preparer.format_table(table))
    if element.column is not None:
        column = compiler.sql_compiler.render_literal_value(element.column, sa.String())
        sequence = f"pg_get_serial_sequence({sequence}, {column})"
    parts = {
        "sequence": sequence,
        "side": element.side,
        "limit": str(element.limit),
        "start": "options.seqstart" if element.start is None else str(element.start),
        "increment": "options.seqincrement" if element.increment is None else str(element.increment),
        "tag": "$$" if "$$" not in sequence else "$migrate$",
    }
    return filled(query("move_sequence", 0).strip(), parts)


@compiles(MoveSequence, "mysql", "mariadb")
def visit_move_sequence_mariadb(element: MoveSequence, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `SELECT SETVAL(s, 100, 0) FROM s WHERE …`, which never goes back; what is used up is not refused."""
    name = compiler.preparer.format_sequence(sa.Sequence(element.name, schema=element.schema))
    start = element.limit if element.start is None else element.start
    return f"SELECT SETVAL({name}, {start}, 0) FROM {name} WHERE next_not_cached_value {element.side} {element.limit}"
