"""What commands tell as data: one JSON document on standard output for each `--json`, and nothing else there.

The shapes are in `docs/json.md`. Lists are in a stated order, so the same history gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from . import reading

if TYPE_CHECKING:
    from ..autogenerate.verify import Verification
    from ..config import Config
    from ..plan import Plan
    from ..script import Script


def revision_data(script: Script) -> dict[str, Any]:
    """Return a revision as plain values."""
    return {
        "revision": script.revision,
        "down_revisions": list(script.down_revisions),
        "depends_on": list(script.resolved_dependencies),
        "next": sorted(script.nextrev),
        "branch_labels": sorted(script.branch_labels),
        "is_head": script.is_head,
        "is_base": script.is_base,
        "is_branch_point": script.is_branch_point,
        "is_merge_point": script.is_merge_point,
        "message": script.doc,
        "doc": script.longdoc,
        "path": script.path,
    }


def history(config: Config, rev_range: str | None, indicate_current: bool) -> dict[str, Any]:
    """Return the revisions, newest first; with `indicate_current`, each says whether a database is at it."""
    listed = reading.list_revisions(config, rev_range, indicate_current)
    found = [revision_data(script) for script in listed.scripts]
    if indicate_current:
        for one in found:
            one["is_current"] = one["revision"] in listed.current
    return {"revisions": found}


def heads(config: Config, resolve_dependencies: bool) -> dict[str, Any]:
    """Return the heads."""
    return {"heads": [revision_data(script) for script in reading.list_heads(config, resolve_dependencies)]}


def branches(config: Config) -> dict[str, Any]:
    """Return the branch points; what builds on one is its "next"."""
    return {"branch_points": [revision_data(script) for script, _ in reading.list_branch_points(config)]}


def show(config: Config, rev: str) -> dict[str, Any]:
    """Return the revisions that `rev` names."""
    return {"revisions": [revision_data(script) for script in reading.list_named(config, rev)]}


def current(positions: Iterable[reading.Position]) -> dict[str, Any]:
    """Return where the databases are; the positions have been compared with the heads."""
    return {
        "databases": [
            {
                "url": position.address,
                "rows": list(position.rows),
                "revisions": [revision_data(script) for script in position.scripts],
                "at_head": not position.difference,
            }
            for position in positions
        ]
    }


def differences(plans: Iterable[Plan], tried: Sequence[Verification | None] = ()) -> dict[str, Any]:
    """Return what differs on each database, as the preview shows it; `tried` is what came of trying each script."""
    from ..renderers.data import plan_data

    told = list(plans)
    found = [{"database": _database(plan), "differs": not plan.is_empty, **plan_data(plan)} for plan in told]
    for one, verification in zip(found, tried, strict=False):
        one["verification"] = None if verification is None else verification_data(verification)
    old, new = told[0].between if told else (None, None)
    return {"differs": any(one["differs"] for one in found), "from": old, "to": new, "databases": found}


def verification_data(found: Verification) -> dict[str, Any]:
    """Return what came of trying a script as plain values."""
    from ..renderers.data import plan_data

    failed = found.failure
    failure = failed and {
        "step": failed.step,
        "directive": failed.directive,
        "reason": failed.reason,
        "details": list(failed.details) if failed.residual is None else [],
        "residual": None if failed.residual is None else plan_data(failed.residual),
    }
    return {
        "holds": found.holds,
        "where": found.where,
        "with_rows": found.with_rows,
        "reason": found.reason,
        "directives": found.directives,
        "failure": failure,
    }


def _database(plan: Plan) -> str | None:
    """Return the name of one of several databases, None where there is one."""
    token = plan.upgrade_ops.upgrade_token
    return None if token == "upgrades" else token.removesuffix("_upgrades")


def write(config: Config, make: Callable[[], dict[str, Any]]) -> None:
    """Print what `make()` returns as JSON; what anything prints meanwhile, such as env.py, goes to standard error."""
    import json
    import sys
    from contextlib import redirect_stdout

    with redirect_stdout(sys.stderr):
        made = make()
    print(json.dumps(made, ensure_ascii=False, indent=2), file=config.stdout)
