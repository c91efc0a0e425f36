"""What hooks get: the classes of types, the tables of columns, each object once; and what they read of directives."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql

from migrate.autogenerate import compare_metadata, produce_migrations, render_python_code, renderers
from migrate.autogenerate.context import AutogenContext
from migrate.migration import MigrationContext
from migrate.operations import MigrateOperation, ops
from tests.databases import Scratch


def tables(scratch: Scratch, *statements: str) -> None:
    with scratch.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def differences(scratch: Scratch, metadata: sa.MetaData, **opts: Any) -> list[Any]:
    with scratch.engine.connect() as connection:
        return compare_metadata(MigrationContext.configure(connection, opts=opts), metadata)


READ = {
    "mariadb": {
        "INT": mysql.INTEGER, "BIGINT": mysql.BIGINT, "SMALLINT": mysql.SMALLINT, "VARCHAR(9)": mysql.VARCHAR,
        "CHAR(3)": mysql.CHAR, "TEXT": mysql.TEXT, "LONGTEXT": mysql.LONGTEXT, "DECIMAL(5,2)": mysql.DECIMAL,
        "TINYINT(1)": mysql.TINYINT, "DATETIME": mysql.DATETIME, "TIME": mysql.TIME, "DOUBLE": mysql.DOUBLE,
        "FLOAT": mysql.FLOAT, "DATE": sa.DATE, "BLOB": sa.BLOB, "ENUM('a')": mysql.ENUM, "BIT(2)": mysql.BIT,
    },
    "postgresql": {
        "timestamp": postgresql.TIMESTAMP, "timestamptz": postgresql.TIMESTAMP, "time": postgresql.TIME,
        "timestamp(3)": postgresql.TIMESTAMP, "varchar(9)": sa.VARCHAR, "int": sa.INTEGER, "jsonb": postgresql.JSONB,
    },
}  # fmt: skip
"""Type of a column → the class that SQLAlchemy's inspector gives it."""


@pytest.mark.parametrize("dialect", READ)
def test_a_type_of_the_database_is_of_the_class_that_sqlalchemy_reads(
    dialect: str, request: pytest.FixtureRequest
) -> None:
    scratch = request.getfixturevalue(dialect)
    columns = {f"c{number}": type_ for number, type_ in enumerate(READ[dialect])}
    tables(scratch, f"CREATE TABLE t ({', '.join(f'{name} {type_}' for name, type_ in columns.items())})")
    metadata, seen = sa.MetaData(), {}
    sa.Table("t", metadata, *(sa.Column(name, sa.LargeBinary(5)) for name in columns))

    def compare(context: Any, found: Any, model: Any, found_type: Any, model_type: Any) -> bool:
        assert found.type is found_type
        seen[columns[found.name]] = type(found_type)
        return False

    def include(item: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
        assert kind != "column" or other is None or type(other.type) is READ[dialect][columns[other.name]]
        return True

    assert differences(scratch, metadata, compare_type=compare, include_object=include) == []
    assert seen == READ[dialect]
    inspected = {c["name"]: type(c["type"]) for c in sa.inspect(scratch.engine).get_columns("t")}
    assert {columns[name]: cls for name, cls in inspected.items()} == READ[dialect]


def test_scripts_say_a_type_in_generic_words_all_the_same(mariadb: Scratch) -> None:
    tables(mariadb, "CREATE TABLE t (a INT, b INT)")
    metadata = sa.MetaData()
    sa.Table("t", metadata, sa.Column("a", sa.String(5)))
    with mariadb.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": lambda *asked: None})
        upgrade = produce_migrations(context, metadata).upgrade_ops
        assert upgrade is not None
        text = render_python_code(upgrade.reverse(), migration_context=context)
    assert text.count("sa.Integer()") == 2


def library() -> sa.MetaData:
    metadata = sa.MetaData()
    shelf = sa.Table("shelf", metadata, sa.Column("id", sa.Integer, primary_key=True, autoincrement=False))
    book = sa.Table("book", metadata, sa.Column("id", sa.Integer, primary_key=True, autoincrement=False))
    book.append_column(sa.Column("shelf", sa.ForeignKey(shelf.c.id), index=True, info={"from": "1.2"}))
    new = sa.Table("new", metadata, sa.Column("place", sa.String(9)), info={"owner": "us"}, comment="new here")
    sa.Index("ix_ours", new.c.place)
    sa.Index("ix_theirs", new.c.place, info={"by_hand": True})
    return metadata


def start(scratch: Scratch) -> None:
    tables(
        scratch,
        "CREATE TABLE shelf (id INTEGER NOT NULL PRIMARY KEY)",
        "CREATE TABLE book (id INTEGER NOT NULL PRIMARY KEY, old INTEGER)",
    )


def test_columns_that_come_and_go_know_their_tables(scratch: Scratch) -> None:
    start(scratch)
    metadata = library()
    found = {d[0]: d[3] for d in differences(scratch, metadata) if d[0] in ("add_column", "remove_column")}
    assert found["add_column"].table is metadata.tables["book"]
    assert found["add_column"].info == {"from": "1.2"}
    assert (found["remove_column"].table.name, str(found["remove_column"])) == ("book", "book.old")


def test_include_object_is_asked_about_the_indexes_of_a_new_table(scratch: Scratch) -> None:
    start(scratch)
    asked = []

    def include(item: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
        asked.append((kind, name, reflected, other is None))
        return not item.info.get("by_hand") if kind == "index" else True

    found = [d[1].name for d in differences(scratch, library(), include_object=include) if d[0] == "add_index"]
    assert sorted(found) == ["ix_book_shelf", "ix_ours"]
    assert asked.count(("index", "ix_theirs", False, True)) == 1
    assert asked.count(("index", "ix_ours", False, True)) == 1
    assert asked.count(("column", "shelf", False, True)) == 1


def test_a_default_is_only_asked_about_where_there_is_one(scratch: Scratch) -> None:
    tables(scratch, "CREATE TABLE t (a INTEGER, b INTEGER DEFAULT 1, c INTEGER)")
    metadata, asked = sa.MetaData(), []
    columns = (sa.Column("a", sa.Integer), sa.Column("b", sa.Integer), sa.Column("c", sa.Integer, server_default="2"))
    sa.Table("t", metadata, *columns)

    def compare(context: Any, found: Any, model: Any, *defaults: Any) -> bool:
        asked.append(found.name)
        return True

    assert [d[0][3] for d in differences(scratch, metadata, compare_server_default=compare)] == ["b", "c"]
    assert asked == ["b", "c"]


def test_a_renderer_gets_a_context_however_it_is_called(scratch: Scratch) -> None:
    class SayOp(MigrateOperation):
        pass

    seen: list[AutogenContext] = []

    @renderers.dispatch_for(SayOp)
    def render(context: AutogenContext, op: SayOp) -> str:
        seen.append(context)
        return f"{context.opts['alembic_module_prefix']}say()"

    def item(kind: str, what: Any, context: AutogenContext) -> bool:
        seen.append(context)
        return False

    column = ops.AddColumnOp("t", sa.Column("a", sa.Integer))
    upgrade = ops.UpgradeOps([SayOp(), column])
    assert "a.say()" in render_python_code(upgrade, alembic_module_prefix="a.", render_item=item)
    with scratch.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert "op.say()" in render_python_code(upgrade, migration_context=context)
    assert {type(one) for one in seen} == {AutogenContext}
    assert (seen[0].dialect.name, seen[-1].dialect.name) == ("default", scratch.engine.dialect.name)
    assert seen[-1].migration_context is context


def test_a_dropped_table_tells_what_its_creation_said(sqlite: Scratch) -> None:
    start(sqlite)
    with sqlite.engine.connect() as connection:
        script = produce_migrations(MigrationContext.configure(connection), library())
    assert script.downgrade_ops is not None
    (drop,) = (op for op in script.downgrade_ops.ops if isinstance(op, ops.DropTableOp))
    assert (drop.info, drop.comment, list(drop.prefixes)) == ({"owner": "us"}, "new here", [])
