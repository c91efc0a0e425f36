"""`recreate="always"` rebuilds a table on any database, whatever its columns are called."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from migrate.operations.facade import Operations
from migrate.runtime.migration import MigrationContext
from tests.databases import Scratch


def test_names_that_need_quotes_survive_a_rebuild(scratch: Scratch) -> None:
    columns: list[sa.Column[Any]] = [
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Integer) for name in ("order", "user", "MixedCase", "two words")),
    ]
    table = sa.Table("Things", sa.MetaData(), *columns)
    with scratch.engine.begin() as connection:
        table.create(connection)
        connection.execute(table.insert().values([1, 2, 3, 4, 5]))
    with scratch.engine.begin() as connection:
        op: Any
        with (
            Operations.context(MigrationContext.configure(connection)) as op,
            op.batch_alter_table("Things", recreate="always") as batch,
        ):
            batch.alter_column("MixedCase", existing_type=sa.Integer(), nullable=False)
            batch.add_column(sa.Column("n", sa.Integer))
    with scratch.engine.connect() as connection:
        again = sa.Table("Things", sa.MetaData(), autoload_with=connection)
        assert again.c.keys() == ["id", "order", "user", "MixedCase", "two words", "n"]
        assert not again.c.MixedCase.nullable
        assert connection.execute(sa.select(again)).all() == [(1, 2, 3, 4, 5, None)]
