"""DDL that SQLAlchemy does not have: the documented constructs (`base`), and what runs them (`impl`).

`from migrate.ddl.impl import DefaultImpl` is the documented way in; nothing is imported here, because the modules
of the dialects are imported only when their database is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .impl import DefaultImpl

__all__ = ["DefaultImpl"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from . import impl

        return getattr(impl, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
