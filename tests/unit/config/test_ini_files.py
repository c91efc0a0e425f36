from __future__ import annotations

import io
from pathlib import Path

import pytest

from migrate.config import Config
from migrate.errors import CommandError, ConfigError


def written(folder: Path, text: str, name: str = "alembic.ini") -> Config:
    path = folder / name
    path.write_text(text)
    return Config(str(path))


def test_here_is_the_folder_of_the_file(tmp_path: Path) -> None:
    config = written(tmp_path, "[alembic]\nscript_location = %(here)s/migrations\n")
    assert config.get_main_option("script_location") == f"{tmp_path}/migrations"
    assert config.get_alembic_option("script_location") == f"{tmp_path}/migrations"


def test_a_percent_sign_in_the_folder_does_not_disturb(tmp_path: Path) -> None:
    folder = tmp_path / "100%"
    folder.mkdir()
    assert written(folder, "[alembic]\na = %(here)s/x\n").get_main_option("a") == f"{folder}/x"


def test_config_args_are_names_to_interpolate(tmp_path: Path) -> None:
    path = tmp_path / "alembic.ini"
    path.write_text("[alembic]\na = %(stage)s-db\n")
    assert Config(path, config_args={"stage": "test"}).get_main_option("a") == "test-db"


def test_another_section_can_be_the_main_one(tmp_path: Path) -> None:
    path = tmp_path / "alembic.ini"
    path.write_text("[DEFAULT]\nb = shared\n[alembic]\na = 1\n[other]\na = 2\n")
    config = Config(path, ini_section="other")
    assert (config.get_main_option("a"), config.get_main_option("b")) == ("2", "shared")
    assert config.config_ini_section == "other"


def test_a_config_without_a_file_is_filled_in_code() -> None:
    config = Config()
    assert config.get_main_option("script_location") is None
    config.set_main_option("script_location", "here")
    assert config.get_main_option("script_location") == "here"
    config.remove_main_option("script_location")
    config.remove_main_option("script_location")
    assert config.get_main_option("script_location", "gone") == "gone"


def test_a_file_that_does_not_exist_is_filled_in_code(tmp_path: Path) -> None:
    config = Config(tmp_path / "none.ini")
    with pytest.raises(CommandError, match=r"no section \[alembic\]: there is no file"):
        config.get_main_option("a")
    config.set_main_option("a", "b")
    assert config.get_main_option("a") == "b"


def test_sections_are_read_whole_with_defaults() -> None:
    config = Config()
    config.set_section_option("shop", "a", "1")
    assert config.get_section("shop") == {"a": "1", "here": "."}
    assert config.get_section("none") is None
    assert config.get_section("none", {"x": "y"}) == {"x": "y"}
    assert config.get_section_option("shop", "b", "fallback") == "fallback"
    with pytest.raises(ConfigError, match=r"no section \[none\]"):
        config.get_section_option("none", "a")


def test_a_file_that_is_no_ini_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"alembic\.ini cannot be read as an ini file"):
        written(tmp_path, "no section here\n").get_main_option("a")


def test_a_bare_percent_sign_is_explained(tmp_path: Path) -> None:
    config = written(tmp_path, "[alembic]\nsqlalchemy.url = postgresql://u:p%40x@h/d\n")
    with pytest.raises(ConfigError, match="cannot be interpolated") as caught:
        config.get_main_option("sqlalchemy.url")
    assert "%%" in str(caught.value)
    assert "p%40x" not in str(caught.value)


@pytest.mark.parametrize(
    ("separator", "value", "expected"),
    [
        ("os", "a:b", ["a", "b"]),
        (":", "a:b", ["a", "b"]),
        (";", "a;b", ["a", "b"]),
        ("space", "a  b c", ["a", "b", "c"]),
        ("newline", "\n a b\n c\n", ["a b", "c"]),
    ],
)
def test_paths_are_split_by_the_path_separator(separator: str, value: str, expected: list[str]) -> None:
    config = Config()
    config.set_main_option("path_separator", separator)
    config.set_main_option("version_locations", value)
    config.set_main_option("prepend_sys_path", value)
    assert config.get_version_locations_list() == expected
    assert config.get_prepend_sys_paths_list() == expected


def test_paths_without_a_separator_are_split_the_old_way() -> None:
    config = Config()
    config.set_main_option("version_locations", "a:b c, d")
    config.set_main_option("prepend_sys_path", ".:src lib")
    assert config.get_version_locations_list() == ["a:b", "c", "d"]
    assert config.get_prepend_sys_paths_list() == [".", "src", "lib"]
    config.set_main_option("version_path_separator", "space")
    assert config.get_version_locations_list() == ["a:b", "c,", "d"]


def test_an_unknown_path_separator_lists_the_known_ones() -> None:
    config = Config()
    config.set_main_option("path_separator", "tab")
    config.set_main_option("version_locations", "a")
    with pytest.raises(ConfigError, match=r"'os', ':', ';', 'newline', 'space'"):
        config.get_version_locations_list()


@pytest.mark.parametrize(
    ("text", "meaning"), [("true", True), ("Yes", True), ("on", True), ("0", False), ("off", False)]
)
def test_booleans_have_many_spellings(text: str, meaning: bool) -> None:
    config = Config()
    config.set_main_option("sourceless", text)
    assert config.get_alembic_boolean_option("sourceless") is meaning
    assert config.get_alembic_boolean_option("revision_environment") is False


def test_a_boolean_that_is_neither_is_refused() -> None:
    config = Config()
    config.set_main_option("sourceless", "maybe")
    with pytest.raises(ConfigError, match="sourceless = 'maybe' is neither true nor false"):
        config.get_alembic_boolean_option("sourceless")


def test_hooks_are_read_in_their_order(tmp_path: Path) -> None:
    config = written(
        tmp_path,
        "[alembic]\n[post_write_hooks]\nhooks = ruff, black\nblack.type = console_scripts\nblack.entrypoint = black\n"
        "ruff.type = exec\nruff.executable = ruff\n",
    )
    assert config.get_hooks_list() == [
        {"_hook_name": "ruff", "type": "exec", "executable": "ruff"},
        {"_hook_name": "black", "type": "console_scripts", "entrypoint": "black"},
    ]
    assert Config().get_hooks_list() == []


def test_messages_are_printed_and_formatted_and_silenced() -> None:
    stream = io.StringIO()
    config = Config(stdout=stream)
    config.print_stdout("100%")
    config.print_stdout("%s of %d", "one", 2)
    assert stream.getvalue() == "100%\none of 2\n"
    assert config.messaging_opts == {"quiet": False}


def test_attributes_are_shared_with_the_caller() -> None:
    shared = {"connection": object()}
    assert Config(attributes=shared).attributes is shared
    assert Config().attributes == {}
