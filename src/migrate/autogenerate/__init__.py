"""Autogenerate: the documented home of comparing, producing and rendering. Names are loaded when first used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .api import (
        AutogenContext,
        RevisionContext,
        Rewriter,
        comparators,
        compare_metadata,
        make_plan,
        produce_migrations,
        render_op_text,
        render_python_code,
        renderers,
    )

__all__ = [
    "AutogenContext",
    "RevisionContext",
    "Rewriter",
    "comparators",
    "compare_metadata",
    "make_plan",
    "produce_migrations",
    "render_op_text",
    "render_python_code",
    "renderers",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from . import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
