"""What directives on objects that are given as text have in common: views, functions, triggers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..dialects.text import sql_text

if TYPE_CHECKING:
    from .facade import AbstractOperations


def send(on: AbstractOperations, statements: Iterable[str]) -> None:
    """Run statements as they are written."""
    for statement in statements:
        on.impl.execute(sql_text(statement))


def one_line(text: str) -> str:
    """Return SQL on one line, for the preview."""
    return " ".join(text.split())
