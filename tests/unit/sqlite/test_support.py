"""What the model says about SQLite is what the database then shows."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from migrate.comparators.records import Table, TableKey
from migrate.comparators.target import read_metadata
from migrate.dialects.sqlite.lexer import canonical
from migrate.dialects.sqlite.support import SqliteSupport
from migrate.operations import ops
from tests.every_type import SQLITE as TYPES

DEFAULTS: list[Any] = [
    "",
    "it's",
    "0",
    "plain",
    sa.text("0"),
    sa.text("-1"),
    sa.text("'x'"),
    sa.text("(1 + 2)"),
    sa.text("NULL"),
    sa.func.now(),
    sa.text("CURRENT_TIMESTAMP"),
    sa.text("(lower('A'))"),
    sa.text("x'00'"),
    sa.true(),
    sa.false(),
    sa.literal("a,b"),
    sa.text("1.5e3"),
    sa.text("(datetime('now', '-1 day'))"),
    sa.text("'100%'"),
]

CHECKS = [
    "n > 0",
    "(n  <>  1) AND (n!=2)",
    "a in ('x', 'Y')",
    "a IS not null or n BETWEEN 1 and 5",
    "length( a ) < 10",
    "a LIKE 'x%' ESCAPE '!'",
    "case when n > 1 then 1 else 0 end",
    '"n" = -1',
    "n - -1 > 0",
]


@pytest.fixture
def support() -> SqliteSupport:
    return SqliteSupport(sa.create_engine("sqlite://").dialect)


def both_sides(metadata: sa.MetaData) -> tuple[dict[TableKey, Table], dict[TableKey, Table]]:
    engine = sa.create_engine("sqlite://")
    metadata.create_all(engine)
    support = SqliteSupport(engine.dialect)
    with engine.connect() as connection:
        return dict(read_metadata(metadata, support).tables), dict(support.catalog(connection).tables([None]))


def same(*items: Any, **kw: Any) -> Table:
    """Create a table and return its record, after asserting that model and database have the same one."""
    metadata = sa.MetaData()
    sa.Table("p", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("x", sa.Text, unique=True))
    sa.Table("t", metadata, *items, **kw)
    model, live = both_sides(metadata)
    assert model == live
    return live[TableKey(None, "t")]


@pytest.mark.parametrize("type_", TYPES, ids=repr)
def test_every_type_reads_the_same(type_: Any, support: SqliteSupport) -> None:
    table = same(
        sa.Column("id", sa.Integer, primary_key=True), sa.Column("c", type_), sa.Column("d", type_, nullable=False)
    )
    text = table.columns["c"].type
    assert support.type_text(support.type_object(text)) == text


@pytest.mark.parametrize("default", DEFAULTS, ids=str)
def test_every_default_reads_the_same(default: Any) -> None:
    same(sa.Column("c", sa.Text, server_default=default), sa.Column("n", sa.Integer, server_default=default))


@pytest.mark.parametrize("check", CHECKS)
def test_every_expression_reads_the_same(check: str) -> None:
    columns = [sa.Column("id", sa.Integer, primary_key=True), sa.Column("a", sa.Text), sa.Column("n", sa.Integer)]
    same(
        *columns,
        sa.Column("g", sa.Integer, sa.Computed(check)),
        sa.Column("s", sa.Integer, sa.Computed(check, persisted=True)),
        sa.CheckConstraint(check),
        sa.CheckConstraint(check, name="named"),
        sa.Index("ix", sa.text(f"({check})")),
        sa.Index("ix_where", "a", sqlite_where=sa.text(check)),
    )


def test_keys_read_the_same() -> None:
    same(sa.Column("id", sa.Integer, primary_key=True), sqlite_autoincrement=True)
    same(
        sa.Column("id", sa.Integer, primary_key=True),
        sa.PrimaryKeyConstraint("id", name="pk"),
        sqlite_autoincrement=True,
    )
    same(
        sa.Column("id", sa.Integer, primary_key=True),
        sa.PrimaryKeyConstraint("id", name="pk", sqlite_on_conflict="FAIL"),
    )
    same(sa.Column("id", sa.Integer, sa.ForeignKey("p.id"), primary_key=True), sqlite_autoincrement=True)
    same(
        sa.Column("a", sa.Text, primary_key=True),
        sa.Column("b", sa.Integer, primary_key=True),
        sqlite_with_rowid=False,
    )
    same(sa.Column("a", sa.Integer, sa.Identity(always=True), primary_key=True, comment="x"), comment="y")
    same(sa.Column("a", sa.Integer))


def test_constraints_read_the_same() -> None:
    table = same(
        sa.Column("a", sa.Text, unique=True, nullable=False, sqlite_on_conflict_not_null="IGNORE"),
        sa.Column("b", sa.Text, unique=True, sqlite_on_conflict_unique="REPLACE"),
        sa.Column("c", sa.Integer, sa.ForeignKey("p.id", onupdate="cascade", ondelete="NO ACTION", name="fk")),
        sa.Column("d", sa.Integer, sa.ForeignKey("p.x", deferrable=True, initially="DEFERRED", match="FULL")),
        sa.UniqueConstraint("a", "b", name="u", sqlite_on_conflict="FAIL"),
        sa.CheckConstraint("a <> b", name="ck", sqlite_on_conflict="ROLLBACK"),
    )
    assert table.columns["a"].options == (("on_conflict_not_null", "IGNORE"),)
    assert [c.options for c in table.unique_constraints] == [
        (),
        (("on_conflict", "REPLACE"),),
        (("on_conflict", "FAIL"),),
    ]


def test_indexes_read_the_same() -> None:
    a, b = sa.Column("a", sa.Text), sa.Column("B c", sa.Integer)
    table = same(
        a,
        b,
        sa.Index("i1", a.desc(), b),
        sa.Index("i2", a.collate("nocase").desc(), unique=True),
        sa.Index("i3", sa.func.lower(a), sa.text("a || 'x' desc")),
        sa.Index("i4", b.asc(), sqlite_where=sa.and_(b > 5, a.is_not(None))),
        sa.Index("i5", sa.text('a COLLATE "RTRIM"')),
    )
    assert table.indexes[1].keys == (("a", False, "COLLATE NOCASE DESC"),)
    assert table.indexes[3].options == (("where", '"B c" > 5 AND a IS NOT NULL'),)


def test_options_find_their_way_back(support: SqliteSupport) -> None:
    options = {"strict": True, "without_rowid": True, "autoincrement": True}
    keywords = {"sqlite_strict": True, "sqlite_with_rowid": False, "sqlite_autoincrement": True}
    assert support.table_keywords(options) == keywords
    assert str(support.index_keywords({"where": "a > 1"})["sqlite_where"]) == "a > 1"
    assert support.constraint_keywords({"on_conflict": "FAIL"}) == {"sqlite_on_conflict": "FAIL"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("( a<>1 )", "a != 1"),
        ("A == 1", "A = 1"),
        ("a is not null", "a IS NOT NULL"),
        ('"a" > 1', "a > 1"),
        ("((a))", "a"),
        ("f ( a , b )", "f(a, b)"),
        ("a in(1,2)", "a IN (1, 2)"),
        ("a /* x */ + 1 -- y", "a + 1"),
        ("[a] = `b`", "a = b"),
        ("- 1", "-1"),
        ("a - 1", "a - 1"),
        ("- -1", "- -1"),
    ],
)
def test_one_meaning_has_one_spelling(one: str, other: str) -> None:
    assert canonical(one) == canonical(other) == other


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("'A'", "'a'"),
        ("(a) AND (b)", "a AND b"),
        ("'a'", '"a"'),
        ("a", "A"),
        ("- -1", "--1"),
        ("'a  b'", "'a b'"),
        ('"A"', "A"),
        ("a + 1", "a+2"),
    ],
)
def test_different_texts_stay_different(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


def test_what_needs_a_rebuild(support: SqliteSupport) -> None:
    def added(*args: Any, **kw: Any) -> bool:
        return support.needs_rebuild(ops.AddColumnOp("t", sa.Column("c", *args, **kw)))

    assert not added(sa.Integer)
    assert not added(sa.Integer, sa.ForeignKey("p.id"))
    assert not added(sa.Integer, nullable=False, server_default="3")
    assert not added(sa.Integer, sa.Computed("1"))
    assert added(sa.Integer, nullable=False)
    assert added(sa.Integer, unique=True)
    assert added(sa.Integer, primary_key=True)
    assert added(sa.DateTime, server_default=sa.func.now())
    assert added(sa.Integer, sa.Computed("1", persisted=True))
    assert added(sa.Integer, sa.ForeignKey("p.id"), server_default="1")
    assert not support.needs_rebuild(ops.AlterColumnOp("t", "c", modify_name="d"))
    assert support.needs_rebuild(ops.AlterColumnOp("t", "c", modify_nullable=False))
    assert support.needs_rebuild(ops.CreateUniqueConstraintOp("u", "t", ["c"]))
    assert support.needs_rebuild(ops.DropConstraintOp("u", "t", type_="unique"))
    assert not support.needs_rebuild(ops.CreateIndexOp("ix", "t", ["c"]))
