"""Reading a folder of revision files without running them.

What a revision file says about itself stands in a few assignments of literals above its functions. They are read with
`ast`, from the part above the first function, so that ten thousand files cost a second and a broken import in an old
file hurts nobody. A file that computes one of its identifiers is imported, as there is no other way to know it.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, NamedTuple

from ..compat import alembic_alias
from ..errors import ConfigError, ScriptError
from .identifiers import as_tuple

FIELDS = ("revision", "down_revision", "branch_labels", "depends_on")

_BODY = re.compile(rb"^(?:def|async[ \t]+def|class)\b|^@", re.MULTILINE)
_ASSIGNED_LATER = re.compile(rb"^(?:%s)[ \t]*[:=]" % b"|".join(name.encode() for name in FIELDS), re.MULTILINE)


class Header(NamedTuple):
    """What a revision file says about itself."""

    revision: str
    down_revision: tuple[str, ...]
    branch_labels: tuple[str, ...]
    depends_on: tuple[str, ...]
    doc: str


class _Computed(Exception):
    """An identifier is not a literal."""


def revision_files(
    folders: Iterable[str | Path], *, recursive: bool = False, sourceless: bool = False
) -> Iterator[Path]:
    """Yield the revision files of `folders`, sorted within each; a folder met twice is read once.

    `recursive` goes into sub-folders. `sourceless` also takes compiled files, next to or instead of their source or in
    `__pycache__`, where the source is not there.
    """
    seen: set[str] = set()
    for folder in folders:
        for directory in _directories(Path(folder), recursive):
            real = os.path.realpath(directory)
            if real not in seen:
                seen.add(real)
                yield from _files(directory, sourceless)


def _directories(folder: Path, recursive: bool) -> Iterator[Path]:
    yield folder
    if recursive:
        for path, names, _ in os.walk(folder):
            names[:] = sorted(name for name in names if name != "__pycache__" and not name.startswith("."))
            yield from (Path(path, name) for name in names)


def _files(directory: Path, sourceless: bool) -> Iterator[Path]:
    names = _names(directory)
    sources = {name for name in names if name.endswith(".py") and not name.startswith((".", "__init__."))}
    yield from (directory / name for name in sorted(sources))
    if not sourceless:
        return
    compiled = {name[:-1]: directory / name for name in names if name.endswith((".pyc", ".pyo"))}
    tag = f".{sys.implementation.cache_tag}.pyc"
    for name in _names(directory / "__pycache__"):
        if name.endswith(tag):
            compiled.setdefault(name[: -len(tag)] + ".py", directory / "__pycache__" / name)
    for source in sorted(compiled.keys() - sources - {"__init__.py"}):
        yield compiled[source]


def _names(directory: Path) -> list[str]:
    """Return the names in a folder, none where it does not exist: a new environment has no versions yet."""
    try:
        return sorted(os.listdir(directory))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise ScriptError(f"{directory} cannot be read: {error.strerror}") from error


def located(place: str | Path) -> Path:
    """Return the path that `place` names: itself, or for "package:folder" that folder in an importable package.

    A folder below a folder is written with either sign: "package:db/migrations", "package:db:migrations".
    """
    package, colon, folder = str(place).partition(":")
    if not colon or not package.replace(".", "").isidentifier() or len(package) == 1:
        return Path(place)
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
    return Path(next(iter(spec.submodule_search_locations)), *re.split(r"[/:]", folder.strip("/\\")))


def read_header(path: Path) -> Header:
    """Return what the file at `path` says about itself; raises ScriptError, naming the file, where it does not."""
    if path.suffix != ".py":
        return header_of(load_module(path), path)
    source = _read(path)
    try:
        found, doc = _declared(source, path)
    except _Computed:
        return header_of(load_module(path), path)
    return _header(found, doc, path)


def header_of(module: ModuleType, path: Path) -> Header:
    """Return what an imported revision file says about itself."""
    return _header(vars(module), module.__doc__, path)


def _declared(source: bytes, path: Path) -> tuple[dict[str, Any], str | None]:
    """Return the identifiers that `source` declares, and its docstring.

    Only the part above the first function is parsed, if that is a module of its own (it is not when the function
    stands inside a docstring) and no identifier is assigned below.
    """
    body = _BODY.search(source)
    if body and not _ASSIGNED_LATER.search(source, body.start()):
        try:
            tree = ast.parse(source[: body.start()])
        except (SyntaxError, ValueError):
            pass
        else:
            found = _literals(tree)
            if "revision" in found:
                return found, ast.get_docstring(tree, clean=False)
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError) as error:
        raise _unparsable(path, error) from error
    return _literals(tree), ast.get_docstring(tree, clean=False)


def _literals(tree: ast.Module) -> dict[str, Any]:
    """Return the identifiers assigned at the top of a module; raises _Computed where one is not a literal."""
    found: dict[str, Any] = {}
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if isinstance(node, ast.Assign | ast.AnnAssign) and all(isinstance(one, ast.Name) for one in targets):
            names = [one.id for one in targets if isinstance(one, ast.Name) and one.id in FIELDS]
            if names and node.value is not None:
                try:
                    value = ast.literal_eval(node.value)
                except ValueError:
                    raise _Computed from None
                found.update(dict.fromkeys(names, value))
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and _binds(node):
            raise _Computed
    return found


def _binds(statement: ast.stmt) -> bool:
    """Return whether a statement other than a plain assignment gives one of the identifiers a value."""
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return any((alias.asname or alias.name) in (*FIELDS, "*") for alias in statement.names)
    return not isinstance(statement, ast.Expr) and any(
        isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in FIELDS
        for node in ast.walk(statement)
    )


def _header(found: Mapping[str, Any], doc: str | None, path: Path) -> Header:
    if found.get("revision") is None:
        raise ScriptError(
            f"{path} has no `revision`, so it is not a revision file",
            hint="declare `revision` and `down_revision` at the top of the file, or move it out of the folder",
        )
    if not isinstance(found["revision"], str):
        raise ScriptError(f"{path} has revision = {found['revision']!r}, which is not a text")
    down_revision, branch_labels, depends_on = (_ids(found.get(name), name, path) for name in FIELDS[1:])
    return Header(found["revision"], down_revision, branch_labels, depends_on, (doc or "").strip())


def _ids(value: Any, field: str, path: Path) -> tuple[str, ...]:
    if isinstance(value, set | frozenset):
        value = sorted(value, key=str)
    if value is None or isinstance(value, str | list | tuple):
        ids = as_tuple(value or None)
        if all(isinstance(id_, str) for id_ in ids):
            return ids
    raise ScriptError(
        f"{path} has {field} = {value!r}, which is not a revision identifier",
        hint="write None, a text, or a tuple of texts",
    )


def load_module(path: Path) -> ModuleType:
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


def run_module(code: CodeType, path: Path) -> ModuleType:
    """Return a module made by running `code`. Nothing is written to `__pycache__`, and no stale copy is ever run."""
    module = ModuleType(re.sub(r"\W", "_", path.name))
    module.__file__ = str(path)
    sys.modules[module.__name__] = module
    try:
        exec(code, module.__dict__)
    except BaseException:
        del sys.modules[module.__name__]
        raise
    return module


def compiled(path: Path) -> CodeType:
    """Return the code of a source or compiled file; raises ScriptError where it is not Python."""
    try:
        if path.suffix != ".py":
            from importlib.machinery import SourcelessFileLoader

            code = SourcelessFileLoader(path.stem, str(path)).get_code(path.stem)
            if code is None:
                raise ScriptError(f"{path} holds no code")
            return code
        return compile(_read(path), str(path), "exec", dont_inherit=True)
    except (SyntaxError, ValueError, EOFError, ImportError) as error:
        raise _unparsable(path, error) from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ScriptError(f"{path} cannot be read: {error.strerror}") from error


def _unparsable(path: Path, error: Exception) -> ScriptError:
    line = f"line {error.lineno}: {error.msg}" if isinstance(error, SyntaxError) and error.lineno else str(error)
    return ScriptError(f"{path} is not valid Python: {line}", hint="correct the file, or remove it")
