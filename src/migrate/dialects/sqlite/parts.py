"""The parts of a CREATE TABLE or CREATE INDEX statement, each with the text it was read from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

from .lexer import folded, quote

PRIMARY_KEY, UNIQUE, CHECK, FOREIGN_KEY = "primary key", "unique", "check", "foreign key"
NOT_NULL, NULL, DEFAULT, COLLATE, GENERATED = "not null", "null", "default", "collate", "generated"

Quote = Callable[[str], str]
"""Writes a name as SQL; a batch on another database rebuilds tables with that one's."""


class Key(NamedTuple):
    """One key of an index or key constraint: a column's name, or canonical SQL when `expression`."""

    sql: str
    expression: bool = False
    collation: str | None = None
    descending: bool = False


class Reference(NamedTuple):
    """What follows REFERENCES."""

    table: str
    columns: tuple[str, ...]
    onupdate: str | None = None
    ondelete: str | None = None
    match: str | None = None
    deferrable: bool | None = None
    initially: str | None = None


@dataclass(frozen=True)
class Clause:
    """One constraint of a column or table, or one property of a column (default, collation, expression).

    `text` is the source without `CONSTRAINT name`. `sql` is the canonical expression of a CHECK or generated
    column, the canonical default, or the name of a collation.
    """

    kind: str
    text: str
    name: str | None = None
    keys: tuple[Key, ...] = ()
    sql: str = ""
    conflict: str | None = None
    autoincrement: bool = False
    stored: bool = False
    reference: Reference | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it is about; empty for one written in a column's definition."""
        return tuple(key.sql for key in self.keys)

    def render(self, quote: Quote = quote) -> str:
        """Return the clause as SQL."""
        return f"CONSTRAINT {quote(self.name)} {self.text}" if self.name is not None else self.text


@dataclass(frozen=True)
class ColumnText:
    """A column's definition. `source` is its text, None once something was changed."""

    name: str
    type: str
    clauses: tuple[Clause, ...] = ()
    source: str | None = None

    def render(self, quote: Quote = quote) -> str:
        """Return the definition as SQL."""
        if self.source is not None:
            return self.source
        return " ".join(filter(None, (quote(self.name), self.type, *(c.render(quote) for c in self.clauses))))

    def find(self, kind: str) -> Clause | None:
        """Return the last clause of a kind: the one that counts."""
        return next((c for c in reversed(self.clauses) if c.kind == kind), None)

    def put(self, kind: str, clause: Clause | None) -> ColumnText:
        """Return the column with `clause` in the place of all clauses of `kind`; None removes them."""
        clauses = list(self.clauses)
        found = [i for i, c in enumerate(clauses) if c.kind == kind]
        for position in reversed(found):
            del clauses[position]
        if clause is not None:
            clauses.insert(found[0] if found else len(clauses), clause)
        return replace(self, clauses=tuple(clauses), source=None)


@dataclass(frozen=True)
class TableText:
    """A whole CREATE TABLE. `options` is what follows the closing parenthesis: "STRICT", "WITHOUT ROWID"."""

    name: str
    columns: tuple[ColumnText, ...]
    constraints: tuple[Clause, ...] = ()
    options: str = ""

    def render(self, name: str | None = None, schema: str | None = None, quote: Quote = quote) -> str:
        """Return the statement, for a table of another name if one is given."""
        items = [item.render(quote) for item in self.items]
        target = f"{quote(schema)}.{quote(name or self.name)}" if schema else quote(name or self.name)
        text = f"CREATE TABLE {target} (\n\t" + ", \n\t".join(items) + "\n)"
        return f"{text} {self.options}" if self.options else text

    @property
    def items(self) -> tuple[ColumnText | Clause, ...]:
        """The columns, then the constraints."""
        return (*self.columns, *self.constraints)

    @property
    def strict(self) -> bool:
        """Whether the table is STRICT."""
        return "STRICT" in self.options.upper()

    @property
    def without_rowid(self) -> bool:
        """Whether the table is WITHOUT ROWID."""
        return "ROWID" in self.options.upper()

    def column(self, name: str) -> ColumnText | None:
        """Return a column by its name, which ignores case."""
        lower = folded(name)
        return next((c for c in self.columns if folded(c.name) == lower), None)


@dataclass(frozen=True)
class IndexText:
    """A whole CREATE INDEX; `where` is the canonical predicate of a partial index."""

    name: str
    table: str
    keys: tuple[Key, ...]
    unique: bool = False
    where: str | None = None
