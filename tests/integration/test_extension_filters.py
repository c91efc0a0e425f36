"""`include_object` and `include_name` in env.py, for every kind of object there is, those of our own among them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.databases import Scratch
from tests.integration.documented import Documented

MODELS = """
import migrate
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg


def models(n):
    metadata = sa.MetaData()
    if n == 2:
        return metadata
    sa.Table(
        "t", metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("mood", sa.Enum(*"ab" if n else "a", name="mood", metadata=metadata)),
        sa.Column("positive", pg.DOMAIN("positive", sa.Integer, check=f"VALUE > {n}")),
        sa.Column("r", sa.Integer, sa.ForeignKey("t.id", name=f"fk{n}"), nullable=bool(n)),
        sa.Column("span", pg.INT4RANGE),
        sa.Index("ix", "r" if n else "id"),
        sa.UniqueConstraint(*["r", "id"][: 2 - n], name="uq"),
        sa.CheckConstraint(f"r > {n}", name="ck"),
        pg.ExcludeConstraint(("span", "&&"), name="ex", using="gist", where=sa.text(f"r > {n}")),
        comment=f"number {n}",
    )
    sa.Table(f"u{n}", metadata, sa.Column("id", sa.Integer), schema=f"s{n}")
    sa.Sequence("seq", increment=n + 1, metadata=metadata)
    migrate.View("v", f"SELECT {n} AS x", metadata=metadata)
    migrate.View("mv", f"SELECT {n} AS x", metadata=metadata, materialized=True)
    migrate.Function("f()", f"RETURNS int LANGUAGE sql AS $$ SELECT {n} $$", metadata=metadata)
    body = "RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
    migrate.Function("tf()", body, metadata=metadata)
    when = ["UPDATE", "INSERT"][n]
    migrate.Trigger("tr", f"BEFORE {when} ON t FOR EACH ROW EXECUTE FUNCTION tf()", metadata=metadata)
    migrate.Extension("citext", metadata, schema="s1" if n else None)
    return metadata
"""

ENV = """
from models import models
options["target_metadata"] = models({number})
options["include_schemas"] = True
if {number} == 2:
    options["owned_kinds"] = {{"sequence", "view", "materialized_view", "function", "trigger", "extension"}}
seen = []
{hook}
"""

KINDS = {
    "table", "column", "index", "unique_constraint", "foreign_key_constraint", "check_constraint",
    "exclude_constraint", "comment", "schema", "extension", "enum", "domain", "sequence", "function", "view",
    "materialized_view", "trigger",
}  # fmt: skip
"""All kinds of which something differs between models(0) and models(1)."""


@pytest.fixture
def project(tmp_path: Path, postgresql: Scratch) -> Documented:
    """A project whose database was made from models(0)."""
    made = Documented(tmp_path)
    made.configure(postgresql.url.render_as_string(hide_password=False), more="revision_environment = true")
    (tmp_path / "models.py").write_text(MODELS)
    scope: dict[str, object] = {}
    exec(MODELS, scope)
    with postgresql.engine.begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA s0")
        scope["models"](0).create_all(connection)  # type: ignore[operator]
    return made


def compared(project: Documented, number: int, hook: str) -> tuple[list[str], list[tuple[str, ...]]]:
    """Return the directives of upgrade() and what the hook was asked, with the database and models(number)."""
    keep = "open('seen', 'w').write('')\n" + hook
    project.env(ENV.format(number=number, hook=keep))
    text = project.autogenerate()
    for path in project.versions.glob("auto1_*.py"):
        path.unlink()
    upgrade = text.partition("def upgrade():")[2].partition("def downgrade")[0]
    found = [line.strip()[3:].partition("(")[0] for line in upgrade.splitlines() if line.startswith("    op.")]
    asked = (project.folder / "seen").read_text().splitlines()
    return found, [ast.literal_eval(line) for line in asked]


OBJECTS = """
def include_object(object, name, type_, reflected, compare_to):
    for each in (object, compare_to):
        assert each is None or not each.info.get("is_view", False), "every object has an info, as those of tables"
        of_table = type_ in ("comment", "primary_key", "foreign_key_constraint")
        assert each is None or of_table or each.name == name.partition("(")[0], (type_, name)
    open("seen", "a").write(f"{(type_, name, reflected, compare_to is not None)!r}\\n")
    return INCLUDED

options["include_object"] = include_object
"""

NAMES = """
def include_name(name, type_, parent_names):
    assert "schema_name" in parent_names or type_ == "schema"
    open("seen", "a").write(f"{(type_, name, parent_names.get('table_name'))!r}\\n")
    return INCLUDED

options["include_name"] = include_name
"""


def test_include_object_is_asked_for_every_kind_that_differs(project: Documented) -> None:
    found, asked = compared(project, 1, OBJECTS.replace("INCLUDED", "True"))
    assert {kind for kind, *_ in asked} >= KINDS
    assert len(found) > len(KINDS)
    both = {kind for kind, _, _, compared_to in asked if compared_to}
    assert both >= KINDS - {"foreign_key_constraint", "schema"}


def test_include_object_leaves_out_any_kind(project: Documented) -> None:
    found, _ = compared(project, 1, OBJECTS.replace("INCLUDED", "type_ == 'table' and name == 't'"))
    assert found == []


@pytest.mark.parametrize("kind", ["enum", "domain", "trigger", "extension", "index"])
def test_include_object_leaves_out_one_kind(project: Documented, kind: str) -> None:
    found, _ = compared(project, 1, OBJECTS.replace("INCLUDED", f"type_ != {kind!r}"))
    assert [one for one in found if kind in one] == []
    assert len(found) > 10


def test_what_the_models_lack_is_dropped_unless_it_is_left_out(project: Documented) -> None:
    found, asked = compared(project, 2, OBJECTS.replace("INCLUDED", "True"))
    dropped = {(kind, name) for kind, name, reflected, _ in asked if reflected}
    assert dropped >= {
        ("table", "t"), ("sequence", "seq"), ("view", "v"), ("materialized_view", "mv"), ("function", "f()"),
        ("trigger", "tr"), ("extension", "citext"), ("enum", "mood"), ("domain", "positive"), ("schema", "s0"),
    }  # fmt: skip
    assert {one.partition("_")[0] for one in found} == {"drop"}
    assert compared(project, 2, OBJECTS.replace("INCLUDED", "not reflected"))[0] == []


def test_include_name_is_asked_for_every_kind_and_leaves_it_alone(project: Documented) -> None:
    found, asked = compared(project, 2, NAMES.replace("INCLUDED", "True"))
    assert found
    assert {kind for kind, *_ in asked} >= {
        "schema", "table", "sequence", "view", "materialized_view", "function", "trigger", "extension", "enum",
        "domain",
    }  # fmt: skip
    assert ("trigger", "tr", "t") in asked
    assert compared(project, 2, NAMES.replace("INCLUDED", "type_ == 'schema' and name is None"))[0] == []
    kinds = "('schema', 'table', 'enum', 'domain')"
    found, _ = compared(project, 2, NAMES.replace("INCLUDED", f"type_ in {kinds}"))
    assert sorted(set(found)) == ["drop_domain", "drop_enum", "drop_schema", "drop_table"]
