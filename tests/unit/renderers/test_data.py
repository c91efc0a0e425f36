"""A plan as JSON and as Markdown says what the preview says."""

from __future__ import annotations

import json

import sqlalchemy as sa

from migrate.operations import ops
from migrate.renderers.data import plan_data, plan_json, plan_markdown
from tests.unit.renderers.plans import everything, plan


def test_json_has_every_change_and_its_hazards() -> None:
    found = json.loads(plan_json(plan(*everything())))
    assert found == plan_data(plan(*everything()))
    by_name = {change["name"]: change for change in found["changes"]}
    title = next(part for part in by_name["book"]["parts"] if part["name"] == "title")
    assert title["changes"][0] == {"what": "type", "old": "VARCHAR(100)", "new": "VARCHAR(200)"}
    assert [h["code"] for h in by_name["old.shelf"]["hazards"]] == ["drop-table"]
    assert [h["severity"] for h in found["hazards"]].count("destructive") == 2


def test_markdown_survives_names_with_backticks() -> None:
    text = plan_markdown(plan(ops.AddColumnOp("t", sa.Column("a`b", sa.Integer))))
    assert text == "**1 column added** (postgresql)\n\n- alter table `t`\n  - create column ``a`b``: `INTEGER`\n"


def test_nothing_to_do_is_data_too() -> None:
    assert plan_data(plan())["changes"] == []
    assert plan_markdown(plan()) == "**no changes** (postgresql)\n"
