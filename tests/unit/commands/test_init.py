from __future__ import annotations

import configparser
import tomllib
from pathlib import Path

import pytest

from migrate import command
from migrate.config import Config, main
from migrate.errors import CommandError

TEMPLATES = ["async", "generic", "minimal", "multidb", "pyproject", "pyproject_async"]


@pytest.fixture(autouse=True)
def in_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_the_templates_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    command.list_templates(Config())
    shown = capsys.readouterr().out
    for name in TEMPLATES:
        assert f"\n{name} - " in shown


def test_an_empty_folder_becomes_a_generic_project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["init", "migrations"])
    assert files(tmp_path) == [
        "alembic.ini",
        "migrations",
        "migrations/README",
        "migrations/env.py",
        "migrations/script.py.mako",
        "migrations/versions",
    ]
    assert "next: set sqlalchemy.url and models in alembic.ini" in capsys.readouterr().out
    config = Config("alembic.ini")
    assert config.get_alembic_option("script_location") == str(tmp_path / "migrations")


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_gives_files_that_can_be_read(template: str, tmp_path: Path) -> None:
    main(["init", "db/scripts", "-t", template])
    for path in tmp_path.rglob("*"):
        if path.suffix == ".py":
            text = path.read_text()
            compile(text, str(path), "exec")
            assert "from migrate import context" in text
            assert "disable_existing_loggers=False" in text
        if path.suffix == ".ini":
            parser = configparser.ConfigParser({"here": "/x"})
            parser.read(path)
            assert all(parser.items(section) for section in parser.sections() if section.startswith("logger"))
        if path.suffix == ".toml":
            (table,) = tomllib.loads(path.read_text())["tool"].values()
            assert table.get("script_location", "%(here)s/db/scripts") == "%(here)s/db/scripts"


def test_an_environment_may_be_a_package(tmp_path: Path) -> None:
    main(["init", "--package", "scripts"])
    assert {"scripts/__init__.py", "scripts/versions/__init__.py"} <= set(files(tmp_path))


def test_a_project_with_our_table_needs_no_env_py(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.migrate]\nurl = "sqlite://"\nscript_location = "db"\n')
    main(["init"])
    assert files(tmp_path) == ["db", "db/README", "db/versions", "pyproject.toml"]


def test_another_folder_than_the_configured_one_is_pointed_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.migrate]\n")
    main(["init", "elsewhere"])
    assert 'set script_location = "elsewhere"' in capsys.readouterr().out
    main(["init", "-t", "generic", "first"])
    assert "set script_location" not in capsys.readouterr().out
    main(["init", "-t", "generic", "second"])
    assert "set script_location = second in [alembic] of alembic.ini" in capsys.readouterr().out


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations" / "mine.txt").write_text("")
    with pytest.raises(CommandError, match="the folder migrations exists and is not empty"):
        command.init(Config(), "migrations")
    assert files(tmp_path) == ["migrations", "migrations/mine.txt"]


def test_an_existing_ini_file_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "alembic.ini").write_text("[alembic]\nmine = 1\n")
    main(["init", "migrations"])
    assert (tmp_path / "alembic.ini").read_text() == "[alembic]\nmine = 1\n"
    assert "kept alembic.ini" in capsys.readouterr().out


def test_another_ini_file_may_be_named(tmp_path: Path) -> None:
    main(["-c", "shop.ini", "init", "scripts"])
    assert "%(here)s/scripts" in (tmp_path / "shop.ini").read_text()


def test_a_pyproject_is_added_to(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "shop"\n')
    main(["init", "scripts", "-t", "pyproject"])
    content = tomllib.loads((tmp_path / "pyproject.toml").read_text())
    assert content["project"] == {"name": "shop"}
    assert content["tool"]["alembic"]["script_location"] == "%(here)s/scripts"


def test_an_unknown_template_lists_the_known_ones() -> None:
    with pytest.raises(CommandError, match="there is no template 'nope'") as caught:
        command.init(Config(), "migrations", template="nope")
    assert "async, generic, minimal, multidb" in str(caught.value)


def test_nothing_is_left_where_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "conf").write_text("a file, not a folder")
    with pytest.raises(CommandError, match=r"conf/alembic\.ini cannot be written: Not a directory"):
        command.init(Config("conf/alembic.ini"), "migrations")
    assert files(tmp_path) == ["conf"]
    with pytest.raises(CommandError, match=r"conf cannot be written: Not a directory"):
        command.init(Config(), "conf/scripts")
    assert files(tmp_path) == ["conf"]


def test_templates_that_share_a_file_have_the_same_one() -> None:
    folder = Path(Config().get_template_directory())
    for name, alike in {
        "script.py.mako": ["generic", "async", "pyproject", "pyproject_async"],
        "alembic.ini.mako": ["generic", "async"],
        "pyproject.toml.mako": ["pyproject", "pyproject_async"],
    }.items():
        assert len({(folder / template / name).read_text() for template in alike}) == 1, name
    for plain, other in (("generic", "pyproject"), ("async", "pyproject_async")):
        assert (folder / plain / "env.py").read_text() == (folder / other / "env.py").read_text()


def test_own_templates_are_found_through_the_config(tmp_path: Path) -> None:
    class Own(Config):
        def get_template_directory(self) -> str:
            return str(tmp_path / "own")

    (tmp_path / "own" / "house").mkdir(parents=True)
    (tmp_path / "own" / "house" / "env.py").write_text("# ours\n")
    command.init(Own(), "migrations", template="house")
    assert (tmp_path / "migrations" / "env.py").read_text() == "# ours\n"
