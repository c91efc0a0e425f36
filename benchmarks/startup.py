"""Start-up time of the command line, next to the reference's, in one run.

    python benchmarks/startup.py [--runs 30] [--reference path/to/alembic]

Runs `--version` and `--help` of both tools, and `heads` and `history` on a folder of revisions, in turn, so that a
busy moment hits both; prints medians in milliseconds and how many times faster ours is. Without `--reference`, the
reference is installed from the registry into a virtual environment of its own under the user's cache folder.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

CACHE = Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "migrate-diff" / "reference"
COMMANDS = (["--version"], ["--help"], ["heads"], ["history"])
WANTED = 5.0
"""How many times faster `--version` and `--help` have to be."""

INI = """\
[alembic]
script_location = {folder}
"""

REVISION = '''\
"""revision number {number}"""

from {package} import op
import sqlalchemy as sa

revision = "{number:04}"
down_revision = {parent!r}
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("t", sa.Column("c{number}", sa.Integer()))


def downgrade():
    op.drop_column("t", "c{number}")
'''


def reference(given: str | None) -> str:
    """Return the path of the reference's command; installs it where none is given."""
    if given is not None:
        return given
    command = CACHE / "bin" / "alembic"
    if not command.exists():
        print(f"installing the reference into {CACHE}", file=sys.stderr)
        venv.create(CACHE, with_pip=True)
        subprocess.run([CACHE / "bin" / "pip", "install", "--quiet", "alembic"], check=True)
    return str(command)


def project(folder: Path, package: str, revisions: int) -> Path:
    """Write a project of `revisions` revisions in a row; return its folder."""
    versions = folder / "scripts" / "versions"
    versions.mkdir(parents=True)
    (folder / "alembic.ini").write_text(INI.format(folder=folder / "scripts"))
    (folder / "scripts" / "env.py").write_text("")
    for number in range(revisions):
        parent = f"{number - 1:04}" if number else None
        text = REVISION.format(package=package, number=number, parent=parent)
        (versions / f"{number:04}_.py").write_text(text)
    return folder


def seconds(command: list[str], folder: Path) -> float:
    """Return how long one run of `command` in `folder` takes; raises where it fails."""
    # compiled modules, as any installed package has them; a variable of the machine must not forbid them
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(
        command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    return time.perf_counter() - start


def main() -> int:
    """Measure, print the table; return 1 where a target is missed."""
    parser = argparse.ArgumentParser(description="Start-up time of migrate and of the reference.")
    parser.add_argument("--runs", type=int, default=30, help="runs of each command (default 30)")
    parser.add_argument("--reference", help="the reference's command (default: installed into a cache folder)")
    parser.add_argument("--revisions", type=int, default=100, help="revision files for heads and history")
    options = parser.parse_args()
    ours, theirs = str(Path(sys.executable).with_name("migrate")), reference(options.reference)
    missed = False
    print(f"{'command':12} {'migrate':>10} {'reference':>10} {'times':>7}   (medians of {options.runs} runs, ms)")
    with tempfile.TemporaryDirectory() as name:
        folders = [project(Path(name) / package, package, options.revisions) for package in ("migrate", "alembic")]
        for arguments in COMMANDS:
            pairs = [
                (seconds([ours, *arguments], folders[0]), seconds([theirs, *arguments], folders[1]))
                for _ in range(options.runs + 1)
            ][1:]  # the first run of each compiles
            mine, other = (statistics.median(column) * 1000 for column in zip(*pairs, strict=True))
            missed |= arguments[0].startswith("--") and other / mine < WANTED
            print(f"{arguments[0]:12} {mine:10.1f} {other:10.1f} {other / mine:7.1f}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
