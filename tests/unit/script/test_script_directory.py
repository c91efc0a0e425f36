from __future__ import annotations

import sys
from pathlib import Path

import pytest

from migrate.config import Config
from migrate.errors import ConfigError, RevisionError
from migrate.script import Script, ScriptDirectory
from migrate.script.revision import MultipleHeads

from .scripts import environment, write


@pytest.fixture
def scripts(tmp_path: Path) -> ScriptDirectory:
    """a1 - a2 - a3 and b1 - b2 - b3, where b2 depends on a2; merged by m."""
    found = environment(tmp_path / "migrations")
    write(found, "a1", None, labels="A")
    write(found, "a2", "a1")
    write(found, "a3", "a2")
    write(found, "b1", None, labels=("B",))
    write(found, "b2", "b1", depends_on="a2")
    write(found, "b3", "b2")
    return found


def configured(folder: Path, options: str) -> Config:
    path = folder / "alembic.ini"
    path.write_text(f"[alembic]\nscript_location = %(here)s/migrations\n{options}\n")
    return Config(str(path))


def one(scripts: ScriptDirectory, id_: str) -> Script:
    found = scripts.get_revision(id_)
    assert found is not None
    return found


def test_the_documented_questions(scripts: ScriptDirectory) -> None:
    assert scripts.get_heads() == ["a3", "b3"]
    assert scripts.get_bases() == ["a1", "b1"]
    assert [script.revision for script in scripts.walk_revisions()] == ["a3", "b3", "b2", "b1", "a2", "a1"]
    assert [script.revision for script in scripts.walk_revisions("a2", "a3")] == ["a3", "a2"]
    assert [script.revision for script in scripts.iterate_revisions("a3", "a1")] == ["a3", "a2"]
    assert [script.revision for script in scripts.get_revisions(("a1", "b1"))] == ["a1", "b1"]
    assert scripts.as_revision_number("heads") == ("a3", "b3")
    assert scripts.as_revision_number("A@head") == "a3"
    assert scripts.as_revision_number("base") is None
    with pytest.raises(MultipleHeads):
        scripts.get_current_head()
    with pytest.raises(RevisionError, match="multiple bases: a1, b1"):
        scripts.get_base()


def test_a_branch_that_is_needed_is_current_without_a_row(scripts: ScriptDirectory) -> None:
    assert {script.revision for script in scripts.get_all_current(("b2",))} == {"a2", "b2"}
    assert scripts.get_all_current(()) == set()
    Path(one(scripts, "a3").path).unlink()
    assert ScriptDirectory(scripts.dir).get_heads(consider_depends_on=True) == ["b3"]


def test_a_script_shows_itself(scripts: ScriptDirectory) -> None:
    write(scripts, "c1", "b1")
    scripts = ScriptDirectory(scripts.dir)
    assert str(one(scripts, "a3")) == "a2 -> a3 (head), Step a3."
    needy = one(scripts, "b2")
    assert needy.cmd_format(False, True, True, True) == "b1 (a2) -> b2 (B), Step b2."
    assert one(scripts, "b1").cmd_format(False, include_branches=True) == "b1 (B) (branchpoint)"
    assert one(scripts, "b1").cmd_format(False, tree_indicators=False) == "b1"
    assert needy.cmd_format(True) == needy.log_entry
    assert needy.log_entry == (
        f"Rev: b2\nParent: b1\nAlso depends on: a2\nBranch names: B\nPath: {needy.path}\n\n"
        "    Step b2.\n\n    In more words.\n"
    )
    assert "Branches into: b2, c1" in one(scripts, "b1").log_entry
    assert (needy.doc, needy.longdoc) == ("Step b2.", "Step b2.\n\nIn more words.")


def test_a_head_that_is_needed_is_shown_as_an_effective_head(tmp_path: Path) -> None:
    scripts = environment(tmp_path)
    write(scripts, "a", None)
    write(scripts, "x", None, depends_on="a")
    assert one(scripts, "a").cmd_format(False) == "a (effective head)"
    assert one(scripts, "a").log_entry.startswith("Rev: a (head)\n")
    write(scripts, "m", ("a", "x"))
    merge = one(ScriptDirectory(tmp_path), "m")
    assert merge.cmd_format(False, include_parents=True) == "a, x -> m (head) (mergepoint)"


def test_steps_carry_the_scripts_in_order(scripts: ScriptDirectory) -> None:
    up = scripts.upgrade_steps("heads", ("a1",))
    assert [step.revision.revision for step in up] == ["a2", "b1", "b2", "b3", "a3"]
    assert {step.is_upgrade for step in up} == {True}
    assert [step.revision.revision for step in scripts.downgrade_steps("a1", ("a3", "b3"))] == ["a3", "b3", "b2", "a2"]
    (stamp,) = scripts.stamp_steps("a3", ("a1",))
    assert (stamp.from_revisions, stamp.to_revisions) == (("a1",), ("a3",))


def test_the_configuration_says_where_and_how(tmp_path: Path) -> None:
    (tmp_path / "migrations").mkdir()
    scripts = ScriptDirectory.from_config(
        configured(
            tmp_path,
            "version_locations = %(here)s/one\n    %(here)s/two\npath_separator = newline\n"
            "file_template = %%(rev)s\ntruncate_slug_length = 12\ntimezone = UTC\nsourceless = true\n"
            "recursive_version_locations = true\nprepend_sys_path = %(here)s/src",
        )
    )
    try:
        assert scripts.version_folders == [str(tmp_path / "one"), str(tmp_path / "two")]
        assert (scripts.file_template, scripts.truncate_slug_length, scripts.timezone) == ("%(rev)s", 12, "UTC")
        assert scripts.sourceless
        assert scripts.recursive_version_locations
        assert sys.path[0] == str(tmp_path / "src")
        with pytest.raises(ConfigError, match="several version_locations"):
            _ = scripts.versions
    finally:
        sys.path.remove(str(tmp_path / "src"))


def test_revisions_come_from_all_version_locations(tmp_path: Path) -> None:
    scripts = environment(tmp_path, version_locations=[tmp_path / "one", tmp_path / "two"])
    write(scripts, "a", None, folder=tmp_path / "one")
    write(scripts, "b", "a", folder=tmp_path / "two")
    assert scripts.get_current_head() == "b"


def test_a_folder_in_a_package_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "shop_of_test"
    (package / "db").mkdir(parents=True)
    (package / "__init__.py").write_text("raise SystemExit('was imported')")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert ScriptDirectory("shop_of_test:db").dir == str(package / "db")
    with pytest.raises(ConfigError, match="no importable package 'shop_of_nobody'"):
        ScriptDirectory("shop_of_nobody:db")


@pytest.mark.parametrize("options", ["truncate_slug_length = many", "sourceless = perhaps"])
def test_an_impossible_option_is_named(tmp_path: Path, options: str) -> None:
    (tmp_path / "migrations").mkdir()
    with pytest.raises(ConfigError, match=options.split()[0]):
        ScriptDirectory.from_config(configured(tmp_path, options))


def test_no_script_location_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="migrate init"):
        ScriptDirectory.from_config(configured(tmp_path, ""))
    empty = tmp_path / "empty.ini"
    empty.write_text("[alembic]\n")
    with pytest.raises(ConfigError, match="no script_location"):
        ScriptDirectory.from_config(Config(str(empty)))


def test_env_py_is_run_when_it_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scripts = environment(tmp_path)
    env = Path(scripts.env_py_location)
    env.write_text(f"from pathlib import Path\nPath({str(tmp_path / 'ran')!r}).write_text(__file__)\n")
    scripts.run_env()
    assert (tmp_path / "ran").read_text() == str(env)
    env.write_text("raise LookupError('as it is')")
    with pytest.raises(LookupError, match="as it is"):
        scripts.run_env()
    env.unlink()
    from migrate.runtime import default_env

    ran: list[bool] = []
    monkeypatch.setattr(default_env, "run", lambda: ran.append(True))
    scripts.run_env()
    assert ran == [True]
