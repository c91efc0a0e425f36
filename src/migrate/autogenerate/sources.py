"""Where the two sides of a comparison come from: the models, a database, a snapshot file, the replayed history.

    models             the models of the project
    database           the database of the project's settings
    postgresql+…://…   another database
    history            what the revisions make of an empty database; history@REV stops at one
    schema.json        a file that `migrate snapshot` wrote

Databases are read first, then the models: what these leave unsaid is what that server gives it. Where one of the two is
live, it also decides how expressions are spelled; else their canonical texts are compared.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from ..collecting import without_collecting
from ..comparators.materialize import RecordSide
from ..comparators.records import TableKey
from ..comparators.snapshot import Snapshot
from ..dialects.support import support_for
from ..errors import CommandError, SnapshotError
from ..plan import Plan
from ..redact import redact
from ..runtime.connecting import connected, run_with
from ..runtime.scratch import scratch_database
from ..settings import checked_url
from .compare import Given, database_side, declared_tables, models_side, plan_between
from .context import AutogenContext
from .replay import replayed

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from ..runtime.migration import MigrationContext
    from .questioner import Questioner

MODELS, DATABASE, HISTORY = "models", "database", "history"


class Source(NamedTuple):
    """One side, as it was named: `kind` is "models", "database", "url", "history" or "snapshot".

    `text` is the URL, the revision or the path of the file.
    """

    kind: str
    text: str = ""

    @property
    def told(self) -> str:
        """What messages call it: "the models", "schema.json", a URL without its password."""
        if self.kind == HISTORY:
            return "the history" if self.text == "heads" else f"the history at {self.text}"
        return {"url": redact(self.text), "snapshot": self.text}.get(self.kind, f"the {self.kind}")

    @classmethod
    def named(cls, text: str) -> Source:
        """Return the source a word stands for; raises CommandError where it is none of them, and no file either."""
        word, at, revision = text.partition("@")
        if "://" in text:
            return cls("url", checked_url(text, "the URL given"))
        if text in (MODELS, DATABASE):
            return cls(text)
        if word == HISTORY and bool(at) == bool(revision):
            return cls(HISTORY, revision or "heads")
        if not os.path.isfile(text):
            raise CommandError(
                f"{text} is no source: there is no such file",
                hint="give models, database, history, history@REV, a URL, or a file that `migrate snapshot` wrote",
            )
        return cls("snapshot", text)

    def read(self) -> Snapshot:
        """Return the snapshot of a file; raises SnapshotError where it is none."""
        try:
            with open(self.text, encoding="utf-8") as file:
                return Snapshot.from_json(file.read(), self.text)
        except UnicodeDecodeError:
            raise SnapshotError(f"{self.text} is not a snapshot: it is not UTF-8 text") from None


class Opened(NamedTuple):
    """Two sides that can be compared: the context to do it in, and each side with the connection behind it, if any."""

    context: AutogenContext
    old: Given
    new: Given
    old_connection: Connection | None
    old_schemas: tuple[TableKey, ...]
    """Tables whose schemas are read of a database."""


def plan_sources(
    migration_context: MigrationContext,
    old: Source,
    new: Source,
    *,
    scratch_url: str | None = None,
    questioner: Questioner | None = None,
) -> Plan:
    """Return the plan that turns one source into the other.

    `migration_context` is that of the project's environment: its options and models are used, and its connection for
    the source "database". `scratch_url` names the server for scratch databases, by default that of the environment;
    the word "docker" stands for a container. `questioner` is asked what only a person knows, if there is one. Raises
    CommandError for two databases of different kinds.
    """
    urls = involved_urls(migration_context, (old, new), scratch_url)

    def compare() -> Plan:
        with opened(migration_context, old, new, scratch_url=scratch_url) as found:
            found.context.questioner = questioner
            return replace(plan_between(found.context, found.old, found.new), between=(old.told, new.told))

    return run_with(urls, without_collecting()(compare))


def involved_urls(context: MigrationContext, sources: tuple[Source, ...], scratch_url: str | None) -> list[Any]:
    """Return the URLs that will be connected to."""
    given: list[Any] = [source.text for source in sources if source.kind == "url"]
    wanted = scratch_url is not None or any(source.kind == HISTORY for source in sources)
    scratch = server_of(context, scratch_url) if wanted else None
    return given if scratch is None else [*given, scratch]


def server_of(context: MigrationContext, scratch_url: str | None) -> Any:
    """Return the URL of the server for scratch databases; None is for a container."""
    if scratch_url == "docker":
        return None
    if scratch_url:
        return checked_url(scratch_url, "the scratch URL")
    bind = context.connection
    return bind.engine.url if bind is not None and not context.as_sql else context.opts.get("url")


def snapshot_of(migration_context: MigrationContext, source: Source, *, scratch_url: str | None = None) -> Snapshot:
    """Return the schema of a source, whole, as a file of it holds it; the arguments are those of `plan_sources`."""

    def read() -> Snapshot:
        with opened(migration_context, source, source, scratch_url=scratch_url) as found:
            return replace(found.new.snapshot, dialect=found.context.support.title)

    return run_with(involved_urls(migration_context, (source,), scratch_url), without_collecting()(read))


@contextmanager
def opened(
    migration_context: MigrationContext, old: Source, new: Source, *, scratch_url: str | None = None
) -> Iterator[Opened]:
    """Open both sources; connections and scratch databases are gone when the block ends."""
    sources = {"old": old, "new": new}
    files = {end: source.read() for end, source in sources.items() if source.kind == "snapshot"}
    context = AutogenContext(migration_context, autogenerate=False)
    context.connection = None
    require_models(context, old, new)
    with ExitStack() as stack:
        live: dict[str, Connection] = {}
        for end, source in sources.items():
            connection = _connect(source, migration_context, scratch_url, stack)
            if connection is not None:
                live[end] = connection
        if live:
            context.connection = next(iter(live.values()))
        elif (aside := _connect_aside(migration_context, scratch_url, stack)) is not None:
            context.connection = aside
        if context.connection is not None:
            context.dialect = context.connection.dialect
        if not live and context.connection is not None:
            database_side(context, context.connection, (), {})  # tells what that server takes for granted
        _settle_dialect(context, sources, live, files)
        declared = declared_tables(context) if MODELS in (old.kind, new.kind) else {}
        tables = (*declared, *(key for file in files.values() for key in file.tables))
        found: dict[str, Given] = {}
        for end, connection in live.items():
            found[end] = database_side(context, connection, tables, declared)
        for end, file in files.items():
            kept = _filtered(file, context)
            found[end] = Given(kept, RecordSide(kept.tables, context.support, declared, kept.objects), spelled=False)
        for end, source in sources.items():
            if source.kind == MODELS:
                found[end] = models_side(context, declared)
        yield Opened(context, found["old"], found["new"], live.get("old"), tables)


def require_models(context: AutogenContext, *sources: Source) -> None:
    """Raise CommandError where the models take part and there are none."""
    if any(source.kind == MODELS for source in sources) and not context.all_metadata:
        raise CommandError(
            "there are no models to compare with",
            hint='write models = "package.module:Base" in the configuration, or name two other sources',
        )


def _connect(source: Source, context: MigrationContext, scratch_url: str | None, stack: ExitStack) -> Connection | None:
    if source.kind == "url":
        return stack.enter_context(connected(source.text))
    if source.kind == HISTORY:
        server = server_of(context, scratch_url)
        return stack.enter_context(replayed(context, support_for(context.dialect), source.text, server))
    if source.kind == DATABASE:
        assert not context.as_sql, "the environment was run offline"
        return cast("Connection", context.connection)
    return None


def _connect_aside(context: MigrationContext, scratch_url: str | None, stack: ExitStack) -> Connection | None:
    """Return a connection to a database that is not one of the sides, to ask how expressions are spelled; or None."""
    if not context.as_sql:
        bind: Any = context.connection
        return cast("Connection", bind)
    if scratch_url is None:
        return None
    return stack.enter_context(scratch_database(support_for(context.dialect), server_of(context, scratch_url)))


def _settle_dialect(
    context: AutogenContext, sources: dict[str, Source], live: dict[str, Connection], files: dict[str, Snapshot]
) -> None:
    """Make everything speak of one kind of database; raises CommandError where two kinds take part."""
    titles = {end: support_for(connection.dialect).title for end, connection in live.items()}
    titles |= {end: file.dialect for end, file in files.items()}
    if len(set(titles.values())) > 1:
        told = " and ".join(f"{sources[end].told} is of {title}" for end, title in titles.items())
        raise CommandError(f"schemas of two databases cannot be compared: {told}")
    for end, title in titles.items():
        context.support.settle_title(title)
        if context.support.title != title:
            raise SnapshotError(
                f"{sources[end].told} is of {title}, and the project's database is {context.support.title}",
                hint="compare it with a source of the same database",
            )


def _filtered(file: Snapshot, context: AutogenContext) -> Snapshot:
    """Return a snapshot without what a database's own reading would leave out."""
    names = context.filters
    tables = {
        key: table
        for key, table in file.tables.items()
        if key != context.version_table and names.schema(key.schema) and names.table_name(key)
    }
    objects = {
        kind: {key: record for key, record in found.items() if names.schema(key.schema) and names.object_name(key)}
        for kind, found in file.objects.items()
    }
    return replace(file, tables=tables, objects=objects)
