"""Types → Python text: the constructor call that makes the same type again.

SQLAlchemy's own types, of every dialect, are read back through the signatures of their constructors. A user's type is
written under its own class when calling that class with the arguments found makes a type with the same DDL;
otherwise what it is in the database is written: a script never depends on a constructor it cannot call.
"""

from __future__ import annotations

import ast
import functools
from typing import Any

from sqlalchemy import types as sqltypes
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql import sqltypes as implementation
from sqlalchemy.types import TypeDecorator, TypeEngine

from . import arguments
from .items import written_by_user
from .layout import call
from .names import class_name
from .scope import Scope
from .values import sequence, write


@write.register(TypeEngine)
def write_type(value: TypeEngine[Any], scope: Scope) -> str:
    """Return the text of a type, asking the user's `render_item` and the dialect's `render_type` first."""
    text = written_by_user("type", value, scope) or _written_by_impl(value, scope)
    return text if text is not None else _with_variants(value, _written(value, scope), scope)


@write.register
def _class(value: type, scope: Scope) -> str:
    """A class that is given where a type belongs means the type made without arguments; others, themselves."""
    if issubclass(value, TypeEngine):
        return write_type(value(), scope)
    return class_name(value, scope) or repr(value.__name__)


def _written_by_impl(value: TypeEngine[Any], scope: Scope) -> str | None:
    impl: Any = getattr(scope.migration_context, "impl", None)
    text = impl.render_type(value, scope.hook_context) if hasattr(impl, "render_type") else False
    return text if isinstance(text, str) else None


def _with_variants(value: TypeEngine[Any], text: str, scope: Scope) -> str:
    """Append `.with_variant(…)` for what the type is on other dialects. SQLAlchemy has no public way to ask."""
    for variant, names in _grouped(value._variant_mapping):
        text += call(".with_variant", sequence([variant, *names], scope))
    return text


def _grouped(variants: Any) -> list[tuple[TypeEngine[Any], list[str]]]:
    """The variants with the dialects of each, in the order given: one type may serve several."""
    found: dict[int, tuple[TypeEngine[Any], list[str]]] = {}
    for dialect, variant in variants.items():
        found.setdefault(id(variant), (variant, []))[1].append(dialect)
    return list(found.values())


@functools.singledispatch
def _written(value: TypeEngine[Any], scope: Scope) -> str:
    """Return the constructor call of a type, variants aside."""
    if type(value).__module__.split(".")[0] != "sqlalchemy":
        return _user_type(value, scope)
    return call(_name(value, scope), _keywords(dict(_given(value, scope)), scope))


def _name(value: TypeEngine[Any], scope: Scope) -> str:
    """Return the name of one of SQLAlchemy's classes, which always has one."""
    name = class_name(type(value), scope)
    assert name is not None
    return name


def _given(value: TypeEngine[Any], scope: Scope, cls: type | None = None) -> list[tuple[str, Any]]:
    return list(arguments.given(value, functools.partial(_same, scope=scope), cls))


def _same(left: Any, right: Any, scope: Scope) -> bool:
    """Whether two arguments of types are the same; types in them are when they are written the same."""
    if isinstance(left, TypeEngine) and isinstance(right, TypeEngine):
        return write(left, scope) == write(right, scope)
    return type(left) is type(right) and bool(left == right)


def _keywords(given: dict[str, Any], scope: Scope) -> list[str]:
    return [f"{name}={write(value, scope)}" for name, value in given.items() if not _is_code(value)]


def _is_code(value: Any) -> bool:
    """Whether an argument is behaviour on the Python side (a pickler, a comparator), which no script needs."""
    return (callable(value) and not isinstance(value, type)) or type(value).__name__ == "module"


# -- SQLAlchemy's types whose constructors take what they do not name ---------------------------------------------


@_written.register
def _enum(value: implementation.Enum, scope: Scope) -> str:
    """Enumerations of every dialect: their values, then what the database knows of them."""
    if type(value).__module__.split(".")[0] != "sqlalchemy":
        return _user_type(value, scope)
    found = {name: arguments.attribute(value, name) for name in _ENUM_KEYWORDS}
    given = {name: v for name, v in found.items() if v is not arguments.MISSING and v != _ENUM_KEYWORDS[name]}
    if isinstance(value, mysql.ENUM) or value.native_enum:
        given.pop("length", None)
    elif given.get("length") == max(map(len, value.enums), default=0):
        del given["length"]
    return call(_name(value, scope), [*sequence(value.enums, scope), *_keywords(given, scope)])


_ENUM_KEYWORDS: dict[str, Any] = {
    "name": None,
    "schema": None,
    "native_enum": True,
    "create_constraint": False,
    "create_type": True,
    "length": None,
    "charset": None,
    "collation": None,
    "ascii": False,
    "unicode": False,
    "binary": False,
    "national": False,
}
"""Keyword of the Enum types → its default. The rest of their keywords is about Python."""


@_written.register
def _set(value: mysql.SET, scope: Scope) -> str:
    given = dict(_given(value, scope))
    given.pop("length", None)
    return call(_name(value, scope), [*sequence(value.values, scope), *_keywords(given, scope)])


@_written.register
def _tuple(value: sqltypes.TupleType, scope: Scope) -> str:
    return call(scope.sa("types.TupleType"), sequence(value.types, scope))


@_written.register(implementation.ARRAY)
def _array(value: implementation.ARRAY[Any], scope: Scope) -> str:
    given = dict(_given(value, scope))
    item = write(given.pop("item_type"), scope)
    return call(_name(value, scope), [item, *_keywords(given, scope)])


@_written.register
def _domain(value: postgresql.DOMAIN, scope: Scope) -> str:
    """A domain in full: the type it is on, its default and its check."""
    given = dict(_given(value, scope))
    first = sequence([given.pop("name"), given.pop("data_type")], scope)
    given["schema"] = value.schema
    said = {name: v for name, v in given.items() if v not in (None, False) or name == "create_type"}
    return call(_name(value, scope), [*first, *_keywords(said, scope)])


# -- a user's types -----------------------------------------------------------------------------------------------


def _user_type(value: TypeEngine[Any], scope: Scope) -> str:
    """A type of the user's: its own `__repr__` if that is a call, else its constructor, else what the database has."""
    imports = set(scope.imports)
    name = class_name(type(value), scope)
    if name is not None:
        written = _own_repr(value)
        if written is not None:
            return f"{name}{written}"
        for given in _candidates(value, scope):
            if _makes(value, given, scope.target):
                return call(name, _keywords(given, scope))
    scope.imports.intersection_update(imports)
    if isinstance(value, TypeDecorator):
        return write_type(value.load_dialect_impl(scope.target), scope)
    return _as_ddl(value, scope)


def _own_repr(value: TypeEngine[Any]) -> str | None:
    """Return "(…)" from a `__repr__` the user wrote, if it is a call of the class with literals."""
    if type(value).__repr__.__module__.split(".")[0] == "sqlalchemy":
        return None
    text = repr(value)
    try:
        node = ast.parse(text, mode="eval").body
        if not isinstance(node, ast.Call) or ast.unparse(node.func).split(".")[-1] != type(value).__name__:
            return None
        for part in [*node.args, *(k.value for k in node.keywords)]:
            ast.literal_eval(part)
    except (SyntaxError, ValueError):
        return None
    return text[len(ast.get_source_segment(text, node.func) or "") :]


def _candidates(value: TypeEngine[Any], scope: Scope) -> list[dict[str, Any]]:
    """The arguments the constructor may want, the likeliest first.

    A TypeDecorator hands what it does not name to the type it decorates, unless its constructor says otherwise.
    """
    own = dict(_given(value, scope))
    if not isinstance(value, TypeDecorator):
        return [own]
    impl = value.impl_instance
    cls: type = type(value)
    usual = arguments.attribute(arguments.probe(cls), "impl_instance")
    handed = {
        name: found for name, found in _given(impl, scope) if not _same(found, arguments.attribute(usual, name), scope)
    }
    return [{**handed, **own}, own]


def _makes(value: TypeEngine[Any], given: dict[str, Any], dialect: Dialect) -> bool:
    """Whether calling the class of `value` with `given` makes a type with the same DDL."""
    try:
        made = type(value)(**{k: v for k, v in given.items() if not _is_code(v)})
    except Exception:  # the user's constructor may raise anything
        return False
    variants = getattr(value, "_variant_mapping", {})
    return dialect.name in variants or _ddl(made, dialect) == _ddl(value, dialect)


def _ddl(value: TypeEngine[Any], dialect: Dialect) -> str | None:
    try:
        return value.compile(dialect=dialect)
    except (SQLAlchemyError, NotImplementedError):
        return None


def _as_ddl(value: TypeEngine[Any], scope: Scope) -> str:
    from ..dialects.types import SQLType

    return write_type(SQLType(value.compile(dialect=scope.target)), scope)
