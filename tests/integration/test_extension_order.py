"""A project's own directives in one revision with the tables that use what they make: up, down, up again."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from migrate.autogenerate import comparators, renderers
from tests.databases import Scratch
from tests.integration.documented import Documented

COUNTERS = """
from migrate.autogenerate import comparators, renderers
from migrate.operations import MigrateOperation, Operations


class CounterOp(MigrateOperation):
    def __init__(self, counter_name):
        self.counter_name = counter_name

    @classmethod
    def call(cls, operations, counter_name):
        return operations.invoke(cls(counter_name))


class CreateCounterOp(CounterOp):
    def reverse(self):
        return DropCounterOp(self.counter_name)


class DropCounterOp(CounterOp):
    def reverse(self):
        return CreateCounterOp(self.counter_name)


for verb, cls in {"create": CreateCounterOp, "drop": DropCounterOp}.items():
    def run(operations, operation, verb=verb):
        operations.execute(f"{verb.upper()} SEQUENCE {operation.counter_name}")

    def render(context, op, verb=verb):
        return f"op.{verb}_counter({op.counter_name!r})"

    Operations.register_operation(f"{verb}_counter", "call")(cls)
    Operations.implementation_for(cls, replace=True)(run)
    renderers.dispatch_for(cls, replace=True)(render)


@comparators.dispatch_for("schema")
def compare_counters(context, upgrade_ops, schemas):
    there = {name for name in context.inspector.get_sequence_names() if name.startswith("count_")}
    wanted = context.metadata.info["counters"]
    upgrade_ops.ops.extend(CreateCounterOp(name) for name in sorted(wanted - there))
    upgrade_ops.ops.extend(DropCounterOp(name) for name in sorted(there - wanted))
"""

MODELS = """
import counters
metadata = sa.MetaData(info={{"counters": set({counters})}})
columns = [sa.Column(name, sa.Integer, server_default=sa.text(f"nextval('{{name}}')")) for name in {columns}]
sa.Table("visit", metadata, sa.Column("id", sa.Integer), *columns)
options["target_metadata"] = metadata
"""


@pytest.fixture
def project(tmp_path: Path, postgresql: Scratch) -> Documented:
    made = Documented(tmp_path)
    made.configure(postgresql.url.render_as_string(hide_password=False))
    (tmp_path / "counters.py").write_text(COUNTERS)
    return made


def revision(project: Documented, number: int, counters: set[str], columns: list[str]) -> str:
    project.env(MODELS.format(counters=sorted(counters), columns=columns))
    text = project.autogenerate(f"r{number}")
    project.succeed("upgrade", "head")
    assert "No new upgrade operations detected." in project.succeed("check")
    return text.partition("def upgrade():")[2].partition("def downgrade")[0]


def test_what_columns_count_by_is_made_before_them_and_dropped_after_them(
    project: Documented, postgresql: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    for registry in (comparators, renderers):
        kept = {key: list(found) if isinstance(found, list) else found for key, found in registry._found.items()}
        monkeypatch.setattr(registry, "_found", kept)
    first = revision(project, 1, {"count_a"}, ["count_a"])
    assert first.index("create_counter") < first.index("create_table")
    second = revision(project, 2, {"count_a", "count_b"}, ["count_a", "count_b"])
    assert second.index("create_counter") < second.index("add_column")
    third = revision(project, 3, {"count_b"}, ["count_b"])
    assert third.index("drop_column") < third.index("drop_counter")
    assert "sequence" not in third
    for target in ("r2", "base", "head"):
        project.succeed("downgrade" if target != "head" else "upgrade", target)
    assert sa.inspect(postgresql.engine).get_sequence_names() == ["count_b"]
