"""Every file of tests/cases, on every database it names.

One test proves, for one change: the script is the expected text; upgrade runs; a second comparison finds nothing;
rows are kept; downgrade runs and leaves exactly the schema there was; upgrade runs again. Where the case says what
SQL, preview or hazards it expects, those too. `pytest --accept` writes what is shown now as the expectation, where
the proofs hold; nothing can be accepted for the cases in `unchanged`, which must stay silent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.casefile import Case, parse, statements
from tests.change import Change, contents, differences, lost, renamed_values, run, snapshot, under_new_names
from tests.databases import Scratch

FOLDER = Path(__file__).parent / "cases"
CASES = [
    pytest.param(path, dialect, id=f"{path.relative_to(FOLDER).with_suffix('')}-{dialect}")
    for path in sorted(FOLDER.rglob("*.case"))
    for dialect in parse(path).dialects
    if parse(path).can_be_said
]
RAW = {"no_parameters": True}
"""So that a percent sign is one."""


@pytest.mark.parametrize(("path", "dialect"), CASES)
def test_case(path: Path, dialect: str, scratch_for: Callable[[str], Scratch], request: pytest.FixtureRequest) -> None:
    case = parse(path)
    engine = scratch_for(dialect).engine
    before(case, dialect, engine)
    target = case.models("target.py", dialect)
    assert target is not None, f"{path} has no target.py"

    change = Change.between(engine, target, case.options)
    with showing(change):
        assert change.upgrade == "pass\n" or path.parent.name != "unchanged", "a false positive"
        texts = shown(case, dialect, change)
        if not request.config.getoption("--accept"):
            for name, text in texts.items():
                assert text == case.get(name, dialect), f"{name} is not as written in {path}"
        prove(change, engine, target, case.options)
        if request.config.getoption("--accept"):
            for name, text in texts.items():
                case.accept(name, dialect, text)


def before(case: Case, dialect: str, engine: sa.Engine) -> None:
    """Make the database that the case starts from."""
    with engine.begin() as connection:
        for statement in statements(case.get("live.sql", dialect) or ""):
            connection.exec_driver_sql(statement, execution_options=RAW)
        models = case.models("before.py", dialect)
        if models is not None:
            models.create_all(connection)
        for statement in statements(case.get("rows.sql", dialect) or ""):
            connection.exec_driver_sql(statement, execution_options=RAW)


def shown(case: Case, dialect: str, change: Change) -> dict[str, str]:
    """Return every text the case has an expectation for, as it is now; the script and hazards it always has."""
    texts = {"upgrade.py": change.upgrade, "downgrade.py": change.downgrade}
    hazards = change.hazards()
    if hazards or case.get("hazards", dialect):
        texts["hazards"] = hazards
    for name, show in (("upgrade.sql", change.sql), ("preview.txt", change.preview)):
        if case.get(name, dialect) is not None:
            texts[name] = show()
    return texts


def prove(change: Change, engine: sa.Engine, target: sa.MetaData, options: dict[str, object]) -> None:
    """Run a change up, down and up again, and prove what every change promises."""
    start = contents(engine)
    run(engine, change.upgrade)
    again = Change.between(engine, target, options)
    assert again.upgrade == "pass\n", f"a second comparison is not empty:\n{again}"
    upgraded = contents(engine)
    assert not lost(under_new_names(start, change.plan), upgraded, renamed_values(target))
    run(engine, change.downgrade)
    left = differences(start.schema, snapshot(engine))
    assert not left, f"downgrade leaves another schema:\n{left}"
    assert not lost(upgraded, under_new_names(contents(engine), change.plan), renamed_values(target))
    run(engine, change.upgrade)
    assert Change.between(engine, target, options).upgrade == "pass\n", "after down and up again it differs"


@contextmanager
def showing(change: Change) -> Iterator[None]:
    """Add the whole change to any failure inside the block."""
    try:
        yield
    except BaseException as failure:
        failure.add_note(str(change))
        raise
