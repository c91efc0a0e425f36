"""The documented home of writing directives as Python; the work is done in `migrate.renderers`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..renderers.registry import registry as renderers
from .api import render_op_text, render_python_code

if TYPE_CHECKING:
    from ..operations.base import MigrateOperation
    from ..operations.script import OpContainer
    from ..operations.tables import CreateTableOp
    from .context import AutogenContext

__all__ = ["render_op_text", "render_python_code", "renderers"]


def _declared(autogen_context: AutogenContext, op: MigrateOperation) -> str:
    """Return the call of a directive as if its class had no renderer of its own.

    A renderer for a subclass of a directive begins with this text, and changes the name in it.
    """
    from ..renderers.python import render_declared
    from ..renderers.scope import Scope

    return render_declared(op, Scope.of(autogen_context))


def _add_table(autogen_context: AutogenContext, op: CreateTableOp) -> str:
    """Return the call of a directive that creates a table; what a subclass does to the types in `to_table()` shows."""
    op.to_table(autogen_context.migration_context)
    return _declared(autogen_context, op)


def _render_cmd_body(op_container: OpContainer, autogen_context: AutogenContext) -> str:
    """Return directives as the body of a function; see `render_python_code`."""
    from ..renderers.python import render_ops
    from ..renderers.scope import Scope

    return render_ops(op_container, Scope.of(autogen_context))


# Names that published packages for Alembic import, GeoAlchemy2 and pytest-alembic among them.
_add_column = _drop_column = _alter_column = _declared
_drop_table = _add_index = _drop_index = _declared
_add_constraint = _drop_constraint = _declared
