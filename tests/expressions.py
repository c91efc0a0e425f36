"""Expressions as people write them, in every place that takes one: a CHECK, a generated column, an index, its WHERE.

Most are those that a server rewrites when it stores them: operators, casts, precedence, quotes, words that are names.
What a database does not accept in a place is left out there, so one list serves all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from tests.sweep import text_of

CONDITIONS = (
    "n > 1 and m > 2 or n < 0", "(n > 1 or m > 2) and n < 0", "n > 1 or m > 2 and n < 0", "not n > 1 and m > 2",
    "not (n > 1 and m > 2)", "not (n > 1) or not m > 2", "((n > 1) and ((m > 2)))", "n in (1)", "n in (1, 2, 3)",
    "n not in (1, 2, 3)", "x in ('a', 'b')", "x not in ('a', 'b')", "a in ('a', 'b')", "x in ('a')",
    "n between 1 and m", "n not between 1 and 5", "n between m + 1 and m * 2", "x between 'a' and 'b'", "x like 'a%'",
    "x not like 'a%'", r"x like '%50\%%'", "x like 'a!%' escape '!'", "a like 'x_' or a is null", "n is null",
    "n is not null", "b is true", "b is not true", "b is false", "b is not false", "b is unknown", "b", "not b",
    "b = true", "b = false", "b <> true", "n is distinct from m", "n is not distinct from m", "x = 'it''s'", "x = ''",
    "x <> 'ünïcødé ☃'", r"x = 'back\\slash'", "x = '100% :param %(x)s'", "x = '$$ dollar $1 $tag$'",
    'x = \'"double"\'', "x = '`tick`'", "x = '--no comment'", "x = '/* no */'", "x = 'a;b'", "x = '{brace}'",
    "x = 'NULL'", "x = '?'", "x || 'a' = 'ba'", "x || a || 'c' <> ''", "x > 'a' and x < 'b'", "n != 3", "n <> 3",
    "n + m > 3", "n - -1 > 3", "-n > -3", "- - n > 3", "n * (m + 1) > 3", "n * m + 1 > 3", "n - (m - 1) > 0",
    "n - m - 1 > 0", "n / 2 > 1", "n % 2 = 0", "mod(n, 2) = 0", "n & 1 = 1", "n | 1 = 1", "n << 1 > 2", "~n < 0",
    "n # 1 > 0", "n ^ 2 > 0", "abs(n) > 1", "abs(-5) < n", "coalesce(n, 0) > 0", "coalesce(n, m, 0) = 0",
    "nullif(n, 0) is null", "greatest(n, m) > 0", "least(n, m, 3) > 0", "case when n > 1 then 1 else 0 end = 1",
    "case n when 1 then 'a' when 2 then 'b' else 'c' end = 'a'", "case when n > 1 then true when m > 1 then false end",
    "case when n > 1\n  then 1\n  else 0\nend = 1", "length(x) > 1", "length(trim(x)) > 0", "char_length(x) > 1",
    "upper(x) = x", "lower(x) = lower(a)", "substring(x from 1 for 2) = 'ab'", "substr(x, 1, 2) = 'ab'",
    "position('a' in x) > 0", "trim(both ' ' from x) <> ''", "trim(leading from x) <> ''",
    "overlay(x placing 'a' from 1) <> ''", "replace(x, 'a', 'b') <> ''", "cast(n as text) <> ''",
    "cast(n as char(10)) <> ''", "cast(n as varchar(10)) <> ''", "cast(n as numeric(10,2)) > 1.5",
    "cast(x as integer) > 1", "cast(n as signed) > 1", "cast('5' as integer) < n", "n::text <> ''",
    "n::numeric(5,1) > 1.5", "x::text = 'a'::text", "(n)::bigint > 5", "'5'::int < n", "n > '5'", "n > 1.5", "num > 1",
    "num > 1.0", "num > 1.50", "num = 0", "num > 1e3", "num > .5", "f > 1", "f > 1.5e-3", "n > 3000000000", "n > -1",
    "n > - 1", "n > +1", "x ~ '^[a-z]+$'", "x ~* '^[a-z]+$'", r"x !~ '^\d+$'", "x similar to '[a-z]+'", "x ilike 'a%'",
    "x not ilike 'a%'", "x rlike 'a'", "n <=> m", "d > '2020-01-01'",
    "d > date '2020-01-01'", "d between '2020-01-01' and '2020-12-31'", "ts > '2020-01-01 00:00:00'",
    "ts > timestamp '2020-01-01 00:00:00'", "ts < d", "d + 1 > d", "d + interval '1 day' > ts",
    "d + interval 1 day > ts", "ts + interval '1 year 2 months 3 days 04:05:06' > d",
    "date_add(d, interval 1 month) > d", "extract(year from d) > 2000", "extract(epoch from ts) > 0",
    "extract(dow from d) in (0, 6)", "date_part('year', d) > 2000", "date_trunc('month', ts) = ts", "year(d) > 2000",
    "dayofweek(d) in (1, 7)", "strftime('%Y', d) > '2000'", "age(ts, d) > interval '1 hour'",
    "to_char(ts, 'YYYY') = '2020'", "ts at time zone 'UTC' > '2020-01-01'", "(n > 1) = (m > 1)", "(n > 1) is true",
    "(n > 1) is not null", "(n is null) <> (m is null)", "num_nonnulls(n, m) = 1", "n = any (array[1, 2])",
    "n = any ('{1,2}')", "n = any ('{1,2}'::int[])", "n <> all (array[1, 2])", "x = any (array['a', 'b'])",
    "x = any (array['a', 'b']::text[])", "x = any ('{a,b}')", "arr[1] > 0", "arr[1:2] = array[1,2]", "arr @> array[1]",
    "arr && '{1,2}'", "array_length(arr, 1) > 0", "cardinality(arr) > 0", "1 = any(arr)", "ta <@ array['a','b']",
    "ta @> '{a}'", "j ? 'key'", "j ?| array['a','b']", 'j @> \'{"a": 1}\'', "j ->> 'a' = 'b'",
    "j -> 'a' ->> 'b' is not null", "(j ->> 'n')::int > 5", "j #>> '{a,b}' = 'c'", "jsonb_typeof(j) = 'object'",
    "lower(r) > 1", "r && int4range(1, 5)", "r @> 5", "isempty(r)", "upper_inf(r)", "tz > now() - interval '1 year'",
    "tz > '2020-01-01 00:00:00+00'", "tz at time zone 'Europe/Berlin' > '2020-01-01'", "iv > interval '1 day'",
    "iv > '1 hour 30 minutes'", "iv > interval '1' day", "iv > interval '90 minutes'", "tim > '10:00'",
    "tim between '08:00' and '18:00'", "u = '12345678-1234-5678-1234-567812345678'", r"by = '\x00ff'",
    "octet_length(by) < 10", 'x collate "C" > \'a\'', "x collate NOCASE = 'a'", "x collate utf8mb4_bin = 'a'",
    "binary x = 'a'", '"Odd Name" > 1', '"order" > 1', "`Odd Name` > 1", "`order` > 1", '"n" > 1', "N > 1", "true",
    "1 = 1", "n = 1 or n is null and m = 1", "n in (1, null)", "not (n in (1, 2))", "not (x like 'a%')",
    "not (n between 1 and 2)", "not (n is null)", "not (n = 1)", "(n = 1) is not true", "n > (m)", "n > ((m + 1))",
    "exp(n) > 1", "power(n, 2) > 1", "round(num, 1) > 1", "round(num) > 1", "floor(num) = num", "sqrt(n) > 1",
    "sign(n) = 1", "pi() > n", "concat(x, 'a') <> ''", 'concat(x, \', "y"\') <> \'\'', "concat_ws(',', x, a) <> ''",
    "left(x, 2) = 'ab'", "right(x, 2) = 'ab'", "lpad(x, 5, '0') <> ''", "x glob 'a*'", "ifnull(n, 0) > 0",
    "if(n > 1, 1, 0) = 1", "iif(n > 1, 1, 0) = 1", "isnull(n) = 0", "n div 2 > 1", "n xor m", "n && m", "n || m",
    "json_valid(x)", "json_extract(x, '$.a') = 1", "json_value(x, '$.a') = 1", "x -> '$.a' = 1", "md5(x) = ''",
    "hex(x) = 'AB'", "x = X'41'", "x = x'4142'", "x = 0x41", "n = 0x1F", "n = b'101'", "n = b'101'::int",
    r"x = E'a\nb'", r"x = E'a\'b'", r"x = U&'\0061'", "x = 'a' 'b'", "x = 'a\nb'", "x = 'tab\ttab'",
    "typeof(n) = 'integer'", "n = 1 /* inline */ and m = 2", "n>1and m>2", "n   >    1",
    "instr(x, 'a') > 0", "locate('a', x) > 0", "find_in_set(x, 'a,b') > 0", "x is not 'a'", "n is 1", "n is not m",
    "n isnull", "n notnull", "n not null", "string_to_array(x, ',') = array['a']",
    "to_tsvector('english', a) @@ to_tsquery('english', 'a')", "to_tsvector('english'::regconfig, a) @@ 'a'::tsquery",
    "starts_with(x, 'a')", "x ^@ 'a'", "format('%s', n) <> ''", "n operator(pg_catalog.>) 1",
    "pg_catalog.lower(x) = 'a'", "xmlserialize(content '<a/>' as text) = x", "n::real > 1.5", "n::float8 > 1.5",
    "n::double precision > 1.5", "n::smallint > 1", "x::varchar > 'a'", "x::varchar(5) > 'a'", "x::char(5) > 'a'",
    "x::bpchar > 'a'", "d::timestamp > ts", "ts::date = d", "ts::time > '10:00'", "ts::timestamp(0) = ts",
    "n::boolean", "b::int = 1", "'a'::text = a", "now() > tz", "current_date > d", "current_timestamp > tz",
    "localtimestamp > ts", "length(x) between 1 and 10 and x not like '% %' and (n is null or n > 0)",
    "convert(x using utf8mb4) = 'a'", "convert(n, char) = 'a'", "_utf8mb4'a' = x", "_latin1'a' = x",
    "x sounds like 'a'", "j @? '$.a'", "(n, m) > (1, 2)", "row(n, m) < row(1, 2)", "(n, m) in ((1, 2), (3, 4))",
)  # fmt: skip
"""What is true or false."""
VALUES = (
    "n + 1", "-n", "lower(x)", "upper(lower(x))", "x || 'a'", "x || ' ' || a", "(n > 1)", "n % 2", "n / 2", "n / 2.0",
    "num * 1.1", "coalesce(n, 0)", "coalesce(x, 'it''s')", r"coalesce(x, '50% :x \\ y')",
    "case when n > 1 then 1 else 0 end", "case n when 1 then 'a' else 'b' end", "cast(n as text)",
    "cast(n as char(10))", "cast(num as integer)", "cast(x as integer)", "n::text", "n::numeric(5,1)",
    "extract(year from d)", "date_trunc('month', ts)", "date_part('year', ts)", "j ->> 'a'", "j -> 'a' -> 'b'",
    "j #>> '{a,b}'", "(j ->> 'a')::int", "arr[1]", "r", "lower(r)", "to_tsvector('english', a)",
    "to_tsvector('english', coalesce(a, '') || ' ' || coalesce(x, ''))",
    "setweight(to_tsvector('simple', coalesce(x,'')), 'A') || setweight(to_tsvector('simple', coalesce(a,'')), 'B')",
    "md5(x)", "substring(x from 2)", "substring(x, 2, 3)", "trim(x)", "nullif(x, '')", "greatest(n, m)",
    "concat(x, 'b')", "abs(n)", "round(num, 1)", "length(x)", "x is null", "n in (1, 2)", "n not in (1, 2)",
    "x like 'a%'", "n is distinct from m", "n between 1 and 2", "d + 1", "d - d", "ts - ts", "ts + interval '1 day'",
    "d + interval 1 day", "year(d)", "date(ts)", "date_format(d, '%Y-%m')", "strftime('%Y', d)",
    "json_extract(x, '$.a')", "json_unquote(json_extract(x, '$.a'))", "json_value(x, '$.a')", "if(n > 1, 'a', 'b')",
    "ifnull(n, 0)", "iif(n > 1, 'a', 'b')", '"Odd Name" + 1', "`order` + 1", 'x collate "C"', "x collate nocase",
    'lower(x) collate "C"', "(n + m) * 2", "n + m * 2", "n - (m - 1)", "not b", "b and n > 1", "hex(x)", "unhex(x)",
    "x -> '$.a'", "x ->> '$.a'", "sha2(x, 256)", "left(x, 3)", "(x)", "((n))", "replace(x, 'A', 'a')",
    'replace(x, \'\'\'\', \'"\')', r"replace(x, '\', '/')", "replace(x, '%', '%%')", "encode(by, 'hex')",
    "timezone('UTC', tz)", "tz at time zone 'UTC'", "(tz at time zone 'UTC')::date", "(n::bit(8))", "format('%s', x)",
    "array_to_string(ta, ',')", r"regexp_replace(x, '\D', '', 'g')", "regexp_replace(x, '[^0-9]', '')",
    "split_part(x, '@', 2)", "reverse(x)", "char_length(x)", "bit_count(n)", "n & m", "n << 2", "~n", "power(n, 2)",
    "timestampdiff(day, d, ts)", "array[n, m]",
)  # fmt: skip
"""What has a value of any type."""
KEYS = (
    "x desc", "lower(x) desc", 'lower(x) collate "C"', "lower(x) text_pattern_ops", "x varchar_pattern_ops",
    "lower(x) desc nulls last", "(lower(x)), n", "lower(x) asc, m desc", "(x collate nocase)",
    "((x) collate nocase) desc", '((x collate "C")) desc', '(x || a collate "C")', "x || a collate nocase",
    'lower(x) collate "C" text_pattern_ops desc nulls first', '(x::text) collate "C"', '(x::text collate "C")', "(n)",
    "(not b) desc", "(n isnull)", '"Odd Name" desc', "`Odd Name` desc", 'lower("x")desc', "(true)",
    "pg_catalog.lower(x)", "coalesce(x, ' desc')", "x /* desc */",
)  # fmt: skip
"""What an index may be made of beside values in parentheses."""

PREDICATES = {"sqlite": "sqlite_where", "postgresql": "postgresql_where"}
"""What the condition of a partial index is called; a database that is not here has neither it nor keys that are SQL."""
RESULTS = (sa.Integer(), sa.String(50), sa.Numeric(10, 2), sa.Date(), sa.JSON())
"""What a generated column may be."""
TOGETHER = 20
"""How many expressions one table has."""

Add = Callable[[sa.Table, str], None]


def everywhere(engine: sa.Engine, dialect: str) -> sa.MetaData:
    """Return the model of all expressions in all places that a database accepts them in."""
    metadata = sa.MetaData()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        found = [add for add in _places(dialect) if _accepts(connection, probe(dialect, add))]
        for start in range(0, len(found), TOGETHER):
            table = sa.Table(f"t{start // TOGETHER:03}", metadata, *columns(dialect))
            for number, add in enumerate(found[start : start + TOGETHER]):
                add(table, f"{table.name}_{number}")
    return metadata


def columns(dialect: str) -> Iterator[sa.Column[Any]]:
    """Yield the columns that the expressions are about."""
    text = sa.String(100) if dialect == "mariadb" else sa.Text()
    types: dict[str, Any] = {
        "n": sa.Integer(), "m": sa.Integer(), "x": sa.String(20), "a": text, "b": sa.Boolean(),
        "num": sa.Numeric(10, 2), "d": sa.Date(), "ts": sa.DateTime(), "f": sa.Float(), "Odd Name": sa.Integer(),
        "order": sa.Integer(),
    }  # fmt: skip
    if dialect == "postgresql":
        types |= {
            "arr": pg.ARRAY(sa.Integer), "ta": pg.ARRAY(sa.Text), "j": pg.JSONB(), "r": pg.INT4RANGE(),
            "tz": sa.DateTime(timezone=True), "iv": sa.Interval(), "u": sa.Uuid(), "by": sa.LargeBinary(),
            "tim": sa.Time(),
        }  # fmt: skip
    yield sa.Column("id", sa.Integer, primary_key=True)
    yield from (sa.Column(name, type_) for name, type_ in types.items())


def probe(dialect: str, add: Add) -> sa.Table:
    """Return a temporary table with one expression in one place."""
    table = sa.Table("probe", sa.MetaData(), *columns(dialect), prefixes=["TEMPORARY"])
    add(table, "probed")
    return table


def _accepts(connection: sa.Connection, table: sa.Table) -> bool:
    """Whether a temporary table can be created with its index; it is dropped again."""
    try:
        table.create(connection, checkfirst=False)
    except (sa.exc.DBAPIError, sa.exc.CompileError, sa.exc.ArgumentError):
        return False
    finally:
        connection.execute(sa.schema.DropTable(table, if_exists=True))
    return True


def _places(dialect: str) -> Iterator[Add]:
    """Yield what adds an expression to a table under a name, for every expression and place."""
    for sql in CONDITIONS:
        yield partial(_check, sql)
        yield partial(_computed, sql, sa.Boolean())
        if dialect in PREDICATES:
            yield partial(_key, f"({sql})")
            yield partial(_where, PREDICATES[dialect], sql)
    for sql in VALUES:
        yield partial(_check, f"({sql}) IS NOT NULL")
        for type_ in RESULTS:
            yield partial(_computed, sql, type_)
        if dialect in PREDICATES:
            yield partial(_key, f"({sql})")
    for sql in KEYS if dialect in PREDICATES else ():
        yield partial(_key, sql)


def _check(sql: str, table: sa.Table, name: str) -> None:
    table.append_constraint(sa.CheckConstraint(text_of(sql), name=name))


def _computed(sql: str, type_: Any, table: sa.Table, name: str) -> None:
    table.append_column(sa.Column(f"g_{name}", type_, sa.Computed(text_of(sql), persisted=True)))


def _key(sql: str, table: sa.Table, name: str) -> None:
    sa.Index(name, text_of(sql), _table=table)


def _where(word: str, sql: str, table: sa.Table, name: str) -> None:
    said: dict[str, Any] = {word: text_of(sql)}
    sa.Index(name, table.c.n, **said)
