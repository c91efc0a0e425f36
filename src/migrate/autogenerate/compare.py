"""The comparison, whole: read both sides, ask what only the database can say, compare, plan."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ..comparators.comparison import Comparison
from ..comparators.diff import diff, kinds_of
from ..comparators.live import read_database
from ..comparators.materialize import MetadataSide, RecordSide
from ..comparators.objects import Models, declared_objects, questions_of_objects, with_answers
from ..comparators.questions import Answers, open_questions, respelled
from ..comparators.records import Table, TableKey
from ..comparators.snapshot import Snapshot
from ..comparators.target import MetadataReader, tables_of
from ..plan import Plan
from ..plan import make_plan as arrange
from .context import AutogenContext
from .options import apply_options

if TYPE_CHECKING:
    from ..runtime.migration import MigrationContext


def make_plan(
    migration_context: MigrationContext, metadata: sa.MetaData | Sequence[sa.MetaData] | None = None
) -> Plan:
    """Return the plan that brings the database of `migration_context` to the models.

    The models are `metadata`, or the `target_metadata` of the context. Sends a fixed number of statements to read, and
    where expressions have to be asked about, a few more, all undone. Raises CommandError without models or database.
    """
    return plan_for(AutogenContext(migration_context, metadata))


@contextmanager
def without_collecting() -> Iterator[None]:
    """Pause Python's cyclic garbage collection, which would walk all tables of the models again and again.

    A comparison makes tens of thousands of records that live until its end and no cycles.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@without_collecting()
def plan_for(context: AutogenContext) -> Plan:
    """Return the plan for an AutogenContext."""
    assert context.connection is not None
    reader = MetadataReader(context.support)
    declared = {
        key: table
        for table in tables_of(context.all_metadata)
        if (key := reader.key(table)) != context.version_table
    }
    old = read_database(
        context.connection,
        context.support,
        schemas=schemas_of(context, declared),
        skip={context.version_table},
        filters=context.filters,
    )
    # after the database: what a model leaves unsaid (a collation, an engine) is what that server gives it
    objects, origins = declared_objects(kinds_of(context.support), Models(context.all_metadata, declared, reader))
    new = Snapshot(context.support.name, {key: reader.table(table) for key, table in declared.items()}, objects)
    side = MetadataSide(declared, reader, new.tables)
    old_side = RecordSide(old.tables, context.support, declared)
    new = apply_options(context, old, ask(context, old, new, side), old_side, side)
    removable = None if context.opts.get("include_schemas") else frozenset({None})
    owned = frozenset(context.opts.get("owned_kinds") or ())
    comparison = Comparison(old, new, old_side, side, context.support, context.filters, removable, origins, owned)
    return replace(arrange(diff(comparison), context.support), before=old_side.table)


def schemas_of(context: AutogenContext, declared: Iterable[TableKey]) -> list[str | None]:
    """Return the schemas to read: the default one and those of the models, or all with `include_schemas`."""
    found: dict[str | None, None] = {None: None}
    if context.opts.get("include_schemas"):
        assert context.connection is not None
        default = context.dialect.default_schema_name
        names = context.support.catalog(context.connection).schemas()
        found.update((name, None) for name in names if name != default)
    found.update((key.schema, None) for key in sorted(declared, key=lambda key: key.schema or ""))
    return list(found)


def ask(context: AutogenContext, old: Snapshot, new: Snapshot, side: MetadataSide) -> Snapshot:
    """Return the models' snapshot with every doubtful expression in the database's own spelling."""
    questions: dict[Any, None] = {}
    doubtful = []
    for key, table in new.tables.items():
        before = old.tables.get(key)
        if before is None or before == table:
            continue
        found = list(open_questions(before, table))
        if found:
            questions.update(dict.fromkeys(found))
            doubtful.append(key)
    kinds = kinds_of(context.support)
    questions.update(dict.fromkeys(questions_of_objects(kinds, old, new)))
    if not questions:
        return new
    assert context.connection is not None
    answers: Answers = context.support.spell(context.connection, list(questions))
    new = with_answers(kinds, old, new, answers)
    tables: dict[Any, Table] = dict(new.tables)
    for key in doubtful:
        tables[key], originals = respelled(tables[key], answers)
        side.originals.update(((key, after), before) for after, before in originals.items())
    return replace(new, tables=tables)
