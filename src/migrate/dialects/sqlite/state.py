"""One table of a live database with everything that hangs on it, as the statements that made it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from ...errors import OperationError
from .catalog import MAIN, query
from .ddl_text import SyntaxProblem, parse_index, parse_table
from .lexer import NAME, STRING, WORD, Token, folded, quote, quoted, tokenize, unquote
from .parts import PRIMARY_KEY, Clause, ColumnText, Key, TableText

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


class Stored(NamedTuple):
    """An object as `sqlite_master` keeps it."""

    name: str
    ddl: str


@dataclass(frozen=True)
class TableState:
    """A table as it stands. `schema` is None in the main database.

    `views` mention the table's name; `referring` are the tables (itself among them) with a foreign key to it.
    """

    schema: str | None
    text: TableText
    indexes: tuple[Stored, ...] = ()
    triggers: tuple[Stored, ...] = ()
    views: tuple[Stored, ...] = ()
    referring: tuple[Stored, ...] = ()

    @property
    def name(self) -> str:
        """The name of the table."""
        return self.text.name


def read_table(connection: Connection, name: str, schema: str | None = None) -> TableState:
    """Return the table `name` as it stands now; raise OperationError when there is none."""
    sql = query("table").format(schema=quoted(schema or MAIN))
    found: dict[str, list[Stored]] = {"table": [], "index": [], "trigger": [], "view": []}
    own: TableText | None = None
    for kind, object_name, owner, ddl in connection.exec_driver_sql(sql, {"name": name}).all():
        if kind == "table" and folded(object_name) == folded(name):
            own = _own(object_name, ddl)
        if kind in ("table", "view") or folded(owner) == folded(name):
            found[kind].append(Stored(object_name, ddl))
    if own is None:
        raise OperationError(
            f"there is no table {name!r} in the database{f' {schema!r}' if schema else ''}",
            hint="check the name, and that the migrations that create it have run",
        )
    return TableState(
        schema,
        own,
        tuple(found["index"]),
        tuple(found["trigger"]),
        tuple(view for view in found["view"] if mentions(view.ddl, name)),
        tuple(table for table in found["table"] if _refers(table.ddl, name)),
    )


def _own(name: str, ddl: str) -> TableText:
    try:
        return parse_table(ddl)
    except SyntaxProblem as problem:
        raise OperationError(
            f"the table {name!r} cannot be changed: it is a virtual table, or its definition is not understood "
            f"({problem})",
            hint="change it with op.execute()",
        ) from problem


def _refers(ddl: str, name: str) -> bool:
    if "REFERENCES" not in ddl.upper():
        return False
    try:
        text = parse_table(ddl)
    except SyntaxProblem:
        return False
    return any(clause.reference and folded(clause.reference.table) == folded(name) for clause in clauses(text))


def located(clause: Clause, column: str) -> Clause:
    """Return a clause of a column's definition with that column as its key, as a table constraint has it."""
    return clause if clause.keys else replace(clause, keys=(Key(column),))


def clauses(text: TableText) -> list[Clause]:
    """Return every clause of a table, those in columns first, each with its column as its key."""
    inline = [located(clause, column.name) for column in text.columns for clause in column.clauses]
    return [*inline, *text.constraints]


def foreign_keys(text: TableText) -> list[Clause]:
    """Return the foreign keys of a table."""
    return [clause for clause in clauses(text) if clause.reference is not None]


def rowid_column(text: TableText) -> ColumnText | None:
    """Return the column that is another name of the rowid (INTEGER PRIMARY KEY), if there is one."""
    if text.without_rowid:
        return None
    for column in text.columns:
        key = column.find(PRIMARY_KEY)
        if key is not None:
            return column if column.type.upper() == "INTEGER" and "DESC" not in key.text.upper() else None
    for clause in text.constraints:
        if clause.kind == PRIMARY_KEY and len(clause.keys) == 1:
            found = text.column(clause.keys[0].sql)
            return found if found is not None and found.type.upper() == "INTEGER" else None
    return None


def autoincrements(text: TableText) -> bool:
    """Return whether the table's key is AUTOINCREMENT."""
    return any(clause.autoincrement for clause in clauses(text))


def mentions(sql: str, name: str) -> bool:
    """Return whether `name` stands in `sql` as a name: not in a string, not as the name of a function."""
    tokens = tokenize(sql)
    lower = folded(name)
    for position, token in enumerate(tokens):
        if token.kind in (WORD, NAME) and unquote(token.text).lower() == lower:
            called = position + 1 < len(tokens) and tokens[position + 1].text == "(" and token.kind == WORD
            if not called:
                return True
    return False


def index_mentions(ddl: str, column: str) -> bool:
    """Return whether an index has `column` among its keys, in an expression or in its predicate."""
    text = parse_index(ddl)
    if text.where is not None and mentions(text.where, column):
        return True
    return any(mentions(key.sql, column) if key.expression else folded(key.sql) == folded(column) for key in text.keys)


def trigger_uses(ddl: str, column: str) -> bool:
    """Return whether a trigger of a table reads `column` of it: `NEW.c`, `OLD.c`, `UPDATE OF c`."""
    tokens = tokenize(ddl)
    lower = folded(column)
    listed = False  # inside UPDATE OF a, b
    for position, token in enumerate(tokens):
        before = tokens[position - 1] if position else token
        if token.upper == "OF" and before.upper == "UPDATE":
            listed = True
        elif token.upper == "ON":
            listed = False
        if not _names(token, lower):
            continue
        qualified = before.text == "." and position > 1 and tokens[position - 2].upper in ("NEW", "OLD")
        if listed or qualified:
            return True
    return False


def _names(token: Token, lower: str) -> bool:
    return token.kind in (WORD, NAME, STRING) and unquote(token.text).lower() == lower


def in_schema(ddl: str, schema: str | None) -> str:
    """Return a stored CREATE INDEX or CREATE TRIGGER as it is said for an object of an attached database."""
    if schema is None:
        return ddl
    for position, token in enumerate(tokens := tokenize(ddl)):
        if token.upper in ("INDEX", "TRIGGER"):
            start = tokens[position + 1].start
            return f"{ddl[:start]}{quote(schema)}.{ddl[start:]}"
    return ddl
