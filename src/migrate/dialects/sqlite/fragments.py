"""Records from the text of CREATE TABLE and CREATE INDEX, each distinct piece of text read once.

A schema of a thousand tables has a few hundred distinct column definitions. SQLAlchemy writes one item to a line, so a
statement is cut at its line ends, and a piece that was seen before costs one look in a dictionary. Names that
differ from table to table (of constraints, of referred tables) are taken out before looking. A cut can only be
wrong inside parentheses, a string or a comment; the first two leave a piece that does not parse, and a statement
with a comment is never cut: then the whole statement is read token by token.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ...comparators.records import (
    CheckConstraint,
    Column,
    Computed,
    ForeignKey,
    Index,
    IndexKey,
    PrimaryKey,
    TableKey,
    UniqueConstraint,
    options,
    timing,
)
from .ddl_text import SyntaxProblem, collation_name, parse_index, parse_items, parse_table
from .lexer import quoted, tokenize, unquote
from .parts import (
    CHECK,
    COLLATE,
    DEFAULT,
    FOREIGN_KEY,
    GENERATED,
    NOT_NULL,
    PRIMARY_KEY,
    UNIQUE,
    Clause,
    ColumnText,
    IndexText,
    Key,
)

Constraint = PrimaryKey | UniqueConstraint | ForeignKey | CheckConstraint


class Fragment(NamedTuple):
    """What one piece of a CREATE TABLE declares. The table a foreign key refers to has no schema yet."""

    columns: tuple[Column, ...]
    constraints: tuple[Constraint, ...]


class TableFragments(NamedTuple):
    """What a CREATE TABLE declares: its pieces in order, and the words after them in upper case."""

    fragments: list[Fragment]
    options: str


_NAMED = re.compile(r'CONSTRAINT ([A-Za-z_]\w*|"[^"]+") ')
_REFERENCE = re.compile(r'(FOREIGN KEY ?\([^()]*\) REFERENCES )([A-Za-z_]\w*|"[^"]+")( ?\(.*)\Z', re.DOTALL)
_WORDS = re.compile(r"[A-Za-z,\s]*\Z")

TYPE_SYNONYMS = {"INT": "INTEGER", "BOOL": "BOOLEAN"}
"""Type names that mean the same to SQLite and to SQLAlchemy; all others are compared as they are written."""


def canonical_type(ddl: str) -> str:
    """Return a type in upper case with single spaces, its arguments as SQLAlchemy writes them: `NUMERIC(10, 2)`."""
    words: list[str] = []
    arguments = ""
    for token in tokenize(ddl):
        if token.text == "(" or arguments:
            arguments += ", " if token.text == "," else token.text
        else:
            words.append(unquote(token.text).upper())
    name = " ".join(words)
    return TYPE_SYNONYMS.get(name, name) + arguments


class FragmentReader:
    """Reads statements; keeps what each distinct piece of text said."""

    def __init__(self) -> None:
        self._pieces: dict[str, Fragment] = {}
        self._unnamed: dict[str, Constraint | None] = {}
        self._keys: dict[str, IndexText] = {}

    # -- tables --------------------------------------------------------------------------------------------------

    def table(self, name: str, ddl: str) -> TableFragments:
        """Return what the CREATE TABLE of `name` declares; raise SyntaxProblem for a statement that is none."""
        head, opened, rest = ddl.partition(" (\n\t")
        body, closed, tail = rest.rpartition("\n)")
        if (
            opened
            and closed
            and (head == f"CREATE TABLE {name}" or head == f"CREATE TABLE {quoted(name)}")
            and "--" not in body
            and "/*" not in body
            and _WORDS.match(tail)
        ):
            pieces = self._pieces
            try:
                found = [pieces.get(piece) or self._piece(piece) for piece in body.split(", \n\t")]
            except SyntaxProblem:
                pass
            else:
                return TableFragments(found, tail.upper())
        text = parse_table(ddl)
        return TableFragments([fragment(item) for item in text.items], text.options.upper())

    def _piece(self, piece: str) -> Fragment:
        if piece.startswith("CONSTRAINT ") and (named := _NAMED.match(piece)):
            constraint = self._named(unquote(named[1]), piece[named.end() :])
            if constraint is not None:
                return Fragment((), (constraint,))
        elif piece.startswith("FOREIGN KEY"):
            constraint = self._named(None, piece)
            if constraint is not None:
                return Fragment((), (constraint,))
        parts = [fragment(item) for item in parse_items(piece)]
        found = self._pieces[piece] = Fragment(
            tuple(column for part in parts for column in part.columns),
            tuple(constraint for part in parts for constraint in part.constraints),
        )
        return found

    def _named(self, name: str | None, text: str) -> Constraint | None:
        """Return the constraint `text` with `name`; None when the text is more than one constraint."""
        if reference := _REFERENCE.match(text):
            before, target, after = reference.groups()
            found = self._constraint(f"{before}t{after}")
            if type(found) is ForeignKey:
                key = TableKey(None, unquote(target))
                return ForeignKey(name, found.columns, key, *found[3:])
        found = self._constraint(text)
        return None if found is None else found._replace(name=name)

    def _constraint(self, text: str) -> Constraint | None:
        try:
            return self._unnamed[text]
        except KeyError:
            items = [fragment(item) for item in parse_items(text)]
            single = len(items) == 1 and not items[0].columns and len(items[0].constraints) == 1
            found = self._unnamed[text] = items[0].constraints[0] if single else None
            return found

    # -- indexes -------------------------------------------------------------------------------------------------

    def index(self, name: str, table: str, ddl: str) -> Index:
        """Return the index `name` of `table`."""
        for unique, word in ((False, ""), (True, "UNIQUE ")):
            head = f"CREATE {word}INDEX {name} ON {table} ("
            if ddl.startswith(head):
                keys = ddl[len(head) :]
                text = self._keys.get(keys)
                if text is None:
                    text = self._keys[keys] = parse_index(f"CREATE INDEX i ON t ({keys}")
                return _index(name, unique, text)
        text = parse_index(ddl)
        return _index(name, text.unique, text)


def _index(name: str, unique: bool, text: IndexText) -> Index:
    return Index(name, tuple(map(index_key, text.keys)), unique, options(where=text.where))


def index_key(key: Key) -> IndexKey:
    """Return a key as a record; BINARY and ASC are the defaults and not said."""
    modifiers = []
    if key.collation not in (None, "BINARY"):
        modifiers.append(f"COLLATE {key.collation}")
    if key.descending:
        modifiers.append("DESC")
    return IndexKey(key.sql, key.expression, " ".join(modifiers))


def fragment(item: ColumnText | Clause) -> Fragment:
    """Return what one column or table constraint declares."""
    if isinstance(item, Clause):
        return Fragment((), (constraint(item, item.columns),))
    kinds = (PRIMARY_KEY, UNIQUE, CHECK, FOREIGN_KEY)
    inline = tuple(constraint(clause, (item.name,)) for clause in item.clauses if clause.kind in kinds)
    return Fragment((column(item),), inline)


def column(item: ColumnText) -> Column:
    """Return the record of a column's definition."""
    key, not_null = item.find(PRIMARY_KEY), item.find(NOT_NULL)
    default, generated, collate = item.find(DEFAULT), item.find(GENERATED), item.find(COLLATE)
    type_ = canonical_type(item.type)
    if key is not None and item.type.upper() == "INT":
        type_ = "INT"  # only INTEGER makes the rowid, so here the two are not the same
    return Column(
        item.name,
        type_,
        not_null is None,
        stored_default(default.sql, type_) if default is not None else None,
        Computed(generated.sql, generated.stored) if generated is not None else None,
        None,
        key is not None and key.autoincrement,
        column_collation(collate.sql) if collate is not None else None,
        None,
        options(on_conflict_not_null=not_null.conflict if not_null is not None else None),
    )


_QUOTED_NUMBER = re.compile(r"'-?\d+(\.\d+)?'\Z", re.ASCII)
_OF_TEXT = re.compile("CHAR|CLOB|TEXT|BLOB")


def stored_default(sql: str, type_: str) -> str:
    """Return a canonical default as the column would store it: `'5'` is `5` where affinity makes it a number.

    Which declared types hold text is rule 2 and 3 of https://www.sqlite.org/datatype3.html#determination_of_column_affinity.
    """
    numeric = bool(type_) and not _OF_TEXT.search(type_)
    return sql[1:-1] if numeric and _QUOTED_NUMBER.match(sql) else sql


def column_collation(name: str | None) -> str | None:
    """Return a column's collation; None for BINARY, which every column has anyway."""
    found = collation_name(name) if name else None
    return None if found == "BINARY" else found


def constraint(clause: Clause, columns: tuple[str, ...]) -> Constraint:
    """Return the record of a constraint on `columns`."""
    kept = options(on_conflict=None if clause.conflict == "ABORT" else clause.conflict)
    if clause.kind == PRIMARY_KEY:
        return PrimaryKey(clause.name, columns, kept)
    if clause.kind == UNIQUE:
        return UniqueConstraint(clause.name, columns, kept)
    if clause.kind == CHECK:
        return CheckConstraint(clause.name, clause.sql, kept)
    reference = clause.reference
    if reference is None:
        raise SyntaxProblem(f"not a constraint: {clause.text!r}")
    match = reference.match.upper() if reference.match else None
    late = timing(reference.deferrable, reference.initially if reference.deferrable else None)
    kept = options(**late, match=None if match == "SIMPLE" else match)
    return ForeignKey(
        clause.name,
        columns,
        TableKey(None, reference.table),
        reference.columns,
        reference.onupdate,
        reference.ondelete,
        kept,
    )
