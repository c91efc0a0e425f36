"""Reading a folder of revision files without running them.

`header` finds in the text of a file what it says about itself, so that ten thousand files cost a second and a broken
import in an old file hurts nobody; `index` remembers that of files that did not change. A file that computes one of its
identifiers is imported, as there is no other way to know it.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Any

from ..compat import alembic_alias
from ..errors import ConfigError, ScriptError
from . import header, index
from .header import Computed, Header, unparsable

if TYPE_CHECKING:
    from pathlib import Path

_NAME = attrgetter("name")
READ_AT_ONCE = 1 << 13
"""Bytes; few revision files have more."""

_READING = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def read_headers(
    folders: Iterable[str | Path], *, recursive: bool = False, sourceless: bool = False, indexed: bool = False
) -> Iterator[tuple[str, Header]]:
    """Yield the path and the header of every revision file of `folders`, in the order of `revision_files`.

    `indexed` keeps an index of large folders, see `index`. Raises ScriptError for a file that is none.
    """
    for folder in revision_folders(folders, recursive):
        files = revision_files(folder, sourceless)
        if indexed and len(files) >= index.WORTH_IT:
            yield from index.headers(folder, files, _literal_header, _computed_header)
        else:
            yield from ((entry.path, read_header(entry.path)) for entry in files)


def revision_folders(folders: Iterable[str | Path], recursive: bool = False) -> Iterator[str]:
    """Yield the folders to look for revision files in; with `recursive` the ones inside too, one met twice once."""
    seen: set[str] = set()
    for folder in folders:
        for directory in _directories(str(folder), recursive):
            real = os.path.realpath(directory)
            if real not in seen:
                seen.add(real)
                yield directory


def _directories(folder: str, recursive: bool) -> Iterator[str]:
    yield folder
    if recursive:
        for path, names, _ in os.walk(folder):
            names[:] = sorted(name for name in names if name != "__pycache__" and not name.startswith("."))
            yield from (os.path.join(path, name) for name in names)


def revision_files(folder: str | Path, sourceless: bool = False) -> list[os.DirEntry[str]]:
    """Return the revision files in a folder, sorted by name.

    `sourceless` also takes compiled files, next to or instead of their source or in `__pycache__`, where the source is
    not there.
    """
    entries = _entries(str(folder))
    found = [one for one in entries if one.name.endswith(".py") and not one.name.startswith((".", "__init__."))]
    found.sort(key=_NAME)
    if sourceless:
        compiled = {one.name[:-1]: one for one in entries if one.name.endswith((".pyc", ".pyo"))}
        tag = f".{sys.implementation.cache_tag}.pyc"
        for one in _entries(os.path.join(folder, "__pycache__")):
            if one.name.endswith(tag):
                compiled.setdefault(one.name[: -len(tag)] + ".py", one)
        absent = compiled.keys() - {one.name for one in found} - {"__init__.py"}
        found += [compiled[name] for name in sorted(absent)]
    return found


def _entries(folder: str) -> list[os.DirEntry[str]]:
    """Return what is in a folder; nothing where it does not exist: a new environment has no versions yet."""
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise ScriptError(f"{folder} cannot be read: {error.strerror}") from error


def located(place: str | Path) -> str:
    """Return the path that `place` names: itself, or for "package:folder" that folder in an importable package.

    A folder below a folder is written with either sign: "package:db/migrations", "package:db:migrations".
    """
    package, colon, folder = str(place).partition(":")
    if not colon or not package.replace(".", "").isidentifier() or len(package) == 1:
        return os.path.normpath(place) if ".." not in str(place) else str(place)
    from importlib.util import find_spec

    try:
        spec = find_spec(package)
    except ModuleNotFoundError:
        spec = None
    if spec is None or not spec.submodule_search_locations:
        raise ConfigError(
            f"{place}: there is no importable package {package!r}",
            hint="install it, or say where it is with prepend_sys_path",
        )
    return os.path.join(next(iter(spec.submodule_search_locations)), *re.split(r"[/:]", folder.strip("/\\")))


def read_header(path: str | Path) -> Header:
    """Return what the file at `path` says about itself; raises ScriptError, naming the file, where it does not."""
    try:
        return _literal_header(str(path))[0]
    except Computed:
        return _computed_header(str(path))


def _literal_header(path: str) -> tuple[Header, os.stat_result]:
    """Return what the text of a source file says, and what the file system said of the file before it was read.

    Raises Computed where the text does not say it, or where there is no source.
    """
    if not path.endswith(".py"):
        raise Computed
    data, found = _read(path)
    return header.read(data, path), found


def _computed_header(path: str) -> Header:
    """Return what a file says once it is run."""
    return header_of(load_module(path), path)


def header_of(module: ModuleType, path: str | Path) -> Header:
    """Return what an imported revision file says about itself."""
    return header.header(vars(module), module.__doc__, path)


def load_module(path: str | Path) -> ModuleType:
    """Return the file at `path`, run as a module of its own; raises ScriptError where it cannot be."""
    code = compiled(path)
    try:
        with alembic_alias():
            return run_module(code, path)
    except Exception as error:
        raise ScriptError(
            f"{path} cannot be imported: {type(error).__name__}: {error}",
            hint="the file must be importable on its own; `prepend_sys_path` says where your packages are",
        ) from error


def run_module(code: CodeType, path: str | Path, names: Mapping[str, Any] | None = None) -> ModuleType:
    """Return a module made by running `code`. Nothing is written to `__pycache__`, and no stale copy is ever run.

    `names` are there before it runs.
    """
    module = ModuleType(re.sub(r"\W", "_", os.path.basename(path)))
    module.__dict__.update(names or {})
    module.__file__ = str(path)
    sys.modules[module.__name__] = module
    try:
        exec(code, module.__dict__)
    except BaseException:
        del sys.modules[module.__name__]
        raise
    return module


def compiled(path: str | Path) -> CodeType:
    """Return the code of a source or compiled file; raises ScriptError where it is not Python."""
    try:
        name, suffix = os.path.splitext(os.path.basename(path))
        if suffix != ".py":
            from importlib.machinery import SourcelessFileLoader

            code = SourcelessFileLoader(name, str(path)).get_code(name)
            if code is None:
                raise ScriptError(f"{path} holds no code")
            return code
        return compile(_read(path)[0], str(path), "exec", dont_inherit=True)
    except (SyntaxError, ValueError, EOFError, ImportError) as error:
        raise unparsable(path, error) from error


def _read(path: str | Path) -> tuple[bytes, os.stat_result]:
    """Return the bytes of a file, and what the file system said of it before.

    With the fewest system calls there are, as there may be ten thousand files.
    """
    try:
        file = os.open(path, _READING)
        try:
            found = os.fstat(file)
            data = os.read(file, READ_AT_ONCE)
            if len(data) < READ_AT_ONCE:
                return data, found
            parts = [data]
            while data := os.read(file, READ_AT_ONCE):
                parts.append(data)
            return b"".join(parts), found
        finally:
            os.close(file)
    except OSError as error:
        raise ScriptError(f"{path} cannot be read: {error.strerror}") from error
