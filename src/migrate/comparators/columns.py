"""Columns: type with all its arguments, nullability, default, comment, collation, computed, identity, autoincrement."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ..operations.columns import AddColumnOp, AlterColumnOp
from ..operations.constraints import constraint_name
from ..operations.sequences import AlterSequenceOp
from .kind import Kind, Ops, Place
from .records import Column, Table

if TYPE_CHECKING:
    from sqlalchemy.types import TypeEngine

    from ..dialects.support import DialectSupport


class Columns(Kind[Column]):
    """The columns of a table. Their order is not compared: no database but MySQL can change it."""

    name = "column"

    def of(self, table: Table) -> Sequence[Column]:
        """Return the columns."""
        return tuple(table.columns.values())

    def create(self, at: Place, new: Column) -> Ops:
        """Return the addition."""
        column = bare_copy(at.new.column(at.key, new.name), at.support)
        if new.autoincrement:
            column.autoincrement = True  # without its primary key the column does not say so by itself
        yield _with_key(AddColumnOp.from_column_and_tablename(at.schema, at.key.name, column), at, at.new_table)

    def drop(self, at: Place, old: Column) -> Ops:
        """Return the drop."""
        column = bare_copy(at.old.column(at.key, old.name), at.support)
        if old.autoincrement:
            column.autoincrement = True
        added = AddColumnOp.from_column_and_tablename(at.schema, at.key.name, column)
        yield _with_key(added, at, at.old_table).reverse()

    def alter(self, at: Place, old: Column, new: Column) -> Ops:
        """Return one alteration with everything that changes."""
        was, will = at.old.column(at.key, old.name), at.new.column(at.key, new.name)
        op = unchanged(at, old)
        said = dict(old.options)
        sequence, counts = said.pop("counted_by", None), said.pop("counts", None)
        if sequence is not None and new.autoincrement and old.type == new.type:
            wide, narrow = at.support.type_object(new.type), at.support.type_object(counts)
            yield AlterSequenceOp(sequence, data_type=wide, existing_data_type=narrow, schema=at.schema)
        old = old._replace(options=tuple(said.items()))
        if (old.type, old.collation) != (new.type, new.collation):
            op.modify_type = bare_type(will.type, at.support)
            if old.autoincrement and new.autoincrement:
                op.kw["existing_autoincrement"] = True  # what counts has to count in the new type
        if old.nullable != new.nullable:
            op.modify_nullable = new.nullable
        if (old.default, old.computed, old.identity) != (new.default, new.computed, new.identity):
            op.modify_server_default = will.server_default
            op.existing_server_default = was.server_default
        if old.comment != new.comment:
            op.modify_comment = new.comment
        op.kw.update(_extra_changes(at, old, new))
        if op.has_changes():
            yield op

    def old_object(self, at: Place, record: Column) -> Any:
        """Return the `Column` behind a record of the database."""
        return at.old.shown.column(at.key, record.name)

    def new_object(self, at: Place, record: Column) -> Any:
        """Return the `Column` behind a record of the model."""
        return at.new.column(at.key, record.name)


def counts_with_its_key(at: Place, table: Table | None, other: Table | None) -> bool:
    """Whether the only column of a table's primary key comes, or goes, and counts where that needs the key."""
    if not at.support.features.counting_needs_key or table is None or table.primary_key is None or other is None:
        return False
    first, *more = table.primary_key.columns
    return not more and table.columns[first].autoincrement and first not in other.columns


def _with_key(op: AddColumnOp, at: Place, table: Table | None) -> AddColumnOp:
    """Return the addition of a column, with the primary key that it cannot count without."""
    assert table is not None
    other = at.old_table if table is at.new_table else at.new_table
    key = table.primary_key
    if key is not None and op.column.name in key.columns and counts_with_its_key(at, table, other):
        op.column.primary_key = op.inline_primary_key = True
    return op


def unchanged(at: Place, old: Column) -> AlterColumnOp:
    """Return an alteration that changes nothing yet and says how the column is."""
    was = at.old.column(at.key, old.name)
    return AlterColumnOp(
        at.key.name,
        old.name,
        schema=at.schema,
        existing_type=bare_type(was.type, at.support),
        existing_nullable=old.nullable,
        existing_comment=old.comment,
        existing_server_default=was.server_default if was.server_default is not None else False,
    )


def defaults_apart(ops: Ops) -> Ops:
    """Yield alterations, those of a default in two steps: between them the column's enum gets other values."""
    for op in ops:
        if isinstance(op, AlterColumnOp) and op.modify_type is None and op.modify_server_default not in (False, None):
            before = op.existing_server_default
            if before is not None and before is not False:
                yield AlterColumnOp(
                    op.table_name,
                    op.column_name,
                    schema=op.schema,
                    modify_server_default=None,
                    existing_server_default=before,
                    existing_type=op.existing_type,
                    existing_nullable=op.existing_nullable,
                )
                op.existing_server_default = None
        yield op


def default_aside(ops: Ops, at: Place, old: Column, new: Column) -> Ops:
    """Yield the drop of a default, alterations of its column, and the default that the models have."""
    before = unchanged(at, old)
    before.modify_server_default = None
    yield before
    last = unchanged(at, new._replace(name=old.name)) if old != new else unchanged(at, old)
    for op in ops:
        if isinstance(op, AlterColumnOp):
            op.existing_server_default, op.modify_server_default = None, False
            if not op.has_changes():
                continue
        yield op
    will = at.new.column(at.key, new.name).server_default
    if will is not None:
        last.existing_server_default, last.modify_server_default = None, will
        yield last


def _extra_changes(at: Place, old: Column, new: Column) -> dict[str, Any]:
    """Return the keywords for what has no argument of its own: autoincrement and the dialect's options."""
    found: dict[str, Any] = {}
    if old.autoincrement != new.autoincrement:
        found.update(autoincrement=new.autoincrement, existing_autoincrement=old.autoincrement)
    before, after = dict(old.options), dict(new.options)
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            keyword = f"{at.support.name}_{name}"
            found.update({keyword: after.get(name), f"existing_{keyword}": before.get(name)})
    return found


def bare_type(type_: TypeEngine[Any], support: DialectSupport) -> TypeEngine[Any]:
    """Return a type that brings nothing along: the CHECK of a Boolean or Enum, and a type with a name of its own,
    are compared, and written, by themselves.
    """
    type_ = support.as_existing(type_)
    if not (isinstance(type_, (sa.Boolean, sa.Enum)) and type_.create_constraint):
        return type_
    bare = copy(type_)
    bare.create_constraint = False
    return bare


def as_existing(column: sa.Column[Any], support: DialectSupport) -> sa.Column[Any]:
    """Return a column for the creation of its table: it does not create its type, and is else the same."""
    type_ = _with_final_name(support.as_existing(column.type), column)
    if type_ is column.type:
        return column
    made = copy(column)
    made.type = type_
    return made


def _with_final_name(type_: TypeEngine[Any], column: sa.Column[Any]) -> TypeEngine[Any]:
    """Return a type whose CHECK has the name that a naming convention gives it in the models."""
    if not (isinstance(type_, (sa.Boolean, sa.Enum)) and type_.create_constraint and column.table is not None):
        return type_
    bound = [each for each in column.table.constraints if getattr(each, "_type_bound", False)]
    own = (each for each in bound if any(one is column for one in getattr(each, "columns", ())))
    name = next(map(constraint_name, own), None)
    if name is None or type_.name is None or str(name) == type_.name:
        return type_
    final = copy(type_)
    final.name = name
    return final


def bare_copy(column: sa.Column[Any], support: DialectSupport) -> sa.Column[Any]:
    """Return a copy without what is compared apart: keys, constraints and the index of the column."""
    bare = column._copy()
    bare.type = bare_type(bare.type, support)
    for name in ("charset", "collation"):  # which SQLAlchemy's copy of an ENUM loses
        if getattr(column.type, name, None) is not None:
            setattr(bare.type, name, getattr(column.type, name))
    bare.constraints.clear()
    bare.foreign_keys.clear()
    bare.primary_key = False
    bare.unique = bare.index = None
    bare.nullable = bool(column.nullable)
    bare.table = column.table  # hooks ask a column for its table, which has the original
    return bare
