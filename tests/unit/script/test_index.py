"""The index of a large folder: it is used, and never believed when a file changed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from migrate.config import Config
from migrate.script import ScriptDirectory, files, index
from migrate.script.header import Header

COUNT = 5
OLD = 1_600_000_000


@pytest.fixture
def versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of a few files that count as many, and were not changed lately."""
    monkeypatch.setattr(index, "WORTH_IT", COUNT - 2)
    monkeypatch.setattr(index, "SETTLED", -(10**12))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    for number in range(COUNT):
        write(tmp_path, number, f"r{number - 1}" if number else None)
    return tmp_path


def write(folder: Path, number: int, down: str | None, doc: str = "doc") -> Path:
    path = folder / f"r{number}.py"
    path.write_text(f'"""{doc}"""\nrevision = "r{number}"\ndown_revision = {down!r}\n\n\ndef upgrade(): ...\n')
    return path


def read(folder: Path) -> dict[str, Header]:
    return {os.path.basename(path): header for path, header in files.read_headers([folder], indexed=True)}


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are opened."""
    seen: list[str] = []
    original = files._read

    def note(path: str | Path) -> tuple[bytes, os.stat_result]:
        seen.append(os.path.basename(path))
        return original(path)

    monkeypatch.setattr(files, "_read", note)
    return seen


def test_a_file_that_did_not_change_is_not_opened_again(versions: Path, opened: list[str]) -> None:
    first = read(versions)
    assert len(opened) == COUNT
    opened.clear()
    assert read(versions) == first
    assert opened == []


def test_only_what_changed_is_read(versions: Path, opened: list[str]) -> None:
    read(versions)
    opened.clear()
    write(versions, 3, "r2", doc="another doc")
    write(versions, 9, "r4")
    (versions / "r0.py").unlink()
    found = read(versions)
    assert sorted(opened) == ["r3.py", "r9.py"]
    assert found["r3.py"].doc == "another doc"
    assert sorted(found) == ["r1.py", "r2.py", "r3.py", "r4.py", "r9.py"]
    opened.clear()
    assert read(versions) == found
    assert opened == []


def test_the_same_size_and_date_do_not_deceive_it(versions: Path) -> None:
    path = versions / "r2.py"
    os.utime(path, (OLD, OLD))
    read(versions)
    size = path.stat().st_size
    path.write_text(path.read_text().replace("doc", "new"))
    os.utime(path, (OLD, OLD))
    assert path.stat().st_size == size
    assert read(versions)["r2.py"].doc == "new"
    other = versions / "other"
    other.write_text(path.read_text().replace("new", "bad"))
    os.utime(other, (OLD, OLD))
    os.replace(other, path)
    assert read(versions)["r2.py"].doc == "bad"


def test_nothing_is_noted_of_a_file_that_changed_just_now(
    versions: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "SETTLED", 2_000_000_000)
    read(versions)
    opened.clear()
    read(versions)
    assert len(opened) == COUNT


def test_what_a_file_computes_is_not_noted(versions: Path, opened: list[str]) -> None:
    (versions / "name.txt").write_text("one")
    path = versions / "r7.py"
    path.write_text("import pathlib\nrevision = pathlib.Path(__file__).with_name('name.txt').read_text()\n")
    assert read(versions)["r7.py"].revision == "one"
    (versions / "name.txt").write_text("two")
    assert read(versions)["r7.py"].revision == "two"


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\xe9\x05", b"(\x00"])
def test_an_index_that_cannot_be_read_is_made_anew(versions: Path, opened: list[str], content: bytes) -> None:
    first = read(versions)
    place = Path(index._place(str(versions)))
    assert place.parent == versions / "__pycache__"
    place.write_bytes(content)
    assert read(versions) == first
    opened.clear()
    assert read(versions) == first
    assert opened == []


def test_a_folder_that_cannot_be_written_has_none(versions: Path) -> None:
    (versions / "__pycache__").write_text("a file where the folder should be")
    assert len(read(versions)) == COUNT
    assert len(read(versions)) == COUNT


def test_who_wants_no_bytecode_gets_no_index(versions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    read(versions)
    assert not (versions / "__pycache__").exists()


def test_the_prefix_of_bytecode_is_obeyed(versions: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    prefix = tmp_path_factory.mktemp("prefix")
    sys.pycache_prefix = str(prefix)  # monkeypatch of `versions` puts it back
    read(versions)
    assert not (versions / "__pycache__").exists()
    assert [path.suffix for path in prefix.rglob("*") if path.is_file()] == [".index"]


def test_a_setting_switches_it_off(versions: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(versions))
    config.set_main_option("version_locations", str(versions))
    config.set_main_option("revision_index", "false")
    assert ScriptDirectory.from_config(config).get_heads() == ["r4"]
    assert not (versions / "__pycache__").exists()
    config.remove_main_option("revision_index")
    assert ScriptDirectory.from_config(config).get_heads() == ["r4"]
    assert (versions / "__pycache__").exists()


def test_processes_that_read_at_once_all_see_everything(versions: Path) -> None:
    program = (
        "import sys; from migrate.script import files, index; index.WORTH_IT = 1; index.SETTLED = -10**12\n"
        "for _ in range(50): print(len(list(files.read_headers([sys.argv[1]], indexed=True))))\n"
    )
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    running = [
        subprocess.Popen([sys.executable, "-c", program, str(versions)], stdout=subprocess.PIPE, env=environ, text=True)
        for _ in range(3)
    ]
    for process in running:
        shown, _ = process.communicate()
        assert set(shown.split()) == {str(COUNT)}
    assert [path.suffix for path in (versions / "__pycache__").iterdir()] == [".index"]
