"""In which order, and how dangerous: directives become a plan, which the preview and the script both show."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy.sql.elements import conv

from ..comparators.naming import final_name
from ..operations.base import MigrateOperation
from ..operations.foreign_keys import CreateForeignKeyOp
from ..operations.script import UpgradeOps
from .foreign import left_to_others
from .group import gather, group
from .hazards import Hazard, Severity, find_hazards
from .order import order

if TYPE_CHECKING:
    import sqlalchemy as sa
    from sqlalchemy.engine import Dialect

    from ..comparators.alike import Alike
    from ..comparators.records import TableKey
    from ..dialects.support import DialectSupport

__all__ = ["Hazard", "Plan", "Severity", "arrange"]


@dataclass(frozen=True)
class Plan:
    """Ordered, grouped directives for one database, and their hazards."""

    upgrade_ops: UpgradeOps
    hazards: tuple[Hazard, ...]
    support: DialectSupport
    before: Callable[[TableKey], sa.Table] | None = None
    """Gives a table as it is in the database; None where the plan does not come from one."""
    between: tuple[str, str] = ("the database", "the models")
    """What is compared, in words."""
    alike: tuple[Alike, ...] = ()
    """What goes and looks like what is new, and nobody was asked whether it only has another name."""

    @property
    def dialect(self) -> Dialect:
        """The SQLAlchemy dialect the plan is for."""
        return self.support.dialect

    @property
    def is_empty(self) -> bool:
        """Whether nothing has to change."""
        return self.upgrade_ops.is_empty()

    def of(self, upgrade_ops: UpgradeOps) -> Plan:
        """Return this plan with other directives, which are in order already."""
        return replace(self, upgrade_ops=upgrade_ops, hazards=find_hazards(upgrade_ops.flat()))


def arrange(ops: Iterable[MigrateOperation], support: DialectSupport) -> Plan:
    """Return the plan of directives in any order; raises DependencyCycle when there is no order."""
    arranged = gather(order(left_to_others(ops), forward_references=support.features.forward_references))
    _name_foreign_keys(arranged, support)
    found = UpgradeOps(group(arranged, support))
    return Plan(found, find_hazards(found.flat()), support)


def _name_foreign_keys(ops: Iterable[MigrateOperation], support: DialectSupport) -> None:
    """Give final names to the unnamed foreign keys that were split off their tables: the downgrade has to say them."""
    found = [op for op in ops if isinstance(op, CreateForeignKeyOp)]
    taken = {op.constraint_name for op in found if op.constraint_name}
    for op in found:
        if op.constraint_name is None:
            name = final_name(support, "foreign_key", op.table_name, op.column_names(), taken)
            op.constraint_name = conv(name)
            taken.add(name)
