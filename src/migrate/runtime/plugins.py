"""Plug-ins: a module with `setup(plugin)` that registers what it adds, under a name that env.py can leave out.

A plug-in is found by its entry point (group `migrate.plugins`, and `alembic.plugins` while a project of Alembic's runs
in place) when the first environment of a process starts, or is set up by env.py itself:

    Plugin.setup_plugin_from_module(shop.policies, "shop.policies")

`autogenerate_plugins` of `context.configure()` says which take part in a comparison. What this package compares itself
has names as well; those of BUILT_IN are documented, each also under `alembic.`.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar

from ..comparators.dispatch import DispatchPriority, PriorityDispatcher
from ..errors import CommandError, RegistrationError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from ..comparators.objects import ObjectKind
    from ..dialects.support import DialectSupport
    from ..plan.hazards import Rule

log = logging.getLogger("migrate.runtime.plugins")

GROUPS = ("migrate.plugins", "alembic.plugins")
"""Entry-point groups: our own, and the documented one, which counts where `import alembic` gives this package."""

DEFAULT = ("migrate.autogenerate.*",)
"""What takes part where `autogenerate_plugins` is not given."""

BUILT_IN = {
    "migrate.autogenerate.schemas": ("schemas", "schema"),
    "migrate.autogenerate.tables": ("table", "column", "table_options"),
    "migrate.autogenerate.types": ("types",),
    "migrate.autogenerate.constraints": (
        "primary_key", "unique_constraint", "foreign_key_constraint", "check_constraint", "exclude_constraint", "index",
    ),
    "migrate.autogenerate.defaults": ("server_default",),
    "migrate.autogenerate.comments": ("comment",),
}  # fmt: skip
"""Name of what this package compares → the kinds in it, and the parts of columns ("types", "server_default").

"schemas" is everything in them, "schema" whether they are there.
"""

OPT_IN = ("migrate.ext.checkconstraint_byname", "migrate.autogenerate.checkconstraint_byname")
"""Names that are accepted and say nothing: CHECK constraints are always compared, and by what they say."""


COMPARED_ELSEWHERE = {
    "alembic_postgresql_enum": "enum",
    "sqlalchemy_declarative_extensions.alembic.schema": "schema",
}
"""Module that compares a kind with directives of its own, once env.py imports it → the kind, which is left to it."""


class Plugin:
    """What a plug-in has registered, so that it can be left out of a comparison, and removed.

    Raises RegistrationError for a name that is in use.
    """

    registered: ClassVar[dict[str, Plugin]] = {}

    def __init__(self, name: str) -> None:
        if name in self.registered or own_name(name) in (*BUILT_IN, *OPT_IN):
            raise RegistrationError(
                f"a plug-in named {name!r} is registered already",
                hint=f"choose another name; registered are {', '.join(names())}",
            )
        self.name = name
        self.module: str | None = None
        self.comparators = PriorityDispatcher()
        self.kinds: list[str] = []
        """Names of the kinds it brought."""
        self._undo: list[Callable[[], Any]] = []
        self.registered[name] = self

    def add_autogenerate_comparator(
        self,
        fn: Callable[..., Any],
        compare_target: str,
        compare_element: str | None = None,
        *,
        qualifier: str = "default",
        priority: int = DispatchPriority.MEDIUM,
    ) -> None:
        """Register a function that takes part in comparing where `autogenerate_plugins` names this plug-in.

        The arguments are those of `comparators.dispatch_for()`; `compare_element` is the subgroup.
        """
        self.comparators.dispatch_for(compare_target, priority=priority, qualifier=qualifier, subgroup=compare_element)(
            fn
        )

    def add_kind(self, kind: ObjectKind[Any]) -> None:
        """Add a kind of object that belongs to a schema: read, compared, stored in snapshots, created and dropped.

        It takes part unless `autogenerate_plugins` excludes this plug-in. Raises RegistrationError for a name in use.
        """
        from ..comparators import diff

        self._undo.append(diff.add_kind(kind))
        self.kinds.append(kind.name)

    def add_hazard_rule(self, rule: Rule) -> None:
        """Add a function `rule(op)` that yields the hazards of a directive; previews show them."""
        from ..plan import hazards

        hazards.ADDED.append(rule)
        self._undo.append(lambda: hazards.ADDED.remove(rule))

    def add_dialect(self, name: str, support: type[DialectSupport]) -> None:
        """Add a database: the bundle for the SQLAlchemy dialect `name`. Raises RegistrationError for one in use."""
        from ..dialects import support as dialects

        self._undo.append(dialects.add_bundle(name, support))

    def remove(self) -> None:
        """Take the plug-in out, with its comparators, kinds, hazard rules and dialects."""
        self.registered.pop(self.name, None)
        for undo in reversed(self._undo):
            undo()
        self._undo.clear()

    @classmethod
    def setup_plugin_from_module(cls, module: ModuleType, name: str) -> None:
        """Register a plug-in and call the module's `setup(plugin)`; the same module may do so again.

        Raises RegistrationError for a name that is in use, and for a module without `setup()`.
        """
        setup = getattr(module, "setup", None)
        if setup is None:
            raise RegistrationError(
                f"{module.__name__} is no plug-in: it has no setup()", hint="define setup(plugin) in it"
            )
        before = cls.registered.get(name)
        if before is not None and before.module == module.__name__:
            before.remove()
        plugin = cls(name)
        plugin.module = module.__name__
        try:
            setup(plugin)
        except BaseException:
            plugin.remove()
            raise

    @classmethod
    def populate_autogenerate_priority_dispatch(
        cls, comparators: PriorityDispatcher, include_plugins: Sequence[str]
    ) -> None:
        """Add the functions of the plug-ins that patterns name; raises CommandError for a name that nothing has."""
        for name in chosen(include_plugins):
            if name in cls.registered:
                comparators.populate_with(cls.registered[name].comparators)


def own_name(name: str) -> str:
    """Return a name, or a pattern, with this package's name for what is documented under `alembic.`."""
    known = ("alembic.autogenerate.", "alembic.ext.")
    return f"migrate.{name.removeprefix('alembic.')}" if name.startswith(known) or name == "alembic.*" else name


def names() -> list[str]:
    """Return the names of all that can take part, built in or registered."""
    return [*BUILT_IN, *sorted(Plugin.registered)]


def chosen(patterns: Iterable[str] | None) -> list[str]:
    """Return the names that patterns choose: exact ones, with `*` for any part, without those that `~` excludes.

    Where all patterns exclude, they do so from the default. Raises CommandError for one that chooses nothing.
    """
    given = [own_name(one) for one in patterns] if patterns is not None else list(DEFAULT)
    wanted = [one for one in given if not one.startswith("~")]
    if given and not wanted:
        wanted = list(DEFAULT)
    for pattern in wanted:
        if not any(_matches(pattern, name) for name in (*names(), *OPT_IN)):
            raise CommandError(
                f"autogenerate_plugins names {pattern!r}, and there is no such plug-in",
                hint=f"there are {', '.join(names())}",
            )
    return [name for name in names() if any(_matches(p, name) for p in wanted) and not excluded(name, given)]


def excluded(name: str, patterns: Iterable[str] | None) -> bool:
    """Whether a pattern that starts with `~` is about a name."""
    found = [own_name(one[1:]) for one in patterns or () if one.startswith("~")]
    return any(_matches(pattern, name) for pattern in found)


def _matches(pattern: str, name: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), name) is not None


def left_out(patterns: Iterable[str] | None) -> frozenset[str]:
    """Return the names of the kinds that patterns leave out; some of them are parts of columns (`options.PARTS`)."""
    given = None if patterns is None else list(patterns)
    taking_part = chosen(given)
    found = {kind for name, kinds in BUILT_IN.items() if name not in taking_part for kind in kinds}
    for plugin in Plugin.registered.values():
        if excluded(plugin.name, given):
            found.update(plugin.kinds)
    found.update(kind for package, kind in COMPARED_ELSEWHERE.items() if package in sys.modules)
    return frozenset(found)


_loaded: set[str] = set()
"""The groups whose entry points were loaded in this process."""


def load_plugins(groups: Iterable[str] = GROUPS[:1]) -> None:
    """Set up the plug-ins that are installed, once in a process.

    One of Alembic's that cannot run here is left out with a warning: it was not written for this package. Raises what
    a plug-in of this package raises, with a note that names it.
    """
    for group in groups:
        if group in _loaded:
            continue
        _loaded.add(group)
        from importlib.metadata import entry_points

        for found in sorted(entry_points(group=group), key=lambda found: found.name):
            _load(found)


def _load(found: EntryPoint) -> None:
    try:
        thing = found.load()
        module = thing if isinstance(thing, ModuleType) else _with_setup(thing)
        Plugin.setup_plugin_from_module(module, found.name)
    except Exception as error:
        if found.group != GROUPS[0]:
            log.warning("plug-in %s (%s) was written for Alembic and is left out: %s", found.name, found.value, error)
            return
        error.add_note(f"while loading the plug-in {found.name} ({found.value})")
        raise


def _with_setup(setup: Any) -> ModuleType:
    """Return a module whose `setup()` is the function of an entry point."""
    module = ModuleType(getattr(setup, "__module__", "plugin"))
    module.__dict__["setup"] = setup
    return module
