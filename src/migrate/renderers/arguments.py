"""The arguments an object was constructed with, read back from the object."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator
from typing import Any

_NAMED = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
MISSING = object()
NEVER = frozenset({"metadata", "inherit_schema", "quote", "quote_schema", "info"})
"""Arguments that say nothing about the database, or that another one (a quoted name) says already."""


@functools.cache
def parameters(cls: type) -> dict[str, Any]:
    """Return the named parameters of a constructor and their defaults, those reached through `**kw` included.

    A parameter without a default maps to `inspect.Parameter.empty`; private ones are left out.
    """
    found: dict[str, Any] = {}
    for base in cls.__mro__:
        own = base.__dict__.get("__init__")
        if own is None or base is object:
            continue
        signature = inspect.signature(own).parameters.values()
        for p in list(signature)[1:]:
            if p.kind in _NAMED and not p.name.startswith("_"):
                found.setdefault(p.name, p.default)
        if not any(p.kind is p.VAR_KEYWORD for p in signature):
            break
    return found


@functools.cache
def probe(cls: type) -> Any:
    """An instance made without arguments, None when there have to be some: it shows the defaults in effect."""
    try:
        return cls()
    except Exception:  # a user's constructor may raise anything
        return None


def attribute(item: Any, name: str) -> Any:
    """Return the value an object keeps for a constructor's argument; `MISSING` when it does not keep it."""
    for spelled in (name, f"_{name}"):
        value = getattr(item, spelled, MISSING)
        if value is not MISSING and not inspect.ismethod(value):
            return value
    return MISSING


def given(item: Any, same: Callable[[Any, Any], bool], cls: type | None = None) -> Iterator[tuple[str, Any]]:
    """Yield the arguments of `item` that differ from their defaults, in the order of the constructor.

    `same` decides whether two values are; `cls` is the class whose constructor counts, by default the item's.
    """
    cls = cls or type(item)
    for name, default in parameters(cls).items():
        value = MISSING if name in NEVER else attribute(item, name)
        if value is MISSING or value is default or same(value, default):
            continue
        usual = attribute(probe(cls), name)
        if usual is not MISSING and (value is usual or same(value, usual)):
            continue
        yield name, value
