"""`migrate`: what differs between SQLAlchemy models and a database, and scripts that run and reverse.

Names are imported when first used, so that starting the command costs nothing that it does not need.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._version import __version__

if TYPE_CHECKING:
    from .objects import Extension, Function, Trigger, View

    from . import (  # isort: skip
        autogenerate,
        command,
        compat,
        config,
        context,
        environment,
        errors,
        exc,
        migration,
        op,
        operations,
        plugins,
        script,
        util,
    )

__all__ = [
    "Extension",
    "Function",
    "Trigger",
    "View",
    "__version__",
    "autogenerate",
    "command",
    "compat",
    "config",
    "context",
    "environment",
    "errors",
    "exc",
    "migration",
    "op",
    "operations",
    "plugins",
    "script",
    "util",
]


DECLARED = ("Extension", "Function", "Trigger", "View")
"""What models declare beside SQLAlchemy's own objects."""


def __getattr__(name: str) -> Any:
    """Import a public module, or what models declare, on first use: `import migrate; migrate.command.upgrade(…)`."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    if name in DECLARED:
        return getattr(importlib.import_module(".objects", __name__), name)
    return importlib.import_module(f".{name}", __name__)


def __dir__() -> list[str]:
    """List the public names, imported or not."""
    return sorted(__all__)
