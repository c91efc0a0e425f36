"""A SQLite file with one of everything, for the tests of rebuilds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from migrate.dialects.support import support_for
from migrate.operations.facade import Operations
from migrate.runtime.migration import MigrationContext

SCHEMA = """
CREATE TABLE parent (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT COLLATE NOCASE NOT NULL ON CONFLICT IGNORE,
    up INTEGER REFERENCES parent (id) ON DELETE CASCADE,
    note VARCHAR(20) DEFAULT 'it''s',
    n INTEGER CHECK (n >= 0),
    twice INTEGER GENERATED ALWAYS AS (n * 2) STORED,
    half INTEGER AS (n / 2),
    CONSTRAINT code_once UNIQUE (code) ON CONFLICT ABORT,
    CHECK (length(code) < 50)
);
CREATE TABLE child (
    id INTEGER PRIMARY KEY,
    parent_id INTEGER NOT NULL CONSTRAINT fk_parent REFERENCES parent (id) ON DELETE CASCADE ON UPDATE SET NULL
        DEFERRABLE INITIALLY DEFERRED,
    x TEXT
);
CREATE TABLE keyless (a TEXT, b INT, c);
CREATE TABLE strict_one (k TEXT PRIMARY KEY, v INTEGER) STRICT, WITHOUT ROWID;
CREATE TABLE log (what TEXT);
CREATE INDEX ix_lower ON parent (lower(code) DESC);
CREATE UNIQUE INDEX ix_partial ON parent (note COLLATE RTRIM DESC, n) WHERE n > 5;
CREATE VIEW many AS SELECT p.code, count(*) AS c FROM parent p JOIN child ON parent_id = p.id GROUP BY 1;
CREATE TRIGGER written AFTER UPDATE OF code ON parent BEGIN INSERT INTO log VALUES ('parent ' || new.code); END;
CREATE TRIGGER child_written AFTER INSERT ON child BEGIN UPDATE parent SET n = n + 1 WHERE id = new.parent_id; END;
CREATE TRIGGER many_insert INSTEAD OF INSERT ON many BEGIN INSERT INTO log SELECT code FROM parent LIMIT 1; END
"""

ROWS = """
INSERT INTO parent (id, code, up, note, n) VALUES (1, 'a', NULL, 'x', 1), (2, 'b', 1, 'y', 20), (3, 'c', 2, 'z', 3);
INSERT INTO parent (id, code, up, n) VALUES (900, 'gone', NULL, 0);
DELETE FROM parent WHERE id = 900;
INSERT INTO child VALUES (1, 1, 'one'), (2, 2, 'two'), (3, 2, 'three');
INSERT INTO keyless (rowid, a, b) VALUES (5, 'r', 1), (9, 's', 2);
INSERT INTO strict_one VALUES ('k', 1)
"""


def statements(script: str) -> list[str]:
    """The statements of a script, with triggers whole."""
    found, rest = [], ""
    for part in script.split(";"):
        rest += part
        if "CREATE TRIGGER" in rest and not rest.rstrip().endswith("END"):
            rest += ";"
            continue
        found.append(rest.strip())
        rest = ""
    return [statement for statement in found if statement]


def connect(path: Path, enforced: bool) -> Iterator[sa.Connection]:
    engine = sa.create_engine(f"sqlite:///{path}", poolclass=sa.NullPool)

    @sa.event.listens_for(engine, "connect")
    def no_implicit_transactions(raw: Any, record: Any) -> None:
        raw.isolation_level = None
        raw.execute(f"PRAGMA foreign_keys = {int(enforced)}")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    with engine.begin() as connection:
        for statement in statements(SCHEMA) + statements(ROWS):
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("DELETE FROM log")
    with engine.connect() as connection, connection.begin():
        yield connection
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert not connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        assert not connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE name LIKE '%alembic%'").all()


def operations(connection: sa.Connection) -> Operations:
    return Operations(MigrationContext.configure(connection))


def rows(connection: sa.Connection, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.exec_driver_sql(sql)]


def stored(connection: sa.Connection) -> dict[str, str]:
    return dict(rows(connection, "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))


def snapshot(connection: sa.Connection) -> Any:
    return support_for(connection.dialect).catalog(connection).tables([None])
