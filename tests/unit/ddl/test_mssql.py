"""The SQL of each operation on SQL Server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from migrate.errors import OperationError, UnsupportedError

from .writing import statements, written

Call = Callable[[Any], object]
INTEGER = sa.Integer()


def dropping(where: str, table: str = "t") -> str:
    """Return the batch that drops what hangs on a column; `where` says where the server lists it."""
    return (
        "DECLARE @statements nvarchar(max) = ''\n"
        f"SELECT @statements += 'ALTER TABLE {table} DROP CONSTRAINT ' + QUOTENAME(found.name) + ';'\n"
        f"FROM sys.{where}\n"
        "EXEC (@statements)"
    )


OF_COLUMN = (
    "found.parent_object_id = OBJECT_ID('t') AND "
    "found.parent_column_id = COLUMNPROPERTY(OBJECT_ID('t'), 'c', 'ColumnId')"
)
DROP_DEFAULT = dropping(f"default_constraints AS found WHERE {OF_COLUMN}")
DROP_CHECK = dropping(f"check_constraints AS found WHERE {OF_COLUMN}")
DROP_FOREIGN_KEY = dropping(
    "foreign_keys AS found JOIN sys.foreign_key_columns AS part ON part.constraint_object_id = found.object_id WHERE "
    + OF_COLUMN.replace("found.", "part.")
)
ALL = {"mssql_drop_default": True, "mssql_drop_check": True, "mssql_drop_foreign_key": True}


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda op: op.rename_table("a", "b"), "EXEC sp_rename 'a', b"),
        (lambda op: op.rename_table("a", "b", schema="s"), "EXEC sp_rename 's.a', b"),
        (lambda op: op.rename_table("it's", "My b", schema="my s"), "EXEC sp_rename '[my s].[it''s]', [My b]"),
        (lambda op: op.rename_table("ñ", "b"), "EXEC sp_rename N'[ñ]', b"),
        (lambda op: op.alter_column("t", "c", new_column_name="d"), "EXEC sp_rename 't.c', d, 'COLUMN'"),
        (
            lambda op: op.alter_column("t", "c", new_column_name="D", schema="s"),
            "EXEC sp_rename 's.t.c', [D], 'COLUMN'",
        ),
        (
            lambda op: op.alter_column("My t", "it's", new_column_name="d"),
            "EXEC sp_rename '[My t].[it''s]', d, 'COLUMN'",
        ),
    ],
)
def test_names_are_changed_by_procedure(call: Call, expected: str) -> None:
    assert statements("mssql", call) == [expected]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"type_": INTEGER, "nullable": False}, "INTEGER NOT NULL"),
        ({"type_": INTEGER, "existing_nullable": False}, "INTEGER NOT NULL"),
        ({"type_": INTEGER, "existing_nullable": True}, "INTEGER NULL"),
        ({"type_": INTEGER, "existing_nullable": True, "nullable": False}, "INTEGER NOT NULL"),
        ({"existing_type": INTEGER, "nullable": False}, "INTEGER NOT NULL"),
        ({"existing_type": INTEGER, "nullable": True}, "INTEGER NULL"),
        ({"existing_type": INTEGER, "type_": sa.String(5), "existing_nullable": True}, "VARCHAR(5) NULL"),
    ],
)
def test_type_and_nullability_are_restated_together(said: dict[str, Any], expected: str) -> None:
    assert statements("mssql", lambda op: op.alter_column("t", "c", schema="s", **said)) == [
        f"ALTER TABLE s.t ALTER COLUMN c {expected}"
    ]


def test_nullability_without_a_type_says_what_to_pass() -> None:
    with pytest.raises(OperationError, match=r"t\.c cannot become NOT NULL without its type.*\n.*existing_type="):
        statements("mssql", lambda op: op.alter_column("t", "c", nullable=False))


def test_a_type_without_nullability_warns_that_not_null_is_lost() -> None:
    with pytest.warns(UserWarning, match=r"t\.c makes it accept NULL.*existing_nullable="):
        assert statements("mssql", lambda op: op.alter_column("t", "c", type_=INTEGER)) == [
            "ALTER TABLE t ALTER COLUMN c INTEGER"
        ]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"server_default": None}, [DROP_DEFAULT]),
        ({"server_default": None, "existing_server_default": "5"}, [DROP_DEFAULT]),
        ({"server_default": "5"}, [DROP_DEFAULT, "ALTER TABLE t ADD DEFAULT '5' FOR c"]),
        ({"server_default": "5", "existing_server_default": None}, ["ALTER TABLE t ADD DEFAULT '5' FOR c"]),
        (
            {"server_default": sa.text("getdate()"), "existing_server_default": "5"},
            [DROP_DEFAULT, "ALTER TABLE t ADD DEFAULT getdate() FOR c"],
        ),
    ],
)
def test_a_default_is_looked_up_and_dropped_before_another_is_set(said: dict[str, Any], expected: list[str]) -> None:
    assert statements("mssql", lambda op: op.alter_column("t", "c", **said)) == expected


@pytest.mark.parametrize(
    ("existing", "kept"),
    [
        ({"existing_type": INTEGER, "existing_server_default": "5"}, False),
        ({"existing_server_default": "5"}, False),
        ({"existing_type": sa.String(3), "existing_server_default": "5"}, True),
        ({"existing_type": INTEGER, "existing_server_default": None}, True),
        ({"existing_type": INTEGER, "existing_server_default": sa.Identity()}, True),
    ],
    ids=["another type", "unknown type", "another length", "no default", "identity"],
)
def test_a_known_default_makes_way_for_another_type(existing: dict[str, Any], kept: bool) -> None:
    retype = "ALTER TABLE t ALTER COLUMN c VARCHAR(5) NOT NULL"
    found = statements(
        "mssql", lambda op: op.alter_column("t", "c", type_=sa.String(5), existing_nullable=False, **existing)
    )
    assert found == ([retype] if kept else [DROP_DEFAULT, retype, "ALTER TABLE t ADD DEFAULT '5' FOR c"])


def test_all_changes_of_a_column_in_their_order() -> None:
    def change(op: Any) -> None:
        op.alter_column(
            "t", "c", new_column_name="d", type_=sa.String(5), nullable=False, server_default="x",
            existing_server_default="y", comment="z",
        )  # fmt: skip

    first, second, third, comment, last = statements("mssql", change)
    assert first == DROP_DEFAULT
    assert second == "ALTER TABLE t ALTER COLUMN c VARCHAR(5) NOT NULL"
    assert third == "ALTER TABLE t ADD DEFAULT 'x' FOR c"
    assert "N'z'" in comment
    assert last == "EXEC sp_rename 't.c', d, 'COLUMN'"


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"server_default": sa.Computed("a")}, r"whether or how t\.c is computed"),
        ({"server_default": None, "existing_server_default": sa.Computed("a")}, r"whether or how t\.c is computed"),
        ({"server_default": sa.Identity()}, r"the identity of t\.c"),
        ({"server_default": "5", "existing_server_default": sa.Identity()}, r"the identity of t\.c"),
    ],
)
def test_what_is_computed_and_what_counts_cannot_be_altered(said: dict[str, Any], message: str) -> None:
    with pytest.raises(UnsupportedError, match=f"{message}\n.*drop the column and add it again"):
        written("mssql", lambda op: op.alter_column("t", "c", **said))


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda op: op.drop_column("t", "c"), ["ALTER TABLE t DROP COLUMN c"]),
        (lambda op: op.drop_column("t", "c", if_exists=True), ["ALTER TABLE t DROP COLUMN IF EXISTS c"]),
        (
            lambda op: op.drop_column("t", "c", **ALL),
            [DROP_DEFAULT, DROP_CHECK, DROP_FOREIGN_KEY, "ALTER TABLE t DROP COLUMN c"],
        ),
        (lambda op: op.drop_column("t", "c", mssql_drop_default=False), ["ALTER TABLE t DROP COLUMN c"]),
    ],
)
def test_what_hangs_on_a_column_is_dropped_before_it_when_asked(call: Call, expected: list[str]) -> None:
    assert statements("mssql", call) == expected


def test_names_inside_scripts_are_quoted_twice() -> None:
    table = "OBJECT_ID('[my s].[it''s]')"
    column = f"COLUMNPROPERTY({table}, 'My ''c', 'ColumnId')"
    where = f"found.parent_object_id = {table} AND found.parent_column_id = {column}"
    assert statements("mssql", lambda op: op.alter_column("it's", "My 'c", server_default=None, schema="my s")) == [
        dropping(f"default_constraints AS found WHERE {where}", "[my s].[it''s]")
    ]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (
            lambda op: op.add_column("t", sa.Column("c", INTEGER, nullable=False, server_default="5")),
            ["ALTER TABLE t ADD c INTEGER NOT NULL DEFAULT '5'"],
        ),
        (
            lambda op: op.add_column("t", sa.Column("c", INTEGER), if_not_exists=True, schema="s"),
            ["IF COL_LENGTH('s.t', 'c') IS NULL\nALTER TABLE s.t ADD c INTEGER NULL"],
        ),
        (
            lambda op: op.add_column("t", sa.Column("c", INTEGER, sa.ForeignKey("p.id", name="fk"))),
            [
                "ALTER TABLE t ADD c INTEGER NULL",
                "ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY(c) REFERENCES p (id)",
            ],
        ),
        (
            lambda op: op.add_column(
                "t", sa.Column("c", INTEGER, sa.ForeignKey("p.id", name="fk")), inline_references=True
            ),
            ["ALTER TABLE t ADD c INTEGER NULL CONSTRAINT fk REFERENCES p (id)"],
        ),
        (
            lambda op: op.add_column("t", sa.Column("c", INTEGER, primary_key=True), inline_primary_key=True),
            ["ALTER TABLE t ADD c INTEGER NOT NULL IDENTITY PRIMARY KEY"],
        ),
        (
            lambda op: op.add_column("t", sa.Column("c", INTEGER, sa.Identity(start=5, increment=2))),
            ["ALTER TABLE t ADD c INTEGER NOT NULL IDENTITY(5,2)"],
        ),
        (
            lambda op: op.add_column("t", sa.Column("c", INTEGER, sa.Computed("a + 1", persisted=True))),
            ["ALTER TABLE t ADD c AS (a + 1) PERSISTED"],
        ),
        (
            lambda op: op.add_column("t", sa.Column("c", INTEGER, index=True)),
            ["ALTER TABLE t ADD c INTEGER NULL", "CREATE INDEX ix_t_c ON t (c)"],
        ),
    ],
)
def test_a_column_is_added(call: Call, expected: list[str]) -> None:
    assert statements("mssql", call) == expected


def commented(path: str, text: str, listed: str = "") -> str:
    """Return the statement that sets the comment of what `path` leads to."""
    return (
        f"IF EXISTS (SELECT 1 FROM sys.fn_listextendedproperty('MS_Description', {path}{listed}))\n"
        f"EXEC sp_updateextendedproperty 'MS_Description', {text}, {path}\n"
        f"ELSE EXEC sp_addextendedproperty 'MS_Description', {text}, {path}"
    )


TABLE = "'schema', 'dbo', 'table', 't'"


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (
            lambda op: op.alter_column("t", "c", comment="it's", existing_comment="x"),
            commented(f"{TABLE}, 'column', 'c'", "N'it''s'"),
        ),
        (
            lambda op: op.alter_column("My t", "c", comment="ñ", schema="s"),
            commented("'schema', 's', 'table', 'My t', 'column', 'c'", "N'ñ'"),
        ),
        (
            lambda op: op.alter_column("t", "c", comment=None, existing_comment="x"),
            "IF EXISTS (SELECT 1 FROM sys.fn_listextendedproperty('MS_Description', "
            f"{TABLE}, 'column', 'c'))\nEXEC sp_dropextendedproperty 'MS_Description', {TABLE}, 'column', 'c'",
        ),
        (lambda op: op.create_table_comment("t", "x"), commented(TABLE, "N'x'", ", NULL, NULL")),
        (
            lambda op: op.drop_table_comment("t"),
            f"IF EXISTS (SELECT 1 FROM sys.fn_listextendedproperty('MS_Description', {TABLE}, NULL, NULL))\n"
            f"EXEC sp_dropextendedproperty 'MS_Description', {TABLE}",
        ),
    ],
)
def test_comments_are_extended_properties_that_may_be_there_already(call: Call, expected: str) -> None:
    assert statements("mssql", call) == [expected]


def test_a_table_comes_with_its_indexes_and_comments() -> None:
    def create(op: Any) -> None:
        op.create_table(
            "t",
            sa.Column("id", INTEGER, primary_key=True),
            sa.Column("n", sa.String(5), comment="cc", index=True),
            comment="tt",
        )

    table, index, comment, of_column = statements("mssql", create)
    assert table == ("CREATE TABLE t (\n id INTEGER NOT NULL IDENTITY, \n n VARCHAR(5) NULL, \n PRIMARY KEY (id)\n)")
    assert index == "CREATE INDEX ix_t_n ON t (n)"
    assert comment == commented(TABLE, "N'tt'", ", NULL, NULL")
    assert of_column == commented(f"{TABLE}, 'column', 'n'", "N'cc'")


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (
            lambda op: op.create_table("t", sa.Column("a", INTEGER), schema="s", if_not_exists=True),
            "IF OBJECT_ID('s.t') IS NULL\nCREATE TABLE s.t (\n a INTEGER NULL\n)",
        ),
        (lambda op: op.drop_table("t", if_exists=True), "DROP TABLE IF EXISTS t"),
        (
            lambda op: op.create_index("it's", "t", ["a"], if_not_exists=True),
            "IF NOT EXISTS (SELECT 1 FROM sys.indexes WHERE object_id = OBJECT_ID('t') AND name = 'it''s')\n"
            "CREATE INDEX [it's] ON t (a)",
        ),
        (lambda op: op.create_index("i", "t", ["a"], mssql_include=["b"]), "CREATE INDEX i ON t (a) INCLUDE (b)"),
        (lambda op: op.create_index("i", "t", ["a"], mssql_clustered=True), "CREATE CLUSTERED INDEX i ON t (a)"),
        (lambda op: op.create_index("i", "t", ["a"], mssql_where="a > 5"), "CREATE INDEX i ON t (a) WHERE a > 5"),
        (lambda op: op.create_index("i", "t", ["a"], unique=True, schema="s"), "CREATE UNIQUE INDEX i ON s.t (a)"),
        (lambda op: op.drop_index("i", "t", schema="s"), "DROP INDEX i ON s.t"),
        (lambda op: op.drop_index("i", "t", if_exists=True), "DROP INDEX IF EXISTS i ON t"),
        (lambda op: op.create_unique_constraint("u", "t", ["a"]), "ALTER TABLE t ADD CONSTRAINT u UNIQUE (a)"),
        (lambda op: op.create_primary_key("p", "t", ["a"]), "ALTER TABLE t ADD CONSTRAINT p PRIMARY KEY (a)"),
        (lambda op: op.create_check_constraint("k", "t", "a > 5"), "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 5)"),
        (
            lambda op: op.create_foreign_key("f", "t", "p", ["a"], ["id"], source_schema="s", ondelete="CASCADE"),
            "ALTER TABLE s.t ADD CONSTRAINT f FOREIGN KEY(a) REFERENCES p (id) ON DELETE CASCADE",
        ),
        (lambda op: op.drop_constraint("u", "t"), "ALTER TABLE t DROP CONSTRAINT u"),
        (lambda op: op.drop_constraint("u", "t", if_exists=True), "ALTER TABLE t DROP CONSTRAINT IF EXISTS u"),
        (lambda op: op.execute("UPDATE t SET a = 1;"), "UPDATE t SET a = 1"),
    ],
)
def test_tables_indexes_and_constraints(call: Call, expected: str) -> None:
    assert statements("mssql", call) == [expected]


@pytest.mark.parametrize("dialect", ["mssql", "mysql"])
def test_an_index_is_not_dropped_without_its_table(dialect: str) -> None:
    with pytest.raises(OperationError, match=f"{dialect} cannot drop index 'i' without its table.*\n.*table_name="):
        written(dialect, lambda op: op.drop_index("i"))


def test_a_batch_alters_in_place() -> None:
    def change(op: Any) -> None:
        with op.batch_alter_table("t", schema="s") as batch:
            batch.alter_column("c", nullable=False, existing_type=INTEGER)
            batch.drop_column("d")
            batch.add_column(sa.Column("e", INTEGER))

    assert statements("mssql", change) == [
        "ALTER TABLE s.t ALTER COLUMN c INTEGER NOT NULL",
        "ALTER TABLE s.t DROP COLUMN d",
        "ALTER TABLE s.t ADD e INTEGER NULL",
    ]


@pytest.mark.parametrize(("separator", "after"), [("GO", ";\n\nGO\n\n"), ("GO 1", ";\n\nGO 1\n\n"), ("", ";\n\n")])
def test_the_separator_is_an_option(separator: str, after: str) -> None:
    assert written("mssql", lambda op: op.execute("SELECT 1"), mssql_batch_separator=separator) == f"SELECT 1{after}"
