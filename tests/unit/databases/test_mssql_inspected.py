"""SQL Server's tables as SQLAlchemy's inspector reports them: models that they were created from are no difference."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mssql
from sqlalchemy.engine import Dialect

from migrate.comparators.comparison import Comparison
from migrate.comparators.diff import diff
from migrate.comparators.filters import Filters
from migrate.comparators.materialize import MetadataSide, RecordSide
from migrate.comparators.records import Table
from migrate.comparators.snapshot import Snapshot
from migrate.comparators.target import MetadataReader
from migrate.dialects.inspector import InspectorCatalog
from migrate.dialects.support import support_for
from migrate.operations.script import UpgradeOps

COLLATION = "SQL_Latin1_General_CP1_CI_AS"
"""That of the database, which the inspector reports with every column of characters."""


def column(name: str, type_: Any, **said: Any) -> dict[str, Any]:
    """Return what `Inspector.get_columns()` says of a column on SQL Server."""
    usual = {"nullable": True, "default": None, "autoincrement": False, "comment": None}
    return {"name": name, "type": type_, **usual, **said}


IDENTITY = {"autoincrement": True, "nullable": False, "identity": {"start": 1, "increment": 1}}
COLUMNS = [
    column("id", mssql.INTEGER(), **IDENTITY),
    column("name", mssql.VARCHAR(50, collation=COLLATION), nullable=False),
    column("note", mssql.NVARCHAR(collation=COLLATION)),
    column("told", mssql.VARCHAR(20, collation="Latin1_General_BIN2")),
    column("state", mssql.VARCHAR(5, collation=COLLATION), default="('new')"),
    column("n", mssql.INTEGER(), default="((0))"),
    column("price", mssql.NUMERIC(10, 2), default="((1.5))"),
    column("on", mssql.BIT()),
    column("at", mssql.DATETIME(), default="(getdate())"),
]


def models(*, identity: sa.Identity | None = None, told: str | None = "Latin1_General_BIN2") -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table(
        "t",
        metadata,
        sa.Column("id", sa.Integer, *([identity] if identity else []), primary_key=True),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("note", sa.UnicodeText),
        sa.Column("told", sa.String(20, collation=told)),
        sa.Column("state", sa.String(5), server_default="new"),
        sa.Column("n", sa.Integer, server_default=sa.text("0")),
        sa.Column("price", sa.Numeric(10, 2), server_default=sa.text("1.5")),
        sa.Column("on", sa.Boolean),
        sa.Column("at", sa.DateTime, server_default=sa.func.now()),
    )
    return metadata


class Inspected(InspectorCatalog):
    """The catalog of what the inspector said once."""

    def __init__(self, dialect: Dialect) -> None:
        self.support = support_for(dialect)
        self.unreadable = set()
        self.collation = COLLATION

    def _multi(self, name: str, schema: str | None) -> dict[Any, Any]:
        key = {"name": "PK__t__1", "constrained_columns": ["id"]}
        said: dict[str, Any] = {"columns": COLUMNS, "pk_constraint": key}
        return {(schema, "t"): said.get(name, [] if name != "table_comment" else {})}


def found(metadata: sa.MetaData) -> list[Any]:
    """Return the differences of the models from what was reported."""
    dialect: Any = mssql.dialect()  # type: ignore[no-untyped-call]
    dialect.deprecate_large_types = True  # as SQLAlchemy does when it connects to SQL Server 2012 and later
    catalog = Inspected(dialect)
    old: dict[Any, Table] = dict(catalog._schema(None))
    reader = MetadataReader(catalog.support)
    declared = {reader.key(table): table for table in metadata.tables.values()}
    new = {key: reader.table(table) for key, table in declared.items()}
    sides = RecordSide(old, catalog.support), MetadataSide(declared, reader, new)
    both = Snapshot("mssql", old), Snapshot("mssql", new)
    return UpgradeOps(list(diff(Comparison(*both, *sides, catalog.support, Filters())))).as_diffs()


def test_models_that_the_table_was_created_from_are_no_difference() -> None:
    assert found(models()) == []


def test_an_identity_that_says_its_defaults_is_no_difference() -> None:
    assert found(models(identity=sa.Identity(start=1, increment=1))) == []
    assert found(models(identity=sa.Identity())) == []


def test_a_collation_is_a_difference_where_the_model_says_one() -> None:
    ((change,),) = found(models(told="Latin1_General_CI_AS"))
    assert change[:4] == ("modify_type", None, "t", "told")
