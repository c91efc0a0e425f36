"""From the `models` setting to MetaData objects, with errors that say what was tried."""

from __future__ import annotations

import importlib
import os
import re
import sys
from collections.abc import Iterable, Sequence
from functools import cached_property
from types import ModuleType
from typing import TYPE_CHECKING, Any, overload

from .errors import ModelsError
from .project import put_on_sys_path

if TYPE_CHECKING:
    from sqlalchemy import MetaData

USUAL_NAMES = ("Base", "metadata", "db")
"""What is looked for in a module named without an attribute, in this order."""


class Models(Sequence["MetaData"]):
    """What `load_models(spec)` returns, loaded when first looked into; `folders` are put on `sys.path` then."""

    def __init__(self, spec: Any, folders: Sequence[str] | None = None) -> None:
        self._spec = spec
        self._folders = folders

    @cached_property
    def _loaded(self) -> list[MetaData]:
        put_on_sys_path(self._folders)
        return load_models(self._spec)

    @overload
    def __getitem__(self, place: int) -> MetaData: ...

    @overload
    def __getitem__(self, place: slice) -> list[MetaData]: ...

    def __getitem__(self, place: int | slice) -> MetaData | list[MetaData]:
        return self._loaded[place]

    def __len__(self) -> int:
        return len(self._loaded)


def load_models(spec: Any) -> list[MetaData]:
    """Return the distinct MetaData objects that `spec` names.

    `spec` is a MetaData, anything with a `.metadata` (a declarative base, a mapped class, a
    Flask-SQLAlchemy object), the text "package.module:attribute", or "package.module" where the attribute
    is one of the usual names; or an iterable of those, or several texts in one, separated by commas or
    spaces. Raises ModelsError.
    """
    found: list[MetaData] = []
    for one in _each(spec):
        metadata = _load(one) if isinstance(one, str) else _metadata_of(one)
        if metadata is None:
            raise ModelsError(f"models: {one!r} is neither a MetaData nor has one", hint=HINT)
        if not any(metadata is known for known in found):
            found.append(metadata)
    if not found:
        raise ModelsError("models names nothing", hint=HINT)
    return found


HINT = 'models is "package.module:Base", where Base is a declarative base or a MetaData, or a list of those'


def _each(spec: Any) -> Iterable[Any]:
    if isinstance(spec, str):
        return [text for text in re.split(r"[,\s]+", spec) if text]
    if _metadata_of(spec) is None and isinstance(spec, Iterable):
        return spec
    return [spec]


def _metadata_of(candidate: Any) -> MetaData | None:
    from sqlalchemy import MetaData

    if isinstance(candidate, MetaData):
        return candidate
    metadata = getattr(candidate, "metadata", None)
    return metadata if isinstance(metadata, MetaData) else None


def _load(text: str) -> MetaData:
    name, _, attribute = text.partition(":")
    module = _import(name, text)
    names = (attribute,) if attribute else USUAL_NAMES
    for one in names:
        value = _attribute(module, one)
        metadata = None if value is None else _metadata_of(value)
        if metadata is not None:
            return metadata
    if attribute and (value := _attribute(module, attribute)) is not None:
        raise ModelsError(
            f'models "{text}": {attribute} is a {type(value).__name__}, neither a MetaData nor has one',
            hint=HINT,
        )
    tried = ", ".join(f"{name}:{one}" for one in names)
    raise ModelsError(f'models "{text}": nothing there; tried {tried}', hint=_suggestion(module))


def _attribute(module: ModuleType, path: str) -> Any:
    value: Any = module
    for part in path.split("."):
        value = getattr(value, part, None)
    return value


def _import(name: str, text: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and (name == error.name or name.startswith(error.name + ".")):
            raise ModelsError(
                f'models "{text}": there is no module {error.name!r}',
                hint=f"looked in {_searched()}; prepend_sys_path adds a folder",
            ) from error
        raise _failed(text, name, error) from error
    except (Exception, SystemExit) as error:
        raise _failed(text, name, error) from error


def _failed(text: str, name: str, error: BaseException) -> ModelsError:
    """Say in one line what importing raised, and where in the project's own code."""
    import traceback

    reason = traceback.format_exception_only(error)[-1].strip()
    frames = traceback.extract_tb(error.__traceback__)
    place = next((f for f in reversed(frames) if f.filename != __file__ and os.path.isfile(f.filename)), None)
    where = f" ({shown(place.filename)}, line {place.lineno})" if place else ""
    if isinstance(error, SyntaxError) and error.filename:
        where, reason = f" ({shown(error.filename)}, line {error.lineno})", f"SyntaxError: {error.msg}"
    return ModelsError(f'models "{text}": importing {name} failed: {reason}{where}')


def shown(path: str) -> str:
    """Return `path` relative to the current directory when it lies below it."""
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative


def _searched() -> str:
    """Return the folders of `sys.path` that do not belong to Python itself, as text."""
    own = (sys.base_prefix + os.sep, sys.prefix + os.sep)
    return ", ".join(dict.fromkeys(shown(path or ".") for path in sys.path if not path.startswith(own)))


def _suggestion(module: ModuleType) -> str:
    usable = [name for name, value in sorted(vars(module).items()) if _metadata_of(value) is not None]
    return f"{module.__name__} has {', '.join(usable[:5])}" if usable else HINT
