"""MigrationScript → the variables of its template, and the formatting of what the template gives."""

from __future__ import annotations

import ast
import functools
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ScriptError
from .scope import Scope

if TYPE_CHECKING:
    from black.mode import Mode

    from ..operations.script import MigrationScript

LINE_LENGTH = 110
"""Characters in a line where the project does not configure black."""


def script_variables(script: MigrationScript, scope: Scope) -> dict[str, str]:
    """Return what a template gets from the directives of a script: "upgrades", "downgrades" and "imports".

    With several databases there is one pair for each, under the tokens of the directives ("engine1_upgrades").
    Imports that the script brings itself are among them.
    """
    from .python import render_ops

    variables = {ops.upgrade_token: render_ops(ops, scope) for ops in script.upgrade_ops_list}
    variables |= {ops.downgrade_token: render_ops(ops, scope) for ops in script.downgrade_ops_list}
    return variables | {"imports": "\n".join(sorted(scope.imports | set(script.imports)))}


def format_source(text: str, path: str | os.PathLike[str]) -> str:
    """Return the source of a script as black formats it; `path` says where it will be.

    A `[tool.black]` section in the nearest `pyproject.toml` above `path` decides; without one lines have up to 110
    characters. Raises ScriptError, naming the line, when the text is not Python: a template or a hook made it so.
    """
    try:
        ast.parse(text)
    except (SyntaxError, ValueError) as error:
        raise _not_python(text, path, error) from error
    import black
    from black.parsing import InvalidInput

    try:
        return black.format_str(text, mode=_mode(Path(path).resolve().parent))
    except InvalidInput as error:
        raise ScriptError(
            f"{path} cannot be formatted: {error}", hint="look at script.py.mako and at the [tool.black] section"
        ) from error


def _not_python(text: str, path: str | os.PathLike[str], error: SyntaxError | ValueError) -> ScriptError:
    number = getattr(error, "lineno", None) or 0
    lines = text.splitlines()
    line = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    return ScriptError(
        f"{path} was not written: line {number} is not valid Python ({getattr(error, 'msg', error)}): {line}",
        hint="what the script template or a rendering hook produced is wrong there; look at script.py.mako",
    )


@functools.lru_cache(maxsize=16)
def _mode(folder: Path) -> Mode:
    """Return black's mode for files in `folder`."""
    from black.mode import Mode, TargetVersion

    said = _black_section(folder)
    versions = said.get("target-version", ())
    return Mode(
        line_length=int(said.get("line-length", LINE_LENGTH)),
        target_versions={TargetVersion[version.upper()] for version in versions},
        string_normalization=not said.get("skip-string-normalization", False),
        magic_trailing_comma=not said.get("skip-magic-trailing-comma", False),
        preview=bool(said.get("preview", False)),
    )


def _black_section(folder: Path) -> dict[str, Any]:
    """Return `[tool.black]` of the nearest pyproject.toml at or above `folder`, {} when there is none.

    Raises ScriptError when that file does not parse.
    """
    import tomllib

    for place in (folder, *folder.parents):
        file = place / "pyproject.toml"
        if not file.is_file():
            continue
        try:
            section: dict[str, Any] = tomllib.loads(file.read_text("utf-8")).get("tool", {}).get("black", {})
        except tomllib.TOMLDecodeError as error:
            raise ScriptError(f"{file} does not parse: {error}", hint="correct it; black is configured there") from None
        return {key.replace("_", "-"): value for key, value in section.items()}
    return {}
