"""Columns that become NOT NULL on tables with rows: what the rows get, and where the script asks for it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from migrate.errors import OperationError
from tests.change import Change, run, snapshot
from tests.databases import Scratch

DIALECTS = pytest.mark.parametrize("dialect", ["sqlite", "postgresql", "mariadb"])


def book(*columns: sa.Column[Any]) -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table("book", metadata, sa.Column("id", sa.Integer, primary_key=True), *columns)
    return metadata


def filled_database(scratch: Scratch, models: sa.MetaData, *rows: dict[str, Any]) -> sa.Engine:
    models.create_all(scratch.engine)
    with scratch.engine.begin() as connection:
        for row in rows:
            connection.execute(models.tables["book"].insert(), row)
    return scratch.engine


def values(engine: sa.Engine, column: sa.Column[Any]) -> list[Any]:
    table = sa.table("book", sa.column("id"), sa.column(column.name, column.type))
    with engine.connect() as connection:
        return list(connection.scalars(sa.select(table.c[column.name]).order_by(table.c.id)))


@DIALECTS
def test_rows_with_null_get_the_default_and_others_keep_their_value(
    scratch_for: Callable[[str], Scratch], dialect: str
) -> None:
    rows: list[dict[str, Any]] = [{"id": 1}, {"id": 2, "pages": 7}]
    engine = filled_database(scratch_for(dialect), book(sa.Column("pages", sa.Integer)), *rows)
    column = sa.Column("pages", sa.Integer, nullable=False, default=12)
    target = book(column)
    change = Change.between(engine, target)
    run(engine, change.upgrade)
    assert values(engine, column) == [12, 7]
    assert Change.between(engine, target).upgrade == "pass\n"
    assert change.hazards() == ""


@DIALECTS
def test_a_literal_default_is_read_back_as_the_value_it_was(
    scratch_for: Callable[[str], Scratch], dialect: str
) -> None:
    engine = filled_database(scratch_for(dialect), book(), {"id": 1})
    moment = datetime.datetime(2020, 2, 29, 12, 30)
    columns: list[sa.Column[Any]] = [
        sa.Column("bought", sa.DateTime, nullable=False, default=moment),
        sa.Column("cover", sa.LargeBinary, nullable=False, default=b"\\x'%"),
        sa.Column("title", sa.Text, nullable=False, default="it's 100% \\:sure"),
        sa.Column("notes", sa.JSON, nullable=False, default={"a": ":b"}),
        sa.Column("due", sa.Interval, nullable=False, default=datetime.timedelta(hours=5)),
    ]
    run(engine, Change.between(engine, book(*columns)).upgrade)
    found = [values(engine, column)[0] for column in columns]
    assert found == [moment, b"\\x'%", "it's 100% \\:sure", {"a": ":b"}, datetime.timedelta(hours=5)]


@DIALECTS
@pytest.mark.parametrize("added", [True, False])
def test_a_value_that_nobody_knows_stops_the_script_before_anything_changes(
    scratch_for: Callable[[str], Scratch], dialect: str, added: bool
) -> None:
    before = book() if added else book(sa.Column("pages", sa.Integer))
    engine = filled_database(scratch_for(dialect), before, {"id": 1})
    start = snapshot(engine)
    column = sa.Column("pages", sa.Integer, nullable=False)
    target = book(sa.Column("another", sa.Integer), column)
    change = Change.between(engine, target)
    assert change.upgrade.startswith('book_pages = op.required_value("book", "pages", ...)\n')
    assert change.hazards() == "value-missing\n"
    with pytest.raises(OperationError) as raised:
        run(engine, change.upgrade)
    assert "book.pages becomes NOT NULL, book has rows without a value for it" in raised.value.message
    assert raised.value.hint is not None
    assert "line 1, write the value in place of `...`" in raised.value.hint
    assert snapshot(engine) == start

    run(engine, change.upgrade.replace("...", "40 + 2"))
    assert values(engine, column) == [42]
    assert Change.between(engine, target).upgrade == "pass\n"
    run(engine, change.downgrade)
    assert snapshot(engine) == start


@DIALECTS
def test_a_script_without_the_value_runs_where_no_row_needs_it(
    scratch_for: Callable[[str], Scratch], dialect: str
) -> None:
    engine = filled_database(scratch_for(dialect), book(), {"id": 1})
    target = book(sa.Column("pages", sa.Integer, nullable=False))
    change = Change.between(engine, target)
    with engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM book"))
    run(engine, change.upgrade)
    assert Change.between(engine, target).upgrade == "pass\n"


@DIALECTS
def test_the_value_in_a_script_is_of_the_type_of_the_column(
    scratch_for: Callable[[str], Scratch], dialect: str
) -> None:
    engine = filled_database(scratch_for(dialect), book(), {"id": 1})
    column = sa.Column("taken", sa.DateTime, nullable=False)
    change = Change.between(engine, book(column))
    import_ = "import datetime\n"
    run(engine, import_ + change.upgrade.replace("...", "datetime.datetime(2020, 2, 29)"))
    assert values(engine, column) == [datetime.datetime(2020, 2, 29)]


@DIALECTS
def test_offline_the_value_has_to_be_there(scratch_for: Callable[[str], Scratch], dialect: str) -> None:
    engine = filled_database(scratch_for(dialect), book(), {"id": 1})
    change = Change.between(engine, book(sa.Column("pages", sa.Integer, nullable=False)))
    with pytest.raises(OperationError, match="may have rows without a value"):
        change.sql()


@pytest.mark.parametrize("dialect", ["postgresql", "mariadb"])
def test_offline_the_rows_are_filled_between_the_steps(scratch_for: Callable[[str], Scratch], dialect: str) -> None:
    engine = filled_database(scratch_for(dialect), book(), {"id": 1})
    sql = Change.between(engine, book(sa.Column("pages", sa.Integer, nullable=False, default=3))).sql()
    added, filled, tightened = (sql.index(part) for part in ("ADD COLUMN", "pages=3", "NOT NULL"))
    assert added < filled < tightened


@DIALECTS
def test_one_statement_asks_for_the_rows_of_all_tables(scratch_for: Callable[[str], Scratch], dialect: str) -> None:
    def models(*columns: str) -> sa.MetaData:
        metadata = sa.MetaData()
        for name in ("a", "b", "c"):
            own = [sa.Column(each, sa.Integer, nullable=False) for each in columns]
            sa.Table(name, metadata, sa.Column("id", sa.Integer, primary_key=True), *own)
        return metadata

    engine = scratch_for(dialect).engine
    models().create_all(engine)
    asked: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    Change.between(engine, models("x", "y"))
    assert sum("EXISTS (SELECT 1" in " ".join(each.split()) for each in asked) == 1


@pytest.mark.parametrize("timing", ["INITIALLY DEFERRED", "INITIALLY IMMEDIATE"])
@pytest.mark.parametrize("body", ["fill", "replace"])
def test_rows_that_wait_for_a_deferred_constraint_are_checked_before_the_table_is_altered(
    postgresql: Scratch, timing: str, body: str
) -> None:
    with postgresql.engine.begin() as connection:
        for sql in (
            'CREATE TABLE "the author" (id integer PRIMARY KEY)',
            'INSERT INTO "the author" VALUES (1), (2)',
            'CREATE TABLE book (id integer PRIMARY KEY, author integer REFERENCES "the author" DEFERRABLE '
            f"{timing}, shelf text UNIQUE DEFERRABLE {timing})",
            "INSERT INTO book VALUES (1, 1, 'a'), (2, NULL, 'b')",
        ):
            connection.exec_driver_sql(sql)
    fill = 'op.fill_missing("book", "author", 2)\nop.alter_column("book", "author", nullable=False)'
    replace = 'op.replace_values("book", "shelf", {"a": "c"})\nop.alter_column("book", "shelf", nullable=False)'
    late = 'op.execute("INSERT INTO book VALUES (3, 9, \'z\')")\nop.execute("UPDATE book SET author = 1 WHERE id = 3")'
    deferred = timing == "INITIALLY DEFERRED"
    run(postgresql.engine, f"{fill if body == 'fill' else replace}\n{late if deferred else ''}")
    with postgresql.engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(sa.text("SELECT author, shelf FROM book ORDER BY id"))]
    first = [(1, "a"), (2, "b")] if body == "fill" else [(1, "c"), (None, "b")]
    assert rows == ([*first, (1, "z")] if deferred else first)


def test_rows_that_do_not_fit_a_deferred_constraint_are_refused_where_they_are_filled(postgresql: Scratch) -> None:
    with postgresql.engine.begin() as connection:
        for sql in (
            "CREATE TABLE author (id integer PRIMARY KEY)",
            "CREATE TABLE book (id integer PRIMARY KEY, author integer REFERENCES author INITIALLY DEFERRED)",
            "INSERT INTO book VALUES (1, NULL)",
        ):
            connection.exec_driver_sql(sql)
    with pytest.raises(sa.exc.IntegrityError, match="violates foreign key constraint"):
        run(postgresql.engine, 'op.fill_missing("book", "author", 7)')


@DIALECTS
def test_rows_get_a_value_that_the_check_over_their_column_does_not_know_yet(
    scratch_for: Callable[[str], Scratch], dialect: str
) -> None:
    def mood(*values: str, **said: Any) -> sa.Column[Any]:
        return sa.Column("m", sa.Enum(*values, name="mood", create_constraint=True), **said)

    rows: list[dict[str, Any]] = [{"id": 1}, {"id": 2, "m": "sad"}]
    engine = filled_database(scratch_for(dialect), book(mood("sad", "ok")), *rows)
    column = mood("sad", "ok", "new", nullable=False, default="new")
    target = book(column)
    change = Change.between(engine, target)
    run(engine, change.upgrade)
    assert values(engine, column) == ["new", "sad"]
    assert Change.between(engine, target).upgrade == "pass\n"
