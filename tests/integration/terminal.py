"""A command at a terminal of its own: what it shows is read until it asks, then the answer is typed."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import subprocess
import termios
from collections.abc import Sequence
from pathlib import Path

PATIENCE = 60
"""Seconds without a word from the command after which a test fails."""


def at_terminal(command: Sequence[str], folder: Path, answers: Sequence[tuple[str, str]]) -> tuple[int, str]:
    """Run a command at a pseudo-terminal; return its exit status and all that was to be seen, without colours.

    `answers` are pairs: the end of a question to wait for, and what is typed then ("\\x04" is Ctrl-D). Raises
    AssertionError where the command ends, or falls silent, before a question is asked.
    """
    own, its = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}

    def take() -> None:
        os.setsid()
        fcntl.ioctl(its, termios.TIOCSCTTY, 0)  # so that Ctrl-C is a signal

    process = subprocess.Popen(command, cwd=folder, stdin=its, stdout=its, stderr=its, env=environment, preexec_fn=take)
    os.close(its)
    seen, start = "", 0
    try:
        for question, answer in answers:
            while question not in seen[start:]:
                more = _read(own)
                assert more, f"no {question!r} in:\n{seen}"
                seen += more
            start = len(seen)
            os.write(own, answer.encode())
        while more := _read(own):
            seen += more
        return process.wait(PATIENCE), seen
    finally:
        process.kill()
        process.wait()
        os.close(own)


def _read(terminal: int) -> str:
    """Return what is shown next, nothing at the end."""
    ready, _, _ = select.select([terminal], [], [], PATIENCE)
    if not ready:
        return ""
    try:
        shown = os.read(terminal, 65536)
    except OSError:  # Linux says so when the command has ended
        return ""
    return re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", shown.decode(errors="replace")).replace("\r\n", "\n")
