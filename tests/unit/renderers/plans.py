"""A plan with something of everything, for the tests of what shows plans."""

from __future__ import annotations

import sqlalchemy as sa

from migrate.dialects.support import support_for
from migrate.operations import ops
from migrate.operations.base import MigrateOperation
from migrate.plan import Plan, arrange
from tests.unit.renderers.rendering import DIALECTS


def models() -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table(
        "author",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(80), nullable=False, server_default="x"),
        sa.Column("born", sa.DateTime, server_default=sa.func.now(), comment="when [red]exactly[/red]"),
        sa.CheckConstraint("name <> ''", name="ck_name"),
        comment="People → readers",
    )
    sa.Table(
        "shelf",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("author_id", sa.ForeignKey("author.id", ondelete="CASCADE", name="fk_shelf")),
        schema="old",
    )
    return metadata


def everything() -> list[MigrateOperation]:
    tables = models().tables
    alter = ops.AlterColumnOp(
        "book",
        "title",
        modify_type=sa.String(200),
        existing_type=sa.String(100),
        modify_nullable=False,
        existing_nullable=True,
        modify_server_default=sa.text("'a'"),
        existing_server_default=None,
        modify_comment="the title",
        existing_comment=None,
    )
    price = sa.Column("price", sa.Numeric(10, 2), nullable=False)
    return [
        ops.CreateTableOp.from_table(tables["author"]),
        ops.CreateIndexOp("ix_author_name", "author", [sa.text("lower(name)")], unique=True),
        ops.AddColumnOp("book", sa.Column("isbn", sa.String(13))),
        alter,
        ops.CreateForeignKeyOp("fk_book", "book", "author", ["author_id"], ["id"], ondelete="CASCADE"),
        ops.CreateUniqueConstraintOp("uq_book", "book", ["isbn"]).reverse(),
        ops.DropColumnOp.from_column_and_tablename(None, "book", price),
        ops.DropTableOp.from_table(tables["old.shelf"]),
    ]


def plan(*given: MigrateOperation, dialect: str = "postgresql") -> Plan:
    return arrange(given, support_for(DIALECTS[dialect]))
