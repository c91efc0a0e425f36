"""Finding the configuration of a project, and what `[tool.migrate]` means when it says little.

A project needs two facts, `url` and `models`; everything else has a default here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from .errors import ConfigError
from .settings import interpolate, strings

INI_NAMES = ("alembic.ini", "migrate.ini")
TOML_NAME = "pyproject.toml"
VARIABLES = ("MIGRATE_CONFIG", "ALEMBIC_CONFIG")
TABLES = ("migrate", "alembic")
PATH_SETTINGS = ("script_location", "version_locations", "prepend_sys_path")


class ConfigFiles(NamedTuple):
    """The files a command reads its settings from; at least one is set, unless nothing was found."""

    ini: str | None
    toml: str | None

    @property
    def section(self) -> str:
        """The section of the ini file used when nobody names one: a `migrate.ini` has `[migrate]`."""
        return "migrate" if self.ini and os.path.basename(self.ini) == "migrate.ini" else "alembic"


def find(named: Sequence[str], directory: str = "") -> ConfigFiles:
    """Return the files to use: the `named` ones, else the environment's, else what lies in `directory`.

    `named` are the values of `-c`: an ini file, a TOML file, or one of each. Without any, MIGRATE_CONFIG or
    ALEMBIC_CONFIG may name them (both kinds, separated like PATH). A pyproject.toml takes part when it has
    one of our tables. Raises ConfigError for two files of one kind.
    """
    names = [name for name in named if name] or _from_environment()
    if names:
        return _sort_out(names)
    ini = next((path for name in INI_NAMES if os.path.exists(path := os.path.join(directory, name))), None)
    toml = os.path.join(directory, TOML_NAME)
    return ConfigFiles(ini, toml if os.path.exists(toml) and tool_tables(toml) else None)


def _from_environment() -> list[str]:
    value = next((os.environ[name] for name in VARIABLES if os.environ.get(name)), "")
    return [value] if os.path.exists(value) else [name for name in value.split(os.pathsep) if name]


def _sort_out(names: Sequence[str]) -> ConfigFiles:
    inis = [name for name in names if not name.endswith(".toml")]
    tomls = [name for name in names if name.endswith(".toml")]
    if len(inis) > 1 or len(tomls) > 1:
        raise ConfigError(
            f"more than one configuration file of a kind: {', '.join(names)}",
            hint="give at most one ini file and one pyproject.toml",
        )
    return ConfigFiles(inis[0] if inis else None, tomls[0] if tomls else None)


def tool_tables(path: str) -> dict[str, dict[str, Any]]:
    """Return the tables `[tool.migrate]` and `[tool.alembic]` that the TOML file has, by name."""
    with open(path, "rb") as file:
        data = file.read()
    if not any(b"tool." + table.encode() in data for table in TABLES) and b"[tool]" not in data:
        return {}  # most pyproject files are not about us: spare them the parser
    import tomllib

    try:
        tool = tomllib.loads(data.decode()).get("tool", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not valid TOML: {error}") from error
    found = {table: tool[table] for table in TABLES if table in tool}
    for table, content in found.items():
        if not isinstance(content, dict):
            raise ConfigError(f"tool.{table} in {path} is not a table", hint=f"write [tool.{table}]")
    return found


def merged(tables: Mapping[str, Mapping[str, Any]], here: str) -> dict[str, Any]:
    """Return all settings: `[tool.alembic]` as written, overlaid by `[tool.migrate]` with its defaults.

    Paths in `[tool.migrate]` are relative to the file, wherever the command runs; those of `[tool.alembic]`
    stay as documented, relative to the current directory.
    """
    settings = dict(tables.get("alembic", {}))
    own = tables.get("migrate")
    if own is None:
        return settings
    if "script_location" not in settings:
        settings["script_location"] = os.path.join(here, "migrations")
    if "prepend_sys_path" not in settings:
        source = os.path.join(here, "src")
        settings["prepend_sys_path"] = [here, source] if os.path.isdir(source) else [here]
    settings.update(own)
    for name in PATH_SETTINGS:
        if name in own:
            paths = [absolute(interpolate(path, here), here) for path in strings(name, own[name])]
            settings[name] = paths[0] if name == "script_location" else paths
    return settings


def absolute(path: str, here: str) -> str:
    """Return `path` as seen from `here`; `"package:folder"` names a package resource and is left alone."""
    return path if ":" in path and not os.path.splitdrive(path)[0] else os.path.join(here, path)


def put_on_sys_path(paths: Sequence[str] | None) -> None:
    """Put folders in front of `sys.path`, in their order, unless they are on it."""
    for path in reversed(paths or ()):
        if path not in sys.path:
            sys.path.insert(0, path)
