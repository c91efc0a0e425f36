"""Where directives of projects and packages go among those of our own, as far as the names in them tell.

A directive that somebody else's comparator adds does not say what it creates, drops or needs. But it has a name among
its attributes, and texts: what is made with a default `nextval('q')` comes after the directive of `q`, what had it
before; a directive whose text reads a column comes before the column is dropped. These are guesses: where they make a
ring, none of them counts. What a project has a directive of its own for, this package leaves to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.visitors import Visitable

from ..operations.base import MigrateOperation
from ..operations.check_constraints import CreateCheckConstraintOp
from ..operations.columns import AddColumnOp, AlterColumnOp, DropColumnOp
from ..operations.constraints import DropConstraintOp
from ..operations.objects import ObjectOp
from ..operations.script import OpContainer
from ..operations.tables import CreateTableOp, DropTableOp

WORD = re.compile(r"[A-Za-z_][\w$]*")
NAME = re.compile(r'(?:.*\.)?"?([A-Za-z_][\w$]*)')
"""The name in `public.f(a int)` or `"q"`."""
OF_OTHERS = ("schema", "table", "column", "on_")
"""Attributes with these words in their names say where something is, not what it is."""


def is_foreign(op: MigrateOperation) -> bool:
    """Whether a directive is none of ours, and does not say itself what it creates, drops or needs."""
    if hasattr(op, "declaration") or isinstance(op, OpContainer):
        return False
    return all(getattr(type(op), name) is getattr(MigrateOperation, name) for name in ("creates", "drops", "needs"))


def guesses(ops: Sequence[MigrateOperation]) -> Iterator[tuple[int, int]]:
    """Yield pairs of positions: the first of two directives is better carried out before the second."""
    foreign = [(i, _names(op), _words(text for _, text in _texts(op))) for i, op in enumerate(ops) if is_foreign(op)]
    if not foreign:
        return
    for j, op in enumerate(ops):
        made, gone = (_words(texts) for texts in _said(op))
        for i, names, words in foreign:
            if names & (made - gone):
                yield i, j
            if names & (gone - made):
                yield j, i
            elif _dropped(op) and _dropped(op) <= words:
                yield i, j


def left_to_others(ops: Iterable[MigrateOperation]) -> list[MigrateOperation]:
    """Return the directives without those of ours for an object that a foreign one is named after."""
    found = list(ops)
    names = {name for op in found if is_foreign(op) for name in _names(op)}
    return [op for op in found if not (names and isinstance(op, ObjectOp) and op.key().name in names)]


def _dropped(op: MigrateOperation) -> set[str]:
    """Return the names in a text that reads what a directive drops; none where it drops nothing that is read."""
    if isinstance(op, DropColumnOp):
        return {op.table_name, op.column_name}
    return {op.table_name} if isinstance(op, DropTableOp) else set()


def _names(op: MigrateOperation) -> set[str]:
    """Return what a directive may be the creation or the drop of."""
    found = set()
    for attribute, text in _texts(op):
        if attribute.endswith(("name", "signature")) and not any(word in attribute for word in OF_OTHERS):
            match = NAME.match(text)
            found |= {match[1]} if match else set()
    return found


def _texts(item: Any, depth: int = 2) -> Iterator[tuple[str, str]]:
    """Yield the attributes that are texts, those of the attributes' own attributes too."""
    for attribute, value in sorted(getattr(item, "__dict__", {}).items()):
        if isinstance(value, str):
            yield attribute, value
        elif depth > 1 and not isinstance(value, (type, Visitable, MigrateOperation)):
            yield from _texts(value, depth - 1)


def _words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in WORD.findall(text)}


def _said(op: MigrateOperation) -> tuple[list[str], list[str]]:
    """Return the SQL that is there after one of our directives and was not before, and the other way round."""
    if isinstance(op, CreateTableOp):
        return [text for item in op.columns for text in _of_item(item)], []
    if isinstance(op, AddColumnOp):
        return list(_of_item(op.column)), []
    if isinstance(op, CreateCheckConstraintOp):
        return [str(op.condition)], []
    if isinstance(op, AlterColumnOp) and op.modify_server_default is not False:
        made, gone = list(_of_default(op.modify_server_default)), list(_of_default(op.existing_server_default))
        of_type = list(_of_type(op.existing_type))  # its values change between the old default and the new one
        return (made + of_type, sorted(_words(gone) - set(of_type))) if made else (made, gone + of_type)
    if isinstance(op, (DropTableOp, DropColumnOp, DropConstraintOp)) and op._reverse is not None:
        return [], _said(op._reverse)[0]
    return [], []


def _of_item(item: Any) -> Iterator[str]:
    if isinstance(item, sa.Column):
        yield from _of_default(item.server_default)
        yield from _of_type(item.type)
    elif isinstance(item, sa.CheckConstraint):
        yield str(item.sqltext)


def _of_type(type_: Any) -> Iterator[str]:
    name = getattr(type_, "name", None)
    if isinstance(name, str):
        yield name


def _of_default(default: Any) -> Iterator[str]:
    text = getattr(default, "arg", getattr(default, "sqltext", default))
    if text is not None and not isinstance(text, bool):
        yield str(text)
