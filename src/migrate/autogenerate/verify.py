"""Proof of a script: it is run on a copy, compared again, run back, and compared with the start.

1. A copy of the old side is made: the file copied with its rows (SQLite); the database itself, with its rows, in a
   transaction that is rolled back (where DDL takes part in transactions); else a scratch database with its schema.
2. `upgrade()` runs there, from the very text that would be written. Then nothing may differ from the new side.
3. `downgrade()` runs. Then the copy has the schema of the start; only a column that came back may stand elsewhere.

The copy is gone afterwards, whatever happened.
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..collecting import without_collecting
from ..errors import AutocommitNeeded, VerificationFailed
from ..failure import describe
from ..operations import proxy
from ..operations.facade import Operations
from ..runtime.connecting import run_with
from ..runtime.environment import EnvironmentContext
from ..runtime.migration import MigrationContext
from .compare import Given, plan_between
from .copies import Copy, file_copy, replayed_copy, rolled_back, scratch_copy
from .replay import ways_of_running
from .sources import HISTORY, Opened, Source, involved_urls, opened, server_of

if TYPE_CHECKING:
    from ..plan import Plan

FILE = "<the new revision>"
"""The name of the script's text in tracebacks."""
LONGEST = 300
"""Characters of a directive that are shown."""
UPGRADE, DOWNGRADE = "upgrade", "downgrade"


@dataclass(frozen=True)
class Failure:
    """Why a script does not hold."""

    step: str
    """Where it showed: "upgrade", "after upgrade", "downgrade", "after downgrade"."""
    reason: str
    directive: str | None = None
    """The statement of the script that raised."""
    details: tuple[str, ...] = ()
    """More lines: the SQL, or the changes that were missed."""
    residual: Plan | None = None
    """What still differs."""


@dataclass(frozen=True)
class Verification:
    """What came of trying a script out; `failure` is None where it holds."""

    where: str
    with_rows: bool
    directives: int
    reason: str | None = None
    """Why it was not tried with rows, where there were some."""
    failure: Failure | None = None

    @property
    def holds(self) -> bool:
        """Whether the script runs, leaves no difference, and runs back."""
        return self.failure is None

    def require(self) -> None:
        """Raise VerificationFailed, with all there is to say, unless the script holds."""
        failed = self.failure
        if failed is None:
            return
        directive = f": {failed.directive}" if failed.directive else ""
        what = f"{failed.step}() fails" if failed.step in (UPGRADE, DOWNGRADE) else failed.step
        error = VerificationFailed(f"tried on {self.where}, {what}{directive}: {failed.reason}", self)
        for line in failed.details:
            error.add_note(line)
        raise error


@dataclass(frozen=True)
class Trial:
    """What is tried: scripts that lead from `old` to `new`."""

    texts: Sequence[str]
    """The source of each script, in order."""
    old: Source
    new: Source
    directives: int
    scratch_url: str | None = None
    remaining: Callable[[Plan], Plan] = lambda plan: plan
    """Returns what the project's hooks leave of a difference."""


def verify(context: MigrationContext, trial: Trial) -> Verification:
    """Return what came of running scripts on a copy, and back; `context` is that of the project's environment.

    Raises CommandError when no faithful copy can be made, DatabaseError where a server refuses a scratch database.
    """

    def attempt() -> Verification:
        with opened(context, trial.old, trial.new, scratch_url=trial.scratch_url) as found:
            return _verify(found, context, trial)

    urls = [*involved_urls(context, (trial.old, trial.new), trial.scratch_url)]
    return run_with(urls, without_collecting()(attempt))


def _verify(found: Opened, context: MigrationContext, trial: Trial) -> Verification:
    features, reason = found.context.support.features, None
    if found.old_connection is not None:
        if trial.old.kind == HISTORY:
            with replayed_copy(found) as copy:
                return _prove(found, context, trial, copy)
        if features.database_is_file:
            with file_copy(found) as copy:
                return _prove(found, context, trial, copy)
        if features.transactional_ddl:
            try:
                with rolled_back(found) as copy:
                    return _prove(found, context, trial, copy)
            except AutocommitNeeded as error:
                reason = error.message
        else:
            reason = "this database cannot undo DDL"
    with scratch_copy(found, server_of(context, trial.scratch_url)) as copy:
        return replace(_prove(found, context, trial, copy), reason=reason)


def _prove(found: Opened, context: MigrationContext, trial: Trial, copy: Copy) -> Verification:
    done = Verification(copy.where, copy.with_rows, trial.directives)
    start = copy.read(found)
    failure = _run(found, context, copy, trial.texts, UPGRADE)
    if failure is None:
        left = trial.remaining(plan_between(found.context, copy.read(found), found.new))
        if any(left.upgrade_ops.flat()):
            failure = Failure(f"after {UPGRADE}", "something still differs", details=_shown(left), residual=left)
    failure = failure or _run(found, context, copy, trial.texts[::-1], DOWNGRADE)
    if failure is None and (end := copy.read(found)).snapshot != start.snapshot:
        failure = _not_the_start(found, start, end)
    return replace(done, failure=failure)


def _not_the_start(found: Opened, start: Given, end: Given) -> Failure:
    left = plan_between(found.context, end, start)
    before, after = (given.snapshot.to_json().splitlines() for given in (start, end))
    lines = tuple(difflib.unified_diff(before, after, "start", "end", lineterm="", n=1))
    told = lines if left.is_empty else _shown(left)
    return Failure(f"after {DOWNGRADE}", "the schema is not the one of the start", details=told, residual=left)


def _shown(plan: Plan) -> tuple[str, ...]:
    from ..renderers.preview import plan_text

    return tuple(plan_text(plan).splitlines())


def _run(found: Opened, context: MigrationContext, copy: Copy, texts: Sequence[str], way: str) -> Failure | None:
    """Run a function of each script; return what failed. Raises AutocommitNeeded where the transaction is at fault."""
    support, text = found.context.support, ""
    try:
        with _operations(context, copy.connection) as (arguments, here):
            for text in texts:
                names: dict[str, Any] = {"__name__": "revision"}
                exec(compile(text, FILE, "exec", dont_inherit=True), names)
                with here.begin_transaction(_per_migration=True):
                    names[way](**arguments)
        if copy.in_transaction:
            support.settle_trial(copy.connection)
        elif copy.connection.in_transaction():
            copy.connection.commit()
    except AutocommitNeeded:
        raise
    except Exception as error:
        if copy.in_transaction and (reason := support.not_in_transaction(error)):
            raise AutocommitNeeded(reason) from error
        told = describe(error)
        return Failure(way, told.message, _directive(text, error), told.notes)
    return None


@contextmanager
def _operations(context: MigrationContext, connection: Any) -> Iterator[tuple[dict[str, Any], MigrationContext]]:
    """Make `op` and `context` mean a copy; give the arguments of `upgrade()`, and the context of the copy."""
    options = ways_of_running(context)
    if context.config is None or context.script is None:
        here = MigrationContext.configure(connection, opts=options)
        with here.begin_transaction(), proxy.use(Operations(here)):
            yield {}, here
        return
    with EnvironmentContext(context.config, context.script) as environment:
        environment.configure(connection=connection, **options)
        here = environment.get_context()
        with environment.begin_transaction(), proxy.use(Operations(here)):
            yield context.run_args, here


def _directive(text: str, error: Exception) -> str | None:
    """Return the statement of a script that raised an error, as one line; None where it was not in the script."""
    trace, line = error.__traceback__, None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == FILE:
            line = trace.tb_lineno
        trace = trace.tb_next
    if line is None:
        return None
    around = [
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or node.lineno)
    ]
    inner = max(around, key=lambda node: node.lineno, default=None)
    if inner is None or isinstance(inner, ast.FunctionDef):
        return None
    if isinstance(inner, ast.With):
        shown = f"with {', '.join(ast.unparse(item) for item in inner.items)}"
    else:
        shown = ast.unparse(inner)
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]} …"
