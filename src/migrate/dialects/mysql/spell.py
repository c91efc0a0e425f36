"""How the server spells an expression of the model: asked with temporary tables.

CREATE TEMPORARY TABLE commits nothing, so the user's transaction goes on; what the server made of each expression is
read from SHOW CREATE TABLE, and the table is dropped. Many questions share one table, as long as they agree on the
types of the columns they mention; a question the server refuses is found by halving and left out.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from ...comparators.records import Question
from .exact import show_create, with_bytes
from .normalize import split_on_update, tokens
from .show_create import checks_of, columns_of
from .spell_views import spell_views
from .types import CHARACTER_TYPES

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from .support import MysqlSupport

log = logging.getLogger("migrate.comparators")

NAME = "migrate_spelling"
UNASKED = frozenset({"where", "view", "trigger"})
REFUSED = frozenset({1044, 1046, 1142, 1227, 1290, 1370})
"""Errors that will meet every question: no right, no database, read-only server."""

ROW_BYTES = 60_000  # a row has at most 65,535
TABLE_COLUMNS = 300  # InnoDB: 1,017
OPEN_TABLES = 16  # how many unfinished tables a question is tried on


@dataclass
class Scratch:
    """One temporary table in the making: the columns mentioned, and the questions asked with it."""

    columns: dict[str, tuple[str, str]] = field(default_factory=dict)  # lower-case name → name and type
    questions: list[Question] = field(default_factory=list)
    bytes: int = 0

    def takes(self, question: Question) -> bool:
        """Add the question if its columns fit to those that are here; return whether they did."""
        own = 1 if question.slot in ("default", "computed") else 0  # the column the expression belongs to
        columns = declared(question)
        mentioned = {column[0].lower(): column for column in columns[own:]}
        if any(self.columns.get(name, column)[1] != column[1] for name, column in mentioned.items()):
            return False
        types = [column[1] for name, column in mentioned.items() if name not in self.columns]
        types += [column[1] for column in columns[:own]]
        size = self.bytes + sum(map(row_bytes, types))
        if self.questions and (
            size > ROW_BYTES or len(self.columns) + len(self.questions) + len(types) > TABLE_COLUMNS
        ):
            return False
        self.bytes = size
        self.columns.update({name: self.columns.get(name, column) for name, column in mentioned.items()})
        self.questions.append(question)
        return True


def declared(question: Question) -> list[tuple[str, str]]:
    """Return the columns of a question, their types with the collation that they do not have by themselves."""
    collations = dict(question.collations)
    return [
        (name, f"{type_} COLLATE {collations[name]}")
        if name in collations and type_.startswith(CHARACTER_TYPES)
        else (name, type_)
        for name, type_ in question.columns
    ]


def row_bytes(type_text: str) -> int:
    """Return about how much of a row a column takes."""
    shape = re.match(r"(var)?(char|binary)\((\d+)\)", type_text)
    return 4 + int(shape[3]) * (4 if shape[2] == "char" else 1) if shape else 16


def pack(questions: Sequence[Question]) -> list[Scratch]:
    """Return few tables that hold all questions."""
    scratches: list[Scratch] = []
    for question in questions:
        if not any(scratch.takes(question) for scratch in scratches[-OPEN_TABLES:]):
            scratches.append(Scratch())
            scratches[-1].takes(question)
    return scratches


def spell(connection: Connection, support: MysqlSupport, questions: Sequence[Question]) -> dict[Question, str]:
    """Return the server's spelling of each question it accepts, canonical."""
    answers: dict[Question, str] = {}
    views = [question for question in dict.fromkeys(questions) if question.slot == "view"]
    if views:
        answers.update(spell_views(connection, support, views))
    waiting = pack([q for q in dict.fromkeys(questions) if q.slot not in UNASKED])
    while waiting:
        scratch = waiting.pop()
        try:
            answers.update(_ask(connection, support, scratch))
        except DBAPIError as error:
            code = _code(error)
            if code is None:
                raise
            if code in REFUSED:
                log.warning(
                    "The server does not let this user create temporary tables (error %s): expressions of the "
                    "model are compared by their text.",
                    code,
                )
                return answers
            asked = scratch.questions
            if len(asked) > 1:
                waiting += pack(asked[: len(asked) // 2]) + pack(asked[len(asked) // 2 :])
    return answers


def default_clause(sql: str) -> str:
    """Return a default as it follows DEFAULT: an expression needs parentheses, a literal must not have any."""
    value, update = split_on_update(sql)
    found = tokens(value)
    plain = len(found) == 1 + (found[0].text in ("-", "+")) or value.startswith("(")
    function = re.match(r"(current_timestamp|now|localtime|localtimestamp|nextval)\b", value, re.IGNORECASE)
    text = value if plain or function else f"({value})"
    return text if update is None else f"{text} ON UPDATE {update}"


def _ask(connection: Connection, support: MysqlSupport, scratch: Scratch) -> dict[Question, str]:
    quote = support.plain_dialect.identifier_preparer.quote_identifier
    items = [f"{quote(name)} {type_}" for name, type_ in scratch.columns.values()]
    for i, question in enumerate(scratch.questions):
        name = quote(f"{NAME}_{i}")
        if question.slot == "default":
            items.append(f"{name} {declared(question)[0][1]} DEFAULT {default_clause(question.sql)}")
        elif question.slot == "check":
            items.append(f"CONSTRAINT {name} CHECK ({question.sql})")
        else:
            type_ = declared(question)[0][1] if question.slot == "computed" else "longtext"
            items.append(f"{name} {type_} GENERATED ALWAYS AS ({question.sql}) VIRTUAL")
    if all(item.startswith("CONSTRAINT") for item in items):
        items.insert(0, f"{quote(NAME)} int")  # a table has a column
    raw = {"no_parameters": True}  # a percent sign is one
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {NAME} ({', '.join(items)})", execution_options=raw)
    try:
        shown = show_create(connection, NAME)
    finally:
        connection.exec_driver_sql(f"DROP TEMPORARY TABLE {NAME}")
    columns, checks = columns_of(shown), checks_of(shown)
    answers = {}
    for i, question in enumerate(scratch.questions):
        name = f"{NAME}_{i}"
        if question.slot == "check":
            answers[question] = support.canonical_expression(checks[name])
        elif question.slot == "default":
            spec = with_bytes(columns[name])
            sql = (spec.default or "NULL") + (f" ON UPDATE {spec.on_update}" if spec.on_update else "")
            answers[question] = support.canonical_default(sql, question.columns[0][1])
        else:
            generated = columns[name].generated or ""
            expression = generated[generated.index("(") : generated.rindex(")") + 1]
            answers[question] = support.canonical_expression(expression)
    return answers


def _code(error: DBAPIError) -> int | None:
    """Return the server's error number, None for an error that is not the server's."""
    arguments = getattr(getattr(error, "orig", None), "args", ())
    return arguments[0] if arguments and isinstance(arguments[0], int) else None
