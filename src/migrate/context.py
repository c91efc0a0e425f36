"""`context.…` inside env.py: every name is the method or attribute of the `EnvironmentContext` that is current."""

from __future__ import annotations

from typing import Any

from .operations import proxy


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(f"module 'migrate.context' has no attribute {name!r}")
    from .runtime.environment import EnvironmentContext

    return proxy.resolve("context", EnvironmentContext, name)


def __dir__() -> list[str]:
    from .runtime.environment import EnvironmentContext

    return sorted(name for name in dir(EnvironmentContext) if not name.startswith("_"))
