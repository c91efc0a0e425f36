"""Auto generating migrations: what is in scope, several collections, types, imports, post-write hooks, check."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.databases import Scratch
from tests.integration.documented import Documented

MODELS = """
import sqlalchemy as sa
from sqlalchemy.types import UserDefinedType


class Shade(UserDefinedType):
    cache_ok = True

    def get_col_spec(self, **kw):
        return "VARCHAR(7)"

    def __repr__(self):
        return "Shade()"


one = sa.MetaData()
two = sa.MetaData()
height = sa.Column("height", sa.Integer, server_default="1")
shelf = sa.Table("shelf", one, sa.Column("id", sa.Integer, primary_key=True), height)
view = sa.Table("wide_shelf", one, sa.Column("id", sa.Integer), info={"is_view": True})
paint = sa.Table("paint", two, sa.Column("id", sa.Integer, primary_key=True), sa.Column("shade", Shade))
"""


@pytest.fixture
def project(tmp_path: Path) -> Documented:
    made = Documented(tmp_path)
    (tmp_path / "models.py").write_text(MODELS)
    return made


def env(project: Documented, body: str) -> None:
    project.env(f"import models\noptions['target_metadata'] = [models.one, models.two]\n{body}")


def test_several_collections_are_one_model(project: Documented) -> None:
    env(project, "")
    text = project.autogenerate()
    assert all(name in text for name in ("shelf", "wide_shelf", "paint"))
    assert text.count("op.create_table(") == text.count("op.drop_table(") == 3


def test_objects_are_left_out_by_a_filter(project: Documented) -> None:
    env(
        project,
        """
def include_object(object, name, type_, reflected, compare_to):
    return not object.info.get("is_view", False) if type_ == "table" else name != "height"

options["include_object"] = include_object
""",
    )
    text = project.autogenerate()
    assert "wide_shelf" not in text
    assert text.count("op.create_table(") == 2


def test_names_are_left_out_before_they_are_read(project: Documented) -> None:
    project.revision(
        "10aa", None, "op.execute('CREATE TABLE stranger (a INT)'); op.execute('CREATE TABLE legacy (b INT)')"
    )
    project.succeed("upgrade", "head")
    env(
        project,
        """
def include_name(name, type_, parent_names):
    return name in options["target_metadata"][0].tables or name == "legacy" if type_ == "table" else True

options["include_name"] = include_name
""",
    )
    text = project.autogenerate().replace('"', "'")
    assert "legacy" in text
    assert "stranger" not in text


def test_schemas_are_chosen_by_name(postgresql: Scratch, tmp_path: Path) -> None:
    with postgresql.engine.begin() as connection:
        for schema in ("attic", "cellar"):
            connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
            connection.exec_driver_sql(f"CREATE TABLE {schema}.box (id INT)")
    project = Documented(tmp_path)
    project.configure(postgresql.url.render_as_string(hide_password=False))
    project.env(
        """
        options["target_metadata"] = sa.MetaData()
        options["include_schemas"] = True
        options["include_name"] = lambda name, type_, parents: name in (None, "attic") if type_ == "schema" else True
        """
    )
    text = project.autogenerate()
    assert "attic" in text
    assert "cellar" not in text


@pytest.mark.parametrize(
    ("option", "found"),
    [
        ('options["compare_type"] = False', False),
        ('options["compare_type"] = True', True),
        ('options["compare_type"] = lambda *asked: False', False),
        ('options["compare_type"] = lambda context, found, model, old, new: None', True),
        ('options["compare_type"] = lambda context, found, model, old, new: found.name == "height"', True),
    ],
)
def test_types_are_compared_as_asked(project: Documented, option: str, found: bool) -> None:
    create = "op.execute('CREATE TABLE shelf (id INTEGER NOT NULL PRIMARY KEY, height VARCHAR(3) DEFAULT 1)')"
    project.revision("10aa", None, create)
    project.succeed("upgrade", "head")
    project.env(
        f"""
        import models
        options["target_metadata"] = models.one
        options["include_name"] = lambda name, type_, parents: True
        options["include_object"] = lambda object, name, type_, reflected, other: name != "wide_shelf"
        options["compare_server_default"] = False
        {option}
        """
    )
    assert ("alter_column" in project.autogenerate()) is found


@pytest.mark.parametrize(
    ("option", "found"),
    [
        ('options["compare_server_default"] = True', True),
        ('options["compare_server_default"] = False', False),
        ('options["compare_server_default"] = lambda context, found, model, old, new, rendered: False', False),
    ],
)
def test_defaults_are_compared_as_asked(project: Documented, option: str, found: bool) -> None:
    project.revision(
        "10aa", None, "op.execute('CREATE TABLE shelf (id INTEGER NOT NULL PRIMARY KEY, height INTEGER DEFAULT 2)')"
    )
    project.succeed("upgrade", "head")
    project.env(f"import models\nmodels.one.remove(models.view)\noptions['target_metadata'] = models.one\n{option}")
    assert ("server_default=" in project.autogenerate()) is found


@pytest.mark.parametrize(
    ("option", "written"),
    [
        ("", "models.Shade()"),
        ('options["user_module_prefix"] = "kinds."', "kinds.Shade()"),
        ('options["render_item"] = lambda type_, object, context: "sa.String(7)" if type_ == "type" and '
         'type(object).__name__ == "Shade" else False', "sa.String(7)"),
        ('options["sqlalchemy_module_prefix"] = "alchemy."', "alchemy.Column("),
        ('options["alembic_module_prefix"] = "directives."', "directives.create_table("),
    ],
)  # fmt: skip
def test_names_in_scripts_have_the_prefix_asked_for(project: Documented, option: str, written: str) -> None:
    env(project, option)
    assert written in project.autogenerate()


def test_a_renderer_may_add_imports(project: Documented) -> None:
    env(
        project,
        """
def render_item(type_, object, autogen_context):
    if type_ == "type" and type(object).__name__ == "Shade":
        autogen_context.imports.add("from models import Shade as Tint")
        return "Tint()"
    return False

options["render_item"] = render_item
""",
    )
    path = project.new("5a", "compared", "--autogenerate")
    assert "\nfrom models import Shade as Tint\n" in path.read_text()
    project.succeed("upgrade", "head")
    assert "paint" in project.tables()


def test_batch_blocks_are_written_where_asked(project: Documented) -> None:
    project.revision("10aa", None, "op.execute('CREATE TABLE shelf (id INTEGER NOT NULL PRIMARY KEY)')")
    project.succeed("upgrade", "head")
    env(project, 'options["render_as_batch"] = True')
    text = project.autogenerate().replace('"', "'")
    assert "with op.batch_alter_table('shelf'" in text
    assert "batch_op.add_column(" in text
    project.succeed("upgrade", "head")
    project.succeed("downgrade", "base")


def test_check_tells_by_its_status(project: Documented) -> None:
    env(project, "")
    done = project.run("check")
    assert done.status == 1
    assert "shelf" in done.out + done.err
    project.autogenerate()
    project.succeed("upgrade", "head")
    assert "No new upgrade operations detected." in project.succeed("check")


@pytest.mark.parametrize(
    "hook",
    [
        "mark.type = exec\nmark.executable = %(here)s/mark.sh\nmark.options = REVISION_SCRIPT_FILENAME",
        "mark.type = module\nmark.module = marking\nmark.options = REVISION_SCRIPT_FILENAME\nmark.cwd = %(here)s",
        "mark.type = marking",
    ],
)
def test_hooks_run_on_the_file_that_was_written(project: Documented, hook: str) -> None:
    project.ini.write_text(f"{project.ini.read_text()}\n[post_write_hooks]\nhooks = mark\n{hook}\n")
    script = project.folder / "mark.sh"
    script.write_text('#!/bin/sh\necho "# marked" >> "$1"\n')
    script.chmod(0o755)
    (project.folder / "marking.py").write_text("import sys\nopen(sys.argv[1], 'a').write('# marked\\n')\n")
    env(
        project,
        """
from migrate.script import write_hooks

@write_hooks.register("marking")
def mark(filename, options):
    with open(filename, "a") as file:
        file.write("# marked\\n")
""",
    )
    project.ini.write_text(
        project.ini.read_text().replace("prepend_sys_path = .", "prepend_sys_path = .\nrevision_environment = true")
    )
    assert project.new("5a", "with a hook").read_text().endswith("# marked\n")
