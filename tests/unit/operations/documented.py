"""The documented signatures of every directive: `op.<name>` and `batch_op.<name>`."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

OP = """
add_column(table_name, column, *, schema=None, if_not_exists=None, inline_references=None, inline_primary_key=None)
alter_column(table_name, column_name, *, nullable=None, comment=False, server_default=False, new_column_name=None,
    type_=None, existing_type=None, existing_server_default=False, existing_nullable=None, existing_comment=None,
    schema=None, **kw)
bulk_insert(table, rows, *, multiinsert=True)
create_check_constraint(constraint_name, table_name, condition, *, schema=None, **kw)
create_exclude_constraint(constraint_name, table_name, *elements, **kw)
create_foreign_key(constraint_name, source_table, referent_table, local_cols, remote_cols, *, onupdate=None,
    ondelete=None, deferrable=None, initially=None, match=None, source_schema=None, referent_schema=None, **dialect_kw)
create_index(index_name, table_name, columns, *, schema=None, unique=False, if_not_exists=None, **kw)
create_primary_key(constraint_name, table_name, columns, *, schema=None)
create_table(table_name, *columns, if_not_exists=None, **kw)
create_table_comment(table_name, comment, *, existing_comment=None, schema=None)
create_unique_constraint(constraint_name, table_name, columns, *, schema=None, **kw)
drop_column(table_name, column_name, *, schema=None, **kw)
drop_constraint(constraint_name, table_name, type_=None, *, schema=None, if_exists=None)
drop_index(index_name, table_name=None, *, schema=None, if_exists=None, **kw)
drop_table(table_name, *, schema=None, if_exists=None, **kw)
drop_table_comment(table_name, *, existing_comment=None, schema=None)
execute(sqltext, *, execution_options=None)
rename_table(old_table_name, new_table_name, *, schema=None)
"""

BATCH = """
add_column(column, *, insert_before=None, insert_after=None, if_not_exists=None, inline_references=None,
    inline_primary_key=None)
alter_column(column_name, *, nullable=None, comment=False, server_default=False, new_column_name=None, type_=None,
    existing_type=None, existing_server_default=False, existing_nullable=None, existing_comment=None,
    insert_before=None, insert_after=None, **kw)
create_check_constraint(constraint_name, condition, **kw)
create_exclude_constraint(constraint_name, *elements, **kw)
create_foreign_key(constraint_name, referent_table, local_cols, remote_cols, *, referent_schema=None, onupdate=None,
    ondelete=None, deferrable=None, initially=None, match=None, **dialect_kw)
create_index(index_name, columns, **kw)
create_primary_key(constraint_name, columns)
create_table_comment(comment, *, existing_comment=None)
create_unique_constraint(constraint_name, columns, **kw)
drop_column(column_name, **kw)
drop_constraint(constraint_name, type_=None)
drop_index(index_name, **kw)
drop_table_comment(*, existing_comment=None)
execute(sqltext, *, execution_options=None)
"""

BATCH_ALTER_TABLE = (
    "table_name", "schema", "recreate", "partial_reordering", "copy_from", "table_args", "table_kwargs",
    "reflect_args", "reflect_kwargs", "naming_convention",
)  # fmt: skip


def signatures(text: str) -> Iterator[tuple[str, inspect.Signature]]:
    """Yield the name and the signature of every line above."""
    for line in text.strip().replace("\n    ", " ").splitlines():
        space: dict[str, object] = {}
        exec(f"def {line}: ...", space)
        name = line.partition("(")[0]
        function = space[name]
        assert callable(function)
        yield name, inspect.signature(function)
