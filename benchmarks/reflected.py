"""What SQLAlchemy's inspector says of the tables of some models, so that two databases can be compared by it.

Neither tool has a part in this. A name counts where the models give it; where they give none, any will do. Of an
expression only its words count: blanks, and parentheses around the whole of it, do not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa

_LITERAL = re.compile(r"^'((?:[^']|'')*)'(?:::[\w ]+)?$")
"""A literal: a number keeps its quotes on SQLite, and PostgreSQL the cast of the type that a column had before."""

Described = dict[str, Any]
"""Table → part → what is said of it, in an order that depends on nothing else."""


def reflected(engine: sa.Engine, models: sa.MetaData) -> Described:
    """Return what a database has of the tables of `models`; a table that is not there has nothing."""
    with engine.connect() as connection:
        inspector = sa.inspect(connection)
        found: Described = {}
        for schema in sorted({table.schema for table in models.tables.values()}, key=str):
            tables = [table for table in models.tables.values() if table.schema == schema]
            there = set(inspector.get_table_names(schema))
            for table in sorted((each for each in tables if each.name in there), key=lambda table: table.name):
                found[table.key] = _table(inspector, table, _names(table, connection.dialect))
        return found


def _table(inspector: sa.Inspector, table: sa.Table, names: Collection[str]) -> Described:
    dialect, where = inspector.dialect, (table.name, table.schema)
    implied = {each["name"] for each in inspector.get_unique_constraints(*where)}
    indexes = [each for each in inspector.get_indexes(*where) if not _is_of_constraint(each, implied, names)]
    keys = inspector.get_foreign_keys(*where)
    key = inspector.get_pk_constraint(*where)["constrained_columns"]
    if dialect.name == "sqlite":  # of one that stands in its column the inspector does not see all
        keys = [{**each, "name": None, "options": {}} for each in keys]
    parts: Described = {
        "columns": sorted(str(_column(each, dialect, key)) for each in inspector.get_columns(*where)),
        "primary key": _part(inspector.get_pk_constraint(*where), names),
        "foreign keys": sorted(str(_part(each, names)) for each in keys),
        "unique": sorted(str(_part(each, names)) for each in inspector.get_unique_constraints(*where)),
        "checks": sorted(str(_part(each, names)) for each in inspector.get_check_constraints(*where)),
        "indexes": sorted(str(_part(each, names)) for each in indexes),
    }
    if dialect.supports_comments:
        parts["comment"] = inspector.get_table_comment(*where)["text"]
    return parts


def _column(column: Mapping[str, Any], dialect: sa.Dialect, key: Collection[str]) -> Described:
    kept = {name: _plain(value) for name, value in column.items() if name not in ("type", "autoincrement")}
    kept["default"] = _LITERAL.sub(r"\1", str(kept["default"]))
    type_ = column["type"]
    if dialect.name == "sqlite" and key == [column["name"]] and isinstance(type_, sa.INTEGER):
        kept["nullable"] = False  # it is the rowid, which is never NULL, whatever is said
    labels = getattr(type_, "enums", ())  # what the server calls an enum does not say what is in it
    return dict(sorted({**kept, "type": type_.compile(dialect=dialect), "labels": list(labels)}.items()))


def _part(part: Mapping[str, Any], names: Collection[str]) -> Described:
    said = {name: _plain(value) for name, value in part.items() if name not in ("name", "duplicates_index")}
    said["name"] = part.get("name") if part.get("name") in names else None
    return dict(sorted(said.items()))


def _plain(value: Any) -> Any:
    """Return a value whose texts have single blanks and no parentheses around them."""
    if isinstance(value, Mapping):
        said = {name: _plain(each) for name, each in sorted(value.items(), key=str)}
        return {name: each for name, each in said.items() if each not in (None, [], False)}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if not isinstance(value, str | sa.TextClause):
        return value
    text = " ".join(str(value).split())
    while text.startswith("(") and _closes_at_the_end(text):
        text = text[1:-1].strip()
    return text


def _closes_at_the_end(text: str) -> bool:
    """Whether the first parenthesis of a text is closed by its last character."""
    depth = 0
    for position, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return position == len(text) - 1
    return False


def _names(table: sa.Table, dialect: sa.Dialect) -> set[str]:
    """Return the names that the models give to parts of a table, by a convention or in so many words."""
    preparer = dialect.identifier_preparer
    parts: list[Any] = [*table.constraints, *table.indexes]
    found = (preparer.format_constraint(part) for part in parts if part.name)
    return {name.strip('"`') for name in found if name}


def _is_of_constraint(index: Mapping[str, Any], constraints: Collection[str | None], names: Collection[str]) -> bool:
    """Whether an index is there for a UNIQUE, or was made by the database for a foreign key."""
    return bool(index.get("duplicates_constraint")) or index["name"] in constraints or index["name"] not in names
