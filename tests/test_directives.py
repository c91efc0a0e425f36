"""Every directive on every dialect: the SQL it is offline, and that it runs.

A file of tests/directives is named after its directive; what comes after a dash tells files of one directive apart.
It says what is called, and for each of five dialects the SQL or the error. An OfflineError is about offline alone: the
call runs on a database, any other refusal is one there too. On a database the call changes something, keeps the rows
there are, and its reversal brings the schema back. `pytest --accept` writes the SQL and the errors as they are now.
Comments at the head say what is otherwise:

    # irreversible: why        there is no reversal
    # unseen: sqlite           a snapshot of these dialects does not have what changes
    # refused by: sqlite       these databases refuse the SQL themselves
    # stays: why               the reversal leaves things as they are
    # rows: change             that is what the directive is for
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from migrate.errors import IrreversibleError, OperationError
from migrate.migration import MigrationContext
from migrate.operations import BatchOperations, MigrateOperation, Operations
from migrate.operations.declare import REGISTRY
from tests.casefile import Case, header, names, parse, statements
from tests.change import contents, differences, lost
from tests.databases import Scratch
from tests.unit.ddl.writing import written

FOLDER = Path(__file__).parent / "directives"
FILES = sorted(FOLDER.glob("*.case"))
LIVE = ("postgresql", "mariadb", "sqlite")
DIALECTS = (*LIVE, "mssql", "oracle")


class Recorded:
    """What a call did: blocks of directives, each with the arguments of its batch, or None outside of any."""

    def __init__(self) -> None:
        self.blocks: list[tuple[tuple[Any, ...] | None, list[MigrateOperation]]] = []

    def __iter__(self) -> Iterator[MigrateOperation]:
        return (op for _, ops in self.blocks for op in ops)

    def forms(self) -> set[tuple[str, str]]:
        """Return (name, form) of every directive."""
        return {(op.declaration.name, "batch" if batch else "op") for batch, ops in self.blocks for op in ops}

    def undo(self, operations: Operations) -> None:
        """Run what undoes all of it, a batch in a batch."""
        for batch, ops in reversed(self.blocks):
            undoing = [each for op in reversed(ops) for each in op.undo()]
            if batch is None:
                for each in undoing:
                    operations.invoke(each)
            else:
                with operations.batch_alter_table(*batch) as batch_op:
                    for each in undoing:
                        batch_op.invoke(each)


class Recorder(Operations):
    """Operations that keep what is called of them, and run it."""

    def __init__(self, context: MigrationContext, recorded: Recorded) -> None:
        super().__init__(context)
        self.recorded = recorded

    def invoke(self, operation: MigrateOperation) -> Any:
        self.recorded.blocks.append((None, [operation]))
        return super().invoke(operation)

    @contextmanager
    def batch_alter_table(self, *args: Any, **kw: Any) -> Iterator[BatchOperations]:
        with super().batch_alter_table(*args, **kw) as batch_op:
            block: list[MigrateOperation] = []
            self.recorded.blocks.append((args[:2], block))
            yield BatchRecorder(batch_op, block)


class BatchRecorder(BatchOperations):
    """What a batch hands out, keeping what is called of it."""

    def __init__(self, batch_op: BatchOperations, block: list[MigrateOperation]) -> None:
        super().__init__(batch_op.migration_context, impl=batch_op.impl)
        self.block = block

    def invoke(self, operation: MigrateOperation) -> Any:
        self.block.append(operation)
        return super().invoke(operation)


@cache
def case_of(path: Path) -> Case:
    return parse(path, DIALECTS)


def call(case: Case, dialect: str, context: MigrationContext, recorded: Recorded) -> None:
    """Make the calls of a case."""
    source = case.get("call.py", dialect)
    assert source is not None, f"{case.path} has no call.py"
    op = Recorder(context, recorded)
    exec(compile(source, f"{case.path}[call.py]", "exec"), names(dialect) | {"op": op})


def told(error: OperationError) -> str:
    """Return a refusal as a file has it."""
    return f"{type(error).__name__}: {error}\n"


def offline(case: Case, dialect: str, recorded: Recorded) -> tuple[str, str]:
    """Return the section that a case has for a dialect, and what it says."""
    try:
        text = written(dialect, lambda op: call(case, dialect, op.get_context(), recorded))
    except OperationError as error:
        return "refused", told(error)
    return "sql", "\n".join(line.rstrip() for line in text.strip().splitlines()) + "\n"


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_sql(path: Path, dialect: str, request: pytest.FixtureRequest) -> None:
    case = case_of(path)
    section, text = offline(case, dialect, Recorded())
    other = "sql" if section == "refused" else "refused"
    if request.config.getoption("--accept"):
        case.accept(other, dialect, None)
        case.accept(section, dialect, text)
    assert text == case.get(section, dialect), f"{section} is not as written in {path}"
    assert case.get(other, dialect) is None, f"{path} says both for {dialect}"


@pytest.mark.parametrize("dialect", LIVE)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_runs(path: Path, dialect: str, scratch_for: Callable[[str], Scratch]) -> None:
    case, engine = case_of(path), live(scratch_for(dialect))
    setup(case, dialect, engine)
    start, recorded = contents(engine), Recorded()
    refused = case.get("refused", dialect) or ""
    if dialect in said(case, "refused by"):
        with pytest.raises(sa.exc.DBAPIError):
            on(engine, lambda context: call(case, dialect, context, recorded))
    elif refused and not refused.startswith("OfflineError"):
        with pytest.raises(OperationError) as caught:
            on(engine, lambda context: call(case, dialect, context, recorded))
        assert told(caught.value) == refused
        assert contents(engine) == start, "it was refused, and changed something"
    else:
        on(engine, lambda context: call(case, dialect, context, recorded))
        changed = contents(engine)
        assert (changed == start) == (dialect in said(case, "unseen")), (
            "the call changes nothing, or it is seen after all"
        )
        reversal(case, engine, recorded)
        end = contents(engine)
        if not said(case, "rows"):
            assert not lost(start, changed)
            assert not lost(changed, end)
        if not said(case, "irreversible") and not said(case, "stays"):
            left = differences(start.schema, end.schema)
            assert not left, f"the reversal leaves another schema:\n{left}"


def reversal(case: Case, engine: sa.Engine, recorded: Recorded) -> None:
    """Run the reversal of a call, where it has one; what ran outside a transaction does so again."""

    def undo(context: MigrationContext) -> None:
        alone = "autocommit_block" in (case.get("call.py", "") or "")
        with context.autocommit_block() if alone else nullcontext():
            recorded.undo(Operations(context))

    with pytest.raises(IrreversibleError) if said(case, "irreversible") else nullcontext():
        on(engine, undo)


def said(case: Case, word: str) -> list[str]:
    """Return the words after `# word:` at the head of a case."""
    return header(case.head.splitlines(), word).split()


def live(scratch: Scratch) -> sa.Engine:
    """Return an engine whose dialect has the name that the files use; SQLAlchemy has two for MariaDB."""
    if scratch.dialect != "mariadb":
        return scratch.engine
    return sa.create_engine(scratch.url.set(drivername="mariadb+pymysql"), poolclass=NullPool)


def setup(case: Case, dialect: str, engine: sa.Engine) -> None:
    """Make the database that the calls are made on."""
    with engine.begin() as connection:
        models = case.models("setup.py", dialect)
        if models is not None:
            models.create_all(connection)
        for statement in statements(case.get("live.sql", dialect) or ""):
            connection.exec_driver_sql(statement)
        for statement in statements(case.get("rows.sql", dialect) or ""):
            connection.exec_driver_sql(statement)


def on(engine: sa.Engine, what: Callable[[MigrationContext], None]) -> None:
    """Do something in a migration, which fails as a whole."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        with context.begin_transaction():
            what(context)
        if connection.in_transaction():
            connection.commit()


def test_none_is_missing() -> None:
    called: set[tuple[str, str]] = set()
    for path in FILES:
        recorded = Recorded()
        for dialect in DIALECTS:
            offline(case_of(path), dialect, recorded)
        assert path.stem.split("-")[0] in {name for name, _ in recorded.forms()}, f"{path} is for nothing"
        called |= recorded.forms()
    assert called == {(name, form) for name, one in REGISTRY.items() for form in one.forms}
    assert {path.stem.split("-")[0] for path in FILES} == set(REGISTRY)
