"""Scripts for SQL Server and Oracle, written by the command for a project of its own: no server, no driver."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.integration.project import Project

CREATE = """table = op.create_table(
        "book",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("title", sa.String(20), nullable=False, server_default="?"),
    )
    op.bulk_insert(table, [{"id": 1, "title": "it's"}])"""
OUTSIDE = """with op.get_context().autocommit_block():
        op.execute("SELECT 1 FROM book;")
    op.alter_column("book", "title", new_column_name="name")"""

MSSQL = """\
BEGIN TRANSACTION;

CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

GO

-- Running upgrade  -> a1

CREATE TABLE book (
	id INTEGER NOT NULL IDENTITY,
	title VARCHAR(20) NOT NULL DEFAULT '?',
	PRIMARY KEY (id)
);

GO

SET IDENTITY_INSERT book ON;

GO

INSERT INTO book (id, title) VALUES (1, 'it''s');

GO

SET IDENTITY_INSERT book OFF;

GO

INSERT INTO alembic_version (version_num) VALUES ('a1');

GO

-- Running upgrade a1 -> a2

COMMIT;

GO

SELECT 1 FROM book;

GO

BEGIN TRANSACTION;

EXEC sp_rename 'book.title', name, 'COLUMN';

GO

UPDATE alembic_version SET version_num='a2' WHERE alembic_version.version_num = 'a1';

GO

COMMIT;

GO

"""

ORACLE = """\
CREATE TABLE alembic_version (
	version_num VARCHAR2(32 CHAR) NOT NULL,
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)

/

-- Running upgrade  -> a1

CREATE TABLE book (
	id INTEGER NOT NULL,
	title VARCHAR2(20 CHAR) DEFAULT '?' NOT NULL,
	PRIMARY KEY (id)
)

/

INSERT INTO book (id, title) VALUES (1, 'it''s')

/

INSERT INTO alembic_version (version_num) VALUES ('a1')

/

-- Running upgrade a1 -> a2

SELECT 1 FROM book

/

ALTER TABLE book RENAME COLUMN title TO name

/

UPDATE alembic_version SET version_num='a2' WHERE alembic_version.version_num = 'a1'

/

"""

BACK = {
    "mssql": """\
BEGIN TRANSACTION;

-- Running downgrade a1 ->

DROP TABLE book;

GO

DELETE FROM alembic_version WHERE alembic_version.version_num = 'a1';

GO

COMMIT;

GO

""",
    "oracle": """\
-- Running downgrade a1 ->

DROP TABLE book

/

DELETE FROM alembic_version WHERE alembic_version.version_num = 'a1'

/

""",
}

ENSURED = {
    "mssql": "BEGIN TRANSACTION;\n\nIF OBJECT_ID('alembic_version') IS NULL\nCREATE TABLE alembic_version (",
    "oracle": "BEGIN\n  EXECUTE IMMEDIATE 'CREATE TABLE alembic_version (",
}


def script(project: Project, *arguments: str) -> str:
    """Return what the command writes, without the spaces at the ends of lines."""
    return re.sub(" +$", "", project.succeed(*arguments, "--sql"), flags=re.MULTILINE)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = Project(tmp_path / "shop")
    project.revision("a1", None, CREATE, 'op.drop_table("book")')
    project.revision("a2", "a1", OUTSIDE)
    return project


@pytest.mark.parametrize(("dialect", "expected"), [("mssql", MSSQL), ("oracle", ORACLE)])
def test_an_upgrade_is_a_script_for_the_databases_own_tool(project: Project, dialect: str, expected: str) -> None:
    project.configure(f"{dialect}://")
    assert script(project, "upgrade", "head") == expected
    assert script(project, "downgrade", "a1:base") == BACK[dialect]
    assert script(project, "ensure_version").startswith(ENSURED[dialect])
