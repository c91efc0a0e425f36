"""Snapshots as data: digest, JSON, and where a table lives."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from migrate.comparators.records import (
    CheckConstraint,
    ForeignKey,
    Index,
    IndexKey,
    ObjectKey,
    PrimaryKey,
    Sequence,
    Table,
    TableKey,
    UniqueConstraint,
    action,
    options,
    ordered,
    timing,
)
from migrate.comparators.snapshot import Snapshot
from tests.unit.comparators.sides import column, read, snapshot, table

ROOT = Path(__file__).parents[3]
FULL = table(
    "größe",
    column("a", "text", False, default="'it''s'", options=(("x", 1),)),
    column("b"),
    schema="s",
    primary_key=PrimaryKey(None, ("a",)),
    unique_constraints=(UniqueConstraint("u", ("a", "b")),),
    foreign_keys=(ForeignKey("fk", ("b",), TableKey(None, "p"), ("id",), None, "CASCADE"),),
    check_constraints=(CheckConstraint("ck", "a > 0"),),
    indexes=(Index("ix", (IndexKey("a", False, "DESC"),), True, (("where", "a > 0"),)),),
    comment="what\nfor",
)
SOME = [FULL, table("a"), table("b"), table("a", schema="z"), table("c", column("x"))]
tables = st.lists(st.sampled_from(SOME), unique_by=id)


@given(tables)
def test_the_order_of_tables_does_not_matter(given: list[Table]) -> None:
    assert snapshot(*given).to_json() == snapshot(*reversed(given)).to_json()


def test_equal_schemas_have_equal_digests() -> None:
    one, other = snapshot(FULL, table("a")), snapshot(table("a"), FULL)
    assert one == other
    assert one.digest() == other.digest()
    assert len(one.digest()) == 64


def test_every_part_counts_in_the_digest() -> None:
    variants = [
        FULL,
        FULL._replace(comment=None),
        FULL._replace(indexes=()),
        FULL._replace(schema=None),
        FULL._replace(columns={"a": FULL.columns["a"]}),
        FULL._replace(foreign_keys=(FULL.foreign_keys[0]._replace(ondelete=None),)),
        FULL._replace(columns={name: c._replace(nullable=True) for name, c in FULL.columns.items()}),
    ]
    assert len({snapshot(v).digest() for v in variants}) == len(variants)
    assert snapshot(FULL, dialect="sqlite").digest() != snapshot(FULL).digest()


def test_json_is_plain_and_readable() -> None:
    found = json.loads(snapshot(FULL).to_json())
    assert found["dialect"] == "postgresql"
    assert (found["tables"][0]["schema"], found["tables"][0]["name"]) == ("s", "größe")
    assert found["tables"][0]["columns"]["b"] == {"type": "integer", "nullable": True}
    assert "größe" in snapshot(FULL).to_json()


def test_objects_that_belong_to_no_table_are_part_of_it() -> None:
    key = ObjectKey("sequence", None, "s1")
    with_sequence = Snapshot("postgresql", {}, {"sequence": {key: Sequence("bigint", 1, 1, 1, 9, 1)}})
    (found,) = json.loads(with_sequence.to_json())["objects"]["sequence"]
    assert (found["name"], found["definition"]["type"]) == ("s1", "bigint")
    assert with_sequence.digest() != Snapshot("postgresql", {}).digest()
    assert Snapshot.from_json(with_sequence.to_json()) == with_sequence


def test_models_give_the_same_bytes_in_every_process() -> None:
    script = (
        "import sqlalchemy as sa\n"
        "from tests.unit.comparators.test_snapshot import model\n"
        "from tests.unit.comparators.sides import read\n"
        "print(read(model()).digest())\n"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", script], env={"PYTHONHASHSEED": seed}, cwd=ROOT, capture_output=True, check=True
        ).stdout
        for seed in "012"
    }
    assert runs == {f"{read(model()).digest()}\n".encode()}


def model() -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table(
        "t",
        metadata,
        *(sa.Column(name, sa.Integer, unique=True, index=name < "d") for name in "abcdef"),
        *(sa.CheckConstraint(f"{name} > {number}") for number, name in enumerate("abc")),
        sa.ForeignKeyConstraint(["a", "b"], ["p.a", "p.b"]),
        sa.ForeignKeyConstraint(["c"], ["p.a"]),
    )
    sa.Table("p", metadata, sa.Column("a", sa.Integer), sa.Column("b", sa.Integer))
    return metadata


def test_a_table_says_where_it_lives() -> None:
    assert FULL.key == TableKey("s", "größe")
    assert str(FULL.key) == "s.größe"
    assert str(TableKey(None, "t")) == "t"


def test_options_leave_out_what_says_nothing() -> None:
    assert options(b=1, a=None, c=False, d=0, e="") == (("b", 1), ("d", 0), ("e", ""))


def test_no_action_is_no_action_at_all() -> None:
    assert [action(text) for text in (None, "no action", "NO ACTION", "cascade", "Set Null")] == [
        None, None, None, "CASCADE", "SET NULL",
    ]  # fmt: skip


def test_deferred_means_deferrable() -> None:
    assert options(**timing(None, "deferred")) == (("deferrable", True), ("initially", "DEFERRED"))
    assert options(**timing(True, "IMMEDIATE")) == (("deferrable", True),)
    assert options(**timing(False, None)) == ()


def test_constraints_are_in_the_order_of_their_names_the_unnamed_first() -> None:
    given = [("b", "1"), (None, "3"), ("a", "4"), (None, "2")]
    records = ordered(CheckConstraint(name, sql) for name, sql in given)
    assert [(r.name, r.sql) for r in records] == [(None, "2"), (None, "3"), ("a", "4"), ("b", "1")]


def test_a_snapshot_shares_the_records_of_equal_tables_but_for_another_order_of_columns() -> None:
    def tables(extra: str) -> Snapshot:
        other = (column("b"), column("a")) if extra == "y" else (column("a"), column("b"))
        return snapshot(table("same", column("a")), table("order", *other), table("differs", column(extra)))

    old, new = tables("x"), tables("y")
    shared = new.sharing(old)
    assert shared == new
    assert [key.name for key, each in shared.tables.items() if each is old.tables[key]] == ["same"]
