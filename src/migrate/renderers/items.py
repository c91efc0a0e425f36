"""The user's `render_item` hook."""

from __future__ import annotations

from typing import Any

from ..errors import OperationError
from .scope import Scope


def written_by_user(kind: str, item: Any, scope: Scope) -> str | None:
    """Return what the user's hook wants written for `item`, None for "as usual".

    `kind` is "type", "server_default", "column", "primary_key", "foreign_key", "unique", "check" or "exclude".
    Raises OperationError when the hook returns something else than text or False.
    """
    if scope.render_item is None:
        return None
    text = scope.render_item(kind, item, scope.hook_context)
    if text is False or text is None:
        return None
    if not isinstance(text, str):
        raise OperationError(
            f"render_item() returned {text!r} for {kind} {item!r}",
            hint="return the Python text to write, or False to have it written as usual",
        )
    return text
