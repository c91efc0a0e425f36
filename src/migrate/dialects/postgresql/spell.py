"""How the server itself spells expressions of the model.

The server rewrites every expression it stores: it adds casts and parentheses, names operators and functions anew.
So the model's expressions are stored, in temporary tables inside a savepoint, and read back; then everything is
rolled back. A default becomes the default of a column, any other expression part of a CHECK: nothing is evaluated,
because the tables have no rows. Many questions share one table; a refused table is asked again by halves, so that one
expression the server refuses costs a few statements and no answers.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError

from ...comparators.records import Question
from .normalize import tokens
from .spell_texts import spell_texts
from .spell_views import spell_views

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from .support import PostgresqlSupport

log = logging.getLogger("migrate.comparators")

TABLE = "migrate_spelling"
MOST = 400
"""Questions, and columns, that one temporary table takes at most; the server's limit is 1,600 columns."""

WHOLE = frozenset({"view", "function", "trigger"})
"""What is asked about objects as wholes, not about expressions."""

READ = f"""
SELECT c.conname::text, pg_catalog.pg_get_expr(c.conbin, c.conrelid)
FROM pg_catalog.pg_constraint c
WHERE c.conrelid = 'pg_temp.{TABLE}'::regclass AND c.contype = 'c'
UNION ALL
SELECT a.attname::text, pg_catalog.pg_get_expr(d.adbin, d.adrelid)
FROM pg_catalog.pg_attrdef d
JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
WHERE d.adrelid = 'pg_temp.{TABLE}'::regclass
"""
IS_THERE = " IS NOT NULL"
"""What makes a condition of any expression, so that it can stand in a CHECK."""

Run = Callable[[str], Any]


@dataclass
class Batch:
    """Questions that fit into one table: `columns` maps the names they mention to types."""

    questions: list[Question] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)

    def takes(self, mentioned: Mapping[str, str]) -> bool:
        """Return whether a question that mentions these columns fits in."""
        if len(self.questions) >= MOST or len(self.columns) + len(mentioned) > MOST:
            return False
        return all(self.columns.get(name, type_) == type_ for name, type_ in mentioned.items())


def spell(connection: Connection, questions: Sequence[Question], support: PostgresqlSupport) -> dict[Question, str]:
    """Return question → canonical text of the server's spelling, for every question it accepts.

    Without the right to create temporary tables nothing is answered, and a warning says so once. The transaction
    of `connection`, or that there was none, is afterwards what it was before.
    """
    answers: dict[Question, str] = {}
    if not questions:
        return answers
    with _scratch(connection) as run:
        if run is None:
            return answers
        whole = [question for question in dict.fromkeys(questions) if question.slot in WHOLE]
        for slots, ask in ((("view",), spell_views), (("function", "trigger"), spell_texts)):
            asked = [question for question in whole if question.slot in slots]
            if asked:
                answers.update(ask(run, asked, support))
                run(f"ROLLBACK TO SAVEPOINT {TABLE}")
        if whole and not answers and not _may_create(run, support):
            return {}
        waiting = _packed([question for question in dict.fromkeys(questions) if question.slot not in WHOLE])
        probed = False
        while waiting:
            batch = waiting.pop()
            try:
                run(_create(batch, support))
                rows = run(READ).all()
                if waiting:  # the last table goes with the savepoint
                    run(f"ROLLBACK TO SAVEPOINT {TABLE}")
            except DBAPIError as error:
                run(f"ROLLBACK TO SAVEPOINT {TABLE}")
                if not probed and not _may_create(run, support):
                    return {}
                probed = True
                if len(batch.questions) > 1:
                    half = len(batch.questions) // 2
                    waiting += _packed(batch.questions[half:]) + _packed(batch.questions[:half])
                else:
                    log.debug("The server refuses %s: %s", batch.questions[0].sql, error.orig)
                continue
            for name, text in rows:
                question = batch.questions[int(name[1:])]
                answers[question] = _answer(question, text, support)
    return answers


@contextmanager
def _scratch(connection: Connection) -> Iterator[Run | None]:
    """Give a function that runs SQL within a savepoint, and undo all of it; None in a transaction that has failed.

    A connection in autocommit mode has no transaction for a savepoint: it gets one of its own, by hand, because
    SQLAlchemy sends no BEGIN there.
    """

    def run(sql: str) -> Any:
        return connection.exec_driver_sql(sql, execution_options={"no_parameters": True})

    idle = not connection.in_transaction()
    ending = [f"ROLLBACK TO SAVEPOINT {TABLE}", f"RELEASE SAVEPOINT {TABLE}"]
    try:
        try:
            run(f"SAVEPOINT {TABLE}")
        except DBAPIError:
            try:
                run("BEGIN")
            except DBAPIError:
                yield None
                return
            ending = ["ROLLBACK"]
            run(f"SAVEPOINT {TABLE}")
        try:
            yield run
        finally:
            for sql in ending:
                run(sql)
    finally:
        if idle:
            connection.rollback()


def _may_create(run: Run, support: PostgresqlSupport) -> bool:
    """Return whether temporary tables can be made at all; the first time they cannot, say so."""
    try:
        run(f"CREATE TEMPORARY TABLE {TABLE} ()")
    except DBAPIError as error:
        if not support.warned:
            support.warned = True
            log.warning(
                "Expressions are compared as text, because no temporary table can be created: %s",
                str(error.orig).strip().partition("\n")[0],
            )
        return False
    finally:
        run(f"ROLLBACK TO SAVEPOINT {TABLE}")
    return True


def _packed(questions: Sequence[Question]) -> list[Batch]:
    """Return `questions` in as few batches as they fit in: each goes to the first one that takes it."""
    batches: list[Batch] = []
    for question in questions:
        mentioned = _mentioned(question)
        batch = next((b for b in batches if b.takes(mentioned)), None)
        if batch is None:
            batch = Batch()
            batches.append(batch)
        batch.questions.append(question)
        batch.columns.update(mentioned)
    return batches


def _mentioned(question: Question) -> dict[str, str]:
    """Return name → type of the columns that the text of `question` mentions."""
    columns = question.columns
    if question.slot in ("default", "computed"):
        columns = columns[1:]  # the first is the column that is asked about
    names = set()
    for kind, text in tokens(question.sql):
        if kind == "word":
            names.add(text.lower())
        elif kind == "quoted":
            names.add(text[1:-1].replace('""', '"'))
    return {name: type_ for name, type_ in columns if name in names}


def _create(batch: Batch, support: PostgresqlSupport) -> str:
    quote = support.plain_dialect.identifier_preparer.quote_identifier
    parts = [f"{quote(name)} {type_}" for name, type_ in batch.columns.items()]
    for number, question in enumerate(batch.questions):
        # an upper-case Q: no column of the model has such a name by accident, and if it has, the table is refused
        name = f'"Q{number}"'
        if question.slot == "default":
            parts.append(f"{name} {question.columns[0][1]} DEFAULT ({question.sql})")
        elif question.slot == "computed":
            parts.append(f"{name} {question.columns[0][1]} GENERATED ALWAYS AS ({question.sql}) STORED")
        elif question.slot in ("check", "where"):
            parts.append(f"CONSTRAINT {name} CHECK ({question.sql})")
        else:
            parts.append(f"CONSTRAINT {name} CHECK (({question.sql}){IS_THERE})")
    return f"CREATE TEMPORARY TABLE {TABLE} ({', '.join(parts)})"


def _answer(question: Question, text: str, support: PostgresqlSupport) -> str:
    """Return the canonical text of the server's spelling of `question`."""
    if question.slot == "default":
        return support.canonical_default(text, question.columns[0][1])
    canonical = support.canonical_expression(text)
    if question.slot == "index":
        return support.canonical_expression(canonical.removesuffix(IS_THERE))
    return canonical
