"""The command line: `main()`, and `CommandLine` for programs that add commands of their own."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from . import arguments, failure, project
from ._version import __version__
from .errors import ConfigError

if TYPE_CHECKING:
    from argparse import Namespace

    from .config import Config

__all__ = ["CommandFunction", "CommandLine", "main"]

DESCRIPTION = "See what differs between your models and a database; get scripts that run and reverse."
COLLECT_AFTER = 200_000
"""Objects made until garbage is looked for: the imports of a command and ten thousand scripts are not as many."""

WITHOUT_CONFIG = ("init", "list_templates")
"""Commands that may run where no configuration exists yet."""


class CommandFunction(Protocol):
    """A function that can be a subcommand: named, with a Config first."""

    __name__: str

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command."""


class CommandLine:
    """The command line as an object.

    `parser` is the argparse parser, `register_command(fn)` adds a subcommand, `main(argv)` parses and runs.
    For parsing alone: `options = CommandLine().parser.parse_args(argv)`; then `run_cmd(config, options)`.
    """

    def __init__(self, prog: str | None = None) -> None:
        from . import terminal

        self._parser = arguments.Parser(prog=prog or _program(), description=DESCRIPTION)
        _add_global_arguments(self._parser)
        self.subparsers = self._parser.add_subparsers(
            title="commands", metavar="<command>", prog=self._parser.prog, parser_class=arguments.Parser
        )
        for fn in terminal.COMMANDS:
            self.register_command(fn)

    @property
    def parser(self) -> arguments.Parser:
        """The argparse parser, with the arguments of every command."""
        for parser in self.subparsers.choices.values():
            parser.fill()
        return self._parser

    def register_command(self, fn: CommandFunction) -> None:
        """Add a subcommand.

        It is named after the function, its arguments come from the parameters after the first, which is the
        Config; the help is the first line of the docstring, and `:param name:` lines for arguments of its
        own.
        """
        arguments.add_command(self.subparsers, fn)

    def run_cmd(self, config: Config, options: Namespace) -> None:
        """Run the chosen command. A failure is one message on standard error and exit status 1.

        With `--raiseerr` the exception comes through.
        """
        fn, places, names = options.cmd
        values = [getattr(options, name) for name in places]
        keywords = {keyword: getattr(options, name) for keyword, name in names.items()}
        self._guard(options, config, lambda: fn(config, *values, **keywords))

    def main(self, argv: Sequence[str] | None = None) -> None:
        """Parse `argv` (default: the arguments of the process) and run the command."""
        if "_ARGCOMPLETE" in os.environ:
            from . import completion

            completion.offer(self.parser)
        options = self._parser.parse_args(argv)
        if not hasattr(options, "cmd"):
            self._parser.error("no command")
        config: list[Config] = []
        self._guard(options, None, lambda: config.append(configuration(options)))
        self.run_cmd(config[0], options)

    def _guard(self, options: Namespace, config: Config | None, call: Callable[[], Any]) -> None:
        try:
            call()
            sys.stdout.flush()
        except (Exception, KeyboardInterrupt) as error:
            if options.raiseerr and not isinstance(error, BrokenPipeError):
                raise
            sys.exit(failure.report(error, config))


def configuration(options: Namespace) -> Config:
    """Return the Config that the options and the current directory ask for; raises ConfigError where there is none."""
    from .config import Config

    files = project.find(options.config or ())
    command = options.cmd[0].__name__
    if command not in WITHOUT_CONFIG:
        missing = [name for name in files if name and not os.path.exists(name)]
        if missing:
            raise ConfigError(f"there is no file {missing[0]}", hint="-c names the configuration file")
        if folder := next((name for name in files if name and os.path.isdir(name)), None):
            raise ConfigError(f"{folder} is a folder", hint="-c names the configuration file in it")
        if files == (None, None):
            raise ConfigError(
                f"no configuration in {os.getcwd()}: neither alembic.ini nor migrate.ini, nor a pyproject.toml with "
                "[tool.migrate]",
                hint="run `migrate init` to start a project here, or name a file with -c",
            )
    config = Config(files.ini, files.toml, options.name or files.section, cmd_opts=options)
    if options.name and files.ini and not config.file_config.has_section(options.name):
        sections = ", ".join(config.file_config.sections())
        raise ConfigError(f"{files.ini} has no section [{options.name}]", hint=f"it has {sections}")
    return config


def main(argv: Sequence[str] | None = None, prog: str | None = None, **kwargs: Any) -> None:
    """Run the command line; returns when the command succeeded, otherwise exits with its status."""
    if argv is None:  # the process is there for this command
        import atexit
        import gc

        atexit.register(gc.freeze)  # what is left at the end need not be looked through for garbage
        gc.set_threshold(COLLECT_AFTER, *gc.get_threshold()[1:])
    CommandLine(prog=prog).main(argv=argv)


def _program() -> str:
    name = os.path.basename(sys.argv[0])
    return "migrate" if name in ("__main__.py", "-c", "-m", "") else name


def _add_global_arguments(parser: arguments.Parser) -> None:
    add = parser.add_argument
    add("--version", action="version", version=f"migrate {__version__}", help="show the version and exit")
    add(
        "-c",
        "--config",
        action="append",
        help="configuration file: an ini file, a pyproject.toml, or both by repeating; default: MIGRATE_CONFIG or "
        "ALEMBIC_CONFIG, else alembic.ini, migrate.ini and pyproject.toml here",
    )
    add("-n", "--name", help="section of the ini file to use (default: alembic)")
    add("-x", action="append", metavar="KEY=VALUE", help="an argument for env.py; repeatable")
    add("--raiseerr", action="store_true", help="show the whole traceback on an error")
    add("-q", "--quiet", action="store_true", help="print nothing but errors")
