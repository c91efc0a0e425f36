"""Canonical SQL text: one spelling for what surely is the same, and never another meaning."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.dialects.tokens import KEYWORDS, canonical, join, names, strip_parentheses, tokenize

strings = st.text(alphabet="abAB '\\\"%:(),é;-", max_size=8).map(lambda s: "'" + s.replace("'", "''") + "'")
quoted = st.text(alphabet='abAB x"é', min_size=1, max_size=6).map(lambda s: '"' + s.replace('"', '""') + '"')
words = st.sampled_from(["a", "B", "lower", "Select", "and", "not", "IS", "null", "x1", "größe", "in", "between"])
numbers = st.sampled_from(["0", "1.5", "10", ".5", "1e3"])
operators = st.sampled_from(["+", "-", "*", "=", "<>", "!=", "<=", "||", "::", ",", "->>", "~~"])
pieces = st.one_of(strings, quoted, words, numbers, operators, st.just("("), st.just(")"))


@st.composite
def expressions(draw: st.DrawFn, depth: int = 3) -> str:
    """Well-formed expressions, spelled in many ways."""
    kind = draw(st.integers(0, 5 if depth else 1))
    space = draw(st.sampled_from(["", " ", "\n", " /* why */ ", "-- so\n"]))
    if kind == 0:
        return draw(words.filter(lambda w: w.upper() not in KEYWORDS) | quoted)
    if kind == 1:
        return draw(strings | numbers)
    inner = draw(expressions(depth - 1))
    if kind == 2:
        return f"({space}{inner}{space})"
    if kind == 3:
        return f"Lower{space}({inner})"
    other = draw(expressions(depth - 1))
    operator = draw(st.sampled_from(["=", "!=", "+", "-", "||", " AND ", " or ", " like "]))
    return f"{inner}{space}{operator}{space or ' '}{other}"


@given(expressions())
def test_canonical_text_is_canonical(sql: str) -> None:
    once = canonical(sql)
    assert canonical(once) == once


@given(st.lists(pieces, max_size=8).map(" ".join))
def test_whatever_the_tokens_canonical_text_is_canonical(sql: str) -> None:
    once = canonical(sql)
    assert canonical(once) == once


@given(expressions())
def test_strings_are_never_touched(sql: str) -> None:
    before = [t.text for t in tokenize(sql) if t.kind == "string"]
    assert [t.text for t in tokenize(canonical(sql)) if t.kind == "string"] == before


@given(expressions())
def test_only_case_spaces_quotes_and_outer_parentheses_change(sql: str) -> None:
    def plain(text: str) -> list[str]:
        kept = strip_parentheses(tokenize(text))
        return [t.text if t.kind == "string" else unquoted(t.text).lower().replace("!=", "<>") for t in kept]

    def unquoted(text: str) -> str:
        return text.strip('"').replace('""', '"')

    assert plain(canonical(sql)) == plain(sql)


@given(st.lists(pieces, max_size=8))
def test_no_text_is_lost_between_tokens(parts: list[str]) -> None:
    sql = " ".join(parts)
    assert "".join(t.text for t in tokenize(sql)).replace(" ", "") == sql.replace(" ", "") or "--" in sql


@given(expressions())
def test_joined_tokens_are_the_same_tokens(sql: str) -> None:
    tokens = tokenize(sql)
    assert tokenize(join(tokens)) == tokens


@pytest.mark.parametrize(
    ("sql", "text"),
    [
        ("( ( a>0 ) )", "a > 0"),
        ("(a) or (b)", "(a) OR (b)"),
        ("LOWER( Name )", "lower(name)"),
        ("a!=1", "a <> 1"),
        ('"name"||"Name"', 'name || "Name"'),
        ('"order" + "select"', 'order + "select"'),
        ("`a b`", '"a b"'),
        ("[a]", "a"),
        ("x::TEXT", "x::text"),
        ("count ( * )", "count(*)"),
        ("a in(1,2)", "a IN (1, 2)"),
        ("a = -1", "a = -1"),
        ("a - 1", "a - 1"),
        ("a -1", "a - 1"),
        ("coalesce(-1, - 2)", "coalesce(-1, -2)"),
        ("a = - -1", "a = - -1"),
        ("a -- why\n > 0", "a > 0"),
        ("a /* why */ > 0", "a > 0"),
        ("E'it\\n'", "E'it\\n'"),
        ("$x$ it's ) $x$", "$x$ it's ) $x$"),
        ("a[1]", "a[1]"),
        ("t . c", "t.c"),
        ("current_timestamp", "CURRENT_TIMESTAMP"),
        ("", ""),
    ],
)
def test_one_spelling(sql: str, text: str) -> None:
    assert canonical(sql) == text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a = 'A'", "a = 'a'"),
        ("a = 'x  y'", "a = 'x y'"),
        ('"A" > 0', '"a" > 0'),
        ("a - -1", "a - 1"),
        ("a::text", "a"),
        ("(a or b) and c", "a or b and c"),
        ("1.50", "1.5"),
        ("a", "'a'"),
        ('"true"', "true"),
    ],
)
def test_what_may_differ_stays_different(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


def test_backslashes_escape_where_the_dialect_says_so() -> None:
    sql = r"'it\'s' || a"
    assert [t.text for t in tokenize(sql, backslash_escapes=True)] == [r"'it\'s'", "||", "a"]
    assert canonical(r"'\\' || A", backslash_escapes=True) == r"'\\' || a"


def test_names_are_all_that_an_expression_may_mention() -> None:
    assert names("""lower(Name) = 'city' AND "two words" > born::date OR "a""b" """) == {
        "lower", "Name", "name", "two words", "born", "date", 'a"b'
    }  # fmt: skip


def test_keywords_are_no_names_unless_quoted() -> None:
    assert names("a IS NOT NULL AND TRUE") == {"a"}
    assert names('"and" > 0') == {"and"}
