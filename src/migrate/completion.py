"""Completion in the shell, by argcomplete: commands, options, and what exists: revisions, labels, templates.

Imported only while a shell asks. Whatever goes wrong then gives no proposals: a shell line is no place for errors.
"""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Callable, Mapping
from typing import Any

REVISIONS = {
    "depends_on": (),
    "head": ("head",),
    "rev": ("head", "heads", "current"),
    "revision": ("head", "heads", "base"),
    "revisions": ("head", "heads", "base"),
    "rev_range": ("head", "base", "current"),
}
"""Argument that names revisions → the words that are good there besides ids and labels."""


WORDS = ("database", "models", "history", "history@")
SOURCES = {"from_source": WORDS, "to_source": WORDS, "scratch_url": ("docker",)}
"""Argument that names a source, or a server for one → the words that are good there."""


def offer(parser: ArgumentParser) -> None:
    """Answer the shell and exit, when it is the shell that asks."""
    try:
        import argcomplete
    except ModuleNotFoundError:
        return
    for action in parser._actions:
        if isinstance(action, _SubParsersAction):
            for command in action.choices.values():
                command.fill()
                _add_completers(command)
    argcomplete.autocomplete(parser)


def _add_completers(parser: ArgumentParser) -> None:
    for action in parser._actions:
        completer: Any = None
        if action.dest in REVISIONS:
            completer = revisions(REVISIONS[action.dest])
        elif action.dest == "template":
            completer = templates
        elif action.dest in SOURCES:
            completer = sources(SOURCES[action.dest])
        if completer is not None:
            action.completer = completer  # type: ignore[attr-defined]  # what argcomplete reads


def revisions(words: tuple[str, ...]) -> Callable[..., Mapping[str, str]]:
    """Return what proposes `words`, branch labels and ids, each id with its message; "a:b" goes on after the colon."""

    def complete(prefix: str, parsed_args: Namespace, **_: Any) -> Mapping[str, str]:
        start, colon, begun = prefix.rpartition(":")
        found = dict.fromkeys(words, "")
        try:
            graph = _scripts(parsed_args).revision_map.graph
        except Exception:
            return {}
        found.update((label, f"branch of {id_}") for label, id_ in graph.labels.items())
        found.update((id_, getattr(graph.revisions[id_], "doc", "")) for id_ in reversed(graph.order))
        return {f"{start}{colon}{name}": doc for name, doc in found.items() if name.startswith(begun)}

    return complete


def sources(words: tuple[str, ...]) -> Callable[..., Mapping[str, str]]:
    """Return what proposes `words`, snapshot files, and after "history@" the revisions."""

    def complete(prefix: str, parsed_args: Namespace, **_: Any) -> Mapping[str, str]:
        word, at, begun = prefix.partition("@")
        if word == "history" and at:
            found = revisions(("heads",))(begun, parsed_args)
            return {f"history@{name}": doc for name, doc in found.items()}
        named = {name: "" for name in words if name.startswith(prefix)}
        if words is not WORDS:
            return named
        return {**named, **dict.fromkeys(_files(prefix), "")}

    return complete


def _files(prefix: str) -> list[str]:
    """Return the folders, and the JSON files, whose path begins with `prefix`."""
    folder, name = os.path.split(prefix)
    try:
        with os.scandir(folder or ".") as entries:
            found = [one for one in entries if one.name.startswith(name) and (name or not one.name.startswith("."))]
            paths = {os.path.join(folder, one.name): one.is_dir() for one in found}
    except OSError:
        return []
    return sorted(f"{path}/" if is_dir else path for path, is_dir in paths.items() if is_dir or path.endswith(".json"))


def templates(prefix: str, **_: Any) -> list[str]:
    """Propose the templates of `init`."""
    from .config import Config

    return sorted(name for name in os.listdir(Config().get_template_directory()) if name.startswith(prefix))


def _scripts(options: Namespace) -> Any:
    from . import project
    from .config import Config
    from .script import ScriptDirectory

    files = project.find(options.config or ())
    return ScriptDirectory.from_config(Config(files.ini, files.toml, options.name or files.section, cmd_opts=options))
