"""Triggers, declared as text by `migrate.Trigger`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import sqlalchemy as sa

from ..ddl.functions import name_in_key
from ..ddl.triggers import said_place, without_place
from ..dialects.support import DialectSupport
from ..objects import Trigger as DeclaredTrigger
from ..objects import declared
from ..operations.functions import function_key
from ..operations.triggers import CreateTriggerOp
from .comparison import Comparison
from .objects import Declared, Models, ObjectKind, Ops
from .reading import tables_in
from .records import ObjectKey, Question, TableKey, Trigger
from .trigger_order import FOLLOWS, Placed, created, holds, restored
from .views import reads


class Triggers(ObjectKind[Trigger]):
    """Triggers of tables. Whatever differs makes a new one."""

    name = "trigger"
    record = Trigger
    stands_on_tables = True

    def declared(self, models: Models) -> Iterator[Declared]:
        """Return the triggers of the models."""
        for metadata in models.metadata:
            for each in declared(metadata, DeclaredTrigger):
                sql = models.support.canonical_expression(each.definition)
                said = said_place(sql)
                follows = said.name if said is not None and said.word == FOLLOWS else None
                key = models.key("trigger", each.schema, each.name, each.table)
                yield Declared(key, Trigger(without_place(sql), follows=follows), each)

    def create(self, on: Comparison, key: ObjectKey, new: Trigger) -> Ops:
        """Return the directive that creates it, with the definition as the models say it."""
        yield _create(on, key, new, created(on, key, new))

    def drop(self, on: Comparison, key: ObjectKey, old: Trigger) -> Ops:
        """Return the directive that drops it."""
        yield _create(on, key, old, restored(on, key, old)).reverse()

    def removable(self, on: Comparison, key: ObjectKey, old: Trigger) -> bool:
        """Whether the models own triggers, or the table goes and takes it along."""
        table = TableKey(key.schema, str(key.table))
        gone = table in on.old.tables and table not in on.new.tables  # it may be on a view
        return super().removable(on, key, old) or (gone and on.drops(table))

    def filled(self, on: Comparison, key: ObjectKey, old: Trigger, new: Trigger) -> Trigger:
        """Return the models' trigger, enabled or not as it is, in its place where the models say no other."""
        if key not in on.origins:
            return new
        return new._replace(also=old.also, follows=old.follows if holds(on, key) else new.follows)

    def disturbed(self, on: Comparison, key: ObjectKey, old: Trigger, new: Trigger | None) -> bool:
        """Whether a column it names changes in a way that it stands against, or its function is made anew."""
        return key in on.aside

    def questions(self, old: Trigger, new: Trigger) -> Iterable[Question]:
        """Yield the definition: how the database shows it."""
        return () if old.sql == new.sql else (_question(new),)

    def respelled(self, new: Trigger, answers: Mapping[Question, str]) -> Trigger:
        """Return the trigger as the database would show it."""
        return new._replace(sql=answers.get(_question(new), new.sql))

    def materialize(self, key: ObjectKey, record: Trigger, support: DialectSupport) -> DeclaredTrigger:
        """Return the trigger as models declare it."""
        return DeclaredTrigger(key.name, record.sql, metadata=sa.MetaData(), schema=key.schema)


def _question(trigger: Trigger) -> Question:
    return Question("trigger", trigger.sql, ())


def _create(on: Comparison, key: ObjectKey, record: Trigger, placed: Placed) -> CreateTriggerOp:
    definition, after = placed
    text = f"{definition} {record.sql}"
    keys = [*on.old.objects.get("function", {}), *on.new.objects.get("function", {})]
    functions = {TableKey(each.schema, name_in_key(each.name)) for each in keys}
    found = [
        *after,
        *reads(on, text, key),
        *(function_key(*each) for each in tables_in(text, functions, on.support.dialect.default_schema_name)),
    ]
    return CreateTriggerOp(
        key.name, str(key.table), definition, schema=key.schema, also=list(record.also) or (), reads=found
    )
