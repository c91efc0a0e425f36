"""What programs around the command line print with."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

__all__ = ["err", "msg", "status", "warn"]


def msg(msg: str, newline: bool = True, flush: bool = False, quiet: bool = False) -> None:
    """Print a message, unless `quiet`."""
    if not quiet:
        print(msg, end="\n" if newline else "", flush=flush)


def err(message: str, quiet: bool = False) -> NoReturn:
    """Print that something failed, unless `quiet`, and end the program with status 255."""
    msg(f"FAILED: {message}", quiet=quiet)
    sys.exit(-1)


def warn(msg: str, stacklevel: int = 2) -> None:
    """Give a Python warning."""
    warnings.warn(msg, UserWarning, stacklevel=stacklevel)


@contextmanager
def status(_statmsg: str, newline: bool = False, quiet: bool = False) -> Iterator[None]:
    """Print what the block does, and afterwards whether it was done."""
    msg(f"{_statmsg} ...", newline, flush=True, quiet=quiet)
    try:
        yield
    except BaseException:
        msg("  FAILED", quiet=quiet)
        raise
    msg("  done", quiet=quiet)
