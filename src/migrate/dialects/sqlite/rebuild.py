"""Puts a table with another definition in the place of one that stands: create, copy, swap.

    1  CREATE TABLE _alembic_tmp_t with the new definition; INSERT … SELECT copies the rows, rowids included
    2  the old table goes and the new one takes its name
    3  indexes and triggers are created again from the statements that made them

Nothing else may notice. Renaming under `legacy_alter_table` leaves views and triggers that mention the table alone.
With `foreign_keys = ON`, which cannot be changed inside a transaction, dropping a table that others refer to deletes
its rows first, and that cascades. So there step 2 renames the old table away: SQLite then rewrites the references
to it; their own text is put back in `sqlite_master`, after which nothing refers to the old table and dropping it
deletes nothing. References of the table to itself are left out while rows are copied and put back the same way
(https://www.sqlite.org/lang_droptable.html, https://www.sqlite.org/lang_altertable.html).

Everything happens inside one savepoint: an error leaves the database as it was.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError, OperationalError

from ...errors import OperationError, UnsupportedError
from .catalog import MAIN
from .lexer import folded, quote, quoted
from .parts import COLLATE, FOREIGN_KEY, PRIMARY_KEY, UNIQUE, Clause, Quote, TableText
from .state import TableState, autoincrements, clauses, foreign_keys, in_schema, rowid_column

if TYPE_CHECKING:
    import sqlalchemy as sa
    from sqlalchemy.engine import Connection

    from ...ddl.impl import DefaultImpl

log = logging.getLogger(__name__)

TEMPORARY = "_alembic_tmp_"
REPLACED = "_alembic_old_"


@dataclass(frozen=True)
class Change:
    """What a rebuild turns a table into.

    `sources` maps each column of `text` that gets a value from the old rows to SQL over the old columns; `kept` are
    the statements of indexes that stay, `indexes` the new ones.
    """

    text: TableText
    sources: Mapping[str, str]
    kept: Sequence[str] = ()
    indexes: Sequence[sa.Index] = ()


def rebuild(impl: DefaultImpl, state: TableState, change: Change) -> None:
    """Put the table that `change` describes in the place of `state`; offline, write the statements."""
    if impl.as_sql:
        _write(impl, state, change)
        return
    connection: Connection = impl.connection  # type: ignore[assignment]
    Rebuild(connection, impl, state, change).run()


def _write(impl: DefaultImpl, state: TableState, change: Change) -> None:
    name, temporary = state.name, TEMPORARY + state.name
    statements = [
        change.text.render(temporary, state.schema),
        copy(state, change, temporary),
        f"DROP TABLE {_in(state.schema, name)}",
        f"ALTER TABLE {_in(state.schema, temporary)} RENAME TO {quote(name)}",
        *(in_schema(ddl, state.schema) for ddl in change.kept),
        *(in_schema(trigger.ddl, state.schema) for trigger in state.triggers),
    ]
    for statement in statements:
        impl.static_output(statement + impl.command_terminator)
    for index in change.indexes:
        impl.create_index(index)


def copy(state: TableState, change: Change, target: str, *, rowids: bool = True, quote: Quote = quote) -> str:
    """Return the INSERT … SELECT that fills `target`; where no column is kept, one row of NULL for each row."""
    columns = [quote(column) for column in change.sources]
    values = list(change.sources.values())
    rowid = _rowid(state.text, change.text) if rowids else None
    if rowid is not None:
        columns.insert(0, rowid)
        values.insert(0, rowid)
    if not columns:
        columns, values = [quote(change.text.columns[0].name)], ["NULL"]
    # A constraint that says ON CONFLICT IGNORE or REPLACE would lose rows in silence.
    insert = "INSERT OR ABORT" if any(clause.conflict for clause in clauses(change.text)) else "INSERT"
    return (
        f"{insert} INTO {_in(state.schema, target, quote)} ({', '.join(columns)}) "
        f"SELECT {', '.join(values)} FROM {_in(state.schema, state.name, quote)}"
    )


def _rowid(old: TableText, new: TableText) -> str | None:
    """Return how to say the rowid where it has to be copied: both have one, and no column of the new one is it."""
    if old.without_rowid or new.without_rowid or rowid_column(new) is not None:
        return None
    taken = {folded(column.name) for column in (*old.columns, *new.columns)}
    return next((name for name in ("rowid", "_rowid_", "oid") if name not in taken), None)


def _in(schema: str | None, name: str, quote: Quote = quote) -> str:
    return f"{quote(schema)}.{quote(name)}" if schema else quote(name)


class Rebuild:
    """One rebuild on a connection."""

    def __init__(self, connection: Connection, impl: DefaultImpl, state: TableState, change: Change) -> None:
        self.connection = connection
        self.impl = impl
        self.state = state
        self.change = change
        self.schema = state.schema
        self.enforced = bool(self._pragma("foreign_keys"))

    def run(self) -> None:
        """Rebuild the table; raise OperationError when rows or views do not fit the new one."""
        state, schema = self.state, self.schema
        checked = self._tables_to_check()
        with self._savepoint():
            known = {row for table in checked for row in self._violations(table)}
            views = [view.name for view in state.views if self._works(view.name)]
            sequence = self._sequence() if autoincrements(state.text) else None
            with self._pragmas(legacy_alter_table=1, defer_foreign_keys=int(self.enforced)):
                temporary = TEMPORARY + state.name
                text = self.change.text
                created = without_references(text, state.name) if self.enforced else text
                self._execute(created.render(temporary, schema))
                self._execute(copy(state, self.change, temporary))
                self._swap(temporary, {} if created == text else {state.name: text.render()})
            if sequence is not None and autoincrements(self.change.text):
                self._set_sequence(sequence)
            for ddl in self.change.kept:
                self._execute(in_schema(ddl, schema))
            for index in self.change.indexes:
                self.impl.create_index(index)
            for trigger in state.triggers:
                self._execute(in_schema(trigger.ddl, schema))
            self._check_views(views)
            self._check_references(checked, known)

    # -- the swap ------------------------------------------------------------------------------------------------

    def _swap(self, temporary: str, texts: dict[str, str]) -> None:
        """Put the new table in the place of the old one; `texts` are definitions to be set afterwards."""
        name, old = self.state.name, REPLACED + self.state.name
        if not (self.enforced and self.state.referring):
            self._execute(f"DROP TABLE {_in(self.schema, name)}")
            self._rename(temporary, name)
            self._define(texts)
            return
        self._rename(name, old)
        self._rename(temporary, name)
        others = {table.name: table.ddl for table in self.state.referring if folded(table.name) != folded(name)}
        self._define({**others, old: without_references(self.state.text, name).render(old), **texts})
        self._execute(f"DROP TABLE {_in(self.schema, old)}")

    def _define(self, texts: Mapping[str, str]) -> None:
        """Set the stored definitions of tables, which differ from what is stored in references only."""
        if not texts:
            return
        master = f"{quoted(self.schema or MAIN)}.sqlite_master"
        update = f"UPDATE {master} SET sql = :sql WHERE type = 'table' AND name = :name"
        self._execute("PRAGMA writable_schema = ON")
        try:
            for table, ddl in texts.items():
                self.connection.exec_driver_sql(update, {"sql": ddl, "name": table})
        except OperationalError as error:
            raise UnsupportedError(
                f"{self.state.name!r} cannot be rebuilt while foreign keys are enforced: this SQLite does not let "
                f"the references to it be kept ({error.orig})",
                hint="run PRAGMA foreign_keys = OFF before the transaction of the migration begins",
            ) from error
        finally:
            self._execute("PRAGMA writable_schema = RESET")

    def _rename(self, name: str, new: str) -> None:
        self._execute(f"ALTER TABLE {_in(self.schema, name)} RENAME TO {quote(new)}")

    # -- AUTOINCREMENT -------------------------------------------------------------------------------------------

    def _sequence(self) -> int | None:
        table = f"{quoted(self.schema or MAIN)}.sqlite_sequence"
        found = self.connection.exec_driver_sql(f"SELECT seq FROM {table} WHERE name = ?", (self.state.name,))
        return found.scalar()

    def _set_sequence(self, value: int) -> None:
        table = f"{quoted(self.schema or MAIN)}.sqlite_sequence"
        self.connection.exec_driver_sql(f"DELETE FROM {table} WHERE name = ?", (self.state.name,))
        self.connection.exec_driver_sql(f"INSERT INTO {table} (name, seq) VALUES (?, ?)", (self.state.name, value))

    # -- checks --------------------------------------------------------------------------------------------------

    def _tables_to_check(self) -> list[str]:
        """Return the tables whose references a rebuild may break; none when no key and no column of one changes."""
        old, new = self.state.text, self.change.text
        if _keys(old) == _keys(new):
            return []
        referring = {table.name for table in self.state.referring}
        return sorted(referring | ({self.state.name} if foreign_keys(new) else set()))

    def _violations(self, table: str) -> list[tuple[Any, ...]]:
        """Return (table, rowid, referred table) of every row that refers to nothing.

        Where a reference cannot be followed, because its columns are no key of the table it refers to, return the
        error in the place of rows, as (table, error).
        """
        schema = quoted(self.schema or MAIN)
        try:
            found = self.connection.exec_driver_sql(f"PRAGMA {schema}.foreign_key_check({quoted(table)})").all()
        except OperationalError as error:
            return [(table, str(error.orig))]
        return [tuple(row[:3]) for row in found]

    def _check_references(self, tables: Sequence[str], known: set[tuple[Any, ...]]) -> None:
        for table in tables:
            broken = [row for row in self._violations(table) if row not in known]
            if not broken:
                continue
            if len(broken[0]) == 2:
                # No row is wrong, and the next block of the script may well change the other table to match.
                log.warning(
                    "%r is changed, and now: %s. Until a key of these columns exists, rows of %r cannot be written "
                    "while foreign keys are enforced.",
                    self.state.name,
                    broken[0][1],
                    table,
                )
                continue
            rowids = ", ".join(str(row[1]) for row in broken[:3]) + (", …" if len(broken) > 3 else "")
            raise OperationError(
                f"{self.state.name!r} cannot be changed: {len(broken)} rows of {table!r} (rowid {rowids}) "
                f"would refer to rows of {broken[0][2]!r} that do not exist",
                hint="correct or delete these rows first",
            )

    def _works(self, view: str) -> bool:
        try:
            self._execute(f"SELECT 1 FROM {_in(self.schema, view)} LIMIT 0")
        except DBAPIError:
            return False
        return True

    def _check_views(self, views: Sequence[str]) -> None:
        for view in views:
            if not self._works(view):
                raise OperationError(
                    f"{self.state.name!r} cannot be changed: the view {view!r} would no longer work",
                    hint="drop the view before, and create it again after the change",
                )

    # -- statements ----------------------------------------------------------------------------------------------

    def _execute(self, sql: str) -> None:
        self.connection.exec_driver_sql(sql)

    def _pragma(self, name: str) -> int:
        return int(self.connection.exec_driver_sql(f"PRAGMA {name}").scalar() or 0)

    @contextmanager
    def _pragmas(self, **values: int) -> Iterator[None]:
        before = {name: self._pragma(name) for name in values}
        for name, value in values.items():
            self._execute(f"PRAGMA {name} = {value}")
        try:
            yield
        finally:
            for name, value in before.items():
                self._execute(f"PRAGMA {name} = {value}")

    @contextmanager
    def _savepoint(self) -> Iterator[None]:
        self._execute("SAVEPOINT migrate_rebuild")
        try:
            yield
        except BaseException:
            self._execute("ROLLBACK TO migrate_rebuild")
            self._execute("RELEASE migrate_rebuild")
            raise
        self._execute("RELEASE migrate_rebuild")


def without_references(text: TableText, table: str) -> TableText:
    """Return a definition without its foreign keys to `table`."""
    lower = folded(table)

    def stays(clause: Clause) -> bool:
        return clause.reference is None or folded(clause.reference.table) != lower

    columns = tuple(
        column
        if all(map(stays, column.clauses))
        else replace(column, clauses=tuple(filter(stays, column.clauses)), source=None)
        for column in text.columns
    )
    return replace(text, columns=columns, constraints=tuple(filter(stays, text.constraints)))


def _keys(text: TableText) -> list[tuple[Any, ...]]:
    """Return the keys of a table, its own and the foreign ones, with the types of their columns."""
    found = []
    for clause in clauses(text):
        if clause.kind in (PRIMARY_KEY, UNIQUE, FOREIGN_KEY):
            columns = [text.column(name) for name in clause.columns]
            types = [(c.type, c.find(COLLATE)) for c in columns if c is not None]
            found.append((clause.text, clause.columns, str(types)))
    return sorted(found)
