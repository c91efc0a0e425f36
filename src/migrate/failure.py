"""From an exception to what a person sees: one message, no traceback, no password, an exit status."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NamedTuple

from .errors import MigrateError, OperationError
from .redact import redact, urls_in_use
from .violations import hint_for

if TYPE_CHECKING:
    from .config import Config

STATUS_FAILED = 1
STATUS_INTERRUPTED = 130  # 128 + SIGINT, what a shell expects

DRIVERS = {
    "psycopg2": "pip install psycopg2-binary, or write postgresql+psycopg:// in the URL for psycopg 3",
    "psycopg": "pip install 'migrate-diff[postgresql]'",
    "asyncpg": "pip install asyncpg",
    "aiomysql": "pip install aiomysql",
    "asyncmy": "pip install asyncmy",
    "MySQLdb": "pip install mysqlclient, or write mysql+pymysql:// in the URL for PyMySQL",
    "pymysql": "pip install 'migrate-diff[mysql]'",
    "aiosqlite": "pip install aiosqlite",
    "pyodbc": "pip install pyodbc",
    "oracledb": "pip install oracledb",
}
"""Module a database URL may need → how to get it."""


class Report(NamedTuple):
    """What to say: the message, more lines (what is applied, what is not), and what to do."""

    message: str
    notes: tuple[str, ...] = ()
    hint: str | None = None


def report(error: BaseException, config: Config | None = None) -> int:
    """Print one message about `error` on standard error; return the exit status."""
    if isinstance(error, BrokenPipeError):
        # whoever read our output has had enough of it; the interpreter must not complain when it flushes
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return STATUS_FAILED
    sys.stdout.flush()  # what was printed before comes before, also where both go to one file
    urls = urls_in_use(config)
    told = describe(error, config)
    message, *notes = (redact(text, urls) for text in (told.message, *told.notes))
    draw(Report(message, tuple(notes), told.hint and redact(told.hint, urls)))
    return STATUS_INTERRUPTED if isinstance(error, KeyboardInterrupt) else STATUS_FAILED


def describe(error: BaseException, config: Config | None = None) -> Report:
    """Return what to say about `error`; passwords are not hidden yet."""
    notes = tuple(getattr(error, "__notes__", ()))
    if isinstance(error, KeyboardInterrupt):
        return Report("interrupted", notes or ("no migration was running, so nothing is half done",))
    if isinstance(error, MigrateError):
        place = _place(error) if isinstance(error, OperationError) else ""
        return Report(error.message + place, notes, error.hint)
    database = _describe_database(error, config)
    if database is not None:
        return Report(database.message, notes + database.notes, database.hint)
    return Report(_reason(error) + _place(error), notes, _hint(error))


def _describe_database(error: BaseException, config: Config | None) -> Report | None:
    """Return what to say about an error of SQLAlchemy; None for any other."""
    sqlalchemy = sys.modules.get("sqlalchemy.exc")  # an error of a library that nobody imported cannot be here
    if sqlalchemy is None or not isinstance(error, sqlalchemy.SQLAlchemyError):
        return None
    where = f"the URL is in {config.source}" if config is not None else None
    if isinstance(error, sqlalchemy.NoSuchModuleError | sqlalchemy.ArgumentError) and not _place(error):
        return Report(f"the database URL cannot be used: {in_one_line(error)}", hint=where)
    if isinstance(error, sqlalchemy.MissingGreenlet):
        return Report(
            f"an asynchronous driver was used without its event loop{_place(error)}",
            hint="use a driver without asyncio in the URL (postgresql+psycopg, sqlite), or start env.py anew from "
            "`migrate init -t async`",
        )
    if not isinstance(error, sqlalchemy.DBAPIError):
        return Report(_reason(error) + _place(error))
    cause = in_one_line(error.orig or error)
    if error.statement is None:
        return Report(f"cannot connect to the database: {cause}", hint=where and f"is it running? {where}")
    statement = " ".join(str(error.statement).split())
    shortened = statement if len(statement) <= 300 else statement[:300] + " …"
    refused = f"the database refused a statement: {cause}{_place(error)}"
    return Report(refused, (f"statement: {shortened}",), hint_for(error.orig) if error.orig else None)


def _reason(error: BaseException) -> str:
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.strerror}: {error.filename}"
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def in_one_line(error: BaseException) -> str:
    """Return the first lines of a driver's message as one: psycopg adds a DETAIL line worth having."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return " ".join(line for line in lines[:3] if not line.startswith(("LINE ", "^"))) or type(error).__name__


def _hint(error: BaseException) -> str | None:
    if isinstance(error, ModuleNotFoundError) and error.name in DRIVERS:
        return DRIVERS[error.name]
    if isinstance(error, ImportError) and (error.name or "").partition(".")[0] in ("migrate", "alembic"):
        return "what Alembic documents is here, not what is private to it; what imports it may have a newer release"
    return None if isinstance(error, OSError) else "--raiseerr shows the whole traceback"


def _place(error: BaseException) -> str:
    """Return " (migrations/env.py, line 12)": the innermost line of the project's own code, if any took part."""
    import traceback

    from .models import shown

    if isinstance(error, SyntaxError) and error.filename:
        return ""  # its text says where
    own = os.path.dirname(os.path.abspath(__file__))
    library = os.path.dirname(os.path.abspath(traceback.__file__))
    frames = traceback.extract_tb(error.__traceback__)
    for frame in reversed(frames):
        path = frame.filename
        foreign = path.startswith((own + os.sep, library + os.sep)) or "site-packages" in path
        if os.path.isfile(path) and not foreign and os.path.basename(path) != os.path.basename(sys.argv[0]):
            return f" ({shown(path)}, line {frame.lineno})"
    return ""


def draw(told: Report) -> None:
    """Print the report, in colour where standard error is a terminal that wants it."""
    lines = [("error: ", "bold red", told.message)]
    lines += [("", "", note) for note in told.notes]
    lines += [("hint: ", "cyan", told.hint)] if told.hint else []
    stream = sys.stderr
    if not wants_colour(stream):
        print(*(label + text for label, _, text in lines), sep="\n", file=stream)
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True, highlight=False)
    for label, style, text in lines:
        console.print(Text.assemble((label, style), text), soft_wrap=True)


def wants_colour(stream: object) -> bool:
    """Return whether `stream` is a terminal and nobody asked for plain text (NO_COLOR, TERM=dumb)."""
    isatty = getattr(stream, "isatty", None)
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return not plain and isatty is not None and bool(isatty())
