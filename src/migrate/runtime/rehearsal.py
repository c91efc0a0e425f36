"""Before a migration on a database that cannot roll back DDL: do the rows allow what it is going to do?

There a script that fails in the middle leaves a schema between two revisions. So what its directives will ask of the
rows is asked before the first of them runs, as far as that can be known: of a script that consists of directives only,
as autogenerate writes them, and of what no earlier directive changes. Anything else fails where it fails.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ..errors import OperationError
from ..operations import proxy
from ..operations.base import MigrateOperation
from ..operations.facade import BatchOperations, Operations
from ..operations.fill import RequiredValueOp
from ..operations.tables import CreateTableOp
from ..plan.on_rows import Demand, asked_first

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from .migration import MigrationContext

KNOWN = frozenset({"op", "sa", "sqlalchemy", "mysql", "postgresql", "sqlite"})
"""Names under which a script has what makes values and changes nothing."""
OUTSIDE = frozenset({"get_bind", "get_context", "run_async", "invoke", "implementation_for", "register_operation"})
"""What of `op` does more than a directive."""


def refuse_rows_in_the_way(
    context: MigrationContext, connection: Connection, migration: Callable[..., Any], name: str
) -> None:
    """Raise OperationError where rows break a rule that a migration is going to add; nothing has been changed then."""
    if not only_directives(migration):
        return
    try:
        planned = directives(context, migration)
    except Exception:
        return  # it will fail where it runs, with nothing changed by what it cannot say
    found = [
        f"{rows} of {_place(each)} against {each.what}"
        for each in asked_first(planned)
        if (rows := _count(connection, each))
    ]
    if found:
        raise OperationError(
            f"{name} would fail on rows that are there: {'; '.join(found)}",
            hint="put these rows right, then run it again",
        )


def only_directives(migration: Callable[..., Any]) -> bool:
    """Return whether running a function twice is as running it once, but for its directives.

    It has calls of `op`, and of batches, one after the other, with what SQLAlchemy and classes make as arguments.
    """
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(migration)))
    except (OSError, TypeError, SyntaxError):
        return False
    function = tree.body[0]
    if not isinstance(function, ast.FunctionDef):
        return False
    items = [item for node in ast.walk(function) if isinstance(node, ast.With) for item in node.items]
    batches = {item.optional_vars.id for item in items if isinstance(item.optional_vars, ast.Name)}
    return all(_is_directive(each, KNOWN | batches) for each in function.body)


def _is_directive(statement: ast.stmt, known: Collection[str]) -> bool:
    if isinstance(statement, ast.With):
        plain = all(_is_pure(item.context_expr, known) for item in statement.items)
        return plain and all(_is_directive(each, known) for each in statement.body)
    if isinstance(statement, (ast.Expr, ast.Assign)):
        return _is_pure(statement.value, known)
    return isinstance(statement, ast.Pass)


def _is_pure(expression: ast.expr, known: Collection[str]) -> bool:
    """Whether all calls are of something in `known`, `op.f()`, or make an object of a class, `shop.Money()`."""
    for node in ast.walk(expression):
        if isinstance(node, (ast.Lambda, ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)):
            return False
        if isinstance(node, ast.Attribute) and node.attr in OUTSIDE:
            return False
        if isinstance(node, ast.Call):
            called = node.func
            if not isinstance(called, ast.Attribute) or not (called.attr[:1].isupper() or _root(called) in known):
                return False
    return True


def _root(expression: ast.expr) -> str | None:
    """Return the name that an expression begins with: `sa` of `sa.func.now()`."""
    while isinstance(expression, (ast.Attribute, ast.Call)):
        expression = expression.func if isinstance(expression, ast.Call) else expression.value
    return expression.id if isinstance(expression, ast.Name) else None


def directives(context: MigrationContext, migration: Callable[..., Any]) -> list[MigrateOperation]:
    """Return the directives of a function that has nothing else, without running them."""
    recorder = Recorder(context)
    with proxy.use(recorder):
        migration(**context.run_args)
    return recorder.found


class Recorder(Operations):
    """Collects directives in place of running them."""

    def __init__(self, migration_context: MigrationContext) -> None:
        super().__init__(migration_context)
        self.found: list[MigrateOperation] = []

    def invoke(self, operation: MigrateOperation) -> Any:
        """Keep a directive; return what a script may go on with."""
        self.found.append(operation)
        if isinstance(operation, CreateTableOp):
            return operation.to_table(self.migration_context)
        return operation.run(self) if isinstance(operation, RequiredValueOp) else None

    @contextmanager
    def batch_alter_table(self, table_name: str, schema: str | None = None, *args: Any, **kw: Any) -> Iterator[Any]:
        """Give a batch that collects, too."""
        yield RecordingBatch(self, table_name, schema)


class RecordingBatch(BatchOperations):
    """The directives of a batch, collected by the recorder around it."""

    def __init__(self, recorder: Recorder, table_name: str, schema: str | None) -> None:
        super().__init__(recorder.migration_context, impl=_Named(table_name, schema))
        self._recorder = recorder

    def invoke(self, operation: MigrateOperation) -> Any:
        """Keep a directive."""
        return self._recorder.invoke(operation)


class _Named:
    def __init__(self, table_name: str, schema: str | None) -> None:
        self.table_name = table_name
        self.schema = schema


def _place(demand: Demand) -> str:
    return f"{demand.schema}.{demand.table}" if demand.schema else demand.table


def _count(connection: Connection, demand: Demand) -> str:
    """Return how many rows break a rule, in words; nothing for none, and where the database cannot say."""
    counted = sa.select(sa.func.count()).select_from(demand.breaking.subquery("breaking"))
    try:
        count = int(connection.scalar(counted) or 0)
    except sa.exc.DBAPIError:
        return ""  # then the directive itself will be refused, in better words
    noun = "value" if demand.kind == "unique" else "row"
    return f"{count} {noun}{'s' if count > 1 else ''}" if count else ""
