"""The preview says what happens, table by table, on any terminal and in none."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
import sqlalchemy as sa
from rich.console import Console

from migrate.operations import ops
from migrate.operations.base import MigrateOperation
from migrate.plan import Plan
from migrate.renderers.preview import Preview, plan_text, print_plan
from tests.unit.renderers.plans import everything, plan

EXPECTED = """\
postgresql
├── + author
│   ├── + id    INTEGER                      primary key
│   ├── + name  VARCHAR(80)                  not null  default 'x'
│   ├── + born  TIMESTAMP WITHOUT TIME ZONE  default now()  comment 'when [red]exactly[/red]'
│   ├── + check ck_name  name <> ''
│   ├── + comment  'People → readers'
│   └── + index ix_author_name  (lower(name))  unique
├── ~ book
│   ├── + isbn   VARCHAR(13)
│   ├── ~ title  type      VARCHAR(100) → VARCHAR(200)
│   │            nullable  yes → no
│   │            default   none → 'a'
│   │            comment   none → 'the title'
│   │     ⚠ set-not-null: book.title becomes NOT NULL: it fails where rows have NULL
│   │       fill them first: UPDATE book SET title = … WHERE title IS NULL
│   ├── − price  NUMERIC(10, 2)  not null
│   │     ⚠ drop-column: all values of book.price are lost; the downgrade brings back an empty NOT
│   │     NULL column, for which rows have no value
│   │       if it was renamed, write op.alter_column(…, new_column_name=…) instead
│   ├── + foreign key fk_book  (author_id) → author (id)  on delete cascade
│   │     ⚠ foreign-key-on-rows: book (author_id) refers to author: it fails while rows have what is
│   │     not there
│   │       look for rows without a row of author before upgrading
│   └── − unique uq_book  (isbn)
└── − old.shelf
      ⚠ drop-table: all rows of shelf are lost; the downgrade brings back an empty table
        copy the rows elsewhere first, or rename the table
    ├── − id         INTEGER  primary key
    ├── − author_id  INTEGER
    └── − foreign key fk_shelf  (author_id) → author (id)  on delete cascade
"""


def text_of(*given: MigrateOperation, dialect: str = "postgresql", width: int = 100, sql: bool = False) -> str:
    return plan_text(plan(*given, dialect=dialect), width=width, sql=sql)


def test_a_plan_is_a_tree_of_tables() -> None:
    tree, _, summary = text_of(*everything()).partition("\n\n")
    assert tree == EXPECTED.rstrip("\n")
    assert " ".join(summary.split()) == (
        "1 table added, 1 table dropped, 1 column added, 1 column changed, 1 column dropped, "
        "1 foreign key added, 1 unique constraint dropped, 2 destructive, 2 risky"
    )


def test_nothing_to_do_is_said_in_words() -> None:
    assert text_of() == "No changes: the database matches the models."


def test_the_same_plan_gives_the_same_text() -> None:
    assert len({text_of(*everything()) for _ in range(5)}) == 1


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_no_line_is_wider_than_the_page(width: int) -> None:
    lines = text_of(*everything(), width=width).splitlines()
    assert max(map(len, lines)) <= width
    assert not any(line.endswith(" ") for line in lines)


def test_a_narrow_page_puts_definitions_under_names() -> None:
    assert "│   ├── + name\n│   │     VARCHAR(80)  not null  default" in text_of(*everything(), width=40)


def test_an_encoding_without_signs_gets_ascii() -> None:
    page = io.TextIOWrapper(io.BytesIO(), encoding="ascii", newline="")
    column = sa.Column("naïve", sa.Integer)
    print_plan(plan(*everything(), ops.AddColumnOp("book", column)), file=page)
    page.seek(0)
    text = page.read()
    assert "`-- - old.shelf" in text
    assert "type      VARCHAR(100) -> VARCHAR(200)" in text
    assert "! drop-table" in text
    assert "na\\xefve" in text


def test_colour_is_for_terminals_and_on_request() -> None:
    page = io.StringIO()
    print_plan(plan(*everything()), file=page)
    assert "\x1b" not in page.getvalue()
    page = io.StringIO()
    print_plan(plan(*everything()), file=page, color=True)
    assert "\x1b[1;31m" in page.getvalue()
    assert re.sub(r"\x1b\[[\d;]*m", "", page.getvalue()).split() == text_of(*everything()).split()


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def test_no_color_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    page = Terminal()
    print_plan(plan(*everything()), file=page, width=80)
    assert not re.search(r"\x1b\[[\d;]*3\dm", page.getvalue())


def test_the_sql_of_the_dialect_can_be_shown() -> None:
    text = text_of(*everything(), sql=True)
    assert "\n\nALTER TABLE book ADD COLUMN isbn VARCHAR(13);\n\n" in text
    assert "FOREIGN KEY(author_id) REFERENCES author (id) ON DELETE CASCADE;" in text
    assert text.index("CREATE TABLE author") < text.index("CREATE UNIQUE INDEX ix_author_name")


def test_a_thing_that_is_replaced_is_one_change() -> None:
    old = ops.CreateCheckConstraintOp("ck", "t", "a > 0")
    text = text_of(old.reverse(), ops.CreateCheckConstraintOp("ck", "t", "a > 5"))
    assert "└── ~ check ck  − a > 0\n                    + a > 5\n" in text
    assert text.endswith("1 check changed, 1 risky")


def test_a_rebuild_can_be_shown_where_the_table_is_known() -> None:
    table = sa.Table("t", sa.MetaData(), sa.Column("a", sa.Integer))
    change = ops.AlterColumnOp("t", "a", modify_type=sa.Text(), existing_type=sa.Integer())
    made = replace(plan(change, dialect="sqlite"), before=lambda key: table)
    assert re.search(r"INSERT INTO \w+ \(.*a\) SELECT .*a FROM t;", plan_text(made, sql=True))
    assert "-- t: " in plan_text(replace(made, before=None), sql=True)


def test_names_from_anywhere_stay_on_their_line() -> None:
    column = sa.Column("a\nb\x1b[31m", sa.Integer, comment="two\nlines")
    assert "+ a\\nb\\x1b[31m  INTEGER  comment 'two\\nlines'" in text_of(ops.AddColumnOp("t", column))


def test_one_table_is_one_branch_wherever_its_changes_stand() -> None:
    text = text_of(ops.DropTableOp("a"), ops.RenameTableOp("b", "c"), ops.ExecuteSQLOp("select\n  1"))
    assert "~ b  b → c" in text
    assert "! execute  select 1" in text


def test_what_a_directive_does_not_know_is_not_invented() -> None:
    text = text_of(ops.AlterColumnOp("t", "a", modify_type=sa.Text()))
    assert "type  TEXT" in text


def test_a_directive_of_the_users_has_a_line() -> None:
    class RefreshViewOp(MigrateOperation):
        def __init__(self) -> None:
            self.table_name = "t"

        def undo(self) -> list[MigrateOperation]:
            return []

    assert "! operation RefreshViewOp" in text_of(RefreshViewOp())


def test_a_picture_can_be_made_of_it() -> None:
    console = Console(record=True, file=io.StringIO(), width=100)
    console.print(Preview(plan(*everything()), sql=True))
    assert "author" in console.export_svg(title="migrate diff")


DESCRIBED: list[tuple[MigrateOperation, str]] = [
    (ops.CreatePrimaryKeyOp("pk", "t", ["a", "b"]), "+ primary key pk  (a, b)"),
    (
        ops.CreateUniqueConstraintOp("uq", "t", ["a"], kw={"postgresql_nulls_not_distinct": True, "deferrable": True}),
        "+ unique uq  (a)  deferrable  nulls not distinct",
    ),
    (ops.CreateCheckConstraintOp("ck", "t", sa.column("a") % 2 == 0), "+ check ck  a % 2 = 0"),
    (
        ops.CreateExcludeConstraintOp("ex", "t", [("a", "="), (sa.text("f(b)"), "&&")]),
        "+ exclude ex  (a with =, f(b) with &&)",
    ),
    (
        ops.CreateIndexOp("ix", "t", [sa.column("a").desc()], kw={"postgresql_where": sa.column("a") > 1}),
        "+ index ix  (a DESC)  where a > 1",
    ),
    (ops.CreateTableCommentOp("t", "new", existing_comment="old"), "~ comment  comment  'old' → 'new'"),
    (ops.DropTableCommentOp("t", existing_comment="old"), "~ comment  comment  'old' → none"),
    (ops.AlterColumnOp("t", "a", modify_name="b"), "~ a  name  a → b"),
    (
        ops.AlterColumnOp("t", "a", modify_server_default=sa.Identity(start=3), existing_server_default="x"),
        "default  'x' → identity (start 3)",
    ),
    (
        ops.AlterColumnOp("t", "a", modify_server_default=None, existing_server_default=sa.Computed("b + 1", True)),
        "default  generated as (b + 1) stored → none",
    ),
    (ops.BulkInsertOp(sa.table("t", sa.column("a")), [{"a": 1}, {"a": 2}]), "! insert  2 rows"),
]


@pytest.mark.parametrize(("op", "line"), DESCRIBED)
def test_every_directive_reads_as_what_it_does(op: MigrateOperation, line: str) -> None:
    found = plan_text(_alone(op))
    assert line in found


def _alone(op: MigrateOperation) -> Plan:
    made = plan()
    made.upgrade_ops.ops.append(op)  # past the planner, which wants to know how to go back
    return made
