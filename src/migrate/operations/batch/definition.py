"""SQLAlchemy objects as parts of a CREATE TABLE statement: written by SQLAlchemy's compiler, then read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import schema

from ...dialects.sqlite.ddl_text import SyntaxProblem, parse_items, parse_table
from ...dialects.sqlite.native import NOT_NULL_CONFLICT
from ...dialects.sqlite.parts import FOREIGN_KEY, NOT_NULL, NULL, PRIMARY_KEY, UNIQUE, Clause, ColumnText
from ...dialects.sqlite.state import Stored, TableState
from ...errors import UnsupportedError
from ..schemaobj import referent

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect
    from sqlalchemy.sql.compiler import DDLCompiler
    from sqlalchemy.types import TypeEngine


def table_state(table: sa.Table, dialect: Dialect) -> TableState:
    """Return a table with its indexes as the statements that would create it."""
    create = schema.CreateTable(table, include_foreign_key_constraints=[])  # their targets need not be known
    try:
        text = parse_table(str(create.compile(dialect=dialect)))
    except SyntaxProblem as problem:
        raise UnsupportedError(
            f"the table {table.name!r} cannot be rebuilt on {dialect.name}: {problem}",
            hint="leave recreate at 'auto', which uses ALTER TABLE on this database",
        ) from problem
    foreign = sorted(table.foreign_key_constraints, key=lambda key: (str(key.name or ""), key.column_keys))
    clauses = [clause for key in foreign if (clause := constraint_clause(key, dialect)) is not None]
    indexes = sorted(table.indexes, key=lambda index: str(index.name))
    return TableState(
        table.schema,
        replace(text, constraints=(*text.constraints, *clauses)),
        tuple(Stored(str(index.name), index_ddl(index, dialect)) for index in indexes),
    )


def index_ddl(index: sa.Index, dialect: Dialect) -> str:
    """Return the CREATE INDEX statement; for SQLite without the schema, as SQLite keeps it."""
    ddl = str(schema.CreateIndex(index).compile(dialect=dialect))
    if dialect.name != "sqlite" or index.table is None or index.table.schema is None:
        return ddl
    return ddl.replace(f"INDEX {dialect.identifier_preparer.quote_schema(index.table.schema)}.", "INDEX ", 1)


def column_text(column: sa.Column[Any], dialect: Dialect) -> ColumnText:
    """Return a column with what belongs to it alone: type, default, nullability, computed, its own CHECKs."""
    if column.table is None:
        column = column._copy()
        sa.Table("t", sa.MetaData(), column)
    compiler = _compiler(dialect)
    parts = [compiler.get_column_specification(column)]
    parts += [compiler.process(constraint) for constraint in column.constraints]
    return _column(" ".join(parts))


def key_of(column: sa.Column[Any]) -> sa.PrimaryKeyConstraint:
    """Return the primary key that a column with `primary_key=True` makes in a table that has none."""
    return sa.Table("t", sa.MetaData(), column._copy()).primary_key


def own_key(clause: Clause, *, counts: bool) -> Clause:
    """Return a primary key of one column as its definition has it; only there it can be AUTOINCREMENT."""
    conflict = f" ON CONFLICT {clause.conflict}" if clause.conflict else ""
    text = f"PRIMARY KEY{conflict}{' AUTOINCREMENT' if counts else ''}"
    return Clause(PRIMARY_KEY, text, clause.name, conflict=clause.conflict, autoincrement=counts)


def type_text(type_: TypeEngine[Any], dialect: Dialect) -> ColumnText:
    """Return a nameless column of this type: the type, and the collation that is written with it."""
    return _column(f"c {dialect.type_compiler_instance.process(type_)}")


def default_text(default: Any, dialect: Dialect) -> ColumnText:
    """Return a nameless column with this server default, or Computed."""
    extra = [default] if isinstance(default, sa.Computed) else []
    keywords = {} if extra else {"server_default": default}
    return column_text(sa.Column("c", sa.Integer, *extra, **keywords), dialect)


def constraint_clause(constraint: sa.Constraint, dialect: Dialect) -> Clause | None:
    """Return a table constraint; None for one that this database does not write."""
    rule = getattr(constraint, "_create_rule", None)
    compiler = _compiler(dialect)
    if rule is not None and not rule(compiler):
        return None
    if isinstance(constraint, sa.ForeignKeyConstraint):
        text = _foreign_key(constraint, compiler)
    else:
        text = compiler.process(constraint)
    if not text:
        return None
    (item,) = parse_items(text)
    assert isinstance(item, Clause)
    return item


def type_bound_clauses(table: sa.Table, dialect: Dialect) -> list[Clause]:
    """Return the CHECKs that the types of a table's columns make."""
    bound = [c for c in table.constraints if isinstance(c, sa.CheckConstraint) and c._type_bound]
    clauses = [constraint_clause(c, dialect) for c in sorted(bound, key=lambda c: str(c.name or c.sqltext))]
    return [clause for clause in clauses if clause is not None]


def conventional_names(
    table: str, columns: Sequence[str], clauses: Sequence[Clause], convention: Any
) -> dict[str, Clause]:
    """Return the names a naming convention gives to unnamed constraints → these constraints."""
    found: dict[str, Clause] = {}
    for clause in clauses:
        metadata = sa.MetaData(naming_convention=convention)
        made = sa.Table(table, metadata, *(sa.Column(name, sa.Integer) for name in columns))
        names = clause.columns
        constraint: sa.Constraint
        if clause.kind == UNIQUE:
            constraint = sa.UniqueConstraint(*names)
        elif clause.kind == PRIMARY_KEY:
            constraint = sa.PrimaryKeyConstraint(*names)
        elif clause.kind == FOREIGN_KEY and clause.reference is not None:
            target = clause.reference
            referred = target.columns or names
            if target.table != table:
                sa.Table(target.table, metadata, *(sa.Column(name, sa.Integer) for name in referred))
            constraint = sa.ForeignKeyConstraint(names, [f"{target.table}.{name}" for name in referred])
        else:
            continue  # a convention for CHECKs needs a name to begin with
        made.append_constraint(constraint)
        if constraint.name:
            found[str(constraint.name)] = clause
    return found


def _compiler(dialect: Dialect) -> DDLCompiler:
    return dialect.ddl_compiler(dialect, None)  # type: ignore[arg-type]


def _column(sql: str) -> ColumnText:
    (item,) = parse_items(sql)
    assert isinstance(item, ColumnText)
    return item


def _foreign_key(constraint: sa.ForeignKeyConstraint, compiler: DDLCompiler) -> str | None:
    """Return the text of a foreign key; the referred table need not be known, its name is enough.

    None for a reference into another database, which SQLite cannot have.
    """
    preparer = compiler.preparer
    quote = preparer.quote
    target, target_schema, target_columns = referent(constraint)
    if compiler.dialect.name == "sqlite" and target_schema != constraint.table.schema:
        return None
    there = sa.table(target, schema=None if compiler.dialect.name == "sqlite" else target_schema)
    name = preparer.format_constraint(constraint) if constraint.name is not None else None
    return (
        (f"CONSTRAINT {name} " if name else "")
        + f"FOREIGN KEY({', '.join(quote(c) for c in constraint.column_keys)}) "
        + f"REFERENCES {preparer.format_table(there)} ({', '.join(map(quote, target_columns))})"
        + compiler.define_constraint_match(constraint)
        + compiler.define_constraint_cascades(constraint)
        + compiler.define_constraint_deferrability(constraint)
    )


def with_null(column: ColumnText, nullable: bool | None, kw: Mapping[str, Any]) -> ColumnText:
    """Return a column that is nullable or not, with what happens to a row that has no value there."""
    known = column.find(NOT_NULL)
    if nullable or (nullable is None and known is None):
        return column.put(NOT_NULL, None) if nullable else column
    conflict = kw.get(NOT_NULL_CONFLICT, known.conflict if known is not None else None)
    text = f"NOT NULL ON CONFLICT {conflict}" if conflict else "NOT NULL"
    return column.put(NULL, None).put(NOT_NULL, Clause(NOT_NULL, text, conflict=conflict))
