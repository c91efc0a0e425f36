"""How the parameters of a command function look on the command line.

The signature says which arguments a command has and what their defaults are; this table says what each is
called there, how it is written for short, and what to tell about it.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from .failure import Report, draw, wants_colour

SQL = "print the SQL instead of running it (offline mode)"

SOURCE = "database, models, history, history@REV, a URL, or a snapshot file"

OPTIONS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "allow_empty": (("--allow-empty",), "with --autogenerate, write a script even when nothing differs"),
    "autogenerate": (("--autogenerate",), "fill the script with what differs between models and database"),
    "branch_label": (("--branch-label",), "label for the branch that starts here"),
    "check_heads": (("-c", "--check-heads"), "fail unless the database is at all heads"),
    "depends_on": (("--depends-on",), "a revision that has to be applied before this one; repeatable"),
    "exit_code": (("--exit-code",), "exit with 2 when something differs"),
    "from_source": (("--from",), "with --autogenerate, compare from this source instead of the database"),
    "head": (("--head",), "the revision to build on, or <branch>@head"),
    "indicate_current": (("-i", "--indicate-current"), "mark what the database is at"),
    "json": (("--json",), "print one JSON document, and nothing else, on standard output"),
    "message": (("-m", "--message"), "what the revision does, in a few words"),
    "models": (("--models",), "the models instead of the database"),
    "output": (("-o", "--output"), "the file to write (default: standard output)"),
    "package": (("--package",), "write __init__.py files too, so that the folders are packages"),
    "purge": (("--purge",), "empty the version table first"),
    "no_input": (("--no-input",), "ask nothing, even at a terminal"),
    "rename": (
        ("--rename",),
        "what has another name: table.old:table.new, old_table:new_table, or enum:old:new for a value; repeatable",
    ),
    "resolve_dependencies": (("--resolve-dependencies",), "leave out heads that another depends on"),
    "rev_id": (("--rev-id",), "identifier to use instead of a generated one"),
    "rev_range": (("-r", "--rev-range"), "revisions to list, [start]:[end]"),
    "scratch_url": (("--scratch-url",), "server for scratch databases, or docker (default: that of the database)"),
    "splice": (("--splice",), "allow a parent that is not a head"),
    "sql": (("--sql",), SQL),
    "tag": (("--tag",), "a text for env.py, read by context.get_tag_argument()"),
    "template": (("-t", "--template"), "what to start from; `list_templates` tells (default: generic)"),
    "to_source": (("--to",), "with --autogenerate, compare to this source instead of the models"),
    "verbose": (("-v", "--verbose"), "tell more"),
    "verify": (("--verify",), "try the script on a copy, up and down, and fail unless it holds"),
    "version_path": (("--version-path",), "folder of version_locations to write to"),
}

POSITIONALS: Mapping[str, str] = {
    "directory": "folder for the scripts (default: migrations)",
    "rev": "revision, or head, heads, base, current, or relative: head-1",
    "revision": "revision, or head, heads, base, or relative: +1, -1, head-2",
    "revisions": "one or more revisions, or heads",
}

SPECIAL: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("init", "directory"): {"nargs": "?"},
    ("init", "template"): {"default": None},
    ("merge", "revisions"): {"nargs": "+"},
    ("stamp", "revision"): {"nargs": "+", "dest": "revisions", "help": POSITIONALS["revisions"]},
    ("revision", "depends_on"): {"action": "append"},
    ("revision", "rename"): {"action": "append", "metavar": "OLD:NEW"},
    ("check", "rename"): {"action": "append", "metavar": "OLD:NEW"},
    ("diff", "rename"): {"action": "append", "metavar": "OLD:NEW"},
    ("diff", "from_source"): {"nargs": "?", "metavar": "FROM", "help": f"{SOURCE} (default: database)"},
    ("diff", "to_source"): {"nargs": "?", "metavar": "TO", "help": "the same (default: models)"},
    ("snapshot", "from_source"): {"metavar": "SOURCE", "help": SOURCE},
    ("diff", "sql"): {"help": "show the SQL of each change"},
}
"""(command, parameter) → what argparse is told beyond the tables above."""

GLOBAL = ("config", "name", "x", "raiseerr", "quiet", "cmd")
"""Names that the options of every command have already."""

BEFORE = {"-c", "--config", "-n", "--name", "-x", "--raiseerr", "-q", "--quiet"}
"""Options that stand before the command."""

NOT_ON_COMMAND_LINE = ("process_revision_directives",)

WIDTH = 100
"""Columns of the plain help where no terminal says otherwise."""


class Parser(argparse.ArgumentParser):
    """A parser that loads what draws help and errors only when it draws: Rich at a terminal, plain otherwise.

    That of a command gets its arguments when they are needed: of seventeen commands, one runs.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"formatter_class": plain_formatter, **kwargs})
        self.fill: Callable[[], None] = lambda: None
        """Adds the arguments, the first time."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse what is known."""
        self.fill()
        return super().parse_known_args(args, namespace)

    def print_help(self, file: Any = None) -> None:
        """Print the help on `file`, by default standard output."""
        self._choose_formatter(file or sys.stdout)
        super().print_help(file)

    def error(self, message: str) -> NoReturn:
        """Print what is wrong with the command line on standard error, and exit with status 2."""
        self._choose_formatter(sys.stderr)
        self.print_usage(sys.stderr)
        draw(Report(*_clearer(message, self.prog)))
        self.exit(2)

    def _choose_formatter(self, stream: Any) -> None:
        if wants_colour(stream):
            from rich_argparse import RawDescriptionRichHelpFormatter

            self.formatter_class = RawDescriptionRichHelpFormatter


def _clearer(message: str, prog: str) -> tuple[str, tuple[str, ...], str]:
    """Return what to say about an unknown command in few words, with what may have been meant."""
    import re

    if message.startswith("argument -r/--rev-range: expected"):
        return message, (), "write it without a space: -r-1:current, or --rev-range=-1:current"
    if message.startswith("unrecognized arguments:") and (given := set(message.split()) & BEFORE):
        return message, (), f"write {min(given)} before the command: {prog} {min(given)} … <command>"
    unknown = re.match(r"argument <command>: invalid choice: '(.*?)' \(choose from (.*)\)", message)
    if unknown is None:
        return message, (), f"{prog} --help"
    import difflib

    close = difflib.get_close_matches(unknown[1], re.findall(r"[\w-]+", unknown[2]), n=1)
    meant = f"did you mean `{prog} {close[0]}`? " if close else ""
    return f"there is no command {unknown[1]!r}", (), f"{meant}`{prog} --help` lists them"


def plain_formatter(prog: str) -> argparse.HelpFormatter:
    """Return the plain formatter. It is told its width, because finding out imports a lot of archive formats."""
    try:
        width = min(os.get_terminal_size().columns, WIDTH)
    except OSError:
        width = int(os.environ.get("COLUMNS", 80)) if os.environ.get("COLUMNS", "80").isdigit() else 80
    return argparse.RawDescriptionHelpFormatter(prog, width=width - 2, max_help_position=32)


def parameters(fn: Callable[..., Any]) -> tuple[list[str], dict[str, Any]]:
    """Return the parameters of `fn` after the Config: names without a default, and names with their defaults.

    Reads the code object, which costs nothing; `inspect` would take longer to import than the rest of
    `--help`.
    """
    code: Any = fn.__code__
    names = code.co_varnames[1 : code.co_argcount]
    defaults = fn.__defaults__ or ()
    split = len(names) - len(defaults)
    keyword_only = fn.__kwdefaults__ or {}
    return list(names[:split]), {**dict(zip(names[split:], defaults, strict=True)), **keyword_only}


def add_command(parsers: Any, fn: Callable[..., Any]) -> None:
    """Add a subcommand named after `fn`; its arguments follow when it is used.

    The parsed options get `cmd`: the function, the names under which its positional values are found, and those of
    its keywords (keyword → name).
    """
    description = (fn.__doc__ or "").strip()
    summary = description.partition("\n")[0].rstrip(".")
    parser = parsers.add_parser(fn.__name__, help=summary, description=summary)

    def fill() -> None:
        parser.fill = lambda: None
        _add_arguments(parser, fn, description)

    parser.fill = fill


def _add_arguments(parser: argparse.ArgumentParser, fn: Callable[..., Any], description: str) -> None:
    name = fn.__name__
    required, optional = parameters(fn)
    optional = {option: value for option, value in optional.items() if option not in NOT_ON_COMMAND_LINE}
    places = [_add_positional(parser, name, one, description) for one in required]
    names = {option: _add_option(parser, name, option, default, description) for option, default in optional.items()}
    parser.set_defaults(cmd=(fn, places, names))


def _add_positional(parser: argparse.ArgumentParser, command: str, name: str, description: str) -> str:
    """Add a positional argument; return the name its value will have."""
    settings: dict[str, Any] = {
        "help": POSITIONALS.get(name) or documented(name, description),
        **SPECIAL.get((command, name), {}),
    }
    dest = _free(str(settings.pop("dest", name)))
    if name in GLOBAL:
        settings["metavar"] = name
    parser.add_argument(dest, **settings)
    return dest


def _add_option(parser: argparse.ArgumentParser, command: str, name: str, default: Any, description: str) -> str:
    """Add an option; return the name its value will have."""
    flags, text = OPTIONS.get(name) or (("--" + name.replace("_", "-"),), documented(name, description))
    settings: dict[str, Any] = {"dest": _free(name), "default": default, "help": text}
    if isinstance(default, bool):
        settings["action"] = "store_false" if default else "store_true"
    settings.update(SPECIAL.get((command, name), {}))
    parser.add_argument(*flags, **settings)
    return str(settings["dest"])


def _free(name: str) -> str:
    """Return a name for a value that no global option has: a command of a program may well take a `name`."""
    return f"{name}_" if name in GLOBAL else name


def documented(name: str, description: str) -> str:
    """Return what a docstring says of a parameter, in the form `:param name: text`; else nothing."""
    _, found, rest = description.partition(f":param {name}:")
    text = rest.partition("\n:")[0].partition("\n    :")[0] if found else ""
    return " ".join(text.split()).replace("%", "%%")
