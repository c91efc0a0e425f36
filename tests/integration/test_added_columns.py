"""What a column brings along when a script written by hand adds it: keys, a CHECK of its own and one of its type."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from migrate.comparators.live import read_database
from migrate.comparators.records import TableKey
from migrate.dialects.support import support_for
from migrate.migration import MigrationContext
from migrate.operations import Operations
from tests.databases import Scratch

CONVENTION = {
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql", "mariadb"])
@pytest.mark.parametrize("batch", [False, True])
def test_an_added_column_brings_its_keys_and_checks(
    dialect: str, batch: bool, scratch_for: Callable[[str], Scratch]
) -> None:
    scratch = scratch_for(dialect)
    models = sa.MetaData(naming_convention=CONVENTION)
    sa.Table("p", models, sa.Column("id", sa.Integer, primary_key=True))
    sa.Table("t", models, sa.Column("id", sa.Integer, primary_key=True))
    models.create_all(scratch.engine)
    columns = [
        sa.Column("p_id", sa.Integer, sa.ForeignKey("p.id", ondelete="CASCADE")),
        sa.Column("t_id", sa.Integer, sa.ForeignKey("t.id")),
        sa.Column("kind", sa.Enum("a", "b", name="kind", native_enum=False, create_constraint=True)),
    ]
    with scratch.engine.begin() as connection:
        op = Operations(MigrationContext.configure(connection, opts={"target_metadata": models}))
        if batch:
            with op.batch_alter_table("t") as batch_op:
                for column in columns:
                    batch_op.add_column(column)
        else:
            for column in columns:
                op.add_column("t", column)
    with scratch.engine.connect() as connection:
        table = read_database(connection, support_for(connection.dialect)).tables[TableKey(None, "t")]
    keys = {key.name: key.referred.name for key in table.foreign_keys}
    assert keys == {"fk_t_p_id_p": "p", "fk_t_t_id_t": "t"}
    assert [check.name for check in table.check_constraints] == ["ck_t_kind"]
