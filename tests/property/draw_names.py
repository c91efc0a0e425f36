"""Random names of tables, columns, constraints and indexes, and renamings that the models hint at."""

from __future__ import annotations

from collections.abc import Callable

from tests.property.models import Table
from tests.property.part import Part, State
from tests.property.words import CONVENTIONS, DOTTED, FORMS, RESERVED


class DrawNames(Part):
    """Names for keys; a key without one is its own name. No two names are ever the same."""

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self.changes: list[Callable[[], None]] = [self.rename_column, self.rename_table, self.rename_item]
        self.odd = self.chance(0.5)
        """Whether names are anything but plain."""

    def give(self) -> None:
        """Give names to some of the keys that are new."""
        for key, table in self.model.items():
            own = [] if table.partitioned else [key]  # DDL() doubles a percent sign in it
            for each in [*own, *self._free(table), *table.items]:
                if each not in self.before.names and self.chance(0.3) and each not in self.model.names:
                    self.model.names[each] = self._drawn(each, dotted=each in table.items)
            free = [each for each in self._free(table) if each not in self.model.names]
            if free and key not in self.before and self.odd and self.chance(0.2):
                self.model.names[self.random.choice(free)] = self.random.choice(RESERVED)

    def rename_column(self) -> None:
        """Give a column another name."""
        table = self.pick()[1]
        if free := sorted(self._free(table)):
            self._rename(self.random.choice(free))

    def rename_table(self) -> None:
        """Give a table another name."""
        name, table = self.pick()
        if not table.partitioned:
            self._rename(name)

    def rename_item(self) -> None:
        """Give a constraint or an index another name."""
        table = self.pick()[1]
        if table.items:
            self._rename(self.random.choice(sorted(table.items)), dotted=True)

    def _free(self, table: Table) -> list[str]:
        """Return the columns that may have any name; in a partition key a driver takes a percent sign for its own."""
        return [each for each in table.columns if not (table.partitioned and each in table.key)]

    def exchange_convention(self) -> None:
        """Give the whole model another naming convention, one that does not ask for names it lacks."""
        items = [item for table in self.model.values() for item in table.items.values()]
        nameless = any(item.unnamed and "CheckConstraint(" in item.source for item in items)
        fit = [each for each in CONVENTIONS if not (nameless and "ck" in each)]
        self.model.convention = dict(self.random.choice(fit))

    def _rename(self, key: str, *, dotted: bool = False) -> None:
        self.model.names[key] = self._drawn(f"{key}{self.name('r')[:3]}", dotted=dotted)

    def _drawn(self, key: str, *, dotted: bool = False) -> str:
        """Return a name, `dotted` where it may have a dot in it: it is in no text that names a target."""
        forms = (*FORMS, *DOTTED) if dotted else FORMS
        return self.random.choice(forms if self.odd else FORMS[:1]).format(key)
