"""SQL that is to stay as it is: no colon in it becomes a parameter, nothing is lost or doubled."""

from __future__ import annotations

import warnings

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from migrate.dialects.support import support_for
from migrate.dialects.text import escape, sql_text

PLAIN = sa.engine.default.DefaultDialect(paramstyle="named")


@given(st.text(st.sampled_from("ab:\\'\"$%(1 _") | st.characters(codec="utf-8"), max_size=12))
def test_sql_text_means_what_it_says(sql: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compiled = sql_text(sql).compile(dialect=PLAIN)
    assert str(compiled) == sql
    assert compiled.params == {}


@pytest.mark.parametrize("sql", [r"\::a1::", r" \:::_::1-$", r"\\:b", "::int", ":a:b", r"'\:'"])
def test_backslashes_before_colons_stay(sql: str) -> None:
    assert str(sql_text(sql).compile(dialect=PLAIN)) == sql


def test_only_what_would_be_a_parameter_is_escaped() -> None:
    assert escape("t > '12:30' and a = ':b' and c = d::int") == r"t > '12:30' and a = '\:b' and c = d::int"


def test_an_expression_of_the_model_is_written_without_a_drivers_escapes() -> None:
    column = sa.Table("t", sa.MetaData(), sa.Column("c", sa.Text)).c.c
    support = support_for(sa.make_url("postgresql+psycopg://").get_dialect()())
    assert support.expression_text(column.like("a%")) == "c LIKE 'a%'"
    assert support.expression_text(sa.func.to_tsvector("english", column)) == "to_tsvector('english', c)"
    assert support.expression_text("c = 'x'") == "c = 'x'"
