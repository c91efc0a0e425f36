"""How the server rewrites the queries of views: each becomes a temporary view, whose definition is read back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from ...comparators.records import Question
from ...ddl.views import body
from .queries import literal

if TYPE_CHECKING:
    from .spell import Run
    from .support import PostgresqlSupport

NAME = "migrate_view_"
READ = f"""
SELECT c.relname::text, pg_catalog.pg_get_viewdef(c.oid), (
  SELECT json_agg(json_build_array(a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod)) ORDER BY a.attnum)::text
  FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0
), (SELECT o.option_value FROM pg_catalog.pg_options_to_table(c.reloptions) o WHERE o.option_name = 'check_option')
FROM pg_catalog.pg_class c
WHERE c.relnamespace = pg_catalog.pg_my_temp_schema() AND c.relkind = 'v' AND starts_with(c.relname, '{NAME}')
"""


def spell_views(run: Run, questions: Sequence[Question], support: PostgresqlSupport) -> dict[Question, str]:
    """Return question → JSON of [query, [[column, type], …]] for every query that the server accepts.

    Two statements, whatever the number of views; `run` runs within a savepoint, which its caller rolls back. A query
    that reads what is not there yet is left out.
    """
    made = [[f"CREATE TEMPORARY VIEW {NAME}{n} {body(question.sql)}"] for n, question in enumerate(questions)]
    try:
        run(attempts(made))
        rows = run(READ).all()
    except DBAPIError:
        return {}
    answers = {}
    for name, sql, columns, checked in rows:
        question = questions[int(name.removeprefix(NAME))]
        answers[question] = json.dumps([stored_query(sql, checked, support), json.loads(columns)])
    return answers


def stored_query(sql: str, checked: str | None, support: PostgresqlSupport) -> str:
    """Return the canonical query of a view, with its check option: "local", "cascaded" or None."""
    text = support.canonical_expression(sql.removesuffix(";"))
    return f"{text} WITH {checked.upper()} CHECK OPTION" if checked else text


def attempts(groups: Iterable[Sequence[str]]) -> str:
    """Return one statement that tries groups of statements, of which those that fail leave nothing."""
    made = "\n".join(
        f"BEGIN {' '.join(f'EXECUTE {literal(each)};' for each in group)} EXCEPTION WHEN OTHERS THEN NULL; END;"
        for group in groups
    )
    tag = "$migrate$"
    while tag in made:
        tag = f"{tag[:-1]}_$"
    return f"DO {tag} BEGIN\n{made}\nEND {tag}"
