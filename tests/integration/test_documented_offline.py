"""Offline SQL: a script for somebody else to run, where it begins, and an env.py that writes files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.documented import Documented, lines


@pytest.fixture
def project(tmp_path: Path) -> Documented:
    """Three revisions for PostgreSQL; no server is asked."""
    made = Documented(tmp_path)
    made.configure("postgresql+psycopg://scott:tiger@db.invalid/shop")
    column = 'sa.Column("id", sa.Integer, primary_key=True)'
    made.revision("10aa", None, f'op.create_table("shelf", {column})', 'op.drop_table("shelf")')
    made.revision(
        "20bb", "10aa", 'op.add_column("shelf", sa.Column("seen", sa.DateTime))', 'op.drop_column("shelf", "seen")'
    )
    values = '{"seen": op.inline_literal("2020-01-02")}'
    table = 'sa.table("shelf", sa.column("seen", sa.Date), sa.column("id", sa.Integer))'
    made.revision(
        "30cc", "20bb", f"shelf = {table}; op.execute(shelf.update().where(shelf.c.id == 5).values({values}))"
    )
    return made


def test_a_script_goes_from_the_base_to_a_revision(project: Documented) -> None:
    assert lines(project.succeed("upgrade", "20", "--sql")) == [
        "BEGIN;",
        "CREATE TABLE alembic_version (",
        "version_num VARCHAR(32) NOT NULL,",
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)",
        ");",
        "-- Running upgrade -> 10aa",
        "CREATE TABLE shelf (",
        "id SERIAL NOT NULL,",
        "PRIMARY KEY (id)",
        ");",
        "INSERT INTO alembic_version (version_num) VALUES ('10aa');",
        "-- Running upgrade 10aa -> 20bb",
        "ALTER TABLE shelf ADD COLUMN seen TIMESTAMP WITHOUT TIME ZONE;",
        "UPDATE alembic_version SET version_num='20bb' WHERE alembic_version.version_num = '10aa';",
        "COMMIT;",
    ]


def test_a_range_says_where_to_start(project: Documented) -> None:
    up = lines(project.succeed("upgrade", "20:30", "--sql"))
    assert up[:2] == ["BEGIN;", "-- Running upgrade 20bb -> 30cc"]
    assert "UPDATE shelf SET seen='2020-01-02' WHERE shelf.id = 5;" in up
    down = lines(project.succeed("downgrade", "30:10", "--sql"))
    assert [line for line in down if line.startswith("--")] == [
        "-- Running downgrade 30cc -> 20bb",
        "-- Running downgrade 20bb -> 10aa",
    ]
    assert "DROP TABLE alembic_version;" not in down


def test_a_stamp_and_the_version_table_can_be_written_too(project: Documented) -> None:
    assert "CREATE TABLE IF NOT EXISTS alembic_version (" in lines(project.succeed("ensure_version", "--sql"))
    stamp = lines(project.succeed("stamp", "--sql", "10:30"))
    assert "UPDATE alembic_version SET version_num='30cc' WHERE alembic_version.version_num = '10aa';" in stamp


def test_a_file_can_remember_the_start(project: Documented) -> None:
    """What stands in a file plays the part of the version table; a range on the command line goes first."""
    project.env(
        """
        from pathlib import Path

        noted = Path(config.config_file_name).with_name("version.txt")
        if context.is_offline_mode():
            options["starting_rev"] = noted.read_text() if noted.exists() else None
            noted.write_text(context.script.as_revision_number(context.get_revision_argument()))
        """
    )
    assert "-- Running upgrade -> 10aa" in project.succeed("upgrade", "10", "--sql").replace("  ", " ")
    (project.folder / "version.txt").write_text("10aa")
    shown = project.succeed("upgrade", "20", "--sql")
    assert "-> 10aa" not in shown
    assert "-- Running upgrade 10aa -> 20bb" in shown
    assert (project.folder / "version.txt").read_text() == "20bb"


def test_the_script_can_go_to_a_file_with_a_tag_in_its_name(project: Documented) -> None:
    project.env(
        """
        if context.is_offline_mode():
            options["output_buffer"] = open(f"{context.get_tag_argument()}.sql", "w")
            options["transactional_ddl"] = False
        """
    )
    assert project.succeed("upgrade", "10", "--sql", "--tag", "friday") == ""
    text = (project.folder / "friday.sql").read_text()
    assert "CREATE TABLE shelf" in text
    assert "BEGIN" not in text


def test_a_script_may_ask_which_mode_it_is_in(project: Documented) -> None:
    project.revision("40dd", "30cc", 'op.execute("SELECT 1" if context.is_offline_mode() else "broken")')
    path = project.versions / "40dd_.py"
    path.write_text(path.read_text().replace("import op\n", "import context, op\n"))
    assert "SELECT 1;" in lines(project.succeed("upgrade", "30:40", "--sql"))


def test_a_script_may_write_text_of_its_own(project: Documented) -> None:
    project.revision(
        "40dd", "30cc", 'op.get_context().impl.static_output("-- by hand"); context.static_output("-- too")'
    )
    path = project.versions / "40dd_.py"
    path.write_text(path.read_text().replace("import op\n", "import context, op\n"))
    written = lines(project.succeed("upgrade", "30:40", "--sql"))
    assert written.index("-- by hand") + 1 == written.index("-- too")
