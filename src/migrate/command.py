"""The commands as functions: `command.upgrade(Config("alembic.ini"), "head")`.

Each takes a `Config` first, then what the command line takes. They print what the command shows, and raise
what went wrong; the command line adds the preview of what differs and tells of each step as it runs.
"""

from __future__ import annotations

from .commands.comparing import check, diff
from .commands.moving import downgrade, ensure_version, stamp, upgrade
from .commands.reading import branches, current, heads, history, show
from .commands.snapshots import snapshot
from .commands.starting import init, list_templates
from .commands.writing import edit, merge, revision

__all__ = [
    "branches",
    "check",
    "current",
    "diff",
    "downgrade",
    "edit",
    "ensure_version",
    "heads",
    "history",
    "init",
    "list_templates",
    "merge",
    "revision",
    "show",
    "snapshot",
    "stamp",
    "upgrade",
]
