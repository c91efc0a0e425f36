"""A model as plain data, small enough to change at random, and its Python source as a case file has it.

Tables, columns, constraints and the like are known by keys, such as `c3_a`, that stay; `Model.names` says what they
are called where that is something else. The source is written with the keys, and `spelled` puts the names into it.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from random import Random

from tests.property.spelling import spelled


@dataclass
class Named:
    """An enum, a domain or a sequence; `arguments` is Python source, `renamed` says which values have other names."""

    kind: str
    labels: tuple[str, ...] = ()
    arguments: str = ""
    schema: str | None = None
    renamed: dict[str, str] = field(default_factory=dict)

    def source(self, name: str) -> str:
        kind = {"enum": "Enum", "domain": "postgresql.DOMAIN", "sequence": "Sequence"}[self.kind]
        parts = [*map(repr, self.labels), f"name={name!r}"] if self.kind == "enum" else [repr(name)]
        parts += [self.arguments] if self.arguments else []
        parts += [f"schema={self.schema!r}"] if self.schema else []
        parts += ["metadata=metadata"] if self.kind == "sequence" else []
        return f"{name} = {kind}({', '.join(parts)})"


@dataclass
class Column:
    """A column; `family` names what it holds, `type`, `default`, `computed` and `identity` are Python source or SQL.

    `named` is the enum, the domain or the sequence that it has; a type that says its own values has them in `labels`.
    """

    family: str
    type: str
    nullable: bool = True
    default: str | None = None
    scalar: str | None = None
    comment: str | None = None
    computed: str | None = None
    computed_from: str | None = None
    persisted: bool = True
    identity: str | None = None
    named: str | None = None
    labels: tuple[str, ...] = ()
    renamed: dict[str, str] = field(default_factory=dict)

    def source(self, name: str, table: Table, info: dict[str, object]) -> str:
        labels = ", ".join(map(repr, self.labels))
        type_ = self.type.format(labels, f"k_{name}") if labels else self.type.replace("{name}", name)
        parts = [repr(name), type_]
        if self.computed is not None:
            parts.append(f"Computed({self.computed!r}, persisted={self.persisted})")
        if self.identity is not None:
            parts.append(f"Identity({self.identity})")
        if table.key == (name,):
            parts.append("primary_key=True" + ("" if self.identity else f", autoincrement={table.counts}"))
        elif name in table.key:
            parts.append("autoincrement=False")
        elif not self.nullable:
            parts.append("nullable=False")
        if self.default is not None:
            parts.append(f"server_default={self.default}")
        if self.scalar is not None:
            parts.append(f"default={self.scalar}")
        if self.comment is not None:
            parts.append(f"comment={self.comment!r}")
        if info:
            parts.append(f"info={info!r}")
        return f"Column({', '.join(parts)})"


@dataclass
class Item:
    """A constraint or an index: its kind, its columns, its Python source, what a foreign key refers to."""

    kind: str
    columns: tuple[str, ...]
    source: str
    referred: str | None = None
    referred_columns: tuple[str, ...] = ()

    @property
    def unnamed(self) -> bool:
        return "name=" not in self.source and "Index('" not in self.source

    @property
    def plain_key(self) -> bool:
        """Whether a foreign key may refer to it."""
        return self.kind == "unique" and "deferrable=True" not in self.source


@dataclass
class Text:
    """A view, a function or a trigger: its source, and what it reads, (table, columns)."""

    kind: str
    source: str
    table: str | None = None
    columns: tuple[str, ...] = ()


@dataclass
class Table:
    """A table with its columns, its key, and its constraints and indexes by key.

    `own` is the column that is its key at first. `strict` limits its types (SQLite), `partitioned` its keys.
    """

    own: str
    columns: dict[str, Column]
    key: tuple[str, ...]
    counts: bool = True
    comment: str | None = None
    options: str = ""
    schema: str | None = None
    strict: bool = False
    partitioned: bool = False
    items: dict[str, Item] = field(default_factory=dict)

    def plain(self, *families: str) -> list[str]:
        """Return the names of the columns of some families (of all, without any) that are not computed."""
        return [
            name
            for name, column in self.columns.items()
            if not column.computed and (not families or column.family in families)
        ]

    def using(self, name: str) -> list[Item]:
        """Return the constraints and indexes over a column."""
        return [item for item in self.items.values() if name in item.columns]

    def computed_from(self, name: str) -> list[str]:
        """Return the computed columns whose expression mentions a column."""
        return [each for each, column in self.columns.items() if column.computed_from == name]


class Model(dict[str, Table]):
    """Tables by key, and what there is beside them."""

    def __init__(self) -> None:
        super().__init__()
        self.named: dict[str, Named] = {}
        self.texts: dict[str, Text] = {}
        self.names: dict[str, str] = {}
        self.convention: dict[str, str] = {}
        self.extensions: tuple[str, ...] = ()
        self.options: dict[str, object] = {}

    def place(self, name: str) -> str:
        """Return how a foreign key names a table."""
        schema = self[name].schema
        return f"{schema}.{name}" if schema else name

    def sql_place(self, name: str) -> str:
        """Return how SQL names a table."""
        schema = self[name].schema
        return f'"{schema}".{name}' if schema else name

    def uses(self, name: str) -> list[Column]:
        """Return the columns that have an enum, a domain or a sequence."""
        return [column for table in self.values() for column in table.columns.values() if column.named == name]

    def values_of(self, column: Column) -> tuple[str, ...]:
        """Return the values of a column's enum; none for other columns."""
        return column.labels or (self.named[column.named].labels if column.named else ())

    def renamed(self, column: Column) -> dict[str, str]:
        """Return which values of a column's enum have other names."""
        return column.renamed or (self.named[column.named].renamed if column.named else {})

    def referring(self, table: str) -> list[tuple[str, Item]]:
        """Return the foreign keys to a table, each with the table it is on."""
        return [(name, item) for name, each in self.items() for item in each.items.values() if item.referred == table]

    def remove_column(self, table: str, name: str) -> None:
        """Remove a column with everything over it."""
        columns, items = self[table].columns, self[table].items
        for each in [name, *self[table].computed_from(name)]:
            columns.pop(each, None)
            for item_name in [key for key, item in items.items() if each in item.columns]:
                del items[item_name]
            for text in [key for key, text in self.texts.items() if text.table == table and each in text.columns]:
                del self.texts[text]

    def remove_table(self, name: str) -> None:
        """Remove a table with the views and triggers over it."""
        del self[name]
        for text in [key for key, text in self.texts.items() if text.table == name]:
            del self.texts[text]


def shuffled(model: Model, random: Random) -> Model:
    """Return a model that says the same in another order; only columns stay as they are."""
    other = deepcopy(model)
    for name in random.sample(sorted(model), len(model)):
        table = other.pop(name)
        table.items = {key: table.items[key] for key in random.sample(sorted(table.items), len(table.items))}
        other[name] = table
    return other


def source(model: Model, dialect: str, old: Model | None = None) -> str:
    """Return the model as the Python section of a case file; it creates the schemas it has.

    `old` is the model before: what has another name there gets a hint.
    """
    used = [named for name, named in model.named.items() if named.kind == "sequence" or model.uses(name)]
    placed = [named.schema for named in used] + [table.schema for table in model.values()]
    schemas = sorted({schema for schema in placed if schema} - {"public"})
    places = any(column.family == "place" for table in model.values() for column in table.columns.values())
    lines = ["from tests.example_types import Spot"] if places else []
    lines += [f"metadata.naming_convention = {model.convention!r}"] if model.convention else []
    lines += [
        f"event.listen(metadata, 'before_create', DDL('CREATE SCHEMA IF NOT EXISTS \"{each}\"'))" for each in schemas
    ]
    lines += [f"migrate.Extension({name!r}, metadata=metadata)" for name in model.extensions]
    lines += [text.source for text in model.texts.values() if text.kind == "function"]
    lines += [named.source(name) for name, named in model.named.items()]
    lines += [_table(name, model, old) for name in model]
    lines += [text.source for text in model.texts.values() if text.kind != "function"]
    text = "\n".join(lines) + "\n"
    return spelled(text, dialect, model.names, old.names if old is not None else {})


def _table(name: str, model: Model, old: Model | None) -> str:
    table = model[name]
    parts = []
    for each, column in table.columns.items():
        info: dict[str, object] = {}
        if renamed := model.renamed(column):
            info["renamed_values"] = renamed
        if _renamed(each, model, old) and old is not None and name in old and each in old[name].columns:
            info["renamed_from"] = f"old:{each}"
        parts.append(column.source(each, table, info))
    if len(table.key) > 1:
        parts.append(f"PrimaryKeyConstraint({', '.join(map(repr, table.key))})")
    parts += [item.source for item in table.items.values()]
    parts += [f"comment={table.comment!r}"] if table.comment is not None else []
    parts += [table.options] if table.options else []
    parts += [f"schema={table.schema!r}"] if table.schema else []
    if _renamed(name, model, old) and old is not None and name in old:
        parts.append(f"info={{'renamed_from': 'old:{name}'}}")
    text = "\n".join([f"Table(\n    {name!r},\n    metadata,", *(f"    {part}," for part in parts), ")"])
    if table.partitioned:
        part = f"{model.sql_place(name)}_part"
        ddl = f"CREATE TABLE {part} PARTITION OF %(fullname)s FOR VALUES WITH (MODULUS 1, REMAINDER 0)"
        text += f"\nevent.listen(metadata.tables[{model.place(name)!r}], 'after_create', DDL({ddl!r}))"
    return text


def _renamed(key: str, model: Model, old: Model | None) -> bool:
    return old is not None and model.names.get(key) != old.names.get(key)
