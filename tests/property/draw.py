"""Random models and random changes of them.

Everything is drawn from one `random.Random`, so the same seed gives the same pair, and hypothesis can shrink it.
Changes are such that the rows of `models.insert` allow them both ways: a new column is nullable or has a default;
a column is dropped only where the downgrade can add it again; a new foreign key of old rows refers to old rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from random import Random

from tests.property.draw_named import DrawNamed
from tests.property.models import (
    ACTIONS,
    COMMENTS,
    CONDITIONS,
    DEFAULTS,
    OPTIONS,
    SCALARS,
    TYPES,
    Column,
    Item,
    Model,
    Table,
)


def draw_pair(random: Random, dialect: str) -> tuple[Model, Model]:
    """Return two models, the second a few random changes away from the first."""
    draw = Draw(random, dialect, Model())
    for _ in range(random.randint(0, 3)):
        draw.named.add()
    for _ in range(random.randint(1, 4)):
        draw.add_table()
    change = Draw(random, dialect, draw.model)
    for _ in range(random.randint(2, 12)):
        random.choice(change.changes)()
    change.draw_options()
    return draw.model, change.model


class Draw:
    """A model that grows or changes at random; `before` is what it was when rows came in."""

    def __init__(self, random: Random, dialect: str, before: Model) -> None:
        self.random = random
        self.dialect = dialect
        self.before = before
        self.model = deepcopy(before)
        self.count = 0
        families = sorted({*TYPES[""], *TYPES[dialect]})
        self.types = {name: TYPES[""].get(name, ()) + TYPES[dialect].get(name, ()) for name in families}
        self.named = DrawNamed(self)
        self.changes: list[Callable[[], None]] = [
            self.add_table,
            self.drop_table,
            *[self.add_column, self.drop_column, self.change_type, self.change_nullable] * 2,
            *[self.change_default, self.change_comment, self.change_computed] * 2,
            *[self.add_item, self.drop_item, self.change_item] * 3,
            self.change_table_comment,
            self.change_key,
            self.change_counting,
            *self.named.changes,
        ]

    # -- tables ----------------------------------------------------------------------------------------------------

    def add_table(self) -> None:
        table = Table({"id": Column("number", "Integer", nullable=False)}, counts=self.chance(0.7))
        name = self.name("n" if self.before else "t")
        if self.dialect == "postgresql" and self.chance(0.2):
            table.schema = "apart"
        self.model[name] = table
        for _ in range(self.random.randint(1, 6)):
            self.add_column(name)
        if self.chance(0.3):
            table.comment = self.random.choice(COMMENTS)
        for _ in range(self.random.randint(0, 4)):
            self.add_item(name)

    def drop_table(self) -> None:
        """Drop a table, and the columns that refer to it, where they can come back empty."""
        name = self.random.choice(sorted(self.model))
        referring = [
            (other, column)
            for model in (self.before, self.model)
            for other, table in model.items()
            for item in table.items.values()
            for column in item.columns
            if item.referred == name and other != name
        ]
        if len(self.model) > 1 and all(self.can_drop(other, column) for other, column in referring):
            for other, column in referring:
                self.remove_column(other, column)
            del self.model[name]

    def draw_options(self) -> None:
        """Give some tables options, before and now; one that no foreign key touches may also be UNLOGGED."""
        for name in sorted({*self.before, *self.model}):
            versions = [model[name] for model in (self.before, self.model) if name in model]
            tied = any(item.kind == "foreign_key" for each in versions for item in each.items.values())
            free = [o for o in OPTIONS[self.dialect] if "UNLOGGED" not in o or not (tied or self.referred(name))]
            if self.chance(0.3):
                for each in versions:
                    each.options = self.random.choice(free)

    def change_table_comment(self) -> None:
        table = self.model[self.random.choice(sorted(self.model))]
        table.comment = self.random.choice((None, *COMMENTS))

    def change_key(self) -> None:
        """Add a column to the key of a table nobody refers to, or take it out."""
        name, table = self.pick()
        if self.referred(name):
            return
        keys = [item.columns for item in table.items.values() if item.kind == "unique"]
        if table.key != ("id",):
            table.key = ("id",) if ("id",) not in keys else table.key
            return
        free = [
            each
            for each in table.plain("number", "text")
            if each != "id" and self.old(name, each) and not self.has(name, each, "foreign_key")
        ]
        choices = [key for key in (("id", free[0]), (free[-1], "id")) if key not in keys] if free else []
        if choices:
            table.key = self.random.choice(choices)

    def change_counting(self) -> None:
        name, table = self.pick()
        if not self.referred(name):
            table.counts = not table.counts

    # -- columns ---------------------------------------------------------------------------------------------------

    def add_column(self, table_name: str | None = None) -> None:
        """Add a column that a table with rows takes: nullable, or with a default, or computed."""
        table = self.model[table_name or self.pick()[0]]
        family = self.random.choice(sorted(self.types))
        column = Column(family, self.random.choice(self.types[family]))
        name = self.name("c")
        own = next(each for each, one in self.model.items() if one is table)
        numbers = [each for each in table.plain("number") if each != "id" and not self.has(own, each, "foreign_key")]
        if self.chance(0.2) and (named := self.named.column(name)) is not None:
            column = named
        elif self.chance(0.2):
            column = Column("number", "Integer")
        elif numbers and self.chance(0.2):
            base = self.random.choice(numbers)
            column = Column("number", "Integer", computed=self.expression(base), computed_from=base)
            column.persisted = self.dialect == "postgresql" or self.chance(0.5)
        elif self.chance(0.5) and family in DEFAULTS:
            column.default = self.random.choice(DEFAULTS[family])
            column.nullable = self.chance(0.4)
        elif self.chance(0.4) and family in SCALARS:
            column.scalar = self.random.choice(SCALARS[family])
            column.nullable = False
        if self.chance(0.2):
            column.comment = self.random.choice(COMMENTS)
        table.columns[name] = column

    def drop_column(self) -> None:
        name, table = self.pick()
        droppable = [each for each in table.columns if self.can_drop(name, each)]
        if droppable and len(table.columns) > 2:
            self.remove_column(name, self.random.choice(droppable))

    def change_type(self) -> None:
        name, table = self.pick()
        free = [each for each in table.plain() if not self.tied(name, each)]
        if free:
            column = table.columns[self.random.choice(free)]
            column.type = self.random.choice(self.types.get(column.family, (column.type,)))

    def change_nullable(self) -> None:
        name, table = self.pick()
        for each in table.plain():
            column = table.columns[each]
            if each not in table.key and not self.has(name, each, "foreign_key") and self.chance(0.5):
                column.nullable = not column.nullable if self.old(name, each) or column.default else True

    def change_default(self) -> None:
        name, table = self.pick()
        free = [each for each in table.plain() if each != "id" and not self.has(name, each, "foreign_key")]
        free = [each for each in free if self.old(name, each)]
        if free:
            column = table.columns[self.random.choice(free)]
            own = self.named.default(column)
            column.default = self.random.choice((None, *DEFAULTS.get(column.family, (own,))))
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
            column.computed = self.expression(column.computed_from or "")
            if self.dialect != "postgresql":
                column.persisted = self.chance(0.5)

    # -- constraints and indexes -----------------------------------------------------------------------------------

    def add_item(self, table_name: str | None = None) -> None:
        name = table_name or self.pick()[0]
        kinds = ["unique", "check", "index", "index", "foreign_key", "foreign_key", "named"]
        kinds += {"postgresql": ["exclude"], "mariadb": ["special_index"]}.get(self.dialect, [])
        kind = self.random.choice(kinds)
        self.put(kind, name, self.name(kind[0] + "x"))

    def drop_item(self) -> None:
        table = self.pick()[1]
        if table.items:
            del table.items[self.random.choice(sorted(table.items))]

    def change_item(self) -> None:
        """Put something else of the same kind under the same name."""
        name, table = self.pick()
        if table.items:
            item_name = self.random.choice(sorted(table.items))
            item = table.items.pop(item_name)
            self.put(item.kind, name, item_name)

    def put(self, kind: str, table_name: str, name: str) -> None:
        makers = {
            "unique": self.unique,
            "check": self.check,
            "index": self.index,
            "exclude": self.exclude,
            "special_index": self.special_index,
            "foreign_key": self.foreign_key,
            "named": self.named.items,
        }
        for item in makers[kind](table_name, name):
            self.model[table_name].items[name] = item

    def unique(self, table_name: str, name: str) -> Iterator[Item]:
        """A key of columns that have none yet: PostgreSQL makes one of two equal ones in a CREATE TABLE."""
        table = self.model[table_name]
        keys = [table.key, *[item.columns for item in table.items.values() if item.kind == "unique"]]
        chosen = self.sample(self.keyable(table_name), 2)
        if chosen and chosen not in keys:
            yield Item("unique", chosen, f"UniqueConstraint({', '.join(map(repr, chosen))}, name={name!r})")

    def check(self, table_name: str, name: str) -> Iterator[Item]:
        table = self.model[table_name]
        free = [each for each in table.plain("number", "text") if each != "id" and self.free(table_name, each)]
        free = [each for each in free if not self.has(table_name, each, "foreign_key")]  # MariaDB refuses both
        if free:
            column = self.random.choice(free)
            text = self.random.choice(CONDITIONS[table.columns[column].family]).format(column)
            yield Item("check", (column,), f"CheckConstraint({text!r}, name={name!r})")

    def exclude(self, table_name: str, name: str) -> Iterator[Item]:
        """What a UNIQUE constraint also says, so that rows allow it."""
        keys = self.keyable(table_name)
        if keys:
            column = self.random.choice(keys)
            where = f", where=text('{column} IS NOT NULL')" if self.chance(0.5) else ""
            late = ", deferrable=True" if self.chance(0.3) else ""
            arguments = f"({column!r}, '='), name={name!r}, using='btree'{where}{late}"
            yield Item("exclude", (column,), f"postgresql.ExcludeConstraint({arguments})")

    def special_index(self, table_name: str, name: str) -> Iterator[Item]:
        """An index of the first characters, or a FULLTEXT one."""
        table = self.model[table_name]
        texts = table.plain("text", "long")
        if texts:
            column = self.random.choice(texts)
            how = self.random.choice((f"mysql_length={{{column!r}: 4}}", "mysql_prefix='FULLTEXT'"))
            yield Item("special_index", (column,), f"Index({name!r}, {column!r}, {how})")

    def index(self, table_name: str, name: str) -> Iterator[Item]:
        keys = self.keyable(table_name)
        if not keys:
            return
        chosen = self.sample(keys, 3)
        parts = [f"text('{each} DESC')" if self.chance(0.2) else repr(each) for each in chosen]
        texts = [each for each in chosen if self.model[table_name].columns[each].family == "text"]
        if texts and self.dialect != "mariadb" and self.chance(0.3):
            parts.append(f"text('lower({texts[0]})')")
        parts.append(f"unique={self.chance(0.3)}")
        if self.dialect != "mariadb" and self.chance(0.3):
            parts.append(f"{self.dialect}_where=text('{chosen[0]} IS NOT NULL')")
        yield Item("index", chosen, f"Index({name!r}, {', '.join(parts)})")

    def foreign_key(self, table_name: str, name: str) -> Iterator[Item]:
        table = self.model[table_name]
        local = [
            each
            for each in table.plain("number")
            if each not in table.key and not table.computed_from(each) and not self.has(table_name, each, "check")
        ]
        local = [each for each in local if self.can_refer(table_name, each)]
        if not local:
            return
        column = self.random.choice(local)
        tables = [each for each in self.model if self.model[each].key == ("id",)]
        if self.old(table_name, column):
            tables = [each for each in tables if each in self.before]
        if tables:
            target = self.random.choice(tables)
            referred, action = f"{self.model.place(target)}.id", self.random.choice(ACTIONS)
            text = f"ForeignKeyConstraint([{column!r}], [{referred!r}], name={name!r}{action})"
            yield Item("foreign_key", (column,), text, target)

    # -- what rows allow -------------------------------------------------------------------------------------------

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

    def can_refer(self, table: str, name: str) -> bool:
        """Return whether a column can carry a foreign key to an `id`: same type, may become NULL."""
        versions = [model[table].columns[name] for model in self.versions(table, name)]
        return all(column.type == "Integer" and column.nullable and not column.default for column in versions)

    def can_drop(self, table: str, name: str) -> bool:
        """Return whether a column is there and the downgrade can add it again to a table with rows."""
        if table not in self.model or name not in self.model[table].columns:
            return False
        if name == "id" or any(name in model[table].key for model in self.versions(table, name)):
            return False
        old = [model[table] for model in (self.before,) if table in model and name in model[table].columns]
        if any(each.columns[name].scalar for each in old):
            return False
        return all(
            (each.columns[name].nullable and each.columns[name].default is None) or not each.using(name)
            for each in old
            if not each.columns[name].computed
        )

    def remove_column(self, table: str, name: str) -> None:
        """Remove a column with everything over it."""
        columns, items = self.model[table].columns, self.model[table].items
        for each in [name, *self.model[table].computed_from(name)]:
            columns.pop(each, None)
            for item_name in [key for key, item in items.items() if each in item.columns]:
                del items[item_name]

    def has(self, table: str, column: str, kind: str) -> bool:
        """Return whether a column has an item of a kind, now or before."""
        versions = self.versions(table, column)
        return any(item.kind == kind for model in versions for item in model[table].using(column))

    def tied(self, table: str, column: str) -> bool:
        """Return whether the type of a column must stay: keys, foreign keys and computed columns hang on it."""
        versions = [model[table] for model in self.versions(table, column)]
        keys = any(column in each.key or each.computed_from(column) for each in versions)
        return keys or self.has(table, column, "foreign_key")

    def referred(self, name: str) -> bool:
        """Return whether any table refers to a table, now or before."""
        return any(
            item.referred == name
            for model in (self.before, self.model)
            for table in model.values()
            for item in table.items.values()
        )

    def versions(self, table: str, column: str) -> list[Model]:
        return [m for m in (self.before, self.model) if table in m and column in m[table].columns]

    # -- dice ------------------------------------------------------------------------------------------------------

    def pick(self) -> tuple[str, Table]:
        name = self.random.choice(sorted(self.model))
        return name, self.model[name]

    def sample(self, names: list[str], most: int) -> tuple[str, ...]:
        return tuple(self.random.sample(names, min(len(names), self.random.randint(1, most))))

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def name(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}{self.count}{'n' if self.before else ''}_{self.random.choice('abxyz')}"

    def expression(self, base: str) -> str:
        return self.random.choice(("{} + 1", "{} * 2", "coalesce({}, 0) + 5", "abs({})")).format(base)
