"""A sequence that gets other limits goes on at a number that it may give out, and stays where it is if it can."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from migrate.autogenerate.api import make_plan
from migrate.migration import MigrationContext
from migrate.operations import Operations
from tests.databases import Scratch

USED_UP = None

RANGES: dict[str, tuple[dict[str, Any], int | None, dict[str, Any], int | None]] = {
    # options before, the last number given out, options after, the number that comes next
    "raised": ({}, 7, {"minvalue": 100}, 100),
    "raised, a later start": ({}, 7, {"minvalue": 100, "start": 150}, 150),
    "raised, already inside": ({}, 700, {"minvalue": 100}, 701),
    "raised, never used": ({}, None, {"minvalue": 100}, 100),
    "lowered": ({}, 5000, {"maxvalue": 1000}, USED_UP),
    "lowered, already inside": ({}, 700, {"maxvalue": 1000}, 701),
    "lowered, never used": ({"start": 5000}, None, {"start": 5, "maxvalue": 1000}, 5),
    "lowered and begins again": ({}, 5000, {"maxvalue": 1000, "cycle": True}, 1),
    "both": ({"maxvalue": 500}, 7, {"minvalue": 100, "maxvalue": 300}, 100),
    "apart": ({"maxvalue": 50}, 7, {"minvalue": 100, "maxvalue": 500, "start": 200}, 200),
    "down, lowered": ({"increment": -1}, -7, {"increment": -1, "maxvalue": -100}, -100),
    "down, raised": ({"increment": -1}, -500, {"increment": -1, "minvalue": -100}, USED_UP),
    "turned": ({}, 7, {"increment": -1}, -1),
}


def become(connection: sa.Connection, metadata: sa.MetaData) -> None:
    """Make the database what the model says."""
    context = MigrationContext.configure(connection)
    for op in make_plan(context, metadata).upgrade_ops.flat():
        Operations(context).invoke(op)
    assert not list(make_plan(MigrationContext.configure(connection), metadata).upgrade_ops.flat())


def model(options: dict[str, Any]) -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Sequence("It's a :s", metadata=metadata, cache=1 if "increment" in options else 2, **options)
    return metadata


def next_number(connection: sa.Connection) -> int | None:
    try:
        return int(connection.scalar(sa.Sequence("It's a :s")))
    except sa.exc.DBAPIError as error:
        if any(words in str(error) for words in ("reached m", "has run out")):
            return USED_UP
        raise


@pytest.mark.parametrize("name", RANGES)
@pytest.mark.parametrize("dialect", ["postgresql", "mariadb"])
def test_a_sequence_moves_into_its_new_range(scratch_for: Any, dialect: str, name: str) -> None:
    scratch: Scratch = scratch_for(dialect)
    before, last, after, expected = RANGES[name]
    if dialect == "mariadb" and name == "lowered, never used":
        expected = USED_UP  # it does not say whether it was ever used
    with scratch.engine.connect() as connection:
        model(before).create_all(connection)
        if last is not None:
            name_of = "'\"It''s a :s\"'" if dialect == "postgresql" else "`It's a :s`"
            connection.exec_driver_sql(f"SELECT setval({name_of}, {last})")
        become(connection, model(after))
        assert next_number(connection) == expected


def test_a_move_is_undone_with_its_transaction(postgresql: Scratch) -> None:
    with postgresql.engine.connect() as connection:
        model({}).create_all(connection)
        connection.exec_driver_sql("""SELECT setval('"It''s a :s"', 5000)""")
        connection.commit()
        become(connection, model({"maxvalue": 1000}))
        connection.rollback()
        assert next_number(connection) == 5001


def test_an_identity_that_begins_anew_goes_on_after_the_rows_there(postgresql: Scratch) -> None:
    def of(**options: Any) -> sa.MetaData:
        metadata = sa.MetaData()
        sa.Table("t", metadata, sa.Column("id", sa.Integer, sa.Identity(**options), primary_key=True))
        return metadata

    low, high = of(maxvalue=50), of(minvalue=100, maxvalue=500)
    insert = low.tables["t"].insert().returning(low.tables["t"].c.id)
    with postgresql.engine.connect() as connection:
        low.create_all(connection)
        numbers = [connection.scalar(insert), connection.scalar(insert)]
        for metadata in (high, low, high):
            become(connection, metadata)
            numbers.append(connection.scalar(insert))
    assert numbers == [1, 2, 100, 3, 101]
