"""Writing a revision file: its name, what its template is told and gives, and getting it onto the disk whole.

The template has the documented names: `message`, `up_revision`, `down_revision`, `branch_labels`, `depends_on`,
`create_date`, `imports`, `upgrades`, `downgrades`, `comma`, `config`, and whatever `template_args` adds.
"""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from ..errors import ConfigError, ScriptError
from .identifiers import as_tuple

DEFAULT_TEMPLATE = Path(__file__).parent.parent / "templates" / "generic" / "script.py.mako"
"""Used where the script directory has no `script.py.mako`."""


def now(timezone: str | None) -> datetime:
    """Return the present time in the zone of that name ("UTC", "Europe/Paris"), or the local time without a zone."""
    if not timezone:
        return datetime.now()
    from zoneinfo import ZoneInfo

    for name in (timezone, timezone.upper(), timezone.title()):
        try:
            return datetime.now(ZoneInfo(name))
        except (KeyError, ValueError, OSError):
            continue
    raise ConfigError(
        f"timezone = {timezone!r} is not a time zone of this system",
        hint='use a name such as "UTC" or "Europe/Paris"; where the system has none, `pip install tzdata`',
    )


def file_name(template: str, revision: str, message: str | None, when: datetime, slug_length: int) -> str:
    """Return the path, below the version folder, that `file_template` gives a new revision file."""
    tokens = {
        "rev": revision,
        "slug": slug(message or "", slug_length),
        "epoch": int(when.timestamp()),
        **{name: getattr(when, name) for name in ("year", "month", "day", "hour", "minute", "second")},
    }
    try:
        name = template % tokens
    except (KeyError, ValueError, TypeError) as error:
        raise ConfigError(
            f"file_template = {template!r} cannot be filled in: {type(error).__name__}: {error}",
            hint=f"it can use {', '.join(f'%({token})s' for token in tokens)}",
        ) from error
    return f"{name}.py"


def slug(message: str, length: int) -> str:
    """Return the words of a message for a file name, as many whole ones as fit in `length` characters."""
    words = re.findall(r"\w+", message.lower())
    text = ""
    for word in words:
        longer = f"{text}_{word}" if text else word
        if len(longer) > length:
            break
        text = longer
    return text or "".join(words[:1])[:length]


def comma(ids: str | Iterable[str] | None) -> str:
    """Return ids as text for the docstring of a revision file: "a1, b2"."""
    return ", ".join(as_tuple(ids))


def in_docstring(text: str) -> str:
    r"""Return `text` so that it reads the same inside triple double quotes: backslashes and quotes escaped."""
    return text.replace("\\", "\\\\").replace('"""', r"\"\"\"")


def checked_source(text: str, template: Path) -> str:
    """Return `text`; raises ScriptError, so that it is never written, where it is not Python."""
    try:
        compile(text, "revision script", "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        line = (getattr(error, "text", None) or "").strip()
        raise ScriptError(
            f"the script made from {template} is not valid Python: {error}: {line}",
            hint="nothing was written; correct the template",
        ) from error
    return text


def encoded(text: str, encoding: str) -> bytes:
    """Return `text` as bytes, saying so in its first line where the encoding is not the one Python expects.

    Raises ConfigError where the encoding is unknown or lacks a character of the text.
    """
    try:
        if codecs.lookup(encoding).name != "utf-8":
            text = f"# -*- coding: {encoding} -*-\n{text}"
        return text.encode(encoding)
    except (LookupError, UnicodeEncodeError) as error:
        raise ConfigError(
            f"output_encoding = {encoding!r} cannot be used for this script: {error}", hint="use utf-8"
        ) from error


def write_new(path: Path, data: bytes) -> None:
    """Write a file that must not exist yet, whole or not at all; raises ScriptError where it cannot be written."""
    if path.exists():
        raise ScriptError(f"{path} exists already", hint="use another message, revision id or file_template")
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with open(temporary, "xb") as stream:
                stream.write(data)
            os.replace(temporary, path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ScriptError(
            f"{path} cannot be written: {error.strerror}", hint="check that the folder is yours to write to"
        ) from error
