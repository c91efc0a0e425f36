from __future__ import annotations

from argparse import Namespace

import pytest

from migrate.config import Config
from migrate.redact import redact, secrets, urls_in_use


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no URL here", "no URL here"),
        ("at postgresql://user:geheim@host/db now", "at postgresql://user:***@host/db now"),
        ("postgresql://user:ge@h:e/im@host/db", "postgresql://user:***@host/db"),
        ("'mysql+pymysql://u:p@h/d'", "'mysql+pymysql://u:***@h/d'"),
        ("postgresql://user@host/db", "postgresql://user@host/db"),
        ("host=h password=geheim dbname=d", "host=h password=*** dbname=d"),
        ("postgresql://h/d?user=u&password=geheim&sslmode=on", "postgresql://h/d?user=u&password=***&sslmode=on"),
        ("sqlite:////tmp/a.db", "sqlite:////tmp/a.db"),
    ],
)
def test_passwords_are_hidden_by_their_shape(text: str, expected: str) -> None:
    assert redact(text) == expected


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("postgresql://u:geh@eim@host/db", "could not translate host name 'eim@host' to address"),
        ("postgresql://u:wort%40geheim@host/db", "login failed with wort@geheim"),
        ("postgresql://u:x:geheim@host/db", "invalid literal for int() with base 10: 'geheim@host'"),
        ("postgresql://u:wort@heim@host/db", "could not translate host name 'heim@host' to address"),
        ("postgresql://u:ge heim@host/db", "could not parse postgresql://u:ge heim@host/db"),
    ],
)
def test_known_passwords_are_hidden_wherever_they_turn_up(url: str, text: str) -> None:
    shown = redact(text, [url])
    assert "heim" not in shown
    assert "eim@" not in shown


def test_a_url_without_a_password_has_no_secrets() -> None:
    assert secrets("sqlite:///x.db") == set()
    assert secrets("postgresql://user@host/db") == set()


def test_urls_of_the_command_line_are_known() -> None:
    given = Namespace(from_source="postgresql://u:wort%40geheim@host/db", to_source="models", scratch_url=None, x=["a"])
    assert urls_in_use(Config(cmd_opts=given))[-1] == given.from_source
    assert "geheim" not in redact("login failed with wort@geheim", urls_in_use(Config(cmd_opts=given)))
