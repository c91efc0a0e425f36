"""The ALTER constructs, and the implementation that runs them."""

from __future__ import annotations

import io
import subprocess
import sys
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.schema import ExecutableDDLElement

from migrate.ddl import base
from migrate.ddl.impl import IMPLEMENTATIONS, DefaultImpl
from migrate.errors import UnsupportedError

NAMED = sa.ForeignKey("other.p.id", name="fk", ondelete="CASCADE", deferrable=True, match="FULL")


@pytest.mark.parametrize(
    ("construct", "text"),
    [
        (base.RenameTable("a", "B", schema="s"), 'ALTER TABLE s.a RENAME TO "B"'),
        (base.ColumnNullable("t", "c", True), "ALTER TABLE t ALTER COLUMN c DROP NOT NULL"),
        (base.ColumnNullable("t", "c", False), "ALTER TABLE t ALTER COLUMN c SET NOT NULL"),
        (base.ColumnType("t", "c", sa.String(5), schema="s"), "ALTER TABLE s.t ALTER COLUMN c TYPE VARCHAR(5)"),
        (base.ColumnType("t", "c", sa.Text), "ALTER TABLE t ALTER COLUMN c TYPE TEXT"),
        (base.ColumnName("t", "c", "select"), 'ALTER TABLE t RENAME c TO "select"'),
        (base.ColumnDefault("t", "c", None), "ALTER TABLE t ALTER COLUMN c DROP DEFAULT"),
        (base.ColumnDefault("t", "c", "it's"), "ALTER TABLE t ALTER COLUMN c SET DEFAULT 'it''s'"),
        (base.ColumnDefault("t", "c", sa.text("now()")), "ALTER TABLE t ALTER COLUMN c SET DEFAULT now()"),
        (base.ColumnComment("t", "c", "it's"), "COMMENT ON COLUMN t.c IS 'it''s'"),
        (base.ColumnComment("t", "c", None), "COMMENT ON COLUMN t.c IS NULL"),
        (base.AddColumn("t", sa.Column("c", sa.Integer)), "ALTER TABLE t ADD COLUMN c INTEGER"),
        (
            base.AddColumn("t", sa.Column("c", sa.Integer, primary_key=True), inline_primary_key=True),
            "ALTER TABLE t ADD COLUMN c INTEGER NOT NULL PRIMARY KEY",
        ),
        (
            base.AddColumn("t", sa.Column("c", sa.Integer, NAMED), if_not_exists=True, inline_references=True),
            "ALTER TABLE t ADD COLUMN IF NOT EXISTS c INTEGER CONSTRAINT fk REFERENCES other.p (id) "
            "MATCH FULL ON DELETE CASCADE DEFERRABLE",
        ),
        (
            base.AddColumn("t", sa.Column("c", sa.Integer, sa.Computed("a + 1"))),
            "ALTER TABLE t ADD COLUMN c INTEGER GENERATED ALWAYS AS (a + 1)",
        ),
        (base.DropColumn("t", sa.Column("c"), if_exists=True), "ALTER TABLE t DROP COLUMN IF EXISTS c"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_generic_text(construct: ExecutableDDLElement, text: str) -> None:
    assert str(construct.compile(dialect=DefaultDialect())) == text


@pytest.mark.parametrize(
    "construct",
    [
        base.ComputedColumnDefault("t", "c", sa.Computed("a")),
        base.IdentityColumnDefault("t", "c", None, DefaultImpl(DefaultDialect(), None, False, None, None, {})),
    ],
)
def test_what_has_no_generic_text_says_what_to_do(construct: ExecutableDDLElement) -> None:
    with pytest.raises(UnsupportedError, match=r"default cannot change .*t\.c"):
        construct.compile(dialect=DefaultDialect())


def test_a_schema_translate_map_is_followed(postgresql: Any) -> None:
    with postgresql.engine.begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA real")
        connection.exec_driver_sql("CREATE TABLE real.t (id INTEGER)")
        translated = connection.execution_options(schema_translate_map={"model": "real"})
        translated.execute(base.AddColumn("t", sa.Column("c", sa.Integer), schema="model"))
        names = [column["name"] for column in sa.inspect(connection).get_columns("t", schema="real")]
    assert names == ["id", "c"]


def test_quoting_of_dotted_names() -> None:
    quote = DefaultDialect().identifier_preparer.quote
    assert base.quote_dotted("Db.dbo", quote) == '"Db".dbo'
    assert base.quote_dotted(sa.quoted_name("Db.dbo", True), quote) == '"Db.dbo"'


def test_alter_column_sends_one_statement_per_change_and_the_name_last() -> None:
    buffer = io.StringIO()
    impl = DefaultImpl(DefaultDialect(), None, True, None, buffer, {})
    impl.alter_column("t", "c", name="d", nullable=False, type_=sa.Text, server_default=None, comment=None)
    impl.alter_column("t", "c")
    assert buffer.getvalue().splitlines()[::2] == [
        "ALTER TABLE t ALTER COLUMN c SET NOT NULL;",
        "ALTER TABLE t ALTER COLUMN c DROP DEFAULT;",
        "ALTER TABLE t ALTER COLUMN c TYPE TEXT;",
        "COMMENT ON COLUMN t.c IS NULL;",
        "ALTER TABLE t RENAME c TO d;",
    ]


def test_a_constraint_can_be_added_twice_and_still_is_part_of_its_table() -> None:
    buffer = io.StringIO()
    impl = DefaultImpl(DefaultDialect(), None, True, None, buffer, {})
    table = sa.Table("t", sa.MetaData(), sa.Column("a", sa.Integer), sa.UniqueConstraint("a", name="u"))
    (constraint,) = (c for c in table.constraints if isinstance(c, sa.UniqueConstraint))
    impl.add_constraint(constraint)
    impl.drop_constraint(constraint)
    impl.add_constraint(constraint)
    impl.create_table(table)
    assert buffer.getvalue().count("CONSTRAINT u UNIQUE (a)") == 3


def test_bulk_insert_says_what_it_wants() -> None:
    impl = DefaultImpl(DefaultDialect(), None, True, None, io.StringIO(), {})
    table = sa.table("t", sa.column("a"))
    with pytest.raises(TypeError, match="List expected"):
        impl.bulk_insert(table, {"a": 1})  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="List of dictionaries expected"):
        impl.bulk_insert(table, [1])  # type: ignore[list-item]


def test_a_subclass_with_a_dialect_is_registered_and_one_without_is_not() -> None:
    class Dialect(DefaultDialect):
        name = "registered_here"

    class Impl(DefaultImpl):
        __dialect__ = "registered_here"

    class Derived(Impl):
        pass

    try:
        assert DefaultImpl.get_by_dialect(Dialect()) is Impl
        assert Derived not in IMPLEMENTATIONS.values()
    finally:
        del IMPLEMENTATIONS["registered_here"]
    assert DefaultImpl.get_by_dialect(Dialect()) is DefaultImpl


def test_an_implementation_given_before_the_built_in_one_is_loaded_stays() -> None:
    program = """
import sqlalchemy as sa
from migrate.ddl.impl import DefaultImpl
class Mine(DefaultImpl):
    __dialect__ = "sqlite"
import migrate.ddl.sqlite
assert DefaultImpl.get_by_dialect(sa.create_engine("sqlite://").dialect) is Mine
"""
    subprocess.run([sys.executable, "-c", program], check=True)


def test_comparison_hooks_answer_from_the_dialects_knowledge(scratch: Any) -> None:
    impl = DefaultImpl.get_by_dialect(scratch.engine.dialect)(scratch.engine.dialect, None, False, None, None, {})
    column: sa.Column[Any] = sa.Column("c", sa.String(10))
    assert not impl.compare_type(column, sa.Column("c", sa.String(10)))
    assert impl.compare_type(column, sa.Column("c", sa.String(20)))
    assert not impl.compare_server_default(column, column, "'a'", "'a'")
    assert impl.compare_server_default(column, column, "'a'", "'A'")
    assert impl.compare_server_default(column, column, None, "'A'")
    table = sa.Table("t", sa.MetaData(), column, sa.Column("d", sa.Integer))
    one, other = sa.Index("ix", table.c.c), sa.Index("ix", table.c.d)
    assert impl.compare_indexes(one, one).is_equal
    assert impl.compare_indexes(other, one).is_different
    assert impl.compare_unique_constraint(
        sa.UniqueConstraint(table.c.c, name="u"), sa.UniqueConstraint(table.c.c, name="u")
    ).is_equal
