"""Importing the package costs nothing: what is heavy comes with the module that needs it."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ["sqlalchemy", "rich", "black", "mako"]


def loaded(statement: str) -> list[str]:
    code = f"import sys; {statement}; print([m for m in {HEAVY!r} if m in sys.modules])"
    return eval(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)  # type: ignore[no-any-return]


def test_the_package_loads_nothing_heavy() -> None:
    assert loaded("import migrate.renderers") == []
    assert loaded("import migrate.renderers.registry, migrate.renderers.script") == []


def test_writing_python_needs_neither_rich_nor_black() -> None:
    assert loaded("import migrate.renderers.python") == ["sqlalchemy"]


def test_every_public_name_is_there() -> None:
    import migrate.renderers

    for name in migrate.renderers.__all__:
        assert getattr(migrate.renderers, name) is not None
