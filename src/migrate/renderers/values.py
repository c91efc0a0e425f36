"""Values → Python text.

`write` is open: what a directive holds is written by the function registered for its class, here for plain Python
values, in `expressions.py`, `types.py`, `columns.py` and `constraints.py` for SQLAlchemy's objects, and with
`@write.register` for a user's own.
"""

from __future__ import annotations

import datetime
import decimal
import enum
import functools
import math
import pathlib
import uuid
from collections.abc import Iterable, Mapping
from types import EllipsisType
from typing import Any

from sqlalchemy.sql.elements import conv, quoted_name

from ..errors import OperationError
from ..operations.base import MigrateOperation
from .layout import call, string
from .names import class_name
from .scope import Scope


@functools.singledispatch
def write(value: Any, scope: Scope) -> str:
    """Return Python text that evaluates to `value`, adding the imports it needs to the scope.

    Raises OperationError for a value that has no such text.
    """
    cls = type(value)
    raise OperationError(
        f"a {cls.__module__}.{cls.__qualname__} cannot be written in a script: {value!r}",
        hint="pass a plain value, or register how it is written: @migrate.renderers.values.write.register",
    )


def options(values: Mapping[str, Any], scope: Scope) -> list[str]:
    """Return `name=text` for keywords of a constructor, sorted by name; columns in them are written by name."""
    from .expressions import by_name

    return [f"{name}={write(by_name(value), scope)}" for name, value in sorted(values.items())]


@write.register
def _none(value: None, scope: Scope) -> str:
    return "None"


@write.register
def _unsaid(value: EllipsisType, scope: Scope) -> str:
    return "..."


@write.register
def _assigned(value: MigrateOperation, scope: Scope) -> str:
    """What a directive returned, by the variable that it is kept in."""
    return value.assigned_to


@write.register(bool)
@write.register(bytes)
@write.register(range)
def _literal(value: object, scope: Scope) -> str:
    return repr(value)


@write.register
def _integer(value: int, scope: Scope) -> str:
    return enumerated(value, scope) or int.__repr__(value)


@write.register
def _float(value: float, scope: Scope) -> str:
    return float.__repr__(value) if math.isfinite(value) else f"float({str(float(value))!r})"


@write.register
def _string(value: str, scope: Scope) -> str:
    """A str; one of a subclass that means nothing here (an enum's mixin, markup) becomes a plain one."""
    return enumerated(value, scope) or string(str.__str__(value))


@write.register
def _quoted(value: quoted_name, scope: Scope) -> str:
    """A name that says whether it is quoted says so in the script, too."""
    plain = repr(str.__str__(value))
    return plain if value.quote is None else call(scope.sa("quoted_name"), [plain, f"quote={value.quote}"])


@write.register
def _final(value: conv, scope: Scope) -> str:
    """A final name, which no naming convention may change."""
    return call(scope.op("f"), [repr(str.__str__(value))])


@write.register
def _member(value: enum.Enum, scope: Scope) -> str:
    member = enumerated(value, scope)
    return member if member is not None else write(value.value, scope)


def enumerated(value: object, scope: Scope) -> str | None:
    """Return how a member of an enumeration is written; None for anything else, and where the class is local."""
    if not isinstance(value, enum.Enum):
        return None
    cls = class_name(type(value), scope)
    return None if cls is None else f"{cls}[{value.name!r}]" if "|" in (value.name or "|") else f"{cls}.{value.name}"


@write.register(datetime.date)
@write.register(datetime.time)
@write.register(datetime.timedelta)
@write.register(datetime.tzinfo)
def _moment(value: object, scope: Scope) -> str:
    """`datetime`'s own values spell themselves with the name of their module."""
    shown = repr(value)
    for module in ("datetime", "zoneinfo"):
        if f"{module}." in shown:
            scope.imports.add(f"import {module}")
    return shown


@write.register
def _decimal(value: decimal.Decimal, scope: Scope) -> str:
    scope.imports.add("import decimal")
    return f"decimal.Decimal({str(value)!r})"


@write.register
def _uuid(value: uuid.UUID, scope: Scope) -> str:
    scope.imports.add("import uuid")
    return f"uuid.UUID({str(value)!r})"


@write.register
def _path(value: pathlib.PurePath, scope: Scope) -> str:
    return repr(str(value))


@write.register(list)
def _list(value: list[Any], scope: Scope) -> str:
    return _display("[", sequence(value, scope), "]")


@write.register(tuple)
def _tuple(value: tuple[Any, ...], scope: Scope) -> str:
    found = sequence(value, scope)
    return f"({found[0]},)" if len(found) == 1 else _display("(", found, ")")


@write.register(set)
@write.register(frozenset)
def _set(value: Iterable[Any], scope: Scope) -> str:
    found = sorted(sequence(value, scope))
    name = type(value).__name__
    return f"{name}({_display('[', found, ']')})" if not found or name == "frozenset" else _display("{", found, "}")


@write.register(Mapping)
def _mapping(value: Mapping[Any, Any], scope: Scope) -> str:
    return _display("{", [f"{write(k, scope)}: {write(v, scope)}" for k, v in value.items()], "}")


def sequence(values: Iterable[Any], scope: Scope) -> list[str]:
    """Return the text of every value."""
    return [write(value, scope) for value in values]


def _display(opening: str, parts: list[str], closing: str) -> str:
    """A list, tuple, set or dict display, laid out like the arguments of a call."""
    return opening + call("", parts)[1:-1] + closing
