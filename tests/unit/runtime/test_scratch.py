"""What a scratch database in a container asks of the library that starts it; no container is started."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from migrate.errors import CommandError
from migrate.runtime.scratch import CONTAINERS, class_of, container


@pytest.mark.parametrize("title", CONTAINERS)
def test_the_class_of_a_container_takes_its_keywords(title: str) -> None:
    where, image, keywords = CONTAINERS[title]
    made = class_of(where)
    given = inspect.signature(made).bind(image, **keywords)
    assert set(keywords) <= set(given.arguments), "a keyword would go to Docker instead"
    assert callable(made.get_connection_url)


@pytest.mark.parametrize("title", ["postgresql", "mariadb"])
def test_the_library_has_nothing_to_warn_of(title: str) -> None:
    code = f"from migrate.runtime.scratch import *; print(class_of({CONTAINERS[title][0]!r}).__name__)"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == f"{CONTAINERS[title][0].partition(':')[2]}\n", done.stderr


@pytest.fixture
def only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a folder that is the one place where `testcontainers` may be."""
    ours = [name for name in sys.modules if name.partition(".")[0] == "testcontainers"]
    for name in ours:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    importlib.invalidate_caches()
    yield tmp_path
    for name in [name for name in sys.modules if name.partition(".")[0] == "testcontainers"]:
        del sys.modules[name]


def library(folder: Path, text: str) -> None:
    """Write a `testcontainers` of the older layout, whose module for MySQL has `text`."""
    (folder / "testcontainers" / "mysql").mkdir(parents=True)
    (folder / "testcontainers" / "__init__.py").write_text("")
    (folder / "testcontainers" / "mysql" / "__init__.py").write_text(text)


def test_older_releases_have_the_class_elsewhere(only: Path) -> None:
    library(only, "class MySqlContainer: pass\n")
    assert class_of("mysql:MySqlContainer").__module__ == "testcontainers.mysql"


def test_what_the_library_itself_lacks_is_not_hidden(only: Path) -> None:
    library(only, "import no_such_driver\n")
    with pytest.raises(ModuleNotFoundError, match="no_such_driver"):
        class_of("mysql:MySqlContainer")


def test_without_the_library_the_message_says_how_to_get_it(only: Path) -> None:
    with pytest.raises(CommandError, match="a scratch database of mysql needs a server") as error, container("mysql"):
        pass
    assert "pip install 'migrate-diff[shadow]'" in str(error.value.hint)


def test_without_docker_the_message_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/nobody.sock")
    with pytest.raises(CommandError, match=r"no container with mariadb:\S+ can be") as error, container("mariadb"):
        pass
    assert "is Docker running?" in str(error.value.hint)
