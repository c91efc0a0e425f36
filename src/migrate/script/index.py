"""An index of a folder of revision files, so that a file that did not change is not opened again.

It lies where Python keeps its bytecode of the same files, in `__pycache__` (or under `sys.pycache_prefix`), and obeys
`PYTHONDONTWRITEBYTECODE`. A row is name → stamp and header; the stamp is what the file system says of the file:
modification and change time in nanoseconds, size, and inode. A row is used only while all four are the same.

A file changed twice within one tick of the clock has one stamp for two contents, so nothing is noted of a file that
changed in the last seconds before the index is written. The change time cannot be set by programs, so a file put in
place of another with its old date is noticed too. A folder that cannot be written has no index; an index that cannot be
read is made anew.
"""

from __future__ import annotations

import marshal
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .header import Computed, Header

FORMAT = 1
"""Raised whenever a header is read differently, or a row means something else."""

WORTH_IT = 300
"""Files in a folder from which on an index saves more than it costs."""

SETTLED = 2_000_000_000
"""Nanoseconds after which a file system surely gives a changed file another time."""

PLAIN = 2
"""Version of the format of `marshal` without references between equal values: there are few, and to look takes long."""

Stamp = tuple[int, int, int, int]
Rows = dict[str, tuple[Stamp, tuple[Any, ...]]]


def headers(
    folder: str,
    files: Sequence[os.DirEntry[str]],
    literal: Callable[[str], tuple[Header, os.stat_result]],
    computed: Callable[[str], Header],
) -> Iterator[tuple[str, Header]]:
    """Yield the path and the header of each of `files`, which lie in `folder`.

    `literal(path)` reads the header of a file that is not in the index, and returns what the file system said of the
    file before it was read: what changes in between has another stamp next time. What `computed(path)` finds, where
    that raises Computed, depends on more than the file, and is not noted.
    """
    place = _place(folder)
    known = _load(place)
    rows: Rows = {}
    before = time.time_ns() - SETTLED
    for entry in files:
        name, path = entry.name, entry.path
        row = known.get(name)
        if row is not None and row[0] == _stamp(entry.stat()):
            rows[name] = row
            yield path, Header._make(row[1])
            continue
        try:
            header, found = literal(path)
        except Computed:
            yield path, computed(path)
            continue
        stamp = _stamp(found)
        if stamp[0] < before and stamp[1] < before:
            rows[name] = stamp, tuple(header)
        yield path, header
    if rows != known:
        _save(place, rows)


def _stamp(found: os.stat_result) -> Stamp:
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def _place(folder: str) -> str:
    """Return the path of the index of a folder."""
    cache = os.path.join(folder, "__pycache__")
    if sys.pycache_prefix is not None:
        cache = os.path.join(sys.pycache_prefix, os.path.splitdrive(os.path.abspath(folder))[1].lstrip(os.sep))
    return os.path.join(cache, f"revisions.{sys.implementation.cache_tag}.index")


def _load(place: str) -> Rows:
    try:
        with open(place, "rb") as file:
            found = marshal.loads(file.read())
    except (OSError, ValueError, EOFError, TypeError):
        return {}
    return found[1] if isinstance(found, tuple) and found[:1] == (FORMAT,) else {}


def _save(place: str, rows: Rows) -> None:
    """Write the index whole or not at all; several processes may do so at once, and each index is a right one."""
    if sys.dont_write_bytecode:
        return
    draft = f"{place}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(draft, "wb") as file:
            file.write(marshal.dumps((FORMAT, rows), PLAIN))
        os.replace(draft, place)
    except OSError:
        try:
            os.unlink(draft)
        except OSError:
            pass
