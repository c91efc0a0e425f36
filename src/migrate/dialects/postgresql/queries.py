"""The catalog queries: packaged text, read once, adapted to the server's version."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

SINCE = {
    "i.indnullsnotdistinct": (15, "false"),
    "k.confdelsetcols": (15, "NULL"),
}
"""Catalog column → the first version that has it, and what stands for it before."""


PARTS = {"{fields}": "view_fields"}
"""Placeholder → the file that two queries share."""


@cache
def _text(name: str) -> str:
    return (files(__package__) / "sql" / f"{name}.sql").read_text(encoding="utf-8")


@cache
def query(name: str, version: int) -> str:
    """Return the text of `sql/<name>.sql` for a server of major version `version`."""
    text = _text(name)
    for placeholder, part in PARTS.items():
        if placeholder in text:
            text = text.replace(placeholder, _text(part).rstrip())
    for column, (first, instead) in SINCE.items():
        if version < first:
            text = text.replace(column, instead)
    return text


def literal(value: str) -> str:
    """Return `value` as an SQL string literal.

    Backslashes are doubled in an escape string, so that the setting standard_conforming_strings does not matter.
    """
    quoted = value.replace("'", "''")
    if "\\" in quoted:
        return "E'" + quoted.replace("\\", "\\\\") + "'"
    return f"'{quoted}'"
