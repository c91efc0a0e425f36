"""ALTER on MariaDB: a column changes in one thing and keeps the rest; foreign keys never stand in the way."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import text
from sqlalchemy.dialects import mysql

from migrate.autogenerate import compare_metadata
from migrate.comparators.records import Table, TableKey
from migrate.ddl.impl import DefaultImpl
from migrate.ddl.mysql import MariaDBImpl, MySQLAlterDefault, MySQLChangeColumn, MySQLImpl, MySQLModifyColumn
from migrate.ddl.offline import offline_dialect
from migrate.dialects.mysql.support import MysqlSupport
from migrate.errors import OperationError
from migrate.migration import MigrationContext
from migrate.operations import Operations
from tests.databases import Scratch

TABLE = """
CREATE TABLE t (
  id INT AUTO_INCREMENT PRIMARY KEY,
  a VARCHAR(10) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL DEFAULT 'it''s %'
    COMMENT 'c\\\\o''m %' CHECK (a <> '%x'),
  j JSON COMMENT 'jj',
  hidden INT INVISIBLE DEFAULT 3,
  seen TIMESTAMP(6) NULL DEFAULT NOW(6) ON UPDATE NOW(6),
  n INT,
  made INT AS (n + 1) STORED COMMENT 'made',
  price DECIMAL(10,2) NOT NULL DEFAULT 1,
  positive INT CHECK (positive > 0),
  CONSTRAINT ck_n CHECK (n > 1)
)"""


@pytest.fixture
def connection(mariadb: Scratch) -> Iterator[sa.Connection]:
    with mariadb.engine.connect() as connection:
        yield connection


@pytest.fixture
def impl(connection: sa.Connection) -> MySQLImpl:
    connection.exec_driver_sql(TABLE, execution_options={"no_parameters": True})
    return make(connection)


def make(connection: sa.Connection) -> MySQLImpl:
    return MySQLImpl(connection.dialect, connection, False, None, None, {})


def definition(impl: MySQLImpl, column: str) -> str:
    """Return a column's line of SHOW CREATE TABLE, after its name."""
    assert isinstance(impl.connection, sa.Connection)
    shown: str = impl.connection.exec_driver_sql("SHOW CREATE TABLE t").one()[1]
    line = next(line for line in shown.splitlines() if line.startswith(f"  `{column}` "))
    return line.strip().removeprefix(f"`{column}` ").rstrip(",")


def snapshot(impl: MySQLImpl, name: str = "t") -> Table:
    assert isinstance(impl.connection, sa.Connection)
    return MysqlSupport(impl.dialect).catalog(impl.connection).tables([None])[TableKey(None, name)]


A = "varchar(10) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL DEFAULT 'it''s %' COMMENT 'c\\\\o''m %'"
A_CHECK = " CHECK (`a` <> '%x')"

CHANGES: list[tuple[str, dict[str, Any], str]] = [
    ("a", {"type_": sa.String(20), "existing_type": sa.String(10)}, A.replace("10", "20") + A_CHECK),
    ("a", {"nullable": True}, A.replace(" NOT NULL", "") + A_CHECK),
    ("a", {"comment": None}, A.partition(" COMMENT")[0] + A_CHECK),
    ("a", {"comment": "a 'b' %s"}, A.partition(" COMMENT")[0] + " COMMENT 'a ''b'' %s'" + A_CHECK),
    ("a", {"server_default": "x%y:z"}, A.replace("it''s %", "x%y:z") + A_CHECK),
    ("a", {"server_default": None}, A.replace(" DEFAULT 'it''s %'", "") + A_CHECK),
    ("a", {"type_": mysql.VARCHAR(9, charset="ascii")},
     A.replace("10", "9").replace("latin1_bin", "ascii_general_ci").replace("latin1", "ascii") + A_CHECK),
    ("a", {"type_": sa.String(9), "existing_type": sa.String(10, collation="latin1_bin")},
     "varchar(9) NOT NULL DEFAULT 'it''s %' COMMENT 'c\\\\o''m %'" + A_CHECK),
    ("j", {"type_": sa.Text(), "existing_type": sa.JSON()}, "text DEFAULT NULL COMMENT 'jj'"),
    ("j", {"nullable": False},
     "longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'jj' CHECK (json_valid(`j`))"),
    ("hidden", {"nullable": False, "comment": "z"}, "int(11) NOT NULL INVISIBLE DEFAULT 3 COMMENT 'z'"),
    ("seen", {"type_": mysql.DATETIME(fsp=6)},
     "datetime(6) DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6)"),
    ("seen", {"server_default": text("NOW(6)"), "existing_server_default": text("NOW(6) ON UPDATE NOW(6)")},
     "timestamp(6) NULL DEFAULT current_timestamp(6)"),
    ("seen", {"server_default": None, "existing_server_default": text("NOW(6) ON UPDATE NOW(6)")},
     "timestamp(6) NULL DEFAULT NULL"),
    ("n", {"server_default": text("NULL ON UPDATE NOW()"), "type_": sa.DateTime()},
     "datetime DEFAULT NULL ON UPDATE current_timestamp()"),
    ("made", {"server_default": sa.Computed("n + 5", persisted=True)},
     "int(11) GENERATED ALWAYS AS (`n` + 5) STORED COMMENT 'made'"),
    ("made", {"comment": None}, "int(11) GENERATED ALWAYS AS (`n` + 1) STORED"),
    ("price", {"server_default": text("1 + 2")}, "decimal(10,2) NOT NULL DEFAULT (1 + 2)"),
    ("price", {"server_default": None}, "decimal(10,2) NOT NULL"),
    ("positive", {"server_default": None}, "int(11) DEFAULT NULL CHECK (`positive` > 0)"),
    ("id", {"type_": sa.BigInteger()}, "bigint(20) NOT NULL AUTO_INCREMENT"),
    ("id", {"autoincrement": False}, "int(11) NOT NULL"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "change", "expected"), CHANGES)
def test_one_change_keeps_the_rest(impl: MySQLImpl, column: str, change: dict[str, Any], expected: str) -> None:
    if column == "n":
        impl.drop_constraint(on_table(sa.CheckConstraint("n > 1", name="ck_n")))
        impl.drop_column("t", sa.Column("made"))
    impl.alter_column("t", column, **change)
    assert definition(impl, column) == expected


def test_a_renamed_column_keeps_everything(impl: MySQLImpl) -> None:
    impl.alter_column("t", "a", name="b")
    assert definition(impl, "b") == A + A_CHECK.replace("`a`", "`b`")
    impl.alter_column("t", "b", name="c", nullable=True)
    assert definition(impl, "c") == A.replace(" NOT NULL", "") + A_CHECK.replace("`a`", "`c`")


def test_counting_is_switched_off_and_on(impl: MySQLImpl) -> None:
    impl.alter_column("t", "id", autoincrement=False, existing_autoincrement=True)
    assert not snapshot(impl).columns["id"].autoincrement
    impl.alter_column("t", "id", autoincrement=True, existing_autoincrement=False)
    assert snapshot(impl).columns["id"].autoincrement


def test_a_check_is_dropped_from_the_table_and_from_its_column(impl: MySQLImpl) -> None:
    assert [check.name for check in snapshot(impl).check_constraints] == ["a", "ck_n", "positive"]
    for name in ("ck_n", "positive"):
        impl.drop_constraint(on_table(sa.CheckConstraint("", name=name)))
    assert [check.name for check in snapshot(impl).check_constraints] == ["a"]
    assert definition(impl, "positive") == "int(11) DEFAULT NULL"


def test_a_constraint_of_unknown_kind_is_refused(impl: MySQLImpl) -> None:
    with pytest.raises(OperationError, match=r"(?s)constraint 'ck_n' of table 't'.*type_="):
        impl.drop_constraint(on_table(sa.Constraint(name="ck_n")))


def test_tables_are_renamed_within_their_schema(impl: MySQLImpl, mariadb: Scratch) -> None:
    impl.rename_table("t", "u")
    impl.rename_table("u", "t", schema=mariadb.name)
    assert snapshot(impl).name == "t"


def test_comments_of_tables_and_columns_change(impl: MySQLImpl) -> None:
    table = sa.Table("t", sa.MetaData(), sa.Column("n", sa.Integer, comment="new"), comment="it's 5%")
    impl.create_table_comment(table)
    impl.create_column_comment(table.c.n)
    assert (snapshot(impl).comment, snapshot(impl).columns["n"].comment) == ("it's 5%", "new")
    impl.drop_table_comment(table)
    assert snapshot(impl).comment is None


# -- foreign keys and their indexes --------------------------------------------------------------------------

FAMILY = [
    "CREATE TABLE p (id INT PRIMARY KEY)",
    "CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT)",
]


@pytest.fixture
def family(connection: sa.Connection) -> Callable[..., MySQLImpl]:
    def create(*alters: str) -> MySQLImpl:
        for statement in (*FAMILY, *(f"ALTER TABLE t {alter}" for alter in alters)):
            connection.exec_driver_sql(statement)
        return make(connection)

    return create


def real_indexes(impl: MySQLImpl) -> dict[str, list[str | None]]:
    assert isinstance(impl.connection, sa.Connection)
    return {str(i["name"]): i["column_names"] for i in sa.inspect(impl.connection).get_indexes("t")}


def test_an_index_a_foreign_key_needs_gives_way_to_one_of_the_key_s_own(family: Callable[..., MySQLImpl]) -> None:
    impl = family("ADD INDEX ix_a (a)", "ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id)")
    impl.drop_index(on_table(sa.Index("ix_a", sa.column("a"))))
    assert real_indexes(impl) == {"fk": ["a"]}
    assert snapshot(impl).indexes == ()
    impl.create_index(on_table(sa.Index("ix_a", sa.column("a"))))
    assert [index.name for index in snapshot(impl).indexes] == ["ix_a"]


def test_a_unique_constraint_a_foreign_key_needs_gives_way_too(family: Callable[..., MySQLImpl]) -> None:
    impl = family("ADD UNIQUE uq (a, b)", "ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id)")
    impl.drop_constraint(on_table(sa.UniqueConstraint("a", "b", name="uq")))
    assert real_indexes(impl) == {"fk": ["a"]}


@pytest.mark.parametrize("constraint", ["CONSTRAINT fk ", ""])
def test_a_dropped_foreign_key_takes_along_the_index_made_for_it(
    family: Callable[..., MySQLImpl], constraint: str
) -> None:
    impl = family(f"ADD {constraint}FOREIGN KEY (a) REFERENCES p (id)")
    name = snapshot(impl).foreign_keys[0].name
    impl.drop_constraint(on_table(sa.ForeignKeyConstraint(["a"], ["p.id"], name=name)), drop_index=True)
    assert real_indexes(impl) == {}
    assert snapshot(impl).foreign_keys == ()


def test_a_dropped_foreign_key_leaves_other_indexes_alone(family: Callable[..., MySQLImpl]) -> None:
    impl = family("ADD INDEX ix_a (a)", "ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id)")
    impl.drop_constraint(on_table(sa.ForeignKeyConstraint(["a"], ["p.id"], name="fk")), drop_index=True)
    assert real_indexes(impl) == {"ix_a": ["a"]}


def test_a_script_that_drops_the_index_itself_finds_it_there(family: Callable[..., MySQLImpl]) -> None:
    impl = family("ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id)")
    impl.drop_constraint(on_table(sa.ForeignKeyConstraint(["a"], ["p.id"], name="fk")))
    impl.drop_index(on_table(sa.Index("fk", sa.column("a"))))
    assert real_indexes(impl) == {}


def test_two_foreign_keys_share_an_index_and_the_last_one_keeps_it(family: Callable[..., MySQLImpl]) -> None:
    impl = family(
        "ADD CONSTRAINT fk_1 FOREIGN KEY (a) REFERENCES p (id)",
        "ADD CONSTRAINT fk_2 FOREIGN KEY (a) REFERENCES t (id)",
    )
    assert real_indexes(impl) == {"fk_2": ["a"]}
    impl.drop_constraint(on_table(sa.ForeignKeyConstraint(["a"], ["t.id"], name="fk_2")), drop_index=True)
    assert real_indexes(impl) == {"fk_1": ["a"]}
    assert snapshot(impl).indexes == ()


def on_table(part: Any) -> Any:
    """Return a constraint or index attached to a table `t`."""
    table = sa.Table("t", sa.MetaData(), *(sa.Column(name, sa.Integer) for name in ("id", "a", "b")))
    if isinstance(part, sa.Index):
        return sa.Index(part.name, *(table.c[str(e)] for e in part.expressions))
    table.append_constraint(part)
    return part


# -- offline -------------------------------------------------------------------------------------------------


def offline(url: str, change: Callable[[DefaultImpl], None]) -> str:
    dialect = offline_dialect(sa.make_url(url).get_dialect()())
    out = io.StringIO()
    change(DefaultImpl.get_by_dialect(dialect)(dialect, None, True, None, out, {}))
    return " ".join(out.getvalue().split())


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"type_": sa.String(20), "existing_type": sa.String(10), "existing_nullable": False,
          "existing_server_default": text("'50%'"), "existing_comment": "it's"},
         "MODIFY a VARCHAR(20) NOT NULL DEFAULT '50%' COMMENT 'it''s';"),
        ({"name": "b", "existing_type": sa.String(10)}, "RENAME COLUMN a TO b;"),
        ({"name": "b", "nullable": False, "existing_type": sa.Enum("a%", "b")}, "CHANGE a b ENUM('a%','b') NOT NULL;"),
        ({"server_default": None}, "ALTER COLUMN a DROP DEFAULT;"),
        ({"server_default": None, "existing_nullable": True}, "ALTER COLUMN a SET DEFAULT NULL;"),
        ({"server_default": "a%:b"}, "ALTER COLUMN a SET DEFAULT 'a%:b';"),
        ({"server_default": text("now() on update now()"), "existing_type": sa.DateTime()},
         "MODIFY a DATETIME NULL DEFAULT now() ON UPDATE now();"),
        ({"nullable": False, "existing_type": sa.Integer(), "existing_autoincrement": True},
         "MODIFY a INTEGER NOT NULL AUTO_INCREMENT;"),
    ],
)  # fmt: skip
def test_offline_the_existing_arguments_are_all_there_is(change: dict[str, Any], expected: str) -> None:
    for url in ("mysql+pymysql://", "mariadb+pymysql://"):
        assert offline(url, lambda impl: impl.alter_column("t", "a", **change)) == f"ALTER TABLE t {expected}"


def test_offline_a_column_of_unknown_type_is_refused() -> None:
    with pytest.raises(OperationError, match=r"(?s)t\.a restates the whole column.*existing_type="):
        offline("mysql+pymysql://", lambda impl: impl.alter_column("t", "a", nullable=False))


def test_offline_checks_are_dropped_in_words_that_mysql_and_mariadb_know() -> None:
    check = on_table(sa.CheckConstraint("a > 0", name="ck"))
    for url in ("mysql+pymysql://", "mariadb+pymysql://"):
        assert offline(url, lambda i: i.drop_constraint(check)) == "ALTER TABLE t DROP CONSTRAINT ck;"


def test_both_dialect_names_have_an_implementation() -> None:
    for name, class_ in (("mysql", MySQLImpl), ("mariadb", MariaDBImpl)):
        assert DefaultImpl.get_by_dialect(sa.make_url(f"{name}+pymysql://").get_dialect()()) is class_


def test_the_documented_constructs_say_what_their_arguments_say() -> None:
    dialect = offline_dialect(sa.make_url("mysql+pymysql://").get_dialect()())
    shown = [
        str(construct.compile(dialect=dialect))
        for construct in (
            MySQLAlterDefault("t", "c", None, "s"),
            MySQLAlterDefault("t", "c", "x"),
            MySQLModifyColumn("t", "c", type_=sa.String(5), nullable=False, default="x", comment="y"),
            MySQLChangeColumn("t", "c", newname="d", type_=sa.Integer, nullable=False, autoincrement=True),
        )
    ]
    assert shown == [
        "ALTER TABLE s.t ALTER COLUMN c DROP DEFAULT",
        "ALTER TABLE t ALTER COLUMN c SET DEFAULT 'x'",
        "ALTER TABLE t MODIFY c VARCHAR(5) NOT NULL DEFAULT 'x' COMMENT 'y'",
        "ALTER TABLE t CHANGE c d INTEGER NOT NULL AUTO_INCREMENT",
    ]


def test_a_named_check_of_a_column_is_written_as_one_of_the_table(impl: MySQLImpl) -> None:
    def column(name: str) -> sa.Column[Any]:
        named = sa.CheckConstraint(f"{name} > 0", name=f"ck_{name}")
        return sa.Column(name, sa.Integer, named, sa.CheckConstraint(f"{name} < 9"))

    added = column("c")
    impl.add_column("t", added)
    assert {one.name for one in added.constraints} == {"ck_c", None}
    impl.create_table(sa.Table("u", sa.MetaData(), column("d")))
    assert isinstance(impl.connection, sa.Connection)
    for table, name in (("t", "c"), ("u", "d")):
        shown: str = impl.connection.exec_driver_sql(f"SHOW CREATE TABLE {table}").one()[1]
        assert f"CONSTRAINT `ck_{name}` CHECK (`{name}` > 0)" in shown
        assert f"`{name}` int(11) DEFAULT NULL CHECK (`{name}` < 9)" in shown


def test_a_database_that_is_not_empty_is_dropped_when_that_is_said(mariadb: Scratch) -> None:
    name = f"{mariadb.name}_more"
    with mariadb.engine.connect() as connection:
        op = Operations(MigrationContext.configure(connection))
        op.create_schema(name)
        try:
            op.execute(f"CREATE TABLE {name}.t (id int)")
            with pytest.raises(OperationError, match=f"schema '{name}' is not empty: it has 't'"):
                op.drop_schema(name)
            assert sa.inspect(connection).has_table("t", schema=name)
        finally:
            op.drop_schema(name, cascade=True)
        assert name not in sa.inspect(connection).get_schema_names()
        op.drop_schema(name, if_exists=True)


def test_a_default_of_bytes_that_are_no_text_stays(connection: sa.Connection) -> None:
    connection.exec_driver_sql("CREATE TABLE t (b VARBINARY(9) DEFAULT x'00ff27', n INT COMMENT 'é')")
    impl = make(connection)
    impl.alter_column("t", "b", comment="ü")
    impl.alter_column("t", "n", nullable=False)
    connection.exec_driver_sql("INSERT INTO t (n) VALUES (1)")
    assert connection.exec_driver_sql("SELECT HEX(b) FROM t").scalar() == "00FF27"
    comments = "SELECT GROUP_CONCAT(column_comment) FROM information_schema.columns WHERE table_schema = DATABASE()"
    assert connection.exec_driver_sql(comments).scalar() == "ü,é"


def test_a_default_of_bytes_is_asked_of_the_server(connection: sa.Connection) -> None:
    connection.exec_driver_sql("CREATE TABLE t (b VARBINARY(9) DEFAULT x'00ff27')")
    model = sa.MetaData()
    sa.Table("t", model, sa.Column("b", sa.VARBINARY(9), server_default=sa.text("X'00fe27ff'")))
    (((name, _, table, column, *_),),) = compare_metadata(MigrationContext.configure(connection), model)
    assert (name, table, column) == ("modify_default", "t", "b")
    assert connection.exec_driver_sql("SELECT 1").scalar() == 1


def test_a_database_that_is_not_there_is_told(connection: sa.Connection) -> None:
    op = Operations(MigrationContext.configure(connection))
    with pytest.raises(OperationError, match="Unknown database 'mig_tests_nowhere': a schema is a database here"):
        op.create_table("t", sa.Column("id", sa.Integer), schema="mig_tests_nowhere")
