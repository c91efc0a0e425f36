"""Random tables, their keys and their options."""

from __future__ import annotations

from collections.abc import Callable

from tests.property.draw_columns import DrawColumns
from tests.property.draw_items import DrawItems
from tests.property.models import Column, Table
from tests.property.part import Part, State
from tests.property.words import COMMENTS, IDENTITIES, OPTIONS, SCHEMAS, WITHOUT_KEYS


class DrawTables(Part):
    """Tables come and go; their keys, comments and options change."""

    def __init__(self, state: State, columns: DrawColumns, items: DrawItems) -> None:
        super().__init__(state)
        self.columns = columns
        self.items = items
        self.changes: list[Callable[[], None]] = [
            self.add,
            self.drop,
            self.change_comment,
            self.change_key,
            self.change_counting,
        ]

    def add(self) -> None:
        """Add a table with columns, constraints and indexes."""
        own, name = self.name("i"), self.name("n" if self.before else "t")
        table = Table(own, {own: Column("number", "Integer", nullable=False)}, (own,), counts=self.chance(0.7))
        self.model.names[own] = "id"
        table.strict = self.dialect == "sqlite" and self.chance(0.1)
        if self.dialect == "postgresql":
            table.schema = self.random.choice(SCHEMAS)
            table.partitioned = self.chance(0.07)
            if self.chance(0.2):
                table.columns[own].identity = self.random.choice(IDENTITIES)
        if table.partitioned:
            table.options = f"postgresql_partition_by={f'HASH ({own})'!r}"
        self.model[name] = table
        for _ in range(self.random.randint(1, 6)):
            self.columns.add(name)
        if self.chance(0.3):
            table.comment = self.random.choice(COMMENTS)
        for _ in range(self.random.randint(0, 4)):
            self.items.add(name)

    def drop(self) -> None:
        """Drop a table, and the columns that refer to it, where they can come back empty."""
        name = self.random.choice(sorted(self.model))
        referring = [
            (other, column)
            for model in (self.before, self.model)
            for other, item in model.referring(name)
            for column in item.columns
            if other != name
        ]
        if len(self.model) > 1 and all(self.can_drop(other, column) for other, column in referring):
            for other, column in referring:
                self.model.remove_column(other, column)
            self.model.remove_table(name)

    def draw_options(self) -> None:
        """Give some tables options, before and now; some only where no foreign key touches it."""
        for name in sorted({*self.before, *self.model}):
            versions = [model[name] for model in (self.before, self.model) if name in model]
            tied = any(item.kind == "foreign_key" for each in versions for item in each.items.values())
            tied = tied or self.referred(name)
            free = [o for o in OPTIONS[self.dialect] if not (tied and any(word in o for word in WITHOUT_KEYS))]
            chosen = self.chance(0.3 if self.dialect != "mariadb" else 0.5) and not versions[0].partitioned
            renamed = any(self.before.names.get(key) != self.model.names.get(key) for key in versions[0].key)
            for each in versions:
                if chosen:
                    each.options = self.random.choice(free)
                if renamed and "rowid=False" in each.options:
                    each.options = ""  # SQLite cannot rename such a key where a UNIQUE has it too
                if self.dialect == "sqlite":
                    each.options = self._sqlite_options(each)

    def _sqlite_options(self, table: Table) -> str:
        parts = [table.options] if table.options else []
        if table.strict:
            parts.append(f"sqlite_strict={self.chance(0.7)}")
        if table.key == (table.own,) and table.counts and "rowid=False" not in table.options:
            parts.append(f"sqlite_autoincrement={self.chance(0.3)}")
        return ", ".join(parts)

    def change_comment(self) -> None:
        table = self.pick()[1]
        table.comment = self.random.choice((None, *COMMENTS))

    def change_key(self) -> None:
        """Add a column to the key of a table nobody refers to, or take it out."""
        name, table = self.pick()
        if self.referred(name) or table.partitioned:
            return
        own = table.own
        keys = [item.columns for item in table.items.values() if item.kind == "unique"]
        if table.key != (own,):
            table.key = (own,) if (own,) not in keys else table.key
            return
        free = [
            each
            for each in table.plain("number", "text")
            if each != own and self.old(name, each) and not self.has(name, each, "foreign_key")
        ]
        choices = [key for key in ((own, free[0]), (free[-1], own)) if key not in keys] if free else []
        if choices and table.columns[own].identity is None:
            table.key = self.random.choice(choices)

    def change_counting(self) -> None:
        """Make the key SERIAL, IDENTITY, or nothing of the kind."""
        name, table = self.pick()
        if self.referred(name) or table.key != (table.own,):
            return
        table.counts = not table.counts
        if self.dialect == "postgresql" and not table.partitioned:
            table.columns[table.own].identity = self.random.choice((None, None, *IDENTITIES))
