"""Script directories on the disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from migrate.script import ScriptDirectory


def environment(folder: Path, **options: Any) -> ScriptDirectory:
    folder.mkdir(parents=True, exist_ok=True)
    return ScriptDirectory(folder, **options)


def write(
    scripts: ScriptDirectory,
    revision: str,
    down_revision: Any,
    *,
    depends_on: Any = None,
    labels: Any = None,
    body: str = "",
    name: str | None = None,
    folder: Path | None = None,
) -> Path:
    """Write a revision file by hand, as another tool would."""
    path = (folder or Path(scripts.versions)) / (name or f"{revision}_step.py")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f'"""Step {revision}.\n\nIn more words.\n"""\n'
        f"revision = {revision!r}\ndown_revision = {down_revision!r}\n"
        f"branch_labels = {labels!r}\ndepends_on = {depends_on!r}\n{body}\n\n\n"
        "def upgrade():\n    pass\n\n\ndef downgrade():\n    pass\n"
    )
    return path
