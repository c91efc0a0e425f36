"""Directives → Python.

How a directive is written follows from its declaration: the name of the method, then its arguments, each by the writer
of its value. Nothing here knows what a single directive means, save for the few fields that mean more than their
values do (`FIELDS`).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import MISSING, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement, TextClause

from ..errors import OperationError
from ..operations.base import MigrateOperation
from ..operations.declare import Declaration
from ..operations.script import ModifyTableOps, OpContainer
from . import columns, constraints, expressions, types  # noqa: F401 - they register how their values are written
from .layout import INDENT, block, call, string
from .registry import Renderer, registry
from .scope import Scope
from .values import options, write

BATCH = "batch_op."
"""Prefix of directives inside `with op.batch_alter_table(…) as batch_op:`."""


def render(op: MigrateOperation, scope: Scope, *, batch: bool = False) -> str:
    """Return the call that does what `op` does, and add the imports it needs to the scope.

    A renderer registered for the class of `op` comes first. Raises OperationError for a directive that has neither
    a declaration nor a renderer, and for a value that cannot be written.
    """
    return "\n".join(statements(op, scope, batch=batch))


def render_declared(op: MigrateOperation, scope: Scope, *, batch: bool = False) -> str:
    """Return the call as the declaration of `op` has it, whatever renderer is registered for its class."""
    declaration: Declaration | None = getattr(op, "declaration", None)
    if declaration is None:
        name = type(op).__name__
        raise OperationError(
            f"there is no way to write a {name} as Python",
            hint=f"register one: @migrate.autogenerate.renderers.dispatch_for({name})",
        )
    return _call(op, declaration, scope, batch)


def statements(op: MigrateOperation, scope: Scope, *, batch: bool = False) -> list[str]:
    """Return the statements that do what `op` does; a container gives those of its directives."""
    own = _registered(op, scope)
    if own is not None:
        text = own(scope.hook_context, op)
        return [text] if isinstance(text, str) else list(text)
    if isinstance(op, ModifyTableOps):
        return _table_statements(op, scope)
    if isinstance(op, OpContainer):
        return [statement for inner in op.ops for statement in statements(inner, scope)]
    return [render_declared(op, scope, batch=batch)]


def render_ops(container: MigrateOperation, scope: Scope) -> str:
    """Return the body of `upgrade()` or `downgrade()`: "pass" when there is nothing to do.

    The first line has no indentation and the others have four spaces, as a template wants where it says
    `    ${upgrades}`.
    """
    found = statements(container, scope)
    return "\n".join(found).replace("\n", f"\n{INDENT}") if found else "pass"


def _registered(op: MigrateOperation, scope: Scope) -> Renderer | None:
    return registry.find(type(op), getattr(scope.dialect, "name", "default"))


def _table_statements(container: ModifyTableOps, scope: Scope) -> list[str]:
    """The directives on one table, inside a batch block where the database or the user wants one."""
    if not (container.rebuild or scope.render_as_batch):
        return [statement for op in container.ops for statement in statements(op, scope)]
    found: list[str] = []
    for together, ops in itertools.groupby(container.ops, lambda op: _has_batch_form(op, scope)):
        if not together:
            found += [statement for op in ops for statement in statements(op, scope)]
            continue
        inside = replace(scope, alembic_module_prefix=BATCH)
        schema = [f"schema={write(container.schema, scope)}"] if container.schema else []
        head = call(scope.op("batch_alter_table"), [write(container.table_name, scope), *schema])
        body = [statement for op in ops for statement in statements(op, inside, batch=True)]
        found.append(block(f"with {head} as {BATCH.rstrip('.')}:", body))
    return found


def _has_batch_form(op: MigrateOperation, scope: Scope) -> bool:
    declaration = getattr(op, "declaration", None)
    return declaration is not None and "batch" in declaration.forms and _registered(op, scope) is None


def _call(op: MigrateOperation, declaration: Declaration, scope: Scope, batch: bool) -> str:
    """Return the call of the directive's method."""
    positional, keywords = declaration.arguments(op, batch)
    names = _positional_names(declaration, batch)
    starred = [f for f, a in declaration.args if a.star]
    items = getattr(op, starred[0].name) if starred else ()
    texts = [_value(name, value, items, scope) for name, value in zip(names, positional)]  # noqa: B905 - names go on
    declared = {a.name or f.name for f, a in declaration.visible(batch) if not a.rest}
    texts += [f"{n}={_value(n, v, (), scope)}" for n, v in keywords.items() if n in declared and n not in UNWRITTEN]
    texts += options({n: v for n, v in keywords.items() if n not in declared}, scope)
    text = call(scope.op(declaration.name), texts, tall=bool(items))
    return f"{op.assigned_to} = {text}" if op.assigned_to else text


def _positional_names(declaration: Declaration, batch: bool) -> Iterator[str]:
    """The names of the positional arguments, without end where the last one is starred."""
    visible = declaration.visible(batch)
    plain = [a.name or f.name for f, a in visible if not (a.star or a.rest or f.kw_only) and f.default is MISSING]
    return itertools.chain(plain, itertools.repeat(next((f.name for f, a in visible if a.star), "")))


UNWRITTEN = frozenset({"info"})
"""Arguments a script has no use for: notes of the model, which may hold anything."""


# -- fields that mean more than their values ----------------------------------------------------------------------


def _value(name: str, value: Any, items: Sequence[Any], scope: Scope) -> str:
    """Write one argument; `items` are the starred ones of the same call, which are written knowing each other."""
    if isinstance(value, sa.Column):
        return columns.write_column(value, scope, siblings=items)
    writer: Callable[[Any, Scope], str] = FIELDS.get(name, write)
    return writer(value, scope)


def _keys(value: Iterable[Any], scope: Scope) -> str:
    """Columns by name, and expressions of an index in parentheses."""
    if isinstance(value, (sa.Constraint, sa.Index, sa.Sequence, str)) or not isinstance(value, Iterable):
        return write(value, scope)
    return f"[{', '.join(expressions.index_key(key, scope) for key in value)}]"


def _condition(value: Any, scope: Scope) -> str:
    """A check as a plain string, where SQLAlchemy takes text."""
    plain = isinstance(value, (str, TextClause, ColumnElement))
    return string(expressions.plain_text(value, scope)) if plain else write(value, scope)


def _element(value: tuple[Any, str], scope: Scope) -> str:
    return constraints.exclude_pairs([value], scope)[0]


FIELDS: dict[str, Callable[[Any, Scope], str]] = {
    "columns": _keys,
    "condition": _condition,
    "elements": _element,
    "server_default": columns.write_server_default,
    "existing_server_default": columns.write_server_default,
}
"""Argument of a directive → its writer, where that of the value's class does not know enough."""
