"""ALTER SEQUENCE, which SQLAlchemy has no construct for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import ExecutableDDLElement

from ..errors import UnsupportedError

if TYPE_CHECKING:
    from sqlalchemy.sql.compiler import DDLCompiler

_WORDS = {
    "start": "START WITH",
    "increment": "INCREMENT BY",
    "minvalue": "MINVALUE",
    "maxvalue": "MAXVALUE",
    "cache": "CACHE",
    "restart": "RESTART WITH",
}
"""Option → its words in the SQL standard, in the order in which they are written."""


class AlterSequence(ExecutableDDLElement):
    """ALTER SEQUENCE …; `changes` maps the names of `sa.Sequence` (start, increment, cycle …) to their new values.

    "restart" is the number that comes next.
    """

    def __init__(self, name: str, schema: str | None, changes: Mapping[str, Any]) -> None:
        self.name = name
        self.schema = schema
        self.changes = dict(changes)


@compiles(AlterSequence)
def visit_alter_sequence(element: AlterSequence, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `ALTER SEQUENCE s INCREMENT BY 2 NO CYCLE`."""
    return _alter_sequence(element, compiler, "NO CYCLE")


@compiles(AlterSequence, "mssql")
def visit_alter_sequence_mssql(element: AlterSequence, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `ALTER SEQUENCE s INCREMENT BY 2 NO CYCLE`; raises UnsupportedError for a type and a start."""
    _refuse(element, compiler, "ALTER SEQUENCE … RESTART WITH")
    return _alter_sequence(element, compiler, "NO CYCLE")


@compiles(AlterSequence, "oracle")
def visit_alter_sequence_oracle(element: AlterSequence, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `ALTER SEQUENCE s INCREMENT BY 2 NOCYCLE`; raises UnsupportedError for a type and a start."""
    _refuse(element, compiler, "ALTER SEQUENCE … RESTART START WITH")
    return _alter_sequence(element, compiler, "NOCYCLE")


def _refuse(element: AlterSequence, compiler: DDLCompiler, restart: str) -> None:
    """Raise UnsupportedError for what is said once and for all when a sequence is created."""
    for name, word, hint in (
        ("data_type", "type", "drop the sequence and create it again"),
        ("start", "start", f"op.execute() runs {restart}, which sets the next value too"),
    ):
        if name in element.changes:
            raise UnsupportedError(
                f"{compiler.dialect.name} does not change the {word} of sequence {element.name!r}", hint=hint
            )


@compiles(AlterSequence, "mysql", "mariadb")
def visit_alter_sequence_mariadb(element: AlterSequence, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `ALTER SEQUENCE s INCREMENT BY 2 NOCYCLE`."""
    return _alter_sequence(element, compiler, "NOCYCLE")


def _alter_sequence(element: AlterSequence, compiler: DDLCompiler, no_cycle: str) -> str:
    changes = element.changes
    said = []
    if "data_type" in changes:  # first: it takes the limits along
        said.append(f"AS {compiler.type_compiler.process(sa.types.to_instance(changes['data_type']))}")
    said += [f"{words} {changes[name]}" for name, words in _WORDS.items() if name in changes]
    if "cycle" in changes:
        said.append("CYCLE" if changes["cycle"] else no_cycle)
    name = compiler.preparer.format_sequence(sa.Sequence(element.name, schema=element.schema))
    return f"ALTER SEQUENCE {name} {' '.join(said)}"
