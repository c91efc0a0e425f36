from __future__ import annotations

from pathlib import Path

import pytest

from migrate import project
from migrate.config import Config
from migrate.errors import ConfigError


def written(folder: Path, text: str) -> Config:
    path = folder / "pyproject.toml"
    path.write_text(text)
    return Config(toml_file=path)


def test_settings_of_tool_alembic_are_read_as_documented(tmp_path: Path) -> None:
    config = written(
        tmp_path,
        '[tool.alembic]\nscript_location = "%(here)s/db"\nversion_locations = ["%(here)s/a", "b"]\n'
        'sourceless = true\ntruncate_slug_length = 20\nfile_template = "%%(rev)s"\n',
    )
    assert config.get_alembic_option("script_location") == f"{tmp_path}/db"
    assert config.get_version_locations_list() == [f"{tmp_path}/a", "b"]
    assert config.get_alembic_boolean_option("sourceless") is True
    assert config.get_alembic_option("truncate_slug_length") == 20
    assert config.get_alembic_option("file_template") == "%(rev)s"
    assert config.get_alembic_option("none", "default") == "default"
    assert config.get_prepend_sys_paths_list() is None
    assert config.get_main_option("script_location") is None
    assert not config.is_project


def test_an_ini_file_wins_over_the_toml_file(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.alembic]\nscript_location = "toml"\ntimezone = "UTC"\n')
    (tmp_path / "alembic.ini").write_text("[alembic]\nscript_location = ini\n")
    config = Config(tmp_path / "alembic.ini", tmp_path / "pyproject.toml")
    assert config.get_alembic_option("script_location") == "ini"
    assert config.get_alembic_option("timezone") == "UTC"


def test_a_project_needs_only_two_facts(tmp_path: Path) -> None:
    config = written(tmp_path, '[tool.migrate]\nurl = "sqlite:///%(here)s/shop.db"\nmodels = "shop.models:Base"\n')
    assert config.is_project
    assert config.get_url() == f"sqlite:///{tmp_path}/shop.db"
    assert config.get_alembic_option("script_location") == f"{tmp_path}/migrations"
    assert config.get_prepend_sys_paths_list() == [str(tmp_path)]


def test_a_src_folder_is_importable_too(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    config = written(tmp_path, "[tool.migrate]\n")
    assert config.get_prepend_sys_paths_list() == [str(tmp_path), f"{tmp_path}/src"]


def test_paths_of_a_project_are_relative_to_its_file(tmp_path: Path) -> None:
    config = written(
        tmp_path,
        '[tool.migrate]\nscript_location = "db/scripts"\nprepend_sys_path = "lib"\nversion_locations = ["a"]\n',
    )
    assert config.get_alembic_option("script_location") == f"{tmp_path}/db/scripts"
    assert config.get_prepend_sys_paths_list() == [f"{tmp_path}/lib"]
    assert config.get_version_locations_list() == [f"{tmp_path}/a"]


def test_a_package_resource_stays_as_it_is(tmp_path: Path) -> None:
    config = written(tmp_path, '[tool.migrate]\nscript_location = "shop:migrations"\n')
    assert config.get_alembic_option("script_location") == "shop:migrations"


def test_hooks_are_an_array_of_tables(tmp_path: Path) -> None:
    config = written(
        tmp_path,
        '[[tool.migrate.post_write_hooks]]\nname = "ruff"\ntype = "exec"\nexecutable = "%(here)s/ruff"\n',
    )
    assert config.get_hooks_list() == [{"_hook_name": "ruff", "type": "exec", "executable": f"{tmp_path}/ruff"}]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool.migrate]\nurl = \n", "is not valid TOML"),
        ("[tool]\nmigrate = 1\n", r"tool\.migrate in .* is not a table"),
        ("[tool.migrate]\nprepend_sys_path = 1\n", "prepend_sys_path = 1 is not a text or a list of texts"),
        ('[tool.migrate]\npost_write_hooks = "x"\n', "post_write_hooks is not an array of tables"),
        ("[[tool.migrate.post_write_hooks]]\n", "has no name"),
    ],
)
def test_wrong_toml_is_named(tmp_path: Path, text: str, message: str) -> None:
    config = written(tmp_path, text)
    with pytest.raises(ConfigError, match=message):
        _ = config.toml_alembic_config, config.get_hooks_list(), config.get_prepend_sys_paths_list()


def test_variables_of_the_environment_expand_in_the_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_PASSWORD", "s%cret$")
    config = written(tmp_path, '[tool.migrate]\nurl = "postgresql://u:${SHOP_PASSWORD}@h/d"\n')
    assert config.get_url() == "postgresql://u:s%cret$@h/d"


def test_a_variable_that_is_not_set_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHOP_URL", raising=False)
    config = written(tmp_path, '[tool.migrate]\nurl = "${SHOP_URL}"\n')
    with pytest.raises(ConfigError, match=r"url in \[tool.migrate\] of .* needs the environment variable SHOP_URL"):
        config.get_url()


def test_variables_expand_in_an_ini_file_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_URL", "sqlite:///shop.db")
    (tmp_path / "alembic.ini").write_text(
        "[alembic]\nsqlalchemy.url = ${SHOP_URL}\n[two]\nsqlalchemy.url = sqlite://\n"
    )
    config = Config(tmp_path / "alembic.ini")
    assert config.get_url() == "sqlite:///shop.db"
    assert config.get_url("two") == "sqlite://"


@pytest.mark.parametrize("url", ["", "driver://user:pass@localhost/dbname"])
def test_a_missing_url_says_where_to_write_it(tmp_path: Path, url: str) -> None:
    (tmp_path / "alembic.ini").write_text(f"[alembic]\nsqlalchemy.url = {url}\n")
    with pytest.raises(ConfigError, match=r"no database URL: \[alembic\] of .*alembic.ini has no sqlalchemy.url"):
        Config(tmp_path / "alembic.ini").get_url()


def test_a_bare_at_sign_in_a_password_is_refused_without_showing_it(tmp_path: Path) -> None:
    config = written(tmp_path, '[tool.migrate]\nurl = "postgresql://u:geh@eim@h/d"\n')
    with pytest.raises(ConfigError, match="more than one @") as caught:
        config.get_url()
    assert "eim" not in str(caught.value)


@pytest.mark.parametrize("url", ["sqlite:////tmp/a@b@c.db", "postgresql://u:p@h/d@x", "mysql://h/d?user=a@b@c"])
def test_an_at_sign_elsewhere_is_fine(tmp_path: Path, url: str) -> None:
    assert written(tmp_path, f'[tool.migrate]\nurl = "{url}"\n').get_url() == url


class TestFinding:
    @pytest.fixture(autouse=True)
    def no_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in project.VARIABLES:
            monkeypatch.delenv(name, raising=False)

    def test_nothing_is_found_in_an_empty_folder(self, tmp_path: Path) -> None:
        assert project.find([], str(tmp_path)) == (None, None)

    def test_a_pyproject_of_others_takes_no_part(self, tmp_path: Path) -> None:
        (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\n[tool.ruff]\n')
        assert project.find([], str(tmp_path)) == (None, None)

    @pytest.mark.parametrize("table", ["migrate", "alembic"])
    def test_a_pyproject_with_one_of_our_tables_does(self, tmp_path: Path, table: str) -> None:
        (tmp_path / "pyproject.toml").write_text(f"[tool.{table}]\n")
        assert project.find([], str(tmp_path)).toml == str(tmp_path / "pyproject.toml")

    def test_alembic_ini_comes_before_migrate_ini(self, tmp_path: Path) -> None:
        (tmp_path / "migrate.ini").write_text("[migrate]\n")
        found = project.find([], str(tmp_path))
        assert (found.ini, found.section) == (str(tmp_path / "migrate.ini"), "migrate")
        (tmp_path / "alembic.ini").write_text("[alembic]\n")
        found = project.find([], str(tmp_path))
        assert (found.ini, found.section) == (str(tmp_path / "alembic.ini"), "alembic")

    def test_named_files_are_sorted_by_kind(self) -> None:
        assert project.find(["my.toml", "my.ini"]) == ("my.ini", "my.toml")
        with pytest.raises(ConfigError, match="more than one configuration file of a kind"):
            project.find(["a.ini", "b.ini"])

    def test_the_environment_may_name_them(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ALEMBIC_CONFIG", "old.ini")
        assert project.find([]) == ("old.ini", None)
        monkeypatch.setenv("MIGRATE_CONFIG", "new.ini:pyproject.toml")
        assert project.find([]) == ("new.ini", "pyproject.toml")
        assert project.find(["given.ini"]) == ("given.ini", None)
