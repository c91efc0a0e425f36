"""Making a new revision: everything is checked first, then one file is written, then the hooks run on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ConfigError, RevisionError
from . import generate
from .errors import MultipleHeads
from .files import located
from .graph import Graph
from .identifiers import RevisionIds, as_tuple, check_branch_label, check_new_revision_id
from .revision import tuple_rev_as_scalar
from .script import Script
from .template import render

if TYPE_CHECKING:
    from .base import ScriptDirectory


def create_revision(
    directory: ScriptDirectory,
    revid: str,
    message: str | None,
    *,
    head: RevisionIds,
    splice: bool,
    labels: tuple[str, ...],
    version_path: str | Path | None,
    file_template: str,
    depends_on: RevisionIds,
    format_source: Callable[[str, Path], str] | None,
    names: Mapping[str, Any],
) -> Script:
    """Write the file of a new revision and add it to the map; see `ScriptDirectory.generate_revision`."""
    graph = directory.revision_map.graph
    _check_names(graph, revid, labels)
    parents = _parents(directory, head, splice)
    needs = _dependencies(directory, depends_on)
    when = generate.now(directory.timezone)
    name = generate.file_name(file_template, revid, message, when, directory.truncate_slug_length)
    has_folders = "/" in file_template
    if has_folders and not directory.recursive_version_locations:
        raise ConfigError(
            f"file_template = {file_template!r} makes folders, and files in them are not found without "
            "recursive_version_locations",
            hint="set recursive_version_locations = true, or leave the / out",
        )
    path = _folder(directory, version_path, parents, template_has_folders=has_folders) / name

    template_names = {
        **names,
        "message": generate.in_docstring("empty message" if message is None else message),
        "up_revision": revid,
        "down_revision": tuple_rev_as_scalar(script.revision for script in parents),
        "branch_labels": labels or None,
        "depends_on": tuple_rev_as_scalar(needs),
        "create_date": when,
    }
    text = script_text(directory, template_names)
    if format_source is not None:
        text = format_source(text, path)
    data = generate.encoded(text, directory.output_encoding)
    _write(path, data, directory.hooks)
    script = Script.read(path)
    directory.revision_map.add_revision(script)
    return script


def _write(path: Path, data: bytes, hooks: Sequence[Mapping[str, Any]]) -> None:
    if not hooks:
        generate.write_new(path, data)
        return
    from .write_hooks import check_hooks, run_hooks

    check_hooks(hooks)
    generate.write_new(path, data)
    run_hooks(str(path), hooks)


def script_text(directory: ScriptDirectory | None, names: Mapping[str, Any]) -> str:
    """Return the source of a revision file as the project's template makes it of `names`, not formatted yet.

    Without a directory the usual template is meant.
    Raises ScriptError where the template cannot be rendered, or what it gives is not Python.
    """
    own = None if directory is None else Path(directory.dir, "script.py.mako")
    template = own if own is not None and own.exists() else generate.DEFAULT_TEMPLATE
    defaults = {
        "config": directory and directory.config,
        "imports": "",
        "upgrades": "pass",
        "downgrades": "pass",
        "comma": generate.comma,
    }
    return generate.checked_source(render(template, {**defaults, **names}), template)


def _check_names(graph: Graph, revid: str, labels: tuple[str, ...]) -> None:
    """Raise RevisionError where the id or a label of a new revision is wrong or taken."""
    check_new_revision_id(revid)
    for label in labels:
        check_branch_label(label)
    for name, what in [(revid, "id"), *((label, "branch label") for label in labels)]:
        holder = graph.revisions.get(name) or graph.revisions.get(graph.labels.get(name, ""))
        if holder is not None or (what == "branch label" and name == revid):
            raise RevisionError(
                f"{name!r} cannot be the {what} of a new revision: "
                f"{f'{holder.origin} has that name' if holder else 'it is its id'}",
                hint=f"choose another {what}",
            )


def _parents(directory: ScriptDirectory, head: RevisionIds, splice: bool) -> tuple[Script, ...]:
    """Return the scripts a new revision comes after: heads, unless a branch is to begin at them."""
    try:
        parents = directory.get_revisions(head)
    except MultipleHeads as error:
        raise RevisionError(
            f"Multiple heads are present, and a new revision comes after one: {', '.join(error.heads)}",
            hint="say which with --head <revision> or --head <branch label>@head, or join them first with "
            "`migrate merge heads`",
        ) from error
    for script in parents:
        if not script.is_head and not splice:
            raise RevisionError(
                f"Revision {script.revision} is not a head revision",
                hint="choose a head, or use --splice to begin a branch at this revision",
            )
    return parents


def _dependencies(directory: ScriptDirectory, depends_on: RevisionIds) -> tuple[str, ...]:
    """Return full ids for what a new revision depends on; branch labels stay, as they read better."""
    found: dict[str, None] = {}
    for name in as_tuple(depends_on):
        is_label = name in directory.revision_map.graph.labels
        ids = (name,) if is_label else tuple(one.revision for one in directory.get_revisions(name))
        found.update(dict.fromkeys(ids))
    return tuple(found)


def _folder(
    directory: ScriptDirectory,
    version_path: str | Path | None,
    parents: Sequence[Script],
    *,
    template_has_folders: bool,
) -> Path:
    """Return the folder for a new file: the one asked for, that of its first parent, or the only one.

    Where the file template adds folders of its own, the version folder around the parent's is meant.
    """
    places = [Path(place) for place in directory.version_folders]
    if version_path is not None:
        asked = Path(located(version_path))
        around = _around(asked, places)
        if around and (directory.recursive_version_locations or around.resolve() == asked.resolve()):
            return asked
        raise RevisionError(
            f"Path {asked} is not represented in current version locations: {', '.join(map(str, places))}",
            hint="add it to version_locations",
        )
    if parents:
        beside = Path(parents[0].path).parent
        beside = beside.parent if beside.name == "__pycache__" else beside
        return (_around(beside, places) or beside) if template_has_folders else beside
    if len(places) > 1:
        raise RevisionError(
            f"Multiple version locations are present: {', '.join(map(str, places))}",
            hint="say where the file goes with --version-path",
        )
    return places[0]


def _around(folder: Path, places: Sequence[Path]) -> Path | None:
    """Return which of `places` is `folder` or has it inside."""
    inside = (folder.resolve(), *folder.resolve().parents)
    return next((place for place in places if place.resolve() in inside), None)
