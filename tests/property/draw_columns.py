"""Random columns, and changes of them that rows allow."""

from __future__ import annotations

from collections.abc import Callable

from tests.property.draw_named import DrawNamed
from tests.property.models import Column, Table
from tests.property.part import Part, State
from tests.property.words import COMMENTS, DEFAULTS, IDENTITIES, SCALARS

NUMBERS = ("{} + 1", "{} * 2", "coalesce({}, 0) + 5", "abs({})", "CASE WHEN {} > 1 THEN 1 ELSE 0 END")
OTHERS = {
    "bits": ("{} + 0", "bit_count({})"),
    "year": ("{} + 1",),
    "float": ("floor({})",),
    "json": ("json_length({})",),
    "place": ("ST_X({})",),
    "choice": ("concat({}, 'x')", "upper({})"),
    "label": ("coalesce({}, ':x')",),
}
"""Family → what MariaDB computes of it: of the first five a number, of the others a text."""


class DrawColumns(Part):
    """Columns come and go; their types, defaults, comments and expressions change."""

    def __init__(self, state: State, named: DrawNamed) -> None:
        super().__init__(state)
        self.named = named
        self.changes: list[Callable[[], None]] = [
            *[lambda: self.add(), self.drop, self.change_type, self.change_nullable] * 2,
            *[self.change_default, self.change_comment, self.change_computed] * 2,
            self.compute_or_not,
            self.change_identity,
        ]

    def add(self, table_name: str | None = None) -> None:
        """Add a column that a table with rows takes: nullable, or with a default, or computed."""
        own, table = (table_name, self.model[table_name]) if table_name else self.pick()
        table.columns[self.name("c")] = self._column(own, table)

    def _column(self, own: str, table: Table) -> Column:
        types = self.types(table)
        family = self.random.choice(sorted(types))
        column = Column(family, self.random.choice(types[family]))
        if not table.strict and self.chance(0.2) and (named := self.named.column()) is not None:
            column = named
        elif self.chance(0.2):
            column = Column("number", "Integer")
        elif self.chance(0.15) and (computed := self._computed(own, table)) is not None:
            column = computed
        elif self.dialect == "postgresql" and not table.partitioned and self.chance(0.05):
            column = Column("counter", "Integer", nullable=False, identity=self.random.choice(IDENTITIES))
        elif self.chance(0.5) and family in DEFAULTS:
            column.default = self.random.choice(DEFAULTS[family])
            column.nullable = self.chance(0.4) or "NULL ON" in column.default
        elif self.chance(0.4) and family in SCALARS:
            column.scalar = self.random.choice(SCALARS[family])
            column.nullable = False
        if self.chance(0.2):
            column.comment = self.random.choice(COMMENTS)
        return column

    def _computed(self, own: str, table: Table) -> Column | None:
        """Return a column computed from a number or a text; None where there is none."""
        bases = [
            each
            for each in table.plain("number", "text", *(OTHERS if self.dialect == "mariadb" else ()))
            if each != table.own and not self.has(own, each, "foreign_key")
        ]
        if not bases:
            return None
        base = self.random.choice(bases)
        text = table.columns[base].family in ("text", "choice", "label") and not table.strict
        column = Column("text", "String(80)") if text else Column("number", "Integer")
        column.computed, column.computed_from = self._expression(table, base), base
        column.persisted = self.dialect == "postgresql" or self.chance(0.5)
        return column

    def _expression(self, table: Table, base: str) -> str:
        if table.columns[base].family in OTHERS:
            return self.random.choice(OTHERS[table.columns[base].family]).format(base)
        if table.columns[base].family == "number":
            return self.random.choice(NUMBERS).format(base)
        joined = "concat({}, 'x')" if self.dialect == "mariadb" else "{} || 'it''s'"
        return self.random.choice((joined, "upper({})", "coalesce({}, ':x')")).format(base)

    def drop(self) -> None:
        name, table = self.pick()
        droppable = [each for each in table.columns if self.can_drop(name, each)]
        if droppable and len(table.columns) > 2:
            self.model.remove_column(name, self.random.choice(droppable))

    def change_type(self) -> None:
        name, table = self.pick()
        free = [each for each in table.plain() if not self.tied(name, each)]
        if free:
            column = table.columns[self.random.choice(free)]
            column.type = self.random.choice(self.types(table).get(column.family, (column.type,)))

    def change_nullable(self) -> None:
        name, table = self.pick()
        for each in table.plain():
            column = table.columns[each]
            if each in table.key or column.identity or self.has(name, each, "foreign_key") or self.chance(0.5):
                continue
            if self.has(name, each, "special_index") and column.family == "place":
                continue
            if "NULL ON" in (column.default or ""):
                continue
            column.nullable = not column.nullable if self.old(name, each) or column.default else True

    def change_default(self) -> None:
        name, table = self.pick()
        free = [each for each in table.plain() if each != table.own and not self.has(name, each, "foreign_key")]
        free = [each for each in free if self.old(name, each) and not table.columns[each].identity]
        if free:
            column = table.columns[self.random.choice(free)]
            own = self.named.default(column)
            column.default = self.random.choice((None, *DEFAULTS.get(column.family, (own,))))
            column.nullable = column.nullable or "NULL ON" in (column.default or "")
            if column.family == "number":
                column.named = None

    def change_comment(self) -> None:
        table = self.pick()[1]
        table.columns[self.random.choice(sorted(table.columns))].comment = self.random.choice((None, *COMMENTS))

    def change_computed(self) -> None:
        table = self.pick()[1]
        computed = [column for column in table.columns.values() if column.computed]
        if computed:
            column = self.random.choice(computed)
            column.computed = self._expression(table, column.computed_from or "")
            if self.dialect != "postgresql":
                column.persisted = self.chance(0.5)

    def compute_or_not(self) -> None:
        """Make a plain column computed, or a computed one plain."""
        name, table = self.pick()
        chosen = self.random.choice(sorted(table.columns))
        column = table.columns[chosen]
        if column.computed:
            column.computed = column.computed_from = None
            return
        if not self.can_drop(name, chosen) or self.tied(name, chosen) or table.using(chosen):
            return
        computed = self._computed(name, table)
        fits = computed is not None and computed.family == column.family  # MariaDB keeps what was computed
        if computed is not None and fits and computed.computed_from != chosen:
            column.default = column.scalar = column.named = column.identity = None
            computed.comment = column.comment
            table.columns[chosen] = computed

    def change_identity(self) -> None:
        """Give a column of its own numbers another way to count, or none."""
        table = self.pick()[1]
        counters = table.plain("counter")
        if counters:
            column = table.columns[self.random.choice(counters)]
            column.identity = self.random.choice((None, *IDENTITIES))
