"""How the server rewrites the query of a view: a view is made of it under another name, read, and dropped.

CREATE VIEW ends the transaction it is in, so that happens on a connection of its own.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from ...comparators.records import Question
from ...ddl.views import body
from .normalize import Token, tokens

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from .support import MysqlSupport

log = logging.getLogger("migrate.comparators")
PATIENCE = "SET SESSION lock_wait_timeout = 5"  # seconds
READ = "SELECT TABLE_NAME, VIEW_DEFINITION, CHECK_OPTION FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE()"


def spell_views(connection: Connection, support: MysqlSupport, questions: Sequence[Question]) -> dict[Question, str]:
    """Return question → JSON of [query, []] for every query that the server accepts.

    One statement for each view, and five more. Nothing is answered without the right to create views, or where the
    tables are in a transaction that has not ended.
    """
    raw = {"no_parameters": True}  # a percent sign is one
    made: dict[str, Question] = {}
    with connection.engine.connect() as own:
        own.detach()  # its database and settings are nobody else's
        try:
            own.exec_driver_sql(PATIENCE)
            quote = support.plain_dialect.identifier_preparer.quote_identifier
            own.exec_driver_sql(f"USE {quote(support.server.default_schema or '')}", execution_options=raw)
            number = own.scalar(sa.text("SELECT CONNECTION_ID()"))
            for question in questions:
                name = f"migrate_view_{number}_{len(made)}"
                try:
                    own.exec_driver_sql(f"CREATE VIEW {name} {body(question.sql)}", execution_options=raw)
                    made[name] = question
                except DBAPIError as error:
                    log.debug("The server refuses %s: %s", question.sql, error.orig)
            rows = own.exec_driver_sql(READ).all() if made else ()
        except DBAPIError as error:
            log.debug("Views are compared as text: %s", error.orig)
            rows = ()
        finally:
            if made:
                own.exec_driver_sql(f"DROP VIEW IF EXISTS {', '.join(made)}")
    shown = {name: stored_query(sql, check, support) for name, sql, check in rows if name in made}
    return {made[name]: json.dumps([query, []]) for name, query in shown.items()}


def stored_query(sql: str, check: str, support: MysqlSupport) -> str:
    """Return the canonical query of information_schema.VIEWS, without the name of the connection's own database."""
    own = support.server.default_schema
    found = tokens(sql)
    parts, at = [], 0
    for i, token in enumerate(found[:-1]):
        if token.text == f"`{own}`" and found[i + 1].text == "." and _is_database(found, i):
            parts.append(sql[at : token.start])
            at = found[i + 1].end
    text = "".join([*parts, sql[at:]])
    return support.canonical_expression(text if check == "NONE" else f"{text} WITH {check} CHECK OPTION")


def _is_database(found: Sequence[Token], i: int) -> bool:
    """Whether a name before a dot is a database and not a table: of three names, or after FROM and JOIN."""
    before = i - 1
    if before >= 0 and found[before].text == ".":
        return False
    if [token.text for token in found[i + 3 : i + 4]] == ["."]:
        return True
    while before >= 0 and found[before].text == "(":
        before -= 1
    return before >= 0 and found[before].text.lower() in ("from", "join", "straight_join")
