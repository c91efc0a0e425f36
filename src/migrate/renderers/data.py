"""A plan as data: JSON for programs, Markdown for a pull request. Both are made of the rows of the preview."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .describe import Row
from .outline import outline

if TYPE_CHECKING:
    from ..comparators.alike import Alike
    from ..plan import Hazard, Plan

VERBS = {"+": "create", "-": "drop", "~": "alter", "!": "run"}


def plan_data(plan: Plan) -> dict[str, Any]:
    """Return a plan as plain values: dialect, summary, changes (nested as in the preview), hazards, and likenesses."""
    found = outline(plan)
    return {
        "dialect": found.dialect,
        "summary": found.summary,
        "changes": [_row(row) for row in found.rows],
        "hazards": [_hazard(hazard) for hazard in found.hazards],
        "alike": [_alike(alike) for alike in plan.alike],
    }


def _alike(alike: Alike) -> dict[str, Any]:
    new = [{"name": alike.name(each), "rename": alike.option(each)} for each in alike.new]
    return {"kind": alike.kind, "old": alike.name(alike.old), "new": new}


def plan_json(plan: Plan) -> str:
    """Return a plan as JSON text; the same plan always gives the same bytes."""
    return json.dumps(plan_data(plan), ensure_ascii=False, indent=2)


def plan_markdown(plan: Plan) -> str:
    """Return a plan as Markdown: the summary, then a list for every table, with what is dangerous in bold."""
    found = outline(plan)
    lines = [f"**{found.summary}** ({found.dialect})", ""]
    for row in found.rows:
        lines += _items(row, 0)
    return "\n".join(lines).rstrip() + "\n"


def _row(row: Row) -> dict[str, Any]:
    said = {
        "do": VERBS[row.effect.value],
        "kind": row.kind,
        "name": row.name,
        "definition": list(row.detail),
        "changes": [{"what": c.what, "old": c.old, "new": c.new} for c in row.changes],
        "hazards": [_hazard(hazard) for hazard in row.hazards],
        "parts": [_row(part) for part in row.rows],
    }
    return {key: value for key, value in said.items() if value not in ("", [])}


def _hazard(hazard: Hazard) -> dict[str, str]:
    said = {"code": hazard.code, "severity": hazard.severity.value, "message": hazard.message, "hint": hazard.hint}
    return {key: value for key, value in said.items() if value}


def _items(row: Row, depth: int) -> Iterator[str]:
    name = f" {_code(row.name)}" if row.name else ""
    detail = f": {_code('  '.join(row.detail))}" if row.detail else ""
    indent = "  " * depth
    yield f"{indent}- {VERBS[row.effect.value]} {row.kind}{name}{detail}"
    for change in row.changes:
        old = f"{_code(change.old)} → " if change.old is not None else ""
        yield f"{indent}  - {change.what}: {old}{_code(change.new)}"
    for hazard in row.hazards:
        yield f"{indent}  - **{hazard.code}** {hazard.message}"
    for part in row.rows:
        yield from _items(part, depth + 1)


def _code(text: str) -> str:
    """Text as Markdown code, in a fence longer than any run of backticks in it."""
    fence = "`"
    while fence in text:
        fence += "`"
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"
