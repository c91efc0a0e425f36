"""What is dangerous in a plan: stable codes, one sentence, one hint; one file per rule under `rules/`."""

from __future__ import annotations

import enum
import importlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ..operations.base import MigrateOperation


class Severity(enum.Enum):
    """How bad it is."""

    DESTRUCTIVE = "destructive"
    """Data is lost."""
    RISKY = "risky"
    """It fails on some data, or is lossy for some."""


@dataclass(frozen=True)
class Hazard:
    """One danger of one directive."""

    code: str
    severity: Severity
    message: str
    hint: str
    op: MigrateOperation


Rule = Callable[[MigrateOperation], Iterator[Hazard]]
RULES = (
    "drop_table",
    "drop_column",
    "narrow_type",
    "enum_value",
    "not_null",
    "table_options",
    "view_in_the_way",
    "materialized_view",
)
"""The modules of the rules, in the order in which they look at a directive. Each has a function `check(op)`."""

OF_PLANS = ("new_rule_on_rows",)
"""The modules of the rules that look at all directives together. Each has a function `check_all(ops)`."""

ADDED: list[Rule] = []
"""The rules of plug-ins, which look at a directive after those of RULES."""


def find_hazards(ops: Iterable[MigrateOperation]) -> tuple[Hazard, ...]:
    """Return the hazards of directives, in their order."""
    rules: list[Rule] = [importlib.import_module(f".rules.{name}", __package__).check for name in RULES]
    rules += ADDED
    ops = list(ops)
    of_plans = [importlib.import_module(f".rules.{name}", __package__).check_all for name in OF_PLANS]
    together = [hazard for rule in of_plans for hazard in rule(ops)]
    return tuple(
        hazard
        for op in ops
        for hazard in (*(found for rule in rules for found in rule(op)), *(each for each in together if each.op is op))
    )
