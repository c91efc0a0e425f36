"""The comparison, whole: read both sides, ask what only the database can say, compare, plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ..collecting import without_collecting
from ..comparators.alike import Alike
from ..comparators.backfill import Missing, without_rows
from ..comparators.comparison import Comparison
from ..comparators.cut_names import as_stored
from ..comparators.diff import diff, kinds_of
from ..comparators.dispatch import comparators as comparators  # packages for Alembic import it from here
from ..comparators.live import read_database
from ..comparators.materialize import MetadataSide, RecordSide, Side
from ..comparators.objects import Models, declared_objects, questions_of_objects, with_answers
from ..comparators.questions import Answers, open_questions, respelled
from ..comparators.records import ObjectKey, Table, TableKey
from ..comparators.renamed_names import NewName, following_names
from ..comparators.renamed_values import Renamed, after_renaming
from ..comparators.renames import Renames, after_renames
from ..comparators.snapshot import Snapshot
from ..comparators.table_options import spread_options
from ..comparators.target import MetadataReader, schemas_beside_tables, tables_of
from ..dialects.reading import Catalog
from ..dialects.support import DialectSupport, support_for
from ..plan import Plan, arrange
from .asked_names import names_of_tables, names_of_values
from .asked_values import with_asked_values
from .context import AutogenContext
from .hooks import compared
from .implementations import apply_implementation
from .options import apply_options
from .reflected import as_reflected

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from ..runtime.migration import MigrationContext
    from .questioner import Questioner


def make_plan(
    migration_context: MigrationContext,
    metadata: sa.MetaData | Sequence[sa.MetaData] | None = None,
    *,
    questioner: Questioner | None = None,
) -> Plan:
    """Return the plan that brings the database of `migration_context` to the models.

    The models are `metadata`, or the `target_metadata` of the context. Sends a fixed number of statements to read, and
    where expressions have to be asked about, a few more, all undone. `questioner` is asked what only a person knows;
    without it nobody is. Raises CommandError without models or database.
    """
    context = AutogenContext(migration_context, metadata)
    context.questioner = questioner
    return plan_for(context)


@dataclass
class Given:
    """One side of a comparison: what it says, and the objects behind it."""

    snapshot: Snapshot
    side: Side
    spelled: bool
    """Whether its expressions are in the database's own spelling already, because they were read from it."""
    unreadable: Collection[str] = ()
    """Names of the kinds that it does not say anything about, whatever it has."""
    schemas: Sequence[str | None] = ()
    """The schemas of the database that were read."""
    origins: Mapping[ObjectKey, Any] = field(default_factory=dict)
    """The model's own objects that belong to no table."""


@without_collecting()
def plan_for(context: AutogenContext) -> Plan:
    """Return the plan for an AutogenContext: from its database to its models."""
    declared = declared_tables(context)
    old = database_side(context, context.connection, declared, declared)
    return plan_between(context, old, models_side(context, declared))


def declared_tables(context: AutogenContext) -> dict[TableKey, sa.Table]:
    """Return the models' tables by where they live, without the version table.

    They are under the names that the database keeps; raises CommandError where two of them are one there. Of several
    under one name, those that `include_object` leaves out only stand for the other, and do not count.
    """
    reader = MetadataReader(context.support)
    tables = list(tables_of(context.all_metadata))
    names = Counter(map(reader.key, tables))
    taken = {reader.key(table) for table in tables if names[reader.key(table)] > 1 and _takes_part(context, table)}
    found = as_stored((t for t in tables if reader.key(t) not in taken or _takes_part(context, t)), reader)
    return {key: table for key, table in found.items() if key != context.version_table}


def _takes_part(context: AutogenContext, table: sa.Table) -> bool:
    return context.filters.object(table, table.name, "table", reflected=False, compare_to=None)


def database_side(
    context: AutogenContext,
    connection: Connection | None,
    schemas: Iterable[TableKey],
    declared: Mapping[TableKey, sa.Table],
) -> Given:
    """Return what a database has in the schemas of some tables; `declared` says how the models spell a schema."""
    assert connection is not None
    support = context.support if connection.dialect is context.dialect else support_for(connection.dialect)
    catalog = support.catalog(connection)
    read = schemas_of(context, schemas, catalog)
    snapshot = read_database(
        connection,
        support,
        schemas=read,
        skip={context.version_table},
        filters=context.filters,
        catalog=catalog,
    )
    snapshot = as_reflected(context, snapshot)
    side = RecordSide(snapshot.tables, context.support, declared, snapshot.objects)
    return Given(snapshot, side, True, catalog.unreadable, read)


def models_side(context: AutogenContext, declared: Mapping[TableKey, sa.Table]) -> Given:
    """Return what the models have, in the words of the dialect.

    To be called after the database was read: what a model leaves unsaid (a collation, an engine) is what that server
    gives it.
    """
    reader = MetadataReader(context.support)
    objects, origins = declared_objects(kinds_of(context.support), Models(context.all_metadata, declared, reader))
    tables = {key: reader.table(table) for key, table in declared.items()}
    snapshot = Snapshot(context.support.name, tables, objects)
    return Given(snapshot, MetadataSide(dict(declared), reader, tables), spelled=False, origins=origins)


def plan_between(context: AutogenContext, old: Given, new: Given) -> Plan:
    """Return the plan that turns one side into the other: ask, compare, arrange."""
    original = old.snapshot
    new = replace(new, snapshot=new.snapshot.sharing(original))
    renames, alike = Renames(), list[Alike]()
    if isinstance(old.side, RecordSide):
        renames, alike = names_of_tables(context, original, old.side, new.snapshot, new.side)
    old = _under(old, after_renames(original, renames, context.support)) if renames else old
    old = _spread(context, old, new)
    renamed, values = names_of_values(context, old.snapshot, new.snapshot, new.side)
    old = _renamed(old, renamed, context.support) if renamed else old
    asked = new.snapshot if new.spelled else ask(context, old.snapshot, new)
    before = old.snapshot if old.spelled else ask(context, asked, old)
    followed: Sequence[NewName] = ()
    first = old.side
    if renames:
        first = _under(old, after_renames(original, Renames(renames.tables), context.support)).side
        before, followed = following_names(original, before, asked, renames, context.support)
        old = _under(old, before)
    before, asked = apply_implementation(context, before, asked, old.side, new.side)
    after = apply_options(context, before, asked, old.side, new.side)
    removable = None if context.opts.get("include_schemas") else frozenset({None})
    all_kinds = [kind.name for kind in kinds_of(context.support)]
    owned = frozenset(all_kinds if new.spelled else context.opts.get("owned_kinds") or ())
    live = old.spelled and not new.spelled and context.connection is not None
    comparison = Comparison(
        before,
        after,
        old.side,
        new.side,
        context.support,
        context.filters,
        removable,
        new.origins,
        owned,
        context.left_out.union(old.unreadable, new.unreadable),
        renamed_values=renamed,
        renames=renames,
        followed=followed,
        unmissed=_unmissed(context, before, after, new.side, renames) if live else (),
    )
    found = compared(context, comparison, filter(context.filters.schema, old.schemas)) if live else diff(comparison)
    plan = arrange(with_asked_values(context, found, after), context.support)
    return replace(plan, before=first.table, alike=(*alike, *values))


def _unmissed(
    context: AutogenContext, old: Snapshot, new: Snapshot, side: Side, renames: Renames
) -> frozenset[Missing]:
    """Return the columns that become NOT NULL and that no row of the live database lacks."""
    connection = context.connection
    return without_rows(connection, old, new, side, renames, context.support) if connection else frozenset()


def _under(given: Given, snapshot: Snapshot) -> Given:
    """Return a side as it is under other names."""
    assert isinstance(given.side, RecordSide)
    return replace(given, snapshot=snapshot, side=given.side.of(snapshot))


def _renamed(old: Given, renamed: Renamed, support: DialectSupport) -> Given:
    """Return the old side with tables as they are once the values of its enums have their new names."""
    snapshot = after_renaming(old.snapshot, renamed, support)
    side = old.side.of(snapshot) if isinstance(old.side, RecordSide) else old.side
    return replace(old, snapshot=replace(snapshot, objects=old.snapshot.objects), side=side)


def _spread(context: AutogenContext, old: Given, new: Given) -> Given:
    """Return the old side where columns say themselves what an option of their table that changes gave them."""
    snapshot = spread_options(old.snapshot, new.snapshot, new.side, context.support)
    if snapshot is old.snapshot or not isinstance(old.side, RecordSide):
        return old
    return replace(old, snapshot=snapshot, side=old.side.of(snapshot))


def schemas_of(context: AutogenContext, declared: Iterable[TableKey], catalog: Catalog) -> list[str | None]:
    """Return the schemas to read: the default one and those of the models, or all with `include_schemas`."""
    found: dict[str | None, None] = {None: None}
    default = context.dialect.default_schema_name
    if context.opts.get("include_schemas"):
        found.update((name, None) for name in catalog.schemas() if name != default)
    found.update((key.schema, None) for key in sorted(declared, key=lambda key: key.schema or ""))
    beside = map(context.support.stored_name, schemas_beside_tables(context.all_metadata))
    found.update((name, None) for name in beside if name != default)
    return list(found)


def ask(context: AutogenContext, other: Snapshot, given: Given) -> Snapshot:
    """Return a side's snapshot with every doubtful expression in the database's own spelling.

    Where no database is at hand, nothing is asked: expressions are then equal when their canonical texts are.
    """
    if context.connection is None:
        return given.snapshot
    questions: dict[Any, None] = {}
    doubtful = []
    new = given.snapshot
    for key, table in new.tables.items():
        before = other.tables.get(key)
        if before is None or before == table:
            continue
        found = list(open_questions(before, table))
        if found:
            questions.update(dict.fromkeys(found))
            doubtful.append(key)
    kinds = kinds_of(context.support)
    questions.update(dict.fromkeys(questions_of_objects(kinds, other, new)))
    if not questions:
        return new
    answers: Answers = context.support.spell(context.connection, list(questions))
    new = with_answers(kinds, other, new, answers)
    tables: dict[Any, Table] = dict(new.tables)
    for key in doubtful:
        tables[key], originals = respelled(tables[key], answers)
        if isinstance(given.side, MetadataSide):
            given.side.originals.update(((key, after), before) for after, before in originals.items())
    return replace(new, tables=tables)
