"""A table read generically from a model, as the server would show it after CREATE TABLE."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa

from ...comparators.records import (
    Column,
    Computed,
    ExcludeConstraint,
    Identity,
    Index,
    IndexKey,
    PrimaryKey,
    Table,
    UniqueConstraint,
    ordered,
)
from ..tokens import join
from .modifiers import Modifiers, split
from .names import automatic_name
from .normalize import elements_of, tokens, without_parentheses
from .words import DEFAULT_OPCLASSES

if TYPE_CHECKING:
    from .support import PostgresqlSupport

R = TypeVar("R", UniqueConstraint, ExcludeConstraint)

BITS = {"smallint": 15, "integer": 31, "bigint": 63}
"""Integer type → bits of its positive numbers."""


def finish(support: PostgresqlSupport, table: Table, declared: sa.Table) -> Table:
    """Return `table` with what the server fills in, and without what it does not keep."""
    key = table.primary_key
    if key is not None and key.name == automatic_name("primary_key", table.name):
        key = key._replace(name=None)
    return table._replace(
        columns=_columns(support, table.columns, declared),
        primary_key=key,
        unique_constraints=_merged(table.unique_constraints, declared, key),
        exclude_constraints=_merged(table.exclude_constraints, declared),
        indexes=tuple([_index(support, index, table.columns) for index in table.indexes]),
    )


def _merged(records: tuple[R, ...], declared: sa.Table, key: PrimaryKey | None = None) -> tuple[R, ...]:
    """Return constraints without those that CREATE TABLE merges into an earlier one, or a UNIQUE one into the key.

    The server makes one index of two that are defined alike; it takes the name of the first that has one.
    """
    if not records or (len(records) == 1 and (key is None or records[0][1:] != key[1:])):
        return records
    kept: dict[tuple[Any, ...], str | None] = {}
    order = {c.name: c._creation_order for c in declared.constraints}
    for record in sorted(records, key=lambda r: order.get(r.name, 0)):
        if key is None or record[1:] != key[1:]:
            kept[record[1:]] = kept.get(record[1:]) or record.name
    return ordered(type(records[0])(name, *what) for what, name in kept.items())


def _columns(support: PostgresqlSupport, columns: Mapping[str, Column], declared: sa.Table) -> Mapping[str, Column]:
    counting = _serial(declared)
    serial = None if counting is None else counting.name
    changed: dict[str, Column] = {}
    for name, record in columns.items():
        new = record
        if name == serial:
            new = new._replace(autoincrement=True, default=None)
        elif record.autoincrement:
            new = new._replace(autoincrement=False)
        if record.default is not None:
            default = support.default_or_none(record.default, record.type)
            new = new if default == new.default else new._replace(default=default)
        elif record.identity is not None or record.computed is not None:
            new = _generated(support, new, next(column for column in declared.columns if column.name == name))
        if record.comment == "":
            new = new._replace(comment=None)
        if new is not record:
            changed[name] = new
    return {**columns, **changed} if changed else columns


def _generated(support: PostgresqlSupport, record: Column, declared: sa.Column[Any]) -> Column:
    """Return an identity column or a computed one with what the model leaves to the server."""
    if declared.identity is not None:
        identity = filled_identity(declared.identity, record.type)
        return record._replace(identity=identity, default=None, nullable=False)
    if declared.computed is not None and record.computed is not None:
        return record._replace(computed=_computed(support, declared.computed, record.computed))
    return record


def _serial(declared: sa.Table) -> sa.Column[Any] | None:
    """Return the column that CREATE TABLE spells SERIAL."""
    column = declared.autoincrement_column
    if column is None or column.identity is not None:
        return None
    default = column.default
    return column if default is None or (isinstance(default, sa.Sequence) and default.optional) else None


def _computed(support: PostgresqlSupport, declared: sa.Computed, record: Computed) -> Computed:
    """Before version 18 a computed column is always stored; since then it is virtual unless the model says so."""
    if declared.persisted is None:
        virtual = (support.dialect.server_version_info or (15,)) >= (18,)
        return record._replace(persisted=not virtual)
    return record._replace(persisted=declared.persisted)


def filled_identity(declared: sa.Identity, type_text: str) -> Identity:
    """Return the options of an identity with the server's defaults filled in (manual, CREATE SEQUENCE)."""
    largest = 2 ** BITS.get(type_text, 63) - 1
    increment = declared.increment if declared.increment is not None else 1
    up = increment > 0
    minvalue = declared.minvalue if declared.minvalue is not None else (1 if up else -largest - 1)
    maxvalue = declared.maxvalue if declared.maxvalue is not None else (largest if up else -1)
    return Identity(
        always=bool(declared.always),
        start=declared.start if declared.start is not None else (minvalue if up else maxvalue),
        increment=increment,
        minvalue=minvalue,
        maxvalue=maxvalue,
        cache=declared.cache if declared.cache is not None else 1,
        cycle=bool(declared.cycle),
    )


def _index(support: PostgresqlSupport, index: Index, columns: Mapping[str, Column]) -> Index:
    if index.options and ("where", "TRUE") in index.options:  # a condition that the server does not keep
        index = index._replace(options=tuple(each for each in index.options if each[0] != "where"))
    if not any(key.expression or key.modifiers for key in index.keys):
        return index
    defaults = DEFAULT_OPCLASSES.get(dict(index.options).get("using", "btree"), frozenset())
    keys = tuple(
        _without_own(support, _key(each, columns, defaults), columns) for key in index.keys for each in _apart(key)
    )
    return index._replace(keys=keys)


def _apart(key: IndexKey) -> Iterator[IndexKey]:
    """Yield the keys that one text says: `a ASC, b DESC`."""
    if not key.expression or "," not in key.sql:
        yield key
        return
    *first, last = elements_of(tokens(key.sql))
    yield from (IndexKey(join(each), True, "") for each in first)
    yield key._replace(sql=join(last))


def _key(key: IndexKey, columns: Mapping[str, Column], defaults: frozenset[str]) -> IndexKey:
    """Return a key with its modifiers apart, and as a column when that is all it is: `(a COLLATE "C") DESC`."""
    modifiers = Modifiers.parse(key.modifiers, defaults) if key.modifiers else Modifiers()
    if not key.expression:
        return key._replace(modifiers=modifiers.text)
    rest, inner = split(tokens(key.sql))
    bare, nested = split(list(without_parentheses(rest)))
    if nested.only_collation and inner.collation is None:
        # the server looks through parentheses for a collation: `(a COLLATE "C")` is `a COLLATE "C"`
        rest, inner = bare, inner._replace(collation=nested.collation)
    rest = list(without_parentheses(rest))
    if inner.opclass in defaults:
        inner = inner._replace(opclass=None)
    merged = Modifiers(
        modifiers.collation or inner.collation,
        modifiers.opclass or inner.opclass,
        modifiers.descending or inner.descending,
        modifiers.nulls_first or inner.nulls_first,
    )
    name = _name(rest)
    if name is not None and name in columns:
        return IndexKey(name, False, merged.text)
    return IndexKey(join(rest), True, merged.text)


def _without_own(support: PostgresqlSupport, key: IndexKey, columns: Mapping[str, Column]) -> IndexKey:
    """Return a key without a collation that its column has anyway: the server does not tell them apart."""
    column = None if key.expression else columns.get(key.sql)
    if column is None or column.collation is None or not key.modifiers:
        return key
    modifiers = Modifiers.parse(key.modifiers)
    if modifiers.collation != support.quote_collation(column.collation):
        return key
    return key._replace(modifiers=modifiers._replace(collation=None).text)


def _name(found: list[Any]) -> str | None:
    """Return the name that a single token is."""
    if len(found) != 1 or found[0].kind not in ("word", "quoted"):
        return None
    text: str = found[0].text
    return text[1:-1].replace('""', '"') if text[0] == '"' else text
