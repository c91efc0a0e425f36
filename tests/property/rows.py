"""The rows that the tables of a model have before anything changes."""

from __future__ import annotations

from tests.property.models import Model
from tests.property.spelling import quoted
from tests.property.words import BLOBS, ROWS, VALUES


def insert(model: Model, dialect: str) -> str:
    """Return the statements that put rows into the tables, as the rows.sql of a case file."""
    lines = []
    for name, table in model.items():
        names = table.plain()
        values_of = VALUES | {"binary": BLOBS.get(dialect, VALUES["binary"])}
        rows = (", ".join(values_of[table.columns[each].family].format(row) for each in names) for row in ROWS)
        values = ", ".join(f"({row})" for row in rows)
        own = any("always" in (column.identity or "") for column in table.columns.values())
        given = "OVERRIDING SYSTEM VALUE " if own else ""
        head = quoted(f"INSERT INTO {model.sql_place(name)} ({', '.join(names)})", dialect, model.names)
        lines.append(f"{head} {given}VALUES {values};\n")
    return "".join(lines)
