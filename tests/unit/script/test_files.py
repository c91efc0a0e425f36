from __future__ import annotations

import py_compile
import sys
from pathlib import Path

import pytest

from migrate.errors import ScriptError
from migrate.script import ScriptDirectory
from migrate.script.files import read_header, revision_files, revision_folders
from migrate.script.header import Header
from migrate.script.revision import CycleDetected, RevisionError

from .scripts import environment, write


def header(folder: Path, text: str | bytes) -> Header:
    path = folder / "one.py"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_header(path)


def test_a_header_is_read_as_it_stands(tmp_path: Path) -> None:
    found = header(
        tmp_path,
        '"""Add things.\n\nMore.\n"""\nfrom typing import Union\n'
        'revision: str = "b"\ndown_revision: Union[str, None] = ("a", "c")\n'
        'branch_labels = "shop"\ndepends_on = ["d"]\ndef upgrade(): ...\n',
    )
    assert found == Header("b", ("a", "c"), ("shop",), ("d",), "Add things.\n\nMore.")


def test_reading_a_header_runs_nothing(tmp_path: Path) -> None:
    assert header(tmp_path, 'raise SystemExit\nrevision = "b"\n').revision == "b"


@pytest.mark.parametrize(
    "text",
    [
        'prefix = "b"\nrevision = prefix + "1"\n',
        'if True:\n    revision = "b1"\n',
        'revision, down_revision = "b1", None\n',
        "from os.path import sep as depends_on\ndepends_on = None\nrevision = 'b1'\n",
    ],
)
def test_a_computed_identifier_is_found_by_running_the_file(tmp_path: Path, text: str) -> None:
    assert header(tmp_path, text).revision == "b1"


@pytest.mark.parametrize(
    "text",
    [
        '"""A docstring with\ndef code():\nin it."""\nrevision = "b1"\n',
        'def helper():\n    pass\nrevision = "b1"\n',
        'revision = "old"\ndef helper():\n    pass\nrevision = "b1"\n',
        b'# -*- coding: latin-1 -*-\nrevision = "b1"  # \xe9\n',
        b'\xef\xbb\xbfrevision = "b1"\r\ndown_revision = None\r\ndef upgrade():\r\n    pass\r\n',
    ],
)
def test_unusual_files_are_read_rightly(tmp_path: Path, text: str | bytes) -> None:
    assert header(tmp_path, text).revision == "b1"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("revision = \n", "is not valid Python: line 1"),
        ("\0", "is not valid Python"),
        ("down_revision = 'a'\n", "has no `revision`"),
        ("revision = 5\n", "has revision = 5"),
        ("revision = 'b'\ndown_revision = 5\n", "has down_revision = 5"),
        ("revision = str(1 / 0)\n", "cannot be imported: ZeroDivisionError"),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ScriptError) as caught:
        header(tmp_path, text)
    assert str(tmp_path / "one.py") in str(caught.value)
    assert words in str(caught.value)


def test_a_forbidden_id_names_its_file(tmp_path: Path) -> None:
    scripts = environment(tmp_path)
    path = write(scripts, "a-b", None)
    with pytest.raises(ScriptError, match="'-' not allowed") as caught:
        scripts.get_heads()
    assert str(path) in str(caught.value)


def test_only_revision_files_are_taken(tmp_path: Path) -> None:
    for name in ("b.py", "a.py", "__init__.py", ".#a.py", ".hidden.py", "notes.txt", "c.pyc"):
        (tmp_path / name).write_text("")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "d.py").write_text("")
    assert [one.name for one in revision_files(tmp_path)] == ["a.py", "b.py"]
    assert list(revision_folders([tmp_path])) == [str(tmp_path)]
    both = [tmp_path, tmp_path / "sub", tmp_path]
    assert list(revision_folders(both, recursive=True)) == [str(tmp_path), str(tmp_path / "sub")]
    assert revision_files(tmp_path / "absent") == []


def test_compiled_files_are_taken_where_the_source_is_gone(tmp_path: Path) -> None:
    for rev, down in (("a", None), ("b", "a"), ("c", "b")):
        (tmp_path / f"{rev}.py").write_text(f"revision = {rev!r}\ndown_revision = {down!r}\n")
    py_compile.compile(str(tmp_path / "a.py"), cfile=str(tmp_path / "a.pyc"))
    py_compile.compile(str(tmp_path / "b.py"))
    (tmp_path / "a.py").unlink()
    (tmp_path / "b.py").unlink()
    assert [one.name for one in revision_files(tmp_path)] == ["c.py"]
    found = [read_header(one.path) for one in revision_files(tmp_path, sourceless=True)]
    assert [one.revision for one in found] == ["c", "a", "b"], "sources first"


def test_two_files_with_one_id_are_both_named(tmp_path: Path) -> None:
    scripts = environment(tmp_path)
    first, second = write(scripts, "a1", None), write(scripts, "a1", None, name="copy.py")
    with pytest.raises(RevisionError) as caught:
        scripts.get_heads()
    assert str(first) in str(caught.value)
    assert str(second) in str(caught.value)


def test_a_missing_down_revision_and_a_cycle_name_their_files(tmp_path: Path) -> None:
    scripts = environment(tmp_path / "one")
    path = write(scripts, "b2", "gone")
    with pytest.raises(RevisionError, match="'gone'") as caught:
        scripts.get_heads()
    assert str(path) in str(caught.value)

    scripts = environment(tmp_path / "two")
    paths = [write(scripts, "a", "b"), write(scripts, "b", "a")]
    with pytest.raises(CycleDetected) as cycle:
        scripts.get_heads()
    assert all(str(path) in str(cycle.value) for path in paths)


def test_thousands_of_files_are_read_and_none_is_run(tmp_path: Path) -> None:
    scripts = environment(tmp_path)
    count = 3000
    for number in range(count):
        write(scripts, f"r{number:05d}", f"r{number - 1:05d}" if number else None, body="raise SystemExit('was run')")
    before = set(sys.modules)
    assert scripts.get_heads() == [f"r{count - 1:05d}"]
    assert len(list(scripts.walk_revisions())) == count
    assert not {name for name in set(sys.modules) - before if "r0" in name}


def test_a_script_is_run_when_its_module_is_asked_for(tmp_path: Path) -> None:
    scripts = environment(tmp_path)
    write(scripts, "a", None, body="LOADED = __name__")
    script = scripts.get_revision("a")
    assert script is not None
    assert script.module.LOADED == "a_step_py"
    assert script.module is script.module
    assert not list(Path(scripts.versions).glob("__pycache__"))


def test_a_script_that_does_not_import_stops_before_any_step(tmp_path: Path) -> None:
    scripts = ScriptDirectory(environment(tmp_path).dir)
    write(scripts, "a", None)
    broken = write(scripts, "b", "a", body="import nothing_of_that_name")
    with pytest.raises(ScriptError, match="ModuleNotFoundError") as caught:
        scripts.upgrade_steps("head", ())
    assert str(broken) in str(caught.value)
    broken.write_text("revision = 'b'\ndown_revision = 'a'\ndef upgrade(:\n")
    with pytest.raises(ScriptError, match="not valid Python: line 3"):
        ScriptDirectory(scripts.dir).upgrade_steps("head", ())
    broken.write_text("revision = 'b'\ndown_revision = 'a'\n")
    with pytest.raises(ScriptError, match=r"has no upgrade\(\)"):
        ScriptDirectory(scripts.dir).upgrade_steps("head", ())
