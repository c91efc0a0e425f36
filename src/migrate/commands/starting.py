"""Commands that start a project: init, list_templates."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ..errors import CommandError
from ..models import shown
from ..project import TOML_NAME, tool_tables

if TYPE_CHECKING:
    from ..config import Config

MINIMAL = "minimal"
"""The template of a project with `[tool.migrate]`, which needs no env.py."""

DEFAULT_INI = "alembic.ini"
DEFAULT_FOLDER = "migrations"


class NewFile(NamedTuple):
    """A file to write, or with `append` to add to; `text` is None where a file with our settings exists already."""

    path: str
    text: str | None
    append: bool = False

    @property
    def told(self) -> str:
        """What `init` says of it."""
        verb = "kept" if self.text is None else "added to" if self.append else "created"
        return f"{verb} {shown(self.path)}"


def init(config: Config, directory: str | None, template: str | None = "generic", package: bool = False) -> None:
    """Start a migration environment, by default in the folder `migrations`.

    `directory` is the folder; None takes the configured one. `template` is one of `list_templates`; None picks
    "minimal" in a project with `[tool.migrate]`, else "generic". `package` writes `__init__.py` files too. Refuses a
    folder with something in it; when a file cannot be written, what was made is removed again.
    """
    chosen = template or (MINIMAL if config.is_project else "generic")
    directory = directory or config.get_alembic_option("script_location") or DEFAULT_FOLDER
    source = os.path.join(config.get_template_directory(), chosen)
    if not os.path.isdir(source):
        known = ", ".join(name for name, _ in _templates(config))
        raise CommandError(f"there is no template {chosen!r}", hint=f"the templates are {known}")
    if os.path.isdir(directory) and os.listdir(directory):
        raise CommandError(
            f"the folder {directory} exists and is not empty", hint="name another one, or empty it first"
        )
    folders = [directory, os.path.join(directory, "versions")]
    files = list(_planned(config, source, directory))
    if package:
        files += [NewFile(os.path.join(folder, "__init__.py"), "") for folder in folders]
    _write(folders, files)
    for file in files:
        config.print_stdout(file.told)
    config.print_stdout(_next_steps(config, directory, files))


def _planned(config: Config, source: str, directory: str) -> Iterator[NewFile]:
    """Yield the files of a template. An ini file that exists is kept, and so is a table in a pyproject.toml."""
    for name in sorted(os.listdir(source)):
        path = os.path.join(source, name)
        if not os.path.isfile(path):
            continue
        if name == "alembic.ini.mako":
            target = config.config_file_name or DEFAULT_INI
            yield NewFile(target, None if os.path.exists(target) else _rendered(path, directory, target))
        elif name == "pyproject.toml.mako":
            target = config.toml_file_name or TOML_NAME
            text = _rendered(path, directory, target)
            tables = tool_tables(target) if os.path.exists(target) else {}
            has_it = any(text.startswith(f"[tool.{table}]") for table in tables)
            yield NewFile(target, None if has_it else text, append=True)
        else:
            with open(path, encoding="utf-8") as file:
                yield NewFile(os.path.join(directory, name), file.read())


def _location(directory: str, settings_file: str) -> str:
    """Return the script location as the settings file says it, relative to itself where that is possible."""
    base = os.path.dirname(os.path.abspath(settings_file))
    relative = os.path.relpath(os.path.abspath(directory), base)
    if relative.startswith(".."):
        return os.path.abspath(directory).replace("%", "%%")
    return "%(here)s/" + relative.replace(os.sep, "/").replace("%", "%%")


def _rendered(path: str, directory: str, settings_file: str) -> str:
    from ..script.template import render

    return render(path, {"script_location": _location(directory, settings_file)})


def _write(folders: list[str], files: list[NewFile]) -> None:
    """Make all folders and files, or none: what was made before an error is removed."""
    made: list[str] = []
    added: list[tuple[str, int]] = []
    try:
        for folder in folders:
            _make_folder(folder, made)
        for file in files:
            if file.text is None:
                continue
            if file.append and os.path.exists(file.path):
                added.append((file.path, os.path.getsize(file.path)))
            else:
                made.append(file.path)
            with open(file.path, "a" if file.append else "x", encoding="utf-8") as stream:
                stream.write(("\n" if file.append and stream.tell() else "") + file.text)
    except OSError as error:
        for path in reversed(made):
            _remove(path)
        for path, size in added:
            os.truncate(path, size)
        raise CommandError(
            f"{error.filename} cannot be written: {error.strerror}", hint="nothing was left behind"
        ) from error


def _make_folder(path: str, made: list[str]) -> None:
    """Make a folder and those above it, noting each one made."""
    if os.path.isdir(path):
        return
    if os.path.exists(path):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), path)
    parent = os.path.dirname(path)
    if parent:
        _make_folder(parent, made)
    os.mkdir(path)
    made.append(path)


def _remove(path: str) -> None:
    try:
        if os.path.isdir(path):
            os.rmdir(path)
        else:
            os.remove(path)
    except OSError:
        pass  # it was the one that could not be made


def _next_steps(config: Config, directory: str, files: list[NewFile]) -> str:
    """Return what is left to do by hand, and the command after that."""
    steps = []
    settings = [file.path for file in files if file.path.endswith((".ini", ".toml")) and file.text is not None]
    ini = next((path for path in settings if path.endswith(".ini")), None)
    if ini:
        steps.append(f"set sqlalchemy.url and models in {ini}")
    elif settings:
        steps.append(f"set url and models in [tool.migrate] of {settings[0]}")
    location = config.get_alembic_option("script_location")
    if location and not ini and os.path.abspath(directory) != os.path.abspath(location):
        value = f'"{directory}"' if config.config_file_name is None else directory
        steps.append(f"set script_location = {value} in {config.source}")
    steps.append('run `migrate revision --autogenerate -m "first"`')
    return "next: " + ", then ".join(steps)


def list_templates(config: Config) -> None:
    """List what `init` can start from."""
    config.print_stdout("Available templates:\n")
    for name, line in _templates(config):
        config.print_stdout(f"{name} - {line}")
    config.print_stdout("\nUse one with: migrate init --template generic migrations")


def _templates(config: Config) -> Iterator[tuple[str, str]]:
    """Yield the name and the first line of the README of every template, in order."""
    folder = config.get_template_directory()
    for name in sorted(os.listdir(folder)):
        readme = os.path.join(folder, name, "README")
        if os.path.isfile(readme):
            with open(readme, encoding="utf-8") as file:
                yield name, file.readline().strip()
