from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from migrate.errors import ConfigError, RegistrationError, ScriptError
from migrate.script import write_hooks
from migrate.script.write_hooks import check_hooks, register, run_hooks

from .scripts import environment


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "a1.py"
    path.write_text("x = 'a'\n")
    return path


def hook(**options: Any) -> list[dict[str, Any]]:
    return [{"_hook_name": "mine", **options}]


def program(tmp_path: Path, text: str) -> str:
    path = tmp_path / "program.py"
    path.write_text(text)
    return str(path)


def test_a_console_script_runs_on_the_file(script: Path) -> None:
    run_hooks(str(script), hook(type="console_scripts", entrypoint="black", options="-q REVISION_SCRIPT_FILENAME"))
    assert script.read_text() == 'x = "a"\n'


def test_a_module_and_an_executable_run_on_the_file(script: Path, tmp_path: Path) -> None:
    run_hooks(str(script), hook(type="module", module="black", options="-q"))
    assert script.read_text() == 'x = "a"\n'
    append = program(tmp_path, "import sys, os\nopen(sys.argv[1], 'a').write(os.getcwd())\n")
    options = f"{append} REVISION_SCRIPT_FILENAME"
    run_hooks(str(script), hook(type="exec", executable=sys.executable, options=options, cwd=str(tmp_path)))
    assert script.read_text().endswith(str(tmp_path))


def test_a_hook_that_fails_fails_the_command_with_what_it_said(script: Path, tmp_path: Path) -> None:
    complain = program(tmp_path, "import sys\nprint('no, thanks')\nsys.exit(3)\n")
    options = f"{complain} REVISION_SCRIPT_FILENAME"
    with pytest.raises(ScriptError) as caught:
        run_hooks(str(script), hook(type="exec", executable=sys.executable, options=options))
    for words in ("'mine'", "exit status 3", "no, thanks", str(script)):
        assert words in str(caught.value)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"type": "unheard_of"}, "unheard_of"),
        ({}, "has no type"),
        ({"type": "console_scripts"}, "has no entrypoint"),
        ({"type": "console_scripts", "entrypoint": "unheard-of"}, "no installed package"),
        ({"type": "exec"}, "has no executable"),
        ({"type": "module"}, "has no module"),
        ({"type": "module", "module": "unheard.of"}, "there is no module"),
        ({"type": "exec", "executable": ["black"]}, "executable = .* is not a text"),
        ({"type": "exec", "executable": sys.executable, "options": "'a"}, "cannot be split: No closing quotation"),
    ],
)
def test_a_hook_that_cannot_be_run_is_named(script: Path, options: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        run_hooks(str(script), hook(**options))
    with pytest.raises(ConfigError, match=words):
        check_hooks(hook(**options))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"executable": "/unheard/of"}, "there is no program /unheard/of"),
        ({"executable": "unheard-of"}, "there is no program unheard-of"),
        ({"executable": "echo", "cwd": "/unheard"}, "there is no folder /unheard"),
    ],
)
def test_a_program_is_looked_for_before_there_is_a_file(options: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        check_hooks(hook(type="exec", **options))


def test_hooks_that_can_run_pass(tmp_path: Path) -> None:
    register("known-to-the-project")(lambda path, options: None)
    (tmp_path / "tool").touch()
    check_hooks(hook(type="exec", executable="./tool", cwd=str(tmp_path)))
    for one in ({"type": "module", "module": "black"}, {"type": "console_scripts", "entrypoint": "black"}):
        check_hooks(hook(**one))
    check_hooks(hook(type="known-to-the-project"))


def test_a_program_that_is_not_there_is_named(script: Path) -> None:
    with pytest.raises(ScriptError, match="/unheard/of"):
        run_hooks(str(script), hook(type="exec", executable="/unheard/of"))


def test_an_old_package_is_refused(script: Path) -> None:
    with pytest.raises(ConfigError, match=r"older than 999\.1"):
        write_hooks.console_scripts(str(script), {"entrypoint": "black"}, verify_version=(999, 1))


def test_a_hook_of_ones_own_is_registered_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write_hooks, "_registry", dict(write_hooks._registry))

    @register("note")
    def note(path: str, options: dict[str, Any]) -> None:
        Path(path).write_text(f"{Path(path).read_text()}# {options['text']}\n")

    with pytest.raises(RegistrationError, match="'note'"):
        register("note")(lambda path, options: None)
    scripts = environment(tmp_path, hooks=hook(type="note", text="seen"))
    assert Path(scripts.generate_revision("a1", "one").path).read_text().endswith("# seen\n")
