"""What ALTER TABLE of SQLite can do itself (https://www.sqlite.org/lang_altertable.html); the rest is a rebuild.

RENAME TABLE and RENAME COLUMN always can (3.25). ADD COLUMN can where every row can have the new value without being
touched. DROP COLUMN (3.35) can where nothing else mentions the column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .lexer import NUMBER, STRING, folded, quote, tokenize, unwrap
from .parts import CHECK, DEFAULT, FOREIGN_KEY, GENERATED, NOT_NULL, PRIMARY_KEY, UNIQUE, ColumnText
from .state import TableState, clauses, index_mentions, mentions, read_table

if TYPE_CHECKING:
    import sqlalchemy as sa
    from sqlalchemy.engine import Dialect

    from ...ddl.impl import DefaultImpl


NOT_NULL_CONFLICT = "sqlite_on_conflict_not_null"
"""The keyword of a column, and of `alter_column`, for ON CONFLICT after NOT NULL."""


def can_add(column: ColumnText, references: bool = False) -> bool:
    """Return whether ADD COLUMN takes this definition; `references` says that a foreign key comes with it."""
    if column.find(PRIMARY_KEY) is not None or column.find(UNIQUE) is not None:
        return False
    generated = column.find(GENERATED)
    if generated is not None:
        return not generated.stored and column.find(NOT_NULL) is None
    default = column.find(DEFAULT)
    null = default is None or default.sql == "NULL"
    if null:
        return column.find(NOT_NULL) is None
    references = references or column.find(FOREIGN_KEY) is not None
    return default is not None and is_constant(default.sql) and not references


class AddedColumn:
    """A column that is to be added, with the constraints it brings: what its definition says in one ADD COLUMN.

    `sql` is that definition; `constraints` are the table constraints it brings; `native` says that ADD COLUMN takes
    all of it.
    """

    def __init__(self, column: sa.Column[Any], dialect: Dialect) -> None:
        import sqlalchemy as sa

        from ...operations.batch import definition

        if column.table is None:
            column = column._copy()
            sa.Table("t", sa.MetaData(), column)
        text = definition.column_text(column, dialect)
        self.constraints = [c for c in column.table.constraints if not isinstance(c, sa.PrimaryKeyConstraint)]
        self.constraints.sort(key=lambda c: (c.__visit_name__, str(c.name or "")))
        found = [definition.constraint_clause(c, dialect) for c in self.constraints]
        inline = [clause for clause in found if clause is not None]
        parts = [text.render()]
        for clause in inline:
            name = f"CONSTRAINT {quote(clause.name)} " if clause.name is not None else ""
            parts.append(name + clause.text[clause.text.index("REFERENCES") :] if clause.reference else clause.render())
        self.sql = " ".join(parts)
        single = all(clause.kind in (CHECK, FOREIGN_KEY) and len(clause.keys) < 2 for clause in inline)
        references = any(clause.reference is not None for clause in inline)
        self.native = single and not column.primary_key and can_add(text, references)


def can_run(impl: DefaultImpl, name: str, args: Sequence[Any], kw: Mapping[str, Any]) -> bool:
    """Return whether ALTER TABLE, or nothing at all, carries out one call of a method of `DefaultImpl`."""
    if name == "add_column":
        placed = kw.get("insert_before") is not None or kw.get("insert_after") is not None
        return not placed and AddedColumn(args[1], impl.dialect).native
    if name == "drop_column":
        if impl.as_sql:
            return False
        state = read_table(impl.connection, args[0], kw.get("schema"))  # type: ignore[arg-type]
        return can_drop(state, args[1].name, impl.dialect.server_version_info or ())  # type: ignore[arg-type]
    if name == "alter_column":
        rebuilding = ("nullable", "type_", "autoincrement", "insert_before", "insert_after")
        kept = NOT_NULL_CONFLICT not in kw and kw.get("server_default", False) is False
        return kept and all(kw.get(what) is None for what in rebuilding)
    return name not in ("add_constraint", "drop_constraint", "alter_table_options")


def is_constant(default: str) -> bool:
    """Return whether a default is a literal: a number with or without a sign, a string, a keyword such as TRUE."""
    tokens = unwrap(tokenize(default))
    if len(tokens) == 2 and tokens[0].text in ("+", "-"):
        tokens = tokens[1:]
    if len(tokens) != 1:
        return False
    return tokens[0].kind in (STRING, NUMBER) or tokens[0].upper in ("TRUE", "FALSE")


def can_drop(state: TableState, name: str, version: tuple[int, ...]) -> bool:
    """Return whether DROP COLUMN can drop a column: nothing but its own definition knows it."""
    column = state.text.column(name)
    if column is None or version < (3, 35) or len(state.text.columns) == 1:
        return False
    if any(clause.kind in (PRIMARY_KEY, UNIQUE, FOREIGN_KEY, CHECK) for clause in column.clauses):
        return False
    lower = folded(name)
    if any(lower in map(str.lower, clause.columns) for clause in state.text.constraints):
        return False
    if any(clause.kind in (CHECK, GENERATED) and mentions(clause.sql, name) for clause in clauses(state.text)):
        return False
    if any(mentions(stored.ddl, name) for stored in (*state.triggers, *state.views)):
        return False
    return not any(index_mentions(index.ddl, name) for index in state.indexes)


def needs_rebuild(op: Any, dialect: Dialect) -> bool:
    """Return whether a directive surely needs a rebuild, whatever the table is like."""
    from ...operations import ops
    from ...operations.batch.definition import column_text

    if isinstance(op, ops.AddColumnOp):
        unique = bool(op.column.unique and not op.column.index) or bool(op.column.primary_key)
        return unique or not can_add(column_text(op.column, dialect), bool(op.column.foreign_keys))
    if isinstance(op, ops.DropColumnOp):
        if op._reverse is None:
            return False
        column = op._reverse.column
        return bool(column.primary_key or column.unique or column.index or column.foreign_keys)
    if isinstance(op, ops.AlterColumnOp):
        if NOT_NULL_CONFLICT in op.kw:
            return True
        return op.modify_nullable is not None or op.modify_type is not None or op.modify_server_default is not False
    return isinstance(op, ops.AddConstraintOp | ops.DropConstraintOp | ops.AlterTableOptionsOp)
