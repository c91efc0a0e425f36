"""A value written into the SQL text itself."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import BindParameter, ColumnElement
from sqlalchemy.types import TypeEngine


class InlineLiteral(ColumnElement[Any]):
    """`op.inline_literal(5)`: rendered as a literal of its type, never as a bound parameter."""

    inherit_cache = False

    def __init__(self, value: Any, type_: TypeEngine[Any] | type[TypeEngine[Any]] | None = None) -> None:
        self.value = value
        self.bound: BindParameter[Any] = BindParameter(None, value, type_=type_)
        self.type = self.bound.type


@compiles(InlineLiteral)
def _render(element: InlineLiteral, compiler: Any, **kw: Any) -> str:
    return str(compiler.render_literal_bindparam(element.bound))
