"""What the values of settings mean: lists of paths, yes and no, `%(here)s`, `${VARIABLE}`, hooks.

Pure functions from text (ini) or TOML values to Python values; `migrate.config` says where the text comes
from.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from typing import Any

from .errors import ConfigError

NAMES = (
    "url", "models", "script_location", "prepend_sys_path", "version_locations", "recursive_version_locations",
    "path_separator", "version_path_separator", "file_template", "truncate_slug_length", "timezone", "output_encoding",
    "sourceless", "revision_environment", "revision_index", "scratch_url", "post_write_hooks",
)  # fmt: skip
"""Every setting there is."""

MISSPELLED = 0.85
"""How like a setting an unknown name must be (0 to 1) to be taken for a slip of the pen."""

TRUE = ("true", "1", "yes", "on")
FALSE = ("false", "0", "no", "off", "")

SEPARATORS = {"os": os.pathsep, ":": ":", ";": ";", "newline": "\n", "space": None}
"""Name of a `path_separator` → what splits; None is any run of white space."""


def unknown(names: Iterable[str]) -> dict[str, str | None]:
    """Return those of `names` that are no settings, each with the setting it may be meant for."""
    strange = [name for name in names if name not in NAMES and "." not in name]
    if not strange:
        return {}
    import difflib

    close = {name: difflib.get_close_matches(name, NAMES, n=1, cutoff=MISSPELLED) for name in strange}
    return {name: found[0] if found else None for name, found in close.items()}


def is_true(name: str, value: Any) -> bool:
    """Return the truth of setting `name`: a TOML boolean, or one of true/false, yes/no, on/off, 1/0."""
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower()
    if text not in TRUE and text not in FALSE:
        raise ConfigError(f"{name} = {value!r} is neither true nor false", hint="write true or false")
    return text in TRUE


def split_paths(text: str, separator: str | None, legacy: str) -> list[str]:
    """Return the paths in `text`, split by the named `separator`; without one, by the pattern `legacy`."""
    if separator is None:
        parts = re.split(legacy, text)
    elif separator in SEPARATORS:
        parts = text.split(SEPARATORS[separator])
    else:
        known = ", ".join(repr(name) for name in SEPARATORS)
        raise ConfigError(f"path_separator = {separator!r} is not a separator", hint=f"use one of {known}")
    return [part.strip() for part in parts if part.strip()]


def interpolate(value: Any, here: str) -> Any:
    """Return a TOML value with `%(here)s` and `%%` replaced in every text of it, the way an ini file does."""
    if isinstance(value, str):
        return value.replace("%(here)s", here).replace("%%", "%")
    if isinstance(value, list):
        return [interpolate(item, here) for item in value]
    if isinstance(value, dict):
        return {name: interpolate(item, here) for name, item in value.items()}
    return value


def expand_environment(text: str, source: str) -> str:
    """Return `text` with every `${NAME}` replaced by that environment variable.

    `source` says where the text is written ("url in [tool.migrate] of pyproject.toml"). Raises ConfigError,
    which names every variable that is not set.
    """
    wanted = re.findall(r"\$\{(\w+)\}", text)
    unset = [name for name in dict.fromkeys(wanted) if not os.environ.get(name)]
    if unset:
        names = ", ".join(unset)
        raise ConfigError(
            f"{source} needs the environment variable{'s' if len(unset) > 1 else ''} {names}, not set here",
            hint=f"set it before the command: {unset[0]}=… migrate …",
        )
    return re.sub(r"\$\{(\w+)\}", lambda found: os.environ[found[1]], text)


def checked_url(url: str, source: str) -> str:
    """Return a database URL whose user part surely ends at its first `@`.

    With a bare `@` in a password, what follows would be taken for the host, and shown in errors. Raises ConfigError.
    """
    user, _, rest = url.partition("://")[2].partition("@")
    if ":" in user and "?" not in user and "@" in re.split(r"[/?]", rest)[0]:
        raise ConfigError(
            f"{source} has more than one @", hint="write a @ in the password as %40 (in an ini file %%40)"
        )
    return url


def hooks_from_ini(section: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the hooks of a `[post_write_hooks]` section, in the order of its `hooks` key.

    `black.type = console_scripts` becomes `{"_hook_name": "black", "type": "console_scripts"}`.
    """
    names = [name for name in re.split(r"[,\s]+", section.get("hooks", "")) if name]
    return [
        {
            "_hook_name": name,
            **{key[len(name) + 1 :]: value for key, value in section.items() if key.startswith(f"{name}.")},
        }
        for name in names
    ]


def hooks_from_toml(tables: Any) -> list[dict[str, str]]:
    """Return the hooks of an array of tables `[[tool.migrate.post_write_hooks]]`, each with its `name`."""
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ConfigError(
            "post_write_hooks is not an array of tables",
            hint="write one [[tool.migrate.post_write_hooks]] for each hook",
        )
    for table in tables:
        if "name" not in table:
            raise ConfigError(f"a post_write_hooks table has no name: {table!r}", hint='add name = "…" to it')
    return [
        {"_hook_name": str(table["name"]), **{key: value for key, value in table.items() if key != "name"}}
        for table in tables
    ]


def strings(name: str, value: Any) -> list[str]:
    """Return a TOML setting that is one text or a list of texts, as a list."""
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise ConfigError(f"{name} = {value!r} is not a text or a list of texts")
    return items
