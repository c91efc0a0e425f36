"""The model's table as the server would show it: what CREATE TABLE adds, changes and ignores."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

from ...comparators.records import (
    Column,
    ForeignKey,
    Index,
    IndexKey,
    Options,
    Table,
    UniqueConstraint,
    ordered,
)
from ..support import is_silent
from .catalog import NO_ACTION, is_unique_constraint, without_own
from .implied import is_implied
from .types import CHARACTER_TYPES, sized, written_characters

if TYPE_CHECKING:
    from .support import MysqlSupport

R = TypeVar("R")

CHARSET_KEYWORDS = ("charset", "default_charset", "character_set", "default_character_set")
COLLATE_KEYWORDS = ("collate", "default_collate")
UNSHOWN_KEYWORDS = frozenset(
    {*CHARSET_KEYWORDS, *COLLATE_KEYWORDS, "auto_increment", "comment", "engine", "partition_by", "partitions",
     "subpartition_by", "subpartitions", "data_directory", "index_directory"}
)  # fmt: skip
"""Table keywords that are not among information_schema's CREATE_OPTIONS."""

PLAIN = (sa.String, sa.Unicode, sa.VARCHAR, sa.CHAR, sa.Enum)
"""Types that say nothing of their characters, and whose size does not depend on them."""
UNTOUCHED = frozenset(
    (*PLAIN, sa.Integer, sa.SmallInteger, sa.BigInteger, sa.Numeric, sa.Float, sa.Double, sa.Boolean, sa.Date)
)
"""Types of columns that the server shows as they are said, when nothing else is said of the column."""
HASH_ENGINES = frozenset({"memory", "ndb", "ndbcluster"})
INDEXED_BYTES = 3072
"""How much of a column an InnoDB index holds at most; of a longer one it silently takes what fits."""
WHOLE = ("char", "varchar", "binary", "varbinary")
"""Types of which an index of the first n characters may be one of all of them."""
LONG = re.compile(r"(?:var)?(char|binary)\((\d+)\)|(?:tiny|medium|long)?(text|blob)|json")
"""Types of which an index may hold the beginning."""


def finish(support: MysqlSupport, table: Table, declared: sa.Table) -> Table:
    """Return `table`, read generically from `declared`, as the server would show it."""
    engine = str(dict(table.options).get("engine", support.server.engine)).lower()
    collation = table_collation(support, declared)
    table = table._replace(columns=_columns(support, table, declared, collation))
    foreign_keys = _each(table.foreign_keys, _foreign_key)
    indexes = _each(table.indexes, lambda index: _index(support, index, table, engine, collation))
    uniques = _each(table.unique_constraints, _without_options)
    made = [index for index in indexes if is_unique_constraint(index)]
    if made:
        also = [UniqueConstraint(index.name, tuple(key.sql for key in index.keys)) for index in made]
        uniques = ordered([*uniques, *also])
    if made or foreign_keys:
        indexes = tuple([i for i in indexes if i not in made and not is_implied(i, table.name, foreign_keys)])
    primary = table.primary_key
    return table._replace(
        primary_key=primary and primary._replace(name=None, options=()),
        unique_constraints=uniques,
        foreign_keys=foreign_keys,
        check_constraints=_each(table.check_constraints, _without_options),
        indexes=indexes,
        comment=table.comment or _keywords(support, declared).get("comment") or None,
    )


def _each(records: tuple[R, ...], change: Callable[[R], R]) -> tuple[R, ...]:
    """Return the records changed, in order; most change nothing, and then the tuple is as it was."""
    changed = tuple([change(record) for record in records])
    return records if changed == records else ordered(changed)


def _without_options(record: R) -> R:
    """Return a constraint without its options, which are not kept here."""
    constraint: Any = record
    without: R = constraint._replace(options=()) if constraint.options else record
    return without


# -- tables --------------------------------------------------------------------------------------------------------


def said_options(support: MysqlSupport, table: sa.Table) -> Iterator[tuple[str, Any]]:
    """Yield the options of a model's table that its database would not give it anyway."""
    said = _keywords(support, table)
    if not said:
        return
    engine = said.get("engine")
    if engine and str(engine).lower() != support.server.engine.lower():
        yield "engine", str(engine)
    collation = table_collation(support, table)
    if collation != support.server.schema_collation(table.schema):
        yield "collate", collation
    shown = {
        name: str(value).upper()
        for name, value in said.items()
        if name not in UNSHOWN_KEYWORDS and str(value).upper() != "DEFAULT"
    }
    yield from without_own(str(engine or support.server.engine), shown).items()


def stated_options(support: MysqlSupport, table: sa.Table) -> frozenset[str]:
    """Return the options that a model's table states and the catalog shows."""
    names = {
        "collate" if name in CHARSET_KEYWORDS or name in COLLATE_KEYWORDS else name
        for name, value in _keywords(support, table).items()
        if value is not None
    }
    return frozenset(names - (UNSHOWN_KEYWORDS - {"engine", "collate"}))


def with_own_collations(table: Table, before: str, after: str) -> Table:
    """Return a table whose collation is to become `after`, with the one its columns have from it at the columns."""

    def own(column: Column) -> Column:
        if not column.type.startswith(CHARACTER_TYPES) or (column.collation or before) == after:
            return column._replace(collation=None)
        return column._replace(collation=column.collation or before)

    return table._replace(columns={name: own(column) for name, column in table.columns.items()})


def table_collation(support: MysqlSupport, table: sa.Table) -> str:
    """Return the collation of a model's table: its own, that of its character set, or its database's."""
    said = _keywords(support, table)
    charset = next((str(said[name]) for name in CHARSET_KEYWORDS if said.get(name)), None)
    collation = next((str(said[name]) for name in COLLATE_KEYWORDS if said.get(name)), None)
    inherited = support.server.schema_collation(table.schema)
    return _effective(support, charset, collation, inherited)


def _keywords(support: MysqlSupport, table: sa.Table) -> dict[str, Any]:
    if is_silent(table):
        return {}
    prefix = f"{support.name}_"
    return {
        name.removeprefix(prefix).lower(): value
        for name, value in table.dialect_kwargs.items()
        if name.startswith(prefix)
    }


def _effective(support: MysqlSupport, charset: str | None, collation: str | None, inherited: str) -> str:
    """Return the collation that CHARACTER SET and COLLATE clauses give, either of which may be absent."""
    if collation is None:
        return inherited if charset is None else support.server.charset_collation(charset)
    collation = collation.lower()
    if collation.startswith("uca1400_"):  # a name for any character set
        return f"{(charset or inherited.partition('_')[0]).lower()}_{collation}"
    if collation.startswith("utf8_") and "utf8mb3" in support.server.charsets:
        return "utf8mb3_" + collation.removeprefix("utf8_")
    return collation


# -- columns -------------------------------------------------------------------------------------------------------


def _columns(support: MysqlSupport, table: Table, declared: sa.Table, collation: str) -> dict[str, Column]:
    counter = declared.autoincrement_column
    columns = dict(table.columns)
    for each in declared.columns:
        column = columns.get(each.name)
        if column is not None and (each is counter or not _is_untouched(column, each)):
            columns[column.name] = _column(support, column, each, each is counter, collation)
    return columns if support.server.explicit_timestamps else _implicit_timestamps(columns)


def _is_untouched(column: Column, declared: sa.Column[Any]) -> bool:
    """Return whether nothing is said of a column but its name, a type that the server keeps, and whether it is NULL."""
    if column.default or column.computed or column.identity or column.collation or column.options:
        return False
    return type(declared.type) in UNTOUCHED and not declared.type._variant_mapping


def _column(
    support: MysqlSupport, column: Column, declared: sa.Column[Any], counts: bool, table_collation: str
) -> Column:
    type_text, collation = column.type, None
    plain = type(declared.type) in PLAIN and not column.collation and not declared.type._variant_mapping
    if not plain and type_text.startswith(CHARACTER_TYPES):
        type_text, collation = _text(support, column, declared, table_collation)
    counts = counts and _counts(support, declared)
    default = None if column.default == "null" else column.default
    nullable = column.nullable or (column.computed is not None and support.is_mariadb)
    finished = Column(
        column.name, type_text, nullable, default, column.computed, None, counts, collation, column.comment
    )
    return column if finished == column else finished


def _counts(support: MysqlSupport, declared: sa.Column[Any]) -> bool:
    """Return whether SQLAlchemy writes AUTO_INCREMENT for the column that may count: no default, no sequence."""
    default = declared.default
    if declared.server_default is not None and not isinstance(declared.server_default, sa.Identity):
        return False
    sequence = isinstance(default, sa.Sequence) and not default.optional
    return not (sequence and support.dialect.supports_sequences)


def _text(
    support: MysqlSupport, column: Column, declared: sa.Column[Any], table_collation: str
) -> tuple[str, str | None]:
    """Return type and collation of a column of characters; the collation is None where it is the table's."""
    type_ = _compiled(declared.type, support)
    charset = getattr(type_, "charset", None)
    collation = getattr(type_, "collation", None) or column.collation
    if not charset and not collation:  # then those in the text of a type that writes its own
        charset, collation = written_characters(declared.type.compile(dialect=support.dialect))
    if getattr(type_, "national", False) or isinstance(type_, (sa.NVARCHAR, sa.NCHAR)):
        charset = "utf8mb3"
    elif not charset and (getattr(type_, "ascii", False) or getattr(type_, "unicode", False)):
        charset = "latin1" if type_.ascii else "ucs2"
    if not collation and getattr(type_, "binary", False):
        collation = f"{charset or table_collation.partition('_')[0]}_bin"
    effective = _effective(support, charset, collation, table_collation)
    text = column.type
    if isinstance(type_, sa.Text) and type_.length:
        text = sized("text", type_.length * support.server.bytes_per_character(effective))
    return text, None if effective == table_collation else effective


def _compiled(type_: Any, support: MysqlSupport) -> Any:
    """Return the type that DDL is compiled from: the variant for this dialect, what is inside a TypeDecorator."""
    while True:
        if support.dialect.name in type_._variant_mapping:
            type_ = type_._variant_mapping[support.dialect.name]
        elif isinstance(type_, TypeDecorator):
            type_ = type_.type_engine(support.dialect)
        else:
            return type_


def _implicit_timestamps(columns: dict[str, Column]) -> dict[str, Column]:
    """Return the columns with the defaults of `explicit_defaults_for_timestamp=OFF`.

    The first TIMESTAMP of a table, when it is NOT NULL and has no default, holds the time of the last change; the
    others start at zero.
    """
    first = True
    for name, column in columns.items():
        if not column.type.startswith("timestamp"):
            continue
        if not column.nullable and column.default is None and column.computed is None:
            now = first and column.type == "timestamp"
            zero = "'0000-00-00 00:00:00" + ("." + "0" * int(column.type[10:-1]) if "(" in column.type else "") + "'"
            default = "current_timestamp() on update current_timestamp()" if now else zero
            columns[name] = column._replace(default=default)
        first = False
    return columns


# -- constraints and indexes ---------------------------------------------------------------------------------------


def _foreign_key(key: ForeignKey) -> ForeignKey:
    """Return a foreign key without what InnoDB does not have: an action other than CASCADE and SET NULL."""
    if not key.options and key.onupdate not in NO_ACTION and key.ondelete not in NO_ACTION:
        return key
    onupdate = None if key.onupdate in NO_ACTION else key.onupdate
    ondelete = None if key.ondelete in NO_ACTION else key.ondelete
    return key._replace(onupdate=onupdate, ondelete=ondelete, options=())


def _index(support: MysqlSupport, index: Index, table: Table, engine: str, collation: str) -> Index:
    """Return an index without what its engine ignores or would do anyway."""
    if not index.options and all(_is_short(key, table) for key in index.keys):
        return index
    keys = tuple(
        _fitting(support, _key(each, table), index, table, engine, collation)
        for key in index.keys
        for each in _apart(key, table)
    )
    if not index.options and keys == index.keys:
        return index
    said: Options = tuple(
        (name, value)
        for name, value in index.options
        if name == "prefix" or (name == "using" and engine in HASH_ENGINES and value != "hash" and not index.unique)
    )
    return index._replace(keys=keys, options=said)


def _is_short(key: IndexKey, table: Table) -> bool:
    """Return whether a key is a column that surely fits whole, and nothing more: as most are."""
    column = None if key.expression or key.modifiers else table.columns.get(key.sql)
    return column is not None and _fits(column.type)


@lru_cache(maxsize=4096)
def _fits(type_text: str) -> bool:
    """Return whether an index holds a column of a type whole, whatever its character set."""
    shape = LONG.match(type_text)
    return shape is None or (shape[2] is not None and int(shape[2]) * 4 <= INDEXED_BYTES)


def _apart(key: IndexKey, table: Table) -> Iterator[IndexKey]:
    """Yield the keys that one text says: `a ASC, b DESC`; any other text as it is."""
    if not key.expression:
        yield key
        return
    said = [re.fullmatch(r"\s*`?(.+?)`?(?: (asc|desc))?\s*", part) for part in key.sql.split(",")]
    if len(said) < 2 or any(part is None or part[1] not in table.columns for part in said):
        yield key
        return
    for position, part in enumerate(filter(None, said), 1):
        modifiers = key.modifiers if position == len(said) else "DESC" * (part[2] == "desc")
        yield IndexKey(part[1], False, modifiers)


def _key(key: IndexKey, table: Table) -> IndexKey:
    """Return a key of an index: the prefix of a whole column, or of a number, is no prefix."""
    column = None if key.expression else table.columns.get(key.sql)
    if column is None or not key.modifiers:
        return key
    whole = column.type in (f"{t}{key.modifiers}" for t in WHOLE)
    if whole or (key.modifiers[0] == "(" and not LONG.match(column.type)):
        return key._replace(modifiers="")
    return key


def _fitting(support: MysqlSupport, key: IndexKey, index: Index, table: Table, engine: str, collation: str) -> IndexKey:
    """Return a key with the prefix length that MariaDB gives a column that is too long to be indexed whole."""
    column = None if key.expression else table.columns.get(key.sql)
    if column is None or index.unique or engine != "innodb" or not support.is_mariadb:
        return key
    if "(" in key.modifiers or any(name == "prefix" for name, _ in index.options):
        return key
    shape = LONG.match(column.type)
    if shape is None:
        return key
    kind = shape[1] or shape[3] or "text"
    counted = kind in ("char", "text")
    size = support.server.bytes_per_character(column.collation or collation) if counted else 1
    if shape[2] and int(shape[2]) * size <= INDEXED_BYTES:
        return key
    length = 255 if column.type.startswith("tiny") else INDEXED_BYTES // size
    return key._replace(modifiers=f"({length}) {key.modifiers}".rstrip())
