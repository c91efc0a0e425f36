"""Frozen records: what one schema object is, as plain data in the canonical words of one dialect.

Records are `NamedTuple`s: comparing a whole unchanged table is then one comparison of tuples in C, which is what
makes a diff of a thousand tables take milliseconds. A record never names its owner; its place in a `Table` does.
Anything optional a dialect knows goes to `options`, sorted pairs of name and value, absent when it has its default.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, TypeVar

R = TypeVar("R")
Options = tuple[tuple[str, Any], ...]


class ObjectKey(NamedTuple):
    """Identity of anything, and the unit of dependency: `ObjectKey("column", None, "name", "author")`."""

    kind: str
    schema: str | None
    name: str
    table: str | None = None


class TableKey(NamedTuple):
    """Identity of a table; `schema` is None in the connection's default schema, however it was spelled."""

    schema: str | None
    name: str

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}" if self.schema else self.name


class Computed(NamedTuple):
    """A generated column: canonical expression; `persisted` is True for STORED, False for VIRTUAL."""

    sql: str
    persisted: bool


class Identity(NamedTuple):
    """An identity column. Numbers are what the database shows, with its defaults filled in on both sides."""

    always: bool
    start: int | None = None
    increment: int | None = None
    minvalue: int | None = None
    maxvalue: int | None = None
    cache: int | None = None
    cycle: bool = False


class Column(NamedTuple):
    """A column.

    `type` is canonical DDL text ("character varying(50)"), `default` the canonical SQL text of a plain server
    default ("'x'", "now()"), `autoincrement` is SERIAL, AUTO_INCREMENT or AUTOINCREMENT, `collation` None where it
    is the one the column would have anyway. Options: `counted_by`, the sequence of a SERIAL whose type, `counts`, is
    narrower than the column's.
    """

    name: str
    type: str
    nullable: bool
    default: str | None = None
    computed: Computed | None = None
    identity: Identity | None = None
    autoincrement: bool = False
    collation: str | None = None
    comment: str | None = None
    options: Options = ()


class PrimaryKey(NamedTuple):
    """A primary key; `name` is None where nobody gave one or the database's own name is used."""

    name: str | None
    columns: tuple[str, ...]
    options: Options = ()


class UniqueConstraint(NamedTuple):
    """A UNIQUE constraint. Options: deferrable, initially, nulls_not_distinct, include, on_conflict."""

    name: str | None
    columns: tuple[str, ...]
    options: Options = ()


class ForeignKey(NamedTuple):
    """A foreign key; an action is None where it is the default (NO ACTION). Options: deferrable, initially, match."""

    name: str | None
    columns: tuple[str, ...]
    referred: TableKey
    referred_columns: tuple[str, ...]
    onupdate: str | None = None
    ondelete: str | None = None
    options: Options = ()


class CheckConstraint(NamedTuple):
    """A CHECK constraint: canonical expression, without the keyword and its parentheses."""

    name: str | None
    sql: str
    options: Options = ()


class IndexKey(NamedTuple):
    """One key of an index: a column name or, with `expression`, canonical SQL.

    `modifiers` is what follows it, in the dialect's words: "DESC NULLS LAST", "COLLATE nocase", "text_pattern_ops".
    """

    sql: str
    expression: bool = False
    modifiers: str = ""


class ExcludeConstraint(NamedTuple):
    """An EXCLUDE constraint: no two rows may have all operators true. Options: using, where, deferrable, initially."""

    name: str | None
    elements: tuple[tuple[IndexKey, str], ...]
    """Key and operator of each element: `(IndexKey("during"), "&&")`."""
    options: Options = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns among its elements."""
        return tuple(key.sql for key, _ in self.elements if not key.expression)


class Index(NamedTuple):
    """An index. Options: where, using, include, with, nulls_not_distinct, prefix, tablespace …"""

    name: str
    keys: tuple[IndexKey, ...]
    unique: bool = False
    options: Options = ()


class Table(NamedTuple):
    """A table and all that hangs on it.

    `columns` are in order; constraints and indexes are sorted by name, then by content.
    """

    schema: str | None
    name: str
    columns: Mapping[str, Column]
    primary_key: PrimaryKey | None = None
    unique_constraints: tuple[UniqueConstraint, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    check_constraints: tuple[CheckConstraint, ...] = ()
    indexes: tuple[Index, ...] = ()
    comment: str | None = None
    options: Options = ()
    exclude_constraints: tuple[ExcludeConstraint, ...] = ()

    @property
    def key(self) -> TableKey:
        """Where this table lives."""
        return TableKey(self.schema, self.name)


class Sequence(NamedTuple):
    """A sequence that belongs to no column; numbers are what the database shows, with its defaults filled in."""

    type: str
    start: int
    increment: int
    minvalue: int
    maxvalue: int
    cache: int
    cycle: bool = False


class Schema(NamedTuple):
    """A schema. `others` says that it holds what is not compared, such as functions: then it is never dropped."""

    others: bool = False


class Domain(NamedTuple):
    """A type of its own that narrows another one; `checks` are (name or None, canonical condition on `value`)."""

    type: str
    nullable: bool = True
    default: str | None = None
    collation: str | None = None
    checks: tuple[tuple[str | None, str], ...] = ()


class Enum(NamedTuple):
    """A type of its own with a fixed list of values, in order."""

    labels: tuple[str, ...]


class View(NamedTuple):
    """A view, materialised or not: its query in canonical text.

    `columns` are (name, type) where the database keeps them, `options` those of WITH (…), `also` the statements that
    give it back what hangs on it (indexes, comments, grants, triggers).
    """

    sql: str
    columns: tuple[tuple[str, str], ...] = ()
    options: Options = ()
    also: tuple[str, ...] = ()


class Trigger(NamedTuple):
    """A trigger of a table: what follows its name, canonical. `also` are statements that say whether it is enabled.

    `follows` is the name of the one before it, where the triggers of one event fire in an order that was said.
    """

    sql: str
    also: tuple[str, ...] = ()
    follows: str | None = None


class Function(NamedTuple):
    """A function or procedure: its arguments, what follows them, and the type of its result, as the server shows them.

    `also` are the statements that give it back what hangs on it (its comment, its privileges). `held` says that what
    no script makes anew stands on it: an operator, a cast, an aggregate, a policy, a check of a domain.
    """

    arguments: str
    definition: str
    result: str | None = None
    procedure: bool = False
    also: tuple[str, ...] = ()
    held: bool = False


class Extension(NamedTuple):
    """An extension of the database; `schema` is where its objects are, None where the models do not say."""

    schema: str | None = None


class Question(NamedTuple):
    """One thing only the database can decide: how it spells an expression of the model.

    `slot` is "default", "computed", "check", "index" or "where"; `sql` the model's text, canonical; `columns` the
    (name, canonical type) of every column the text may mention, sorted. For a default and a computed expression the
    first pair is the column it belongs to (a default mentions nothing else). Equal questions have equal answers, so a
    thousand tables that ask the same ask once.
    """

    slot: str
    sql: str
    columns: tuple[tuple[str, str], ...]
    collations: tuple[tuple[str, str], ...] = ()
    """(name, collation) of those columns that do not have that of their database."""


def ordered(records: Iterable[R]) -> tuple[R, ...]:
    """Return constraints or indexes as a `Table` holds them: by name, the unnamed first and by content."""
    found = tuple(records)
    return found if len(found) < 2 else tuple(sorted(found, key=_rank))


def _rank(record: Any) -> tuple[str, str]:
    return (record[0], "") if record[0] else ("", repr(record))


def timing(deferrable: bool | None, initially: str | None) -> dict[str, Any]:
    """Return the options of a constraint that is checked late: `deferrable`, and `initially` only where DEFERRED."""
    late = (initially or "").upper() == "DEFERRED"
    return {"deferrable": bool(deferrable) or late, "initially": "DEFERRED" if late else None}


def action(text: str | None) -> str | None:
    """Return a foreign key action in capitals; None for NO ACTION, which is what none means.

    The columns of `SET NULL (a, b)` (PostgreSQL) stay as they are.
    """
    if text is None or text.upper() == "NO ACTION":
        return None
    word, parenthesis, columns = text.partition("(")
    return word.upper() + parenthesis + columns


def options(**values: Any) -> Options:
    """Return `values` as sorted pairs, leaving out what is None or False: `options(unique=None, fsp=6)`."""
    return tuple(sorted((k, v) for k, v in values.items() if v is not None and v is not False))
