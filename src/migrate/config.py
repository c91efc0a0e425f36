"""`Config`: what a project says about its migrations, from an ini file, from pyproject.toml, or set in code.

Settings come from three places. The main section of an ini file (`[alembic]`, or the one named by `-n`)
wins over the tables `[tool.migrate]` and `[tool.alembic]` of a pyproject.toml. `attributes` carries Python
objects between the caller and env.py, such as a connection to share.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TextIO, TypedDict

from . import project, settings
from .errors import ConfigError

if TYPE_CHECKING:
    from argparse import Namespace
    from configparser import ConfigParser

    from sqlalchemy import MetaData

    from .cli import CommandFunction, CommandLine, main

__all__ = ["CommandFunction", "CommandLine", "Config", "MessagingOptions", "main"]

PLACEHOLDER_URL = "driver://user:pass@localhost/dbname"


class MessagingOptions(TypedDict, total=False):
    """How messages are given; `quiet` silences everything but errors."""

    quiet: bool


class Config:
    """The settings of one migration environment.

    `file_` is an ini file, `toml_file` a pyproject.toml; both may be absent, and options set in code. A
    `file_` that ends in `.toml` is taken as the second. `config_args` are further names for `%(name)s`.
    """

    attributes: dict[str, Any]
    """Python objects for env.py, set by the caller: `config.attributes["connection"] = connection`."""

    config_file_name: str | None
    """The ini file, as given."""

    toml_file_name: str | None
    """The TOML file, as given."""

    config_ini_section: str
    """The main section of the ini file: "alembic", or what `-n` names."""

    cmd_opts: Namespace | None
    """The parsed command line, when there is one; `-x` arguments are read from it."""

    output_buffer: TextIO | None
    """Where `--sql` writes; standard output when None."""

    def __init__(
        self,
        file_: str | os.PathLike[str] | None = None,
        toml_file: str | os.PathLike[str] | None = None,
        ini_section: str = "alembic",
        output_buffer: TextIO | None = None,
        stdout: TextIO | None = None,
        cmd_opts: Namespace | None = None,
        config_args: Mapping[str, Any] | None = None,
        attributes: dict[str, Any] | None = None,
    ) -> None:
        ini, toml = (None if name is None else os.fspath(name) for name in (file_, toml_file))
        if ini is not None and toml is None and ini.endswith(".toml"):
            ini, toml = None, ini
        self.config_file_name = ini
        self.toml_file_name = toml
        self.config_ini_section = ini_section
        self.output_buffer = output_buffer
        self.cmd_opts = cmd_opts
        self.config_args = dict(config_args or {})
        self.attributes = {} if attributes is None else attributes
        self._stdout = stdout

    # -- the files -----------------------------------------------------------------------------------------

    @cached_property
    def file_config(self) -> ConfigParser:
        """The ini file as a `ConfigParser`; `%(here)s` is the folder it lies in.

        A file that does not exist reads as empty, so that a Config can be filled by code.
        """
        import configparser

        here = os.path.dirname(os.path.abspath(self.config_file_name)) if self.config_file_name else "."
        names = {"here": here, **self.config_args}
        defaults = {name: str(value).replace("%", "%%") for name, value in names.items()}
        parser = configparser.ConfigParser(defaults)
        if self.config_file_name is None:
            parser.add_section(self.config_ini_section)
            return parser
        try:
            parser.read(self.config_file_name, encoding="utf-8")
        except (configparser.Error, UnicodeDecodeError) as error:
            reason = " ".join(str(error).split())
            raise ConfigError(f"{self.config_file_name} cannot be read as an ini file: {reason}") from error
        return parser

    @cached_property
    def _toml_tables(self) -> dict[str, dict[str, Any]]:
        if self.toml_file_name is None or not os.path.exists(self.toml_file_name):
            return {}
        return project.tool_tables(self.toml_file_name)

    @cached_property
    def _toml_here(self) -> str:
        return os.path.dirname(os.path.abspath(self.toml_file_name)) if self.toml_file_name else "."

    @cached_property
    def toml_alembic_config(self) -> Mapping[str, Any]:
        """The settings of pyproject.toml, not interpolated, with the defaults of `[tool.migrate]`."""
        return project.merged(self._toml_tables, self._toml_here)

    @property
    def is_project(self) -> bool:
        """Whether a `[tool.migrate]` table is in use, which needs neither env.py nor an ini file."""
        return "migrate" in self._toml_tables

    @property
    def source(self) -> str:
        """The place settings are read from, for messages: `[tool.migrate] of pyproject.toml`."""
        if self.config_file_name is not None:
            return f"[{self.config_ini_section}] of {self.config_file_name}"
        if self.toml_file_name is not None:
            return f"[tool.{'migrate' if self.is_project else 'alembic'}] of {self.toml_file_name}"
        return "this Config, which has no file"

    # -- the main section of the ini file ------------------------------------------------------------------

    def get_main_option(self, name: str, default: str | None = None) -> str | None:
        """Return option `name` of the main section of the ini file, interpolated."""
        return self.get_section_option(self.config_ini_section, name, default)

    def set_main_option(self, name: str, value: str) -> None:
        """Set an option of the main section; a `%` in it has to be doubled."""
        self.set_section_option(self.config_ini_section, name, value)

    def remove_main_option(self, name: str) -> None:
        """Remove an option of the main section, if it is there."""
        self.file_config.remove_option(self.config_ini_section, name)

    def get_section(self, name: str, default: Mapping[str, str] | None = None) -> Any:
        """Return a section of the ini file as a dict of names and interpolated values, else `default`."""
        if not self.file_config.has_section(name):
            return default
        return self._read(name, None)

    def get_section_option(self, section: str, name: str, default: str | None = None) -> str | None:
        """Return one option of one section; raises ConfigError where there is no such section."""
        if not self.file_config.has_section(section):
            exists = self.config_file_name is not None and os.path.exists(self.config_file_name)
            missing = f"no section [{section}]"
            raise ConfigError(
                f"{self.config_file_name} has {missing}" if exists else f"{missing}: {self._absent}",
                hint="name the right file with -c and the section with -n, or run `migrate init`",
            )
        if not self.file_config.has_option(section, name):
            return default
        return str(self._read(section, name))

    def set_section_option(self, section: str, name: str, value: str) -> None:
        """Set one option; makes the section when it is not there."""
        if not self.file_config.has_section(section):
            self.file_config.add_section(section)
        self.file_config.set(section, name, value)

    @property
    def _absent(self) -> str:
        file = self.config_file_name
        return f"there is no file {file}" if file else "no ini file is in use"

    def _read(self, section: str, name: str | None) -> Any:
        """Return one option, or the whole section when `name` is None, as text without `%(…)s`."""
        import configparser

        try:
            if name is None:
                return dict(self.file_config.items(section))
            return self.file_config.get(section, name)
        except configparser.InterpolationError as error:
            raise ConfigError(
                f"option {error.option!r} in [{section}] of {self.config_file_name} cannot be interpolated",
                hint="write a literal % as %%, and a name as %(name)s",
            ) from None

    # -- either file ---------------------------------------------------------------------------------------

    def get_alembic_option(self, name: str, default: Any = None) -> Any:
        """Return a setting from the ini file's main section, else from pyproject.toml, else `default`."""
        value = self._ini_option(name)
        if value is not None:
            return value
        if name not in self.toml_alembic_config:
            return default
        return settings.interpolate(self.toml_alembic_config[name], self._toml_here)

    def get_alembic_boolean_option(self, name: str) -> bool:
        """Return a yes-or-no setting of either file; absent is no."""
        return settings.is_true(name, self.get_alembic_option(name, False))

    def _ini_option(self, name: str, section: str | None = None) -> str | None:
        section = section or self.config_ini_section
        return str(self._read(section, name)) if self.file_config.has_option(section, name) else None

    def check_names(self) -> None:
        """Raise ConfigError for what is no setting in `[tool.migrate]`; elsewhere, where projects keep settings of
        their own, log a warning for what is nearly one.
        """
        for name, meant in settings.unknown(self._toml_tables.get("migrate", ())).items():
            known = ", ".join(sorted(settings.NAMES))
            raise ConfigError(
                f"[tool.migrate] of {self.toml_file_name} has {name}, which is no setting",
                hint=f"did you mean {meant}?" if meant else f"the settings are {known}",
            )
        section, file = self.config_ini_section, self.file_config
        own = [name for name in file.options(section) if name not in file.defaults()] if section in file else []
        for name, meant in settings.unknown([*own, *self._toml_tables.get("alembic", ())]).items():
            if meant:
                import logging

                logging.getLogger(__name__).warning("%s is no setting; did you mean %s?", name, meant)

    def get_version_locations_list(self) -> list[str] | None:
        """Return the folders of revision files; None means `versions` under the script location."""
        return self._paths("version_locations", legacy=r"[,\s]+")

    def get_prepend_sys_paths_list(self) -> list[str] | None:
        """Return the folders to put in front of `sys.path` before anything of the project is imported."""
        return self._paths("prepend_sys_path", legacy=r"[,:\s]+")

    def _paths(self, name: str, legacy: str) -> list[str] | None:
        text = self._ini_option(name)
        if text is not None:
            separator = self._ini_option("path_separator") or self._ini_option("version_path_separator")
            return settings.split_paths(text, separator, legacy)
        value = self.get_alembic_option(name)
        return None if value is None else settings.strings(name, value)

    def get_hooks_list(self) -> list[dict[str, str]]:
        """Return the hooks to run on a new revision file, each a dict of its options and its `_hook_name`."""
        section = self.get_section("post_write_hooks")
        if section:
            return settings.hooks_from_ini(section)
        return settings.hooks_from_toml(self.get_alembic_option("post_write_hooks", []))

    # -- the two facts of a project ------------------------------------------------------------------------

    def get_url(self, section: str | None = None) -> str:
        """Return the database URL: `sqlalchemy.url` or `url`, with every `${VARIABLE}` expanded.

        `section` is the section of the ini file to look in, by default the main one. Raises ConfigError, without a
        password in it, when nobody gives a URL or its password cannot be told from its host.
        """
        name = "sqlalchemy.url" if self.config_file_name is not None else "url"
        source = f"[{section}] of {self.config_file_name}" if section else self.source
        text = self._ini_option("sqlalchemy.url", section) or self._ini_option("url", section)
        if not text and section is None:
            text = self.toml_alembic_config.get("url")
        if not text or text == PLACEHOLDER_URL:
            value = "${DATABASE_URL}" if self.config_file_name is not None else '"${DATABASE_URL}"'
            raise ConfigError(
                f"no database URL: {source} has no {name}",
                hint=f"write {name} = {value} there, or the URL itself",
            )
        if not isinstance(text, str):
            raise ConfigError(f"{name} in {source} is not a text")
        here = self._toml_here if self.config_file_name is None else "."
        url = settings.expand_environment(text.replace("%(here)s", here), f"{name} in {source}")
        return settings.checked_url(url, f"{name} in {source}")

    def get_models(self) -> Sequence[MetaData] | None:
        """Return the MetaData of the project's models, or None where `models` is not set.

        `models` is "package.module:Base" or a list; in `attributes` it may be the object itself. It is imported when
        somebody looks into the sequence, which raises ModelsError, naming what was tried: a command that neither
        compares nor runs a script goes without the models.
        """
        spec = self.attributes.get("models")
        if spec is None:
            spec = self.get_alembic_option("models")
        if not spec:
            return None
        from .models import Models

        return Models(spec, self.get_prepend_sys_paths_list())

    # -- messages ------------------------------------------------------------------------------------------

    @property
    def stdout(self) -> TextIO:
        """Where messages go: the stream given, else the standard output of the moment."""
        return self._stdout or sys.stdout

    @property
    def messaging_opts(self) -> MessagingOptions:
        """How to give messages."""
        return MessagingOptions(quiet=bool(getattr(self.cmd_opts, "quiet", False)))

    def print_stdout(self, text: str, *arg: Any) -> None:
        """Print a message, with `arg` put into its `%` places; nothing when quiet."""
        if not self.messaging_opts.get("quiet"):
            print(str(text) % arg if arg else text, file=self.stdout)

    def get_template_directory(self) -> str:
        """Return the folder `init` takes its templates from; override it to bring your own."""
        return os.path.join(os.path.dirname(os.path.abspath(__file__)), "templates")


def __getattr__(name: str) -> Any:
    """Import the command line only when somebody asks for it: a Config in code never needs argparse."""
    if name in ("CommandFunction", "CommandLine", "main"):
        from . import cli

        return getattr(cli, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
