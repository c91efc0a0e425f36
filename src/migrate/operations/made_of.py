"""What columns are made of beside their table: its schema, types that have a name, sequences of their defaults.

Directives on columns need these; those that create and drop the objects are put around them by `plan/order.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import ClauseElement, TextClause
from sqlalchemy.sql.functions import next_value
from sqlalchemy.types import TypeDecorator

from ..comparators.records import ObjectKey
from ..dialects.tokens import Token, tokenize
from ..dialects.types import SQLType
from .objects import schema_key


def made_of(schema: str | None, columns: Iterable[sa.Column[Any]]) -> Iterator[ObjectKey]:
    """Yield the keys of everything beside tables that must exist for a table in `schema` with these columns."""
    if schema is not None:
        yield schema_key(schema)
    for column in columns:
        yield from of_type(column.type)
        yield from of_values(column.type, "old values")
        yield from of_values(column.type, "new values")
        yield from of_default(column.default)
        yield from of_default(column.server_default)


def type_key(schema: str | None, name: str) -> ObjectKey:
    """Return the key of a type that has a name: an enum, a domain."""
    return ObjectKey("type", schema, name)


def sequence_key(schema: str | None, name: str) -> ObjectKey:
    """Return the key of a sequence."""
    return ObjectKey("sequence", schema, name)


def of_values(type_: Any, which: str) -> Iterator[ObjectKey]:
    """Yield the keys of the "old values" or the "new values" of the enums inside a type: what has rows of them."""
    yield from (ObjectKey(which, *key[1:]) for key in of_type(type_))


def of_type(type_: Any) -> Iterator[ObjectKey]:
    """Yield the keys of the named types inside a column's type: on any dialect, in an array, in a decorator."""
    if type_ is None:
        return
    type_ = sa.types.to_instance(type_)
    for each in (type_, *type_._variant_mapping.values()):
        inner = each.impl_instance if isinstance(each, TypeDecorator) else each
        if isinstance(inner, sa.ARRAY):
            yield from of_type(inner.item_type)
        elif isinstance(inner, SQLType):
            yield of_type_text(inner.text)
        elif isinstance(inner, (sa.Enum, postgresql.DOMAIN)) and inner.name:
            yield type_key(inner.schema, inner.name)


def of_default(default: Any) -> Iterator[ObjectKey]:
    """Yield the keys of the sequences that a default, in whichever form it is given, takes values of."""
    if isinstance(default, sa.Sequence):
        if not default.optional:
            yield sequence_key(default.schema, default.name)
        return
    value = getattr(default, "arg", default)
    if isinstance(value, TextClause):
        yield from of_default_text(value.text)
    elif isinstance(value, ClauseElement):
        for element in visitors.iterate(value):
            if isinstance(element, next_value):
                yield sequence_key(element.sequence.schema, element.sequence.name)


def of_type_text(text: str) -> ObjectKey:
    """Return the key of the type that a text names: `price`, `shop.price[]`. Built-in ones have one, too."""
    name, schema = _name_in(tokenize(text))
    return type_key(schema, name)


def of_default_text(sql: str) -> Iterator[ObjectKey]:
    """Yield the sequences of `nextval('s'::regclass)`, as PostgreSQL has it, and of ``nextval(`s`)`` of MariaDB."""
    if "nextval" not in sql.lower():
        return
    tokens = tokenize(sql)
    for at, token in enumerate(tokens[:-2]):
        if token.text.lower() == "nextval" and tokens[at + 1].text == "(":
            given = tokens[at + 2 :]
            if given[0].kind == "string":
                given = tokenize(given[0].text.strip("'").replace("''", "'"))
            name, schema = _name_in(given)
            yield sequence_key(schema, name)


def _name_in(tokens: list[Token]) -> tuple[str, str | None]:
    """Return name and schema of `schema.name` at the start of `tokens`."""
    names = []
    for token in tokens:
        if token.kind in ("word", "quoted"):
            mark = token.text[0]
            names.append(token.text if token.kind == "word" else token.text[1:-1].replace(mark * 2, mark))
        elif token.text != ".":
            break
    return (names[-1] if names else ""), (names[-2] if len(names) > 1 else None)
