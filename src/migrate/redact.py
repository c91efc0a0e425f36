"""Hiding passwords in any text that is about to be shown.

Two nets. What looks like a URL with a password, or a password parameter, is hidden by its shape. The
passwords that are known, because a setting or the environment holds the URL, are hidden wherever they turn
up: a driver may quote a part of a URL whose password has a `@`, `:` or `/` that nobody escaped.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .config import Config

HIDDEN = "***"
USERINFO = re.compile(r"(?P<start>\b[a-zA-Z][\w+.-]*://[^\s:/@'\"]*:)(?P<password>[^\s'\"]+)(?=@)")
PARAMETER = re.compile(r"(?i)\b(?P<start>\w*(?:password|passwd|pwd)\w*\s*=\s*)['\"]?[^\s'\",;&)]+['\"]?")
SPECIAL = r"[@:/?#\[\]]"
SHORTEST = 3
"""A fragment of a password shorter than this is left: hiding each "a" would hide the message."""


def redact(text: str, urls: Iterable[str] = ()) -> str:
    """Return `text` without passwords; `urls` are the database URLs in use, as written."""
    text = USERINFO.sub(rf"\g<start>{HIDDEN}", text)
    text = PARAMETER.sub(rf"\g<start>{HIDDEN}", text)
    for secret in sorted({secret for url in urls for secret in secrets(url)}, key=lambda s: (-len(s), s)):
        text = text.replace(secret, HIDDEN + "@" if secret.endswith("@") else HIDDEN)
    return text


def secrets(url: str) -> set[str]:
    """Return the texts that give the password of `url` away: the password, unquoted too, and its larger fragments.

    In `postgresql://u:p@ss:word@host/db` the password is all between the first colon and the last `@`, but
    a parser sees the host `ss:word@host`; so what stands between special characters, or between one and the `@`,
    counts too.
    """
    found = re.match(r"[^:]+://[^:/@]*:(.+)@", url, re.DOTALL)
    if found is None:
        return set()
    from urllib.parse import unquote

    password = found[1]
    fragments = re.split(SPECIAL, password)
    tails = (password[mark.end() :] + "@" for mark in re.finditer(SPECIAL, password))
    whole = (text for text in (password, unquote(password), *fragments) if len(text) >= SHORTEST)
    return {*whole, *(tail for tail in tails if tail != "@")}


def urls_in_use(config: Config | None) -> list[str]:
    """Return every URL with a password that the settings, the environment or the command line hold; never raises."""
    found = [value for value in os.environ.values() if "://" in value and "@" in value]
    if config is None:
        return found
    given = vars(config.cmd_opts).values() if config.cmd_opts is not None else ()
    found += [value for value in given if isinstance(value, str) and "://" in value and "@" in value]
    try:
        parser = config.file_config
        values = [value for section in parser.sections() for _, value in parser.items(section, raw=True)]
        values += [value.replace("%%", "%") for value in values]
        values += [value for value in config.toml_alembic_config.values() if isinstance(value, str)]
    except Exception:  # settings that cannot be read were reported already; this must not raise over it
        return found
    return found + [value for value in values if "://" in value and "@" in value]
