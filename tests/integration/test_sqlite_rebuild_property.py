"""Any table survives a rebuild: definition, rows, rowids and what refers to it, foreign keys enforced or not."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from hypothesis import event, given, settings
from hypothesis import strategies as st

from migrate.dialects.support import support_for
from migrate.operations.facade import Operations
from migrate.runtime.migration import MigrationContext

names = st.sampled_from(["a", "B", '"c d"', "[e]", '"check"', "key", "t"])
types = st.sampled_from(["", "INTEGER", "VARCHAR(10)", "NUMERIC(10, 2)", '"odd type"', "TEXT", "BLOB"])
clauses = st.lists(
    st.sampled_from([
        "NOT NULL DEFAULT 'q'", "UNIQUE ON CONFLICT REPLACE", "CHECK (1 < 2)", "DEFAULT 'a,)'", "DEFAULT (1+(2))",
        "CONSTRAINT n CHECK ('(' <> ')')", "COLLATE nocase", "COLLATE \"RTRIM\"", "REFERENCES t (id) DEFERRABLE",
        "REFERENCES other (id) ON DELETE CASCADE", 'CONSTRAINT "f k" REFERENCES other (id) ON UPDATE SET NULL',
        "/* , */", "NOT NULL ON CONFLICT IGNORE",
    ]),
    max_size=3,
)  # fmt: skip
values = st.one_of(st.none(), st.integers(-5, 5), st.text("ab'\"", max_size=3), st.floats(-2, 2), st.just(b"z"))


@st.composite
def definitions(draw: st.DrawFn) -> tuple[str, list[str], bool]:
    """A CREATE TABLE statement, the columns one can insert, and whether rows have a rowid."""
    columns = draw(st.lists(st.tuples(names, types, clauses), min_size=1, max_size=4, unique_by=lambda c: c[0]))
    keys = ["INTEGER PRIMARY KEY", "INTEGER PRIMARY KEY AUTOINCREMENT", "TEXT PRIMARY KEY", "INT UNIQUE"]
    key = f"id {draw(st.sampled_from(keys))}"
    known = [name for name, _, _ in columns]
    items = [key, *(" ".join([name, type_, *own]) for name, type_, own in columns)]
    if draw(st.booleans()):
        items.append(f"g AS ({known[0]} || 'x') {draw(st.sampled_from(['STORED', 'VIRTUAL']))}")
    if draw(st.booleans()):
        items.append(f"CONSTRAINT u UNIQUE ({known[-1]}, id)")
    without = draw(st.booleans()) and "PRIMARY KEY" in key and "AUTO" not in key
    return f"CREATE TABLE t (\n\t{', '.join(items)}\n){' WITHOUT ROWID' if without else ''}", known, not without


@settings(max_examples=400, deadline=None)
@given(definitions(), st.data(), st.booleans())
def test_any_table_survives_a_rebuild(
    definition: tuple[str, list[str], bool], data: st.DataObject, enforced: bool
) -> None:
    ddl, columns, rowid = definition
    with sa.create_engine("sqlite://").connect() as connection:
        connection.exec_driver_sql(f"PRAGMA foreign_keys = {int(enforced)}")
        try:
            for statement in (
                "CREATE TABLE other (id INTEGER PRIMARY KEY)",
                "INSERT INTO other VALUES (0), (1), (2)",
                ddl,
                "CREATE TABLE child (p REFERENCES t (id) ON DELETE CASCADE)",
                f"CREATE INDEX ix ON t ({columns[0]} COLLATE nocase DESC, (id || 'x')) WHERE {columns[-1]} IS NOT NULL",
                f"CREATE VIEW v AS SELECT {columns[0]} AS x FROM t",
                f"CREATE TRIGGER tr AFTER UPDATE OF {columns[0]} ON t BEGIN SELECT NEW.{columns[0]}; END",
            ):
                connection.exec_driver_sql(statement)
        except sa.exc.OperationalError:
            return  # SQLite does not take it
        marks = ", ".join("?" * (len(columns) + 1))
        for number in range(data.draw(st.integers(0, 4))):
            row = (number, *data.draw(st.tuples(*[values] * len(columns))))
            try:
                connection.exec_driver_sql(f"INSERT INTO t (id, {', '.join(columns)}) VALUES ({marks})", row)
                connection.exec_driver_sql("INSERT INTO child VALUES (?)", (number,))
            except (sa.exc.IntegrityError, sa.exc.OperationalError):
                continue
        before = state(connection, rowid)
        event(f"{len(before[2])} rows")
        for _ in range(2):
            with Operations(MigrationContext.configure(connection)).batch_alter_table("t", recreate="always"):
                pass
            assert state(connection, rowid) == before
        connection.commit()


def state(connection: sa.Connection, rowid: bool) -> list[Any]:
    """Everything that can be seen of the database."""
    tables = support_for(connection.dialect).catalog(connection).tables([None])
    others = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name <> 't' AND sql IS NOT NULL ORDER BY name"
    rows = f"SELECT {'rowid, ' if rowid else ''}* FROM t ORDER BY id"
    found: list[Any] = [dict(tables)]
    for sql in (others, rows, "SELECT * FROM child", "SELECT * FROM v", "PRAGMA foreign_key_check"):
        rows_found = [tuple(row) for row in connection.exec_driver_sql(sql)]
        found.append(sorted(rows_found, key=str) if sql.startswith("PRAGMA") else rows_found)
    return found
