"""Programs that run on a revision file after it was written, such as a formatter.

A hook is a function `(path, options)`, registered under the name that `type` gives in the configuration. Every hook
that fails stops the command with an error that has what the program said.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..errors import ConfigError, ScriptError
from ..registration import enroll

Hook = Callable[..., Any]

REVISION_SCRIPT_TOKEN = "REVISION_SCRIPT_FILENAME"
"""Stands for the file in the `options` of a hook; without it, the file comes first."""

_registry: dict[str, Hook] = {}


def register(name: str) -> Callable[[Hook], Hook]:
    """Register the decorated function as the hooks of type `name`; raises RegistrationError for a name in use.

    The same function may come again, as it does when env.py runs a second time in one process.
    """

    def decorate(hook: Hook) -> Hook:
        return enroll(_registry, name, hook, what=f"a write hook of type {name!r}", instead="choose another name")

    return decorate


def run_hooks(path: str, hooks: Iterable[Mapping[str, Any]]) -> None:
    """Run `hooks`, as `Config.get_hooks_list()` gives them, one after the other on the file at `path`."""
    for options in hooks:
        _found(options)(path, dict(options))


def check_hooks(hooks: Iterable[Mapping[str, Any]]) -> None:
    """Raise ConfigError for a hook that cannot run, before there is a file that it would have to run on."""
    for options in hooks:
        _found(options)
        command_of = _commands.get(str(options["type"]))
        if command_of is None:  # a hook of the project's: only it knows what it needs
            continue
        program, cwd = command_of(options)[0], str(options.get("cwd") or "")
        _arguments("", options)
        if cwd and not os.path.isdir(cwd):
            raise ConfigError(f"post-write hook {_name(options)}: there is no folder {cwd}", hint="correct its cwd")
        there = os.path.exists(os.path.join(cwd, program)) if os.path.dirname(program) else shutil.which(program)
        if not there:
            raise ConfigError(
                f"post-write hook {_name(options)} cannot be run: there is no program {program}",
                hint="install it, or correct executable",
            )


def _found(options: Mapping[str, Any]) -> Hook:
    type_ = options.get("type")
    hook = _registry.get(str(type_))
    if hook is None:
        raise ConfigError(
            f"post-write hook {_name(options)} has "
            + ("no type" if type_ is None else f"type {type_!r}, which nobody registered"),
            hint=f"use one of {', '.join(sorted(_registry))}, or register it with "
            "migrate.script.write_hooks.register in env.py",
        )
    return hook


@register("console_scripts")
def console_scripts(
    path: str, options: dict[str, Any], ignore_output: bool = False, verify_version: tuple[int, ...] | None = None
) -> None:
    """Run a console script of an installed package, `entrypoint`, with the interpreter that runs us.

    `verify_version` is the least version of the package, as numbers.
    """
    _run(_script_command(options, verify_version), path, options, ignore_output)


def _script_command(options: Mapping[str, Any], verify_version: tuple[int, ...] | None = None) -> list[str]:
    from importlib import metadata

    name = _required(options, "entrypoint")
    found = tuple(metadata.entry_points(group="console_scripts", name=name))
    if not found:
        raise ConfigError(
            f"post-write hook {_name(options)}: no installed package has a console script {name!r}",
            hint=f"`pip install` the package that has it, into the environment of {sys.executable}",
        )
    (entry, *_) = found
    if verify_version and entry.dist and _version(entry.dist.version) < verify_version:
        least = ".".join(map(str, verify_version))
        raise ConfigError(
            f"post-write hook {_name(options)}: {entry.dist.name} {entry.dist.version} is older than {least}",
            hint=f"pip install '{entry.dist.name}>={least}'",
        )
    start = f"import sys, {entry.module}; sys.argv[0] = {name!r}; sys.exit({entry.module}.{entry.attr}())"
    return [sys.executable, "-c", start]


@register("exec")
def exec_(path: str, options: dict[str, Any], ignore_output: bool = False) -> None:
    """Run the program `executable`."""
    _run(_program_command(options), path, options, ignore_output)


def _program_command(options: Mapping[str, Any]) -> list[str]:
    return [_required(options, "executable")]


@register("module")
def module(path: str, options: dict[str, Any], ignore_output: bool = False) -> None:
    """Run the Python module `module`, as `python -m` does."""
    _run(_module_command(options), path, options, ignore_output)


def _module_command(options: Mapping[str, Any]) -> list[str]:
    from importlib.util import find_spec

    name = _required(options, "module")
    try:
        spec = find_spec(name)
    except ModuleNotFoundError:
        spec = None
    if spec is None:
        raise ConfigError(
            f"post-write hook {_name(options)}: there is no module {name!r}",
            hint=f"`pip install` it into the environment of {sys.executable}",
        )
    return [sys.executable, "-m", name]


_commands: dict[str, Callable[[Mapping[str, Any]], list[str]]] = {
    "console_scripts": _script_command,
    "exec": _program_command,
    "module": _module_command,
}
"""The command of each type that is built in, which is also found before there is a file."""


def _run(command: list[str], path: str, options: Mapping[str, Any], ignore_output: bool) -> None:
    """Run a program on the file; raises ScriptError with its status and output where it fails."""
    command = [*command, *_arguments(path, options)]
    try:
        done = subprocess.run(
            command, cwd=options.get("cwd"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
    except OSError as error:
        raise ScriptError(
            f"post-write hook {_name(options)} cannot be run: {command[0]}: {error.strerror}",
            hint=f"{path} is written; run the program on it by hand, or correct the hook",
        ) from error
    output = done.stdout.decode(errors="replace").strip()
    if done.returncode:
        said = f":\n{output}" if output and not ignore_output else ""
        raise ScriptError(
            f"post-write hook {_name(options)} failed with exit status {done.returncode} on {path}{said}",
            hint="the file is written; correct what the hook says, or the hook",
        )


def _arguments(path: str, options: Mapping[str, Any]) -> list[str]:
    try:
        arguments = shlex.split(str(options.get("options", "")), posix=sys.platform != "win32")
    except ValueError as error:
        raise ConfigError(
            f"post-write hook {_name(options)} has options that cannot be split: {error}: {options['options']}",
            hint="close the quote, or leave it out",
        ) from None
    if any(REVISION_SCRIPT_TOKEN in argument for argument in arguments):
        return [argument.replace(REVISION_SCRIPT_TOKEN, path) for argument in arguments]
    return [path, *arguments]


def _required(options: Mapping[str, Any], key: str) -> str:
    if not options.get(key):
        raise ConfigError(
            f"post-write hook {_name(options)} has no {key}", hint=f"set {key} for it in post_write_hooks"
        )
    if not isinstance(options[key], str):
        raise ConfigError(f"post-write hook {_name(options)}: {key} = {options[key]!r} is not a text")
    return str(options[key])


def _name(options: Mapping[str, Any]) -> str:
    return repr(options.get("_hook_name", options.get("type", "?")))


def _version(text: str) -> tuple[int, ...]:
    """Return the numbers a version begins with."""
    numbers = []
    for part in text.split("."):
        if not part.isdigit():
            break
        numbers.append(int(part))
    return tuple(numbers)
