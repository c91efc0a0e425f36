"""Values as SQL literals, also those SQLAlchemy has no literal for: bytes, JSON, arrays, intervals, pickles.

What a value becomes is what the driver would send: a type's own processing comes first (`TypeDecorator`,
`bind_processor`), then SQLAlchemy's literal, then the dialect's for the Python value that is left.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.types import TypeDecorator

from ..dialects.support import DialectSupport, support_for

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect
    from sqlalchemy.types import TypeEngine

    Plain = Callable[[Any, TypeEngine[Any]], str]


@cache
def writes_literals(compiler: type[Any]) -> type[Any]:
    """Return a subclass of a dialect's statement compiler that knows a literal for every value it can."""
    if getattr(compiler, "_writes_literals", False):
        return compiler

    def render_literal_bindparam(self: Any, bindparam: Any, **kw: Any) -> str:
        if bindparam.value is None and bindparam.callable is None and bindparam.type.should_evaluate_none:
            return self.render_literal_value(None, bindparam.type)  # type: ignore[no-any-return]
        return compiler.render_literal_bindparam(self, bindparam, **kw)  # type: ignore[no-any-return]

    def render_literal_value(self: Any, value: Any, type_: TypeEngine[Any]) -> str:
        def plain(value: Any, type_: TypeEngine[Any]) -> str:
            return compiler.render_literal_value(self, value, type_)  # type: ignore[no-any-return]

        return literal(value, type_, self.dialect, plain)

    members = {
        "_writes_literals": True,
        "render_literal_bindparam": render_literal_bindparam,
        "render_literal_value": render_literal_value,
    }
    return type(compiler.__name__, (compiler,), members)


def literal(value: Any, type_: TypeEngine[Any], dialect: Dialect, plain: Plain) -> str:
    """Return `value` of type `type_` as a literal; `plain` is SQLAlchemy's own way, which raises CompileError."""
    while isinstance(type_, TypeDecorator) and _only_processes(type_):
        value = type_.process_bind_param(value, dialect)
        type_ = type_.load_dialect_impl(dialect)
    impl = type_.dialect_impl(dialect)
    support = support_for(dialect)
    if isinstance(impl, TypeDecorator) and type(impl).bind_processor is not TypeDecorator.bind_processor:
        return _sent(_processed(value, impl, dialect), support, plain)  # PickleType; Interval where it is emulated
    if isinstance(type_, sa.JSON):
        return _json(value, type_, dialect, plain)
    if value is None:
        return "NULL"
    if (own := support.literal(value)) is not None:
        return own
    try:
        return plain(value, type_)
    except exc.CompileError:
        return _sent(_processed(value, impl, dialect), support, plain)


def _processed(value: Any, impl: TypeEngine[Any], dialect: Dialect) -> Any:
    """Return what a driver would be given."""
    processor = impl.bind_processor(dialect)
    return value if processor is None else processor(value)


def _only_processes(type_: TypeDecorator[Any]) -> bool:
    """Return whether a decorated type does nothing but turn a value into one of the type below."""
    cls = type(type_)
    plain = all(
        getattr(cls, name) is getattr(TypeDecorator, name)
        for name in ("process_literal_param", "literal_processor", "bind_processor", "bind_expression")
    )
    return plain and cls.process_bind_param is not TypeDecorator.process_bind_param


def _json(value: Any, type_: sa.JSON, dialect: Dialect, plain: Plain) -> str:
    if value is None and type_.none_as_null:
        return "NULL"
    write = getattr(dialect, "_json_serializer", None) or json.dumps
    return plain(write(None if value is sa.JSON.NULL else value), sa.String())


def _sent(value: Any, support: DialectSupport, plain: Plain) -> str:
    """Return the literal of what a driver would be given; raises CompileError for what has none."""
    if value is None:
        return "NULL"
    if (own := support.literal(value)) is not None:
        return own
    return plain(value, sa.String() if isinstance(value, str) else sa.literal(value).type)
