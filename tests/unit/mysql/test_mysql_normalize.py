"""Canonical texts of expressions and defaults: sound on both sides, complete for what needs no server."""

from __future__ import annotations

import pytest

from migrate.dialects.mysql.normalize import Normalizer, decode, encode, split_on_update

NORMALIZER = Normalizer({"order", "case", "when", "and", "or", "not", "null", "true", "is", "like", "div", "select"})


@pytest.mark.parametrize(
    ("model", "live"),
    [
        ("x > 0", "`x` > 0"),
        ("((x>0))", "`x` > 0"),
        ("X != 3 AND y", "`X` <> 3 and `y`"),
        ("s IN ('a', \"b\")", "`s` in ('a','b')"),
        ("LOWER( s ) = 'it''s'", r"lower(`s`) = 'it\'s'"),
        ("`order` > -1", "`order` > -1"),
        ("a - -b", "`a` - -`b`"),
        ("now() > d", "current_timestamp() > `d`"),
        ("CURRENT_TIMESTAMP > d", "current_timestamp() > `d`"),
        ("localtimestamp(0)", "current_timestamp()"),
        ("s = _utf8mb4'x' -- why\n", "`s` = 'x'"),
        ("a /* why */ && b", "`a` and `b`"),
    ],
)
def test_the_same_expression_has_one_text(model: str, live: str) -> None:
    assert NORMALIZER.expression(model) == NORMALIZER.expression(live)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("s = 'A'", "s = 'a'"),
        ("s = 'a  b'", "s = 'a b'"),
        ("(a or b) and c", "a or (b and c)"),
        ("a - b", "a + b"),
        ("`order` > 1", "order > 1"),
        ("`now` > 1", "now() > 1"),
        ("cast(a as char)", "a"),
        (r"s = 'a\nb'", r"s = 'a\\nb'"),
        ("(a) or (b)", "a) or (b"),
    ],
)
def test_different_expressions_have_different_texts(one: str, other: str) -> None:
    assert NORMALIZER.expression(one) != NORMALIZER.expression(other)


@pytest.mark.parametrize(
    ("type_text", "spellings", "expected"),
    [
        ("int", ["0", "'0'", "00", "0x0", "false", "(0)"], "0"),
        ("tinyint(1)", ["true", "TRUE", "1", "'1'"], "1"),
        ("decimal(10,2)", ["0", "'0'", "0.00", "0.001"], "0.00"),
        ("decimal(5,2)", ["1.005"], "1.01"),
        ("decimal(65,30)", ["1"], "1." + "0" * 30),
        ("double", ["1", "1.0", "'1'", "10e-1"], "1"),
        ("bit(8)", ["5", "b'101'", "b'00000101'", "B'101'"], "b'101'"),
        ("varchar(9)", ["'x'", '"x"'], "'x'"),
        ("varchar(9)", ["'NULL'"], "'NULL'"),
        ("varchar(9)", ["NULL", "null"], "null"),
        ("varchar(29)", ["'a on update b'"], "'a on update b'"),
        ("datetime", ["now()", "CURRENT_TIMESTAMP", "localtime", "current_timestamp(0)"], "current_timestamp()"),
        ("datetime(6)", ["now(6) ON UPDATE now(6)"], "current_timestamp(6) on update current_timestamp(6)"),
        ("timestamp", ["NULL ON UPDATE CURRENT_TIMESTAMP"], "null on update current_timestamp()"),
        ("year", ["2020", "'2020'"], "2020"),
        ("year", ["20"], "20"),
    ],
)
def test_a_default_is_written_as_the_column_stores_it(type_text: str, spellings: list[str], expected: str) -> None:
    assert {NORMALIZER.default(spelling, type_text) for spelling in spellings} == {expected}


def test_a_canonical_text_is_its_own() -> None:
    for sql in ("case when `end` > 1 then 'x' end", "a-b*-c", "f(a,b)[1]", "`a b` is not null", "x'4D' = b'01'"):
        once = NORMALIZER.expression(sql)
        assert NORMALIZER.expression(once) == once


def test_double_quotes_are_names_where_the_server_says_so() -> None:
    assert Normalizer((), ansi_quotes=True).expression("\"a\" > 'x'") == "a > 'x'"
    assert Normalizer(()).expression('"a" > 1') == "'a' > 1"


def test_a_string_is_decoded_and_encoded() -> None:
    for value in ("", "it's", "a\\b", "line\nbreak", 'quo"te', "\0\x1a\t", "100%", "a\\%"):
        assert decode(encode(value)) == value
    assert decode(r"'x\'''") == "x''"
    assert decode(r"'\\'") == "\\"


def test_on_update_is_found_outside_strings_only() -> None:
    assert split_on_update("NULL ON  UPDATE now()") == ("NULL", "now()")
    assert split_on_update("'x on update y'") == ("'x on update y'", None)
