"""The dice and the two models that all parts of drawing share, and what rows allow."""

from __future__ import annotations

from copy import deepcopy
from random import Random

from tests.property.models import Item, Model, Table
from tests.property.words import EXTENSIONS, STRICT, TYPES


class State:
    """A model that grows or changes at random; `before` is what it was when rows came in."""

    def __init__(self, random: Random, dialect: str, before: Model) -> None:
        self.random = random
        self.dialect = dialect
        self.before = before
        self.model = deepcopy(before)
        self.count = 0


class Part:
    """Base of what draws one sort of things."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.random = state.random
        self.dialect = state.dialect
        self.before = state.before
        self.model = state.model

    # -- dice ------------------------------------------------------------------------------------------------------

    def pick(self) -> tuple[str, Table]:
        name = self.random.choice(sorted(self.model))
        return name, self.model[name]

    def sample(self, names: list[str], most: int) -> tuple[str, ...]:
        return tuple(self.random.sample(names, min(len(names), self.random.randint(1, most))))

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def name(self, prefix: str) -> str:
        """Return a key that nothing has."""
        self.state.count += 1
        return f"{prefix}{self.state.count}{'n' if self.before else ''}_{self.random.choice('abxyz')}"

    def types(self, table: Table) -> dict[str, tuple[str, ...]]:
        """Return family → types that a table may have."""
        if table.strict:
            return STRICT
        families = sorted({*TYPES[""], *TYPES[self.dialect]})
        found = {name: TYPES[""].get(name, ()) + TYPES[self.dialect].get(name, ()) for name in families}
        return found | {family: types for name in self.model.extensions for family, types in EXTENSIONS[name].items()}

    # -- what rows allow -------------------------------------------------------------------------------------------

    def versions(self, table: str, column: str) -> list[Model]:
        """Return the models, before and now, that have a column."""
        return [m for m in (self.before, self.model) if table in m and column in m[table].columns]

    def old(self, table: str, column: str) -> bool:
        """Return whether rows hold something in a column, or none are there at all."""
        return table not in self.before or column in self.before[table].columns

    def free(self, table: str, column: str) -> bool:
        """Return whether any condition on a column holds in every row: its own values, or NULL."""
        found = self.model[table].columns[column]
        return self.old(table, column) or (found.default is None and found.scalar is None)

    def keyable(self, table: str) -> list[str]:
        """Return the columns that are different in every row and short enough for an index."""
        return [each for each in self.model[table].plain("number", "text") if self.free(table, each)]

    def has(self, table: str, column: str, *kinds: str) -> bool:
        """Return whether a column has an item of one of some kinds, now or before."""
        versions = self.versions(table, column)
        return any(item.kind in kinds for model in versions for item in model[table].using(column))

    def tied(self, table: str, column: str) -> bool:
        """Return whether the type of a column must stay: keys, foreign keys and computed columns hang on it."""
        versions = [model[table] for model in self.versions(table, column)]
        keys = any(column in each.key or each.computed_from(column) for each in versions)
        return keys or self.has(table, column, "foreign_key", "special_index") or self.referred(table, column)

    def referred(self, table: str, *columns: str) -> bool:
        """Return whether any foreign key, now or before, refers to a table, or to one of some of its columns."""
        return any(
            not columns or set(columns) & set(item.referred_columns)
            for model in (self.before, self.model)
            for _, item in model.referring(table)
        )

    def holds_others(self, table: str, item: Item) -> bool:
        """Return whether a foreign key stands on a unique constraint."""
        found = [each.referred_columns for m in (self.before, self.model) for _, each in m.referring(table)]
        return item.kind == "unique" and item.columns in found

    def can_drop(self, table: str, name: str) -> bool:
        """Return whether a column is there and the downgrade can add it again to a table with rows."""
        if table not in self.model or name not in self.model[table].columns:
            return False
        versions = self.versions(table, name)
        if any(name in (model[table].own, *model[table].key) for model in versions) or self.referred(table, name):
            return False
        if table not in self.before or name not in self.before[table].columns:
            return True
        column, items = self.before[table].columns[name], self.before[table].using(name)
        if column.computed:
            return True
        empty = column.nullable and column.default is None
        return column.scalar is None and (empty or not items) and (column.nullable or self._filled(table, name))

    def _filled(self, table: str, name: str) -> bool:
        """Return whether the database fills a column that comes back."""
        column = self.before[table].columns[name]
        return column.default is not None or column.identity is not None
