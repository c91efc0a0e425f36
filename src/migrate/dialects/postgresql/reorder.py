"""Another order of columns: a copy of the table takes its place and gets all that hung on it.

The server writes every statement itself (`pg_get_constraintdef`, `pg_get_indexdef`, …), so nothing is spelled anew:
defaults, identities and the values of sequences, keys, CHECKs, foreign keys in both directions, indexes, triggers,
rules, statistics, comments, owner, grants. What cannot be brought over is refused by name before anything happens, and
what nobody thought of stops DROP TABLE, which is said without CASCADE. It is all one transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import OID

from ...ddl.offline import offline_dialect
from ...errors import OperationError, UnsupportedError
from .queries import query

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

TEMPORARY = "_alembic_tmp_"


def reorder(connection: Connection, table: str, schema: str | None, columns: Sequence[str]) -> Iterator[str]:
    """Yield the statements that give a table its columns in the order of `columns`, which names all of them.

    Raises OperationError when there is no such table, UnsupportedError when something on it cannot be kept.
    """
    preparer = offline_dialect(connection.dialect).identifier_preparer
    quote = preparer.quote
    whole = preparer.format_table(sa.table(table, schema=schema))
    oid = connection.scalar(sa.select(sa.func.to_regclass(whole).cast(OID)))
    if oid is None:
        raise OperationError(f"there is no table {whole}", hint="check the name, and the schema")
    version = (connection.dialect.server_version_info or (0,))[0]
    given = {"oid": oid, "prefix": TEMPORARY}
    around = connection.execute(sa.text(query("copy_around", version)), given).all()
    if refused := [row.sql for row in around if row.phase == 0]:
        raise UnsupportedError(
            f"the columns of {whole} cannot be put in another order: {'; '.join(refused)}",
            hint="that takes a new table in the place of the old one: drop what is named before, and create it again",
        )
    found = {row.name: row for row in connection.execute(sa.text(query("copy_columns", version)), given)}
    temporary = preparer.format_table(sa.table(TEMPORARY + table, schema=schema))
    persistence = connection.scalar(sa.text("SELECT relpersistence FROM pg_class WHERE oid = :oid"), {"oid": oid})
    unlogged = "UNLOGGED " if persistence == "u" else ""
    yield f"LOCK TABLE {whole} IN ACCESS EXCLUSIVE MODE"
    definitions = ",\n\t".join(found[name].definition for name in columns)
    yield f"CREATE {unlogged}TABLE {temporary} (\n\t{definitions}\n)"
    stored = ", ".join(quote(name) for name in columns if not found[name].computed)
    if stored:
        yield f"INSERT INTO {temporary} ({stored}) OVERRIDING SYSTEM VALUE SELECT {stored} FROM {whole}"
    yield from (row.sql for row in around if row.phase == 1)
    yield f"DROP TABLE {whole}"
    yield f"ALTER TABLE {temporary} RENAME TO {quote(table)}"
    yield from (row.sql for row in around if row.phase > 1)
