"""The vocabulary: what can be done to a database. Names are loaded when first used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .base import MigrateOperation
    from .facade import AbstractOperations, BatchOperations, Operations
    from .script import MigrationScript

_HOMES = {
    "AbstractOperations": "facade",
    "BatchOperations": "facade",
    "MigrateOperation": "base",
    "MigrationScript": "script",
    "Operations": "facade",
}
__all__ = ["AbstractOperations", "BatchOperations", "MigrateOperation", "MigrationScript", "Operations"]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        import importlib

        return getattr(importlib.import_module(f".{_HOMES[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
