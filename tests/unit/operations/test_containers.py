"""Containers of directives, revision scripts, and the documented diff tuples."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from migrate.operations import MigrationScript, ops
from migrate.operations.base import MigrateOperation


def author() -> sa.Table:
    return sa.Table(
        "author",
        sa.MetaData(),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(80)),
        sa.Column("city", sa.ForeignKey("city.id", name="fk_city")),
        sa.UniqueConstraint("name", name="uq_name"),
        sa.CheckConstraint("name <> ''", name="ck_name"),
        sa.Index("ix_name", "name"),
        schema="s",
        comment="people",
    )


def part(table: sa.Table, name: str) -> Any:
    parts: list[Any] = [*table.constraints, *table.indexes]
    return next(c for c in parts if c.name == name)


def test_diff_tuples_of_tables() -> None:
    table = author()
    create = ops.CreateTableOp.from_table(table)
    for op, tag in ((create, "add_table"), (create.reverse(), "remove_table")):
        name, made = op.to_diff_tuple()
        assert (name, made.name, made.schema, made.comment) == (tag, "author", "s", "people")
        assert list(made.c.keys()) == ["id", "name", "city"]
        assert {c.name for c in made.constraints} == {None, "uq_name", "ck_name", "fk_city"}


def test_diff_tuples_of_columns() -> None:
    column = sa.Column("born", sa.Date())
    add = ops.AddColumnOp("author", column, schema="s")
    assert add.to_diff_tuple() == ("add_column", "s", "author", column)
    assert add.reverse().to_diff_tuple() == ("remove_column", "s", "author", column)


def test_diff_tuples_of_a_changed_column_show_the_values_that_stay() -> None:
    number, text = sa.Integer(), sa.Text()
    op = ops.AlterColumnOp(
        "t", "c", schema="s", modify_type=text, existing_type=number, modify_nullable=False, existing_nullable=True,
        modify_server_default="1", existing_server_default=None, modify_comment="new", existing_comment="old",
    )  # fmt: skip
    stays = {
        "existing_type": number, "existing_nullable": True, "existing_server_default": None, "existing_comment": "old"
    }  # fmt: skip

    def rest(own: str) -> dict[str, Any]:
        return {name: value for name, value in stays.items() if name != own}

    assert ops.ModifyTableOps("t", [op], schema="s").as_diffs() == [
        [
            ("modify_type", "s", "t", "c", rest("existing_type"), number, text),
            ("modify_nullable", "s", "t", "c", rest("existing_nullable"), True, False),
            ("modify_default", "s", "t", "c", rest("existing_server_default"), None, "1"),
            ("modify_comment", "s", "t", "c", rest("existing_comment"), "old", "new"),
        ]
    ]


@pytest.mark.parametrize(
    ("name", "added", "removed", "kind"),
    [
        ("uq_name", "add_constraint", "remove_constraint", sa.UniqueConstraint),
        ("ck_name", "add_constraint", "remove_constraint", sa.CheckConstraint),
        ("fk_city", "add_fk", "remove_fk", sa.ForeignKeyConstraint),
    ],
)
def test_diff_tuples_of_constraints(name: str, added: str, removed: str, kind: type) -> None:
    constraint = part(author(), name)
    for op, tag in (
        (ops.AddConstraintOp.from_constraint(constraint), added),
        (ops.DropConstraintOp.from_constraint(constraint), removed),
    ):
        found, made = op.to_diff_tuple()
        assert (found, type(made), made.name, made.table.fullname) == (tag, kind, name, "s.author")


def test_diff_tuples_of_indexes() -> None:
    index = part(author(), "ix_name")
    for op, tag in (
        (ops.CreateIndexOp.from_index(index), "add_index"),
        (ops.DropIndexOp.from_index(index), "remove_index"),
    ):
        found, made = op.to_diff_tuple()
        assert (found, made.name, made.table.fullname, made.columns.keys()) == (tag, "ix_name", "s.author", ["name"])


def test_diff_tuples_of_the_comment_of_a_table() -> None:
    tag, table, before = ops.CreateTableCommentOp("t", "new", existing_comment="old", schema="s").to_diff_tuple()
    assert (tag, table.fullname, table.comment, before) == ("add_table_comment", "s.t", "new", "old")
    tag, table = ops.DropTableCommentOp("t", schema="s").to_diff_tuple()
    assert (tag, table.fullname, table.comment) == ("remove_table_comment", "s.t", None)


def test_diff_tuples_of_sql() -> None:
    assert ops.ExecuteSQLOp("SELECT 1").to_diff_tuple() == ("execute", "SELECT 1")


def test_a_drop_known_by_name_only_says_it_has_no_constraint() -> None:
    with pytest.raises(Exception, match="the constraint 'uq' of 't' is known by its name only"):
        ops.DropConstraintOp("uq", "t", "unique").to_diff_tuple()


def test_diffs_look_into_containers_of_containers() -> None:
    inner = ops.ModifyTableOps("t", [ops.ExecuteSQLOp("1"), ops.ModifyTableOps("t", [ops.ExecuteSQLOp("2")])])
    up = ops.UpgradeOps([inner, ops.ExecuteSQLOp("3")])
    assert up.as_diffs() == [("execute", "1"), ("execute", "2"), ("execute", "3")]
    assert [type(op) for op in up.flat()] == [ops.ExecuteSQLOp] * 3


def test_an_empty_container_is_empty() -> None:
    assert ops.UpgradeOps().is_empty()
    assert ops.UpgradeOps().as_diffs() == []
    assert not ops.UpgradeOps([ops.ExecuteSQLOp("1")]).is_empty()


def test_a_container_keeps_a_list_of_its_own() -> None:
    given: list[MigrateOperation] = [ops.ExecuteSQLOp("1")]
    up = ops.UpgradeOps(given)
    up.ops.append(ops.ExecuteSQLOp("2"))
    assert len(given) == 1


def test_reversing_a_table_keeps_its_name_schema_and_rebuild() -> None:
    columns = [sa.Column(name, sa.Integer) for name in "ab"]
    there = ops.ModifyTableOps("t", [ops.AddColumnOp("t", c) for c in columns], schema="s", rebuild=True)
    back = there.reverse()
    assert (back.table_name, back.schema, back.rebuild) == ("t", "s", True)
    assert [op.column_name for op in back.ops if isinstance(op, ops.DropColumnOp)] == ["b", "a"]


def test_reverse_into_replaces_what_was_there() -> None:
    down = ops.DowngradeOps([ops.ExecuteSQLOp("old")], downgrade_token="down")
    up = ops.UpgradeOps([ops.AddColumnOp("t", sa.Column("c", sa.Integer))])
    kept = down.ops
    assert up.reverse_into(down) is down
    assert down.ops is kept, "hooks may hold the list"
    assert [type(op) for op in down.ops] == [ops.DropColumnOp]
    assert down.downgrade_token == "down"


def test_every_directive_has_a_place_for_notes() -> None:
    given: list[Any] = [
        ops.CreateTableOp("t", []),
        ops.DropTableOp("t"),
        ops.AddColumnOp("t", sa.Column("c")),
        ops.UpgradeOps(),
        ops.ModifyTableOps("t", []),
        MigrationScript(None, ops.UpgradeOps(), ops.DowngradeOps()),
    ]
    for op in given:
        op.info["why"] = "because"
        assert op.info == {"why": "because"}


def test_the_info_of_a_table_is_that_of_its_directive() -> None:
    table = sa.Table("t", sa.MetaData(), sa.Column("a", sa.Integer), info={"owner": "x"})
    op = ops.CreateTableOp.from_table(table)
    assert op.info is not None
    op.info["more"] = 1
    assert op.to_table().info == {"owner": "x", "more": 1}
    assert table.info == {"owner": "x"}


def test_a_script_has_one_pair_of_directives_by_default() -> None:
    up, down = ops.UpgradeOps(), ops.DowngradeOps()
    script = MigrationScript("a1", up, down, message="first", imports={"import x"}, head="head", depends_on=["b"])
    assert (script.upgrade_ops, script.upgrade_ops_list) == (up, [up])
    assert (script.downgrade_ops, script.downgrade_ops_list) == (down, [down])
    assert (script.rev_id, script.message, script.imports) == ("a1", "first", {"import x"})
    assert (script.head, script.depends_on, script.splice, script.branch_label) == ("head", ["b"], None, None)


def test_a_script_for_several_databases_has_several_pairs() -> None:
    ups = [ops.UpgradeOps(upgrade_token=f"{name}_upgrades") for name in ("one", "two")]
    script = MigrationScript(None, ups, [])
    assert script.upgrade_ops_list == ups
    with pytest.raises(ValueError, match="2 sets of directives; use upgrade_ops_list"):
        _ = script.upgrade_ops
    assert script.downgrade_ops is None
    script.upgrade_ops = ups[0]
    assert script.upgrade_ops is ups[0]
    script.upgrade_ops = None
    assert script.upgrade_ops_list == []


def test_imports_of_a_script_belong_to_it_alone() -> None:
    imports = {"import a"}
    script = MigrationScript(None, ops.UpgradeOps(), ops.DowngradeOps(), imports=imports)
    script.imports.add("import b")
    assert imports == {"import a"}


def test_what_alters_a_table_is_an_alter_table_op() -> None:
    for cls in (
        ops.AddColumnOp, ops.DropColumnOp, ops.AlterColumnOp, ops.RenameTableOp,
        ops.CreateTableCommentOp, ops.DropTableCommentOp,
    ):  # fmt: skip
        assert issubclass(cls, ops.AlterTableOp)
    assert not issubclass(ops.CreateTableOp, ops.AlterTableOp)
    op = ops.AlterTableOp("t", schema="s")
    assert (op.table_name, op.schema) == ("t", "s")


def test_a_dropped_table_known_by_its_name_has_the_keywords_it_was_given() -> None:
    drop = ops.DropTableOp("t", schema="s", table_kw={"comment": "c", "info": None}, kw={"mysql_engine": "x"})
    table = drop.to_table()
    assert (table.fullname, table.comment, table.kwargs["mysql_engine"]) == ("s.t", "c", "x")
