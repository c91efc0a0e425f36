"""Canonical text of PostgreSQL expressions: what means the same, and above all what does not."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from migrate.dialects.postgresql.normalize import canonical, canonical_partition, tokens, without_parentheses
from migrate.dialects.postgresql.support import PostgresqlSupport


@pytest.mark.parametrize(
    ("sql", "text"),
    [
        ("((N > 0))", "n > 0"),
        ("n>0 -- always", "n > 0"),
        ("n /* x */ != 3", "n <> 3"),
        ("\"name\" = 'A'", "name = 'A'"),
        ('"Name" = 1', '"Name" = 1'),
        ('"user" = 1', '"user" = 1'),
        ("CASE\n  WHEN a THEN 1\nEND", "CASE WHEN a THEN 1 END"),
        ("a>-1", "a > -1"),
        ("a - 1", "a - 1"),
        ("x = any (array['a'])", "x = ANY(ARRAY['a'])"),
        ("coalesce( a , 'x' )", "coalesce(a, 'x')"),
        ("(a) or (b)", "(a) OR (b)"),
        ("(a, b)", "(a, b)"),
        ("(select 1)", "(SELECT 1)"),
        ("j->>'k'", "j ->> 'k'"),
        ("a[1]::varchar(3)[]", "a[1]::varchar(3)[]"),
        ("E'it\\'s'", "E'it\\'s'"),
        ("$$ it's $$ || $q$ $$ $q$", "$$ it's $$ || $q$ $$ $q$"),
    ],
)
def test_what_means_nothing_goes(sql: str, text: str) -> None:
    assert canonical(sql) == text
    assert tokens(text) == list(without_parentheses(tokens(sql)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a = 'A'", "a = 'a'"),
        ("a = 'x y'", "a = 'x  y'"),
        ("a = '--'", "a = ''"),
        ('"A" = 1', "a = 1"),
        ('"user" = 1', "user = 1"),
        ("a::text = 'x'", "a = 'x'"),
        ("(a or b) and c", "a or (b and c)"),
        ("a - 1", "a -1, b"),
        ("a @> b", "a @ > b"),
        ("'it''s'", "'it'"),
        ("(1, 2)", "1"),
    ],
)
def test_what_may_differ_stays_different(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


SUPPORT = PostgresqlSupport(sa.make_url("postgresql://").get_dialect()())


@pytest.mark.parametrize(
    ("one", "other", "type_"),
    [
        ("'x'::character varying", "'x'", "character varying(50)"),
        ("'abc'::bpchar", "'abc'", "character(3)"),
        ("'0'::bigint", "0", "bigint"),
        ("'-1'::integer", "-1", "integer"),
        ("(-1)", "'-1'", "integer"),
        ("'007'", "7", "integer"),
        ("'0'::numeric", "0", "numeric(10,2)"),
        ("'1.50'", "1.50", "numeric(10,2)"),
        ("'1.0'", "'1'::double precision", "double precision"),
        ("'t'", "true", "boolean"),
        ("FALSE", "'off'", "boolean"),
        ("'{}'::jsonb", "'{}'", "jsonb"),
        ("'a'::e", "'a'::public.e", "e"),
        ("'{}'::integer[]", "'{}'", "integer[]"),
        ("'x'::timestamp without time zone", "'x'", "timestamp(3) without time zone"),
        ("NOW( )", "now()", "date"),
    ],
)
def test_a_literal_is_the_same_with_a_cast_to_its_own_type(one: str, other: str, type_: str) -> None:
    assert SUPPORT.canonical_default(one, type_) == SUPPORT.canonical_default(other, type_)


@pytest.mark.parametrize(
    ("one", "other", "type_"),
    [
        ("'x'::text", "'x'", "character varying(50)"),
        ("'X'", "'x'", "text"),
        ("'0'", "0", "text"),
        ("1.50", "1.5", "numeric"),
        ("now()", "CURRENT_TIMESTAMP", "timestamp with time zone"),
        ("'abc'::character varying(2)", "'abc'", "character varying(2)"),
        ("'1' || '2'", "'12'", "text"),
        ("'{}'::json", "'{}'", "jsonb"),
        ("'a'::other.e", "'a'", "e"),
    ],
)
def test_defaults_that_may_differ_stay_different(one: str, other: str, type_: str) -> None:
    assert SUPPORT.canonical_default(one, type_) != SUPPORT.canonical_default(other, type_)


def test_no_default_is_null() -> None:
    assert SUPPORT.default_or_none("NULL", "text") is None
    assert SUPPORT.default_or_none("NULL::character varying", "character varying(5)") is None
    assert SUPPORT.default_or_none("'NULL'", "text") == "'NULL'"


def test_a_partition_key_is_one_text() -> None:
    assert canonical_partition('range( "at",b )') == "RANGE (at, b)"
