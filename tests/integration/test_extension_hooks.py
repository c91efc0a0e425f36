"""Functions that an env.py registers: all levels of comparing, renderers, plug-ins; env.py runs again and again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from migrate.autogenerate import comparators, renderers
from migrate.plugins import Plugin
from tests.databases import Scratch
from tests.integration.documented import Documented

TABLES = (
    "CREATE TABLE book (id INTEGER NOT NULL PRIMARY KEY, pages INTEGER DEFAULT 1, title VARCHAR(20))",
    "CREATE TABLE gone (id INTEGER)",
)

ENV = """
from migrate.autogenerate import comparators, renderers
from migrate.operations import MigrateOperation, ops
from migrate.plugins import Plugin
from migrate.util import DispatchPriority, PriorityDispatchResult

metadata = sa.MetaData()
book = sa.Table(
    "book", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("pages", sa.Text, server_default="2"),
    sa.Column("title", sa.String(20)), sa.Index("ix_title", "title"),
)
new = sa.Table("new", metadata, sa.Column("id", sa.Integer))
options["target_metadata"] = metadata


class said(MigrateOperation):
    def __init__(self, text):
        self.text = text

    def reverse(self):
        return self


@renderers.dispatch_for(said)
def render_said(context, op):
    return f"op.execute({'SELECT ' + repr(op.text)!r})"
"""

FOUND = ["alter_column", "create_index", "create_table", "drop_table"]
"""What autogenerate finds by itself."""


@pytest.fixture
def project(tmp_path: Path, sqlite: Scratch) -> Iterator[Documented]:
    with sqlite.engine.begin() as connection:
        for statement in TABLES:
            connection.exec_driver_sql(statement)
    made = Documented(tmp_path)
    made.configure(sqlite.url.render_as_string(hide_password=False))
    registered, known = dict(comparators._found), dict(renderers._found)
    plugins = set(Plugin.registered)
    comparators._found = {target: list(functions) for target, functions in registered.items()}
    yield made
    comparators._found, renderers._found = registered, known
    for name in set(Plugin.registered) - plugins:
        Plugin.registered[name].remove()


def compared(project: Documented, lines: str) -> list[str]:
    """Return the directives of upgrade(), sorted, and what was said, in order."""
    project.env(ENV + lines)
    text = project.autogenerate().replace('"', "'")
    for path in project.versions.glob("auto1_*.py"):
        path.unlink()
    upgrade = text.partition("def upgrade():")[2].partition("def downgrade")[0]
    found = [name for name in re.findall(r"op\.(\w+)\(", upgrade) if name not in ("execute", "f", "batch_alter_table")]
    return [*sorted(found), *re.findall(r"execute\('SELECT (?:\\'|')([^'\\]+)", upgrade)]


def test_without_functions(project: Documented) -> None:
    assert compared(project, "") == FOUND


LEVELS = """
@comparators.dispatch_for("autogenerate")
def all_of_it(context, upgrade_ops):
    assert context.connection is not None and context.metadata is metadata
    upgrade_ops.ops.append(said("autogenerate"))

@comparators.dispatch_for("schema")
def schema(context, upgrade_ops, schemas):
    assert schemas == {None} and "book" in context.inspector.get_table_names()
    upgrade_ops.ops.append(said("schema"))

@comparators.dispatch_for("table")
def table(context, modify, schema, name, old, model):
    assert (old is None) == (name == "new") and (model is None) == (name == "gone")
    modify.ops.append(said(f"table {name}"))

@comparators.dispatch_for("column")
def column(context, alter, schema, table, name, old, model):
    assert model is book.c[name] and old.name == name
    if name == "pages":
        alter.modify_type = None
"""


def test_every_level_may_add_and_change(project: Documented) -> None:
    found = compared(project, LEVELS)
    assert sorted(found) == sorted([*FOUND, "autogenerate", "schema", "table book", "table gone", "table new"])
    assert compared(project, LEVELS) == found, "env.py ran again in the same process"


ORDER = """
for name, kw in {
    "last": {"priority": DispatchPriority.LAST},
    "medium": {},
    "for sqlite": {"qualifier": "sqlite"},
    "for postgresql": {"qualifier": "postgresql"},
    "first": {"priority": DispatchPriority.FIRST, "subgroup": "mine"},
    "stopped": {"priority": DispatchPriority.LAST, "subgroup": "mine"},
}.items():
    def add(context, upgrade_ops, schemas, name=name):
        upgrade_ops.ops.append(said(name))
        return PriorityDispatchResult.STOP if name == "first" else PriorityDispatchResult.CONTINUE
    add.__qualname__ = name
    comparators.dispatch_for("schema", **kw)(add)
"""


def test_they_run_by_priority_and_dialect_until_one_stops(project: Documented) -> None:
    said = compared(project, ORDER)[len(FOUND) :]
    assert said == ["first", "for sqlite", "medium", "last"]


STOP = """
@comparators.dispatch_for({target!r}, priority=DispatchPriority.FIRST, subgroup={subgroup!r})
def stop(*arguments):
    return PriorityDispatchResult.STOP
"""


@pytest.mark.parametrize(
    ("target", "subgroup", "left"),
    [
        ("autogenerate", None, []),
        ("schema", "tables", []),
        ("column", "server_default", FOUND),
        ("column", "types", FOUND),
    ],
)
def test_our_own_comparison_is_stopped_by_its_subgroup(
    project: Documented, target: str, subgroup: str | None, left: list[str]
) -> None:
    assert compared(project, STOP.format(target=target, subgroup=subgroup)) == left


def test_all_parts_of_a_column_may_be_stopped(project: Documented) -> None:
    both = STOP.format(target="column", subgroup="types") + STOP.format(target="column", subgroup="server_default")
    assert compared(project, both.replace("def stop", "def again", 1)) == FOUND[1:]


RENDERERS = """
import shop

@renderers.dispatch_for(ops.CreateIndexOp, qualifier="sqlite", replace=True)
def index(context, op):
    context.imports.add("import decimal")
    return f"op.execute({'SELECT ' + repr(op.index_name)!r})"

@renderers.dispatch_for(ops.CreateIndexOp, qualifier="postgresql", replace=True)
def elsewhere(context, op):
    return "nowhere()"

@renderers.dispatch_for(shop.Own)
def own(context, op):
    return "op.execute('SELECT 5')"

@comparators.dispatch_for("schema")
def add(context, upgrade_ops, schemas):
    upgrade_ops.ops.append(shop.Own())
"""

SHOP = """
from migrate.operations import MigrateOperation

class Own(MigrateOperation):
    def reverse(self):
        return self
"""


def test_a_directive_is_written_by_the_function_for_its_dialect(project: Documented) -> None:
    (project.folder / "shop.py").write_text(SHOP)
    for _ in range(2):
        assert compared(project, RENDERERS) == [*FOUND[:1], *FOUND[2:], "ix_title"]


def test_two_functions_for_one_directive_are_refused(project: Documented) -> None:
    (project.folder / "shop.py").write_text(SHOP)
    twice = RENDERERS + "\n@renderers.dispatch_for(shop.Own)\ndef another(context, op):\n    return ''\n"
    project.env(ENV + twice)
    done = project.run("revision", "--autogenerate", "-m", "x")
    assert done.status == 1
    assert "a renderer for Own is registered already" in done.err
    assert list(project.versions.glob("*.py")) == []


PLUGIN = """
import sys
import types

def setup(plugin):
    def compare(context, upgrade_ops, schemas):
        upgrade_ops.ops.append(said(plugin.name))
    plugin.add_autogenerate_comparator(compare, "schema", "things", priority=DispatchPriority.LAST)

for name in ("shop.views", "shop.policies"):
    module = types.ModuleType(name)
    module.setup = setup
    Plugin.setup_plugin_from_module(module, name)
options["autogenerate_plugins"] = PATTERNS
"""


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (None, FOUND),
        (["alembic.autogenerate.*"], FOUND),
        (["alembic.autogenerate.*", "shop.*"], [*FOUND, "shop.policies", "shop.views"]),
        (["alembic.autogenerate.*", "shop.*", "~shop.v*"], [*FOUND, "shop.policies"]),
        (["*", "~alembic.autogenerate.constraints"], [FOUND[0], *FOUND[2:], "shop.policies", "shop.views"]),
        (["shop.views"], []),
        (["alembic.autogenerate.schemas", "shop.views"], ["shop.views"]),
        (["~alembic.autogenerate.types", "~alembic.autogenerate.defaults"], FOUND[1:]),
    ],
)
def test_plug_ins_are_chosen_by_patterns(project: Documented, patterns: list[str] | None, expected: list[str]) -> None:
    assert compared(project, PLUGIN.replace("PATTERNS", repr(patterns))) == expected
