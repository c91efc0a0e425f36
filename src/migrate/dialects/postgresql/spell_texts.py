"""How the server shows a function or a trigger of the models: a temporary one is made and read back."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from ...comparators.records import Question
from ...ddl.triggers import create_trigger, parts
from .names import kept
from .spell_views import attempts

if TYPE_CHECKING:
    from .spell import Run
    from .support import PostgresqlSupport

FUNCTION, TABLE, TRIGGER = "migrate_function_", "migrate_triggered_", "migrate_trigger"
READ = f"""
SELECT p.proname::text, json_build_array(
  pg_catalog.pg_get_function_arguments(p.oid),
  substr(
    pg_catalog.pg_get_functiondef(p.oid),
    strpos(pg_catalog.pg_get_functiondef(p.oid), '(' || pg_catalog.pg_get_function_arguments(p.oid) || E')\\n')
      + length(pg_catalog.pg_get_function_arguments(p.oid)) + 3
  ),
  pg_catalog.pg_get_function_result(p.oid)
)::text
FROM pg_catalog.pg_proc p
WHERE p.pronamespace = pg_catalog.pg_my_temp_schema() AND starts_with(p.proname, '{FUNCTION}')
UNION ALL
SELECT c.relname::text, pg_catalog.pg_get_triggerdef(t.oid)
FROM pg_catalog.pg_trigger t
JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = pg_catalog.pg_my_temp_schema() AND starts_with(c.relname, '{TABLE}')
"""


def spell_texts(run: Run, questions: Sequence[Question], support: PostgresqlSupport) -> dict[Question, str]:
    """Return question → the server's words for every function and trigger that it accepts; `run` as in `spell_views`.

    For a function that is JSON of [arguments, what follows, type of the result], for a trigger its definition.
    """
    made = [
        _trigger(number, question, support) if question.slot == "trigger" else [_function(number, question)]
        for number, question in enumerate(questions)
    ]
    try:
        run(f"CREATE TEMPORARY TABLE {TRIGGER} ()")  # there is a temporary schema from now on
        run(attempts(made))
        rows = run(READ).all()
    except DBAPIError:
        return {}
    answers = {}
    for name, found in rows:
        question = questions[int(name.rpartition("_")[2])]
        if question.slot == "trigger":
            table = re.search(rf" ON (\S+\.{name}) ", found)  # in the schema pg_temp or pg_temp_3
            assert table is not None
            answers[question] = definition(found, TRIGGER, table[1], _place(question, support), support)
        else:
            answers[question] = found
    return answers


def definition(text: str, name: str, table: str, plain: str, support: PostgresqlSupport) -> str:
    """Return the canonical definition of a trigger, from CREATE TRIGGER: without its name, the table as `plain`."""
    head = f"TRIGGER {name} "
    start = text.index(head)
    before = "CONSTRAINT " if text[:start].rstrip().endswith("CONSTRAINT") else ""
    rest = text[start + len(head) :].replace(f" ON {table} ", f" ON {plain} ", 1)
    return support.canonical_expression(before + rest)


def _place(question: Question, support: PostgresqlSupport) -> str:
    """Return the table of a trigger as `stored_place` shows it."""
    found = parts(question.sql)
    name = support.quote(kept(found.table))
    return stored_place(f"{support.quote(kept(found.schema))}.{name}" if found.schema else name, support)


def stored_place(qualified: str, support: PostgresqlSupport) -> str:
    """Return the quoted name of a table, without the schema where that is the default one."""
    return qualified.removeprefix(f"{support.quote(support.default_schema)}.")


def _function(number: int, question: Question) -> str:
    arguments, text, procedure = json.loads(question.sql)
    kind = "PROCEDURE" if procedure else "FUNCTION"
    return f"CREATE {kind} pg_temp.{FUNCTION}{number}({arguments}) {text}"


def _trigger(number: int, question: Question, support: PostgresqlSupport) -> list[str]:
    found = parts(question.sql)
    table = f"{TABLE}{number}"
    name = f"{support.quote(found.schema)}." if found.schema else ""
    copy = f"CREATE TEMPORARY TABLE {table} (LIKE {name}{support.quote(found.table)} INCLUDING GENERATED)"
    text = f"{found.before}{table}{found.after}"
    return [copy, create_trigger(TRIGGER, text, None, support.plain_dialect)]
