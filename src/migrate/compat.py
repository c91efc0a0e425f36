"""Running what was written for Alembic, unchanged: for a while, every name under `alembic` means this package.

    with migrate.compat.alembic_alias():
        from alembic import op                       # migrate.op
        from alembic.util.exc import CommandError    # migrate.errors.CommandError

Inside, the modules of the real package, if it is installed and was imported, are put aside, and a finder in front of
all others answers `alembic.X` with the module `migrate.X` itself, not a copy: objects are the same under both names.
When the last block is left, `sys.modules` has the very modules it had before. Commands do this around env.py and the
revision scripts, so they run whether the real package is there or not.

`sys.modules` belongs to the whole process. Blocks may be nested and may overlap in several threads; a thread outside of
any that imports `alembic` just then gets this package too. A module that is first imported inside a block keeps what
it imported there.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from threading import RLock
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from importlib.abc import Loader

__all__ = ["DOCUMENTED_VERSION", "alembic_alias"]

DOCUMENTED_VERSION = "1.20.1"
"""The version whose documented interface this package has; what `alembic.__version__` says inside an alias."""

ALIAS = "alembic"
_PREFIX = f"{ALIAS}."
_lock = RLock()
_blocks = 0
"""How many blocks are open, in all threads."""
_aside: dict[str, ModuleType] = {}
"""What `sys.modules` had under the alias when the first block was entered."""


class _Package(ModuleType):
    """The package `alembic` inside an alias: everything in it is this package's, except its version."""

    def __init__(self) -> None:
        super().__init__(ALIAS, "The documented interface, answered by this package.")
        self.__path__ = []
        self.__package__ = ALIAS
        self.__spec__ = ModuleSpec(ALIAS, cast("Loader", _finder), is_package=True)
        self.__version__ = DOCUMENTED_VERSION

    def __getattr__(self, name: str) -> Any:
        import importlib.util

        own = importlib.import_module(__package__)
        if not name.startswith("_") and importlib.util.find_spec(f"{__package__}.{name}"):
            return importlib.import_module(f"{__package__}.{name}")
        try:
            return getattr(own, name)
        except AttributeError:
            raise AttributeError(f"module {ALIAS!r} has no attribute {name!r}", name=name, obj=self) from None


class _Finder:
    """A meta-path finder for the names below the alias, and the loader of what it finds."""

    def find_spec(self, name: str, path: Any = None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Return a spec for `alembic.X` where there is a `migrate.X`."""
        if not name.startswith(_PREFIX):
            return None
        from importlib.util import find_spec

        try:
            own = find_spec(_own_name(name))
        except ModuleNotFoundError:
            own = None
        if own is None:
            return None
        is_package = own.submodule_search_locations is not None
        return ModuleSpec(name, cast("Loader", self), origin=own.origin, is_package=is_package)

    def create_module(self, spec: ModuleSpec) -> None:
        """Let the import system make the module that `exec_module` throws away."""

    def exec_module(self, module: ModuleType) -> None:
        """Put our module under the name that is imported, which is where the import system takes it from."""
        import importlib

        sys.modules[module.__name__] = importlib.import_module(_own_name(module.__name__))


_finder = _Finder()


@contextmanager
def alembic_alias() -> Iterator[ModuleType]:
    """Return a context manager in which `import alembic`, and any documented module below it, gives this package.

    It yields the module `alembic`. Nothing else of the process changes, and leaving restores what was there.
    """
    _enter()
    try:
        yield sys.modules[ALIAS]
    finally:
        _leave()


def _enter() -> None:
    global _blocks
    with _lock:
        if not _blocks:
            _aside.update(_taken_out())
            sys.modules[ALIAS] = _Package()
            sys.meta_path.insert(0, _finder)
        _blocks += 1


def _leave() -> None:
    global _blocks
    with _lock:
        _blocks -= 1
        if not _blocks:
            sys.meta_path.remove(_finder)
            _taken_out()
            sys.modules.update(_aside)
            _aside.clear()


def _taken_out() -> dict[str, ModuleType]:
    """Remove all modules under the alias from `sys.modules`; return them."""
    names = [name for name in list(sys.modules) if name == ALIAS or name.startswith(_PREFIX)]
    return {name: sys.modules.pop(name) for name in names}


def _own_name(name: str) -> str:
    return f"{__package__}.{name.removeprefix(_PREFIX)}"
