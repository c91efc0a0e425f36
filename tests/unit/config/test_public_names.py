from __future__ import annotations

import subprocess
import sys
from types import ModuleType

import pytest

import migrate


@pytest.mark.parametrize("name", migrate.__all__)
def test_every_public_name_is_there(name: str) -> None:
    value = getattr(migrate, name)
    assert isinstance(value, str if name == "__version__" else type if name in migrate.DECLARED else ModuleType)


def test_the_public_names_are_these() -> None:
    modules = "autogenerate command compat config context environment errors exc migration op operations plugins"
    modules += " script util"
    assert sorted(migrate.__all__) == sorted(["__version__", *migrate.DECLARED, *modules.split()])
    assert dir(migrate) == sorted(migrate.__all__)


def test_other_names_are_refused() -> None:
    with pytest.raises(AttributeError, match="module 'migrate' has no attribute 'nothing'"):
        _ = migrate.nothing


def test_names_are_found_without_importing_the_module_first() -> None:
    program = "import migrate; print(migrate.command.upgrade.__name__, migrate.op.__name__)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "upgrade migrate.op\n"
