"""A migration that does not reach its end where DDL cannot be rolled back: what stays, what is said, what helps."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.databases import Scratch
from tests.integration.test_runtime_commands import Project

CREATE = """op.create_table(
        "book",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("title", sa.String(20)),
        sa.Column("state", sa.String(10)),
        sa.Column("author", sa.Integer()),
        sa.Column("pages", sa.Integer()),
    )"""
RULES = """op.add_column("book", sa.Column("price", sa.Integer(), nullable=True))
    op.create_unique_constraint("uq_book_title", "book", ["title"])
    op.create_check_constraint("ck_book_state", "book", "state IN ('new', '100%', 'a\\\\:b')")
    with op.batch_alter_table("book") as batch_op:
        batch_op.create_foreign_key("fk_book_author", "t_a", ["author"], ["id"])
        batch_op.alter_column("pages", nullable=False, existing_type=sa.Integer(), existing_nullable=True)
    op.alter_column("book", "title", type_=sa.String(4), existing_type=sa.String(20), existing_nullable=True)"""
ROWS = "INSERT INTO book VALUES (1, 'x', 'gone', 7, NULL), (2, 'x', 'a:b', NULL, 1), (3, 'longer', '100%', NULL, 1)"
REPAIR = "UPDATE book SET title = id, state = 'new', author = NULL, pages = 1"


@pytest.fixture
def project(tmp_path: Path, mariadb: Scratch) -> Project:
    return Project(tmp_path, mariadb)


def execute(project: Project, statement: str) -> None:
    with project.engine.begin() as connection:
        connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


def columns(project: Project, table: str) -> list[str]:
    return [column["name"] for column in sa.inspect(project.engine).get_columns(table)]


def test_rows_in_the_way_are_told_before_anything_is_changed(project: Project) -> None:
    project.write("b", "a", CREATE)
    project.write("c", "b", RULES)
    assert project.run("upgrade", "b")[0] == 0
    execute(project, ROWS)
    status, text = project.run("upgrade", "head")
    assert status == 1
    assert "Traceback" not in text
    for told in (
        "1 value of book against UNIQUE (title)",
        "1 row of book against CHECK (state IN ('new', '100%', 'a:b'))",
        "1 row of book against FOREIGN KEY (author) REFERENCES t_a (id)",
        "1 row of book against NOT NULL of pages",
        "1 row of book against title with 4 characters at most",
        "migration c (number c) failed while upgrading; none of it had been done.",
    ):
        assert told in text, text
    assert project.state() == (["book", "t_a", "t_b"], ["b"])
    assert "price" not in columns(project, "book")

    execute(project, REPAIR)
    status, text = project.run("upgrade", "head")
    assert status == 0, text
    assert project.state()[1] == ["c"]
    assert "price" in columns(project, "book")


def test_what_an_earlier_directive_repairs_is_not_in_the_way(project: Project) -> None:
    repaired = RULES.replace("op.create_unique", f'op.execute("{REPAIR}")\n    op.create_unique', 1)
    project.write("b", "a", CREATE)
    project.write("c", "b", repaired)
    assert project.run("upgrade", "b")[0] == 0
    execute(project, ROWS)
    status, text = project.run("upgrade", "head")
    assert status == 0, text


def test_a_failure_in_the_middle_names_the_statements_that_stay(project: Project) -> None:
    project.write("b", "a", CREATE)
    project.write("c", "b", f'print("this script has code of its own")\n    {RULES}')
    assert project.run("upgrade", "b")[0] == 0
    execute(project, ROWS)
    status, text = project.run("upgrade", "head")
    assert status == 1
    assert "Traceback" not in text
    assert "what c changed before it failed is still there, 2 statements." in text
    assert "The version table says b." in text
    assert "  ALTER TABLE book ADD COLUMN price INTEGER\n" in text

    execute(project, REPAIR)
    execute(project, "ALTER TABLE book DROP COLUMN price")
    execute(project, "DROP TABLE t_c")
    status, text = project.run("upgrade", "head")
    assert status == 0, text
    assert project.state()[1] == ["c"]


def test_rows_that_a_rollback_takes_back_are_not_among_what_stays(project: Project) -> None:
    body = 'op.execute("INSERT INTO t_c VALUES (1)")\n    op.execute("INSERT INTO nothing_here VALUES (1)")'
    project.write("c", "b", body)
    status, text = project.run("upgrade", "head")
    assert status == 1
    assert "is still there, 1 statement." in text
    with project.engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT COUNT(*) FROM t_c")) == 0


def test_a_killed_migration_is_not_recorded_and_holds_no_lock(project: Project) -> None:
    project.write("b", "a", CREATE)
    project.write("c", "b", 'op.execute("SELECT SLEEP(60)")\n    op.create_table("late", sa.Column("x", sa.Integer()))')
    assert project.run("upgrade", "b")[0] == 0
    process = project.start("upgrade", "head")
    while not sa.inspect(project.engine).has_table("t_c"):
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    with project.engine.connect() as connection:  # the server goes on with the statement of a client that is gone
        busy = sa.text(
            "SELECT id FROM information_schema.processlist WHERE info LIKE '%SLEEP(60)%' AND id <> connection_id()"
        )
        for number in connection.scalars(busy).all():
            connection.exec_driver_sql(f"KILL {number}")
    assert project.state() == (["book", "t_a", "t_b", "t_c"], ["b"])

    project.write("c", "b", 'op.create_table("late", sa.Column("x", sa.Integer()))')
    status, text = project.run("upgrade", "head")
    assert status == 1
    assert "Traceback" not in text
    assert "'t_c' already exists" in text
    assert "none of it had been done. Nothing else of this run is applied. The version table says b." in text

    execute(project, "DROP TABLE t_c")
    status, text = project.run("upgrade", "head")
    assert status == 0, text
    assert project.state() == (["book", "late", "t_a", "t_b", "t_c"], ["c"])
