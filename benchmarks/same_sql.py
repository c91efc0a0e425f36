"""The SQL of every directive on five dialects, written by the reference and by `migrate` from the same calls.

    python benchmarks/same_sql.py --reference VENV/bin/python [--only mssql oracle] [--quiet]

Both run offline, each in its own interpreter, see `same_sql_worker.py`. Prints every difference with the reason for it,
and a table of counts; the exit status is 1 where a difference has no reason. Spaces and empty lines do not count.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

WORKER = Path(__file__).with_name("same_sql_worker.py")
DIALECTS = ("postgresql", "mysql", "sqlite", "mssql", "oracle")

REASONS: tuple[tuple[str, str, str], ...] = (
    ("*", "execute.*", "a statement that ends in a semicolon gets no second one"),
    ("postgresql,mysql", "bulk", "offline, a percent sign is not doubled for a driver that never sees it"),
    ("*", "computed_.*", "an error says what to write; PostgreSQL can make a computed column a plain one"),
    ("*", "add_col_fk_inline", "REFERENCES keeps the constraint's name, and is written by every dialect"),
    ("sqlite", "comment_.*", "SQLite has no comments: nothing is written instead of an error or of what does not run"),
    ("sqlite", "(add|drop)_col_if.*", "SQLite has no such words: they are left out of what runs"),
    ("sqlite", "add_col_(fk|check)", "SQLite takes a named constraint in ADD COLUMN, and it is written there"),
    (
        "sqlite",
        "(type|nullable|default|identity|drop_con|add_col_(pk|ident|comp)).*|uq|pk|ck|fk|batch",
        "SQLite has no such ALTER: the table is rebuilt online, and offline an error says what to write",
    ),
    ("postgresql", "default_and_rename", "a default makes way for another type, which it may not be cast to"),
    ("postgresql", "identity_.*", "options in a fixed order; what the server takes for granted is no change"),
    ("mysql", "rename_col.*", "RENAME COLUMN needs no type, and forgets nothing that the column is"),
    ("mysql", "default_text", "a function as a default stands in parentheses"),
    ("mysql", "drop_con_ifexists", "the words that MySQL and MariaDB both know"),
    ("mysql", "identity_.*", "there are no identity columns: what is left of the change is the default"),
    ("mysql", "(type|nullable|comment)_.*|drop_con_notype", "the error says what to write"),
    ("mysql,mssql", "drop_index_notable", "an index is not dropped from a table called no_table"),
    ("mssql", "comment_.*|add_col_schema|create_table", "a comment is added or changed, whichever fits, in any schema"),
    ("mssql", "default_.*", "the default there may be is looked up, with its names quoted"),
    ("mssql", "drop_col_all.*|batch", "names are quoted, and all that hangs on the column goes"),
    ("mssql", "rename_table_apostrophe", "an apostrophe in a name is doubled"),
    ("mssql", "nullable_only|identity_.*", "the error says what to write"),
    ("mssql", ".*ifnot", "SQL Server has no such words: a condition stands before the statement"),
    ("mssql", "add_col_pk_inline", "PRIMARY KEY is written"),
    ("mssql", "bulk.*", "IDENTITY_INSERT is on only around rows that have a value for an identity column"),
    ("oracle", ".*if_?(not|exists)", "a block overlooks the one error, since the words exist from 23ai on"),
    ("oracle", "comment_col_schema", "the comment goes to the column of the schema that is named"),
    ("oracle", "identity_add", "Oracle refuses it (ORA-30673), and the error says what to write"),
    ("oracle", "add_col_pk_inline", "PRIMARY KEY is written"),
)
"""Dialects ("*" for all), a pattern of the names of calls, and why the SQL differs there. The first that fits is it."""


def reason(dialect: str, call: str) -> str | None:
    """Return why a call gives other SQL than the reference; None when nobody said."""
    for dialects, pattern, why in REASONS:
        if (dialects == "*" or dialect in dialects.split(",")) and re.fullmatch(pattern, call):
            return why
    return None


def written(python: str, tool: str, dialect: str) -> dict[str, str]:
    """Return what each call wrote with one of the tools."""
    command = [python, "-W", "ignore", str(WORKER), tool, dialect]
    found: dict[str, str] = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return found


def compare(reference: str, dialect: str, quiet: bool) -> tuple[int, int, int]:
    """Print the differences of one dialect; return how many calls are the same, differ, and differ for no reason."""
    theirs, ours = written(reference, "alembic", dialect), written(sys.executable, "migrate", dialect)
    differing = [name for name in ours if ours[name].split() != theirs[name].split()]
    unexplained = [name for name in differing if reason(dialect, name) is None]
    for name in unexplained if quiet else differing:
        print(f"## {dialect} {name}: {reason(dialect, name) or 'NO REASON'}")
        for title, text in (("reference", theirs[name]), ("migrate", ours[name])):
            print(f"{title}:\n" + "".join(f"    {line}\n" for line in text.splitlines() if line.strip()), end="")
    return len(ours) - len(differing), len(differing), len(unexplained)


def main() -> int:
    """Compare the dialects asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", required=True, help="a Python that can import alembic")
    parser.add_argument("--only", nargs="+", choices=DIALECTS, default=DIALECTS)
    parser.add_argument("--quiet", action="store_true", help="print only what has no reason")
    given = parser.parse_args()
    rows = {dialect: compare(given.reference, dialect, given.quiet) for dialect in given.only}
    print("\n| dialect | same | other, for a reason | for none |\n|---|---|---|---|")
    for dialect, (same, other, unexplained) in rows.items():
        print(f"| {dialect} | {same} | {other - unexplained} | {unexplained} |")
    return int(any(unexplained for _, _, unexplained in rows.values()))


if __name__ == "__main__":
    sys.exit(main())
