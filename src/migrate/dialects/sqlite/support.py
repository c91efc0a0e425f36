"""What generic code asks about SQLite."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ...comparators.records import Column, Index, PrimaryKey, Table, options
from ..features import Features
from ..support import DialectSupport, is_silent
from ..text import sql_text
from .catalog import SqliteCatalog, in_order, of_columns, settle_key
from .ddl_text import SyntaxProblem, parse_keys
from .fragments import canonical_type, column_collation, index_key, stored_default
from .lexer import canonical, quote

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    import sqlalchemy as sa
    from sqlalchemy.engine import Connection, Dialect


class SqliteSupport(DialectSupport):
    """SQLite 3.31 and later."""

    name = "sqlite"
    features = Features(
        transactional_ddl=True,
        table_comments=False,
        forward_references=True,
        holds_referred_keys=False,
        null_in_primary_key=True,
        implicit_autoincrement=True,
        database_is_file=True,
        max_identifier=9999,  # SQLite has no limit; SQLAlchemy cuts names here
    )

    certain_options = frozenset({"strict", "without_rowid"})
    object_kinds = ("view", "trigger")
    other_kinds = ()

    def __init__(self, dialect: Dialect) -> None:
        super().__init__(dialect)
        self._canonical = lru_cache(maxsize=4096)(canonical)

    def catalog(self, connection: Connection) -> SqliteCatalog:
        """Return the reader of the database behind `connection`."""
        return SqliteCatalog(connection)

    def replacing(self, kind: str) -> str:
        """Return nothing: SQLite replaces nothing in place."""
        return ""

    def taken_along(self, connection: Connection, view: str, schema: str | None) -> Sequence[str]:
        """Return the triggers of a view, as they were created."""
        stored = f"{quote(schema)}.sqlite_master" if schema else "sqlite_master"
        query = f"SELECT sql FROM {stored} WHERE type = 'trigger' AND tbl_name = ? COLLATE NOCASE ORDER BY rowid"
        return list(connection.exec_driver_sql(query, (view,)).scalars())

    # -- text ----------------------------------------------------------------------------------------------------

    def canonical_type(self, ddl: str) -> str:
        """Return a declared type in upper case with single spaces: `"numeric( 10,2 )"` → `"NUMERIC(10, 2)"`."""
        return canonical_type(ddl)

    def type_object(self, text: str) -> Any:
        """Return the SQLAlchemy type that is written as `text`; a column may also have no type."""
        from sqlalchemy.types import NullType

        return super().type_object(text) if text else NullType()

    def canonical_expression(self, sql: str) -> str:
        """Return an expression without what means nothing to SQLite: `"( a<>1 )"` → `"a != 1"`."""
        return self._canonical(sql)

    def canonical_default(self, sql: str, type_text: str) -> str:
        """Return a default; a quoted number of a column that stores numbers is that number: `"'5'"` → `"5"`."""
        return stored_default(self.canonical_expression(sql), type_text)

    # -- the model side ------------------------------------------------------------------------------------------

    def finish(self, table: Table, declared: sa.Table) -> Table:
        """Return `table` as SQLite shows it: rowid keys, AUTOINCREMENT, collations, keys of indexes."""
        columns = dict(table.columns)
        for name, column in table.columns.items():
            if not (column.identity is None and column.comment is None and column.collation is None):
                columns[name] = _plain(column)
        key = table.primary_key
        if key is not None:
            if is_autoincrement(declared):
                (name,) = key.columns
                columns[name] = columns[name]._replace(autoincrement=True)
                conflict = declared.c[name].dialect_options["sqlite"]["on_conflict_primary_key"]
                key = PrimaryKey(None, key.columns, options(on_conflict=_conflict(conflict)))
            settle_key(columns, key, implied=bool(table.options))
        foreign = tuple(k for k in table.foreign_keys if k.referred.schema == table.schema)
        return table._replace(
            columns=columns,
            primary_key=key,
            unique_constraints=in_order(table.unique_constraints),
            foreign_keys=in_order(foreign),
            check_constraints=in_order(table.check_constraints),
            indexes=tuple(of_columns(_index(index), columns) for index in table.indexes),
        )

    def index_options(self, index: sa.Index) -> Iterable[tuple[str, Any]]:
        """Yield `where`, the canonical predicate of a partial index."""
        where = index.dialect_options["sqlite"]["where"]
        if where is not None:
            yield "where", self.canonical_expression(self.expression_text(where))

    def constraint_options(self, constraint: sa.Constraint) -> Iterable[tuple[str, Any]]:
        """Yield `on_conflict`, given with the constraint or with its only column."""
        conflict = None if is_silent(constraint) else constraint.dialect_options["sqlite"]["on_conflict"]
        name = _CONFLICT_OF_COLUMN.get(constraint.__visit_name__)
        if conflict is None and name is not None:
            columns: Any = list(constraint.columns)  # type: ignore[attr-defined]
            if len(columns) == 1 and not is_silent(columns[0]):
                conflict = columns[0].dialect_options["sqlite"][name]
        return () if conflict is None else (("on_conflict", _conflict(conflict)),)

    def column_options(self, column: sa.Column[Any]) -> Iterable[tuple[str, Any]]:
        """Yield `on_conflict_not_null`."""
        if not column.nullable:
            yield "on_conflict_not_null", _conflict(column.dialect_options["sqlite"]["on_conflict_not_null"])

    def table_options(self, table: sa.Table) -> Iterable[tuple[str, Any]]:
        """Yield `strict`, `without_rowid` and `autoincrement`."""
        if is_silent(table):
            return
        own = table.dialect_options["sqlite"]
        yield "strict", bool(own.get("strict"))  # an option since SQLAlchemy 2.0.37
        yield "without_rowid", not own["with_rowid"]
        yield "autoincrement", is_autoincrement(table)

    # -- the way back --------------------------------------------------------------------------------------------

    def column_keywords(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Return the keywords for `sa.Column`."""
        return {f"sqlite_{name}": value for name, value in options.items()}

    def written_default(self, sql: str) -> str:
        """Return an expression in parentheses where SQLAlchemy takes its beginning for a literal's, or for theirs."""
        from .native import is_constant

        return f"({sql})" if sql.startswith(("'", '"', "(")) and not is_constant(sql) else sql

    def table_keywords(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Return the keywords for `sa.Table`: `without_rowid` is `sqlite_with_rowid=False`."""
        known = {name: value for name, value in options.items() if name != "without_rowid"}
        found = super().table_keywords(known)
        if "without_rowid" in options:
            found["sqlite_with_rowid"] = not options["without_rowid"]
        return found

    def compared_options(self, table: sa.Table) -> frozenset[str]:
        """Return what makes another table; AUTOINCREMENT is compared with its column."""
        return self.certain_options

    def index_keywords(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Return the keywords for `sa.Index`."""
        return {f"sqlite_{name}": sql_text(value) for name, value in options.items()}

    # -- trying a script out -------------------------------------------------------------------------------------

    def copied(self, connection: Connection) -> AbstractContextManager[Connection]:
        """Give a connection to a copy of the database, and of those attached to it."""
        from .copying import copied

        return copied(connection)

    # -- running -------------------------------------------------------------------------------------------------

    def needs_rebuild(self, op: Any) -> bool:
        """Return whether ALTER TABLE can surely not run a directive; the rest is decided when it runs."""
        from .native import needs_rebuild

        return needs_rebuild(op, self.dialect)


_CONFLICT_OF_COLUMN = {
    "unique_constraint": "on_conflict_unique",
    "primary_key_constraint": "on_conflict_primary_key",
}
"""Sort of constraint → the keyword of its only column that says what it says."""


def is_autoincrement(table: sa.Table) -> bool:
    """Return whether SQLAlchemy writes the key of a table as PRIMARY KEY AUTOINCREMENT."""
    from sqlalchemy.types import Integer

    if is_silent(table) or not table.dialect_options["sqlite"]["autoincrement"] or len(table.primary_key.columns) != 1:
        return False
    column = next(iter(table.primary_key.columns))
    return issubclass(column.type._type_affinity or object, Integer) and not column.foreign_keys


def _plain(column: Column) -> Column:
    """Return a column without what SQLite does not have, its collation as the catalog spells it."""
    collation = column_collation(column.collation)
    if column.identity is None and column.comment is None and collation == column.collation:
        return column
    return column._replace(identity=None, comment=None, collation=collation)


def _index(index: Index) -> Index:
    """Return an index with its keys as the catalog splits them: `a COLLATE "nocase"` is key a, collated."""
    if not any(key.expression or key.modifiers for key in index.keys):
        return index
    texts = (key.sql if key.expression else quote(key.sql) for key in index.keys)
    sql = ", ".join(f"{text} {key.modifiers}" for text, key in zip(texts, index.keys, strict=True))
    try:
        return index._replace(keys=tuple(map(index_key, parse_keys(f"({sql})"))))
    except SyntaxProblem:
        return index


def _conflict(word: str | None) -> str | None:
    """Return an ON CONFLICT algorithm; None for ABORT, the default."""
    return None if word is None or word.upper() == "ABORT" else word.upper()
