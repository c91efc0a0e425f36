"""Enums that are types of PostgreSQL: what refuses, and says why; what a change replaces, and gives back."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from migrate.autogenerate.api import make_plan
from migrate.errors import CommandError
from migrate.migration import MigrationContext
from migrate.operations import Operations
from migrate.operations.enums import AlterEnumOp
from migrate.plan.hazards import find_hazards
from tests.change import Change, contents, run, snapshot
from tests.databases import Scratch


def mood(*values: str) -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table(
        "t",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("m", sa.Enum(*values, name="mood")),
        sa.Column("many", sa.ARRAY(sa.Enum(*values, name="mood"))),
    )
    return metadata


@pytest.fixture
def engine(postgresql: Scratch) -> sa.Engine:
    """Five rows: a, b, b and, in arrays, b and c."""
    mood("a", "b", "c").create_all(postgresql.engine)
    execute(postgresql.engine, "INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'b'), (5, 'a')")
    execute(postgresql.engine, "INSERT INTO t VALUES (4, NULL, '{b,c,b}')")
    return postgresql.engine


def execute(engine: sa.Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for sql in statements:
            connection.exec_driver_sql(sql)


def values(engine: sa.Engine) -> list[object]:
    with engine.connect() as connection:
        return list(connection.scalars(sa.text("SELECT coalesce(m::text, many::text) FROM t ORDER BY id")))


# -- what refuses -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "told"),
    [
        (("a", "c"), "enum mood cannot lose the value 'b': t.m has it in 2 rows"),
        (("a", "b"), "enum mood cannot lose the value 'c': t.many has it in 1 row"),
    ],
)
def test_a_value_that_rows_have_is_named_with_the_table_the_count_and_the_remedy(
    engine: sa.Engine, left: tuple[str, ...], told: str
) -> None:
    change = Change.between(engine, mood(*left))
    before = contents(engine)
    with pytest.raises(DBAPIError) as caught:
        run(engine, change.upgrade)
    lines = str(caught.value.orig).splitlines()
    assert lines[0] == told
    assert lines[1] == 'HINT:  change the rows first, or say what they become: replace={"old": "new"}'
    assert contents(engine) == before


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("CREATE FUNCTION told(m mood) RETURNS text LANGUAGE sql AS 'SELECT m::text'", "function told(mood)"),
        ("CREATE FUNCTION any_mood() RETURNS mood[] LANGUAGE sql AS 'SELECT NULL::mood[]'", "function any_mood()"),
        ("CREATE TYPE span AS RANGE (subtype = mood)", "function span(mood,mood), function span(mood,mood,text), type"),
        ("CREATE VIEW a_mood AS SELECT 'a'::mood AS a", "view a_mood stands on it"),
        ("ALTER TABLE t ADD CONSTRAINT ck CHECK (m <> 'c')", "constraint ck on table t stands on it"),
        ("CREATE POLICY own ON t USING (m = 'a')", "policy own on table t stands on it"),
        ("CREATE DOMAIN d AS mood; CREATE FUNCTION of_d(d) RETURNS int LANGUAGE sql AS 'SELECT 1'", "function of_d(d)"),
    ],
)
def test_what_stands_on_an_enum_and_is_not_made_anew_with_it_is_named(engine: sa.Engine, sql: str, told: str) -> None:
    run(engine, Change.between(engine, mood("a", "b", "c", "d")).upgrade)
    execute(engine, sql)
    before = snapshot(engine)
    with pytest.raises(DBAPIError) as caught:
        run(engine, 'op.alter_enum("mood", ["c", "b", "a", "d"], existing_values=["a", "b", "c", "d"])')
    assert str(caught.value.orig).startswith(f"enum mood cannot be made anew: {told}")
    assert "drop that before op.alter_enum() and create it again after" in str(caught.value.orig)
    assert snapshot(engine) == before


def test_a_partition_key_keeps_its_enum(engine: sa.Engine) -> None:
    execute(engine, "CREATE TABLE p (m mood) PARTITION BY LIST (m)")
    with pytest.raises(DBAPIError) as caught:
        run(engine, 'op.alter_enum("mood", ["c", "b", "a"], existing_values=["a", "b", "c"])')
    told, hint, *_ = str(caught.value.orig).splitlines()
    assert told == "enum mood cannot be made anew: the partition key of table p stands on it"
    assert hint.endswith("make another partitioned table on a type of another name, and move the rows")


def test_a_value_that_goes_is_found_inside_composite_values(engine: sa.Engine) -> None:
    execute(
        engine,
        'CREATE TYPE pair AS ("One" mood, many mood[])',
        "CREATE TYPE pairs AS (p pair, l pair[])",
        "CREATE TABLE u (p pairs)",
        "INSERT INTO u VALUES (NULL), (ROW(ROW('a', '{}')::pair, ARRAY[ROW('b', '{{a,c}}')::pair]))",
        "UPDATE t SET many = NULL",
    )
    before = contents(engine)
    for replace in ("", ', replace={"c": "a"}'):
        with pytest.raises(DBAPIError, match=r"enum mood cannot lose the value 'c': u\.p has it in 1 row"):
            run(engine, f'op.alter_enum("mood", ["a", "b"], existing_values=["a", "b", "c"]{replace})')
    assert contents(engine) == before


# -- replace= ---------------------------------------------------------------------------------------------------------


def test_a_new_value_in_the_place_of_an_old_one_goes_back(engine: sa.Engine) -> None:
    op = AlterEnumOp("mood", ["a", "x", "c"], existing_values=["a", "b", "c"], replace={"b": "x"})
    before = contents(engine)
    run(engine, 'op.alter_enum("mood", ["a", "x", "c"], existing_values=["a", "b", "c"], replace={"b": "x"})')
    assert values(engine) == ["a", "x", "x", "{x,c,x}", "a"]
    back = op.reverse()
    assert (list(back.values), back.replace) == (["a", "b", "c"], {"x": "b"})
    run(engine, 'op.alter_enum("mood", ["a", "b", "c"], existing_values=["a", "x", "c"], replace={"x": "b"})')
    assert contents(engine) == before
    assert find_hazards([op]) == ()


def test_values_that_become_one_are_a_hazard() -> None:
    existing = AlterEnumOp("mood", ["a", "c"], existing_values=["a", "b", "c"], replace={"b": "a"})
    assert existing.reverse().replace is None
    (hazard,) = find_hazards([existing])
    assert (hazard.code, hazard.message) == (
        "enum-values-merged",
        "rows of enum mood with 'b' become 'a': no downgrade can tell them from the others",
    )
    new = AlterEnumOp("mood", ["x"], existing_values=["a", "b"], replace={"a": "x", "b": "x"})
    assert new.reverse().replace is None
    assert [each.code for each in find_hazards([new])] == ["enum-values-merged"]


# -- creating what is there -------------------------------------------------------------------------------------------


def test_an_enum_that_is_there_is_created_only_where_it_is_missing(engine: sa.Engine) -> None:
    before = snapshot(engine)
    run(engine, 'op.create_enum("mood", ["a", "b", "c"], if_not_exists=True)')
    assert snapshot(engine) == before
    with pytest.raises(DBAPIError, match="already exists"):
        run(engine, 'op.create_enum("mood", ["a", "b", "c"])')


def test_the_schema_of_a_tenant_has_enums_of_its_own(engine: sa.Engine) -> None:
    """As the search path says, whatever else of that name there is."""
    execute(engine, "CREATE SCHEMA tenant")
    at_tenant = sa.create_engine(engine.url, connect_args={"options": "-csearch_path=tenant"})
    mood("a", "b").create_all(at_tenant)
    before = snapshot(engine)
    change = Change.between(at_tenant, mood("b", "c"))
    assert change.upgrade == 'op.alter_enum("mood", ["b", "c"], existing_values=["a", "b"])\n'
    run(at_tenant, change.upgrade)
    assert Change.between(at_tenant, mood("b", "c")).upgrade == "pass\n"
    run(at_tenant, change.downgrade)
    assert Change.between(at_tenant, mood("a", "b")).upgrade == "pass\n"
    assert snapshot(engine) == before
    at_tenant.dispose()


# -- old servers ------------------------------------------------------------------------------------------------------


def test_before_postgresql_12_a_new_type_takes_the_place_of_the_old_one(engine: sa.Engine) -> None:
    """ALTER TYPE … ADD VALUE does not run in a transaction there."""
    with engine.connect() as connection:
        dialect = connection.dialect
        known, dialect.server_version_info = dialect.server_version_info, (11, 22)
        try:
            op = AlterEnumOp("mood", ["a", "b", "c", "d"], existing_values=["a", "b", "c"])
            operations = Operations(MigrationContext.configure(connection))
            (sql,) = op.statements(operations)
            assert sql.startswith("DO ")
        finally:
            dialect.server_version_info = known
        (sql,) = op.statements(operations)
        assert sql == "ALTER TYPE mood ADD VALUE 'd'"


def test_two_values_for_one_enum_are_refused_whoever_has_them(engine: sa.Engine) -> None:
    metadata = mood("a", "b", "c")
    sa.Enum("a", name="mood", metadata=metadata)
    with engine.connect() as connection, pytest.raises(CommandError) as caught:
        make_plan(MigrationContext.configure(connection), metadata)
    assert caught.value.message == (
        "the models declare enum 'mood' twice: t.m has the values a, b, c, and the MetaData has a"
    )
