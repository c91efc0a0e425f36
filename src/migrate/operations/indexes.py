"""Create and drop indexes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import KW_ONLY
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement, TextClause

from ..comparators.records import ObjectKey
from ..errors import OperationError
from . import schemaobj
from .base import (
    Effect,
    MigrateOperation,
    column_keys,
    cover_key,
    irreversible,
    table_key,
    type_keys,
    unique_key,
)
from .declare import arg, operation

if TYPE_CHECKING:
    from ..runtime.migration import MigrationContext
    from .facade import AbstractOperations


@operation("create_index", kind="index", effect=Effect.CREATE)
class CreateIndexOp(MigrateOperation):
    """Create an index. Columns are names, or SQL expressions such as `text("lower(name)")`."""

    index_name: str | None
    table_name: str = arg(scope="table")
    columns: Sequence[str | ColumnElement[Any] | TextClause] = arg()
    _: KW_ONLY
    schema: str | None = arg(default=None, scope="schema")
    unique: bool = arg(default=False, always=True)
    if_not_exists: bool | None = None
    kw: dict[str, Any] = arg(factory=dict, rest=True)

    @classmethod
    def from_index(cls, index: sa.Index) -> CreateIndexOp:
        """Return the directive that creates `index`; it has the columns themselves, whose types a rewriter looks at."""
        assert index.table is not None
        columns = [e if isinstance(e, sa.Column) else schemaobj.writable(e) for e in index.expressions]
        kw = dict(index.dialect_kwargs)
        if getattr(index.name, "quote", None) is not None:
            kw["quote"] = index.name.quote  # type: ignore[union-attr]
        return cls(index.name, index.table.name, columns, schema=index.table.schema, unique=bool(index.unique), kw=kw)

    def to_index(self, migration_context: MigrationContext | None = None) -> sa.Index:
        """Return the `Index`, on a table known by its name only."""
        return schemaobj.index(
            self.index_name,
            self.table_name,
            self.columns,
            self.schema,
            schemaobj.new_metadata(migration_context),
            unique=self.unique,
            **self.kw,
        )

    def run(self, on: AbstractOperations) -> None:
        """Create the index."""
        keywords = {"if_not_exists": self.if_not_exists} if self.if_not_exists is not None else {}
        on.impl.create_index(self.to_index(on.migration_context), **keywords)

    def reverse(self) -> DropIndexOp:
        """Return the drop of this index."""
        return DropIndexOp(self.index_name, self.table_name, schema=self.schema, kw=dict(self.kw), _reverse=self)

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """Return `("add_index", Index)`."""
        return ("add_index", self.to_index())

    def column_names(self) -> list[str]:
        """Return the names its keys, its condition and what it includes mention, as far as tokens tell.

        Others do no harm.
        """
        from ..dialects.tokens import names

        found: dict[str, None] = {}
        for key in self.columns:
            if name := _name(key):
                found[name] = None
            else:
                text = key.text.replace("\\:", ":") if isinstance(key, TextClause) else str(key)
                found.update(dict.fromkeys(sorted(names(text))))
        for condition in [value for keyword, value in self.kw.items() if keyword.endswith("_where")]:
            found.update(dict.fromkeys(sorted(names(str(condition)))))
        for included in [value for keyword, value in self.kw.items() if keyword.endswith("_include")]:
            found.update(dict.fromkeys(included or ()))
        return list(found)

    def creates(self) -> Iterable[ObjectKey]:
        """Return the index, and the unique key it may be."""
        if self.index_name:
            yield ObjectKey("index", self.schema, self.index_name, self.table_name)
        names = [name for key in self.columns if (name := _name(key))]
        if len(names) == len(self.columns):
            yield cover_key(self.schema, self.table_name, names)
            if self.unique:
                yield unique_key(self.schema, self.table_name, names)

    def needs(self) -> Iterable[ObjectKey]:
        """Return the table and the columns."""
        yield table_key(self.schema, self.table_name)
        columns = self.column_names()
        yield from column_keys(self.schema, self.table_name, columns)
        yield from type_keys(self.schema, self.table_name, columns)


def _name(key: Any) -> str | None:
    """Return the name of a key that is a column, None for an expression."""
    return str(key.name) if isinstance(key, sa.Column) else key if isinstance(key, str) else None


@operation("drop_index", kind="index", effect=Effect.DROP)
class DropIndexOp(MigrateOperation):
    """Drop an index."""

    index_name: str | None
    table_name: str | None = arg(default=None, scope="table", always=True, kw_only=False)
    _: KW_ONLY
    schema: str | None = arg(default=None, scope="schema")
    if_exists: bool | None = None
    _reverse: CreateIndexOp | None = arg(default=None, hidden=True)
    kw: dict[str, Any] = arg(factory=dict, rest=True)

    @classmethod
    def from_index(cls, index: sa.Index) -> DropIndexOp:
        """Return the directive that drops `index` and remembers how to create it again."""
        return CreateIndexOp.from_index(index).reverse()

    def to_index(self, migration_context: MigrationContext | None = None) -> sa.Index:
        """Return the `Index`, whole where it is known, else its name only."""
        if self._reverse is not None:
            return self._reverse.to_index(migration_context)
        metadata = schemaobj.new_metadata(migration_context)
        return schemaobj.index(self.index_name, self.table_name or "no_table", ["x"], self.schema, metadata, **self.kw)

    def run(self, on: AbstractOperations) -> None:
        """Drop the index; raises OperationError where its table has to be named and is not."""
        if self.table_name is None and on.impl.drops_index_of_table:
            raise OperationError(
                f"{on.impl.dialect.name} cannot drop index {self.index_name!r} without its table: the same name may be "
                "in use on any other",
                hint=f"write op.drop_index({self.index_name!r}, table_name=...)",
            )
        keywords = {"if_exists": self.if_exists} if self.if_exists is not None else {}
        on.impl.drop_index(self.to_index(on.migration_context), **keywords)

    def reverse(self) -> CreateIndexOp:
        """Return the creation of the index that was dropped."""
        if self._reverse is None:
            raise irreversible(self)
        return self._reverse

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """Return `("remove_index", Index)`."""
        return ("remove_index", self.to_index())

    def drops(self) -> Iterable[ObjectKey]:
        """Return what its creation creates."""
        return self._reverse.creates() if self._reverse else ()

    def needs(self) -> Iterable[ObjectKey]:
        """Return what its creation needs: an index goes before its columns."""
        return self._reverse.needs() if self._reverse else ()
