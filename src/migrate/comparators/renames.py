"""Another name for a table or a column: the old side of the comparison as it is once the database knows the new names.

Everything that mentions a name is renamed with it, here as in the database: keys, references from any table, the
expressions of checks, indexes and generated columns. What differs beside the name is then found as ever. Which names
are meant is said by the models or the user; see `renamed_by.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..dialects.support import DialectSupport
from ..operations.base import MigrateOperation
from ..operations.columns import AlterColumnOp
from ..operations.tables import RenameTableOp
from .materialize import Side
from .records import Column, ForeignKey, Index, IndexKey, Options, Table, TableKey, ordered
from .snapshot import Snapshot

TEMPORARY = "_migrate_tmp_"
"""Begins the name that a table or column has while two swap theirs."""


@dataclass(frozen=True)
class Renames:
    """What gets another name."""

    tables: Mapping[TableKey, TableKey] = field(default_factory=dict)
    """Old → new."""
    columns: Mapping[TableKey, Mapping[str, str]] = field(default_factory=dict)
    """Table, under its new name → old → new name of its columns."""

    def __bool__(self) -> bool:
        return bool(self.tables or self.columns)

    def old_key(self, key: TableKey) -> TableKey:
        """Return what a table was called that now is `key`."""
        return next((old for old, new in self.tables.items() if new == key), key)

    def old_column(self, key: TableKey, name: str) -> str:
        """Return what a column of the table that now is `key` was called."""
        return next((old for old, new in self.columns.get(key, {}).items() if new == name), name)


def after_renames(old: Snapshot, renames: Renames, support: DialectSupport) -> Snapshot:
    """Return a snapshot as the database will show it when everything has its new name."""
    tables: dict[TableKey, Table] = {}
    for key, table in old.tables.items():
        new = renames.tables.get(key, key)
        tables[new] = _table(table, new, renames, support)
    return replace(old, tables=tables)


def _table(table: Table, key: TableKey, renames: Renames, support: DialectSupport) -> Table:
    columns = renames.columns.get(key, {})
    referring = [k for k in table.foreign_keys if k.referred in renames.tables or k.referred in renames.columns]
    moved = [renames.tables[k.referred] for k in table.foreign_keys if k.referred in renames.tables]
    if key == table.key and not columns and not referring and not any(new in renames.columns for new in moved):
        return table
    spell = _Spelling(columns, support)
    primary = table.primary_key
    changed = table._replace(
        name=key.name,
        columns={columns.get(name, name): spell.column(column) for name, column in table.columns.items()},
        primary_key=primary
        and primary._replace(columns=spell.names(primary.columns), options=spell.options(primary.options)),
        unique_constraints=ordered(
            each._replace(columns=spell.names(each.columns), options=spell.options(each.options))
            for each in table.unique_constraints
        ),
        foreign_keys=ordered(spell.foreign_key(each, renames) for each in table.foreign_keys),
        check_constraints=ordered(each._replace(sql=spell.sql(each.sql)) for each in table.check_constraints),
        indexes=ordered(spell.index(each) for each in table.indexes),
        options=spell.options(table.options),
        exclude_constraints=ordered(
            each._replace(
                elements=tuple((spell.key(one), operator) for one, operator in each.elements),
                options=spell.options(each.options),
            )
            for each in table.exclude_constraints
        ),
    )
    return support.after_rename(changed, table)


class _Spelling:
    """Writes the parts of one table with the new names of its columns."""

    def __init__(self, columns: Mapping[str, str], support: DialectSupport) -> None:
        self.columns = columns
        self.support = support
        quote = support.plain_dialect.identifier_preparer.quote
        self.written = {old: support.canonical_expression(quote(new)) for old, new in columns.items()}

    def names(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.columns.get(name, name) for name in names)

    def sql(self, sql: str) -> str:
        return self.support.rename_in(sql, self.written) if self.written else sql

    def column(self, column: Column) -> Column:
        computed = column.computed and column.computed._replace(sql=self.sql(column.computed.sql))
        return column._replace(name=self.columns.get(column.name, column.name), computed=computed)

    def key(self, key: IndexKey) -> IndexKey:
        return key._replace(sql=self.sql(key.sql) if key.expression else self.columns.get(key.sql, key.sql))

    def index(self, index: Index) -> Index:
        return index._replace(keys=tuple(map(self.key, index.keys)), options=self.options(index.options))

    def options(self, options: Options) -> Options:
        """Return options, of which `include` lists columns, and `where` and `partition_by` are SQL."""

        def option(name: str, value: Any) -> Any:
            if isinstance(value, tuple):
                return self.names(value) if name == "include" else value
            return self.sql(value) if name in ("where", "partition_by") and isinstance(value, str) else value

        return tuple((name, option(name, value)) for name, value in options)

    def foreign_key(self, record: ForeignKey, renames: Renames) -> ForeignKey:
        referred = renames.tables.get(record.referred, record.referred)
        there = renames.columns.get(referred, {})
        return record._replace(
            columns=self.names(record.columns),
            referred=referred,
            referred_columns=tuple(there.get(name, name) for name in record.referred_columns),
            ondelete=record.ondelete and self.sql(record.ondelete),
        )


# -- directives -------------------------------------------------------------------------------------------------------


def rename_all(renames: Renames, side: Side) -> Iterator[MigrateOperation]:
    """Yield the renamings, tables before their columns; `side` has the objects under the new names."""
    for old, new in steps(renames.tables, _aside):
        schema = side.table(_landing(renames, new)).schema
        yield RenameTableOp(old.name, new.name, schema=schema)
    for key in sorted(renames.columns, key=lambda key: (key.schema or "", key.name)):
        for before, after in steps(renames.columns[key], lambda name: TEMPORARY + name):
            yield AlterColumnOp(key.name, before, modify_name=after, schema=side.table(key).schema)


def _aside(key: TableKey) -> TableKey:
    return key._replace(name=TEMPORARY + key.name)


def _landing(renames: Renames, key: TableKey) -> TableKey:
    """Return the final name of a table on its way."""
    name = key.name.removeprefix(TEMPORARY)
    return key if key in renames.tables.values() else renames.tables[key._replace(name=name)]


def steps(renamed: Mapping[Any, Any], aside: Any) -> list[tuple[Any, Any]]:
    """Return renamings in an order in which no name is taken yet; of a ring, one steps aside first.

    `steps({"a": "b", "b": "c"}, …)` → `[("b", "c"), ("a", "b")]`.
    """
    left = dict(sorted(renamed.items(), key=lambda item: str(item)))
    done = []
    while left:
        free = next((old for old, new in left.items() if new not in left), None)
        if free is None:
            free = next(iter(left))
            new, spare = left.pop(free), aside(free)
            done.append((free, spare))
            left[spare] = new
        else:
            done.append((free, left.pop(free)))
    return done
