"""What the tests of the renderers share: running the text that was written."""

from __future__ import annotations

import functools
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mssql, mysql, oracle, postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import CreateIndex, CreateTable

from migrate.operations.base import MigrateOperation
from migrate.operations.declare import REGISTRY
from migrate.renderers.python import render
from migrate.renderers.scope import Scope
from migrate.renderers.values import write

DIALECTS: dict[str, Dialect] = {
    "postgresql": postgresql.dialect(),  # type: ignore[no-untyped-call]
    "sqlite": sqlite.dialect(),
    "mysql": mysql.dialect(),
    "mssql": mssql.dialect(),  # type: ignore[no-untyped-call]
    "oracle": oracle.dialect(),  # type: ignore[no-untyped-call]
}


class RecordingOp:
    """Stands where `op` stands in a script and keeps the directives that its calls mean."""

    def __init__(self, batch: bool = False) -> None:
        self.batch = batch
        self.ops: list[MigrateOperation] = []

    def f(self, name: str) -> Any:
        return sa.sql.elements.conv(name)

    def __getattr__(self, name: str) -> Any:
        return functools.partial(self._record, REGISTRY[name])

    def _record(self, declaration: Any, *args: Any, **kw: Any) -> None:
        scope = {"table": "t", "schema": None} if self.batch else None
        self.ops.append(declaration.build(args, kw, scope))


def names(scope: Scope, op: Any = None) -> dict[str, Any]:
    """Return the names a script has: the template's, and those of the imports collected."""
    found: dict[str, Any] = {"sa": sa, "op": op, "batch_op": op}
    for line in sorted(scope.imports):
        exec(line, found)
    return found


def evaluated(value: Any, dialect: str = "postgresql") -> Any:
    """Return what the text written for `value` evaluates to, with the imports it asked for and nothing else."""
    scope = Scope(dialect=DIALECTS[dialect])
    text = write(value, scope)
    return eval(text, names(scope, RecordingOp()))


def written(value: Any, dialect: str = "postgresql") -> str:
    """Return the text of a value, on one line."""
    return flat(write(value, Scope(dialect=DIALECTS[dialect])))


def rendered(op: MigrateOperation, dialect: str = "postgresql", *, batch: bool = False) -> str:
    """Return the text of a directive, on one line."""
    prefix = "batch_op." if batch else "op."
    return flat(render(op, Scope(dialect=DIALECTS[dialect], alembic_module_prefix=prefix), batch=batch))


def flat(text: str) -> str:
    lines = "".join(line.strip() + (" " if line.endswith(",") else "") for line in text.splitlines())
    return lines.replace(", )", ")")


def run_again(op: MigrateOperation, *, batch: bool = False, dialect: str = "postgresql") -> tuple[str, str]:
    """Return the text of a directive, and the text of the directive that running this text means."""
    prefix = "batch_op." if batch else "op."
    scope = Scope(dialect=DIALECTS[dialect], alembic_module_prefix=prefix)
    text = render(op, scope, batch=batch)
    recorder = RecordingOp(batch)
    exec(text, names(scope, recorder))
    again = render(recorder.ops[0], Scope(dialect=DIALECTS[dialect], alembic_module_prefix=prefix), batch=batch)
    return text, again


def table_ddl(table: sa.Table, dialect: str = "postgresql") -> str:
    return str(CreateTable(table).compile(dialect=DIALECTS[dialect]))


def index_ddl(index: sa.Index, dialect: str = "postgresql") -> str:
    return str(CreateIndex(index).compile(dialect=DIALECTS[dialect]))
