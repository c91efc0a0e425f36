from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from migrate.errors import ConfigError, RevisionError, ScriptError
from migrate.script import ScriptDirectory
from migrate.script.generate import DEFAULT_TEMPLATE, file_name, now, slug, write_new

from .scripts import environment, write


@pytest.fixture
def scripts(tmp_path: Path) -> ScriptDirectory:
    return environment(tmp_path / "migrations")


def files(scripts: ScriptDirectory) -> list[str]:
    return sorted(str(path.relative_to(scripts.dir)) for path in Path(scripts.dir).rglob("*") if path.is_file())


def test_a_revision_follows_the_head_and_is_read_back(scripts: ScriptDirectory) -> None:
    first = scripts.generate_revision("a1", "create the shop")
    second = scripts.generate_revision("b2", "add a till", upgrades='op.execute("x")', imports="import enum")
    assert (first.down_revision, second.down_revision) == (None, "a1")
    assert (second.doc, Path(second.path).name) == ("add a till", "b2_add_a_till.py")
    text = Path(second.path).read_text()
    assert 'op.execute("x")' in text
    assert "import enum" in text
    assert scripts.get_current_head() == ScriptDirectory(scripts.dir).get_current_head() == "b2"


def test_branches_labels_dependencies_and_merges_are_written(scripts: ScriptDirectory) -> None:
    scripts.generate_revision("a1", "one")
    scripts.generate_revision("a2", "two")
    scripts.generate_revision("b2", "branch", head="a1", splice=True, branch_labels=["left", "l2"])
    third = scripts.generate_revision("c3", "other", head="base", depends_on=["left", "a2"], branch_labels="alone")
    merge = scripts.generate_revision("m4", "merge", head=("a2", "left@head"))
    again = ScriptDirectory(scripts.dir)
    read = again.get_revision("c3")
    assert read is not None
    assert read.dependencies == third.dependencies == ("left", "a2")
    assert merge.down_revision == ("a2", "b2")
    assert again.get_heads() == ["c3", "m4"]
    assert again.revision_map.get_current_head("alone") == "c3"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"revid": "x" * 33}, "33 characters; the version table keeps 32"),
        ({"revid": "a-b"}, "'-' not allowed"),
        ({"revid": "head"}, "meaning of its own"),
        ({"revid": "a1"}, "'a1' cannot be the id"),
        ({"revid": "x", "branch_labels": "a2"}, "'a2' cannot be the branch label"),
        ({"revid": "x", "branch_labels": "taken"}, "'taken' cannot be the branch label"),
        ({"revid": "x", "branch_labels": "no:colon"}, "':'"),
        ({"revid": "x", "head": "a1"}, "--splice"),
        ({"revid": "x", "head": "zz"}, "Can't locate"),
        ({"revid": "x", "depends_on": "zz"}, "Can't locate"),
        ({"revid": "x", "version_path": "/elsewhere"}, "version_locations"),
    ],
)
def test_a_wrong_request_writes_nothing(scripts: ScriptDirectory, arguments: dict[str, str], words: str) -> None:
    scripts.generate_revision("a1", "one", branch_labels="taken")
    scripts.generate_revision("a2", "two")
    before = files(scripts)
    with pytest.raises(RevisionError) as caught:
        scripts.generate_revision(**{"message": "no", **arguments})  # type: ignore[arg-type]
    assert words in str(caught.value)
    assert files(scripts) == before
    assert scripts.get_heads() == ["a2"]


def test_two_heads_ask_which(scripts: ScriptDirectory) -> None:
    scripts.generate_revision("a1", "one")
    scripts.generate_revision("b1", "two", head="base")
    with pytest.raises(RevisionError, match=r"a1, b1(.|\n)*merge heads"):
        scripts.generate_revision("c1", "three")


@pytest.mark.parametrize("message", ['say "hi"', 'three """ quotes', "back\\slash \\N", 'ends with "', "ä ö — Ünïcode"])
def test_any_message_can_be_read_back(scripts: ScriptDirectory, message: str) -> None:
    scripts.generate_revision("a1", message)
    read = ScriptDirectory(scripts.dir).get_revision("a1")
    assert read is not None
    assert read.doc == message


def test_the_source_may_be_formatted_before_it_is_written(scripts: ScriptDirectory) -> None:
    seen: list[Path] = []

    def format_source(text: str, path: Path) -> str:
        seen.append(path)
        return f"{text}# formatted\n"

    script = scripts.generate_revision("a1", "one", format_source=format_source)
    assert Path(script.path).read_text().endswith("# formatted\n")
    assert seen == [Path(script.path)]


def test_no_message_is_an_empty_one(scripts: ScriptDirectory) -> None:
    assert scripts.generate_revision("a1", None).doc == "empty message"


def test_the_template_of_the_environment_has_the_documented_names(scripts: ScriptDirectory) -> None:
    Path(scripts.dir, "script.py.mako").write_text(
        '"""${message}"""\nrevision = ${repr(up_revision)}\ndown_revision = ${repr(down_revision)}\n'
        "branch_labels = ${repr(branch_labels)}\ndepends_on = ${repr(depends_on)}\n"
        "# ${down_revision | comma,n} ${create_date.year > 2000} ${imports} ${upgrades} ${downgrades} ${extra}\n"
    )
    scripts.generate_revision("a1", "one", extra="e", imports="i")
    scripts.generate_revision("b1", "one", head="base", extra="e")
    merge = scripts.generate_revision("m1", "two", head="heads", extra="e")
    assert Path(merge.path).read_text().splitlines()[-1] == "# a1, b1 True  pass pass e"


@pytest.mark.parametrize(
    ("template", "words"), [("${nothing_of_it}", "cannot be rendered"), ("x = (", "not valid Python")]
)
def test_a_broken_template_writes_nothing(scripts: ScriptDirectory, template: str, words: str) -> None:
    Path(scripts.dir, "script.py.mako").write_text(template)
    with pytest.raises(ScriptError, match=words):
        scripts.generate_revision("a1", "one")
    assert files(scripts) == ["script.py.mako"]


def test_the_built_in_template_exists() -> None:
    assert DEFAULT_TEMPLATE.is_file()


def test_a_folder_that_cannot_be_written_leaves_nothing_behind(scripts: ScriptDirectory) -> None:
    Path(scripts.dir, "versions").write_text("a file where the folder should be")
    with pytest.raises(ScriptError, match="cannot be written"):
        scripts.generate_revision("a1", "one")
    assert files(scripts) == ["versions"]


def test_a_write_that_breaks_off_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("migrate.script.generate.os.replace", full)
    with pytest.raises(ScriptError, match="No space left"):
        write_new(tmp_path / "a.py", b"text")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_exists_is_not_overwritten(scripts: ScriptDirectory) -> None:
    scripts.file_template = "fixed"
    scripts.generate_revision("a1", "one")
    with pytest.raises(ScriptError, match="exists already"):
        scripts.generate_revision("b2", "two")


def test_file_names_follow_the_template() -> None:
    when = datetime(2024, 3, 4, 5, 6, 7, tzinfo=UTC)
    template = "%(year)d/%(month).2d/%(day).2d_%(hour).2d%(minute).2d%(second).2d_%(epoch)s_%(rev)s_%(slug)s"
    assert file_name(template, "a1", "Add it!", when, 40) == "2024/03/04_050607_1709528767_a1_add_it.py"
    with pytest.raises(ConfigError, match="file_template"):
        file_name("%(nothing)s", "a1", None, when, 40)


def test_folders_of_the_file_template_are_made_below_the_version_folder(tmp_path: Path) -> None:
    scripts = environment(tmp_path, file_template="sub/%(rev)s", recursive_version_locations=True)
    scripts.generate_revision("a1", "one")
    scripts.generate_revision("b2", "two")
    assert files(scripts) == ["versions/sub/a1.py", "versions/sub/b2.py"]
    assert ScriptDirectory(tmp_path, recursive_version_locations=True).get_current_head() == "b2"


def test_several_version_locations_ask_where_and_follow_the_head(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    scripts = environment(tmp_path, version_locations=[one, two])
    with pytest.raises(RevisionError, match="--version-path"):
        scripts.generate_revision("a1", "one")
    scripts.generate_revision("a1", "one", version_path=two)
    assert Path(scripts.generate_revision("b2", "two").path).parent == two


def test_slugs_keep_whole_words() -> None:
    assert slug('Hello World: this is (a) "quoted" message', 20) == "hello_world_this_is"
    assert slug("Pneumonoultramicroscopic", 8) == "pneumono"
    assert slug("…", 40) == ""


def test_dates_are_in_the_zone_asked_for() -> None:
    assert now("utc").utcoffset() is not None
    assert str(now("Europe/Paris").tzinfo) == "Europe/Paris"
    assert now(None).tzinfo is None
    with pytest.raises(ConfigError, match="Mars/Olympus"):
        now("Mars/Olympus")


def test_another_encoding_is_declared_in_the_file(tmp_path: Path) -> None:
    scripts = environment(tmp_path, output_encoding="latin-1")
    scripts.generate_revision("a1", "café")
    read = ScriptDirectory(tmp_path).get_revision("a1")
    assert read is not None
    assert read.doc == "café"
    with pytest.raises(ConfigError, match="output_encoding"):
        scripts.generate_revision("b2", "日本")


def test_scripts_written_by_hand_are_followed_too(scripts: ScriptDirectory) -> None:
    write(scripts, "a1", None)
    assert scripts.generate_revision("b2", "two").down_revision == "a1"
