"""In which order, and how dangerous: directives become a plan, which the preview and the script both show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..operations.base import MigrateOperation
from ..operations.script import UpgradeOps
from .group import gather, group
from .hazards import Hazard, Severity, find_hazards
from .order import order

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

    from ..dialects.support import DialectSupport

__all__ = ["Hazard", "Plan", "Severity", "make_plan"]


@dataclass(frozen=True)
class Plan:
    """Ordered, grouped directives for one database, and their hazards."""

    upgrade_ops: UpgradeOps
    hazards: tuple[Hazard, ...]
    support: DialectSupport

    @property
    def dialect(self) -> Dialect:
        """The SQLAlchemy dialect the plan is for."""
        return self.support.dialect

    @property
    def is_empty(self) -> bool:
        """Whether nothing has to change."""
        return self.upgrade_ops.is_empty()


def make_plan(ops: Iterable[MigrateOperation], support: DialectSupport) -> Plan:
    """Return the plan of directives in any order; raises DependencyCycle when there is no order."""
    arranged = gather(order(ops, forward_references=support.features.forward_references))
    found = UpgradeOps(group(arranged, support))
    return Plan(found, find_hazards(found.flat()), support)
