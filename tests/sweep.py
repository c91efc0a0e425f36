"""A model with every type × default × constraint × index expression that a database accepts.

Nobody says which default fits which type: each piece is tried on a temporary table, and the model is made of those that
the database takes. So the sweep grows with each type, literal or expression that is added to the lists here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import DOMAIN, ExcludeConstraint

from tests import every_type

TYPES = {"sqlite": every_type.SQLITE, "postgresql": every_type.POSTGRESQL, "mariadb": every_type.MARIADB}
LITERALS = (
    "0", "-7", "1.50", "a", "it's", "50% :x \\ y", "", "true", "2020-02-03", "2020-02-03 04:05:06", "12:30:00", "{}",
    '{"a": [1, 2]}', "[1,5)", "101", "127.0.0.1", "08:00:2b:01:02:03", "a,b", "x", "P1D",
    "12345678-1234-5678-1234-567812345678",
)  # fmt: skip
SERVER_DEFAULTS = (
    "1", "-1", "(1 + 2)", "1.0e3", "NULL", "true", "CURRENT_TIMESTAMP", "CURRENT_DATE", "(lower('ABC'))",
    "('a' || 'b')", "(CASE WHEN 1 = 1 THEN 'a' ELSE 'b' END)", "now()", "(random())",
    "X'41'", "X'00ff'", "(coalesce(NULL, 'x'))",
)  # fmt: skip
CHECKS = (
    "c IS NOT NULL", "c = {0}", "c <> {0} OR c IS NULL", "c IN ({0}, {0})", "NOT (c = {0})", "c BETWEEN {0} AND {0}",
    "coalesce(c, {0}) = {0}", "CASE WHEN c = {0} THEN 1 ELSE 0 END = 1", "c LIKE '%x\\_'", "length(c) > 1", "c > 0",
    "c + 1 > -c", "c", "NOT c", "c != id", "c % 2 = 0 AND (id > 0 OR id < -5)", "CAST(c AS CHAR(9)) > 'B'",
    "upper(trim(c)) = 'It''s'", "c >= {0} AND c <= {0}",
)  # fmt: skip
EXPRESSIONS = (
    "coalesce(c, {0})", "lower(c)", "(c IS NULL)", "CAST(c AS CHAR(9))", "(c + 1)", "(c = {0})", "(c || 'X')", "-c",
    "(CASE WHEN c = {0} THEN 1 ELSE id END)", "abs(c) * 2", "c -> 'a'", "concat(c, ', \"y\"')", "extract(year from c)",
)  # fmt: skip
"""What an index or a generated column is made of."""
KEYS = {
    "": ("c", "c DESC", "c ASC, id DESC"),
    "sqlite": ("c COLLATE NOCASE", "c COLLATE RTRIM DESC"),
    "postgresql": ("c NULLS FIRST", "c DESC NULLS LAST", 'c COLLATE "C"', "c text_pattern_ops DESC", "lower(c), id"),
    "mariadb": (),
}
OPTIONS: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "sqlite": ({"sqlite_where": "c IS NOT NULL"}, {"sqlite_where": "c = {0}"}),
    "postgresql": (
        {"postgresql_using": "hash"}, {"postgresql_using": "gin"}, {"postgresql_using": "gist"},
        {"postgresql_using": "brin", "postgresql_with": {"pages_per_range": 16}}, {"postgresql_include": ["id"]},
        {"postgresql_where": "c IS NOT NULL"}, {"postgresql_where": "c = {0}"}, {"postgresql_with": {"fillfactor": 70}},
        {"unique": True, "postgresql_nulls_not_distinct": True},
    ),
    "mariadb": ({"mysql_length": 5}, {"mysql_prefix": "FULLTEXT"}, {"mysql_using": "hash"}),
}  # fmt: skip
EVERY = {"sqlite": 1, "postgresql": 3, "mariadb": 3}
"""Of how many checks, expressions and indexes a type gets one; the next type gets the ones after, so all take part."""
ACTIONS: tuple[dict[str, Any], ...] = (
    {}, {"ondelete": "CASCADE"}, {"onupdate": "RESTRICT", "ondelete": "NO ACTION"}, {"onupdate": "CASCADE"},
)  # fmt: skip


@dataclass
class Accepted:
    """What one database takes for a column `c` of one type; everything is a template with `{name}` or SQL about `c`."""

    defaults: list[Any] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)
    computed: list[str] = field(default_factory=list)
    indexes: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    key: bool = False
    """Whether it can be a primary key, and so be unique and be referred to."""
    exclude: bool = False


def everything(engine: sa.Engine, dialect: str) -> sa.MetaData:
    """Return the model for a database, and leave there what it needs beside tables, but no table."""
    metadata = sa.MetaData()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        _prepare(connection, dialect)
        known: dict[str, Accepted] = {}
        for number, type_ in enumerate(map(sa.types.to_instance, TYPES[dialect])):
            text = type_.compile(connection.dialect)
            if text not in known:
                chosen = slice(len(known) % EVERY[dialect], None, EVERY[dialect])
                known[text] = _accepted(connection, dialect, type_, chosen)
            _tables(metadata, number, type_, known[text])
    return metadata


def _prepare(connection: sa.Connection, dialect: str) -> None:
    if dialect == "postgresql":
        connection.exec_driver_sql("SET synchronous_commit = off")
        for name in ("hstore", "citext", "pg_trgm", "btree_gist"):
            connection.exec_driver_sql(f"CREATE EXTENSION {name}")
        for type_ in TYPES[dialect]:
            inner = getattr(type_, "item_type", type_)
            if isinstance(inner, DOMAIN) or (isinstance(inner, sa.Enum) and inner.native_enum):
                inner.create(connection, checkfirst=True)


def _accepted(connection: sa.Connection, dialect: str, type_: Any, chosen: slice[Any, Any, Any]) -> Accepted:
    """Try every default with a type, and the chosen ones of the other pieces."""
    found = Accepted()
    for default in (*LITERALS, *map(text_of, SERVER_DEFAULTS), sa.true(), sa.func.now()):
        if _meant(default, type_) and _takes(connection, _table(_column(type_, server_default=default))):
            found.defaults.append(default)
    quoted = ["'" + default.replace("'", "''") + "'" for default in found.defaults if isinstance(default, str)]
    fitting = (each for each in ("1", *quoted) if _takes(connection, _table(_column(type_), _check(f"c = {each}"))))
    value = next(fitting, "NULL")
    for check in (check.replace("{0}", value) for check in CHECKS[chosen]):
        if _takes(connection, _table(_column(type_), _check(check))):
            found.checks.append(check)
    for sql in (each.replace("{0}", value) for each in ("c", *EXPRESSIONS[chosen])):
        if _takes(connection, _table(_column(type_), sa.Column("g", _fresh(type_), sa.Computed(sql, persisted=True)))):
            found.computed.append(sql)
    found.key = _takes(connection, _table(_column(type_, primary_key=True)))
    excluding = ExcludeConstraint(("c", "="), using="gist", name="e")
    found.exclude = dialect == "postgresql" and _takes(connection, _table(_column(type_), excluding))
    keys = [*KEYS[""], *KEYS[dialect], *(each.replace("{0}", value) for each in EXPRESSIONS)]
    forms: list[tuple[str, Mapping[str, Any]]] = [(key, {}) for key in keys]
    for option in OPTIONS[dialect]:
        said = {name: each.replace("{0}", value) if "where" in name else each for name, each in option.items()}
        forms.append(("c", said))
    forms.append(("c", {"unique": True}))
    found.indexes = list(_taken(connection, type_, forms[chosen]))
    return found


def _meant(default: Any, type_: Any) -> bool:
    """Whether a default means what it says: MariaDB makes -7 a 0 where there is no sign, and bytes characters."""
    if default == "-7":
        return not getattr(type_, "unsigned", False)
    return str(default) != "X'00ff'" or isinstance(type_, (sa.LargeBinary, sa.BINARY, sa.VARBINARY))


def _taken(
    connection: sa.Connection, type_: Any, forms: list[tuple[str, Mapping[str, Any]]]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the indexes that can be created."""
    table = _table(_column(type_))
    connection.execute(sa.schema.CreateTable(table))
    for sql, options in forms:
        index = _index("probe_index", table, sql, options)
        try:
            connection.execute(sa.schema.CreateIndex(index))
        except (sa.exc.DBAPIError, sa.exc.CompileError):
            continue
        connection.execute(sa.schema.DropIndex(index))
        yield sql, options
    connection.execute(sa.schema.DropTable(table))


def _takes(connection: sa.Connection, table: sa.Table) -> bool:
    """Whether a temporary table can be created; it is dropped again."""
    try:
        connection.execute(sa.schema.CreateTable(table))
    except (sa.exc.DBAPIError, sa.exc.CompileError, sa.exc.ArgumentError):
        if connection.dialect.name in ("mysql", "mariadb"):  # they make some and raise even so
            connection.execute(sa.schema.DropTable(table, if_exists=True))
        return False
    connection.execute(sa.schema.DropTable(table))
    return True


def _tables(metadata: sa.MetaData, number: int, type_: Any, accepted: Accepted) -> None:
    """Add two tables for a type: one with all that hangs on a column of it, one where it is the key and refers."""
    name = f"t{number:03}"
    columns = [sa.Column("id", sa.Integer, primary_key=True, autoincrement=False)]
    columns += [sa.Column("c", _fresh(type_), comment=f"it's \\ 100% :of {name}")]
    columns += [sa.Column(f"d{i}", _fresh(type_), server_default=each) for i, each in enumerate(accepted.defaults)]
    columns += [sa.Column("n", _fresh(type_), nullable=False)]
    filled = [each for each in accepted.defaults if str(each) != "NULL"]
    columns += [sa.Column("dn", _fresh(type_), nullable=False, server_default=each) for each in filled[:1]]
    for i, each in enumerate(accepted.computed):
        columns.append(sa.Column(f"g{i}", _fresh(type_), sa.Computed(each, persisted=True)))
    checks = [_check(each, f"{name}_ck{i}") for i, each in enumerate(accepted.checks)]
    checks += [_check(each) for each in accepted.checks[:1]]
    table = sa.Table(name, metadata, *columns, *checks)
    for i, (sql, options) in enumerate(accepted.indexes):
        _index(f"{name}_ix{i}", table, sql, options)
    if accepted.exclude:
        table.append_constraint(ExcludeConstraint(("c", "="), using="gist", name=f"{name}_ex"))
    if accepted.key:
        key = sa.Column("c", _fresh(type_), primary_key=True, autoincrement=False)
        made = sa.Table(f"k{number:03}", metadata, key, sa.Column("r", _fresh(type_)), sa.UniqueConstraint("r", "c"))
        sa.Index(f"k{number:03}_ix", made.c.r, made.c.c, unique=True)
        if not isinstance(type_, sa.ARRAY):  # PostgreSQL does not restore one: it cannot check that the rows fit
            to = sa.ForeignKeyConstraint(["r"], [f"k{number:03}.c"], **ACTIONS[number % len(ACTIONS)])
            made.append_constraint(to)


def _table(*parts: Any) -> sa.Table:
    key = [] if any(getattr(part, "primary_key", False) for part in parts) else [sa.Column("id", sa.Integer)]
    return sa.Table("probe", sa.MetaData(), *key, *parts, prefixes=["TEMPORARY"])


def _column(type_: Any, **keywords: Any) -> sa.Column[Any]:
    return sa.Column("c", _fresh(type_), **keywords)


def _fresh(type_: Any) -> Any:
    """Return a type of a column's own: what is named is made once, and a CHECK has no name."""
    if not isinstance(type_, (sa.Enum, sa.Boolean, DOMAIN)):
        return type_
    copied: Any = type_
    found = copied.copy()
    if getattr(found, "native_enum", isinstance(found, DOMAIN)):
        found.create_type = False
    else:
        found.name = None
    return found


def _check(sql: str, name: str | None = None) -> sa.CheckConstraint:
    return sa.CheckConstraint(text_of(sql), name=name)


def _index(name: str, table: sa.Table, sql: str, options: Mapping[str, Any]) -> sa.Index:
    """Return an index of a table over one expression; a bare column is given as such."""
    said: dict[str, Any] = {word: text_of(value) if "where" in word else value for word, value in options.items()}
    return sa.Index(name, table.c[sql] if sql in table.c else text_of(sql), _table=table, **said)


def text_of(sql: str) -> sa.TextClause:
    """Return SQL as SQLAlchemy takes it, where a colon is not the start of a parameter."""
    return sa.text(sql.replace("\\", "\\\\").replace(":", "\\:"))
