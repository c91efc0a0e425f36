"""The schema of the benchmarks: n tables of 12 columns, 2 indexes, 1 unique, 1 or 2 foreign keys, 1 check each."""

from __future__ import annotations

import sqlalchemy as sa


def make(tables: int) -> sa.MetaData:
    """Return a MetaData of `tables` tables; each refers to the one before it, every other also to itself."""
    metadata = sa.MetaData()
    for n in range(tables):
        name = f"item_{n:04}"
        keys: list[sa.schema.SchemaItem] = []
        if n:
            keys.append(sa.ForeignKeyConstraint(["owner_id"], [f"item_{n - 1:04}.id"], name=f"fk_{name}_owner"))
        if n % 2 or not n:
            keys.append(sa.ForeignKeyConstraint(["parent_id"], [f"{name}.id"], name=f"fk_{name}_parent"))
        sa.Table(
            name,
            metadata,
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("owner_id", sa.Integer),
            sa.Column("parent_id", sa.Integer),
            sa.Column("code", sa.String(20), nullable=False),
            sa.Column("title", sa.String(200), nullable=False, server_default="untitled"),
            sa.Column("body", sa.Text),
            sa.Column("amount", sa.Numeric(10, 2), nullable=False, server_default="0"),
            sa.Column("ratio", sa.Float),
            sa.Column("active", sa.Boolean, nullable=False),
            sa.Column("created", sa.DateTime, server_default=sa.func.now()),
            sa.Column("day", sa.Date),
            sa.Column("size", sa.BigInteger),
            *keys,
            sa.UniqueConstraint("code", name=f"uq_{name}_code"),
            sa.CheckConstraint("amount >= 0", name=f"ck_{name}_amount"),
            sa.Index(f"ix_{name}_title", "title"),
            sa.Index(f"ix_{name}_day_size", "day", "size"),
        )
    return metadata
