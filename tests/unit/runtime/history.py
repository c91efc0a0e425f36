"""A history of revisions made of functions, for tests of the runtime."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any

import sqlalchemy as sa

from migrate import op
from migrate.runtime.migration import MigrationContext
from migrate.runtime.steps import MigrationStep, RevisionStep
from migrate.script.revision import RevisionMap
from migrate.script.script import Script

Function = Callable[..., Any]


def script(
    revision: str,
    down: str | tuple[str, ...] | None = None,
    upgrade: Function | None = None,
    downgrade: Function | None = None,
    *,
    depends_on: str | tuple[str, ...] | None = None,
    doc: str = "",
) -> Script:
    """Return a script; by default it creates and drops a table of its own, `t_<revision>`."""
    name = f"t_{revision}"
    module = ModuleType(revision)
    module.__doc__ = doc
    vars(module).update(
        revision=revision,
        down_revision=down,
        depends_on=depends_on,
        branch_labels=None,
        upgrade=upgrade or (lambda: op.create_table(name, sa.Column("id", sa.Integer, primary_key=True))),
        downgrade=downgrade or (lambda: op.drop_table(name)),
    )
    return Script(module, revision, f"{revision}.py")


class History:
    """Scripts, and the steps between any two sets of rows of the version table."""

    def __init__(self, *scripts: Script) -> None:
        self.map = RevisionMap(lambda: scripts)

    def up(self, *targets: str) -> Callable[[Any, Any], Iterable[MigrationStep]]:
        """Return the `fn` that upgrades to `targets`, or to all heads."""

        def steps(heads: tuple[str, ...], context: MigrationContext) -> list[MigrationStep]:
            graph = self.map.graph
            wanted = graph.ancestors(targets or graph.heads) - graph.ancestors(heads)
            return [self.step(id_, True) for id_ in graph.ordered(wanted)]

        return steps

    def down(self, *kept: str) -> Callable[[Any, Any], Iterable[MigrationStep]]:
        """Return the `fn` that downgrades until only `kept` and what they need is applied."""

        def steps(heads: tuple[str, ...], context: MigrationContext) -> list[MigrationStep]:
            graph = self.map.graph
            surplus = graph.ancestors(heads) - graph.ancestors(kept)
            return [self.step(id_, False) for id_ in reversed(graph.ordered(surplus))]

        return steps

    def step(self, revision: str, is_upgrade: bool) -> RevisionStep:
        """Return the step that applies or reverts one revision."""
        found = self.map.get_revision(revision)
        assert isinstance(found, Script)
        return RevisionStep(self.map, found, is_upgrade)


def configure(connection: sa.Connection, fn: Any, **opts: Any) -> MigrationContext:
    """Return the migration context of `connection` that runs `fn`."""
    return MigrationContext.configure(connection, opts={"fn": fn, **opts})


def migrate(engine: sa.Engine, fn: Any, **opts: Any) -> tuple[str, ...]:
    """Run `fn` as env.py does, on a connection of its own; return the rows of the version table."""
    with engine.connect() as connection:
        context = configure(connection, fn, **opts)
        with context.begin_transaction():
            context.run_migrations()
    return rows(engine)


def rows(engine: sa.Engine) -> tuple[str, ...]:
    """Return the rows of the version table."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_heads()


def tables(engine: sa.Engine) -> list[str]:
    """Return the names of the tables, without the version table."""
    return sorted(set(sa.inspect(engine).get_table_names()) - {"alembic_version"})
