"""PostgreSQL: constraints validated later, numbers that go on through a change of what counts, EXCLUDE in full."""

from __future__ import annotations

import io
from typing import Any

import pytest
import sqlalchemy as sa

from migrate import op
from migrate.errors import UnsupportedError
from migrate.operations.facade import Operations
from migrate.operations.ops import ValidateConstraintOp
from migrate.runtime.migration import MigrationContext
from tests.databases import Scratch
from tests.unit.runtime.history import History, migrate, script


def validity(scratch: Scratch) -> dict[str, bool]:
    with scratch.engine.connect() as connection:
        asked = "SELECT conname, convalidated FROM pg_constraint WHERE conrelid = 't'::regclass AND contype <> 'p'"
        return dict(connection.execute(sa.text(asked)).tuples().all())


def table() -> None:
    op.create_table("t", sa.Column("id", sa.Integer, primary_key=True), sa.Column("n", sa.Integer))
    op.bulk_insert(sa.table("t", sa.column("n")), [{"n": 1}])


def unchecked() -> None:
    op.create_check_constraint("ck", "t", "n > 0", postgresql_not_valid=True)
    op.create_foreign_key("It's", "t", "t", ["n"], ["id"], postgresql_not_valid=True)


def checked() -> None:
    op.validate_constraint("ck", "t")
    op.validate_constraint("It's", "t", schema="public")


def test_constraints_are_added_first_and_validated_later(postgresql: Scratch) -> None:
    history = History(script("a", None, table), script("b", "a", unchecked), script("c", "b", checked))
    migrate(postgresql.engine, history.up("b"))
    assert validity(postgresql) == {"ck": False, "It's": False}
    migrate(postgresql.engine, history.up("c"))
    assert validity(postgresql) == {"ck": True, "It's": True}


def test_validation_needs_no_undoing_and_other_databases_say_so() -> None:
    directive = ValidateConstraintOp("ck", "t", schema="s")
    assert directive.undo() == []
    assert directive.to_diff_tuple() == ("validate_constraint", "s", "t", "ck")
    texts = {}
    for name in ("postgresql", "mssql", "oracle"):
        buffer = io.StringIO()
        context = MigrationContext.configure(dialect_name=name, opts={"as_sql": True, "output_buffer": buffer})
        Operations(context).invoke(directive)
        texts[name] = buffer.getvalue().split("\n")[0].rstrip(";")
    assert texts == {
        "postgresql": "ALTER TABLE s.t VALIDATE CONSTRAINT ck",
        "mssql": "ALTER TABLE s.t WITH CHECK CHECK CONSTRAINT ck",
        "oracle": "ALTER TABLE s.t ENABLE VALIDATE CONSTRAINT ck",
    }
    for name in ("sqlite", "mysql"):
        context = MigrationContext.configure(dialect_name=name, opts={"as_sql": True, "output_buffer": io.StringIO()})
        with pytest.raises(UnsupportedError, match=f"(?s){name} has no constraint.*'ck' of 't'.*hint: leave op"):
            Operations(context).invoke(directive)


def alter(scratch: Scratch, **changes: Any) -> None:
    with scratch.engine.begin() as connection:
        Operations(MigrationContext.configure(connection)).alter_column("t", "id", **changes)


def following(scratch: Scratch) -> int:
    with scratch.engine.begin() as connection:
        number = connection.scalar(sa.text("INSERT INTO t DEFAULT VALUES RETURNING id"))
        connection.execute(sa.text("DELETE FROM t WHERE id > 1"))
        return int(number)


def test_numbers_go_on_from_serial_to_identity_and_back(postgresql: Scratch) -> None:
    with postgresql.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (id serial PRIMARY KEY)")
        connection.exec_driver_sql("INSERT INTO t SELECT FROM generate_series(1, 9)")
        connection.exec_driver_sql("DELETE FROM t WHERE id > 1")
    serial = sa.text("nextval('t_id_seq'::regclass)")
    assert following(postgresql) == 10
    alter(postgresql, server_default=sa.Identity(), existing_server_default=serial, existing_type=sa.Integer())
    assert following(postgresql) == 11
    alter(
        postgresql,
        server_default=None,
        existing_server_default=sa.Identity(),
        autoincrement=True,
        existing_autoincrement=False,
        existing_type=sa.Integer(),
    )
    assert following(postgresql) == 12
    with postgresql.engine.connect() as connection:
        assert connection.scalars(sa.text("SELECT sequencename FROM pg_sequences")).all() == ["t_id_seq"]


def test_an_identity_changes_in_its_options(postgresql: Scratch) -> None:
    with postgresql.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (id int NOT NULL); INSERT INTO t VALUES (4)")
    first, second = sa.Identity(always=True), sa.Identity(start=100, increment=5, maxvalue=500, cache=2, cycle=True)
    alter(postgresql, server_default=first, existing_server_default=None, existing_type=sa.Integer())
    alter(postgresql, server_default=second, existing_server_default=first, existing_type=sa.Integer())
    with postgresql.engine.connect() as connection:
        found = sa.inspect(connection).get_columns("t")[0]["identity"]
        wanted = {"always": False, "start": 100, "increment": 5, "maxvalue": 500, "cache": 2, "cycle": True}
        assert {name: found[name] for name in wanted} == wanted  # type: ignore[literal-required]
    alter(postgresql, server_default=None, existing_server_default=second, existing_type=sa.Integer())
    with postgresql.engine.connect() as connection:
        assert "identity" not in sa.inspect(connection).get_columns("t")[0]


def test_an_exclusion_constraint_is_created_with_every_argument(postgresql: Scratch) -> None:
    with postgresql.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (id int, a int, b int, r int4range)")
        operations: Any = Operations(MigrationContext.configure(connection))
        operations.create_exclude_constraint(
            "ex", "t", (sa.text("int4range(a, b)"), "&&"), ("r", "&&"), where="a > 0", using="gist",
            deferrable=True, initially="DEFERRED", schema="public", ops={"r": "range_ops"},
        )  # fmt: skip
        shown = connection.scalar(sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'ex'"))
        assert shown == (
            "EXCLUDE USING gist (int4range(a, b) WITH &&, r WITH &&) WHERE ((a > 0)) DEFERRABLE INITIALLY DEFERRED"
        )
        operations.drop_constraint("ex", "t", type_="exclude")
