"""Directives of every kind, drawn by hypothesis, and how two values of them are compared."""

from __future__ import annotations

import dataclasses
from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st

from migrate.operations import ops
from migrate.operations.base import MigrateOperation

names = st.sampled_from(["a", "b", "author", "Book", "order", "größe", "two words", "it's", 'a"b', "x%y"])
schemas = st.none() | st.sampled_from(["old", "Archiv 2"])
columns = st.lists(names, min_size=1, max_size=3, unique=True)
comments = st.none() | st.sampled_from(["", "what it is", 'it\'s\n100% \\ "so"'])
types: st.SearchStrategy[Any] = st.sampled_from(
    [sa.Integer(), sa.String(20), sa.Numeric(10, 2), sa.DateTime(timezone=True), sa.Text()]
)
plain_defaults: st.SearchStrategy[Any] = st.sampled_from([None, "x", sa.text("now()")])
defaults = st.sampled_from(["x", "it's", sa.text("now()"), sa.text("'a'"), sa.func.now(), sa.Identity(always=True)])
actions = st.none() | st.sampled_from(["CASCADE", "SET NULL"])
late: st.SearchStrategy[dict[str, Any]] = st.sampled_from([{}, {"deferrable": True, "initially": "DEFERRED"}])


@st.composite
def column(draw: st.DrawFn, name: str | None = None) -> sa.Column[Any]:
    """A column that belongs to no table."""
    return sa.Column(
        name or draw(names),
        draw(types),
        nullable=draw(st.booleans()),
        server_default=draw(plain_defaults),
        comment=draw(comments),
    )


@st.composite
def create_table(draw: st.DrawFn) -> ops.CreateTableOp:
    """A table with one of everything it may have."""
    metadata = sa.MetaData()
    found = [draw(column(name)) for name in draw(columns)]
    table = sa.Table(
        "t",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        *found,
        sa.UniqueConstraint(found[0].name, name=draw(st.none() | st.just("uq"))),
        sa.CheckConstraint("id > 0", name=draw(st.none() | st.just("ck"))),
        sa.ForeignKeyConstraint(["id"], ["parent.id"], ondelete=draw(actions), name=draw(st.none() | st.just("fk"))),
        schema=draw(schemas),
        comment=draw(comments),
        info=draw(st.sampled_from([{}, {"why": 1}])),
    )
    return ops.CreateTableOp.from_table(table)


alter_column = st.builds(
    ops.AlterColumnOp,
    names,
    names,
    schema=schemas,
    modify_nullable=st.none() | st.booleans(),
    existing_nullable=st.booleans(),
    modify_type=st.none() | types,
    existing_type=types,
    modify_server_default=st.just(False) | st.none() | defaults,
    existing_server_default=st.none() | defaults,
    modify_comment=st.just(False) | comments,
    existing_comment=comments,
    modify_name=st.none() | names,
    kw=st.sampled_from([{}, {"mysql_charset": "utf8mb4", "existing_mysql_charset": "latin1"}]),
)
create_foreign_key = st.builds(
    ops.CreateForeignKeyOp,
    names,
    names,
    names,
    st.just(["a", "b"]),
    st.just(["x", "y"]),
    onupdate=actions,
    ondelete=actions,
    source_schema=schemas,
    referent_schema=schemas,
    match=st.none() | st.just("FULL"),
    dialect_kw=st.sampled_from([{}, {"postgresql_not_valid": True}]),
)
reversible: st.SearchStrategy[MigrateOperation] = st.one_of(
    create_table(),
    st.builds(ops.RenameTableOp, names, names, schema=schemas),
    st.builds(ops.AddColumnOp, names, column(), schema=schemas),
    alter_column,
    st.builds(ops.CreatePrimaryKeyOp, names, names, columns, schema=schemas),
    st.builds(ops.CreateUniqueConstraintOp, names, names, columns, schema=schemas, kw=late),
    create_foreign_key,
    st.builds(ops.CreateCheckConstraintOp, names, names, st.sampled_from(["a > 0", "b <> 'x'"]), schema=schemas),
    st.builds(
        ops.CreateExcludeConstraintOp,
        names,
        names,
        st.just([("a", "="), (sa.text("tsrange(b, c)"), "&&")]),
        where=st.none() | st.just(sa.text("a > 0")),
        schema=schemas,
        kw=late,
    ),
    st.builds(
        ops.CreateIndexOp,
        names,
        names,
        columns | st.just(["a", sa.text("lower(b)")]),
        schema=schemas,
        unique=st.booleans(),
        kw=st.sampled_from([{}, {"postgresql_using": "gin"}, {"postgresql_where": sa.text("a > 0")}]),
    ),
    st.builds(ops.CreateTableCommentOp, names, st.just("new"), existing_comment=st.sampled_from([None, "old"])),
)
"""Directives that know what they undo."""


def directives() -> st.SearchStrategy[MigrateOperation]:
    """Directives of every kind: what creates, what drops, what runs."""
    return st.one_of(
        reversible,
        reversible.map(lambda op: op.reverse()),
        st.builds(ops.DropConstraintOp, names, names, st.sampled_from([None, "unique", "check"]), schema=schemas),
        st.builds(ops.DropTableOp, names, schema=schemas, if_exists=st.none() | st.booleans()),
        st.builds(ops.DropColumnOp, names, names, schema=schemas, kw=st.sampled_from([{}, {"mssql_drop_check": True}])),
        st.builds(ops.DropIndexOp, names, st.none() | names, schema=schemas, if_exists=st.none() | st.booleans()),
        st.builds(ops.ValidateConstraintOp, names, names, schema=schemas),
        st.builds(ops.ExecuteSQLOp, st.just("SELECT 1"), execution_options=st.sampled_from([None, {"a": 1}])),
        st.builds(ops.BulkInsertOp, st.just(sa.table("t")), st.just([{"a": 1}]), multiinsert=st.booleans()),
    )


def same_value(one: Any, other: Any) -> bool:
    """Whether two values of a directive are the same; SQL constructs are themselves and nothing else."""
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(same_value, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_value(one[k], other[k]) for k in one)
    return one is other or (type(one) is type(other) and isinstance(one, (str, int)) and bool(one == other))


def is_required(field: Any) -> bool:
    """Whether a field of a directive has to be given."""
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
