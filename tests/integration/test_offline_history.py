"""A history written as SQL runs, and leads to the database that the same history makes online, forth and back."""

from __future__ import annotations

import io
from typing import Any

import pytest
import sqlalchemy as sa

from migrate import op
from migrate.comparators.live import read_database
from migrate.errors import OfflineError, UnsupportedError
from migrate.runtime.migration import MigrationContext
from tests.databases import Scratch
from tests.unit.runtime.history import History, migrate, rows, script

OPTIONS = [
    {},
    {"transaction_per_migration": True},
    {"transactional_ddl": False},
    {"transactional_ddl": False, "version_table": "applied", "version_table_pk": False},
]


def shop() -> None:
    """Tables with everything, comments, indexes, rows of many types."""
    op.create_table(
        "customer",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(50), nullable=False, server_default="it's 5%", comment="a 'name' \\ %"),
        sa.Column("kind", sa.Enum("new", "old", name="customer_kind"), server_default="new"),
        sa.Column("since", sa.DateTime, server_default=sa.func.now()),
        sa.CheckConstraint("name <> ':x;'", name="ck_name"),
        comment="who buys: 100%",
    )
    order = op.create_table(
        "order",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("Customer", sa.Integer, sa.ForeignKey("customer.id", name="fk_customer", ondelete="CASCADE")),
        sa.Column("price", sa.Numeric(10, 2)),
        sa.Column("paid", sa.Boolean, index=True),
        sa.Column("total", sa.Numeric(10, 2), sa.Computed("price * 2", persisted=True)),
    )
    named = sa.table("customer", sa.column("id"), sa.column("name"))
    op.bulk_insert(named, [{"id": 1, "name": "a;\nb"}, {"id": 2, "name": "%"}])
    op.bulk_insert(order, [{"id": 1, "Customer": 1, "price": 2.5, "paid": True}], multiinsert=False)
    op.create_index("ix_name", "customer", ["name", sa.text("id DESC")], unique=True)


def unshop() -> None:
    op.drop_table("order")
    op.drop_index("ix_name", table_name="customer")
    op.drop_table("customer")
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP TYPE customer_kind")


def columns() -> None:
    """Columns come, change and go; constraints too."""
    op.add_column("customer", sa.Column("age", sa.Integer, server_default="3", nullable=False))
    op.add_column("customer", sa.Column("boss", sa.Integer))
    op.rename_table("order", "purchase")
    op.execute(sa.update(sa.table("customer", sa.column("age"))).values(age=op.inline_literal(7)))
    op.execute("UPDATE customer SET name = 'a\\:b' WHERE id = 1")
    op.execute(sa.text("DELETE FROM customer WHERE name = :n").bindparams(n="%"))
    op.drop_index("ix_order_paid", table_name="purchase")
    op.create_index("ix_age", "customer", ["age"], if_not_exists=op.get_context().dialect.name == "postgresql")


def uncolumns() -> None:
    op.drop_index("ix_age", table_name="customer")
    op.create_index("ix_order_paid", "purchase", ["paid"])
    op.rename_table("purchase", "order")
    op.drop_column("customer", "boss")
    op.drop_column("customer", "age")


def known(age: Any) -> sa.Table:
    return sa.Table(
        "customer",
        sa.MetaData(),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(50), nullable=False, server_default="it's 5%", comment="a 'name' \\ %"),
        sa.Column("kind", sa.Enum("new", "old", name="customer_kind"), server_default="new"),
        sa.Column("since", sa.DateTime, server_default=sa.func.now()),
        age,
        sa.Column("boss", sa.Integer),
        sa.CheckConstraint("name <> ':x;'", name="ck_name"),
        sa.Index("ix_name", "name", sa.text("id DESC"), unique=True),
        sa.Index("ix_age", "age"),
    )


def changed() -> None:
    """Changes that SQLite needs a rebuild for."""
    before = known(sa.Column("age", sa.Integer, server_default="3", nullable=False))
    with op.batch_alter_table("customer", copy_from=before) as batch:
        batch.alter_column(
            "age",
            type_=sa.BigInteger(),
            existing_type=sa.Integer(),
            nullable=True,
            existing_nullable=False,
            existing_server_default="3",
        )
        batch.create_unique_constraint("uq_boss", ["boss"])
        batch.create_foreign_key("fk_boss", "customer", ["boss"], ["id"])
        batch.create_check_constraint("ck_age", sa.column("age") > 0)
    with op.get_context().autocommit_block():
        op.execute("SELECT 1")


def unchanged() -> None:
    after = known(sa.Column("age", sa.BigInteger, server_default="3"))
    after.append_constraint(sa.UniqueConstraint("boss", name="uq_boss"))
    after.append_constraint(sa.ForeignKeyConstraint(["boss"], ["customer.id"], name="fk_boss"))
    after.append_constraint(sa.CheckConstraint("age > 0", name="ck_age"))
    with op.batch_alter_table("customer", copy_from=after) as batch:
        batch.drop_constraint("ck_age", type_="check")
        batch.drop_constraint("fk_boss", type_="foreignkey")
        batch.drop_constraint("uq_boss", type_="unique")
        batch.alter_column(
            "age",
            type_=sa.Integer(),
            existing_type=sa.BigInteger(),
            nullable=False,
            existing_nullable=True,
            existing_server_default="3",
        )


HISTORY = History(
    script("a", None, shop, unshop), script("b", "a", columns, uncolumns), script("c", "b", changed, unchanged)
)


def written(scratch: Scratch, fn: Any, **opts: Any) -> str:
    buffer = io.StringIO()
    options = {"fn": fn, "as_sql": True, "output_buffer": buffer, **opts}
    context = MigrationContext.configure(url=scratch.url, opts=options)
    with context.begin_transaction():
        context.run_migrations()
    return buffer.getvalue()


def run_script(scratch: Scratch, text: str) -> None:
    """Run a file of SQL as the database's own client does: all of it, through one connection."""
    url = scratch.url
    client: Any
    if scratch.dialect == "sqlite":
        import sqlite3

        client = sqlite3.connect(str(url.database))
        client.executescript(text)
    elif scratch.dialect == "postgresql":
        import psycopg

        client = psycopg.connect(url.set(drivername="postgresql").render_as_string(False), autocommit=True)
        client.execute(text)
    else:
        import pymysql
        from pymysql.constants import CLIENT

        arguments = sa.create_engine(url).dialect.create_connect_args(url)[1]
        client = pymysql.connect(**{**arguments, "client_flag": CLIENT.MULTI_STATEMENTS, "autocommit": True})
        cursor = client.cursor()
        cursor.execute(text)
        while cursor.nextset():
            pass
    client.close()


def state(scratch: Scratch, version_table: str = "alembic_version") -> list[Any]:
    """Return the database as the catalogs show it, and the rows of its tables."""
    with scratch.engine.connect() as connection:
        metadata = sa.MetaData()
        metadata.reflect(connection)
        content = [
            (table.name, connection.execute(sa.select(*(c for c in table.columns if c.name != "since"))).all())
            for table in metadata.sorted_tables
        ]
        found = [read_database(connection), content]
    scratch.engine.dispose()
    return found


@pytest.mark.parametrize("options", OPTIONS)
def test_offline_and_online_lead_to_the_same_database(scratch: Scratch, options: dict[str, Any]) -> None:
    stations = []
    for target in ("a", "b", "c"):
        migrate(scratch.engine, HISTORY.up(target), **options)
        stations.append(state(scratch))
    scratch.reset()
    start: str | None = None
    for target, expected in zip(("a", "b", "c"), stations, strict=True):
        run_script(scratch, written(scratch, HISTORY.up(target), starting_rev=start, **options))
        assert state(scratch) == expected, target
        start = target
    for start, target, expected in (("c", "b", stations[1]), ("b", "a", stations[0])):
        run_script(scratch, written(scratch, HISTORY.down(target), starting_rev=start, **options))
        assert state(scratch)[0] == expected[0], target
    run_script(scratch, written(scratch, HISTORY.down(), starting_rev="a", **options))
    with scratch.engine.connect() as connection:
        (left,) = sa.inspect(connection).get_table_names()  # as after a downgrade online
        assert connection.scalars(sa.text(f"SELECT * FROM {left}")).all() == []
    scratch.engine.dispose()
    scratch.reset()
    run_script(scratch, written(scratch, HISTORY.up(), **options))
    assert state(scratch) == stations[-1]
    if not options:
        assert rows(scratch.engine) == ("c",)


def reflected() -> None:
    sa.Table("t", sa.MetaData(), autoload_with=op.get_bind())


async def anything(connection: Any) -> None: ...


@pytest.mark.parametrize(
    ("upgrade", "message"),
    [
        (lambda: op.get_bind().execute(sa.text("SELECT id FROM t")).scalars(), "the result of 'SELECT id FROM t'"),
        (lambda: list(op.get_bind().execute(sa.text("SELECT id FROM t"))), "the result of 'SELECT id FROM t'"),
        (lambda: op.get_bind().execute(sa.text("UPDATE t SET a = 1")).rowcount > 0, "the result of 'UPDATE t SET"),
        (lambda: op.get_bind().scalar(sa.text("SELECT 1")), r"connection\.scalar"),
        (lambda: op.get_bind().begin_nested(), r"connection\.begin_nested"),
        (lambda: op.get_bind().exec_driver_sql("SELECT %s", (1,)), "a driver, for the parameters of 'SELECT %s'"),
        (lambda: sa.inspect(op.get_bind()).get_table_names(), r"what sqlalchemy\.inspect\(\) or autoload_with="),
        (reflected, r"what sqlalchemy\.inspect\(\) or autoload_with="),
        (lambda: op.run_async(anything), r"what op\.run_async\(\) runs"),
    ],
)
@pytest.mark.parametrize("dialect", ["sqlite", "postgresql", "mysql"])
def test_what_only_a_database_can_say_is_named(dialect: str, upgrade: Any, message: str) -> None:
    options = {"fn": History(script("a", None, upgrade)).up(), "as_sql": True, "output_buffer": io.StringIO()}
    context = MigrationContext.configure(dialect_name=dialect, opts=options)
    with pytest.raises(OfflineError, match=f"needs {message}.*\nhint: .*is_offline_mode"):
        context.run_migrations()


def test_a_statement_for_the_driver_is_written_as_it_is() -> None:
    buffer = io.StringIO()
    fn = History(script("a", None, lambda: op.get_bind().exec_driver_sql("SELECT ':x', '5%'"))).up()
    MigrationContext.configure(
        dialect_name="postgresql", opts={"fn": fn, "as_sql": True, "output_buffer": buffer}
    ).run_migrations()
    assert "SELECT ':x', '5%';\n" in buffer.getvalue()


def test_sqlite_says_which_table_a_rebuild_needs() -> None:
    def upgrade() -> None:
        with op.batch_alter_table("customer") as batch:
            batch.alter_column("name", nullable=True)

    options = {"fn": History(script("a", None, upgrade)).up(), "as_sql": True, "output_buffer": io.StringIO()}
    with pytest.raises(UnsupportedError, match=r"(?s)'customer' has to be rebuilt.*hint: .*copy_from=Table"):
        MigrationContext.configure(dialect_name="sqlite", opts=options).run_migrations()
