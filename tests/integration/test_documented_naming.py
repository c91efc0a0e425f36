"""The importance of naming constraints: conventions reach directives, batch blocks and generated scripts."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from migrate.migration import MigrationContext
from migrate.operations import Operations
from tests.integration.documented import Documented

CONVENTION = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

MODELS = f"""
import sqlalchemy as sa

metadata = sa.MetaData(naming_convention={CONVENTION!r})
sa.Table("room", metadata, sa.Column("id", sa.Integer, primary_key=True))
sa.Table(
    "shelf",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("code", sa.String(9), unique=True),
    sa.Column("height", sa.Integer, sa.CheckConstraint("height > 0", name="positive")),
    sa.Column("room_id", sa.ForeignKey("room.id"), index=True),
)
"""


def sql(dialect: str, **options: object) -> tuple[Operations, list[str]]:
    """Return directives that write, and the list of statements they write."""
    written: list[str] = []

    class Buffer:
        def write(self, text: str) -> None:
            if text.strip():
                written.append(" ".join(text.split()).rstrip(";"))

        def flush(self) -> None: ...

    context = MigrationContext.configure(
        dialect_name=dialect,
        opts={
            "as_sql": True,
            "output_buffer": Buffer(),
            "target_metadata": sa.MetaData(naming_convention=CONVENTION),
            **options,
        },
    )
    return Operations(context), written


@pytest.mark.parametrize(
    ("call", "statement"),
    [
        (lambda op: op.create_unique_constraint(None, "shelf", ["code"]),
         "ALTER TABLE shelf ADD CONSTRAINT uq_shelf_code UNIQUE (code)"),
        (lambda op: op.create_check_constraint("positive", "shelf", "height > 0"),
         "ALTER TABLE shelf ADD CONSTRAINT ck_shelf_positive CHECK (height > 0)"),
        (lambda op: op.create_check_constraint(op.f("positive"), "shelf", "height > 0"),
         "ALTER TABLE shelf ADD CONSTRAINT positive CHECK (height > 0)"),
        (lambda op: op.create_foreign_key(None, "shelf", "room", ["room_id"], ["id"]),
         "ALTER TABLE shelf ADD CONSTRAINT fk_shelf_room_id_room FOREIGN KEY(room_id) REFERENCES room (id)"),
        (lambda op: op.create_primary_key(None, "shelf", ["id"]),
         "ALTER TABLE shelf ADD CONSTRAINT pk_shelf PRIMARY KEY (id)"),
        (lambda op: op.create_index(None, "shelf", ["code"]), "CREATE INDEX ix_shelf_code ON shelf (code)"),
        (lambda op: op.drop_constraint("positive", "shelf", type_="check"),
         "ALTER TABLE shelf DROP CONSTRAINT ck_shelf_positive"),
        (lambda op: op.drop_constraint(op.f("ck_shelf_positive"), "shelf", type_="check"),
         "ALTER TABLE shelf DROP CONSTRAINT ck_shelf_positive"),
        (lambda op: op.drop_constraint("uq_shelf_code", "shelf", type_="unique"),
         "ALTER TABLE shelf DROP CONSTRAINT uq_shelf_code"),
    ],
)  # fmt: skip
def test_a_directive_names_by_the_convention(call: object, statement: str) -> None:
    op, written = sql("postgresql")
    call(op)  # type: ignore[operator]
    assert written == [statement]


def test_the_check_of_a_type_is_named_by_the_convention() -> None:
    for name, written_name in (("kinds", "ck_shelf_kinds"), (sa.schema.conv("kinds"), "kinds")):
        op, written = sql("postgresql")
        kind = sa.Enum("a", "b", name=name, native_enum=False, create_constraint=True)
        op.create_table("shelf", sa.Column("kind", kind))
        assert f"CONSTRAINT {written_name} CHECK (kind IN ('a', 'b'))" in " ".join(written)


def test_a_generated_script_says_final_names(tmp_path: Path) -> None:
    project = Documented(tmp_path)
    (tmp_path / "models.py").write_text(MODELS)
    project.env("import models\noptions['target_metadata'] = models.metadata")
    text = project.autogenerate()
    for name in (
        "pk_room",
        "pk_shelf",
        "uq_shelf_code",
        "ck_shelf_positive",
        "fk_shelf_room_id_room",
        "ix_shelf_room_id",
    ):
        assert f"op.f('{name}')" in text.replace('"', "'"), name
    project.succeed("upgrade", "head")
    assert "No new upgrade operations detected." in project.succeed("check")
    (stored,) = project.rows("SELECT sql FROM sqlite_master WHERE name = 'shelf'")[0]
    assert all(name in stored for name in ("pk_shelf", "uq_shelf_code", "ck_shelf_positive", "fk_shelf_room_id_room"))
    project.succeed("downgrade", "base")
    assert project.tables() == []
