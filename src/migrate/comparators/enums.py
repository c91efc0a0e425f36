"""Enums that are types of their own, and which of their changes make the columns step aside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from ..dialects.support import DialectSupport
from ..errors import CommandError
from ..operations.enums import AlterEnumOp, CreateEnumOp, DropEnumOp, RenameEnumValueOp
from ..operations.made_of import type_key
from .backfill import value_of
from .comparison import Comparison
from .objects import Declared, Models, ObjectKind, Ops
from .records import Enum, Function, ObjectKey, Table, TableKey, Trigger, View
from .remade import made_with


class Enums(ObjectKind[Enum]):
    """Enums. One that the models lack goes when columns had it and nothing has it any more; a stranger stays.

    With `owned_kinds` a stranger goes as well.
    """

    name = "enum"
    record = Enum

    def declared(self, models: Models) -> Iterator[Declared]:
        """Return the enums that the models' columns have and create, and those of their MetaData, once each.

        Raises CommandError when two of them give one enum different values.
        """
        found: dict[ObjectKey, tuple[Enum, Any, Any]] = {}
        for where, type_ in models.named_types:
            if not isinstance(type_, sa.Enum) or not getattr(type_, "create_type", True) or type_.name is None:
                continue
            key, record = models.key("enum", type_.schema, type_.name), Enum(tuple(type_.enums))
            first = found.setdefault(key, (record, where, type_))
            if first[0] != record:
                raise CommandError(
                    f"the models declare enum {type_.name!r} twice: {first[1]} has the values "
                    f"{', '.join(first[0].labels)}, and {where} has {', '.join(record.labels)}",
                    hint="give one of the two another name, or use one Enum object for both",
                )
        for key, (record, _, type_) in found.items():
            yield Declared(key, record, type_)

    def create(self, on: Comparison, key: ObjectKey, new: Enum) -> Ops:
        """Return the directive that creates it."""
        yield _create(key, new)

    def drop(self, on: Comparison, key: ObjectKey, old: Enum) -> Ops:
        """Return the directive that drops it."""
        yield DropEnumOp(key.name, schema=key.schema, previous=_create(key, old))

    def alter(self, on: Comparison, key: ObjectKey, old: Enum, new: Enum) -> Ops:
        """Return the renamings that the models hint at, then the change of what is left."""
        renamed = on.renamed_values.get(key, {})
        for before, after in renamed.items():
            yield RenameEnumValueOp(key.name, before, after, schema=key.schema)
        op = _alteration(on, key, old, new)
        if op is not None:
            yield op

    def removable(self, on: Comparison, key: ObjectKey, old: Enum) -> bool:
        """Whether no column and no domain has the enum any more, and columns had it or the models own all enums."""
        texts = types_of(key, old, on.support)
        domains = {**on.new.objects.get("domain", {})}
        domains |= {each: one for each, one in on.old.objects.get("domain", {}).items() if not on.is_left(each)}
        if any(domain.type in texts for domain in domains.values()):
            return False
        type_ = type_key(key.schema, key.name)
        return on.is_left(type_) or (self.name in on.owned and not on.is_used(type_))

    def materialize(self, key: ObjectKey, record: Enum, support: DialectSupport) -> sa.Enum:
        """Return the `Enum` of a record."""
        return sa.Enum(*record.labels, name=key.name, schema=key.schema)


def _create(key: ObjectKey, record: Enum) -> CreateEnumOp:
    return CreateEnumOp(key.name, list(record.labels), schema=key.schema)


def types_of(key: ObjectKey, record: Enum, support: DialectSupport) -> frozenset[str]:
    """Return the canonical text of an enum as a column's type, and that of its arrays."""
    return frozenset(support.types_of({"enum": {key: record}}))


def remade_enums(on: Comparison) -> Iterator[ObjectKey]:
    """Yield the enums whose place a new type takes, now or on the way back."""
    new = on.new.objects.get("enum", {})
    for key, old in on.old.objects.get("enum", {}).items():
        op = _alteration(on, key, old, new[key]) if key in new else None
        if op is not None and op.is_remade:
            yield key


def places_of(on: Comparison, texts: frozenset[str]) -> list[tuple[str | None, str, str]]:
    """Return schema, table and name of the database's columns of some types."""
    return [(on.place(table).schema, table.name, name) for table, name in _columns(on.old.tables, texts)]


def _alteration(on: Comparison, key: ObjectKey, old: Enum, new: Enum) -> AlterEnumOp | None:
    """Return the change of an enum whose values have their new names; None where nothing is left to change."""
    renamed = on.renamed_values.get(key, {})
    before = [renamed.get(label, label) for label in old.labels]
    if before == list(new.labels):
        return None
    made, texts = made_with(on, key)
    places, defaults = [], []
    for table, name in _columns(on.old.tables, texts):
        column = on.old.tables[table].columns[name]
        after = on.new.tables[table].columns.get(name) if table in on.new.tables else None
        if after is not None and after.type == column.type:
            place = (on.place(table).schema, table.name, name)
            places.append(place)
            if after.default != column.default:
                defaults.append(place)
    changed = set(before) ^ set(new.labels)
    at_once = any(_mentions(tables, texts, changed) for tables in (on.old.tables, on.new.tables))
    at_once = at_once or any(_quoted(label) in text for text in _texts_of_objects(on, made) for label in changed)
    return AlterEnumOp(
        key.name,
        list(new.labels),
        existing_values=before,
        rebuild=at_once or any(label in value for value in _given(on, texts) for label in changed),
        schema=key.schema,
        columns=places,
        defaults=defaults,
        along=[(each.schema, each.name) for each in made[1:]],
    )


def _columns(tables: Mapping[TableKey, Table], texts: frozenset[str]) -> Iterator[tuple[TableKey, str]]:
    """Yield the columns of some types, in order."""
    for key in sorted(tables, key=lambda key: (key.schema or "", key.name)):
        for column in tables[key].columns.values():
            if column.type in texts:
                yield key, column.name


def _mentions(tables: Mapping[TableKey, Table], texts: frozenset[str], labels: set[str]) -> bool:
    """Whether a default, a check, an index or a computed column of tables with the type may name any of its values."""
    having = {key for key, _ in _columns(tables, texts)}
    said = {_bare(text) for key in having for text in texts_in(tables[key])}
    return any(_bare(label) in text for text in said for label in labels)


def _bare(text: str) -> str:
    """Return a value, or a text, without what a value has twice in SQL: quotes and backslashes."""
    return text.replace("'", "").replace("\\", "")


def _given(on: Comparison, texts: frozenset[str]) -> Iterator[str]:
    """Yield the values that rows get in columns of some types, because these become NOT NULL."""
    for key, name in _columns(on.new.tables, texts):
        before, column = on.old.tables.get(key), on.new.tables[key].columns[name]
        if before is None or column.nullable:
            continue
        was = before.columns.get(name)
        if was is None or was.nullable:
            yield str(value_of(on.new_side.column(key, name), column, on.support))


def _texts_of_objects(on: Comparison, made: tuple[ObjectKey, ...]) -> Iterator[str]:
    """Yield the SQL of what the change creates beside tables, and of the domains over an enum."""
    for kind, its in on.new.objects.items():
        before = on.old.objects.get(kind, {})
        for key, record in its.items():
            if isinstance(record, Function) and before.get(key) != record:
                yield f"{record.arguments} {record.definition}"
            elif isinstance(record, View | Trigger) and before.get(key) != record:
                yield record.sql
    for side in (on.old, on.new):
        for key, domain in side.objects.get("domain", {}).items():
            if key in made:
                yield from (domain.default or "", *(sql for _, sql in domain.checks))


def _quoted(label: str) -> str:
    return "'" + label.replace("'", "''") + "'"


def texts_in(table: Table) -> Iterator[str]:
    """Yield every expression of a table."""
    for column in table.columns.values():
        if column.default is not None:
            yield column.default
        if column.computed is not None:
            yield column.computed.sql
    for check in table.check_constraints:
        yield check.sql
    for index in table.indexes:
        yield from (index_key.sql for index_key in index.keys if index_key.expression)
        yield str(dict(index.options).get("where", ""))
