"""Types of PostgreSQL by their text."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from migrate.dialects.postgresql.conversion import using
from migrate.dialects.postgresql.modifiers import Modifiers
from migrate.dialects.postgresql.names import automatic_name
from migrate.dialects.postgresql.support import PostgresqlSupport
from migrate.dialects.postgresql.types import base_type

SUPPORT = PostgresqlSupport(sa.make_url("postgresql://").get_dialect()())


@pytest.mark.parametrize(
    ("ddl", "text"),
    [
        ("VARCHAR(50)", "character varying(50)"),
        ('VARCHAR(50) COLLATE "C"', "character varying(50)"),
        ("FLOAT(24)", "real"),
        ("FLOAT", "double precision"),
        ("NUMERIC(10, 2)", "numeric(10,2)"),
        ("DECIMAL(10)", "numeric(10,0)"),
        ("SERIAL", "integer"),
        ("BIGSERIAL", "bigint"),
        ("timestamptz(3)", "timestamp(3) with time zone"),
        ("TIMESTAMP WITHOUT TIME ZONE", "timestamp without time zone"),
        ("TIME(2) WITH TIME ZONE", "time(2) with time zone"),
        ("INTERVAL DAY TO SECOND (3)", "interval day to second(3)"),
        ("INTEGER[][]", "integer[]"),
        ('VARCHAR(5)[] COLLATE "C"', "character varying(5)[]"),
        ("CHAR", "character(1)"),
        ('"char"', '"char"'),
        ("BIT VARYING(5)", "bit varying(5)"),
        ("public.e", "e"),
        ('"public"."Odd One"[]', '"Odd One"[]'),
        ("Other.E", "other.e"),
        ('public."date"', "public.date"),
        ("pg_catalog.int4", "integer"),
        ("geometry(Point, 4326)", "geometry(point,4326)"),
    ],
)
def test_the_server_calls_it(ddl: str, text: str) -> None:
    assert SUPPORT.canonical_type(ddl) == text
    assert SUPPORT.canonical_type(text) == text


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("numeric(10,2)", "numeric"),
        ("character(3)", "bpchar"),
        ("timestamp(3) with time zone", "timestamp with time zone"),
        ("interval day to second(3)", "interval"),
        ("character varying(5)[]", "character varying[]"),
        ("bit(3)", '"bit"'),
    ],
)
def test_the_base_is_what_stands_behind_a_literal(text: str, base: str) -> None:
    assert base_type(text) == base


@pytest.mark.parametrize(
    ("old", "new", "how"),
    [
        ("character varying(50)", "character varying(10)", None),
        ("integer", "bigint", None),
        ("integer", "text", None),
        ("text", "integer", "c::integer"),
        ("text", "other.e", "c::other.e"),
        ("e", "e2", "c::text::e2"),
        ("integer", "boolean", "c <> 0"),
        ("boolean", "integer", "c::integer"),
        ("boolean", "bigint", "c::integer::bigint"),
        ("integer", "integer[]", "CASE WHEN c IS NOT NULL THEN ARRAY[c]::integer[] END"),
        ("integer[]", "integer", "c[1]"),
        ("text[]", "integer[]", "c::integer[]"),
        ("integer[]", "bigint[]", None),
        ("timestamp with time zone", "date", None),
        ("integer", "date", "c::text::date"),
        ("json", "jsonb", None),
    ],
)
def test_rows_become_another_type(old: str, new: str, how: str | None) -> None:
    assert using("c", old, new) == how


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("DESC", "DESC"),
        ("desc nulls first", "DESC"),
        ("asc nulls last", ""),
        ("NULLS FIRST", "NULLS FIRST"),
        ('COLLATE "C" text_pattern_ops DESC NULLS LAST', 'COLLATE "C" text_pattern_ops DESC NULLS LAST'),
        ("text_ops", ""),
        ("gist_trgm_ops(siglen=32)", "gist_trgm_ops(siglen = 32)"),
    ],
)
def test_modifiers_have_one_spelling(written: str, stored: str) -> None:
    assert Modifiers.parse(written, frozenset(["text_ops"])).text == stored


def test_automatic_names_are_cut_in_the_longer_part() -> None:
    assert automatic_name("unique", "t", ["a", "b"]) == "t_a_b_key"
    assert automatic_name("primary_key", "t" * 70) == "t" * 58 + "_pkey"
    assert len(automatic_name("foreign_key", "t" * 60, ["c" * 60])) == 63
