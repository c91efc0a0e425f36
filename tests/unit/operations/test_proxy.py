"""`migrate.op` and `migrate.context`: what they stand for, in threads, in tasks, and outside of migrations."""

from __future__ import annotations

import asyncio
import inspect
import threading

import pytest

import migrate.context
import migrate.op
from migrate import op
from migrate.errors import OperationError
from migrate.op import add_column, create_index
from migrate.operations import Operations, proxy
from tests.unit.operations.documented import OP, signatures
from tests.unit.operations.test_facade import offline, sql


def test_outside_a_migration_a_call_says_where_it_works() -> None:
    with pytest.raises(OperationError) as caught:
        op.drop_table("t")
    assert caught.value.message == "op.drop_table was used outside a migration"
    assert caught.value.hint == (
        "call it inside upgrade() or downgrade(), or inside `with Operations.context(migration_context):`"
    )
    with pytest.raises(NameError):  # what scripts of the reference catch
        op.get_bind()


def test_outside_an_environment_the_context_says_where_it_works() -> None:
    with pytest.raises(OperationError, match=r"context\.configure was used outside a migration") as caught:
        migrate.context.configure()
    assert "env.py" in (caught.value.hint or "")


def test_attributes_of_the_context_ask_for_an_environment_too() -> None:
    with pytest.raises(NameError, match=r"context\.config was used outside a migration"):
        _ = migrate.context.config


@pytest.mark.parametrize("module", [migrate.op, migrate.context])
def test_an_unknown_name_is_an_attribute_error(module: object) -> None:
    for name in ("drop_tabel", "_private", "__wrapped__"):
        assert not hasattr(module, name)
    with pytest.raises(ImportError):
        exec(f"from {module.__name__} import drop_tabel")  # type: ignore[attr-defined]


def test_names_imported_before_the_migration_work_in_it() -> None:
    operations, text = offline()
    with Operations.context(operations.migration_context):
        create_index("ix", "t", ["a"])
    assert sql(text) == "CREATE INDEX ix ON t (a);"


def test_the_block_ends_what_it_began() -> None:
    outer, outer_text = offline()
    inner, inner_text = offline()
    with Operations.context(outer.migration_context):
        with Operations.context(inner.migration_context):
            op.execute("SELECT 1")
        op.execute("SELECT 2")
    assert (sql(inner_text), sql(outer_text)) == ("SELECT 1;", "SELECT 2;")
    assert proxy.current("op") is None


def test_the_block_ends_also_when_it_raises() -> None:
    operations, _ = offline()
    with pytest.raises(ValueError, match="stop"), Operations.context(operations.migration_context):
        raise ValueError("stop")
    assert proxy.current("op") is None


def test_two_threads_never_mix() -> None:
    together = threading.Barrier(2)
    found: dict[str, str] = {}

    def migration(name: str) -> None:
        operations, text = offline()
        with Operations.context(operations.migration_context):
            for number in range(3):
                together.wait(timeout=10)
                op.execute(f"SELECT '{name}{number}'")
        found[name] = sql(text)

    threads = [threading.Thread(target=migration, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert found == {name: f"SELECT '{name}0'; SELECT '{name}1'; SELECT '{name}2';" for name in "ab"}


def in_plain_thread(statement: str) -> list[OperationError]:
    """Return the error of executing `statement` through `op` in a thread that inherits nothing, [] for none."""
    errors: list[OperationError] = []

    def run() -> None:
        try:
            op.execute(statement)
        except OperationError as error:
            errors.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=30)
    return errors


def test_a_plain_thread_belongs_to_the_only_migration_there_is() -> None:
    outer, outer_text = offline()
    inner, inner_text = offline()
    with Operations.context(outer.migration_context):
        with Operations.context(inner.migration_context):
            assert in_plain_thread("SELECT 1") == []
        assert in_plain_thread("SELECT 2") == []
    assert (sql(inner_text), sql(outer_text)) == ("SELECT 1;", "SELECT 2;")
    (error,) = in_plain_thread("SELECT 3")
    assert error.message == "op.execute was used outside a migration"


def test_a_plain_thread_beside_two_migrations_belongs_to_neither() -> None:
    first, first_text = offline()
    second, second_text = offline()
    errors: list[OperationError] = []

    def other() -> None:
        with Operations.context(second.migration_context):
            errors.extend(in_plain_thread("SELECT 1"))

    with Operations.context(first.migration_context):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(timeout=30)
        assert in_plain_thread("SELECT 2") == []
    (error,) = errors
    assert "several run in this process" in error.message
    assert (error.hint or "").startswith("start the thread with contextvars.copy_context().run")
    assert (sql(first_text), sql(second_text)) == ("SELECT 2;", "")


def test_two_tasks_never_mix() -> None:
    async def migration(name: str) -> str:
        operations, text = offline()
        with Operations.context(operations.migration_context):
            for number in range(3):
                await asyncio.sleep(0)
                op.execute(f"SELECT '{name}{number}'")
        return sql(text)

    async def both() -> list[str]:
        return list(await asyncio.gather(migration("a"), migration("b")))

    assert asyncio.run(both()) == [f"SELECT '{name}0'; SELECT '{name}1'; SELECT '{name}2';" for name in "ab"]


@pytest.mark.parametrize(("name", "documented"), list(signatures(OP)))
def test_a_function_of_op_shows_signature_and_documentation(name: str, documented: inspect.Signature) -> None:
    function = getattr(op, name)
    shown = inspect.signature(function)
    assert list(shown.parameters)[:2] == list(documented.parameters)[:2] or len(documented.parameters) == 1
    assert "self" not in shown.parameters
    assert function.__doc__ == getattr(Operations, name).__doc__
    assert (function.__name__, function.__module__) == (name, "migrate.op")


def test_a_function_of_op_says_what_it_is() -> None:
    assert repr(add_column) == "<function migrate.op.add_column>"


def test_dir_lists_every_directive() -> None:
    names = set(dir(op))
    assert {name for name, _ in signatures(OP)} <= names
    assert {"batch_alter_table", "f", "get_bind", "get_context", "inline_literal", "invoke", "run_async"} <= names
    assert not any(name.startswith("_") for name in names)
    assert {"configure", "run_migrations", "is_offline_mode"} <= set(dir(migrate.context))
