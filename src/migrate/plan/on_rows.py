"""What directives ask of the rows that are there: a rule that rows can break, and the query for those that do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from ..operations.base import MigrateOperation
from ..operations.check_constraints import CreateCheckConstraintOp
from ..operations.columns import AddColumnOp, AlterColumnOp, DropColumnOp
from ..operations.comments import CreateTableCommentOp, DropTableCommentOp
from ..operations.constraints import AddConstraintOp, DropConstraintOp
from ..operations.fill import FillMissingOp, RequiredValueOp
from ..operations.foreign_keys import CreateForeignKeyOp
from ..operations.indexes import CreateIndexOp, DropIndexOp
from ..operations.objects import ObjectOp
from ..operations.renames import RenameConstraintOp, RenameIndexOp
from ..operations.table_options import AlterTableOptionsOp
from ..operations.tables import CreateTableOp, DropTableOp, RenameTableOp
from ..operations.unique_constraints import CreateUniqueConstraintOp
from ..operations.values import ReplaceValuesOp

Touched = tuple[str | None, str, str | None]
"""Schema, table and column that a directive makes something else of; no column for all of the table."""

QUIET = (
    AddConstraintOp, AlterTableOptionsOp, CreateIndexOp, CreateTableCommentOp, DropConstraintOp, DropIndexOp,
    DropTableCommentOp, ObjectOp, RenameConstraintOp, RenameIndexOp, RequiredValueOp,
)  # fmt: skip
"""Directives that leave all rows as they are."""


class Demand(NamedTuple):
    """A rule for the rows of one table."""

    op: MigrateOperation
    kind: str
    """"check", "unique", "foreign key", "not null", "length" or "values"."""
    schema: str | None
    table: str
    columns: tuple[str, ...]
    what: str
    """The rule in words: `CHECK (x > 0)`, `UNIQUE (x)`."""
    breaking: sa.Select[Any]
    """Gives one row for each row, or for each value, that breaks the rule."""
    referred: Touched | None = None
    """The table of a foreign key."""

    @property
    def sources(self) -> tuple[Touched, ...]:
        """All that the query reads."""
        own = tuple((self.schema, self.table, column) for column in self.columns)
        return (*own, self.referred) if self.referred else own


def demand_of(op: MigrateOperation) -> Demand | None:
    """Return what a directive asks of the rows; None where it asks nothing that a simple query can tell."""
    if isinstance(op, CreateCheckConstraintOp):
        return _check(op)
    if isinstance(op, CreateUniqueConstraintOp):
        return _unique(op, op.table_name, op.schema, op.column_names())
    if isinstance(op, CreateIndexOp) and op.unique and not op.kw:
        names = [key.name if isinstance(key, sa.Column) else key for key in op.columns]
        plain = [str(name) for name in names if isinstance(name, str)]
        return _unique(op, op.table_name, op.schema, plain) if len(plain) == len(names) else None
    if isinstance(op, CreateForeignKeyOp):
        return _foreign_key(op)
    return _column(op) if isinstance(op, AlterColumnOp) else None


def asked_first(ops: Iterable[MigrateOperation]) -> Iterator[Demand]:
    """Yield what can be asked of the rows before the first directive runs: nothing before it changes what is read.

    SQL, and any directive that is not known, may change all.
    """
    touched: set[Touched] = set()
    for op in ops:
        found = demand_of(op)
        if found is not None and not any(_meets(each, touched) for each in found.sources):
            yield found
        after = touches(op)
        if after is None:
            return
        touched.update(after)


def touches(op: MigrateOperation) -> Sequence[Touched] | None:
    """Return what a directive makes something else of; None where that is not known."""
    if isinstance(op, AlterColumnOp):
        names = {op.column_name, op.modify_name or op.column_name}
        return [(op.schema, op.table_name, name) for name in sorted(names)]
    if isinstance(op, AddColumnOp):
        return [(op.schema, op.table_name, str(op.column.name))]
    if isinstance(op, (DropColumnOp, FillMissingOp, ReplaceValuesOp)):
        return [(op.schema, op.table_name, op.column_name)]
    if isinstance(op, RenameTableOp):
        return [(op.schema, name, None) for name in (op.old_table_name, op.new_table_name)]
    if isinstance(op, (CreateTableOp, DropTableOp)):
        return [(op.schema, op.table_name, None)]
    return [] if isinstance(op, QUIET) else None


def _meets(source: Touched, touched: set[Touched]) -> bool:
    schema, table, column = source
    return bool({source, (schema, table, None)} & touched) or (
        column is None and any(each[:2] == (schema, table) for each in touched)
    )


# -- the rules -------------------------------------------------------------------------------------------------------


def _table(name: str, schema: str | None, columns: Iterable[str]) -> sa.TableClause:
    return sa.table(name, *[sa.column(each) for each in columns], schema=schema)


def _one(table: sa.FromClause) -> sa.Select[Any]:
    return sa.select(sa.literal_column("1")).select_from(table)


def _check(op: CreateCheckConstraintOp) -> Demand:
    constraint = op.to_constraint()
    condition = constraint.sqltext
    broken = sa.text(f"NOT ({condition.text})") if isinstance(condition, sa.TextClause) else sa.not_(condition)
    said = f"CHECK ({_written(condition)})"
    query = _one(constraint.table).where(broken)
    return Demand(op, "check", op.schema, op.table_name, tuple(op.column_names()), said, query)


def _written(condition: sa.ColumnElement[Any] | sa.TextClause) -> str:
    if isinstance(condition, sa.TextClause):
        return condition.text.replace("\\:", ":")
    try:
        return str(condition.compile(compile_kwargs={"literal_binds": True, "include_table": False}))
    except sa.exc.CompileError:
        return str(condition)


def _unique(op: MigrateOperation, name: str, schema: str | None, columns: Sequence[str]) -> Demand:
    table = _table(name, schema, columns)
    keys = [table.c[each] for each in columns]
    query = _one(table).where(*[key.is_not(None) for key in keys]).group_by(*keys).having(sa.func.count() > 1)
    return Demand(op, "unique", schema, name, tuple(columns), f"UNIQUE ({', '.join(columns)})", query)


def _foreign_key(op: CreateForeignKeyOp) -> Demand:
    table = _table(op.table_name, op.schema, op.local_cols)
    referred = _table(op.referent_table, op.referent_schema, op.remote_cols).alias("referred")
    pairs = list(zip(op.local_cols, op.remote_cols, strict=True))
    there = sa.exists(
        _one(referred).where(*[table.c[own] == referred.c[other] for own, other in pairs]).correlate(table)
    )
    query = _one(table).where(*[table.c[own].is_not(None) for own, _ in pairs], sa.not_(there))
    what = f"FOREIGN KEY ({', '.join(op.local_cols)}) REFERENCES {op.referent_table} ({', '.join(op.remote_cols)})"
    source = (op.referent_schema, op.referent_table, None)
    return Demand(op, "foreign key", op.schema, op.table_name, tuple(op.local_cols), what, query, source)


def _column(op: AlterColumnOp) -> Demand | None:
    table = _table(op.table_name, op.schema, [op.column_name])
    column = table.c[op.column_name]
    new, old = op.modify_type, op.existing_type
    broken: sa.ColumnElement[bool]
    if op.modify_nullable is False:
        kind, what, broken = "not null", f"NOT NULL of {op.column_name}", column.is_(None)
    elif isinstance(new, sa.Enum) or isinstance(old, sa.Enum):
        gone = [each for each in getattr(old, "enums", ()) if each not in getattr(new, "enums", (each,))]
        if not gone or not isinstance(new, sa.Enum) or not new.native_enum:
            return None
        listed = ", ".join(f"'{each}'" for each in gone)
        kind, what, broken = "values", f"{op.column_name} without {listed}", column.in_(gone)
    elif isinstance(new, sa.String) and isinstance(old, sa.String) and new.length:
        if old.length is not None and old.length <= new.length:
            return None
        kind, what = "length", f"{op.column_name} with {new.length} characters at most"
        broken = sa.func.char_length(column) > new.length
    else:
        return None
    return Demand(op, kind, op.schema, op.table_name, (op.column_name,), what, _one(table).where(broken))
