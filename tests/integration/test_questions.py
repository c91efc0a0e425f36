"""What the commands ask at a terminal, in a real one, and that they ask nowhere else."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.integration.project import Project
from tests.integration.terminal import at_terminal

OLD = """
import sqlalchemy as sa
metadata = sa.MetaData()
sa.Table("person", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("fullname", sa.String(50)))
"""
NEW = OLD.replace("fullname", "full_name")
NEEDY = OLD.replace("))\n", "), sa.Column('age', sa.Integer, nullable=False))\n")
NOTE = (
    "note: column person.fullname dropped and column person.full_name added look alike: "
    "say --rename person.fullname:person.full_name if it is a rename\n"
)
ASKED = "Was column person.fullname renamed to person.full_name? [y/N] "


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project whose database has a person, and whose models call the name otherwise."""
    made = Project(tmp_path)
    made.configure(f"sqlite:///{tmp_path}/shop.db", "shop:metadata")
    (tmp_path / "shop.py").write_text(OLD)
    made.succeed("revision", "--autogenerate", "-m", "start", "--rev-id", "a1")
    made.succeed("upgrade", "head")
    execute(made, "insert into person values (1, 'Ada')")
    (tmp_path / "shop.py").write_text(NEW)
    return made


def execute(project: Project, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(project.folder / "shop.db")
    try:
        with connection:
            return connection.execute(sql).fetchall()
    finally:
        connection.close()


def written(project: Project) -> str:
    return next(project.versions.glob("b1*.py")).read_text()


AUTOGENERATE = ("revision", "--autogenerate", "-m", "next", "--rev-id", "b1")


@pytest.mark.parametrize("answer", ["y", "yes", "Y"])
def test_yes_at_a_terminal_is_a_renaming(project: Project, answer: str) -> None:
    status, seen = at_terminal(project.command(*AUTOGENERATE), project.folder, [(ASKED, f"{answer}\n")])
    assert status == 0, seen
    assert 'new_column_name="full_name"' in written(project)
    assert "look alike" not in seen
    project.succeed("upgrade", "head")
    assert execute(project, "select full_name from person") == [("Ada",)]


def test_a_renaming_that_was_answered_is_verified(project: Project) -> None:
    status, seen = at_terminal(project.command(*AUTOGENERATE, "--verify"), project.folder, [(ASKED, "y\n")])
    assert status == 0, seen
    assert "the schema is the one of the start" in seen
    assert 'new_column_name="full_name"' in written(project)


def test_two_other_sources_are_asked_about_as_well(project: Project) -> None:
    project.succeed("snapshot", "-o", "old.json")
    status, seen = at_terminal(project.command("diff", "old.json", "models"), project.folder, [(ASKED, "y\n")])
    assert status == 0, seen
    assert "fullname → full_name" in seen


@pytest.mark.parametrize("answer", ["n\n", "\n", "\x04", "what\nno\n"])
def test_anything_else_is_none(project: Project, answer: str) -> None:
    status, seen = at_terminal(project.command(*AUTOGENERATE), project.folder, [(ASKED, answer)])
    assert status == 0, seen
    assert "drop_column" in written(project)
    assert "look alike" not in seen
    assert ("Please answer y or n." in seen) == answer.startswith("what")


def test_of_several_one_is_chosen_by_number(project: Project) -> None:
    (project.folder / "shop.py").write_text(NEW.replace("))\n", "), sa.Column('name', sa.String(50)))\n"))
    status, seen = at_terminal(project.command("diff"), project.folder, [("Number [0/1/2] (0) ", "2\n")])
    assert status == 0, seen
    asked = "What became of column person.fullname?\n  0  it is dropped\n  1  renamed to person.full_name\n"
    assert f"{asked}  2  renamed to person.name\n" in seen
    assert "fullname → name" in seen


def test_ctrl_c_writes_nothing(project: Project) -> None:
    before = project.state()
    status, seen = at_terminal(project.command(*AUTOGENERATE), project.folder, [(ASKED, "\x03")])
    assert status == 130, seen
    assert "interrupted" in seen
    assert "Traceback" not in seen
    assert project.state() == before


@pytest.mark.parametrize("option", ["--no-input", "--json", "--sql"])
def test_who_wants_no_question_gets_none(project: Project, option: str) -> None:
    status, seen = at_terminal(project.command("diff", option), project.folder, [])
    assert status == 0, seen
    assert "[y/N]" not in seen


def test_check_asks_nothing(project: Project) -> None:
    status, seen = at_terminal(project.command("check"), project.folder, [])
    assert status == 1, seen
    assert "[y/N]" not in seen


@pytest.mark.parametrize("command", [("diff",), ("check",), AUTOGENERATE])
def test_without_a_terminal_a_note_says_how_to_say_it(project: Project, command: tuple[str, ...]) -> None:
    done = project.run(*command)
    assert done.status == (1 if command == ("check",) else 0)
    assert NOTE in done.out


@pytest.mark.parametrize("command", ["diff", "check"])
def test_the_option_answers_beforehand(project: Project, command: str) -> None:
    done = project.run(command, "--rename", "person.fullname:person.full_name")
    assert "look alike" not in done.out
    assert "fullname → full_name" in done.out
    data = project.run(command, "--json", "--rename", "person.fullname:person.full_name").out
    assert json.loads(data)["databases"][0]["alike"] == []


def test_statuses_do_not_depend_on_what_looks_alike(project: Project) -> None:
    for _ in range(2):
        assert project.run("diff", "--exit-code").status == 2
        assert project.run("diff").status == 0
        assert project.run("check").status == 1


def test_json_says_what_looks_alike(project: Project) -> None:
    one, two = (project.run("diff", "--json").out for _ in range(2))
    assert one == two
    assert json.loads(one)["databases"][0]["alike"] == [
        {
            "kind": "column",
            "old": "column person.fullname",
            "new": [{"name": "column person.full_name", "rename": "person.fullname:person.full_name"}],
        }
    ]


def test_a_value_is_asked_for_until_it_can_be_one(project: Project) -> None:
    (project.folder / "shop.py").write_text(NEEDY)
    prompt = "Value for them, as Python or SQL (Enter: leave it open in the script): "
    answers = [(prompt, "old\n"), (prompt, "36\n")]
    status, seen = at_terminal(project.command(*AUTOGENERATE), project.folder, answers)
    assert status == 0, seen
    assert "person.age (INTEGER) becomes NOT NULL, and there are rows without a value." in seen
    assert "the table has no column old; write 'old' for a text" in seen
    project.succeed("upgrade", "head")
    assert execute(project, "select age from person") == [(36,)]


def test_enter_leaves_the_place_of_the_value_open(project: Project) -> None:
    (project.folder / "shop.py").write_text(NEEDY)
    status, seen = at_terminal(project.command(*AUTOGENERATE), project.folder, [("in the script): ", "\n")])
    assert status == 0, seen
    assert 'op.required_value("person", "age", ...)' in written(project)
