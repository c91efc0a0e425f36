"""The main job, from an empty database to a second version of the models and back, on a copy of the bookshop.

Everything happens in the folder `demo` at the top of the checkout, which git ignores (or in the one given as
argument). Each command is shown before it runs; run it yourself there, to see more.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEMO = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT / "demo"
BIN = Path(sys.executable).parent

FIRST = "migrate revision --autogenerate -m 'first models'"
STEPS: tuple[tuple[str, str], ...] = (
    ("Compare the models with a database that is still empty, and write a revision script.", FIRST),
    ("The script:", "cat migrations/versions/*first_models.py"),
    ("Run it.", "migrate upgrade head"),
    ("Some rows, to see them kept.", "python insert_rows.py"),
    ("A few weeks later the models have changed.", "cp bookshop/models_next.py bookshop/models.py"),
    ("What differs now?", "migrate diff"),
    ("Write it, and run it.", "migrate -q revision --autogenerate -m 'reviews and totals'"),
    ("", "migrate upgrade head"),
    ("Database and models agree, and the rows are there:", "migrate check"),
    ("", "python count_rows.py"),
    ("What happened so far:", "migrate history --indicate-current"),
    ("And back again.", "migrate downgrade -1"),
    ("", "migrate current"),
    ("", "python count_rows.py"),
)

INSERT = """\
import sqlite3

with sqlite3.connect("bookshop.db") as database:
    database.executescript('''
        INSERT INTO publisher (id, name, fax) VALUES (1, 'Parnassus', '555-1'), (2, 'Ace', NULL);
        INSERT INTO author (id, name) VALUES (1, 'Ursula K. Le Guin'), (2, 'Stanislaw Lem');
        INSERT INTO book (id, title, price, publisher_id) VALUES
            (1, 'A Wizard of Earthsea', 9.5, 1), (2, 'Solaris', 8, 2);
        INSERT INTO book_author (book_id, author_id) VALUES (1, 1), (2, 2);
        INSERT INTO customer (id, email, name) VALUES (1, 'ged@roke.example', 'Ged');
        INSERT INTO orders (id, customer_id) VALUES (1, 1);
        INSERT INTO order_line (id, order_id, book_id, quantity, price) VALUES (1, 1, 1, 2, 9.5), (2, 1, 2, 1, 8);
    ''')
print("rows inserted")
"""

COUNT = """\
import sqlite3

with sqlite3.connect("bookshop.db") as database:
    for table in ("publisher", "author", "book", "book_author", "customer", "orders", "order_line"):
        print(f"{table}: {database.execute(f'SELECT count(*) FROM {table}').fetchone()[0]} rows")
"""


def main() -> int:
    """Run the steps; return the exit status of the first that fails, 0 when none does."""
    shutil.rmtree(DEMO, ignore_errors=True)
    leave = shutil.ignore_patterns("migrations", "tests", "*.db", "__pycache__")
    shutil.copytree(ROOT / "examples" / "bookshop", DEMO, ignore=leave)
    (DEMO / "insert_rows.py").write_text(INSERT)
    (DEMO / "count_rows.py").write_text(COUNT)
    say(f"The bookshop, in {DEMO}. Its pyproject.toml holds all that migrate has to know:")
    run("cat pyproject.toml")
    for words, command in (("", "migrate init"), *STEPS):
        say(words)
        if status := run(command):
            print(f"`{command}` failed with status {status}", file=sys.stderr)
            return status
    say(f"That was the main job. The folder {DEMO} is yours to play with.")
    return 0


def say(words: str) -> None:
    """Print an explanation, set off from what the commands show."""
    if words:
        print(f"\n{bold('# ' + words)}", flush=True)


def run(command: str) -> int:
    """Print a command, run it in the demo folder with this environment's programs, return its exit status."""
    print(bold(f"$ {command}"), flush=True)
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
    return subprocess.run(command, shell=True, cwd=DEMO, env={**os.environ, "PATH": path}).returncode


def bold(text: str) -> str:
    """Return text in bold on a terminal, as it is elsewhere."""
    return f"\033[1m{text}\033[0m" if sys.stdout.isatty() and not os.environ.get("NO_COLOR") else text


if __name__ == "__main__":
    sys.exit(main())
