"""Reads a whole SQLite database with one statement.

SQLite reads its own schema from the statements in `sqlite_master`, so everything is there, exactly, in one query.
The pragmas say less (no names of constraints, no CHECKs, no collations, no expressions), and joined with
`sqlite_master` as table-valued functions they cost twenty times as much.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from ...comparators.records import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    IndexKey,
    ObjectKey,
    Options,
    PrimaryKey,
    Table,
    TableKey,
    Trigger,
    UniqueConstraint,
    View,
    options,
    ordered,
)
from .ddl_text import SyntaxProblem
from .fragments import FragmentReader, TableFragments
from .lexer import canonical, join, quoted, tokenize

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

MAIN = "main"
Record = TypeVar("Record", UniqueConstraint, ForeignKey, CheckConstraint, Index)
Keyed = TypeVar("Keyed", PrimaryKey, UniqueConstraint, ForeignKey)


@cache
def query(name: str) -> str:
    """Return the packaged query `name`."""
    return files(__package__).joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")


class SqliteCatalog:
    """Reads the database behind a connection: one statement per schema, one more where virtual tables are."""

    unreadable = ()

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.statements = 0
        self._reader = FragmentReader()
        self._read: dict[str | None, Sequence[Any]] = {}

    def _rows(self, sql: str, **values: Any) -> Sequence[Any]:
        self.statements += 1
        return self.connection.exec_driver_sql(sql, values).all()

    def schemas(self) -> Sequence[str]:
        """Return "main" and the attached databases in the order they were attached."""
        return [row[0] for row in self._rows(query("schemas"))]

    def objects(self, schemas: Sequence[str | None]) -> Mapping[str, Mapping[ObjectKey, Any]]:
        """Return the views and triggers of the given schemas; the query for tables has read them along."""
        found: dict[str, dict[ObjectKey, Any]] = {"view": {}, "trigger": {}}
        for schema in dict.fromkeys(None if schema == MAIN else schema for schema in schemas):
            for kind, name, table, ddl in self._master(schema):
                if kind == "view":
                    found[kind][ObjectKey(kind, schema, name)] = View(definition(ddl))
                elif kind == "trigger":
                    found[kind][ObjectKey(kind, schema, name, table)] = Trigger(definition(ddl))
        return found

    def _master(self, schema: str | None) -> Sequence[Any]:
        """Return the rows of one schema, which are read once."""
        if schema not in self._read:
            self._read[schema] = self._rows(query("objects").format(schema=quoted(schema or MAIN)))
        return self._read[schema]

    def tables(self, schemas: Sequence[str | None]) -> Mapping[TableKey, Table]:
        """Return every table of the given schemas (None and "main" are the same).

        Left out: views, virtual tables, the shadow tables they keep their content in, SQLite's own tables.
        """
        found: dict[TableKey, Table] = {}
        for schema in dict.fromkeys(None if schema == MAIN else schema for schema in schemas):
            found.update(self._schema(schema))
        return found

    def _schema(self, schema: str | None) -> Iterator[tuple[TableKey, Table]]:
        read: dict[str, TableFragments] = {}
        indexes: dict[str, list[Index]] = {}
        virtual = []
        for kind, name, table, ddl in self._master(schema):
            if kind == "index":
                indexes.setdefault(table, []).append(self._reader.index(name, table, ddl))
                continue
            if kind != "table":
                continue
            try:
                read[name] = self._reader.table(name, ddl)
            except SyntaxProblem:
                if not ddl.upper().startswith("CREATE VIRTUAL"):
                    raise
                virtual.append(name)
        if virtual:
            for name in self._shadows(schema, virtual, read):
                read.pop(name, None)
        drafts = {name: _draft(text) for name, text in read.items()}
        names = {name.lower(): name for name in drafts}
        for name, draft in drafts.items():
            foreign = [_foreign_key(key, schema, drafts, names) for key in draft.foreign]
            table = Table(
                schema,
                name,
                draft.columns,
                draft.key,
                in_order(_spelled(draft.unique, draft.columns)),
                in_order(_spelled(foreign, draft.columns)),
                in_order(draft.checks),
                in_order([of_columns(index, draft.columns) for index in indexes.get(name, [])]),
                None,
                draft.options,
            )
            yield TableKey(schema, name), table

    def _shadows(self, schema: str | None, virtual: list[str], names: Iterable[str]) -> Sequence[str]:
        if (self.connection.dialect.server_version_info or ()) >= (3, 37):
            return [row[0] for row in self._rows(query("shadows"), schema=schema or MAIN)]
        return [name for name in names if any(name.startswith(f"{owner}_") for owner in virtual)]


class Draft(NamedTuple):
    """A table as its own statement declares it; its foreign keys have not met the tables they refer to."""

    columns: dict[str, Column]
    key: PrimaryKey | None
    unique: list[UniqueConstraint]
    checks: list[CheckConstraint]
    foreign: list[ForeignKey]
    options: Options


def _draft(text: TableFragments) -> Draft:
    columns: dict[str, Column] = {}
    key: PrimaryKey | None = None
    unique: list[UniqueConstraint] = []
    checks: list[CheckConstraint] = []
    foreign: list[ForeignKey] = []
    for declared, constraints in text.fragments:
        for column in declared:
            columns[column.name] = column
        for constraint in constraints:
            if isinstance(constraint, ForeignKey):
                foreign.append(constraint)
            elif isinstance(constraint, UniqueConstraint):
                unique.append(constraint)
            elif isinstance(constraint, CheckConstraint):
                checks.append(constraint)
            else:
                key = constraint
    kept: Options = ()
    if text.options:
        kept = options(strict="STRICT" in text.options, without_rowid="ROWID" in text.options)
    if key is not None:
        (key,) = _spelled([key], columns)
        settle_key(columns, key, implied=bool(kept))
        if columns[key.columns[0]].autoincrement:
            kept = options(autoincrement=True, **dict(kept))
    return Draft(columns, key, unique, checks, foreign, kept)


def settle_key(columns: dict[str, Column], key: PrimaryKey, *, implied: bool) -> None:
    """Mark the columns of a primary key NOT NULL where SQLite refuses NULL without being told.

    That is in a STRICT table, in one WITHOUT ROWID (`implied`), and in an INTEGER PRIMARY KEY, which is the rowid.
    Any other primary key accepts NULL (https://www.sqlite.org/lang_createtable.html#the_primary_key).
    """
    for name in key.columns:
        column = columns.get(name)
        if column is not None and column.nullable and (implied or is_rowid(columns, key)):
            columns[name] = column._replace(nullable=False)


def is_rowid(columns: Mapping[str, Column], key: PrimaryKey) -> bool:
    """Return whether the key is one INTEGER column: another name of the rowid."""
    return len(key.columns) == 1 and columns[key.columns[0]].type == "INTEGER"


def _foreign_key(
    key: ForeignKey, schema: str | None, drafts: Mapping[str, Draft], names: Mapping[str, str]
) -> ForeignKey:
    """Return `key` with its referent: the table's name as that was spelled, its primary key when no column is named."""
    referred = key.referred.name
    if referred not in drafts:
        referred = names.get(referred.lower(), referred)
    columns = key.referred_columns
    parent = drafts.get(referred)
    if parent is not None:
        if not columns and parent.key is not None:
            columns = parent.key.columns
        columns = spell(columns, parent.columns)
    return ForeignKey(key.name, key.columns, TableKey(schema, referred), columns, *key[4:])


def _spelled(constraints: Sequence[Keyed], columns: Mapping[str, Column]) -> Sequence[Keyed]:
    """Return constraints with the names of their columns as the columns spell them."""
    for constraint in constraints:
        if not all(name in columns for name in constraint.columns):
            return [c._replace(columns=spell(c.columns, columns)) for c in constraints]
    return constraints


def spell(names: tuple[str, ...], columns: Mapping[str, Column]) -> tuple[str, ...]:
    """Return column names in the case of `columns`: SQLite does not tell `ID` from `id`."""
    if all(name in columns for name in names):
        return names
    known = {name.lower(): name for name in columns}
    return tuple(known.get(name.lower(), name) for name in names)


def of_columns(index: Index, columns: Mapping[str, Column]) -> Index:
    """Return an index with its columns as the table spells them; a name that is no column is an expression: `true`."""
    if all(key.expression or key.sql in columns for key in index.keys):
        return index
    known = {name.lower(): name for name in columns}

    def settled(key: IndexKey) -> IndexKey:
        name = known.get(key.sql.lower())
        return key if key.expression else key._replace(sql=name or canonical(key.sql), expression=name is None)

    return index._replace(keys=tuple(map(settled, index.keys)))


def in_order(records: Sequence[Record]) -> tuple[Record, ...]:
    """Return records as a `Table` holds them; by content too where two have one name, which SQLite allows."""
    if len(records) < 2:
        return tuple(records)
    found = ordered(records)
    names = [record.name for record in found if record.name is not None]
    if len(set(names)) == len(names):
        return found
    return tuple(sorted(found, key=lambda record: (record.name or "", repr(record))))


def definition(ddl: str) -> str:
    """Return what follows the name in CREATE VIEW and CREATE TRIGGER, canonical: the query of a view."""
    tokens = tokenize(ddl)
    words = [token.text.upper() for token in tokens]
    at = next(i for i, word in enumerate(words) if word in ("VIEW", "TRIGGER")) + 1
    at += 3 if words[at : at + 3] == ["IF", "NOT", "EXISTS"] else 0
    at += 3 if words[at + 1 : at + 2] == ["."] else 1
    at += words[at] == "AS"
    return join(tokens[at:])
