"""Random constraints and foreign keys; indexes have a file of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.property.draw_indexes import DrawIndexes
from tests.property.draw_named import DrawNamed
from tests.property.models import Item
from tests.property.part import Part, State
from tests.property.words import ACTIONS, CONDITIONS, LATE

KINDS = {
    "": ("unique", "unique", "check", "check", "index", "index", "index", *["foreign_key"] * 3, "named"),
    "sqlite": (),
    "postgresql": ("exclude", "special_index"),
    "mariadb": ("special_index",),
}
"""Dialect ("" is all of them) → what a table may have; `named` is over a column of an enum."""


class DrawItems(Part):
    """Constraints and indexes come, go, and become something else under the same name."""

    def __init__(self, state: State, named: DrawNamed) -> None:
        super().__init__(state)
        self.changes: list[Callable[[], None]] = [lambda: self.add(), self.drop, self.change] * 3
        self.makers: dict[str, Callable[[str, str], Iterator[Item]]] = {
            "unique": self.unique,
            "check": self.check,
            "exclude": self.exclude,
            "foreign_key": self.foreign_key,
            "named": named.items,
            **DrawIndexes(state).makers,
        }

    def add(self, table_name: str | None = None) -> None:
        name = table_name or self.pick()[0]
        kind = self.random.choice(KINDS[""] + KINDS[self.dialect])
        self._put(kind, name, self.name(kind[0] + "x"))

    def drop(self) -> None:
        name, table = self.pick()
        free = [key for key, item in table.items.items() if not self.holds_others(name, item)]
        if free:
            del table.items[self.random.choice(sorted(free))]

    def change(self) -> None:
        """Put something else of the same kind under the same name."""
        name, table = self.pick()
        free = [key for key, item in table.items.items() if not self.holds_others(name, item)]
        if free:
            item_name = self.random.choice(sorted(free))
            item = table.items.pop(item_name)
            self._put(item.kind, name, item_name)

    def _put(self, kind: str, table_name: str, name: str) -> None:
        """Add an item, unless an unnamed one like it is there: both would get one name."""
        table = self.model[table_name]
        if table.partitioned and kind in ("unique", "exclude", "special_index"):
            return
        for item in self.makers[kind](table_name, name):
            said = 1 if kind == "index" and not self.model.convention else None  # what the automatic name tells
            alike = [each for each in table.items.values() if each.kind == kind]
            alike = [each for each in alike if each.columns[:said] == item.columns[:said]]
            if alike and kind == "exclude":  # PostgreSQL makes one of two equal ones in a CREATE TABLE
                continue
            if not (alike and (item.unnamed or any(each.unnamed for each in alike))):
                table.items[name] = item

    def _called(self, name: str) -> str:
        """Return the argument that names a constraint; without it a convention or the database does."""
        return "" if self.chance(0.3) else f", name={name!r}"

    def unique(self, table_name: str, name: str) -> Iterator[Item]:
        """A key of columns that have none yet: PostgreSQL makes one of two equal ones in a CREATE TABLE."""
        table = self.model[table_name]
        keys = [table.key, *[item.columns for item in table.items.values() if item.kind == "unique"]]
        chosen = self.sample(self.keyable(table_name), 2)
        if chosen and chosen not in keys:
            options = self._unique_options(table_name, chosen)
            text = f"UniqueConstraint({', '.join(map(repr, chosen))}{self._called(name)}{options})"
            yield Item("unique", chosen, text)

    def _unique_options(self, table_name: str, chosen: tuple[str, ...]) -> str:
        if self.dialect == "sqlite":
            return self.random.choice(("", "", "", ", sqlite_on_conflict='IGNORE'"))
        if self.dialect == "mariadb" or self.chance(0.5):
            return ""
        kept = self.before.get(table_name, self.model[table_name]).columns
        if all(each in kept for each in chosen) and self.chance(0.3):
            return ", postgresql_nulls_not_distinct=True"
        return self.random.choice(LATE)

    def check(self, table_name: str, name: str) -> Iterator[Item]:
        """A condition that rows hold; MariaDB refuses one over a column with a foreign key."""
        table = self.model[table_name]
        free = [each for each in table.plain(*CONDITIONS) if each != table.own and self.free(table_name, each)]
        free = [each for each in free if not self.has(table_name, each, "foreign_key")]
        if free:
            column = self.random.choice(free)
            text = self.random.choice(CONDITIONS[table.columns[column].family]).format(column)
            called = f", name={name!r}" if self.model.convention else self._called(name)
            yield Item("check", (column,), f"CheckConstraint({text!r}{called})")

    def exclude(self, table_name: str, name: str) -> Iterator[Item]:
        """What a UNIQUE constraint also says, so that rows allow it; of ranges that none overlaps another."""
        keys = self.keyable(table_name)
        ranges = [each for each in self.model[table_name].plain("range", "days") if self.free(table_name, each)]
        late = self.random.choice((*[""] * 3, ", deferrable=True", ", initially='DEFERRED', deferrable=True"))
        if ranges:
            column, using, operator = self.random.choice(ranges), "gist", self.random.choice(("&&", "="))
        elif keys:
            column, using, operator = self.random.choice(keys), "btree", "="
        else:
            return
        where = f", where=text({f'{column} IS NOT NULL'!r})" if self.chance(0.5) else ""
        arguments = f"({column!r}, {operator!r}), name={name!r}, using={using!r}{where}{late}"
        yield Item("exclude", (column,), f"postgresql.ExcludeConstraint({arguments})")

    # -- foreign keys ----------------------------------------------------------------------------------------------

    def foreign_key(self, table_name: str, name: str) -> Iterator[Item]:
        """A reference to the key of a table, or to columns that are unique together."""
        local = self._local(table_name)
        targets = [each for each in self._targets(table_name) if len(each[1]) <= len(local)]
        if not targets:
            return
        target, referred = self.random.choice(targets)
        columns = tuple(self.random.sample(local, len(referred)))
        if any(self.old(table_name, each) for each in columns) and not self._kept(target, referred):
            return
        if (target, columns) == (table_name, referred):
            return
        places = [f"{self.model.place(target)}.{each}" for each in referred]
        options = self.random.choice(ACTIONS) + self._late(columns)
        text = f"ForeignKeyConstraint({[*columns]!r}, {places!r}{self._called(name)}{options})"
        yield Item("foreign_key", columns, text, target, referred)

    def _local(self, table_name: str) -> list[str]:
        """Return the columns that can refer to others: integers that may become NULL."""
        table = self.model[table_name]
        return [
            each
            for each in table.plain("number")
            if each not in table.key
            and not table.computed_from(each)
            and not self.has(table_name, each, "check")
            and self._can_refer(table_name, each)
        ]

    def _can_refer(self, table: str, name: str) -> bool:
        versions = [model[table].columns[name] for model in self.versions(table, name)]
        return all(column.type == "Integer" and column.nullable and not column.default for column in versions)

    def _targets(self, table_name: str) -> list[tuple[str, tuple[str, ...]]]:
        """Return what can be referred to: (table, columns)."""
        plain = [(each, table.key) for each, table in self.model.items() if table.key == (table.own,)]
        found: list[tuple[str, tuple[str, ...]]] = [*plain]
        for each, table in self.model.items():
            for item in table.items.values():
                columns = [table.columns[name] for name in item.columns]
                if item.plain_key and all(column.type == "Integer" for column in columns):
                    found.append((each, item.columns))
        return found

    def _kept(self, target: str, referred: tuple[str, ...]) -> bool:
        """Return whether the rows that a foreign key of old rows needs are there."""
        return target in self.before and all(each in self.before[target].columns for each in referred)

    def _late(self, columns: tuple[str, ...]) -> str:
        if self.dialect == "mariadb":
            return ""
        match = ", match='FULL'" if self.dialect == "postgresql" and len(columns) == 1 and self.chance(0.15) else ""
        alter = ", use_alter=True" if self.dialect == "postgresql" and self.chance(0.15) else ""
        return self.random.choice(LATE) + match + alter
