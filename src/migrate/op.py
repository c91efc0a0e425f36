"""`op.…` inside revision scripts: every name is the method of the `Operations` that is current.

`from migrate import op` and `from migrate.op import add_column` both work; outside a migration a call raises an error
that says so.
"""

from __future__ import annotations

from typing import Any

from .operations import proxy


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(f"module 'migrate.op' has no attribute {name!r}")
    from .operations.facade import Operations

    return proxy.resolve("op", Operations, name)


def __dir__() -> list[str]:
    from .operations.facade import Operations

    return sorted(name for name in dir(Operations) if not name.startswith("_"))
