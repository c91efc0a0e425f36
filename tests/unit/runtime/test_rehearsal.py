"""Which scripts may be looked at before they run: those that do nothing else than their directives."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from migrate import op
from migrate.runtime.rehearsal import only_directives


def plain() -> None:
    """With a text that says what it does."""
    book_pages = op.required_value("book", "pages", 1)
    op.add_column("book", sa.Column("pages", sa.Integer(), server_default=sa.text("1")))
    op.fill_missing("book", "pages", book_pages)
    with op.batch_alter_table("book") as batch_op:
        batch_op.alter_column("pages", nullable=False, existing_type=sa.Integer())
        batch_op.drop_constraint(batch_op.f("ck"), type_="check")
    op.create_index(op.f("ix"), "book", [sa.func.lower(sa.column("title"))])


def nothing() -> None:
    pass


def connects() -> None:
    op.get_bind().execute(sa.text("DELETE FROM book"))


def binds() -> None:
    op.get_context()


def prints() -> None:
    print("hello")


def asks_others() -> None:
    op.execute(str.lower("A"))


def calls_a_module() -> None:
    shutil.rmtree("a")


def loops() -> None:
    for name in ("a", "b"):
        op.drop_table(name)


def imports() -> None:
    import json

    op.drop_table(json.dumps("t"))


@pytest.mark.parametrize("migration", [plain, nothing])
def test_directives_only(migration: Callable[[], None]) -> None:
    assert only_directives(migration)


@pytest.mark.parametrize(
    "migration", [connects, binds, prints, asks_others, calls_a_module, loops, imports, lambda: None, print]
)
def test_code_of_its_own(migration: Callable[[], None]) -> None:
    assert not only_directives(migration)
