"""`--verify` tries a script on a copy, up and down; nothing is left behind, and what does not hold is not written."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from migrate import testing
from migrate.errors import VerificationFailed
from migrate.runtime import scratch as scratch_databases
from tests.change import contents
from tests.databases import Scratch
from tests.integration.project import Project

MODELS = """
import sqlalchemy as sa


class Base:
    metadata = sa.MetaData()


sa.Table(
    "book",
    Base.metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("title", sa.String(100), nullable=False, unique={unique}),
    sa.Column("pages", sa.Integer),
)
"""
ROWS = "INSERT INTO book (title) VALUES ('a'), ('a')"


def tables() -> sa.MetaData:
    """Return what is in the database at first."""
    found = sa.MetaData()
    key, title = sa.Column("id", sa.Integer, primary_key=True), sa.Column("title", sa.String(50), nullable=False)
    sa.Table("book", found, key, title)
    return found


class Case:
    """A project whose database has one table with two rows, and models that ask for more."""

    def __init__(self, folder: Path, scratch: Scratch, *, unique: bool = False) -> None:
        self.project = Project(folder)
        self.scratch = scratch
        self.project.configure(scratch.url.render_as_string(hide_password=False))
        (folder / "shop.py").write_text(MODELS.format(unique=unique))
        tables().create_all(scratch.engine)
        with scratch.engine.begin() as connection:
            connection.exec_driver_sql(ROWS)
        scratch.engine.dispose()
        with scratch.engine.connect() as connection:
            assert connection.scalar(sa.text("SELECT count(*) FROM book")) == 2
        self.before = self.state()

    def state(self) -> Any:
        """Return everything that could be left behind: schema and rows, files, scratch databases, temporary folders."""
        found = contents(self.scratch.engine)
        self.scratch.engine.dispose()
        folders = sorted(os.listdir(tempfile.gettempdir()))
        versions = sorted(path.name for path in self.project.versions.glob("*.py"))
        return found, folders, versions, self.scratch_databases()

    def scratch_databases(self) -> list[str]:
        query = {"postgresql": "SELECT datname FROM pg_database", "mariadb": "SHOW DATABASES"}.get(self.scratch.dialect)
        if query is None:
            return []
        with self.scratch.engine.connect() as connection:
            names = connection.scalars(sa.text(query)).all()
        return sorted(name for name in names if name.startswith(scratch_databases.PREFIX))


@pytest.fixture(autouse=True)
def own_places(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let temporary folders and scratch databases be told from those of other runs."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("temporary")))
    monkeypatch.setattr(scratch_databases, "PREFIX", f"{scratch_databases.PREFIX}{os.getpid()}_")


@pytest.fixture
def make(tmp_path: Path, scratch: Scratch) -> Callable[..., Case]:
    return lambda **options: Case(tmp_path, scratch, **options)


def told(text: str) -> list[str]:
    return [line.removeprefix("✓ ") for line in text.splitlines() if line.startswith("✓ ")]


STEPS = [
    "upgrade runs: 2 directives",
    "nothing differs after it",
    "downgrade runs",
    "the schema is the one of the start",
]
WHERE = {
    "sqlite": "a copy of the database, with its rows",
    "postgresql": "the database, in a transaction that is rolled back, with its rows",
    "mariadb": "a scratch database with its schema, without rows (this database cannot undo DDL)",
}


def test_a_script_that_holds_is_written_and_nothing_else_is_left(make: Callable[..., Case]) -> None:
    case = make()
    done = case.project.here("revision", "--autogenerate", "--verify", "-m", "x", "--rev-id", "a1")
    assert (done.status, told(done.out)) == (0, STEPS), done
    assert f"verifying on {WHERE[case.scratch.dialect]}\n" in done.out
    (case.project.versions / "a1_x.py").unlink()
    assert case.state() == case.before


def test_an_upgrade_that_rows_stand_against_is_not_written(make: Callable[..., Case]) -> None:
    case = make(unique=True)
    done = case.project.here("revision", "--autogenerate", "--verify", "-m", "x")
    if case.scratch.dialect == "mariadb":  # the scratch database has no rows to stand against it
        assert done.status == 0, done
        return
    assert done.status == 1, done
    assert "upgrade() fails: " in done.err
    assert "unique" in done.err.lower()
    assert "op." in done.err or "batch_op" in done.err
    assert case.state() == case.before


def test_what_is_written_wrongly_is_told_with_its_directive(make: Callable[..., Case]) -> None:
    case = make()
    hook(case, "op.ExecuteSQLOp('SELECT * FROM nowhere')")
    done = case.project.here("diff", "--verify", "--json")
    document = json.loads(done.out)
    found = document["databases"][0]["verification"]
    assert (done.status, found["holds"], found["failure"]["step"]) == (1, False, "upgrade"), done
    assert found["failure"]["directive"] == "op.execute('SELECT * FROM nowhere')"
    assert "nowhere" in found["failure"]["reason"]
    assert "upgrade() fails: op.execute('SELECT * FROM nowhere'): the database refused a statement" in done.err
    assert case.state() == case.before


def test_a_difference_that_stays_is_told(make: Callable[..., Case]) -> None:
    case = make()
    hook(case, "op.ExecuteSQLOp('ALTER TABLE book ADD COLUMN other INTEGER')")
    done = case.project.here("diff", "--verify")
    assert done.status == 1, done
    assert told(done.out) == ["upgrade runs: 3 directives"]
    assert "after upgrade: something still differs" in done.err
    assert "− other" in done.err
    assert case.state() == case.before


def test_a_downgrade_that_forgets_something_is_told(make: Callable[..., Case]) -> None:
    case = make()
    hook(case, "", "script.downgrade_ops.ops.clear()")
    done = case.project.here("diff", "--verify")
    assert done.status == 1, done
    assert told(done.out) == ["upgrade runs: 2 directives", "nothing differs after it", "downgrade runs"]
    assert "after downgrade: the schema is not the one of the start" in done.err
    assert "− pages" in done.err
    assert case.state() == case.before


def test_what_a_hook_leaves_out_is_not_missed(make: Callable[..., Case]) -> None:
    case = make()
    kept = "[one for one in script.upgrade_ops.ops[0].ops if isinstance(one, op.AlterColumnOp)]"
    hook(case, "", f"script.upgrade_ops.ops[0].ops[:] = {kept}; script.upgrade_ops.reverse_into(script.downgrade_ops)")
    done = case.project.here("diff", "--verify")
    assert (done.status, told(done.out)) == (0, ["upgrade runs: 1 directive", *STEPS[1:]]), done


def test_a_script_that_commits_is_tried_in_a_scratch_database(postgresql: Scratch, tmp_path: Path) -> None:
    for number, sql in enumerate(("COMMIT", "VACUUM", "CREATE INDEX CONCURRENTLY ix ON book (id)")):
        folder = tmp_path / str(number)
        folder.mkdir()
        postgresql.reset()
        case = Case(folder, postgresql)
        hook(case, f"op.ExecuteSQLOp({sql!r})")
        done = case.project.here("diff", "--verify")
        reason = "the script commits" if sql == "COMMIT" else "a statement cannot run inside a transaction"
        assert f"verifying on a scratch database with its schema, without rows ({reason})\n" in done.out, done
        assert case.state() == case.before


def test_a_locked_table_is_not_waited_for(postgresql: Scratch, tmp_path: Path) -> None:
    case = Case(tmp_path, postgresql)
    with postgresql.engine.begin() as other:
        other.exec_driver_sql("LOCK TABLE book IN ROW EXCLUSIVE MODE")
        done = case.project.here("diff", "--verify")
    assert "without rows (a table could not be locked within 3s)" in done.out, done
    assert (done.status, told(done.out)) == (0, STEPS)
    assert case.state() == case.before


def test_the_history_and_snapshots_are_tried_too(make: Callable[..., Case]) -> None:
    case = make()
    case.project.revision("a1", None, "op.create_table('book', sa.Column('id', sa.Integer, primary_key=True))")
    done = case.project.here("diff", "history", "--verify")
    assert done.status == 0, done
    assert "verifying on the scratch database of the history" in done.out
    case.project.here("snapshot", "-o", "now.json")
    done = case.project.here("diff", "now.json", "models", "--verify")
    assert (done.status, told(done.out)) == (0, STEPS), done
    assert "verifying on a scratch database with its schema, without rows\n" in done.out
    (case.project.versions / "a1_.py").unlink()
    assert case.state() == case.before


def test_nothing_is_tried_where_nothing_differs(make: Callable[..., Case]) -> None:
    case = make()
    case.project.here("snapshot", "--models", "-o", "now.json")
    done = case.project.here("diff", "now.json", "models", "--verify", "--scratch-url", url_of(case.scratch))
    assert (done.status, "verifying" in done.out) == (0, False), done
    assert "--autogenerate" in case.project.here("revision", "-m", "x", "--verify").err


def test_sequences_of_the_database_stay_where_they_are(postgresql: Scratch, tmp_path: Path) -> None:
    case = Case(tmp_path, postgresql)
    query = sa.text("SELECT last_value FROM book_id_seq")
    with postgresql.engine.connect() as connection:
        before = connection.scalar(query)
        case.project.here("diff", "--verify")
        assert connection.scalar(query) == before


def test_an_asynchronous_project_is_tried(sqlite: Scratch, tmp_path: Path) -> None:
    case = Case(tmp_path, sqlite)
    case.project.configure(f"sqlite+aiosqlite:///{sqlite.url.database}")
    done = case.project.here("diff", "--verify")
    assert (done.status, told(done.out)) == (0, STEPS), done
    assert case.state() == case.before


def test_attached_databases_are_copied_too(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path}/main.db")
    metadata = sa.MetaData()
    sa.Table("there", metadata, sa.Column("a", sa.Integer), schema="other")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"ATTACH DATABASE '{tmp_path}/other.db' AS other")
        found = testing.verify(connection, metadata)
        assert (found.holds, found.directives, found.failure) == (True, 1, None)
        assert sa.inspect(connection).get_table_names("other") == []


def test_verify_of_testing_returns_a_report(make: Callable[..., Case]) -> None:
    case = make()
    metadata = tables()
    sa.Table("more", metadata, sa.Column("id", sa.Integer, primary_key=True))
    found = testing.verify(case.scratch.engine, metadata)
    found.require()
    assert (found.holds, found.directives) == (True, 1)
    sa.Table("bad", metadata, sa.Column("id", sa.Integer), sa.CheckConstraint("nonsense = 1"))
    failed = testing.verify(case.scratch.engine, metadata)
    with pytest.raises(VerificationFailed, match="create_table") as error:
        failed.require()
    assert error.value.verification is failed
    assert case.state() == case.before


def hook(case: Case, op_made: str, more: str = "") -> None:
    """Give the project an env.py whose hook adds a directive to each script, and does more."""
    add = f"script.upgrade_ops.ops.append({op_made})" if op_made else "pass"
    env = case.project.versions.parent / "env.py"
    env.write_text(ENV.format(url=url_of(case.scratch), add=add, more=more or "pass"))


def url_of(scratch: Scratch) -> str:
    return scratch.url.render_as_string(hide_password=False)


ENV = """
import sqlalchemy as sa
from migrate import context
from migrate.operations import ops as op
import shop


def process(migration_context, revision, scripts):
    for script in scripts:
        {add}
        {more}


engine = sa.create_engine({url!r})
with engine.connect() as connection:
    context.configure(
        connection=connection, target_metadata=shop.Base.metadata, process_revision_directives=process
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
"""
