"""What the text of a CREATE statement says is what SQLite itself understood of it."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.comparators.records import Table, TableKey
from migrate.dialects.sqlite.catalog import SqliteCatalog
from migrate.dialects.sqlite.ddl_text import SyntaxProblem, parse_table

ODD = [
    "CREATE TABLE t (a)",
    'CREATE TABLE t (a INT, b, c VARCHAR ( 10 ), d DOUBLE PRECISION, e "quoted type", f DECIMAL(10,2) NOT NULL)',
    "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT, b TEXT DEFAULT 'x)' NOT NULL /* , c TEXT */ UNIQUE)",
    "CREATE TABLE t (a TEXT DEFAULT (1 + (2)), b DEFAULT -1, c DEFAULT +2.5, d DEFAULT CURRENT_TIME, e DEFAULT x'00')",
    "CREATE TABLE t (a INTEGER -- , b TEXT\n, c TEXT)",
    "CREATE TABLE t (a, b, UNIQUE (a) CHECK (a > 0) UNIQUE (b, a) FOREIGN KEY (b) REFERENCES t (a))",
    "CREATE TABLE t (a CONSTRAINT x CONSTRAINT y NOT NULL CONSTRAINT z, b CONSTRAINT u UNIQUE ON CONFLICT REPLACE)",
    "CREATE TABLE t (a REFERENCES t ON DELETE SET NULL MATCH FULL NOT DEFERRABLE, b REFERENCES q ON UPDATE CASCADE)",
    "CREATE TABLE t (a INTEGER, b GENERATED ALWAYS AS (a || ',)') STORED, c TEXT AS (b) VIRTUAL NOT NULL, d AS (1))",
    "CREATE TABLE t ([a b] TEXT, `c``d` TEXT, \"e\"\"f\" TEXT, 'g''h' TEXT, PRIMARY KEY ([a b], 'g''h'))",
    'CREATE TABLE t (key TEXT, match TEXT, "check" TEXT, "primary" INT PRIMARY KEY, generated TEXT)',
    "CREATE TABLE t (a TEXT COLLATE NOCASE, b TEXT, PRIMARY KEY (b COLLATE NOCASE DESC, a ASC)) WITHOUT ROWID",
    "CREATE TABLE t (a INT NOT NULL ON CONFLICT FAIL, PRIMARY KEY (a) ON CONFLICT IGNORE) STRICT",
    "CREATE TABLE t (id INTEGER, x TEXT, PRIMARY KEY (id AUTOINCREMENT))",
    "CREATE TABLE t (a INTEGER NULL, b TEXT NOT NULL NULL, c LONG VARCHAR (3), é TEXT, _x$1 TEXT)",
    "CREATE TABLE t (\n\ta INTEGER, \n\tb TEXT DEFAULT ', \n\tc TEXT', \n\tCHECK (a IN (1, \n\t2))\n)",
    'CREATE TABLE t (\n\ta INTEGER, b TEXT, \n\tCONSTRAINT u UNIQUE (a), \n\tFOREIGN KEY(b) REFERENCES "o p" (x)\n)',
    "CREATE TABLE t (a INTEGER REFERENCES p DEFERRABLE INITIALLY DEFERRED, FOREIGN KEY (a) REFERENCES P (ID))",
    "CREATE TABLE t (a INTEGER PRIMARY KEY DESC, b TEXT)",
    "CREATE TABLE t AS SELECT 1 AS a, 'x' AS \"b c\"",
    "CREATE TABLE IF NOT EXISTS main.t (a);",
    "CREATE TABLE t (a INTEGER, B TEXT, UNIQUE (b, A), PRIMARY KEY (A))",
]


def read(connection: sa.Connection) -> dict[TableKey, Table]:
    return dict(SqliteCatalog(connection).tables([None]))


@pytest.mark.parametrize("ddl", ODD)
def test_the_text_says_what_the_pragmas_say(ddl: str) -> None:
    with sa.create_engine("sqlite://").connect() as connection:
        connection.exec_driver_sql("CREATE TABLE p (id INTEGER PRIMARY KEY, x TEXT)")
        connection.exec_driver_sql(ddl)
        found = read(connection)[TableKey(None, "t")]
        agree(connection, found)
        parsed = parse_table(connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 't'").scalar_one())
        connection.exec_driver_sql("DROP TABLE t")
        connection.exec_driver_sql(parsed.render())
        assert read(connection)[TableKey(None, "t")] == found


def agree(connection: sa.Connection, table: Table) -> None:
    """Assert that a record says what the pragmas say."""

    def pragma(name: str, of: str = table.name) -> list[Any]:
        return list(connection.exec_driver_sql(f'PRAGMA {name}("{of}")').mappings())

    columns = pragma("table_xinfo")
    assert [c["name"] for c in columns] == list(table.columns)
    for column in columns:
        record = table.columns[column["name"]]
        assert (record.default is None) == (column["dflt_value"] is None)
        assert (record.computed is not None) == (column["hidden"] in (2, 3))
        assert record.computed is None or record.computed.persisted == (column["hidden"] == 3)
        if column["notnull"]:
            assert not record.nullable
        words = " ".join(column["type"].upper().split("(")[0].split())
        assert record.type.split("(")[0] in (words, "INTEGER")
    key = tuple(c["name"] for c in sorted(columns, key=lambda c: c["pk"]) if c["pk"])
    assert (table.primary_key.columns if table.primary_key else ()) == key
    foreign = [
        (
            group[0]["table"].lower(),
            tuple(k["from"] for k in group),
            action(group[0]["on_update"]),
            action(group[0]["on_delete"]),
        )
        for group in groups(pragma("foreign_key_list"))
    ]
    assert sorted(foreign, key=str) == sorted(
        ((k.referred.name.lower(), k.columns, k.onupdate, k.ondelete) for k in table.foreign_keys), key=str
    )
    indexes = pragma("index_list")
    unique = {tuple(k["name"] for k in pragma("index_info", i["name"])) for i in indexes if i["origin"] == "u"}
    own = {c.columns for c in table.unique_constraints if c.columns != key}  # SQLite makes no second index for a key
    assert own == unique
    assert {i["name"] for i in indexes if i["origin"] == "c"} == {index.name for index in table.indexes}
    for index in table.indexes:
        keys = [k for k in pragma("index_xinfo", index.name) if k["key"]]
        assert [None if k.expression else k.sql for k in index.keys] == [k["name"] for k in keys]
        assert ["DESC" in k.modifiers for k in index.keys] == [bool(k["desc"]) for k in keys]


def action(word: str) -> str | None:
    return None if word == "NO ACTION" else word


def groups(rows: list[Any]) -> list[list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row["id"], []).append(row)
    return list(found.values())


names = st.sampled_from(["a", "B", '"c d"', "[e]", "`f`", '"check"', "key", "'g'"])
types = st.sampled_from(["", "INTEGER", "VARCHAR(10)", "NUMERIC( 10 ,2 )", "double  precision", '"odd type"', "INT"])
properties = st.lists(
    st.sampled_from(
        [
            "NOT NULL",
            "NULL",
            "UNIQUE",
            "CHECK (1 < 2)",
            "DEFAULT 'a,)'",
            "DEFAULT (1+(2))",
            "DEFAULT -1",
            "CONSTRAINT n CHECK ('(' <> \")\")",
            "COLLATE nocase",
            'COLLATE "RTRIM"',
            "REFERENCES p (id)",
            "REFERENCES p ON DELETE CASCADE",
            'CONSTRAINT "f k" REFERENCES p(x) DEFERRABLE INITIALLY DEFERRED',
            "/* , */",
            "UNIQUE ON CONFLICT IGNORE",
            "CONSTRAINT u UNIQUE",
        ]
    ),
    max_size=3,
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(names, types, properties), min_size=1, max_size=4, unique_by=lambda c: c[0]), st.data())
def test_any_definition_reads_as_sqlite_reads_it(
    columns: list[tuple[str, str, list[str]]], data: st.DataObject
) -> None:
    items = [" ".join([name, type_, *clauses]) for name, type_, clauses in columns]
    known = [name for name, _, _ in columns]
    picked = st.lists(st.sampled_from(known), min_size=1, max_size=2, unique=True)
    forms = st.sampled_from(["UNIQUE ({})", "CONSTRAINT k UNIQUE ({}) ON CONFLICT FAIL"])
    items += [form.format(", ".join(data.draw(picked))) for form in data.draw(st.lists(forms, max_size=2))]
    separator = data.draw(st.sampled_from([", ", ", \n\t", "\n,"]))
    ddl = f"CREATE TABLE t (\n\t{separator.join(items)}\n)"
    with sa.create_engine("sqlite://").connect() as connection:
        connection.exec_driver_sql("CREATE TABLE p (id INTEGER PRIMARY KEY, x TEXT)")
        try:
            connection.exec_driver_sql(ddl)
        except sa.exc.OperationalError:
            return  # SQLite does not take it
        agree(connection, read(connection)[TableKey(None, "t")])


def test_indexes_are_read_whole() -> None:
    with sa.create_engine("sqlite://").connect() as connection:
        connection.exec_driver_sql('CREATE TABLE t (a TEXT, b TEXT, "c d" TEXT)')
        for ddl in (
            'CREATE UNIQUE INDEX i1 ON t (a, "c d" DESC)',
            "CREATE INDEX main.\"i 2\" ON t(lower(a) COLLATE nocase DESC, (b || 'x')) WHERE (b IS  not null)",
            'CREATE INDEX i3 ON "t" (a COLLATE "RTRIM" ASC)',
        ):
            connection.exec_driver_sql(ddl)
        table = read(connection)[TableKey(None, "t")]
        agree(connection, table)
        assert [tuple(index) for index in table.indexes] == [
            (
                "i 2",
                (("lower(a)", True, "COLLATE NOCASE DESC"), ("b || 'x'", True, "")),
                False,
                (("where", "b IS NOT NULL"),),
            ),
            ("i1", (("a", False, ""), ("c d", False, "DESC")), True, ()),
            ("i3", (("a", False, "COLLATE RTRIM"),), False, ()),
        ]


def test_altered_tables_are_read() -> None:
    with sa.create_engine("sqlite://").connect() as connection:
        metadata = sa.MetaData()
        table = sa.Table("t", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("a", sa.String(5)))
        sa.Index("ix", table.c.a)
        metadata.create_all(connection)
        for ddl in (
            "ALTER TABLE t ADD COLUMN b TEXT DEFAULT 'x'",
            "ALTER TABLE t ADD c INTEGER REFERENCES t (id)",
            'ALTER TABLE t RENAME COLUMN a TO "a b"',
            'ALTER TABLE t RENAME TO "u v"',
            'ALTER TABLE "u v" DROP COLUMN b',
        ):
            connection.exec_driver_sql(ddl)
            (found,) = read(connection).values()
            agree(connection, found)
        assert list(found.columns) == ["id", "a b", "c"]
        assert found.foreign_keys[0].referred == TableKey(None, "u v")


def test_one_statement_reads_any_number_of_tables() -> None:
    with sa.create_engine("sqlite://").connect() as connection:
        for number in range(50):
            connection.exec_driver_sql(f"CREATE TABLE t{number} (a INTEGER PRIMARY KEY, b INTEGER REFERENCES t0 (a))")
        catalog = SqliteCatalog(connection)
        assert len(catalog.tables([None])) == 50
        assert catalog.statements == 1


def test_virtual_tables_views_and_what_belongs_to_them_are_left_out() -> None:
    with sa.create_engine("sqlite://").connect() as connection:
        connection.exec_driver_sql("CREATE VIRTUAL TABLE docs USING fts5 (body)")
        connection.exec_driver_sql("CREATE TABLE docs_of_mine (a INTEGER PRIMARY KEY AUTOINCREMENT)")
        connection.exec_driver_sql("CREATE VIEW v AS SELECT 1")
        catalog = SqliteCatalog(connection)
        assert list(catalog.tables(["main"])) == [TableKey(None, "docs_of_mine")]
        assert catalog.statements == 2


def test_names_that_differ_in_case_are_brought_together() -> None:
    with sa.create_engine("sqlite://").connect() as connection:
        connection.exec_driver_sql("CREATE TABLE Parent (Id INTEGER, x TEXT, PRIMARY KEY (ID))")
        connection.exec_driver_sql("CREATE TABLE c (P INTEGER, FOREIGN KEY (p) REFERENCES PARENT (ID))")
        connection.exec_driver_sql("CREATE TABLE d (P INTEGER REFERENCES parent)")
        tables = read(connection)
        assert tables[TableKey(None, "Parent")].primary_key == (None, ("Id",), ())
        for name in ("c", "d"):
            (key,) = tables[TableKey(None, name)].foreign_keys
            assert key[1:4] == (("P",), TableKey(None, "Parent"), ("Id",))


def test_attached_databases_are_schemas(tmp_path: Any) -> None:
    with sa.create_engine("sqlite://").connect() as connection:
        connection.exec_driver_sql(f"ATTACH '{tmp_path}/x.db' AS \"other one\"")
        connection.exec_driver_sql('CREATE TABLE "other one".t (a INTEGER REFERENCES t (b), b INTEGER UNIQUE)')
        connection.exec_driver_sql("CREATE TABLE t (a INTEGER)")
        catalog = SqliteCatalog(connection)
        assert catalog.schemas() == ["main", "other one"]
        tables = catalog.tables([None, "other one"])
        assert list(tables) == [TableKey(None, "t"), TableKey("other one", "t")]
        (key,) = tables[TableKey("other one", "t")].foreign_keys
        assert key.referred == TableKey("other one", "t")


@pytest.mark.parametrize(
    "ddl",
    [
        "CREATE VIRTUAL TABLE t USING fts5 (a)",
        "CREATE TABLE t (a",
        "CREATE TABLE t (a TEXT DEFAULT)",
        "SELECT 1",
        "CREATE TABLE t (a CHECK (')))",
        "",
    ],
)
def test_a_text_that_is_no_table_is_refused(ddl: str) -> None:
    with pytest.raises(SyntaxProblem):
        parse_table(ddl)
