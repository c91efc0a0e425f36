"""What one comparison works with; hooks and renderers get it as their `autogen_context`."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa

from ..comparators.dispatch import PriorityDispatcher, comparators
from ..comparators.filters import Filters
from ..comparators.records import TableKey
from ..comparators.target import as_list, tables_of
from ..dialects.support import DialectSupport, support_for
from ..errors import CommandError
from ..runtime.plugins import DEFAULT, Plugin, left_out, load_plugins

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Dialect, Inspector

    from ..runtime.migration import MigrationContext
    from .questioner import Questioner


class AutogenContext:
    """The models, the database and the options of one comparison."""

    metadata: sa.MetaData | Sequence[sa.MetaData] | None
    """The models, one MetaData or several."""
    connection: Connection | None
    """The database; None offline."""
    imports: set[str]
    """Lines to import in the script."""
    questioner: Questioner | None = None
    """Who is asked what only a person knows; None for nobody."""

    def __init__(
        self,
        migration_context: MigrationContext,
        metadata: sa.MetaData | Sequence[sa.MetaData] | None = None,
        opts: Mapping[str, Any] | None = None,
        autogenerate: bool = True,
    ) -> None:
        self.migration_context = migration_context
        self.opts: dict[str, Any] = dict(migration_context.opts if opts is None else opts)
        self.metadata = metadata if metadata is not None else self.opts.get("target_metadata")
        self.connection = None if migration_context.as_sql else cast("Connection | None", migration_context.bind)
        self.dialect: Dialect = migration_context.dialect
        self.imports = set()
        if autogenerate and self.metadata is None:
            raise CommandError(
                "there are no models to compare the database with",
                hint="give target_metadata to context.configure(), or `models` in the configuration",
            )
        if autogenerate and self.connection is None:
            raise CommandError(
                "comparing needs a database, and offline there is none", hint="run the command without --sql"
            )

    @functools.cached_property
    def support(self) -> DialectSupport:
        """What varies with the dialect."""
        return support_for(self.dialect)

    @functools.cached_property
    def inspector(self) -> Inspector:
        """A SQLAlchemy inspector of the database, for hooks; nothing of our own asks it."""
        assert self.connection is not None
        return sa.inspect(self.connection)

    @functools.cached_property
    def comparators(self) -> PriorityDispatcher:
        """The functions that take part in comparing: the global ones, and those of the plug-ins that are chosen."""
        load_plugins()
        found = comparators.branch()
        Plugin.populate_autogenerate_priority_dispatch(found, self.plugins or DEFAULT)
        return found

    @property
    def plugins(self) -> Sequence[str] | None:
        """The option `autogenerate_plugins`; None where it is not given."""
        given: Sequence[str] | None = self.opts.get("autogenerate_plugins")
        return given

    @functools.cached_property
    def left_out(self) -> frozenset[str]:
        """Names of the kinds that the option `autogenerate_plugins` leaves out."""
        load_plugins()
        return left_out(self.plugins)

    @functools.cached_property
    def filters(self) -> Filters:
        """The user's `include_name` and `include_object`."""
        return Filters(self.opts.get("include_name"), self.opts.get("include_object"))

    @property
    def all_metadata(self) -> list[sa.MetaData]:
        """The models as a list, whether one MetaData or several were given."""
        return as_list(self.metadata)

    @property
    def version_table(self) -> TableKey:
        """Where the version table lives; it is never compared."""
        schema = self.opts.get("version_table_schema")
        default = self.dialect.default_schema_name
        return TableKey(None if schema == default else schema, self.opts.get("version_table") or "alembic_version")

    @functools.cached_property
    def sorted_tables(self) -> list[sa.Table]:
        """The models' tables, referred ones first."""
        return [table for metadata in self.all_metadata for table in metadata.sorted_tables]

    @functools.cached_property
    def table_key_to_table(self) -> dict[str, sa.Table]:
        """The models' tables by their keys; raises CommandError when two MetaData have the same one."""
        found: dict[str, sa.Table] = {}
        for table in tables_of(self.all_metadata):
            if table.key in found:
                raise CommandError(
                    f"two MetaData in target_metadata have a table {table.key!r}",
                    hint="leave one of them out, or give their tables different names",
                )
            found[table.key] = table
        return found

    def run_name_filters(self, name: str | None, type_: str, parent_names: dict[str, str | None]) -> bool:
        """Return whether `include_name` lets a name of the database take part."""
        check = self.filters.include_name
        if check is None:
            return True
        if type_ != "schema" and "table_name" in parent_names and "schema_qualified_table_name" not in parent_names:
            schema, table = parent_names.get("schema_name"), parent_names["table_name"]
            parent_names["schema_qualified_table_name"] = f"{schema}.{table}" if schema else table
        return bool(check(name, type_, parent_names))

    def run_object_filters(self, object_: Any, name: str | None, type_: str, reflected: bool, compare_to: Any) -> bool:
        """Return whether `include_object` lets an object take part."""
        return self.filters.object(object_, name, type_, reflected=reflected, compare_to=compare_to)

    run_filters = run_object_filters
