"""Commands on long histories: `migrate`, the reference, and a bare scan of the same files, in one run.

    python benchmarks/graph.py [--files 100 1000 5000 10000] [--repeats 3] [--commands heads …] [--reference PYTHON]

A folder of revision files is made, with a branch and its merge every fifty, and a SQLite database that is at its head.
Each command is a process of its own, timed from outside. "cold" is without bytecode of the revision files and without
an index of them; "warm" is the run after that. "bare" is a Python process that opens and reads the same files and
nothing else. The reference runs over the same files, which differ in one import; each is 46 lines, what autogenerate
writes for one table. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from compare import reference_python

COMMANDS = {
    "heads": ["heads"],
    "history": ["history"],
    "revision": ["revision", "-m", "one more"],
    "current": ["current"],
    "upgrade": ["upgrade", "head"],
}
SLOWING = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")
"""Variables that would take caches and buffers from both tools."""

BARE = """
import os, sys
for entry in os.scandir(sys.argv[1]):
    if entry.name.endswith(".py"):
        with open(entry.path, "rb") as file:
            file.read()
"""
SCRIPT = '''"""Add table number {n}

Revision ID: {id}
Revises: {parents}
Create Date: 2024-01-02 03:04:05.678901

"""
from typing import Sequence, Union

from {tool} import op
import sqlalchemy as sa


# revision identifiers, used by {tool}.
revision: str = {id!r}
down_revision: Union[str, Sequence[str], None] = {down!r}
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    # ### commands auto generated - please adjust! ###
    op.create_table(
        "item_{n}",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("price", sa.Numeric(precision=10, scale=2), server_default=sa.text("0"), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_item_{n}_account"),
        sa.PrimaryKeyConstraint("id", name="pk_item_{n}"),
    )
    op.create_index("ix_item_{n}_name", "item_{n}", ["name"], unique=False)
    op.add_column("account", sa.Column("items_{n}", sa.Integer(), nullable=True))
    # ### end of commands ###


def downgrade() -> None:
    # ### commands auto generated - please adjust! ###
    op.drop_column("account", "items_{n}")
    op.drop_index("ix_item_{n}_name", table_name="item_{n}")
    op.drop_table("item_{n}")
    # ### end of commands ###
'''
ENV = """
from {tool} import context
import sqlalchemy as sa

with sa.create_engine("sqlite:///" + context.config.get_main_option("database")).connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""


def main() -> None:
    """Measure everything and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, nargs="+", default=[100, 1000, 5000, 10000])
    parser.add_argument("--commands", nargs="+", choices=COMMANDS, default=list(COMMANDS))
    parser.add_argument("--repeats", type=int, default=3, help="the best of so many; one of the reference, if long")
    parser.add_argument("--reference", help="a Python that has the reference; by default one is made")
    parser.add_argument("--without-reference", action="store_true")
    options = parser.parse_args()
    tools = {"migrate": sys.executable}
    if not options.without_reference:
        tools["alembic"] = reference_python(options.reference)
    print("| command | files | bare | migrate cold | × bare | warm | reference cold | warm | faster cold | warm |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as home:
        for files in options.files:
            folders = {tool: make(Path(home, f"{tool}_{files}"), tool, files) for tool in tools}
            for tool, python in tools.items():
                timed([python, "-m", tool, "heads"], folders[tool])  # the tool's own bytecode is there in any case
            bare = min(timed([sys.executable, "-c", BARE, str(folders["migrate"] / "versions")]) for _ in range(5))
            for command in options.commands:
                row(command, files, bare, tools, folders, options.repeats)
            for folder in folders.values():
                shutil.rmtree(folder)


def row(command: str, files: int, bare: float, tools: dict[str, str], folders: dict[str, Path], repeats: int) -> None:
    """Measure one command with each tool and print a line."""
    cold, warm = {}, {}
    for tool, python in tools.items():
        run = [python, "-m", tool, *COMMANDS[command]]
        rounds = repeats if tool == "migrate" else 1
        cold[tool] = min(measured(run, folders[tool], cold=True) for _ in range(rounds))
        warm[tool] = min(measured(run, folders[tool]) for _ in range(rounds if cold[tool] > 5 else repeats))
    ours = f"{cold['migrate']:.3f} s | {cold['migrate'] / bare:.1f} | {warm['migrate']:.3f} s"
    theirs = "| | | "
    if "alembic" in tools:
        faster = [f"**{times['alembic'] / times['migrate']:.1f}×**" for times in (cold, warm)]
        theirs = f"{cold['alembic']:.2f} s | {warm['alembic']:.2f} s | {' | '.join(faster)}"
    print(f"| {command} | {files} | {bare:.3f} s | {ours} | {theirs} |", flush=True)


def measured(command: list[str], folder: Path, *, cold: bool = False) -> float:
    """Return the seconds a command takes in `folder`; what it writes is taken away afterwards."""
    if cold:
        for cache in list(folder.rglob("__pycache__")):
            shutil.rmtree(cache, ignore_errors=True)
    seconds = timed(command, folder)
    for written in (folder / "versions").glob("*one_more.py"):
        written.unlink()
    return seconds


def timed(command: list[str], folder: Path | None = None) -> float:
    """Return the seconds a process takes; what it prints goes nowhere."""
    environ = {name: value for name, value in os.environ.items() if name not in SLOWING}
    started = time.perf_counter()
    subprocess.run(command, cwd=folder, env=environ, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return time.perf_counter() - started


def make(folder: Path, tool: str, files: int) -> Path:
    """Make a script directory with that many revisions for a tool, and a database that is at the head."""
    versions = folder / "versions"
    versions.mkdir(parents=True)
    head = ""
    for n, (id_, parents) in enumerate(history(files)):
        down = parents[0] if len(parents) == 1 else tuple(parents) or None
        text = SCRIPT.format(tool=tool, n=n, id=id_, down=down, parents=", ".join(parents))
        (versions / f"{id_}_add_table_number_{n}.py").write_text(text)
        head = id_
    (folder / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s\ndatabase = %(here)s/at_head.db\n")
    (folder / "env.py").write_text(ENV.format(tool=tool))
    time.sleep(2.1)  # an index takes in no file that changed just now; a real history is older
    template = SCRIPT.replace("{id!r}", "${repr(up_revision)}").replace("{down!r}", "${repr(down_revision)}")
    for name, value in {"id": "${up_revision}", "parents": "", "n": "x", "tool": tool}.items():
        template = template.replace("{" + name + "}", value)
    (folder / "script.py.mako").write_text(template)
    connection = sqlite3.connect(folder / "at_head.db")
    connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    connection.execute("INSERT INTO alembic_version VALUES (?)", (head,))
    connection.commit()
    connection.close()
    return folder


def history(files: int) -> Iterator[tuple[str, list[str]]]:
    """Yield ids with what each comes after: a line on which every fiftieth revision starts a branch of ten and merges.

    The ids do not sort in the order of the history, as generated ones never do.
    """
    ids = [f"{(n * 2654435761) % 2**32:08x}{n:04x}" for n in range(files)]
    for n, id_ in enumerate(ids):
        place = n % 50
        if n == 0:
            parents: list[str] = []
        elif place == 30 and n + 10 < files:
            parents = [ids[n - 10]]  # a second line starts at number 19 of the block, ten below
        elif place == 40 and n >= 20:
            parents = [ids[n - 1], ids[n - 11]]
        else:
            parents = [ids[n - 1]]
        yield id_, parents


if __name__ == "__main__":
    main()
