"""The public surface is a list, `public_surface.txt`, and this guards it: every documented name with its parameters."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import migrate

LINES = [
    line for line in Path(__file__).with_name("public_surface.txt").read_text("utf-8").splitlines() if line[:1] != "#"
]
MISSING = object()


def found(home: str, path: str) -> Any:
    """Return the object `path` of the module `home`; MISSING when there is none."""
    owner: Any = importlib.import_module(home)
    for name in path.split("."):
        if not hasattr(owner, name):
            classes = getattr(owner, "__mro__", ())
            return None if any(name in getattr(cls, "__annotations__", {}) for cls in classes) else MISSING
        owner = getattr(owner, name)
    return owner


@cache
def parameters(thing: Any) -> dict[str, inspect.Parameter]:
    return dict(inspect.signature(thing).parameters)


@pytest.mark.parametrize("home", sorted({line.partition(":")[0] for line in LINES}))
def test_every_documented_name_is_there_with_its_parameters(home: str) -> None:
    missing = []
    for line in LINES:
        module, _, rest = line.partition(":")
        if module != home:
            continue
        path, _, documented = rest.removesuffix(")").partition("(")
        thing = found(home, path)
        if thing is MISSING:
            missing.append(path)
        elif documented:
            ours = parameters(thing)
            anything = any(p.kind is p.VAR_KEYWORD for p in ours.values())
            missing += [f"{path}({name}=)" for name in documented.split(", ") if name not in ours and not anything]
    assert missing == []


def modules() -> list[str]:
    return sorted(
        module.name
        for module in pkgutil.walk_packages(migrate.__path__, "migrate.")
        if ".templates" not in module.name and not module.name.endswith("__main__")
    )


@pytest.mark.parametrize("name", ["migrate", *modules()])
def test_a_module_has_what_its_all_says(name: str) -> None:
    module = importlib.import_module(name)
    declared = list(getattr(module, "__all__", ()))
    assert [entry for entry in declared if not hasattr(module, entry)] == []
    assert len(declared) == len(set(declared))


def test_the_package_says_its_version() -> None:
    from importlib.metadata import version

    assert migrate.__version__ == version("migrate-diff")


@pytest.mark.parametrize(
    ("short", "home"),
    [
        ("migrate.environment:EnvironmentContext", "migrate.runtime.environment:EnvironmentContext"),
        ("migrate.migration:MigrationContext", "migrate.runtime.migration:MigrationContext"),
        ("migrate.exc:CommandError", "migrate.errors:CommandError"),
        ("migrate.autogenerate:compare_metadata", "migrate.autogenerate.api:compare_metadata"),
        ("migrate.operations:Operations", "migrate.operations.facade:Operations"),
        ("migrate.operations:MigrationScript", "migrate.operations.ops:MigrationScript"),
        ("migrate.script:Script", "migrate.script.base:Script"),
    ],
)
def test_a_name_with_two_homes_is_one_thing(short: str, home: str) -> None:
    one, other = (found(*place.split(":")) for place in (short, home))
    assert one is other
    assert one is not MISSING


def test_documented_ways_to_import() -> None:
    space: dict[str, Any] = {}
    for line in (
        "from migrate import op, context, command, config",
        "from migrate.op import add_column",
        "from migrate.operations import Operations, ops",
        "from migrate.config import Config, main",
        "from migrate.script import ScriptDirectory",
        "from migrate.runtime.migration import MigrationContext",
        "from migrate.autogenerate import Rewriter, compare_metadata, produce_migrations, render_python_code",
        "from migrate.ddl.impl import DefaultImpl",
        "from migrate.ddl.base import AddColumn, alter_table",
        "from migrate.testing import assert_in_sync",
    ):
        exec(line, space)
    assert callable(space["assert_in_sync"])
