"""Views, materialised ones too: declared by `CreateView` of SQLAlchemy 2.1 or by `migrate.View`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from ..dialects.support import DialectSupport
from ..objects import View as DeclaredView
from ..objects import declared, is_view
from ..operations.views import CreateViewOp, ReplaceViewOp, view_key
from .aside import VIEWS
from .comparison import Comparison
from .objects import Declared, Models, ObjectKind, Ops
from .reading import keys_read, mentioned, tables_in
from .records import ObjectKey, Question, TableKey, View
from .remade import keys_waited_for

_KEPT = ("table", "column", "view")
"""The kinds of what a view reads and has to be there while it is replaced in place."""


class Views(ObjectKind[View]):
    """Plain views. What hangs on one (grants, comments) is kept, not compared."""

    name = "view"
    record = View
    stands_on_tables = True
    materialized = False

    def declared(self, models: Models) -> Iterator[Declared]:
        """Return the views of the models, their queries as text."""
        for schema, name, materialized, definition, also, origin in _declared(models):
            if materialized == self.materialized:
                sql = models.support.canonical_expression(models.support.query_text(definition))
                yield Declared(models.key(self.name, schema, name), View(sql, also=also), origin)

    def create(self, on: Comparison, key: ObjectKey, new: View) -> Ops:
        """Return the directive that creates it, with the query as the models say it."""
        yield self._create(on, key, new, _said(on, key, new))

    def drop(self, on: Comparison, key: ObjectKey, old: View) -> Ops:
        """Return the directive that drops it."""
        yield self._create(on, key, old, old.sql).reverse()

    def alter(self, on: Comparison, key: ObjectKey, old: View, new: View) -> Ops:
        """Return its replacement in place where the database can; else it is dropped and created."""
        if self.is_replaced(on, old, new) and key not in on.aside:
            if old.sql == new.sql:
                return
            yield ReplaceViewOp(
                key.name,
                _said(on, key, new),
                existing_definition=old.sql,
                schema=key.schema,
                options=dict(new.options) or None,
                reads=[each for each in reads(on, f"{old.sql} {new.sql}", key) if each.kind in _KEPT],
            )
        else:
            yield from self.drop(on, key, old)
            yield from self.create(on, key, new)

    def removable(self, on: Comparison, key: ObjectKey, old: View) -> bool:
        """Whether the models own views, or have a materialised one, or a plain one, of this name."""
        return super().removable(on, key, old) or any(key._replace(kind=k) in on.new.objects.get(k, {}) for k in VIEWS)

    def is_replaced(self, on: Comparison, old: View, new: View) -> bool:
        """Whether a view becomes another one in place, and back."""
        if not on.support.replacing(self.name) or (old.also, old.options) != (new.also, new.options):
            return False
        return not on.support.features.views_hold_columns or old.columns == new.columns

    def filled(self, on: Comparison, key: ObjectKey, old: View, new: View) -> View:
        """Return the models' view with what they leave unsaid: its columns, options, and what hangs on it."""
        if key not in on.origins:
            return new
        if new.sql == old.sql:
            return new._replace(columns=old.columns, options=old.options, also=old.also)
        return new._replace(options=old.options, also=_still_said(old, new))

    def disturbed(self, on: Comparison, key: ObjectKey, old: View, new: View | None) -> bool:
        """Whether something it reads changes in a way that it stands against."""
        return key in on.aside

    def questions(self, old: View, new: View) -> Iterable[Question]:
        """Yield the query: how the database rewrites it, and which columns it has."""
        return () if old.sql == new.sql else (Question("view", new.sql, ()),)

    def respelled(self, new: View, answers: Mapping[Question, str]) -> View:
        """Return the view as the database would show it."""
        answer = answers.get(Question("view", new.sql, ()))
        if answer is None:
            return new
        sql, columns = json.loads(answer)
        return new._replace(sql=sql, columns=tuple(map(tuple, columns)))

    def materialize(self, key: ObjectKey, record: View, support: DialectSupport) -> sa.Table:
        """Return a `Table` with the names of the view's columns."""
        columns = [sa.Column(name, sa.types.NullType()) for name, _ in record.columns]
        return sa.Table(key.name, sa.MetaData(), *columns, schema=key.schema)

    def _create(self, on: Comparison, key: ObjectKey, record: View, definition: str) -> CreateViewOp:
        return CreateViewOp(
            key.name,
            definition,
            schema=key.schema,
            materialized=self.materialized,
            options=dict(record.options) or None,
            also=list(record.also) or (),
            reads=reads(on, f"{definition} {record.sql}", key),
        )


class MaterializedViews(Views):
    """Materialised views: their rows are computed anew when they are created again."""

    name = "materialized_view"
    materialized = True

    def is_replaced(self, on: Comparison, old: View, new: View) -> bool:
        """Return no: none of them is replaced in place."""
        return False


def reads(on: Comparison, sql: str, itself: ObjectKey) -> list[ObjectKey]:
    """Return the keys of everything that a text reads, of before and after the change."""
    default = on.support.dialect.default_schema_name
    tables = {**on.old.tables, **on.new.tables}
    for key in tables.keys() & on.old.tables.keys() & on.new.tables.keys():
        if on.old.tables[key] is not on.new.tables[key]:
            tables[key] = tables[key]._replace(columns={**on.old.tables[key].columns, **on.new.tables[key].columns})
    found = list(keys_read(sql, tables, default))
    keys = [key for side in (on.old, on.new) for kind in VIEWS for key in side.objects.get(kind, {})]
    views = {TableKey(each.schema, each.name) for each in keys}
    views.discard(TableKey(itself.schema, itself.name))
    return found + [view_key(*key) for key in tables_in(sql, views, default)] + keys_waited_for(on, sql)


def _still_said(old: View, new: View) -> tuple[str, ...]:
    """Return what hangs on a view but for what is about columns that it loses; all of it where these are not known."""
    gone = {name for name, _ in old.columns} - {name for name, _ in new.columns} if new.columns else set()
    return tuple(sql for sql in old.also if not gone & {name for _, name in mentioned(sql)})


def _said(on: Comparison, key: ObjectKey, record: View) -> str:
    """Return the query as the models say it; a view of a database or a file has it as it is stored."""
    origin = on.origins.get(key)
    return record.sql if origin is None else on.support.query_text(_definition(origin))


def _definition(origin: Any) -> Any:
    return origin.definition if isinstance(origin, DeclaredView) else origin._creator_ddl.selectable


def _declared(models: Models) -> Iterator[tuple[str | None, str, bool, Any, tuple[str, ...], Any]]:
    """Yield schema, name, whether materialised, query, statements that follow, and the object, of each view."""
    for metadata in models.metadata:
        for view in declared(metadata, DeclaredView):
            yield view.schema, view.name, view.materialized, view.definition, view.also, view
        for table in metadata.tables.values():
            if is_view(table):
                made: Any = table
                yield table.schema, table.name, made._creator_ddl.materialized, _definition(table), (), table
