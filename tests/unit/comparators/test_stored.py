"""Snapshots as files: what is written is read again, and what is something else is refused."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.comparators.snapshot import Snapshot
from migrate.errors import SnapshotError
from tests.property.draw import draw_pair
from tests.property.pairs import as_case
from tests.unit.comparators.sides import read, snapshot
from tests.unit.comparators.test_snapshot import FULL, SOME, tables

DIALECTS = ("sqlite", "postgresql", "mariadb")


@given(tables)
def test_a_snapshot_is_read_as_it_was_written(given: list[Any]) -> None:
    written = snapshot(*given)
    again = Snapshot.from_json(written.to_json())
    assert again == written
    assert again.to_json() == written.to_json()
    assert again.digest() == written.digest()


@given(st.sampled_from(DIALECTS), st.integers(0, 10_000))
def test_models_are_read_as_they_were_written(dialect: str, seed: int) -> None:
    before, after = draw_pair(Random(seed), dialect)
    models = as_case(before, after, dialect).models("target.py", dialect)
    assert models is not None
    written = read(models, "mysql" if dialect == "mariadb" else dialect)
    assert Snapshot.from_json(written.to_json()) == written


def test_records_are_records_again() -> None:
    found = Snapshot.from_json(snapshot(FULL).to_json()).tables[FULL.key]
    for before, after in zip(FULL, found, strict=True):
        assert type(before) is type(after)
    assert repr(found) == repr(FULL)


def test_the_order_of_columns_is_kept() -> None:
    text = snapshot(FULL).to_json()
    assert list(Snapshot.from_json(text).tables[FULL.key].columns) == list(FULL.columns)


def test_one_more_column_is_a_few_more_lines() -> None:
    column = FULL.columns["b"]._replace(name="c")
    longer = FULL._replace(columns={**FULL.columns, "c": column})
    before, after = (set(snapshot(*SOME[1:], one).to_json().splitlines()) for one in (FULL, longer))
    assert before - after <= {"    }"}
    assert '    "c": {' in after - before


NOT_A_SNAPSHOT = {
    "": "is not a snapshot",
    "{": "is not a snapshot",
    "[]": "has no 'migrate_snapshot'",
    '{"tables": []}': "has no 'migrate_snapshot'",
    '{"migrate_snapshot": 2}': "in format 2, and this version of migrate knows up to 1",
    '{"migrate_snapshot": "x"}': "in format 'x'",
    '{"migrate_snapshot": 1}': "it has no 'tables'",
    '{"migrate_snapshot": 1, "tables": []}': "it has no 'dialect'",
    '{"migrate_snapshot": 1, "dialect": "x", "tables": [{"name": "t"}]}': "tables[0] has no field 'schema'",
    '{"migrate_snapshot": 1, "dialect": "x", "tables": [3]}': "tables[0] is 3, not of type dict",
    '{"migrate_snapshot": 1, "dialect": "x", "tables": [], "objects": {"moon": []}}': "unknown kind 'moon'",
}


@pytest.mark.parametrize("text", NOT_A_SNAPSHOT)
def test_what_is_not_a_snapshot_is_refused(text: str) -> None:
    with pytest.raises(SnapshotError) as caught:
        Snapshot.from_json(text, "old.json")
    assert caught.value.message.startswith("old.json is ")
    assert NOT_A_SNAPSHOT[text] in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"nullable": "yes"}, 'tables[0].columns.a.nullable is "yes", not of type bool'),
        ({"identity": {"always": True, "start": True}}, "start is true, not of type int"),
        ({"colour": "red"}, "tables[0].columns.a has an unknown field 'colour'"),
    ],
)
def test_a_field_of_the_wrong_type_is_named(change: dict[str, Any], message: str) -> None:
    document = json.loads(snapshot(FULL).to_json())
    document["tables"][0]["columns"]["a"] |= change
    with pytest.raises(SnapshotError) as caught:
        Snapshot.from_json(json.dumps(document))
    assert message in caught.value.message
