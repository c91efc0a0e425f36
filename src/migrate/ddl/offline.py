"""Statements as text that runs as it stands: values are literals, no driver's placeholders or escapes."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import exc
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.inspection import _inspects  # what SQLAlchemy's own dialects and the ORM register with
from sqlalchemy.sql.ddl import ExecutableDDLElement
from sqlalchemy.sql.dml import Insert, ValuesBase
from sqlalchemy.sql.elements import TextClause

from ..dialects.text import sql_text
from ..errors import OfflineError, UnsupportedError
from .literals import writes_literals

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect


def offline_dialect(dialect: Dialect) -> Dialect:
    """Return a copy of `dialect` that writes SQL for a file: no percent sign is doubled for a driver."""
    result = copy.copy(dialect)
    result.__dict__.pop("_type_memos", None)  # how values become literals is kept there, escapes and all
    result.paramstyle = "named"
    result.positional = False
    result.statement_compiler = writes_literals(dialect.statement_compiler)  # type: ignore[arg-type]  # classes hash
    result.dbapi = None  # values become what is written, not what a driver wraps them in
    result.identifier_preparer = result.preparer(result)
    result.type_compiler_instance = type(dialect.type_compiler_instance)(result)
    return result


def offline_connection(dialect: Dialect, run: Callable[..., Any]) -> OfflineConnection:
    """Return what stands for the connection offline: it hands statements to `run(construct, parameters=)`."""

    def execute(construct: Any, parameters: Any = None) -> NoResult:
        run(construct, parameters=parameters)
        return NoResult(construct)

    return OfflineConnection(dialect, execute)


class NoResult:
    """What executing a statement returns offline; asking it for rows raises OfflineError."""

    def __init__(self, statement: Any) -> None:
        self._statement = statement

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        statement = " ".join(str(self._statement).split())
        raise nobody_there(f"the result of {statement!r}")

    def __iter__(self) -> Any:
        return self.all()

    def __bool__(self) -> bool:
        """No: online every result is true, so a script asks in order to go without one here."""
        return False


class OfflineConnection(MockConnection):
    """Writes what it is asked to execute; whatever else only a database can answer raises OfflineError."""

    def exec_driver_sql(self, statement: str, parameters: Any = None, execution_options: Any = None) -> Any:
        """Write a statement; raises OfflineError when it has parameters, whose form only a driver knows."""
        if parameters:
            raise nobody_there(f"a driver, for the parameters of {statement!r}")
        return self.execute(sql_text(statement))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        raise nobody_there(f"connection.{name}")


@_inspects(OfflineConnection)
def _inspector(connection: OfflineConnection) -> Any:
    raise nobody_there("what sqlalchemy.inspect() or autoload_with= would read")


def nobody_there(what: str) -> OfflineError:
    """Return the error for a script that needs `what` of a database while SQL is only written."""
    return OfflineError(
        f"this migration needs {what}, and offline there is no database to ask",
        hint="run it online, or leave that out `if context.is_offline_mode()` (from migrate import context)",
    )


def literal_text(construct: Any, dialect: Dialect, parameters: Mapping[str, Any] | None = None) -> str:
    """Return `construct` as SQL with its parameters written in.

    Raises `UnsupportedError` for a value that has no literal form in this dialect.
    """
    if isinstance(construct, ExecutableDDLElement):
        return str(construct.compile(dialect=dialect)).strip()
    if parameters:
        if isinstance(construct, TextClause):
            construct = construct.bindparams(**parameters)
        elif isinstance(construct, ValuesBase):
            construct = construct.values(**parameters)
        else:
            construct = construct.params(**parameters)
    if isinstance(construct, Insert):
        construct = construct.inline()  # nobody is there to fetch what the database made of the row
    try:
        text = str(construct.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    except exc.CompileError as error:
        raise UnsupportedError(
            f"a value cannot be written as a literal for {dialect.name}: {error}",
            hint="offline SQL has no parameters: write the value as SQL text, or run this migration online",
        ) from error
    return text.strip()
