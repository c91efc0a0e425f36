"""Renderers that users register for their own directives: `@renderers.dispatch_for(CreateSequenceOp)`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from ..registration import enroll

Renderer = Callable[[Any, Any], "str | list[str] | tuple[str, ...]"]
"""`(autogen_context, op)` → one statement or several."""
R = TypeVar("R", bound=Renderer)


class Registry:
    """Class of directive → the function that writes it; a subclass is written like its nearest base."""

    def __init__(self) -> None:
        self._found: dict[tuple[type, str], Renderer] = {}

    def dispatch_for(self, target: type, *, qualifier: str = "default", replace: bool = False) -> Callable[[R], R]:
        """Register the decorated function for `target`; `qualifier` limits it to a dialect.

        Raises RegistrationError when there is another already and `replace` is not given.
        """

        def register(renderer: R) -> R:
            return enroll(
                self._found,
                (target, qualifier),
                renderer,
                what=f"a renderer for {_name((target, qualifier))}",
                instead="pass replace=True to dispatch_for() to take its place",
                replace=replace,
                label=_name,
            )

        return register

    def find(self, cls: type, dialect: str = "default") -> Renderer | None:
        """Return the function for a class of directive, or None."""
        for base in cls.__mro__:
            for qualifier in (dialect, "default"):
                if (base, qualifier) in self._found:
                    return self._found[base, qualifier]
        return None


def _name(key: tuple[type, str]) -> str:
    """Return a class with the dialect its renderer is limited to."""
    target, qualifier = key
    return target.__name__ if qualifier == "default" else f"{target.__name__} ({qualifier})"


registry = Registry()
"""The renderers of this process; `migrate.autogenerate.renderers` is this object."""

dispatch_for = registry.dispatch_for
