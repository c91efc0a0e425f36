"""What a type checker says of hooks and plug-ins: `E: …` is the start of the error expected on a line."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from migrate import op
from migrate.autogenerate import Rewriter
from migrate.operations import MigrateOperation, MigrationScript, Operations, ops

writer = Rewriter()


@writer.rewrites(ops.AddColumnOp)
def in_two_steps(context: Any, revision: Any, found: ops.AddColumnOp) -> list[MigrateOperation]:
    found.column.nullable = True
    change = ops.AlterColumnOp(found.table_name, found.column.name, modify_nullable=False, mysql_charset="utf8mb4")
    name: str = change.column_name
    return [found, change, ops.DropColumnOp(found.table_name, name, mssql_drop_default=True)]


def directives(script: MigrationScript) -> None:
    index = ops.CreateIndexOp("ix", "t", ["a"], unique=True, postgresql_using="gin", kw={"quote": True})
    dropped: ops.DropIndexOp = index.reverse()
    back: ops.CreateIndexOp = dropped.reverse()
    made: ops.CreateTableOp = ops.CreateTableOp.from_table(sa.Table("t", sa.MetaData()))
    ops.CreateForeignKeyOp(None, "t", "p", ["a"], ["b"], postgresql_not_valid=True)
    ops.UpgradeOps([back, made, made.reverse()])
    for one in script.upgrade_ops.ops if script.upgrade_ops else []:
        if isinstance(one, ops.ModifyTableOps):
            one.ops.append(ops.DropConstraintOp("uq", one.table_name, "unique"))
    ops.DropColumnOp("t")  # E: Missing positional argument "column_name"
    ops.AddColumnOp("t", "c")  # E: Argument 2 to "AddColumnOp" has incompatible type "str"
    ops.RenameTableOp("t", "u", mysql_engine="x")  # E: Unexpected keyword argument "mysql_engine"
    ops.CreateIndexOp("ix", "t", [1])  # E: List item 0 has incompatible type "int"
    wrong: ops.DropTableOp = index.reverse()  # E: Incompatible types in assignment
    print(wrong)


@Operations.register_operation("create_view")
class CreateViewOp(MigrateOperation):
    def __init__(self, name: str) -> None:
        self.name = name

    @classmethod
    def create_view(cls, operations: Operations, name: str) -> str:
        return str(operations.invoke(cls(name)))


@Operations.implementation_for(CreateViewOp)
def create_view(operations: Operations, operation: CreateViewOp) -> str:
    operations.execute(f"CREATE VIEW {operation.name} AS SELECT 1")
    operations.exceute("x")  # E: "Operations" has no attribute "exceute"
    return operation.name


def upgrade() -> None:
    op.invoke(CreateViewOp("v"))
    op.invoke(CreateViewOp(1))  # E: Argument 1 to "CreateViewOp" has incompatible type "int"
