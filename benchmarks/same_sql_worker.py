"""Calls of every directive, run offline by one of the two tools: `python same_sql_worker.py alembic|migrate DIALECT`.

Prints JSON: the name of a call → the SQL it wrote, and what it raised, if it did.
"""

from __future__ import annotations

import importlib
import io
import json
import sys
import warnings
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

INTEGER = sa.Integer()
ALL = {"mssql_drop_default": True, "mssql_drop_check": True, "mssql_drop_foreign_key": True}
ROWS = [{"id": 1, "n": "it's"}, {"id": 2, "n": "b%"}]


def alter(table: str = "t", column: str = "c", **said: Any) -> Callable[[Any], object]:
    """Return a call of alter_column."""
    return lambda op: op.alter_column(table, column, **said)


def add(column: Callable[[], sa.Column[Any]], **said: Any) -> Callable[[Any], object]:
    """Return a call of add_column; the column is made anew for each."""
    return lambda op: op.add_column("t", column(), **said)


def keyed(**said: Any) -> sa.Table:
    """Return a table `t` with an integer primary key and a text."""
    metadata = sa.MetaData()
    return sa.Table("t", metadata, sa.Column("id", INTEGER, primary_key=True), sa.Column("n", sa.String(5)), **said)


def batch(op: Any) -> None:
    """Change, drop and add columns in one batch."""
    with op.batch_alter_table("t", schema="s") as batch_op:
        batch_op.alter_column("c", type_=sa.String(5), existing_type=sa.String(3), existing_nullable=True)
        batch_op.drop_column("d", mssql_drop_default=True)
        batch_op.add_column(sa.Column("e", INTEGER))


CALLS: dict[str, Callable[[Any], object]] = {
    "rename_table": lambda op: op.rename_table("a", "b"),
    "rename_table_schema": lambda op: op.rename_table("a", "b", schema="s"),
    "rename_table_quotes": lambda op: op.rename_table("My a", "My b", schema="my s"),
    "rename_table_apostrophe": lambda op: op.rename_table("it's", "b"),
    "rename_col": alter(new_column_name="d"),
    "rename_col_schema": alter(new_column_name="d", schema="s"),
    "rename_col_quotes": alter("My t", "My c", new_column_name="it's d", schema="my s"),
    "rename_col_upper": alter(new_column_name="CamelD"),
    "type_only": alter(type_=INTEGER),
    "type_existing_nullable": alter(type_=INTEGER, existing_nullable=False),
    "type_existing_nullable_true": alter(type_=INTEGER, existing_nullable=True),
    "type_nullable": alter(type_=INTEGER, nullable=False),
    "nullable_only": alter(nullable=False),
    "nullable_existing_type": alter(nullable=False, existing_type=INTEGER),
    "nullable_true_existing_type": alter(nullable=True, existing_type=INTEGER, schema="s"),
    "default_set": alter(server_default="5"),
    "default_set_replace": alter(server_default="5", existing_server_default="4"),
    "default_text": alter(server_default=sa.text("getdate()"), existing_server_default=False),
    "default_drop": alter(server_default=None),
    "default_drop_schema": alter("My t", "it's c", server_default=None, schema="my s"),
    "default_and_rename": alter(
        server_default="5", existing_server_default="4", new_column_name="d", type_=sa.String(5), nullable=False
    ),
    "computed_to": alter(server_default=sa.Computed("a+1")),
    "computed_from": alter(server_default=None, existing_server_default=sa.Computed("a+1")),
    "computed_change": alter(server_default=sa.Computed("a+2"), existing_server_default=sa.Computed("a+1")),
    "identity_add": alter(server_default=sa.Identity(), existing_server_default=None),
    "identity_drop": alter(server_default=None, existing_server_default=sa.Identity()),
    "identity_change": alter(
        server_default=sa.Identity(always=True, start=5, increment=2), existing_server_default=sa.Identity()
    ),
    "identity_change2": alter(
        server_default=sa.Identity(on_null=True, nominvalue=True, cycle=True, order=True),
        existing_server_default=sa.Identity(start=1, cache=4),
    ),
    "comment_col": alter(comment="it's"),
    "comment_col_schema": alter(comment="x", schema="s"),
    "comment_col_existing": alter(comment="x", existing_comment="y"),
    "comment_col_drop": alter(comment=None, existing_comment="y"),
    "comment_table": lambda op: op.create_table_comment("t", "it's"),
    "comment_table_existing": lambda op: op.create_table_comment("t", "b", existing_comment="a", schema="s"),
    "comment_table_drop": lambda op: op.drop_table_comment("t", existing_comment="a"),
    "comment_table_drop_schema": lambda op: op.drop_table_comment("t", existing_comment="a", schema="s"),
    "add_col": add(lambda: sa.Column("c", INTEGER, nullable=False, server_default="5")),
    "add_col_schema": add(lambda: sa.Column("c", sa.String(5), comment="hi"), schema="s"),
    "add_col_fk": add(lambda: sa.Column("c", INTEGER, sa.ForeignKey("p.id", name="fk"))),
    "add_col_fk_inline": add(
        lambda: sa.Column("c", INTEGER, sa.ForeignKey("p.id", name="fk", ondelete="CASCADE")), inline_references=True
    ),
    "add_col_pk_inline": add(lambda: sa.Column("c", INTEGER, primary_key=True), inline_primary_key=True),
    "add_col_ifnot": add(lambda: sa.Column("c", INTEGER), if_not_exists=True),
    "add_col_index": add(lambda: sa.Column("c", INTEGER, index=True, unique=False)),
    "add_col_identity": add(lambda: sa.Column("c", INTEGER, sa.Identity(start=5, increment=2))),
    "add_col_computed": add(lambda: sa.Column("c", INTEGER, sa.Computed("a+1", persisted=True))),
    "add_col_check": add(lambda: sa.Column("c", sa.Boolean(create_constraint=True, name="ck"))),
    "drop_col": lambda op: op.drop_column("t", "c"),
    "drop_col_schema": lambda op: op.drop_column("t", "c", schema="s"),
    "drop_col_ifexists": lambda op: op.drop_column("t", "c", if_exists=True),
    "drop_col_all": lambda op: op.drop_column("t", "c", **ALL),
    "drop_col_all_schema": lambda op: op.drop_column("My t", "it's c", schema="my s", **ALL),
    "create_table": lambda op: op.create_table(
        "t",
        sa.Column("id", INTEGER, primary_key=True),
        sa.Column("n", sa.String(50), server_default="x", comment="nn"),
        sa.Column("b", sa.Boolean),
        sa.ForeignKeyConstraint(["id"], ["p.id"], name="fk"),
        comment="tt",
        schema="s",
    ),
    "create_table_ifnot": lambda op: op.create_table(
        "t", sa.Column("id", INTEGER, primary_key=True), if_not_exists=True
    ),
    "drop_table": lambda op: op.drop_table("t", schema="s"),
    "drop_table_ifexists": lambda op: op.drop_table("t", if_exists=True),
    "create_index": lambda op: op.create_index("ix", "t", ["a", "b"], unique=True, schema="s"),
    "create_index_include": lambda op: op.create_index("ix", "t", ["a"], mssql_include=["b", "c"]),
    "create_index_clustered": lambda op: op.create_index("ix", "t", ["a"], mssql_clustered=True),
    "create_index_where": lambda op: op.create_index("ix", "t", ["a"], mssql_where=sa.text("a > 5")),
    "create_index_expr": lambda op: op.create_index("ix", "t", [sa.text("lower(a)")]),
    "create_index_ifnot": lambda op: op.create_index("ix", "t", ["a"], if_not_exists=True),
    "create_index_oracle": lambda op: op.create_index("ix", "t", ["a", "b"], oracle_bitmap=True, oracle_compress=1),
    "drop_index": lambda op: op.drop_index("ix", "t", schema="s"),
    "drop_index_notable": lambda op: op.drop_index("ix"),
    "drop_index_ifexists": lambda op: op.drop_index("ix", "t", if_exists=True),
    "uq": lambda op: op.create_unique_constraint("u", "t", ["a", "b"], schema="s"),
    "pk": lambda op: op.create_primary_key("p", "t", ["a", "b"]),
    "ck": lambda op: op.create_check_constraint("k", "t", sa.column("a") > 5),
    "fk": lambda op: op.create_foreign_key(
        "f", "t", "p", ["a"], ["id"], ondelete="CASCADE", source_schema="s", referent_schema="r"
    ),
    "drop_con": lambda op: op.drop_constraint("u", "t", type_="unique", schema="s"),
    "drop_con_notype": lambda op: op.drop_constraint("u", "t"),
    "drop_con_pk": lambda op: op.drop_constraint("u", "t", type_="primary"),
    "drop_con_ifexists": lambda op: op.drop_constraint("u", "t", type_="check", if_exists=True),
    "bulk": lambda op: op.bulk_insert(sa.table("t", sa.column("id", INTEGER), sa.column("n", sa.String)), ROWS),
    "bulk_table": lambda op: op.bulk_insert(keyed(), [{"id": 1, "n": "a"}, {"id": 2, "n": "b"}]),
    "bulk_table_noid": lambda op: op.bulk_insert(keyed(), [{"n": "a"}]),
    "bulk_empty": lambda op: op.bulk_insert(keyed(), []),
    "bulk_multi_false": lambda op: op.bulk_insert(keyed(schema="s"), [{"id": op.inline_literal(1)}], multiinsert=False),
    "execute": lambda op: op.execute("UPDATE t SET a = 1"),
    "execute_semi": lambda op: op.execute("UPDATE t SET a = 1;"),
    "execute_block": lambda op: op.execute("BEGIN\n  NULL;\nEND;"),
    "batch": batch,
}


def run(tool: str, dialect: str) -> dict[str, str]:
    """Return what each call wrote."""
    context = importlib.import_module(f"{tool}.runtime.migration").MigrationContext
    operations = importlib.import_module(f"{tool}.operations").Operations
    found = {}
    for name, call in CALLS.items():
        buffer = io.StringIO()
        opts = {"as_sql": True, "output_buffer": buffer}
        try:
            call(operations(context.configure(dialect_name=dialect, opts=opts)))
        except Exception as error:
            buffer.write(f"{type(error).__name__}: {error}")
        found[name] = buffer.getvalue()
    return found


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    print(json.dumps(run(*sys.argv[1:])))
