"""What a type checker says of env.py: `E: …` is the start of the error expected on a line."""

from __future__ import annotations

import sys
from typing import Any, Literal

import sqlalchemy as sa

from migrate import context
from migrate.autogenerate import Rewriter
from migrate.operations import MigrationScript
from migrate.runtime.migration import MigrationContext

writer = Rewriter()


def include_name(name: str | None, type_: Literal["table", "column"], parents: dict[str, str | None]) -> bool:
    return name != "old"


def include_object(object: sa.schema.SchemaItem, name: str | None, type_: str, reflected: bool, other: Any) -> bool:
    return True


def process(migration: MigrationContext, revision: str | tuple[str, ...], directives: list[MigrationScript]) -> None:
    directives[:] = []


def online(connection: sa.Connection, metadata: sa.MetaData) -> None:
    context.configure(
        connection=connection,
        target_metadata=[metadata],
        include_name=include_name,
        include_object=include_object,
        process_revision_directives=process,
        compare_type=lambda ctx, inspected, declared, old, new: None,
        plugin_option=1,
    )
    context.configure(dialect_name="sqlite", process_revision_directives=writer, output_buffer=sys.stdout)
    context.configure(url=sa.URL.create("sqlite"), version_table="versions", render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
    url: str | None = context.config.get_main_option("sqlalchemy.url")
    arguments: dict[str, str] = context.get_x_argument(as_dictionary=True)
    given: list[str] = context.get_x_argument()
    print(url, arguments, given, context.script.get_heads(), context.get_tag_argument())
    if not context.is_offline_mode():
        migration: MigrationContext = context.get_context()
        migration.get_current_heads()
    context.configure(render_as_batch="yes")  # E: Argument "render_as_batch" to "configure" has incompatible type
    context.configure(include_name=lambda name: True)  # E: Argument "include_name" to "configure" has incompatible type
    context.run_migration()  # E: Module has no attribute "run_migration"; maybe "run_migrations"?
    context.get_heads()  # E: Module has no attribute "get_heads"
