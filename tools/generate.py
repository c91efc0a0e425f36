"""Write the files that are derived from declarations, or with `--check` say which of them are stale.

Run it from the root of the repository: `python -m tools.generate [--check]`. Exit status 1: something is stale.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tools.reference import operations_page
from tools.stubs import STUBS

ROOT = Path(__file__).parents[1]
DERIVED = {**STUBS, "docs/operations.md": operations_page}
"""File → the function that returns its text."""


def stale(root: Path) -> dict[str, str]:
    """Return the files under `root` that are not what they should be, with the text they should have."""
    wanted = {name: make() for name, make in DERIVED.items()}
    found = {name: root / name for name in wanted}
    return {n: t for n, t in wanted.items() if not found[n].exists() or found[n].read_text("utf-8") != t}


def main(arguments: list[str]) -> int:
    """Write or check every derived file; return the exit status."""
    found = stale(ROOT)
    for name, text in found.items():
        if "--check" in arguments:
            print(f"{name} is stale: run `make generate`", file=sys.stderr)
        else:
            (ROOT / name).write_text(text, "utf-8")
            print(f"wrote {name}")
    return 1 if found and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
