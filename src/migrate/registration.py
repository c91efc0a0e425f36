"""What registering means everywhere: one name, one thing; a module that runs again may register its own again.

env.py runs with every command, and a process may run several: the same function or class, defined anew, takes the place
of its former self. A different one under a name in use is a mistake that would otherwise show much later.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any, TypeVar

from .errors import RegistrationError

K = TypeVar("K")
V = TypeVar("V")


def enroll(
    known: MutableMapping[K, Any],
    key: K,
    value: V,
    *,
    what: str,
    instead: str,
    replace: bool = False,
    label: Callable[[K], str] = str,
) -> V:
    """Put `value` under `key` into the registry `known`, and return it.

    Raises RegistrationError when something defined elsewhere is there already and `replace` is not given: `what` says
    in the message what it is ("a renderer for DropTableOp"), `instead` in the hint what to do, and the hint lists what
    is registered, each key as `label` writes it.
    """
    there = known.get(key)
    if there is not None and not replace and there is not value and place(there) != place(value):
        names = ", ".join(sorted(label(one) for one in known))
        raise RegistrationError(
            f"{what} is registered already as {_spelled(there)}: {_spelled(value)} cannot take its place",
            hint=f"{instead}; registered are {names}",
        )
    known[key] = value
    return value


def place(thing: Any) -> tuple[Any, ...]:
    """Return where a function or class is defined: its module, its name in there and, for a lambda, its line."""
    name = getattr(thing, "__qualname__", None)
    if name is None:
        return (id(thing),)
    line = thing.__code__.co_firstlineno if name.endswith("<lambda>") else None
    return (thing.__module__, name, line)


def _spelled(thing: Any) -> str:
    """Return a function or class as messages name it."""
    return f"{getattr(thing, '__module__', '?')}.{getattr(thing, '__qualname__', thing)}"
