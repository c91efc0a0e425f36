"""How directives are written: as Python for a script, as a preview for a person, as SQL, JSON and Markdown.

    python.py    directives → Python text; `values.py` and the files it names write what the directives hold
    script.py    MigrationScript → the variables of `script.py.mako`, and the formatting of the file
    preview.py   a plan → the terminal; `describe.py` says it in rows, which `data.py` turns into JSON and Markdown
    sql.py       directives → the statements of one dialect

Nothing heavy is imported here: SQLAlchemy, black and Rich come with the module that needs them.
"""

from __future__ import annotations

from typing import Any

_HOMES = {
    "Scope": "scope",
    "dispatch_for": "registry",
    "format_source": "script",
    "plan_text": "preview",
    "print_plan": "preview",
    "registry": "registry",
    "render": "python",
    "render_ops": "python",
    "script_variables": "script",
    "statements": "sql",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
