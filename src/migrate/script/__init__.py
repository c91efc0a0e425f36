"""The folder of revision scripts: `ScriptDirectory` and `Script`.

`revision` has the graph and what its names mean, `files` reads the folder, `generate` and `write_hooks` write to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .base import ScriptDirectory
    from .script import Script

__all__ = ["Script", "ScriptDirectory"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from . import base

        return getattr(base, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
