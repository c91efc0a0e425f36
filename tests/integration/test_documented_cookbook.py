"""The cookbook: recipes for env.py and hooks of autogenerate, each with tables of our own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.documented import Documented

MODELS = """
import sqlalchemy as sa

metadata = sa.MetaData()
shelf = sa.Table(
    "shelf",
    metadata,
    sa.Column("height", sa.Integer),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("code", sa.String(9), index=True),
)
"""

BEGIN = "import models\noptions['target_metadata'] = models.metadata\n"


@pytest.fixture
def project(tmp_path: Path) -> Documented:
    made = Documented(tmp_path)
    (tmp_path / "models.py").write_text(MODELS)
    made.env(BEGIN)
    return made


def test_no_empty_migrations(project: Documented) -> None:
    project.env(
        BEGIN
        + """
def drop_empty(context, revision, directives):
    if config.cmd_opts.autogenerate and directives[0].upgrade_ops.is_empty():
        directives[:] = []

options["process_revision_directives"] = drop_empty
"""
    )
    project.autogenerate()
    project.succeed("upgrade", "head")
    project.succeed("revision", "--autogenerate", "-m", "nothing")
    assert len(list(project.versions.glob("*.py"))) == 1


def test_no_drop_index_beside_a_drop_table(project: Documented) -> None:
    """The recipe removes what this tool does not write in the first place; it must run, and change nothing."""
    recipe = """
from migrate.operations import ops

def with_their_tables(context, revision, directives):
    script = directives[0]
    for down in (script.upgrade_ops, script.downgrade_ops):
        gone = {op.table_name for op in down.ops if isinstance(op, ops.DropTableOp)}
        for block in down.ops:
            if isinstance(block, ops.ModifyTableOps) and block.table_name in gone:
                block.ops = [op for op in block.ops if not isinstance(op, ops.DropIndexOp)]

options["process_revision_directives"] = with_their_tables
"""
    project.env(BEGIN + recipe)
    down = project.autogenerate().split("def downgrade")[1]
    assert "drop_index" not in down
    project.succeed("upgrade", "head")
    project.succeed("downgrade", "base")


def test_no_drop_table_for_tables_that_are_not_in_the_models(project: Documented) -> None:
    project.revision("10aa", None, "op.execute('CREATE TABLE stranger (a INT)')")
    project.succeed("upgrade", "head")
    project.env(
        BEGIN
        + """
def include_object(object, name, type_, reflected, compare_to):
    return not (type_ == "table" and reflected and compare_to is None)

options["include_object"] = include_object
"""
    )
    assert "stranger" not in project.autogenerate()


def test_a_rewriter_sorts_columns(project: Documented) -> None:
    project.env(
        BEGIN
        + """
from migrate.autogenerate import rewriter
from migrate.operations import ops

writer = rewriter.Rewriter()

@writer.rewrites(ops.CreateTableOp)
def key_first(context, revision, op):
    special = {"id": -100, "height": 100}
    columns = [column for column in op.columns if isinstance(column, sa.Column)]
    columns.sort(key=lambda column: special.get(column.name, 0))
    rest = [item for item in op.columns if isinstance(item, sa.Constraint)]
    return ops.CreateTableOp(op.table_name, [item._copy() for item in columns + rest], schema=op.schema, **op.kw)

options["process_revision_directives"] = writer
"""
    )
    text = project.autogenerate().replace('"', "'")
    places = [text.index(f"sa.Column('{name}'") for name in ("id", "code", "height")]
    assert places == sorted(places)
    project.succeed("upgrade", "head")
    assert [row[1] for row in project.rows("PRAGMA table_info(shelf)")] == ["id", "code", "height"]


def test_rewriters_add_if_exists_and_are_chained(project: Documented) -> None:
    project.env(
        BEGIN
        + """
from migrate.autogenerate import rewriter
from migrate.operations import ops

first, second = rewriter.Rewriter(), rewriter.Rewriter()

@first.rewrites((ops.CreateTableOp, ops.CreateIndexOp))
def unless(context, revision, op):
    op.if_not_exists = True
    return op

@second.rewrites((ops.DropTableOp, ops.DropIndexOp))
def if_there(context, revision, op):
    op.if_exists = True
    return op

@second.rewrites(ops.CreateTableOp)
def and_a_statement(context, revision, op):
    return [op, ops.ExecuteSQLOp("SELECT 1")]

options["process_revision_directives"] = first.chain(second)
"""
    )
    text = project.autogenerate()
    assert text.count("if_not_exists=True") == 2
    assert "if_exists=True" in text
    assert "SELECT 1" in text
    project.succeed("upgrade", "head")
    project.succeed("downgrade", "base")


def test_elements_under_a_condition(project: Documented) -> None:
    """Data migrations run when an argument of the command line asks for them."""
    path = project.new("5a", "with data")
    path.write_text(
        path.read_text().split("def upgrade")[0]
        + """
from migrate import context


def upgrade():
    op.create_table("shelf", sa.Column("id", sa.Integer))
    if context.get_x_argument(as_dictionary=True).get("data"):
        data_upgrades()


def data_upgrades():
    table = sa.table("shelf", sa.column("id", sa.Integer))
    op.bulk_insert(table, [{"id": 1}, {"id": 2}])


def downgrade():
    op.drop_table("shelf")
"""
    )
    project.succeed("upgrade", "head")
    assert project.rows("SELECT id FROM shelf") == []
    project.succeed("downgrade", "base")
    project.succeed("-x", "data=true", "upgrade", "head")
    assert project.rows("SELECT id FROM shelf") == [(1,), (2,)]


def test_x_arguments_are_a_list_or_a_dictionary(project: Documented) -> None:
    project.env("print(context.get_x_argument(), context.get_x_argument(as_dictionary=True))")
    shown = project.succeed("-x", "tenant=red", "-x", "dry", "-x", "rule=a=b", "upgrade", "head")
    assert "['tenant=red', 'dry', 'rule=a=b'] {'tenant': 'red', 'dry': '', 'rule': 'a=b'}" in shown


def test_what_is_applied_can_be_recorded(project: Documented) -> None:
    project.revision("10aa", None)
    project.revision("20bb", "10aa")
    project.env(
        """
def note(*, ctx, step, heads, run_args, **kw):
    print("noted", "up" if step.is_upgrade else "down", step.up_revision_id, sorted(heads), step.is_stamp)

options["on_version_apply"] = [note]
"""
    )
    shown = [line for line in project.succeed("upgrade", "head").splitlines() if line.startswith("noted")]
    assert shown == ["noted up 10aa ['10aa'] False", "noted up 20bb ['20bb'] False"]
    assert "noted down" in project.succeed("stamp", "base")


def test_many_environments_in_one_ini_file(project: Documented) -> None:
    text = project.ini.read_text()
    project.ini.write_text(
        f"[DEFAULT]\nprepend_sys_path = .\n{text}\n[other]\nscript_location = %(here)s/migrations\n"
        f"version_locations = %(here)s/other\nsqlalchemy.url = sqlite:///{project.folder}/other.db\n"
    )
    project.succeed("--name", "other", "revision", "--rev-id", "7f", "-m", "elsewhere")
    assert [path.name for path in (project.folder / "other").glob("*.py")] == ["7f_elsewhere.py"]
    project.succeed("-n", "other", "upgrade", "head")
    assert (project.folder / "other.db").exists()
    assert "7f" not in project.succeed("heads")


def test_revisions_are_written_by_a_number_of_our_own(project: Documented) -> None:
    project.env(
        BEGIN
        + """
def count(context, revision, directives):
    script = directives[0]
    script.rev_id = f"{len(list(context.script.walk_revisions())) + 1:04d}"

options["process_revision_directives"] = count
"""
    )
    project.succeed("revision", "--autogenerate", "-m", "first")
    project.succeed("upgrade", "head")
    assert project.applied() == ["0001"]
