"""Arguments of every declared operation, drawn by hypothesis: what a caller of `op.…` may pass, alone and together."""

from __future__ import annotations

import datetime
import decimal
import uuid
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.sql.elements import conv, quoted_name

from migrate.operations.base import MigrateOperation
from migrate.operations.declare import REGISTRY
from tests.unit.operations import samples

Strategy = st.SearchStrategy[Any]

texts = st.sampled_from(["", "x", "it's", 'a"b', "100%", ":name", r"\:x", "a\\b", "{x}", "ünï\n\tcode", "%(x)s"])
names = samples.names | st.sampled_from(["a.b", quoted_name("Q", quote=True), quoted_name("q", quote=False)])
final_names = names | names.map(lambda name: conv(str(name)))
integers = st.integers(-(2**63), 2**63 - 1)
expressions = st.sampled_from(
    [
        sa.text("lower(b)"),
        sa.text("a \\:\\: text"),
        sa.func.lower(sa.column("a")),
        sa.column("a").desc(),
        sa.column("a", sa.Integer) + 1,
        sa.cast(sa.column("a"), sa.String(5)),
        sa.column("a").collate("C"),
    ]
)
conditions = st.sampled_from(
    [
        "a > 0", "a like '%x' and b = ':c'", "x = 'it''s'", sa.text("a % 2 = 0"), sa.text("b <> '\\:x'"),
        sa.column("a", sa.Integer) > 5, sa.column("a").in_(["x", "y"]), sa.and_(sa.column("a") == "q", sa.true()),
        sa.not_(sa.column("a", sa.Boolean)), sa.column("a").like("%it's"), sa.func.length(sa.column("a")) < 10,
    ]
)  # fmt: skip
types: Strategy = st.sampled_from(
    [
        sa.Integer, sa.Integer(), sa.String(20), sa.String(5, collation="C"), sa.Numeric(10, 2), sa.Float(), sa.Text,
        sa.DateTime(timezone=True), sa.LargeBinary(), sa.Boolean(name="b", create_constraint=True), sa.Uuid(),
        sa.JSON(), sa.Enum("it's", "b", name="e"), sa.Enum("a", native_enum=False, length=9),
        sa.Interval(), sa.ARRAY(sa.Integer),
        postgresql.ARRAY(sa.Text(), dimensions=2), postgresql.JSONB(), postgresql.TSVECTOR(), postgresql.UUID(),
        postgresql.ENUM("a", name="e", create_type=False), mysql.LONGTEXT(charset="utf8mb4"),
        mysql.INTEGER(unsigned=True),
        mysql.SET("a", "b"), sa.Integer().with_variant(mysql.BIGINT(), "mysql"), sa.types.NULLTYPE,
    ]
)  # fmt: skip
defaults = st.one_of(
    texts,
    expressions,
    st.sampled_from(
        [
            sa.text("now()"), sa.func.now(), sa.Identity(always=True, start=3, increment=2), sa.Computed("a + 1"),
            sa.Computed(sa.text("a || b"), persisted=True), sa.DefaultClause("x"), sa.DefaultClause(sa.text("1")),
            sa.FetchedValue(), sa.literal(5), sa.literal("it's"), sa.true(), sa.null(),
        ]
    ),
)  # fmt: skip
values = st.one_of(
    st.none(), st.booleans(), integers, st.floats(), texts, st.binary(max_size=4),
    st.decimals(allow_nan=False, places=2),
    st.sampled_from(
        [
            datetime.date(2020, 2, 29), datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC),
    datetime.timedelta(hours=-1),
            uuid.UUID(int=5), decimal.Decimal("NaN"), {"a": [1, "x"]}, ["a", None], (1,), {"x", "y"}, frozenset(),
        ]
    ),
)  # fmt: skip


@st.composite
def columns(draw: st.DrawFn, key: str | None = "another") -> sa.Column[Any]:
    """A column with anything a column may have; `key` is the key it may have beside its name."""
    options: dict[str, Any] = {}
    if draw(st.booleans()):
        options["server_default"] = draw(defaults.filter(lambda one: not isinstance(one, sa.Computed | sa.Identity)))
    for name, strategy in {
        "nullable": st.booleans(),
        "primary_key": st.booleans(),
        "comment": texts,
        "autoincrement": st.booleans() | st.just("auto"),
        "key": st.just(key),
        "unique": st.booleans(),
        "index": st.booleans(),
        "info": st.just({"why": object()}),
        "system": st.booleans(),
        "quote": st.booleans(),
        "default": st.just(5),
    }.items():
        if draw(st.integers(0, 3)) == 0:
            options[name] = draw(strategy)
    more = draw(st.sampled_from([(), (), (), ("fk",), ("check",), ("identity",), ("computed",)]))
    made: dict[str, Callable[[], Any]] = {
        "fk": lambda: sa.ForeignKey("s.p.id", name="fk", ondelete="SET NULL", use_alter=True),
        "check": lambda: sa.CheckConstraint("a > 0", name="ck"),
        "identity": lambda: sa.Identity(start=1, cycle=True),
        "computed": lambda: sa.Computed("1 + 1"),
    }
    if {"identity", "computed"} & set(more):
        options = {name: value for name, value in options.items() if name not in ("server_default", "autoincrement")}
    return sa.Column(draw(names), draw(types), *(made[one]() for one in more), **options)


@st.composite
def items(draw: st.DrawFn) -> list[Any]:
    """What a table is created of: columns of different names, and constraints on them."""
    found = draw(st.lists(columns(key=None), min_size=1, max_size=3, unique_by=lambda column: column.name))
    first = found[0].name
    constraints: tuple[Callable[[], Any], ...] = (
        lambda: sa.PrimaryKeyConstraint(first, name="pk"),
        lambda: sa.UniqueConstraint(first, name=conv("uq"), deferrable=True, initially="DEFERRED"),
        lambda: sa.UniqueConstraint(first, postgresql_nulls_not_distinct=True),
        lambda: sa.CheckConstraint(sa.column("a") > 0, name="ck"),
        lambda: sa.ForeignKeyConstraint([first], ["p.id"], onupdate="CASCADE", match="FULL"),
        lambda: postgresql.ExcludeConstraint((sa.text("a"), "="), using="gist", where=sa.text("b > 0")),
    )
    return [*found, *(make() for make in draw(st.lists(st.sampled_from(constraints), max_size=2, unique=True)))]


name_lists = st.lists(names, min_size=1, max_size=3)
timing: Strategy = st.sampled_from([{}, {"deferrable": True, "initially": "DEFERRED"}, {"deferrable": False}])
mappings = st.dictionaries(st.sampled_from(["a", "b"]), texts, max_size=2)

OF_OPERATION: dict[tuple[str, str], Strategy] = {
    ("create_table", "columns"): items(),
    ("create_table", "prefixes"): st.sampled_from([(), ("TEMPORARY",), ["UNLOGGED"]]),
    ("create_table", "kw"): st.sampled_from([{}, {"mysql_engine": "InnoDB", "sqlite_autoincrement": True}]),
    ("drop_table", "kw"): st.sampled_from([{}, {"mysql_engine": "InnoDB"}]),
    ("drop_column", "kw"): st.sampled_from([{}, {"mssql_drop_check": True, "mssql_drop_default": True}]),
    ("alter_column", "kw"): st.sampled_from(
        [{}, {"mysql_charset": "utf8mb4"}, {"postgresql_using": "a::int"}, {"existing_autoincrement": True}]
    ),
    ("create_unique_constraint", "kw"): timing | st.just({"postgresql_include": ["x"]}),
    ("create_primary_key", "kw"): timing | st.just({"postgresql_include": ["x"]}),
    ("create_check_constraint", "kw"): timing,
    ("create_exclude_constraint", "kw"): timing | st.just({"using": "gin", "ops": {"a": "int4_ops"}}),
    ("create_foreign_key", "local_cols"): st.lists(names, min_size=2, max_size=2, unique_by=str),
    ("create_foreign_key", "remote_cols"): st.lists(names, min_size=2, max_size=2),
    ("create_foreign_key", "dialect_kw"): st.sampled_from([{}, {"postgresql_not_valid": True}]),
    ("create_index", "columns"): st.lists(names | expressions, min_size=1, max_size=3),
    ("create_index", "kw"): st.sampled_from(
        [
            {}, {"postgresql_using": "gin", "postgresql_ops": {"a": "x"}}, {"postgresql_where": sa.column("a") > 5},
            {"sqlite_where": sa.text("a = ':b'")}, {"mysql_length": {"a": 5}, "mysql_prefix": "FULLTEXT"},
            {"postgresql_include": ["b"], "postgresql_with": {"fillfactor": 50}}, {"postgresql_concurrently": True},
        ]
    ),
    ("drop_index", "kw"): st.sampled_from([{}, {"postgresql_concurrently": True}]),
    ("drop_constraint", "type_"): st.sampled_from([None, "primary", "unique", "foreignkey", "check", "exclude"]),
    ("create_exclude_constraint", "elements"): st.lists(
        st.tuples(st.sampled_from(["a", sa.text("tsrange(b, c)"), sa.func.lower(sa.column("a"))]), st.just("&&")),
        min_size=1,
    ),
    ("execute", "sqltext"): texts
    | st.sampled_from(
        [
            sa.text("SELECT :x").bindparams(x=5), sa.select(sa.column("a")).where(sa.column("b") == "it's"),
            sa.table("t", sa.column("a", sa.Integer)).update().values(a=5),
            sa.table("t", sa.column("a", sa.String)).insert().values(a="it's"),
            sa.table("t").delete(), sa.text("UPDATE t SET a = '\\:x'"),
        ]
    ),
    ("execute", "execution_options"): st.sampled_from([None, {}, {"isolation_level": "AUTOCOMMIT"}]),
    ("bulk_insert", "table"): st.sampled_from(
        [
            sa.table("t", sa.column("a"), schema="s"), sa.table("t", sa.column("a", sa.DateTime(timezone=True))),
            sa.Table("t", sa.MetaData(), sa.Column("a", sa.JSON)),
        ]
    ),
    ("bulk_insert", "rows"): st.lists(st.fixed_dictionaries({"a": values}), max_size=3),
    ("alter_table_options", "options"): mappings,
    ("alter_table_options", "existing"): st.none() | mappings,
    ("alter_enum", "replace"): st.none(),
    ("fill_missing", "value"): values | st.just(sa.text("1 + 1")),
    ("fill_missing", "type_"): st.none() | types,
    ("required_value", "value"): values | st.just(...),
    ("create_domain", "data_type"): types,
    ("create_domain", "default"): st.none() | texts | st.just(sa.text("1 + 1")),
    ("alter_domain", "collation"): st.just(False) | st.none() | names,
    ("alter_domain", "existing_collation"): st.just(False) | st.none() | names,
    ("alter_domain", "checks"): st.just(False) | mappings,
    ("alter_domain", "existing_checks"): st.just(False) | mappings,
    ("alter_domain", "default"): st.just(False) | st.none() | texts | st.just(sa.text("1 + 1")),
    ("alter_domain", "existing_default"): st.just(False) | st.none() | texts | st.just(sa.text("1 + 1")),
    ("create_table_comment", "comment"): texts,
    ("create_view", "options"): st.none() | st.just({"security_barrier": "true"}),
    ("replace_view", "options"): st.none() | st.just({"security_barrier": "true"}),
}  # fmt: skip
"""(operation, field) → what may be passed there, where the name of the field or its annotation do not say it."""

OF_FIELD: dict[str, Strategy] = {
    "also": st.lists(texts, max_size=2),
    "column": columns(),
    "columns": name_lists,
    "condition": conditions,
    "constraint_name": st.none() | final_names,
    "data_type": st.none() | types,
    "existing_comment": st.none() | texts,
    "existing_data_type": st.none() | types,
    "existing_server_default": defaults | st.just(False) | st.none(),
    "existing_type": st.none() | types,
    "existing_values": st.none() | st.lists(texts, max_size=3),
    "index_name": st.none() | final_names,
    "info": st.none() | st.just({"why": object()}),
    "modify_comment": st.just(False) | st.none() | texts,
    "modify_server_default": defaults | st.just(False) | st.none(),
    "modify_type": st.none() | types,
    "values": st.lists(texts, max_size=3),
    "where": st.none() | conditions,
}
"""Field → what may be passed there, in any operation."""

OF_ANNOTATION: dict[str, Strategy] = {
    "bool": st.booleans(),
    "int": integers,
    "str": names,
    "Sequence[str]": name_lists,
    "Mapping[str, str]": mappings,
}


def argument(operation: str, field: Any) -> Strategy:
    """Return what may be passed to a field of an operation; raises LookupError for one that nothing here knows."""
    found = OF_OPERATION.get((operation, field.name), OF_FIELD.get(field.name))
    if found is not None:
        return found
    annotation, _, rest = str(field.type).partition(" | ")
    if annotation not in OF_ANNOTATION or rest not in ("", "None"):
        raise LookupError(f"say in OF_OPERATION what {operation}({field.name}: {field.type}) may be")
    return OF_ANNOTATION[annotation] | st.none() if rest else OF_ANNOTATION[annotation]


@st.composite
def calls(draw: st.DrawFn, operation: str) -> MigrateOperation:
    """A directive of the named operation; each optional argument is given half the time."""
    declaration = REGISTRY[operation]
    given: dict[str, Any] = {}
    for field, arg in declaration.args:
        required = samples.is_required(field)
        if not arg.hidden and (required or draw(st.booleans())):
            given[field.name] = draw(argument(operation, field))
    made: MigrateOperation = declaration.cls(**given)
    return made
