from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase

from migrate.config import Config
from migrate.errors import ModelsError
from migrate.models import load_models

SHOP = """
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class Base(DeclarativeBase):
    pass

class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)

other = sa.MetaData()
number = 3
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An importable folder; what is imported from it is forgotten afterwards."""
    known = set(sys.modules)
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    for name in set(sys.modules) - known:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(tmp_path)):
            del sys.modules[name]


@pytest.fixture
def shop(package: Path) -> Path:
    (package / "mshop.py").write_text(SHOP)
    return package


@pytest.mark.parametrize("spec", ["mshop:Base", "mshop:Base.metadata", "mshop:Book", "mshop", ["mshop:Base", "mshop"]])
def test_a_name_leads_to_the_metadata(shop: Path, spec: str | list[str]) -> None:
    (metadata,) = load_models(spec)
    assert list(metadata.tables) == ["book"]


def test_several_names_give_several(shop: Path) -> None:
    assert len(load_models("mshop:Base, mshop:other")) == 2
    assert len(load_models(["mshop:Base", "mshop:other"])) == 2


def test_objects_are_taken_as_they_are() -> None:
    class Base(DeclarativeBase):
        pass

    metadata = sa.MetaData()
    assert load_models(metadata) == [metadata]
    assert load_models([Base, metadata]) == [Base.metadata, metadata]


def test_a_module_without_the_usual_names_says_what_was_tried(package: Path) -> None:
    (package / "mempty.py").write_text("import sqlalchemy as sa\ntables = sa.MetaData()\n")
    with pytest.raises(ModelsError) as caught:
        load_models("mempty")
    assert caught.value.message == 'models "mempty": nothing there; tried mempty:Base, mempty:metadata, mempty:db'
    assert caught.value.hint == "mempty has tables"


def test_a_missing_attribute_says_what_there_is(shop: Path) -> None:
    with pytest.raises(ModelsError, match="tried mshop:Bse") as caught:
        load_models("mshop:Bse")
    assert caught.value.hint is not None
    assert caught.value.hint.startswith("mshop has Base, Book")


def test_something_that_is_no_models_is_named(shop: Path) -> None:
    with pytest.raises(ModelsError, match="number is a int, neither a MetaData nor has one"):
        load_models("mshop:number")
    with pytest.raises(ModelsError, match="models: 3 is neither"):
        load_models(3)
    with pytest.raises(ModelsError, match="models names nothing"):
        load_models(" , ")


def test_a_module_that_does_not_exist_says_where_was_looked(package: Path) -> None:
    with pytest.raises(ModelsError, match="there is no module 'mnone'") as caught:
        load_models("mnone.models:Base")
    assert str(package) in str(caught.value) or "looked in ." in str(caught.value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("import mnone_at_all\n", "ModuleNotFoundError: No module named 'mnone_at_all' ("),
        ("x = 1\ny = undefined\n", "NameError: name 'undefined' is not defined ("),
        ("def broken(:\n", "SyntaxError: invalid syntax ("),
        ("raise SystemExit(3)\n", "SystemExit: 3 ("),
    ],
)
def test_models_that_do_not_import_show_the_error_and_its_place(package: Path, text: str, reason: str) -> None:
    (package / "mbroken.py").write_text(text)
    with pytest.raises(ModelsError) as caught:
        load_models("mbroken:Base")
    message = str(caught.value)
    assert message.startswith(f'models "mbroken:Base": importing mbroken failed: {reason}')
    assert f"mbroken.py, line {text.count(chr(10))})" in message
    assert message.count("\n") == 0


def test_a_config_imports_them_from_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / "mlocal.py").write_text(SHOP)
    (tmp_path / "pyproject.toml").write_text('[tool.migrate]\nmodels = "mlocal:Base"\n')
    found = Config(toml_file=tmp_path / "pyproject.toml").get_models()
    assert found is not None
    assert list(found[0].tables) == ["book"]
    del sys.modules["mlocal"]


def test_a_config_without_models_has_none() -> None:
    assert Config().get_models() is None


def test_a_caller_may_lend_the_models() -> None:
    metadata = sa.MetaData()
    found = Config(attributes={"models": metadata}).get_models()
    assert found is not None
    assert list(found) == [metadata]
