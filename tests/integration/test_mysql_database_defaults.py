"""What a model leaves unsaid is what its own database gives it, not what a fresh server would."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from migrate.autogenerate import compare_metadata
from migrate.migration import MigrationContext
from tests.databases import Scratch


def test_a_database_of_another_character_set_is_silent(scratch_for: Callable[[str], Scratch]) -> None:
    engine = scratch_for("mariadb").engine
    name = sa.make_url(engine.url).database
    metadata = sa.MetaData()
    sa.Table("t", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("b", sa.Text(100)))
    with engine.connect() as connection:
        usual = connection.exec_driver_sql("SELECT @@character_set_database, @@collation_database").one()
        connection.exec_driver_sql(f"ALTER DATABASE `{name}` CHARACTER SET latin1 COLLATE latin1_bin")
        try:
            metadata.create_all(connection)
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        finally:
            connection.exec_driver_sql(f"ALTER DATABASE `{name}` CHARACTER SET {usual[0]} COLLATE {usual[1]}")
