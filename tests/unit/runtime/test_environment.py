"""`EnvironmentContext`, `migrate.context`, the options of `configure()`, and the built-in environment."""

from __future__ import annotations

import asyncio
import inspect
import io
import logging
import threading
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from migrate import command, context
from migrate.config import Config
from migrate.environment import EnvironmentContext
from migrate.errors import CommandError, DatabaseError, ModelsError
from migrate.migration import MigrationContext
from migrate.runtime import default_env
from migrate.runtime.options import DEFAULTS, OPTIONS
from migrate.script import ScriptDirectory
from tests.databases import Scratch

from .history import rows, tables

SCRIPT = '''
"""{revision} of the tests"""
import sqlalchemy as sa
from migrate import op

revision = "{revision}"
down_revision = {down!r}


def upgrade(**kw):
    op.create_table("t_{revision}", sa.Column("id", sa.Integer, primary_key=True))


def downgrade(**kw):
    op.drop_table("t_{revision}")
'''


THREADED_ENV = """
import threading
import sqlalchemy as sa
from migrate import context

def run():
    with sa.create_engine({url!r}).connect() as connection:
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()

thread = threading.Thread(target=run)
thread.start()
thread.join()
"""


@pytest.fixture
def project(tmp_path: Path) -> Config:
    """A project of two revisions, a and b, without env.py."""
    versions = tmp_path / "versions"
    versions.mkdir()
    for revision, down in (("a", None), ("b", "a")):
        (versions / f"{revision}.py").write_text(SCRIPT.format(revision=revision, down=down))
    config = Config()
    config.set_main_option("script_location", str(tmp_path))
    return config


def environment(config: Config, **kw: Any) -> EnvironmentContext:
    """Return an environment that upgrades to head, unless `kw` says otherwise."""
    script = ScriptDirectory.from_config(config)
    kw.setdefault("fn", lambda heads, migration_context: script._upgrade_revs("head", heads))
    return EnvironmentContext(config, script, **kw)


def run(config: Config, **kw: Any) -> None:
    """Run the built-in environment."""
    with environment(config, **kw):
        default_env.run()


def test_context_is_the_current_environment(project: Config, sqlite: Scratch) -> None:
    with environment(project, tag="x", destination_rev="a") as env, sqlite.engine.connect() as connection:
        assert context.config is project
        assert context.script is env.script
        assert not context.is_offline_mode()
        assert context.requires_connection()
        assert context.get_head_revision() == "b"
        assert context.get_head_revisions() == ("b",)
        assert context.get_revision_argument() == "a"
        assert context.get_tag_argument() == "x"
        context.configure(connection=connection)
        assert context.is_transactional_ddl()
        assert context.get_bind() is connection
        assert context.get_impl() is context.get_context().impl
        assert context.get_starting_revision_argument() is None
        with context.begin_transaction():
            context.execute("CREATE TABLE own (id INTEGER)")
            context.run_migrations()
        assert context.get_starting_revision_argument() == "b"
        assert env.get_context().config is project
    with pytest.raises(NameError):
        context.get_bind()
    assert tables(sqlite.engine) == ["own", "t_a", "t_b"]


def test_nothing_is_there_before_configure(project: Config) -> None:
    env = environment(project)
    for ask in (env.get_context, env.get_bind, env.is_transactional_ddl):
        with pytest.raises(CommandError, match="No context has been configured yet"):
            ask()
    with pytest.raises(CommandError, match="No starting revision"):
        env.get_starting_revision_argument()


def test_x_arguments_as_a_list_and_as_a_dictionary(project: Config) -> None:
    assert environment(project).get_x_argument() == []
    project.cmd_opts = Namespace(x=["tenant=a=b", "flag"])
    assert environment(project).get_x_argument() == ["tenant=a=b", "flag"]
    assert environment(project).get_x_argument(as_dictionary=True) == {"tenant": "a=b", "flag": ""}


def test_every_option_reaches_the_migration_context(project: Config) -> None:
    env = environment(project)
    env.configure(dialect_name="sqlite", version_table="v", my_plugins_option=7)
    opts = env.get_context().opts
    assert {**DEFAULTS, "version_table": "v"}.items() <= {**opts, "output_buffer": None}.items()
    assert opts["my_plugins_option"] == 7
    assert opts["script"] is env.script


def test_the_signature_and_the_docs_of_configure_come_from_the_declarations() -> None:
    parameters = inspect.signature(EnvironmentContext.configure).parameters
    assert [*parameters] == ["self", *(option.name for option in OPTIONS), "kw"]
    assert parameters["compare_type"].default is True
    assert all(option.name in (EnvironmentContext.configure.__doc__ or "") for option in OPTIONS)


def test_a_misspelled_option_is_pointed_out(project: Config, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="migrate"):
        environment(project).configure(dialect_name="sqlite", compare_types=True, my_plugins_option=1)
    assert caplog.messages == ["context.configure() has no option 'compare_types'; did you mean 'compare_type'?"]


def test_template_args_are_added_to_the_commands_own(project: Config) -> None:
    shared = {"a": 1}
    environment(project, template_args=shared).configure(dialect_name="sqlite", template_args={"b": 2})
    assert shared == {"a": 1, "b": 2}


def test_configure_wants_a_connection_or_a_dialect(project: Config, sqlite: Scratch) -> None:
    with pytest.raises(CommandError, match=r"should be a sqlalchemy\.engine\.Connection, got Engine"):
        environment(project).configure(connection=sqlite.engine)  # type: ignore[arg-type]
    with pytest.raises(CommandError, match="needs a connection, a url, or the name of a dialect"):
        environment(project).configure()


def test_a_run_is_logged(project: Config, sqlite: Scratch, caplog: pytest.LogCaptureFixture) -> None:
    project.set_main_option("sqlalchemy.url", str(sqlite.url))
    with caplog.at_level(logging.INFO, logger="migrate.runtime.migration"):
        run(project)
    assert caplog.messages == [
        "Context impl SQLiteImpl.",
        "Will assume transactional DDL.",
        "Running upgrade  -> a, a of the tests",
        "Running upgrade a -> b, b of the tests",
    ]


def test_the_built_in_environment_runs_online(project: Config, scratch: Scratch) -> None:
    url = scratch.url.render_as_string(hide_password=False).replace("%", "%%")
    project.set_main_option("sqlalchemy.url", url)
    run(project)
    assert rows(scratch.engine) == ("b",)


def test_the_built_in_environment_runs_offline(project: Config) -> None:
    project.set_main_option("sqlalchemy.url", "postgresql+psycopg://nobody@nowhere/none")
    project.output_buffer = io.StringIO()
    run(project, as_sql=True, starting_rev="a")
    assert "-- Running upgrade a -> b" in project.output_buffer.getvalue()


def test_the_built_in_environment_runs_an_async_driver(project: Config, sqlite: Scratch) -> None:
    pytest.importorskip("aiosqlite")
    project.set_main_option("sqlalchemy.url", f"sqlite+aiosqlite:///{sqlite.url.database}")
    run(project)
    assert rows(sqlite.engine) == ("b",)
    with pytest.raises(ZeroDivisionError):
        run(project, fn=lambda heads, ctx: _then_fail(ctx))
    assert tables(sqlite.engine) == ["t_a", "t_b"]


def test_an_async_program_can_call_the_built_in_environment(project: Config, sqlite: Scratch) -> None:
    project.set_main_option("sqlalchemy.url", f"sqlite+aiosqlite:///{sqlite.url.database}")

    async def program() -> None:
        run(project)

    asyncio.run(program())
    assert rows(sqlite.engine) == ("b",)


def test_a_shared_connection_is_used_and_left_open(project: Config, sqlite: Scratch) -> None:
    with sqlite.engine.connect() as connection:
        project.attributes["connection"] = connection
        with connection.begin() as transaction:
            run(project)
            transaction.rollback()
        assert tables(sqlite.engine) == []
        run(project)
        assert not connection.closed
        assert not connection.in_transaction()
    assert rows(sqlite.engine) == ("b",)


def test_models_are_imported_only_for_what_needs_them(project: Config, sqlite: Scratch) -> None:
    project.set_main_option("sqlalchemy.url", sqlite.url.render_as_string(hide_password=False))
    run(project)
    project.set_main_option("models", "nowhere_at_all:Base")
    command.stamp(project, "a")
    command.current(project)
    command.stamp(project, "b")
    command.upgrade(project, "head")
    with pytest.raises(ModelsError, match="there is no module 'nowhere_at_all'"):
        command.check(project)
    assert rows(sqlite.engine) == ("b",)


def test_a_plain_thread_of_env_py_has_its_context(project: Config, sqlite: Scratch) -> None:
    url = sqlite.url.render_as_string(hide_password=False)
    Path(str(project.get_main_option("script_location")), "env.py").write_text(THREADED_ENV.format(url=url))
    command.upgrade(project, "head")
    assert rows(sqlite.engine) == ("b",)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql+psycopg://me:geheim@127.0.0.1:1/x", r"cannot connect to postgresql\+psycopg://me:\*\*\*@127"),
        ("mysql+pymysql://me:geheim@127.0.0.1:1/x", r"cannot connect to mysql\+pymysql://me:\*\*\*@127"),
        ("postgresql+psycopg://127.0.0.1:1/x?user=me&password=geheim", r"1/x\?password=\*\*\*&user=me"),
        ("sqlite:////nowhere/at/all.db", "cannot connect to sqlite:////nowhere/at/all.db: unable to open"),
        ("nosuchdb://me:geheim@h/x", "nosuchdb"),
    ],
)
def test_a_database_that_cannot_be_reached_is_one_clear_error(project: Config, url: str, words: str) -> None:
    project.set_main_option("sqlalchemy.url", url)
    with pytest.raises(DatabaseError, match=words) as caught:
        run(project)
    assert "geheim" not in str(caught.value)
    assert caught.value.hint


def test_stamp_moves_the_rows_and_runs_nothing(project: Config, scratch: Scratch) -> None:
    script = ScriptDirectory.from_config(project)
    with scratch.engine.connect() as connection:
        migration_context = MigrationContext.configure(connection)
        migration_context.stamp(script, "head")
        assert migration_context.get_current_revision() == "b"
        migration_context.stamp(script, "base")
        assert migration_context.get_current_revision() is None
    assert tables(scratch.engine) == []


def test_stamp_refuses_what_no_file_has_and_leaves_the_table(project: Config, sqlite: Scratch) -> None:
    project.set_main_option("sqlalchemy.url", sqlite.url.render_as_string(hide_password=False))
    command.stamp(project, "a")
    for destination in ("nowhere", ["b", "nowhere"]):
        with pytest.raises(CommandError, match="Can't locate revision identified by 'nowhere'") as caught:
            command.stamp(project, destination)
        assert "migrate history" in (caught.value.hint or "")
    assert rows(sqlite.engine) == ("a",)
    command.stamp(project, ["a", "b"])
    assert rows(sqlite.engine) == ("b",)


def test_environments_in_threads_do_not_meet(project: Config, tmp_path: Path) -> None:
    barrier = threading.Barrier(2)
    failures: list[BaseException] = []

    def work(name: str) -> None:
        try:
            engine = sa.create_engine(f"sqlite:///{tmp_path / name}.db")
            with environment(project) as env, engine.connect() as connection:
                context.configure(connection=connection)
                barrier.wait()
                assert context.get_context() is env.get_context()
                with context.begin_transaction():
                    context.run_migrations()
                barrier.wait()
            assert rows(engine) == ("b",)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def _then_fail(migration_context: Any) -> Any:
    migration_context.impl.execute("CREATE TABLE half (id INTEGER)")
    raise ZeroDivisionError
