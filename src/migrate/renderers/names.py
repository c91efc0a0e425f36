"""How a script refers to a class, and the import it needs for that."""

from __future__ import annotations

import sys

from .scope import Scope


def class_name(cls: type, scope: Scope) -> str | None:
    """Return the expression that names `cls` in the script, adding the import it needs.

    `sa.String`, `postgresql.JSONB`, `bookshop.types.Money`. None for a class that no import reaches: one defined
    inside a function.
    """
    return _sqlalchemy_name(cls, scope) if _is_sqlalchemy(cls) else _user_name(cls, scope)


def _is_sqlalchemy(cls: type) -> bool:
    return cls.__module__.split(".")[0] == "sqlalchemy"


def _sqlalchemy_name(cls: type, scope: Scope) -> str | None:
    """A class of SQLAlchemy's under its public name.

    A private variant of a driver, and one that somebody made with such a module's name, are under that of their base.
    """
    for base in cls.__mro__:
        if not _is_sqlalchemy(base):
            break
        name, parts = base.__name__, base.__module__.split(".")
        for home, spelled in (("sqlalchemy", name), ("sqlalchemy.types", f"types.{name}")):
            if getattr(sys.modules.get(home), name, None) is base:
                return scope.sa(spelled)
        package = sys.modules.get(".".join(parts[:3])) if parts[1] == "dialects" else None
        if getattr(package, name, None) is base:
            scope.imports.add(f"from sqlalchemy.dialects import {parts[2]}")
            return f"{parts[2]}.{name}"
        if not name.startswith("_") and getattr(sys.modules.get(base.__module__), name, None) is base:
            scope.imports.add(f"import {base.__module__}")
            return f"{base.__module__}.{base.__qualname__}"
    return None


def _user_name(cls: type, scope: Scope) -> str | None:
    if "<locals>" in cls.__qualname__:
        return None
    if scope.user_module_prefix is not None:
        return f"{scope.user_module_prefix}{cls.__name__}"
    if cls.__module__ == "builtins":
        return cls.__qualname__
    scope.imports.add(f"import {cls.__module__}")
    return f"{cls.__module__}.{cls.__qualname__}"
