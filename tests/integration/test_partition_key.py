"""A table that would have to be partitioned anew (PostgreSQL): it is told, and nothing is done."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from migrate.autogenerate.api import make_plan
from migrate.errors import OperationError
from migrate.migration import MigrationContext
from tests.change import Change, run, snapshot
from tests.databases import Scratch


def models(partition_by: str | None) -> sa.MetaData:
    metadata = sa.MetaData()
    options: dict[str, Any] = {"postgresql_partition_by": partition_by} if partition_by else {}
    sa.Table("t", metadata, sa.Column("id", sa.Integer), sa.Column("n", sa.Integer), **options)
    return metadata


@pytest.mark.parametrize(
    ("before", "after"), [("RANGE (id)", "RANGE (n)"), ("RANGE (id)", "HASH (id)"), (None, "LIST (id)")]
)
def test_another_partition_key_is_a_hazard_and_the_upgrade_stops(
    postgresql: Scratch, before: str | None, after: str
) -> None:
    models(before).create_all(postgresql.engine)
    with postgresql.engine.connect() as connection:
        plan = make_plan(MigrationContext.configure(connection), models(after))
        assert [hazard.code for hazard in plan.hazards] == ["partition-key"]
    start = snapshot(postgresql.engine)
    with pytest.raises(OperationError, match="cannot become partitioned by"):
        run(postgresql.engine, Change.between(postgresql.engine, models(after)).upgrade)
    assert snapshot(postgresql.engine) == start


def test_the_same_partition_key_spelled_otherwise_is_no_change(postgresql: Scratch) -> None:
    models("RANGE (id)").create_all(postgresql.engine)
    with postgresql.engine.connect() as connection:
        assert make_plan(MigrationContext.configure(connection), models('range ( "id" )')).is_empty
