"""A model as plain data, small enough to change at random, and its Python source as a case file has it."""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa

ROWS = (1, 2, 3)

TYPES: dict[str, dict[str, tuple[str, ...]]] = {
    "": {
        "number": ("Integer", "Integer", "SmallInteger", "BigInteger", "Numeric(10, 2)", "Numeric(14, 4)"),
        "text": ("String(20)", "String(40)", "String(60)", "Unicode(30)"),
        "long": ("Text", "String(300)"),
        "date": ("Date", "DateTime"),
        "float": ("Float", "Double"),
        "flag": ("Boolean",),
        "json": ("JSON",),
    },
    "sqlite": {"text": ("String", "String(20, collation='NOCASE')")},
    "postgresql": {
        "text": ("String", "CHAR(5)", "String(20, collation='C')"),
        "date": ("postgresql.TIMESTAMP(precision=3)",),
        "array": ("postgresql.ARRAY(Integer)", "postgresql.ARRAY(BigInteger)"),
        "jsonb": ("postgresql.JSONB",),
        "uuid": ("Uuid",),
    },
    "mariadb": {
        "text": ("String(20, collation='utf8mb4_bin')",),
        "number": ("mysql.INTEGER(unsigned=True)", "mysql.MEDIUMINT"),
        "choice": ("mysql.ENUM('1', '2', '3')", "mysql.ENUM('3', '2', '1')"),
        "date": ("mysql.DATETIME(fsp=3)",),
        "flag": ("mysql.TINYINT",),
    },
}
"""Dialect ("" is all of them) → family → types between which rows can be converted both ways."""

DEFAULTS = {
    "number": ("'0'", "'7'", "text('5')", "text('(1 + 1)')"),
    "text": ("'1'", "'2'", "text(\"(lower('X'))\")"),
    "date": ("'2020-01-01'", "'2021-12-31'"),
    "float": ("'1.5'", "text('0')"),
    "flag": ("true()", "false()"),
    "choice": ("'1'", "'2'"),
    "json": ("'{}'", "'[1]'"),
    "jsonb": ("'{}'", "'[1]'"),
    "array": ("'{}'", "'{1,2}'"),
}
SCALARS = {"number": ("0", "7"), "text": ("\"it's\"", "':x'"), "float": ("1.5",), "flag": ("True",), "json": ("[1]",)}
"""Family → what Python gives a new row."""
COMMENTS = ("it's a comment", "100% :sure", "another")
CONDITIONS = {
    "number": ("{0} > 0", "{0} > -5", "{0} BETWEEN 0 AND 500 OR {0} IS NULL"),
    "text": ("{0} <> 'it''s'", "{0} <> 'X'", "{0} IN ('1', '2', '3')"),
}
OPTIONS = {
    "sqlite": ("sqlite_with_rowid=True", "sqlite_with_rowid=False"),
    "postgresql": (
        "postgresql_with={'fillfactor': 70}",
        "postgresql_with={'fillfactor': 80, 'autovacuum_enabled': False}",
        "postgresql_with={'fillfactor': 70}, prefixes=['UNLOGGED']",
    ),
    "mariadb": (
        "mysql_row_format='DYNAMIC', mysql_collate='utf8mb4_general_ci'",
        "mysql_row_format='COMPACT', mysql_collate='utf8mb4_unicode_ci'",
        "mysql_row_format='DYNAMIC', mysql_charset='latin1'",
    ),
}
"""Dialect → keywords of tables; each says all that the others say, because what no model says is not compared."""
if sa.__version__ < "2.1":  # PostgreSQL's tables have no `with` yet
    OPTIONS["postgresql"] = ("", "prefixes=['UNLOGGED']")
ACTIONS = ("", ", ondelete='CASCADE'", ", ondelete='SET NULL'", ", onupdate='CASCADE'")

VALUES = {
    "number": "{0}",
    "text": "'{0}'",
    "long": "'{0}'",
    "choice": "'{0}'",
    "date": "'2020-01-0{0}'",
    "float": "{0}.5",
    "json": "'[{0}]'",
    "jsonb": "'[{0}]'",
    "array": "'{{{0}}}'",
    "uuid": "'00000000-0000-0000-0000-00000000000{0}'",
    "flag": "true",
    "label": "'{0}'",
    "enum": "'{0}'",
    "enums": "'{{{0}}}'",
    "domain": "{0}",
}
"""Family → what row number k holds: k in every number and text, so that keys and foreign keys hold."""


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
    """A column; `family` names what it holds, `type`, `default` and `computed` are Python source or SQL.

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
    named: str | None = None
    labels: tuple[str, ...] = ()
    renamed: dict[str, str] = field(default_factory=dict)

    def source(self, name: str, table: Table, renamed: dict[str, str]) -> str:
        type_ = self.type.format(", ".join(map(repr, self.labels)), f"k_{name}") if self.labels else self.type
        parts = [repr(name), type_]
        if self.computed is not None:
            parts.append(f"Computed({self.computed!r}, persisted={self.persisted})")
        if table.key == (name,):
            parts.append(f"primary_key=True, autoincrement={table.counts}")
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
        if renamed:
            parts.append(f"info={{'renamed_values': {renamed!r}}}")
        return f"Column({', '.join(parts)})"


@dataclass
class Item:
    """A constraint or an index: its kind, its columns, its Python source, the table a foreign key refers to."""

    kind: str
    columns: tuple[str, ...]
    source: str
    referred: str | None = None

    @property
    def unique(self) -> bool:
        return "unique=True" in self.source or self.kind == "unique"


@dataclass
class Table:
    """A table with its columns, its key, and its constraints and indexes by name."""

    columns: dict[str, Column]
    key: tuple[str, ...] = ("id",)
    counts: bool = True
    comment: str | None = None
    options: str = ""
    schema: str | None = None
    items: dict[str, Item] = field(default_factory=dict)

    def source(self, name: str, model: Model) -> str:
        parts = [column.source(each, self, model.renamed(column)) for each, column in self.columns.items()]
        if len(self.key) > 1:
            parts.append(f"PrimaryKeyConstraint({', '.join(map(repr, self.key))})")
        parts += [item.source for item in self.items.values()]
        parts += [f"comment={self.comment!r}"] if self.comment is not None else []
        parts += [self.options] if self.options else []
        parts += [f"schema={self.schema!r}"] if self.schema else []
        return "\n".join([f"Table(\n    {name!r},\n    metadata,", *(f"    {part}," for part in parts), ")"])

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
    """Tables by name, and what has a name beside them."""

    def __init__(self) -> None:
        super().__init__()
        self.named: dict[str, Named] = {}

    def place(self, name: str) -> str:
        """Return how SQL and a foreign key name a table."""
        schema = self[name].schema
        return f"{schema}.{name}" if schema else name

    def uses(self, name: str) -> list[Column]:
        """Return the columns that have an enum, a domain or a sequence."""
        return [column for table in self.values() for column in table.columns.values() if column.named == name]

    def values_of(self, column: Column) -> tuple[str, ...]:
        """Return the values of a column's enum; none for other columns."""
        return column.labels or (self.named[column.named].labels if column.named else ())

    def renamed(self, column: Column) -> dict[str, str]:
        """Return which values of a column's enum have other names."""
        return column.renamed or (self.named[column.named].renamed if column.named else {})


def source(model: Model) -> str:
    """Return the model as the Python section of a case file; it creates the schemas it has."""
    used = [named for name, named in model.named.items() if named.kind == "sequence" or model.uses(name)]
    placed = [named.schema for named in used] + [table.schema for table in model.values()]
    schemas = sorted({schema for schema in placed if schema})
    lines = [f"event.listen(metadata, 'before_create', DDL('CREATE SCHEMA IF NOT EXISTS {each}'))" for each in schemas]
    lines += [named.source(name) for name, named in model.named.items()]
    lines += [table.source(name, model) for name, table in model.items()]
    return "\n".join(lines) + "\n"


def insert(model: Model) -> str:
    """Return the statements that put rows into the tables, as the rows.sql of a case file."""
    lines = []
    for name, table in model.items():
        names = table.plain()
        rows = (
            ", ".join(VALUES[table.columns[each].family].format(row) for each in names) for row in ROWS
        )
        values = ", ".join(f"({row})" for row in rows)
        lines.append(f"INSERT INTO {model.place(name)} ({', '.join(names)}) VALUES {values};\n")
    return "".join(lines)
