"""The difference of two snapshots, made of literals: no database is needed to compare."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from migrate.comparators.comparison import Comparison
from migrate.comparators.diff import diff
from migrate.comparators.filters import Filters
from migrate.comparators.materialize import RecordSide
from migrate.comparators.records import (
    CheckConstraint,
    Computed,
    ForeignKey,
    Identity,
    Index,
    IndexKey,
    PrimaryKey,
    Table,
    TableKey,
    UniqueConstraint,
)
from migrate.dialects.features import Features
from migrate.dialects.support import DialectSupport
from migrate.operations import ops
from tests.unit.comparators.sides import (
    DIALECTS,
    between,
    column,
    read,
    snapshot,
    support,
    table,
    tags,
    to_models,
)
from tests.unit.renderers.rendering import rendered

A, B = column("a"), column("b")
REFERS = ForeignKey("fk", ("a",), TableKey(None, "p"), ("id",))


def changed(old: Table, new: Table, dialect: str = "postgresql") -> list[Any]:
    return tags(between(snapshot(old, dialect=dialect), snapshot(new, dialect=dialect)))


def test_equal_snapshots_have_no_difference() -> None:
    assert between(snapshot(table("t", A), table("u", B)), snapshot(table("u", B), table("t", A))) == []


def test_tables_are_compared_in_the_order_of_their_names() -> None:
    new = [table("b", A), table("a", A, schema="z"), table("c", A), table("a", A)]
    created = between(snapshot(), snapshot(*new))
    assert [(op.schema, op.table_name) for op in created if isinstance(op, ops.CreateTableOp)] == [
        (None, "a"), (None, "b"), (None, "c"), ("z", "a"),
    ]  # fmt: skip


def test_a_missing_table_is_created_with_its_indexes() -> None:
    metadata = sa.MetaData()
    sa.Table("t", metadata, sa.Column("a", sa.Integer, index=True), sa.Index("ix", sa.text("lower(a)")))
    assert tags(to_models(snapshot(), metadata)) == [("add_table", "t"), ("add_index", "ix"), ("add_index", "ix_t_a")]


def test_a_surplus_table_is_dropped_and_remembers_its_indexes() -> None:
    index = Index("ix", (IndexKey("a"),))
    (drop,) = between(snapshot(table("t", A, indexes=(index,))), snapshot())
    assert isinstance(drop, ops.DropTableOp)
    assert [i.index_name for i in drop.indexes if isinstance(i, ops.CreateIndexOp)] == ["ix"]
    assert "sa.Column('a', sa.INTEGER()" in rendered(drop.reverse())


def test_a_surplus_table_of_a_schema_that_is_not_the_models_stays() -> None:
    old = snapshot(table("t", A), table("t", A, schema="other"))
    assert tags(between(old, snapshot(), removable=frozenset({None}))) == [("remove_table", "t")]
    assert len(between(old, snapshot())) == 2


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"type": "text"}, {"comment": "c"}, ["modify_type", "modify_comment"]),
        ({}, {"type": "text"}, ["modify_type"]),
        ({"type": "text"}, {"type": "text", "collation": '"C"'}, ["modify_type"]),
        ({}, {"default": "1"}, ["modify_default"]),
        ({"default": "1"}, {}, ["modify_default"]),
        ({"default": "1"}, {"default": "2"}, ["modify_default"]),
        ({}, {"identity": Identity(True, 1, 1)}, ["modify_default"]),
        ({"comment": "a"}, {"comment": "b"}, ["modify_comment"]),
        ({}, {"autoincrement": True}, ["modify_autoincrement"]),
        ({"options": (("storage", "plain"),)}, {}, ["modify_postgresql_storage"]),
    ],
)
def test_what_changes_of_a_column(before: dict[str, Any], after: dict[str, Any], expected: list[str]) -> None:
    def made(parts: dict[str, Any]) -> Table:
        return table("t", A._replace(**parts))

    assert changed(made(before), made(after)) == [(tag, "t", "a") for tag in expected]
    back = [tag for tag, *_ in changed(made(after), made(before))]
    assert back == expected


def test_not_null_comes_after_the_type_and_a_value_for_the_rows() -> None:
    before, after = table("t", A), table("t", A._replace(nullable=False, type="text"))
    steps = ["required_value", "modify_type", "fill_missing", "modify_nullable"]
    assert changed(before, after) == [(tag, "t", "a") for tag in steps]
    assert changed(after, before) == [("modify_type", "t", "a"), ("modify_nullable", "t", "a")]


def test_an_alteration_carries_the_values_before() -> None:
    old = column("a", "character varying(20)", False, default="'x'", comment="c")
    (op,) = between(snapshot(table("t", old)), snapshot(table("t", old._replace(comment="d"))))
    assert isinstance(op, ops.AlterColumnOp)
    assert (op.existing_nullable, op.existing_comment, op.modify_comment) == (False, "c", "d")
    assert isinstance(op.existing_type, sa.String)
    assert op.existing_type.length == 20
    assert op.existing_server_default is not False
    assert op.modify_server_default is False


def test_an_alteration_without_a_default_before_brings_none_back() -> None:
    (op,) = between(snapshot(table("t", A)), snapshot(table("t", A._replace(default="1"))))
    assert isinstance(op, ops.AlterColumnOp)
    assert op.reverse().modify_server_default is None


def test_the_order_of_columns_does_not_matter() -> None:
    assert changed(table("t", A, B), table("t", B, A)) == []


def test_columns_come_and_go() -> None:
    assert changed(table("t", A), table("t", B)) == [("add_column", "t", "b"), ("remove_column", "t", "a")]


@pytest.mark.parametrize(
    ("part", "old", "new", "expected"),
    [
        ("unique_constraints", UniqueConstraint("u", ("a",)), UniqueConstraint("u", ("a", "b")), "constraint"),
        ("unique_constraints", UniqueConstraint("u", ("a", "b")), UniqueConstraint("u", ("b", "a")), "constraint"),
        ("unique_constraints", UniqueConstraint("u", ("a",)), UniqueConstraint("v", ("a",)), "constraint"),
        (
            "unique_constraints",
            UniqueConstraint("u", ("a",)),
            UniqueConstraint("u", ("a",), (("deferrable", True),)),
            "constraint",
        ),
        ("foreign_keys", REFERS, REFERS._replace(ondelete="CASCADE"), "fk"),
        ("foreign_keys", REFERS, REFERS._replace(options=(("match", "FULL"),)), "fk"),
        ("foreign_keys", REFERS, REFERS._replace(name="other"), "fk"),
        ("check_constraints", CheckConstraint("ck", "a > 0"), CheckConstraint("ck", "a > 1"), "constraint"),
        ("indexes", Index("ix", (IndexKey("a"),)), Index("ix", (IndexKey("b"),)), "index"),
        ("indexes", Index("ix", (IndexKey("a"),)), Index("ix", (IndexKey("a", False, "DESC"),)), "index"),
        ("indexes", Index("ix", (IndexKey("a"),)), Index("ix", (IndexKey("a"),), True), "index"),
        ("indexes", Index("ix", (IndexKey("a"),)), Index("ix", (IndexKey("a"),), False, (("where", "b"),)), "index"),
        ("indexes", Index("ix", (IndexKey("lower(a)", True),)), Index("ix", (IndexKey("upper(a)", True),)), "index"),
    ],
)
def test_a_changed_constraint_or_index_is_replaced(part: str, old: Any, new: Any, expected: str) -> None:
    bare = table("t", A, B)
    parts: list[dict[str, Any]] = [{part: (old,)}, {part: (new,)}]
    before, after = (bare._replace(**each) for each in parts)
    found = changed(before, after)
    swap = [(f"remove_{expected}", old.name), (f"add_{expected}", new.name)]
    assert found == (swap if old.name == new.name else swap[::-1]), "one name is free before it is taken again"
    assert changed(bare, after) == [(f"add_{expected}", new.name)]
    assert changed(before, bare) == [(f"remove_{expected}", old.name)]


def test_a_changed_primary_key_is_replaced() -> None:
    old, new = (table("t", A, B, primary_key=PrimaryKey(None, columns)) for columns in (("a",), ("a", "b")))
    assert [tag for tag, _ in changed(old, new)] == ["add_constraint", "remove_constraint"], "the plan orders them"
    assert [tag for tag, _ in changed(table("t", A, B), new)] == ["add_constraint"]


def test_the_comment_of_a_table_is_set_changed_and_removed() -> None:
    without, one, other = table("t", A), table("t", A, comment="one"), table("t", A, comment="other")
    assert changed(without, one) == [("add_table_comment", "t")]
    assert changed(one, other) == [("add_table_comment", "t")]
    assert changed(other, without) == [("remove_table_comment", "t")]
    assert changed(without, table("t", A, comment="")) == []


def test_a_new_constraint_without_a_name_gets_its_final_name() -> None:
    metadata = sa.MetaData()
    sa.Table("t", metadata, sa.Column("a", sa.Integer), sa.Column("b", sa.Integer), sa.UniqueConstraint("a", "b"))
    (op,) = to_models(snapshot(table("t", A, B)), metadata)
    assert isinstance(op, ops.CreateUniqueConstraintOp)
    assert op.constraint_name == "t_a_b_key"
    assert rendered(op) == "op.create_unique_constraint(op.f('t_a_b_key'), 't', ['a', 'b'])"
    assert op.reverse().constraint_name == "t_a_b_key"


def test_a_final_name_is_one_that_nothing_has() -> None:
    metadata = sa.MetaData()
    sa.Table(
        "t", metadata, sa.Column("a", sa.Integer), sa.Column("b", sa.Integer),
        sa.UniqueConstraint("b", name="t_a_key"), sa.UniqueConstraint("a"),
    )  # fmt: skip
    taken = UniqueConstraint("t_a_key", ("b",))
    (op,) = to_models(snapshot(table("t", A, B, unique_constraints=(taken,))), metadata)
    assert isinstance(op, ops.CreateUniqueConstraintOp)
    assert op.constraint_name == "t_a_key_2"


def test_names_of_a_naming_convention_are_final() -> None:
    metadata = sa.MetaData(naming_convention={"uq": "uq_%(table_name)s_%(column_0_name)s"})
    sa.Table("t", metadata, sa.Column("a", sa.Integer, unique=True))
    (op,) = to_models(snapshot(table("t", A)), metadata)
    assert rendered(op) == "op.create_unique_constraint(op.f('uq_t_a'), 't', ['a'])"


def test_the_model_s_own_objects_are_in_the_directives() -> None:
    metadata = sa.MetaData()
    condition = sa.text("a <> 1")
    model = sa.Table("t", metadata, sa.Column("a", sa.Integer), sa.CheckConstraint(condition, name="ck"))
    (op,) = to_models(snapshot(table("t", A)), metadata)
    assert isinstance(op, ops.CreateCheckConstraintOp)
    assert "a <> 1" in rendered(op)
    assert next(iter(c for c in model.constraints if c.name == "ck")).table is model


def test_a_column_that_is_added_leaves_its_keys_to_the_other_kinds() -> None:
    metadata = sa.MetaData()
    refers: sa.Column[Any] = sa.Column("b", sa.ForeignKey("p.id", name="fk"), unique=True)
    sa.Table("t", metadata, sa.Column("a", sa.Integer), refers)
    sa.Table("p", metadata, sa.Column("id", sa.Integer))
    old = snapshot(table("t", A), table("p", column("id")))
    found = to_models(old, metadata)
    assert tags(found) == [("add_column", "t", "b"), ("add_constraint", "t_b_key"), ("add_fk", "fk")]
    assert isinstance(found[0], ops.AddColumnOp)
    assert not found[0].column.foreign_keys
    assert found[0].column.unique is None


class Rigid(DialectSupport):
    """A database that cannot change a type."""

    features = Features(retyping_rewrites=False)

    def replaces_column(self, old: Any, new: Any) -> bool:
        return bool(old.type != new.type)


def replaced(old: Table, new: Table, *others: Table) -> list[Any]:
    bundle = Rigid(DIALECTS["default"])
    one, other = snapshot(old, *others, dialect="default"), snapshot(new, *others, dialect="default")
    sides = RecordSide(one.tables, bundle), RecordSide(other.tables, bundle)
    return tags(list(diff(Comparison(one, other, *sides, bundle, Filters()))))


def test_what_stands_on_a_replaced_column_is_replaced_too() -> None:
    parts: dict[str, Any] = {
        "unique_constraints": (UniqueConstraint("uq", ("a",)), UniqueConstraint("uq_b", ("b",))),
        "check_constraints": (CheckConstraint("ck", "a > 0"), CheckConstraint("ck_b", "b > 0")),
        "indexes": (Index("ix", (IndexKey("lower(a)", True),)), Index("ix_b", (IndexKey("b"),))),
    }
    old = table("t", column("a", "INTEGER"), column("b", "INTEGER"), **parts)
    new = table("t", column("a", "BIGINT"), column("b", "INTEGER"), **parts)
    assert replaced(old, new) == [
        ("remove_column", "t", "a"), ("add_column", "t", "a"),
        ("remove_constraint", "uq"), ("add_constraint", "uq"),
        ("remove_constraint", "ck"), ("add_constraint", "ck"),
        ("remove_index", "ix"), ("add_index", "ix"),
    ]  # fmt: skip


def test_a_foreign_key_to_a_replaced_column_is_replaced_too() -> None:
    key = ForeignKey("fk", ("p_id",), TableKey(None, "t"), ("a",))
    child = table("child", column("p_id", "INTEGER"), foreign_keys=(key,))
    old, new = table("t", column("a", "INTEGER")), table("t", column("a", "BIGINT"))
    assert replaced(old, new, child) == [
        ("remove_fk", "fk"), ("add_fk", "fk"), ("remove_column", "t", "a"), ("add_column", "t", "a"),
    ]  # fmt: skip


def test_expressions_step_aside_while_a_type_changes_where_that_rewrites_them() -> None:
    check = CheckConstraint("ck", "a > 0")
    key = UniqueConstraint("uq", ("a",))
    old = table("t", A, unique_constraints=(key,), check_constraints=(check,))
    new = old._replace(columns={"a": column("a", "bigint")})
    assert changed(old, new) == [
        ("modify_type", "t", "a"), ("remove_constraint", "ck"), ("add_constraint", "ck"),
    ]  # fmt: skip
    assert changed(old, new, "default") == [("modify_type", "t", "a")]


def test_a_generated_column_over_a_retyped_one_is_added_again() -> None:
    double = column("d", computed=Computed("a * 2", True))
    old, new = table("t", A, double), table("t", column("a", "bigint"), double)
    found = changed(old, new)
    assert ("modify_type", "t", "a") in found
    assert [t for t in found if t[0] != "modify_type"] == [("remove_column", "t", "d"), ("add_column", "t", "d")]


def test_a_kind_left_out_is_not_compared() -> None:
    old, new = snapshot(table("t", A)), snapshot(table("t", A, comment="c"))
    assert between(old, new, left_out=frozenset({"comment"})) == []


def test_models_that_are_what_the_snapshot_says_have_no_difference() -> None:
    metadata = sa.MetaData()
    sa.Table(
        "t", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("a", sa.String(20), server_default="x"),
        sa.UniqueConstraint("a", name="u"), sa.CheckConstraint("a != ''", name="ck"),
    )  # fmt: skip
    for dialect in DIALECTS:
        assert tags(to_models(read(metadata, dialect), metadata)) == [], dialect


def test_a_schema_is_written_as_the_model_spells_it() -> None:
    metadata = sa.MetaData()
    sa.Table("t", metadata, sa.Column("a", sa.Integer), sa.Column("b", sa.Integer), schema="public")
    bundle = support()
    default = bundle.dialect.default_schema_name
    bundle.dialect.default_schema_name = "public"
    try:
        (op,) = to_models(snapshot(table("t", A)), metadata)
    finally:
        bundle.dialect.default_schema_name = default
    assert isinstance(op, ops.AddColumnOp)
    assert op.schema == "public"
