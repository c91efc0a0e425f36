"""The tutorial: an environment, revisions, partial and relative identifiers, ranges of the history."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.integration.documented import Documented, lines


@pytest.fixture
def project(tmp_path: Path) -> Documented:
    """Four revisions in a row, each of which makes a table of its name."""
    made = Documented(tmp_path)
    parent = None
    for revision in ("10aa", "20bb", "30cc", "40dd"):
        made.revision(
            revision, parent, f"op.execute('CREATE TABLE t{revision} (a INT)')", f"op.drop_table('t{revision}')"
        )
        parent = revision
    return made


def test_a_revision_is_created_filled_and_run(tmp_path: Path) -> None:
    project = Documented(tmp_path)
    first = project.new("1f00", "create the shelf table")
    assert first.name == "1f00_create_the_shelf_table.py"
    text = first.read_text()
    assert text.startswith('"""create the shelf table\n\nRevision ID: 1f00\nRevises: \nCreate Date: ')
    assert "down_revision = None" in text
    project.fill(
        first,
        """
        op.create_table(
            "shelf",
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("label", sa.String(50), nullable=False),
        )
        """,
        'op.drop_table("shelf")',
    )
    assert "1f00" in project.succeed("upgrade", "head")
    assert (project.tables(), project.applied()) == (["shelf"], ["1f00"])
    second = project.new("2f00", "Add a column")
    assert (second.name, "Revises: 1f00" in second.read_text()) == ("2f00_add_a_column.py", True)
    project.fill(second, 'op.add_column("shelf", sa.Column("height", sa.Integer))', 'op.drop_column("shelf", "height")')
    project.succeed("upgrade", "head")
    assert [row[1] for row in project.rows("PRAGMA table_info(shelf)")] == ["id", "label", "height"]
    assert lines(project.succeed("current")) == ["2f00 (head)"]
    assert lines(project.succeed("history")) == [
        "1f00 -> 2f00 (head), Add a column",
        "<base> -> 1f00, create the shelf table",
    ]
    project.succeed("downgrade", "base")
    assert (project.tables(), project.applied()) == ([], [])


@pytest.mark.parametrize(
    ("start", "command", "applied"),
    [
        (None, ("upgrade", "+2"), ["20bb"]),
        (None, ("upgrade", "2"), ["20bb"]),
        (None, ("upgrade", "20"), ["20bb"]),
        (None, ("upgrade", "10+2"), ["30cc"]),
        (None, ("upgrade", "head"), ["40dd"]),
        (None, ("upgrade", "head-1"), ["30cc"]),
        (None, ("upgrade", "heads"), ["40dd"]),
        ("10aa", ("upgrade", "+1"), ["20bb"]),
        ("40dd", ("downgrade", "-1"), ["30cc"]),
        ("40dd", ("downgrade", "-3"), ["10aa"]),
        ("40dd", ("downgrade", "-4"), []),
        ("40dd", ("downgrade", "30-2"), ["10aa"]),
        ("40dd", ("downgrade", "10+1"), ["20bb"]),
        ("40dd", ("downgrade", "1"), ["10aa"]),
        ("40dd", ("downgrade", "base"), []),
        ("20bb", ("stamp", "head"), ["40dd"]),
        ("20bb", ("stamp", "1"), ["10aa"]),
        ("20bb", ("stamp", "base"), []),
        ("20bb", ("stamp", "--purge", "30cc"), ["30cc"]),
        (None, ("ensure_version",), []),
    ],
)
def test_identifiers_may_be_partial_and_relative(
    project: Documented, start: str | None, command: tuple[str, ...], applied: list[str]
) -> None:
    if start:
        project.succeed("upgrade", start)
    project.succeed(*command)
    assert project.applied() == applied
    if command[0] != "stamp":
        assert project.tables() == [
            f"t{name}" for name in ("10aa", "20bb", "30cc", "40dd") if applied and name <= applied[0]
        ]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("upgrade", "7"), "7"),
        (("upgrade", "+5"), "+5"),
        (("downgrade", "-1"), "-1"),
        (("upgrade", "10:20"), "10:20"),
        (("downgrade", "--sql", "10aa"), "<from>:10aa"),
        (("stamp", "--sql", "--purge", "head"), "purge"),
        (("show", "99"), "99"),
    ],
)
def test_what_cannot_be_is_said(project: Documented, command: tuple[str, ...], said: str) -> None:
    project.succeed("ensure_version")
    assert said in project.fail(*command)


@pytest.mark.parametrize(
    ("span", "shown"),
    [
        ("20:30", ["30cc", "20bb"]),
        ("20:", ["40dd", "30cc", "20bb"]),
        (":20", ["20bb", "10aa"]),
        ("-2:current", ["30cc", "20bb", "10aa"]),
        ("current:", ["40dd", "30cc"]),
        (":current", ["30cc", "20bb", "10aa"]),
        ("20:+1", ["30cc", "20bb"]),
        ("-1:", ["40dd", "30cc"]),
        ("20:heads", ["40dd", "30cc", "20bb"]),
        ("base:20", ["20bb", "10aa"]),
    ],
)
def test_ranges_of_the_history(project: Documented, span: str, shown: list[str]) -> None:
    project.succeed("upgrade", "30")
    assert re.findall(r"-> (\w+)", project.succeed("history", f"-r{span}")) == shown


def test_where_the_database_is_stands_in_the_history(project: Documented) -> None:
    project.succeed("upgrade", "20")
    assert lines(project.succeed("history", "-i")) == [
        "30cc -> 40dd (head), about 40dd",
        "20bb -> 30cc, about 30cc",
        "10aa -> 20bb (current), about 20bb",
        "<base> -> 10aa, about 10aa",
    ]


def test_a_revision_in_full(project: Documented) -> None:
    project.succeed("upgrade", "20")
    for words in (("show", "20"), ("show", "current")):
        assert lines(project.succeed(*words))[:3] == ["Rev: 20bb", "Parent: 10aa", f"Path: {project.versions}/20bb_.py"]
    shown = lines(project.succeed("current", "--verbose"))
    assert {"Rev: 20bb", "Parent: 10aa"} <= set(shown)
    assert "Rev: 40dd (head)" in lines(project.succeed("heads", "-v"))
    assert "Rev: 10aa" in lines(project.succeed("history", "--verbose"))


def test_a_database_that_is_behind_is_told_by_the_status(project: Documented) -> None:
    project.succeed("upgrade", "20")
    assert "20bb" in project.fail("current", "--check-heads")
    project.succeed("upgrade", "heads")
    project.succeed("current", "--check-heads")


@pytest.mark.parametrize(
    ("setting", "pattern"),
    [
        ("file_template = %%(year)d_%%(month).2d_%%(day).2d_%%(hour).2d%%(minute).2d-%%(rev)s_%%(slug)s",
         r"\d{4}_\d\d_\d\d_\d{4}-5a_add_a_very_long_name\.py"),
        ("file_template = %%(epoch)s_%%(rev)s\ntimezone = Europe/Berlin", r"\d{10}_5a\.py"),
        ("file_template = %%(year)d/%%(rev)s_%%(slug)s\nrecursive_version_locations = true",
         r"\d{4}/5a_add_a_very_long_name\.py"),
        ("truncate_slug_length = 10", r"5a_add_a_very\.py"),
    ],
)  # fmt: skip
def test_files_are_named_by_the_template(tmp_path: Path, setting: str, pattern: str) -> None:
    project = Documented(tmp_path)
    project.configure(f"sqlite:///{tmp_path}/shop.db", more=setting)
    project.succeed("revision", "--rev-id", "5a", "-m", "Add a very long name")
    (path,) = project.versions.rglob("*.py")
    assert re.fullmatch(pattern, str(path.relative_to(project.versions)))
    assert lines(project.succeed("heads")) == ["5a (head)"]


def test_a_time_zone_dates_the_file(tmp_path: Path) -> None:
    project = Documented(tmp_path)
    project.configure(f"sqlite:///{tmp_path}/shop.db", more="timezone = Asia/Kolkata")
    assert re.search(r"Create Date: .*\+05:30\n", project.new("5a", "in another zone").read_text())


def test_settings_of_the_source_may_stand_in_pyproject(tmp_path: Path) -> None:
    """script_location in pyproject.toml, the URL in an ini file beside it: both are named, both count."""
    project = Documented(tmp_path)
    project.ini.write_text(f"[alembic]\nsqlalchemy.url = sqlite:///{tmp_path}/shop.db\n")
    (tmp_path / "pyproject.toml").write_text(
        '[tool.alembic]\nscript_location = "%(here)s/migrations"\nprepend_sys_path = ["."]\n'
        'file_template = "%%(rev)s-%%(slug)s"\nversion_locations = ["%(here)s/migrations/versions", "%(here)s/more"]\n'
    )
    project.succeed("revision", "--rev-id", "5a", "-m", "here", "--version-path", str(tmp_path / "more"))
    assert (tmp_path / "more" / "5a-here.py").exists()
    project.succeed("-c", "alembic.ini", "-c", "pyproject.toml", "upgrade", "head")
    assert project.applied() == ["5a"]


def test_messages_may_be_in_any_script(tmp_path: Path) -> None:
    """With output_encoding the file says its encoding, and names beyond ASCII survive."""
    project = Documented(tmp_path)
    path = project.new("5a", "Büchertisch für Größe")
    project.fill(path, 'op.create_table("büchertisch", sa.Column("größe", sa.Integer))', 'op.drop_table("büchertisch")')
    project.succeed("upgrade", "head")
    assert project.tables() == ["büchertisch"]
    assert "Büchertisch für Größe" in project.succeed("history")
