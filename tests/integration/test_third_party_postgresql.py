"""A project's own implementation over the one for PostgreSQL, defined in env.py: the commands ask its hooks."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
import sqlalchemy as sa

from migrate.ddl.impl import IMPLEMENTATIONS
from migrate.ddl.postgresql import PostgresqlImpl
from tests.databases import Scratch
from tests.integration.documented import Documented
from tests.integration.project import Project

ENV = """
from migrate.ddl.postgresql import PostgresqlImpl

class OwnImpl(PostgresqlImpl):
    __dialect__ = "postgresql"
{hook}

metadata = sa.MetaData()
customer = sa.Table("customer", metadata, sa.Column("id", sa.Integer, primary_key=True))
sa.Table(
    "invoice",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("total", sa.Integer, server_default="0"),
    sa.Column("text", sa.String(20)),
    sa.Column("customer", sa.ForeignKey("customer.id")),
    sa.Index("ix_text", "text", postgresql_where=sa.text("total > 0")),
    sa.UniqueConstraint("total", name="uq_total"),
    sa.CheckConstraint("total >= 0", name="ck_total"),
)
options["target_metadata"] = metadata
"""

TABLES = (
    "CREATE TABLE customer (id serial PRIMARY KEY)",
    "CREATE TABLE invoice (id serial PRIMARY KEY, total int DEFAULT 0, text varchar(20), "
    "customer int REFERENCES customer, CONSTRAINT uq_total UNIQUE (total), CONSTRAINT ck_total CHECK (total >= 0))",
    "CREATE INDEX ix_text ON invoice (text) WHERE total > 0",
)

UNLIKE = """
    def {name}(self, model, reflected):
        from migrate.ddl.comparison import ComparisonResult
        assert model.name == reflected.name and model.table.name == reflected.table.name == "invoice"
        return ComparisonResult.{answer}
"""


@pytest.fixture
def project(tmp_path: Path, postgresql: Scratch, monkeypatch: pytest.MonkeyPatch) -> Documented:
    monkeypatch.setitem(IMPLEMENTATIONS, "postgresql", PostgresqlImpl)
    run(postgresql, *TABLES)
    made = Documented(tmp_path)
    made.configure(postgresql.url.render_as_string(hide_password=False))
    return made


def run(scratch: Scratch, *statements: str) -> None:
    with scratch.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


class Compared(NamedTuple):
    """What autogenerate wrote: the names of the directives of upgrade(), and its text with single quotes."""

    directives: list[str]
    text: str


def compared(project: Documented, hook: str, *, env: str = "") -> Compared:
    """Return what autogenerate writes with a hook; the script does not stay."""
    project.env(ENV.format(hook=hook) + env)
    text = project.autogenerate().partition("def upgrade():")[2].partition("def downgrade")[0].replace('"', "'")
    return Compared(re.findall(r"^    op\.(\w+)\(", text, re.MULTILINE), text)


def forget(project: Documented) -> None:
    for path in project.versions.glob("auto1_*.py"):
        path.unlink()


NOTHING = "    pass"


def test_an_implementation_that_says_nothing_changes_nothing(project: Documented) -> None:
    assert compared(project, NOTHING).directives == []


@pytest.mark.parametrize(
    ("hook", "statements", "expected"),
    [
        (UNLIKE.format(name="compare_indexes", answer="Different('they say so')"), (), ["drop_index", "create_index"]),
        (UNLIKE.format(name="compare_indexes", answer="Skip('they say so')"),
         ("DROP INDEX ix_text", "CREATE UNIQUE INDEX ix_text ON invoice (total)"), []),
        (UNLIKE.format(name="compare_unique_constraint", answer="Different('they say so')"), (),
         ["drop_constraint", "create_unique_constraint"]),
        (UNLIKE.format(name="compare_unique_constraint", answer="Equal()"),
         ("ALTER TABLE invoice DROP CONSTRAINT uq_total, ADD CONSTRAINT uq_total UNIQUE (text)",), []),
        (UNLIKE.format(name="compare_check_constraint", answer="Different('they say so')"), (),
         ["drop_constraint", "create_check_constraint"]),
        (UNLIKE.format(name="compare_check_constraint", answer="Equal()"),
         ("ALTER TABLE invoice DROP CONSTRAINT ck_total, ADD CONSTRAINT ck_total CHECK (total > 9)",), []),
    ],
)  # fmt: skip
def test_what_is_the_same_is_for_the_hook_to_say(
    project: Documented, postgresql: Scratch, hook: str, statements: tuple[str, ...], expected: list[str]
) -> None:
    run(postgresql, *statements)
    assert compared(project, hook).directives == expected
    project.succeed("upgrade", "head")
    project.succeed("downgrade", "base")


def test_options_of_what_was_read_may_be_adjusted(project: Documented, postgresql: Scratch) -> None:
    run(postgresql, "DROP INDEX ix_text", f"{TABLES[2].partition(' WHERE')[0]} WITH (fillfactor=70) WHERE total > 0")
    assert compared(project, NOTHING).directives == ["drop_index", "create_index"]
    forget(project)
    hook = """
    def adjust_reflected_dialect_options(self, reflected, kind):
        assert kind in ("index", "unique_constraint", "check_constraint")
        found = super().adjust_reflected_dialect_options(reflected, kind)
        if kind == "index":
            assert (reflected["name"], reflected["column_names"], reflected["unique"]) == ("ix_text", ["text"], False)
            assert found.pop("postgresql_with") == {"fillfactor": "70"}
        return found
"""
    assert compared(project, hook).directives == []
    forget(project)
    hook = hook.replace("return found", 'return {"postgresql_where": "total > 5"} if kind == "index" else found')
    assert compared(project, hook).directives == ["drop_index", "create_index"]


def test_a_column_may_be_read_as_something_else(project: Documented, postgresql: Scratch) -> None:
    run(postgresql, "ALTER TABLE invoice ALTER text TYPE varchar(30)")
    assert compared(project, NOTHING).directives == ["alter_column"]
    forget(project)
    hook = """
    def autogen_column_reflect(self, inspector, table, info):
        if (table.name, info["name"]) == ("invoice", "text"):
            assert info["autoincrement"] is False
            info["type"] = sa.String(20)
"""
    assert compared(project, hook).directives == []


def test_a_listener_of_sqlalchemy_is_told_of_every_column(project: Documented) -> None:
    """In a process of its own: it listens until the end."""
    project.env(
        ENV.format(hook=NOTHING)
        + """
@sa.event.listens_for(sa.Table, "column_reflect")
def listen(inspector, table, info):
    assert isinstance(inspector, sa.Inspector)
    if (table.name, info["name"]) == ("invoice", "text"):
        info["type"] = sa.String(30)
"""
    )
    done = Project.run(project, "diff", "--sql")
    assert "ALTER TABLE invoice ALTER COLUMN text TYPE VARCHAR(20)" in done.out, done


HOOKS = {
    "compare_type": """
    def compare_type(self, inspector_column, metadata_column):
        assert inspector_column.table is not metadata_column.table
        return metadata_column.name == "text" or super().compare_type(inspector_column, metadata_column)
""",
    "compare_server_default": """
    def compare_server_default(self, inspector_column, metadata_column, rendered_metadata, rendered_inspector):
        assert (metadata_column.name, rendered_inspector) == ("total", "0")
        return True
""",
    "correct_for_autogen_constraints": """
    def correct_for_autogen_constraints(self, uniques, indexes, metadata_uniques, metadata_indexes):
        super().correct_for_autogen_constraints(uniques, indexes, metadata_uniques, metadata_indexes)
        metadata_indexes.clear()
""",
    "correct_for_autogen_foreignkeys": """
    def correct_for_autogen_foreignkeys(self, keys, metadata_keys):
        keys.clear()
""",
}
EXPECTED = {
    "compare_type": ["alter_column", "type_=sa.String(length=20)"],
    "compare_server_default": ["alter_column", "server_default=sa.text('0')"],
    "correct_for_autogen_constraints": ["drop_index", "ix_text"],
    "correct_for_autogen_foreignkeys": ["create_foreign_key", "'customer'"],
}


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_may_call_the_one_it_replaces(project: Documented, hook: str) -> None:
    found = compared(project, HOOKS[hook])
    directive, part = EXPECTED[hook]
    assert found.directives == [directive]
    assert part in found.text


def test_how_types_are_written_and_where_versions_are_kept_is_theirs_too(
    project: Documented, postgresql: Scratch
) -> None:
    hook = """
    def render_type(self, type_obj, autogen_context):
        if type(type_obj) is sa.Text:
            autogen_context.imports.add("import decimal")
            return "sa.String(77)"
        return super().render_type(type_obj, autogen_context)

    def version_table_impl(self, *, version_table, version_table_schema, version_table_pk, **kw):
        own = {"version_table_schema": version_table_schema, "version_table_pk": version_table_pk}
        table = super().version_table_impl(version_table=version_table, **own, **kw)
        table.append_column(sa.Column("applied_at", sa.DateTime, server_default=sa.func.now()))
        return table
"""
    project.env(ENV.format(hook=hook) + 'sa.Table("more", metadata, sa.Column("c", sa.Text))\n')
    text = project.new("a1", "more", "--autogenerate").read_text()
    assert "\nimport decimal\n" in text
    assert "sa.String(77)" in text
    project.succeed("upgrade", "head")
    assert [c["name"] for c in sa.inspect(postgresql.engine).get_columns("alembic_version")] == [
        "version_num", "applied_at",
    ]  # fmt: skip
    project.succeed("downgrade", "base")
