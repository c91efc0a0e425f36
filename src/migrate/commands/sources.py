"""What `--from`, `--to` and `--scratch-url` ask for, and what that needs of the environment."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import ConfigError

if TYPE_CHECKING:
    from ..autogenerate.context import AutogenContext
    from ..autogenerate.sources import Source
    from ..config import Config
    from ..plan import Plan


class Sides(NamedTuple):
    """The two sides of a comparison, and the server for scratch databases."""

    old: Source
    new: Source
    scratch_url: str | None = None
    renames: tuple[str, ...] = ()
    """What has another name on the new side, each as `old:new`."""

    @classmethod
    def of(
        cls,
        config: Config,
        from_source: str | None,
        to_source: str | None,
        scratch_url: str | None = None,
        renames: Iterable[str] | None = None,
    ) -> Sides:
        """Return the sides that words name; by default from the database to the models.

        Raises CommandError for a word that is no source.
        """
        from ..autogenerate.sources import Source
        from ..settings import expand_environment

        server = scratch_url or config.get_alembic_option("scratch_url")
        if server:
            server = expand_environment(str(server), f"scratch_url in {config.source}")
        old, new = Source.named(from_source or "database"), Source.named(to_source or "models")
        return cls(old, new, server, tuple(renames or ()))

    @property
    def is_usual(self) -> bool:
        """Whether the project's database is compared with its models."""
        return (self.old.kind, self.new.kind) == ("database", "models")

    @property
    def from_database(self) -> bool:
        """Whether the directives are for the project's database, which then has to be at the heads."""
        return self.old.kind == "database"

    def compare(self, context: AutogenContext) -> Plan:
        """Return the plan that turns one side into the other."""
        from ..autogenerate.sources import plan_sources

        sources = context.migration_context, self.old, self.new
        return plan_sources(*sources, scratch_url=self.scratch_url, questioner=context.questioner)

    def environment(self, config: Config) -> dict[str, Any]:
        """Return how to run the environment: offline where the project's database does not take part."""
        return environment_for(config, self.scratch_url, self.old, self.new)


def environment_for(config: Config, scratch_url: str | None, *sources: Source) -> dict[str, Any]:
    """Return the options of an environment that is run for the sake of its own options and its models."""
    if any(source.kind == "database" for source in sources):
        return {}
    options: dict[str, Any] = {"as_sql": True, "output_buffer": io.StringIO(), "asked_only": True}
    try:
        config.get_url()
    except ConfigError:
        named = next((name for source in sources if (name := _dialect_of(source))), None)
        if named is None and scratch_url and "://" in scratch_url:
            named = scratch_url.partition("://")[0].partition("+")[0]
        options["dialect_name"] = named
    return options


def _dialect_of(source: Source) -> str | None:
    """Return the name of the dialect a source is of, where it says so without being opened."""
    if source.kind == "snapshot":
        return source.read().dialect
    return source.text.partition("://")[0].partition("+")[0] if source.kind == "url" else None
