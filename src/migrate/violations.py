"""What to do where a statement fails because of rows: by the code that the database gives, or SQLite's first words."""

from __future__ import annotations

NO_VALUE = "rows have no value there: give them one first, with op.fill_missing() while the column may be NULL"
TWICE = "several rows have the same values there: change or delete all but one of them first"
NOWHERE = "rows refer to what is not there: correct or delete them first, or add what they refer to"
BROKEN = "rows break the condition: change them first"

HINTS = {
    "23502": NO_VALUE,
    "23505": TWICE,
    "23503": NOWHERE,
    "23514": BROKEN,
    "1048": NO_VALUE,
    "1138": NO_VALUE,
    "1062": TWICE,
    "1452": NOWHERE,
    "4025": BROKEN,
    "3819": BROKEN,
    "NOT NULL": NO_VALUE,
    "UNIQUE": TWICE,
    "FOREIGN KEY": NOWHERE,
    "CHECK": BROKEN,
}
"""SQLSTATE (PostgreSQL), error number (MySQL, MariaDB) or first words (SQLite) → what to do."""


def hint_for(cause: BaseException) -> str | None:
    """Return what to do about the error of a driver; None where it is not about rows."""
    first = str(cause.args[0] if cause.args else "")
    codes = (getattr(cause, "sqlstate", None), getattr(cause, "pgcode", None), first, first.partition(" constraint")[0])
    return next((HINTS[code] for code in codes if code in HINTS), None)
