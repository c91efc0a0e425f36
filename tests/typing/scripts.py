"""What a type checker says of revision scripts: `E: …` is the start of an error expected on its line."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from migrate import op
from migrate.operations import BatchOperations


def upgrade() -> None:
    table: sa.Table = op.create_table("t", sa.Column("id", sa.Integer, primary_key=True), mysql_engine="InnoDB")
    op.bulk_insert(table, [{"id": 1}], multiinsert=False)
    op.add_column("t", sa.Column("name", sa.String(20)), if_not_exists=True)
    op.alter_column("t", "name", nullable=False, type_=sa.Text, server_default=sa.text("'x'"), mysql_charset="utf8mb4")
    op.create_index(op.f("ix"), "t", ["name", sa.text("lower(name)"), sa.func.lower("x")], postgresql_using="gin")
    op.create_check_constraint("ck", "t", sa.column("id") > 0)
    op.create_check_constraint("ck", "t", "id > 0")
    op.create_foreign_key(None, "t", "p", ["id"], ["id"], ondelete="CASCADE", postgresql_not_valid=True)
    op.drop_constraint("ck", "t", "check")
    op.execute("SELECT 1", execution_options={"a": 1})
    op.execute(sa.select(1))
    op.execute(table.update().values(id=op.inline_literal(1, sa.Integer)))
    connection: Connection = op.get_bind()
    connection.execute(sa.text("SELECT 1"))
    with op.batch_alter_table("t", recreate="always", copy_from=table) as batch:
        of_batch: BatchOperations = batch
        of_batch.add_column(sa.Column("c", sa.Integer), insert_after="id")
        batch.drop_column("name", mssql_drop_default=True)
        batch.create_unique_constraint("uq", ["c"])
        batch.drop_table("t")  # E: "BatchOperations" has no attribute "drop_table"
        batch.add_column("t", sa.Column("c", sa.Integer))  # E: Too many positional arguments


def wrong() -> None:
    op.create_tabel("t")  # E: Module has no attribute "create_tabel"; maybe "create_table"?
    op.add_column(sa.Column("c", sa.Integer))  # E: Missing positional argument "column"
    op.add_column("t", "c")  # E: Argument 2 to "add_column" has incompatible type "str"
    op.add_column("t", sa.Column("c", sa.Integer), insert_after="id")  # E: Unexpected keyword argument "insert_after"
    op.create_table("t", "id")  # E: Argument 2 to "create_table" has incompatible type "str"
    op.alter_column("t", "c", type_="TEXT")  # E: Argument "type_" to "alter_column" has incompatible type "str"
    op.alter_column("t", "c", nullable="no")  # E: Argument "nullable" to "alter_column" has incompatible type "str"
    op.rename_table("t", "u", if_exists=True)  # E: Unexpected keyword argument "if_exists"
    op.drop_index("ix", "t", unique=True, if_exists="x")  # E: Argument "if_exists" to "drop_index" has incompatible
    op.execute(1)  # E: Argument 1 to "execute" has incompatible type "int"
