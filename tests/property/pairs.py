"""What every pair of models must do on a database with rows: be seen, be applied, be closed, be reversed.

Seen means: after the upgrade the database is the one that CREATE TABLE makes from the second models. That does not ask
the comparison whether it has found everything.
"""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from migrate.comparators.snapshot import Snapshot
from tests.casefile import Case, Section, statements
from tests.change import Change, contents, differences, lost, renamed_values, run, snapshot, under_new_names
from tests.databases import Scratch
from tests.property.models import Model, insert, source

OPTIONS = {"postgresql": {"include_schemas": True}}


def as_case(before: Model, after: Model, dialect: str) -> Case:
    """Return a pair as the case it would be in tests/cases."""
    sections = [("before.py", source(before)), ("target.py", source(after)), ("rows.sql", insert(before))]
    return Case(
        Path("pair.case"),
        f"# dialects: {dialect}\n",
        (dialect,),
        OPTIONS.get(dialect, {}),
        [Section(name, (), text) for name, text in sections],
    )


def prove_pair(case: Case, scratch: Scratch) -> None:
    """Prove a pair; any failure carries the pair as a case file, and the script."""
    scratch.reset()
    engine = scratch.engine
    script: object = "no script: comparing failed"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", sa.exc.SAWarning)
            models = case.models("before.py", scratch.dialect)
            target = case.models("target.py", scratch.dialect)
            assert models is not None
            assert target is not None
            renamed = renamed_values(target)
            target.create_all(engine)
            wanted = snapshot(engine)
            scratch.reset()
            with engine.begin() as connection:
                models.create_all(connection)
                for statement in statements(case.get("rows.sql", scratch.dialect) or ""):
                    connection.exec_driver_sql(statement)
            fresh = Change.between(engine, models, case.options)
            assert fresh.upgrade == "pass\n", f"a fresh database differs from its models:\n{fresh}"
            start = contents(engine)
            change = script = Change.between(engine, target, case.options)
            run(engine, change.upgrade)
            again = Change.between(engine, target, case.options)
            assert again.upgrade == "pass\n", f"a second comparison is not empty:\n{again}"
            upgraded = contents(engine)
            left = differences(without_key_names(wanted), without_key_names(upgraded.schema))
            assert not left, f"not what the models create:\n{left}"
            assert not lost(under_new_names(start, change.plan), upgraded, renamed)
            run(engine, change.downgrade)
            left = differences(start.schema, snapshot(engine))
            assert not left, f"downgrade leaves another schema:\n{left}"
            assert not lost(upgraded, under_new_names(contents(engine), change.plan), renamed)
    except BaseException as failure:
        failure.add_note(f"{case.head}\n" + "\n".join(map(str, case.sections)) + f"\n{script}")
        raise


def without_key_names(schema: Snapshot) -> Snapshot:
    """Return a snapshot whose primary keys have no names: the models of pairs do not give them any."""
    tables = {
        key: table._replace(primary_key=table.primary_key and table.primary_key._replace(name=None))
        for key, table in schema.tables.items()
    }
    return replace(schema, tables=tables)
