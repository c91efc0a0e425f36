"""The documented functions of autogenerate."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultDialect

from ..comparators.dispatch import comparators
from ..operations.base import MigrateOperation
from ..operations.script import DowngradeOps, MigrationScript, UpgradeOps
from ..renderers.registry import registry as renderers
from .compare import make_plan
from .context import AutogenContext
from .revision import RevisionContext
from .rewriter import Rewriter

if TYPE_CHECKING:
    from ..runtime.migration import MigrationContext

__all__ = [
    "AutogenContext",
    "RevisionContext",
    "Rewriter",
    "comparators",
    "compare_metadata",
    "make_plan",
    "produce_migrations",
    "render_op_text",
    "render_python_code",
    "renderers",
]


def compare_metadata(context: MigrationContext, metadata: sa.MetaData | Sequence[sa.MetaData]) -> list[Any]:
    """Return what differs between a database and the models, as the documented tuples.

    Each is `("add_table", Table)`, `("remove_column", schema, table, Column)` and so on; changes of one column are a
    list of tuples `("modify_nullable", schema, table, column, existing, old, new)`. Empty when nothing differs.
    """
    return make_plan(context, metadata).upgrade_ops.as_diffs()


def produce_migrations(context: MigrationContext, metadata: sa.MetaData | Sequence[sa.MetaData]) -> MigrationScript:
    """Return a MigrationScript with the directives that bring the database to the models, and those that go back."""
    upgrade = make_plan(context, metadata).upgrade_ops
    return MigrationScript(None, upgrade, upgrade.reverse_into(DowngradeOps()))


def render_python_code(
    up_or_down_op: UpgradeOps | DowngradeOps,
    sqlalchemy_module_prefix: str = "sa.",
    alembic_module_prefix: str = "op.",
    render_as_batch: bool = False,
    imports: Iterable[str] = (),
    render_item: Callable[[str, Any, Any], str | bool] | None = None,
    migration_context: MigrationContext | None = None,
    user_module_prefix: str | None = None,
) -> str:
    """Return the directives as the body of a function, indented by four spaces after the first line."""
    from ..renderers.python import render_ops
    from ..renderers.scope import Scope
    from ..runtime.migration import MigrationContext

    said: dict[str, Any] = {
        "sqlalchemy_module_prefix": sqlalchemy_module_prefix,
        "alembic_module_prefix": alembic_module_prefix,
        "render_as_batch": render_as_batch,
        "render_item": render_item,
        "user_module_prefix": user_module_prefix,
    }
    known = migration_context or MigrationContext.configure(dialect=DefaultDialect())
    context = AutogenContext(known, opts={**known.opts, **said}, autogenerate=False)
    context.imports = imports if isinstance(imports, set) else set(imports)
    scope = Scope(**said, imports=context.imports, migration_context=migration_context, autogen_context=context)
    return render_ops(up_or_down_op, scope)


def render_op_text(autogen_context: AutogenContext, op: MigrateOperation) -> str:
    """Return one directive as Python; the imports it needs are added to `autogen_context.imports`."""
    from ..renderers.python import render
    from ..renderers.scope import Scope

    return render(op, Scope.of(autogen_context))
