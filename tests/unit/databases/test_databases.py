"""Where the tests look for servers, and what a scratch database promises."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from migrate.runtime.scratch import CONTAINERS
from tests.databases import REQUIRED, Scratch, Servers, Unreachable, connect, find, places


def test_a_variable_is_the_only_place_looked_at() -> None:
    url = "mysql+pymysql://me@elsewhere/"
    assert places("mariadb", {"MIGRATE_TEST_MARIADB_URL": url}) == [(url, "MIGRATE_TEST_MARIADB_URL")]


def test_without_a_variable_this_machine_is_looked_at_before_the_compose_file() -> None:
    assert [origin for _, origin in places("postgresql", {})] == ["port 5432", "port 55432"]


def test_a_variable_that_leads_nowhere_is_an_error_and_not_a_skip() -> None:
    url = "postgresql+psycopg://me:secret@127.0.0.1:1/nothing"
    with pytest.raises(Unreachable, match="does not answer") as caught:
        find("postgresql", {"MIGRATE_TEST_POSTGRESQL_URL": url})
    assert "secret" not in str(caught.value)


def test_a_server_of_another_kind_is_not_taken(scratch_for: Callable[[str], Scratch]) -> None:
    url = scratch_for("mariadb").server.url.render_as_string(hide_password=False)
    with pytest.raises(Unreachable, match="is mariadb, not mysql"):
        connect("mysql", url, "port 3306")


def test_every_required_server_can_be_started_in_a_container() -> None:
    assert set(REQUIRED) <= set(CONTAINERS)


def test_the_summary_names_who_takes_part_and_who_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    servers = Servers({})
    monkeypatch.setattr("tests.databases.PLACES", dict.fromkeys(("postgresql", "mariadb", "mysql"), ()))
    monkeypatch.setattr("tests.databases.docker_runs", lambda: False)
    assert servers.missing() == ["postgresql", "mariadb"]
    assert servers.summary().endswith("(always); not there: postgresql, mariadb, mysql")


def test_a_scratch_database_is_empty_after_reset(scratch: Scratch) -> None:
    metadata = sa.MetaData()
    sa.Table("parent", metadata, sa.Column("id", sa.Integer, primary_key=True))
    sa.Table("child", metadata, sa.Column("parent_id", sa.ForeignKey("parent.id")))
    metadata.create_all(scratch.engine)
    scratch.reset()
    assert sa.inspect(scratch.engine).get_table_names() == []


def test_the_ports_of_the_compose_file_are_looked_at() -> None:
    """Every service publishes a port that `places` names for it, and has a health check to wait for."""
    text = (Path(__file__).parents[3] / "docker-compose.yml").read_text()
    services = re.findall(r"^  (\w+):\n(.*?)(?=^  \w|\Z)", text, re.MULTILINE | re.DOTALL)
    assert [name for name, _ in services] == ["postgresql", "mysql", "mariadb"]
    for name, body in services:
        port = re.search(r"127\.0\.0\.1:(\d+):", body)
        assert port, name
        assert f"port {port[1]}" in [origin for _, origin in places(name, {})]
        assert "healthcheck:" in body
