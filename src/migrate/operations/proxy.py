"""What `migrate.op` and `migrate.context` stand for right now, in this thread or task.

Two ContextVars hold the current `Operations` and the current `EnvironmentContext`; the two public modules are nothing
but a `__getattr__` that looks there. Environments in different threads or tasks therefore never mix.

A plain thread starts without the variables of the one that started it. There the names mean what is current elsewhere
in the process, as long as that is one thing; with two it is an error, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import OperationError

if TYPE_CHECKING:
    from ..runtime.environment import EnvironmentContext
    from .facade import AbstractOperations

T = TypeVar("T")
_operations: ContextVar[Any] = ContextVar("migrate_operations")
_environment: ContextVar[Any] = ContextVar("migrate_environment")
_changing = Lock()
_running: dict[ContextVar[Any], list[Any]] = {_operations: [], _environment: []}
"""What is current anywhere in the process: of blocks within blocks the innermost."""
_HINTS = {
    "op": "call it inside upgrade() or downgrade(), or inside `with Operations.context(migration_context):`",
    "context": "it works in env.py, or inside `with EnvironmentContext(config, script):`",
}


def use(operations: AbstractOperations) -> Any:
    """Return a context manager in which `migrate.op` means `operations`."""
    return _set(_operations, operations)


def use_environment(environment: EnvironmentContext) -> Any:
    """Return a context manager in which `migrate.context` means `environment`."""
    return _set(_environment, environment)


def current(module: str) -> Any:
    """Return what the module "op" or "context" stands for; None outside of any."""
    variable = _variable(module)
    found = variable.get(None)
    if found is None and len(_running[variable]) == 1:
        return _running[variable][0]
    return found


def _variable(module: str) -> ContextVar[Any]:
    return _operations if module == "op" else _environment


@contextmanager
def _set(variable: ContextVar[Any], value: T) -> Iterator[T]:
    with _changing:
        running = _running[variable]
        outer = [one for one in running if one is variable.get(None)]
        running[:] = [*(one for one in running if one not in outer), value]
    token = variable.set(value)
    try:
        yield value
    finally:
        variable.reset(token)
        with _changing:
            running.remove(value)
            running += outer


class Proxy:
    """A function of `migrate.op` or `migrate.context`: calls the method of the same name on what is current."""

    def __init__(self, module: str, name: str, method: Any) -> None:
        self.__name__ = self.__qualname__ = name
        self.__module__ = f"migrate.{module}"
        self.__doc__ = method.__doc__
        self._module = module
        self._method = method

    @property
    def __signature__(self) -> Any:
        import inspect

        signature = inspect.signature(self._method)
        parameters = list(signature.parameters.values())
        bound = parameters[1:] if parameters and parameters[0].name == "self" else parameters
        return signature.replace(parameters=bound)

    def __call__(self, *args: Any, **kw: Any) -> Any:
        return getattr(the_current(self._module, self.__name__), self.__name__)(*args, **kw)

    def __repr__(self) -> str:
        return f"<function migrate.{self._module}.{self.__name__}>"


def the_current(module: str, name: str) -> Any:
    """Return what is current; raises OperationError, a NameError too, outside of any."""
    found = current(module)
    if found is None and _running[_variable(module)]:
        raise OutsideContext(
            f"{module}.{name} was used in a thread without a migration, while several run in this process",
            hint="start the thread with contextvars.copy_context().run, which brings along the one it belongs to",
        )
    if found is None:
        raise OutsideContext(f"{module}.{name} was used outside a migration", hint=_HINTS[module])
    return found


class OutsideContext(OperationError, NameError):
    """`op.…` or `context.…` was used where nothing is current."""

    code = "outside-context"


def resolve(module: str, cls: type, name: str) -> Any:
    """Return the attribute `name` of the module "op" or "context", whose current object is of class `cls`.

    A method becomes a Proxy, so that `from migrate.op import add_column` binds late; anything else is read now.
    """
    if name.startswith("_"):
        raise AttributeError(f"module 'migrate.{module}' has no attribute {name!r}")
    method = getattr(cls, name, None)
    if callable(method):
        return Proxy(module, name, method)
    found = current(module)
    if found is not None and hasattr(found, name):
        return getattr(found, name)
    if hasattr(cls, name) or name in getattr(cls, "__annotations__", {}):
        the_current(module, name)
    raise AttributeError(f"module 'migrate.{module}' has no attribute {name!r}")
