"""Random enums, domains and sequences, the columns that have them, and changes that the rows allow.

Rows hold `1`, `2` and `3`, so these values of an enum stay; one of them may get another name by hint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.property.models import Column, Item, Named
from tests.property.part import Part, State

KEPT = ("1", "2", "3")
MORE = ("4", "it's", "a b", "100% :x", "Ä")
BASES = ("Integer", "BigInteger")
CHECKS = (None, "VALUE > 0", "VALUE > -5 OR VALUE IS NULL")
SEQUENCES = ("", "start=100", "increment=5", "start=7, increment=2, maxvalue=5000", "cache=20", "cycle=True")
INLINE = {
    "": ("Enum({}, name={!r}, native_enum=False, create_constraint=True, length=20)",),
    "mariadb": (
        "Enum({})",
        "mysql.SET({})",
        "mysql.SET({}, charset='latin1')",
        "mysql.ENUM({}, collation='utf8mb4_bin')",
    ),
}
"""Dialect ("" is all of them) → types of columns that say their own values."""
KINDS = {"sqlite": (), "postgresql": ("enum", "domain", "sequence"), "mariadb": ("sequence",)}


class DrawNamed(Part):
    """What has a name beside the tables."""

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self.changes: list[Callable[[], None]] = [self.change_values] * 2
        if KINDS[self.dialect]:
            self.changes += [self.add, self.change, self.change, self.drop]

    # -- the objects -----------------------------------------------------------------------------------------------

    def add(self) -> None:
        """Add an enum, a domain or a sequence; in a schema only where a table is in one, too."""
        kinds = KINDS[self.dialect]
        if kinds:
            kind = self.random.choice(kinds)
            named = Named(kind, labels=self.labels(), schema=self.schema())
            self.vary(named)
            self.model.named[self.name(kind[0])] = named

    def change(self) -> None:
        """Change a domain or a sequence."""
        names = [name for name, named in self.model.named.items() if named.kind != "enum"]
        if names:
            self.vary(self.model.named[self.random.choice(names)])

    def vary(self, named: Named) -> None:
        if named.kind == "sequence":
            named.arguments = self.random.choice(SEQUENCES)
        elif named.kind == "domain":
            parts = [self.random.choice(BASES)]
            if (check := self.random.choice(CHECKS)) is not None:
                parts.append(f"check={check!r}")
            if (default := self.random.choice((None, "7", "8"))) is not None:
                parts.append(f"default=text({default!r})")
            named.arguments = ", ".join(parts)

    def drop(self) -> None:
        """Drop what no column has; of the sequences one stays, else the models would not own any."""
        model = self.model
        sequences = [name for name, named in model.named.items() if named.kind == "sequence"]
        free = [name for name in model.named if not model.uses(name) and sequences != [name]]
        if free:
            del model.named[self.random.choice(free)]

    def schema(self) -> str | None:
        schemas = sorted({table.schema for table in self.model.values() if table.schema})
        return self.random.choice(schemas) if schemas and self.chance(0.4) else None

    # -- columns ---------------------------------------------------------------------------------------------------

    def column(self) -> Column | None:
        """Return a column of an enum or a domain, or with the values of a sequence; None where there is none."""
        if self.chance(0.4):
            forms = INLINE[""] + INLINE.get(self.dialect, ())
            column = Column("label", self.random.choice(forms), labels=self.labels())
        else:
            named = self.model.named
            if not named:
                return None
            chosen = self.random.choice(sorted(named))
            kind = named[chosen].kind
            if kind == "sequence":
                return Column("number", "Integer", default=f"{chosen}.next_value()", named=chosen)
            many = kind == "enum" and self.chance(0.3)
            type_ = f"postgresql.ARRAY({chosen})" if many else chosen
            column = Column(f"{kind}s" if many else kind, type_, named=chosen)
        if self.chance(0.5):
            column.default = self.default(column)
            column.nullable = self.chance(0.4)
        return column

    def default(self, column: Column) -> str | None:
        """Return a default that a column of this sort can have; None where it has none."""
        if column.family == "domain":
            return self.random.choice(("'5'", "text('6')"))
        values = self.model.values_of(column)
        if not values:
            return None
        if column.family == "enums":
            return repr(f"{{{self.random.choice([value for value in values if value.isalnum()])}}}")
        return repr(self.random.choice(values))

    def items(self, table_name: str, name: str) -> Iterator[Item]:
        """Yield a check or an index that names a value of an enum."""
        table = self.model[table_name]
        free = [each for each in table.plain("enum", "label") if "SET" not in table.columns[each].type]
        if not free:
            return
        column = self.random.choice(free)
        if self.dialect != "mariadb" and self.chance(0.5):
            where = f"{self.dialect}_where=text(\"{column} <> '3'\")"
            yield Item("named", (column,), f"Index({name!r}, {column!r}, {where})")
        elif self.chance(0.5):
            yield Item("named", (column,), f"Index({name!r}, {column!r})")
        else:
            yield Item("named", (column,), f"CheckConstraint(\"{column} <> '3' OR {column} = '3'\", name={name!r})")

    # -- values ----------------------------------------------------------------------------------------------------

    def labels(self) -> tuple[str, ...]:
        found = [*KEPT, *self.random.sample(MORE, self.random.randint(0, 2))]
        self.random.shuffle(found)
        return tuple(found)

    def change_values(self) -> None:
        """Add, remove, reorder or rename values of an enum."""
        model, before = self.model, self.before
        lists: list[tuple[Named | Column, Named | Column | None, list[Column]]] = [
            (named, before.named.get(name), model.uses(name))
            for name, named in model.named.items()
            if named.kind == "enum"
        ]
        for name, table in model.items():
            for each, column in table.columns.items():
                if column.labels:
                    lists.append((column, before[name].columns.get(each) if name in before else None, [column]))
        if not lists:
            return
        of, old, columns = self.random.choice(lists)
        gone = [value for value in of.labels if value not in KEPT and value not in of.renamed.values()]
        come = [value for value in MORE if value not in of.labels and value not in of.renamed]
        how = self.random.choice(("add", "remove", "reorder", "rename"))
        values = list(of.labels)
        if how == "add" and come:
            values.insert(self.random.randint(0, len(values)), self.random.choice(come))
        elif how == "remove" and gone:
            values.remove(self.random.choice(gone))
        elif how == "reorder":
            self.random.shuffle(values)
        elif how == "rename" and old is not None:
            choices = [value for value in ("1", "2") if value in values and value not in of.renamed]
            if choices:
                value = self.random.choice(choices)
                of.renamed[value] = f"new{value}"
                values[values.index(value)] = f"new{value}"
        of.labels = tuple(values)
        for column in columns:
            if column.default is not None and column.default[1:-1].strip("{}") not in values:
                column.default = self.default(column)
