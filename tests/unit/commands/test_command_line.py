from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from migrate import __version__
from migrate.config import CommandLine, Config, main


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[Any, str]:
    """Return the exit status and what went to standard error."""
    with pytest.raises(SystemExit) as caught:
        main(arguments, prog="migrate")
    return caught.value.code, capsys.readouterr().err


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--version"])
    assert caught.value.code == 0
    assert capsys.readouterr().out == f"migrate {__version__}\n"


def test_the_help_lists_every_command_with_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    shown = capsys.readouterr().out
    for name in ("init", "diff", "revision", "upgrade", "downgrade", "check", "ensure_version"):
        assert f"\n    {name} " in shown
    assert "\x1b" not in shown


def test_every_argument_has_a_help_text() -> None:
    line = CommandLine("migrate")
    for parser in [line.parser, *line.subparsers.choices.values()]:
        parser.fill()
        for action in parser._actions:
            assert action.help or action is line.subparsers, f"{parser.prog}: {action.dest}"


def test_python_dash_m_runs_it(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "migrate", "nope"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "usage: migrate " in done.stderr


def test_an_unknown_command_suggests_a_known_one(capsys: pytest.CaptureFixture[str]) -> None:
    status, shown = refused(["upgrad"], capsys)
    assert status == 2
    assert "there is no command 'upgrad'\nhint: did you mean `migrate upgrade`?" in shown


def test_no_command_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    status, shown = refused([], capsys)
    assert (status, "error: no command" in shown) == (2, True)


def test_parsing_works_without_running() -> None:
    options = CommandLine().parser.parse_args(["-x", "a=1", "-x", "b", "-n", "two", "stamp", "head", "a1", "--purge"])
    assert (options.x, options.name, options.revisions, options.purge) == (["a=1", "b"], "two", ["head", "a1"], True)
    fn, places, names = options.cmd
    assert (fn.__name__, places, names) == ("stamp", ["revisions"], {"sql": "sql", "tag": "tag", "purge": "purge"})


def test_relative_revisions_are_not_taken_for_flags() -> None:
    parse = CommandLine().parser.parse_args
    assert parse(["downgrade", "-1"]).revision == "-1"
    assert parse(["upgrade", "+2"]).revision == "+2"
    assert parse(["history", "-r-3:current"]).rev_range == "-3:current"


def greet(config: Config, name: str, loud: bool = False, times: int = 1) -> None:
    """Greet somebody.

    :param config: a Config
    :param name: who is
     greeted
    :param times: how often, 100% of them
    """
    config.print_stdout(f"hello {name}{'!' if loud else ''} x{times}")


def test_a_program_can_add_a_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = CommandLine("migrate")
    line.register_command(greet)
    (tmp_path / "alembic.ini").write_text("[alembic]\n")
    line.main(["-c", str(tmp_path / "alembic.ini"), "greet", "you", "--loud", "--times", "3"])
    assert capsys.readouterr().out == "hello you! x3\n"
    with pytest.raises(SystemExit):
        line.main(["greet", "--help"])
    shown = capsys.readouterr().out
    assert "who is greeted" in shown
    assert "how often, 100% of them" in shown


def test_quiet_silences_messages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = CommandLine("migrate")
    line.register_command(greet)
    (tmp_path / "alembic.ini").write_text("[alembic]\n")
    line.main(["-q", "-c", str(tmp_path / "alembic.ini"), "greet", "you"])
    assert capsys.readouterr().out == ""


def fail(config: Config, kind: str) -> None:
    """Raise something."""
    errors: dict[str, BaseException] = {
        "key": KeyError("x"),
        "interrupt": KeyboardInterrupt(),
        "url": ValueError("bad postgresql://u:geheim@h/d"),
    }
    errors[kind].add_note("nothing was changed")
    raise errors[kind]


@pytest.fixture
def failing(tmp_path: Path) -> tuple[CommandLine, list[str]]:
    line = CommandLine("migrate")
    line.register_command(fail)
    (tmp_path / "alembic.ini").write_text("[alembic]\n")
    return line, ["-c", str(tmp_path / "alembic.ini"), "fail"]


@pytest.mark.parametrize(("kind", "status"), [("key", 1), ("interrupt", 130), ("url", 1)])
def test_a_failure_is_one_message_and_a_status(
    failing: tuple[CommandLine, list[str]], kind: str, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    line, arguments = failing
    with pytest.raises(SystemExit) as caught:
        line.main([*arguments, kind])
    shown = capsys.readouterr().err
    assert caught.value.code == status
    assert "nothing was changed" in shown
    assert "Traceback" not in shown
    assert "geheim" not in shown
    assert shown.count("error:") == 1


def test_raiseerr_lets_the_exception_through(failing: tuple[CommandLine, list[str]]) -> None:
    line, arguments = failing
    with pytest.raises(KeyError):
        line.main(["--raiseerr", *arguments, "key"])


def test_a_reader_that_has_enough_is_no_error(tmp_path: Path) -> None:
    command = f"{sys.executable} -m migrate list_templates | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stderr == ""


@pytest.mark.parametrize(("variable", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
@pytest.mark.parametrize("arguments", [["--help"], ["history"], ["nonsense"]])
def test_colour_is_for_terminals_that_want_it(
    tmp_path: Path, arguments: list[str], variable: dict[str, str], coloured: bool
) -> None:
    ours, theirs = pty.openpty()
    environment = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", **variable}
    process = subprocess.Popen(
        [sys.executable, "-m", "migrate", *arguments], cwd=tmp_path, stdout=theirs, stderr=theirs, env=environment
    )
    os.close(theirs)
    shown = b""
    try:
        while chunk := os.read(ours, 4096):
            shown += chunk
    except OSError:
        pass  # Linux says so where the other end was closed
    os.close(ours)
    process.wait()
    assert (b"\x1b[" in shown) is coloured, shown.decode()
    assert b"migrate" in shown


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["history", "-r", "-1:current"], "hint: write it without a space: -r-1:current"),
        (["upgrade", "head", "-q"], "hint: write -q before the command: migrate -q … <command>"),
        (["heads", "--frob"], "hint: migrate --help"),
    ],
)
def test_a_usual_slip_has_its_own_hint(arguments: list[str], hint: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, shown = refused(arguments, capsys)
    assert status == 2
    assert hint in shown


def test_a_program_finds_the_arguments_of_every_command_in_the_parser() -> None:
    line = CommandLine()
    line.register_command(counted)
    assert line.parser.get_default("raiseerr") is False
    for name, parser in line.subparsers.choices.items():
        assert parser.get_default("cmd")[0].__name__ == name


def counted(config: Config, times: int = 1) -> None:
    """Count."""
