"""From models to records, from records to SQLAlchemy objects, and from those to the same records again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from migrate.comparators.materialize import MetadataSide, RecordSide
from migrate.comparators.records import Index, IndexKey, Table, TableKey
from migrate.comparators.target import MetadataReader
from tests.unit.comparators.sides import DIALECTS, column, read, snapshot, support, table

Item = Any
GENERIC: dict[str, Callable[[], list[Item]]] = {
    "types": lambda: [
        sa.Column(f"c{i}", type_)
        for i, type_ in enumerate[Any](
            [
                sa.Integer(), sa.SmallInteger(), sa.BigInteger(), sa.String(20), sa.Text(), sa.Boolean(), sa.Date(),
                sa.DateTime(), sa.Time(), sa.Float(), sa.Double(), sa.Numeric(10, 2), sa.LargeBinary(),
                sa.Enum("a", "b", name="e"), sa.Unicode(5), sa.CHAR(3), sa.REAL(),
            ]
        )
    ],
    "defaults": lambda: [
        sa.Column("a", sa.String(20), server_default="it's"),
        sa.Column("b", sa.Integer, server_default=sa.text("1 + 1")),
        sa.Column("c", sa.DateTime, server_default=sa.func.now()),
        sa.Column("d", sa.String(20), server_default=sa.text("'a:b'")),
    ],
    "computed": lambda: [sa.Column("n", sa.Integer), sa.Column("m", sa.Integer, sa.Computed("n * 2", persisted=True))],
    "computed with a colon": lambda: [
        sa.Column("n", sa.String(9)), sa.Column("m", sa.String(9), sa.Computed(r"n || '\:b'", persisted=True))
    ],
    "constraints": lambda: [
        sa.Column("a", sa.Integer, sa.ForeignKey("p.id", ondelete="CASCADE"), nullable=False),
        sa.Column("b", sa.Integer, unique=True),
        sa.UniqueConstraint("b", "a", name="uq"),
        sa.CheckConstraint("a > 0 AND b <> 'x:y'", name="ck"),
        sa.CheckConstraint("b IN (1, 2)"),
        sa.ForeignKeyConstraint(["b"], ["t.a"], name="fk", onupdate="CASCADE"),
    ],
    "primary key of two columns": lambda: [
        sa.Column("a", sa.Integer, primary_key=True), sa.Column("b", sa.Integer, primary_key=True)
    ],
    "autoincrement": lambda: [sa.Column("id", sa.Integer, primary_key=True)],
    "no autoincrement": lambda: [sa.Column("id", sa.Integer, primary_key=True, autoincrement=False)],
    "indexes": lambda: [
        sa.Column("a", sa.String(20), index=True),
        sa.Column("b", sa.Integer),
        sa.Index("ix_desc", sa.desc("b"), "a", unique=True),
        sa.Index("ix_expression", sa.text("lower(a)")),
        sa.Index("ix_mixed", "b", sa.func.upper(sa.column("a"))),
    ],
    "odd names": lambda: [sa.Column("two words", sa.Integer), sa.Column("Order", sa.Integer, index=True)],
    "comments": lambda: [sa.Column("a", sa.Integer, comment="it's 100%")],
}  # fmt: skip
OWN: dict[str, dict[str, Callable[[], list[Item]]]] = {
    "postgresql": {
        "types": lambda: [
            sa.Column("a", postgresql.ARRAY(sa.Integer)), sa.Column("b", postgresql.JSONB()),
            sa.Column("c", sa.Uuid()), sa.Column("j", sa.JSON()),
            sa.Column("d", postgresql.TIMESTAMP(timezone=True, precision=3)),
            sa.Column("e", postgresql.INTERVAL(fields="DAY TO SECOND")), sa.Column("f", postgresql.TSVECTOR()),
            sa.Column("g", postgresql.BIT(3)), sa.Column("h", postgresql.INT4RANGE()),
            sa.Column("i", postgresql.INET()),
        ],
        "identity": lambda: [sa.Column("id", sa.BigInteger, sa.Identity(always=True, start=5), primary_key=True)],
        "collation": lambda: [sa.Column("a", sa.String(10, collation="C"))],
        "late": lambda: [
            sa.Column("a", sa.Integer),
            sa.UniqueConstraint("a", name="u", deferrable=True, initially="DEFERRED"),
            sa.ForeignKeyConstraint(["a"], ["p.id"], name="fk", deferrable=True, match="FULL"),
        ],
        "indexes": lambda: [
            sa.Column("a", sa.String(9)), sa.Column("b", postgresql.JSONB()), sa.Column("c", sa.Integer),
            sa.Index("i1", "b", postgresql_using="gin"),
            sa.Index("i2", "a", postgresql_where=sa.text("c > 0"), postgresql_include=["c"]),
            sa.Index("i3", "a", postgresql_ops={"a": "text_pattern_ops"}, postgresql_with={"fillfactor": 50}),
            sa.Index("i4", sa.nulls_last(sa.desc(sa.column("c")))),
        ],
    },
    "sqlite": {
        "collation": lambda: [sa.Column("a", sa.String(10, collation="NOCASE"), index=True)],
        "conflicts": lambda: [
            sa.Column("a", sa.Integer, sqlite_on_conflict_unique="IGNORE", unique=True),
            sa.Column("b", sa.Integer, nullable=False, sqlite_on_conflict_not_null="FAIL"),
        ],
        "partial": lambda: [sa.Column("a", sa.Integer), sa.Index("ix", "a", sqlite_where=sa.text("a > 0"))],
    },
    "mysql": {
        "types": lambda: [
            sa.Column("z", sa.JSON()), sa.Column("a", mysql.INTEGER(unsigned=True)),
            sa.Column("b", mysql.ENUM("a", "it's")),
            sa.Column("c", mysql.SET("x", "y")), sa.Column("d", mysql.DATETIME(fsp=3)),
            sa.Column("e", mysql.LONGTEXT()),
            sa.Column("f", mysql.TINYINT(1)), sa.Column("g", mysql.YEAR()),
        ],
        "fulltext": lambda: [sa.Column("a", sa.Text()), sa.Index("ix", "a", mysql_prefix="FULLTEXT")],
    },
    "default": {},
}  # fmt: skip
CASES = [
    pytest.param(dialect, make, id=f"{dialect}-{name}")
    for dialect, own in OWN.items()
    for name, make in [*GENERIC.items(), *((f"own {name}", make) for name, make in own.items())]
]
T = TableKey(None, "t")


def model(items: list[Item], **kw: Any) -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table("p", metadata, sa.Column("id", sa.Integer, primary_key=True))
    sa.Table("t", metadata, *items, **kw)
    return metadata


@pytest.mark.parametrize(("dialect", "make"), CASES)
def test_what_is_built_from_a_record_is_read_as_that_record(dialect: str, make: Callable[[], list[Item]]) -> None:
    record = read(model(make()), dialect).tables[T]
    bundle = support(dialect)
    built = RecordSide({T: record}, bundle).table(T)
    assert MetadataReader(bundle).table(built) == record


@pytest.mark.parametrize(("dialect", "make"), CASES)
def test_what_is_built_from_a_record_can_be_created(dialect: str, make: Callable[[], list[Item]]) -> None:
    side = RecordSide(read(model(make()), dialect).tables, support(dialect))
    assert "CREATE TABLE t" in str(CreateTable(side.table(T)).compile(dialect=DIALECTS[dialect]))


@pytest.mark.parametrize(("dialect", "make"), CASES)
def test_reading_models_twice_gives_the_same_record(dialect: str, make: Callable[[], list[Item]]) -> None:
    assert read(model(make()), dialect) == read(model(make()), dialect)


@pytest.mark.parametrize(("dialect", "keywords"), [
    ("postgresql", {"postgresql_partition_by": "LIST (a)"}),
    ("sqlite", {"sqlite_with_rowid": False}),
    ("mysql", {"mysql_engine": "MyISAM", "mysql_charset": "latin1"}),
])  # fmt: skip
def test_options_of_a_table_come_back(dialect: str, keywords: dict[str, Any]) -> None:
    record = read(model([sa.Column("a", sa.Integer, primary_key=True)], **keywords), dialect).tables[T]
    assert record.options
    built = RecordSide({T: record}, support(dialect)).table(T)
    assert MetadataReader(support(dialect)).table(built).options == record.options


def test_the_prefix_of_a_key_is_said_by_its_option() -> None:
    record = read(model([sa.Column("a", sa.Text()), sa.Index("ix", "a", mysql_length=10)]), "mysql").tables[T]
    index = RecordSide({T: record}, support("mysql")).index(T, record.indexes[0])
    assert str(CreateIndex(index).compile(dialect=DIALECTS["mysql"])) == "CREATE INDEX ix ON t (a(10))"


def test_a_side_of_records_builds_a_table_once_and_when_asked() -> None:
    side = RecordSide(snapshot(table("t", column("a")), table("u")).tables, support())
    assert side._built == {}
    assert side.table(T) is side.table(T)
    assert side.column(T, "a") is side.table(T).c["a"]
    assert list(side._built) == [T]


def test_parts_of_a_built_table_are_those_of_the_table() -> None:
    record = read(model(GENERIC["constraints"]()), "postgresql").tables[T]
    side = RecordSide({T: record}, support())
    parts: list[Any] = [*record.unique_constraints, *record.check_constraints, *record.foreign_keys]
    for constraint in parts:
        assert side.constraint(T, constraint) in side.table(T).constraints


def test_names_of_the_database_are_final() -> None:
    record = read(model([sa.Column("a", sa.Integer), sa.UniqueConstraint("a", name="u")])).tables[T]
    constraint = RecordSide({T: record}, support()).constraint(T, record.unique_constraints[0])
    assert isinstance(constraint.name, sa.sql.elements.conv)


def sides(metadata: sa.MetaData) -> tuple[MetadataSide, Table]:
    reader = MetadataReader(support())
    records = {reader.key(t): reader.table(t) for t in metadata.tables.values()}
    return MetadataSide({reader.key(t): t for t in metadata.tables.values()}, reader, records), records[T]


def test_the_side_of_the_models_hands_out_the_models_own_objects() -> None:
    metadata = model([*GENERIC["constraints"](), sa.Index("ix", "a")])
    side, record = sides(metadata)
    own = metadata.tables["t"]
    assert side.table(T) is own
    assert side.column(T, "a") is own.c.a
    parts: list[Any] = [*record.unique_constraints, *record.foreign_keys, *record.check_constraints]
    assert all(side.constraint(T, part) in own.constraints for part in parts)
    assert side.index(T, record.indexes[0]) in own.indexes


def test_a_check_in_the_database_s_spelling_is_still_the_model_s_own() -> None:
    metadata = model([sa.Column("a", sa.Integer), sa.CheckConstraint("a > 0")])
    side, record = sides(metadata)
    (check,) = record.check_constraints
    respelled = check._replace(sql="(a)::integer > 0")
    side.originals[T, respelled] = check
    assert side.constraint(T, respelled) in metadata.tables["t"].constraints


def test_what_the_model_does_not_say_is_built() -> None:
    reader = MetadataReader(support())
    metadata = model([sa.Column("a", sa.Integer)])
    implied = Index("implied", (IndexKey("a"),))
    records = {T: reader.table(metadata.tables["t"])._replace(indexes=(implied,))}
    found = MetadataSide({T: metadata.tables["t"]}, reader, records).index(T, implied)
    assert (found.name, found.columns.keys()) == ("implied", ["a"])
    assert not metadata.tables["t"].indexes


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_type_that_does_not_exist_names_its_column(dialect: str) -> None:
    with pytest.raises(Exception, match=r"the type of t\.a does not exist on"):
        read(model([sa.Column("a", sa.types.NullType())]), dialect)
