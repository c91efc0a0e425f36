"""What every pair of models must do on a database with rows: be seen, be applied, be closed, be reversed.

Seen means: after the upgrade the database is the one that CREATE TABLE makes from the second models. That does not ask
the comparison whether it has found everything; nor does `catalogs.said`, which reads both in another way.
"""

from __future__ import annotations

import difflib
import warnings
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from migrate.comparators.records import Schema, Table, TableKey, ordered
from migrate.comparators.snapshot import Snapshot
from tests.casefile import Case, Section, statements
from tests.change import Change, Contents, contents, differences, lost, renamed_values, run, snapshot
from tests.databases import Scratch
from tests.property.catalogs import said
from tests.property.models import Model, source
from tests.property.rows import insert

OPTIONS: Mapping[str, dict[str, Any]] = {
    "sqlite": {"owned_kinds": ["view", "trigger"]},
    "postgresql": {
        "include_schemas": True,
        "owned_kinds": ["view", "materialized_view", "trigger", "function"],
    },
    "mariadb": {"owned_kinds": ["view", "trigger"]},
}


def as_case(before: Model, after: Model, dialect: str) -> Case:
    """Return a pair as the case it would be in tests/cases."""
    sections = [
        ("before.py", source(before, dialect)),
        ("target.py", source(after, dialect, before)),
        ("rows.sql", insert(before, dialect)),
    ]
    options = OPTIONS[dialect] | after.options
    said = ", ".join(f"{name}={value!r}" for name, value in options.items())
    return Case(
        Path("pair.case"),
        f"# dialects: {dialect}\n# configure: {said}\n",
        (dialect,),
        options,
        [Section(name, (), text) for name, text in sections],
    )


def prove_pair(case: Case, scratch: Scratch, others: Sequence[str] = ()) -> None:
    """Prove a pair; any failure carries the pair as a case file, and the script.

    `others` are the target models in other words, for which the script must be the same.
    """
    scripts: list[object] = ["no script: comparing failed"]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", sa.exc.SAWarning)
            _prove(case, scratch, others, scripts)
    except BaseException as failure:
        failure.add_note(f"{case.head}\n" + "\n".join(map(str, case.sections)) + f"\n{scripts[-1]}")
        raise


def _prove(case: Case, scratch: Scratch, others: Sequence[str], scripts: list[object]) -> None:
    engine = scratch.engine
    models, target = (case.models(name, scratch.dialect) for name in ("before.py", "target.py"))
    assert models is not None
    assert target is not None
    named, renamed = names_of(target, engine.dialect), renamed_values(target)
    scratch.reset()
    target.create_all(engine)
    wanted, wanted_lines = snapshot(engine), lines(engine, named)
    scratch.reset()
    fill(engine, models, case, scratch.dialect)
    fresh = Change.between(engine, models, case.options)
    assert fresh.upgrade == "pass\n", f"a fresh database differs from its models:\n{fresh}"

    start, start_lines = contents(engine), lines(engine)
    change = Change.between(engine, target, case.options)
    scripts.append(change)
    for other in others:
        same = replace(case, sections=[Section("target.py", (), other)]).models("target.py", scratch.dialect)
        assert same is not None
        text = str(Change.between(engine, same, case.options))
        assert text == str(change), f"another order of the models gives another script:\n{_diff(str(change), text)}"

    run(engine, change.upgrade)
    again = Change.between(engine, target, case.options)
    assert again.upgrade == "pass\n", f"a second comparison is not empty:\n{again}"
    upgraded, upgraded_lines = contents(engine), lines(engine)
    left = differences(only_named(wanted, named), only_named(upgraded.schema, named))
    left = left or _diff("\n".join(wanted_lines), "\n".join(lines(engine, named)))
    assert not left, f"not what the models create:\n{left}"
    assert not lost(under_hinted_names(start, target), upgraded, renamed)

    run(engine, change.downgrade)
    left = differences(start.schema, snapshot(engine)) or _diff("\n".join(start_lines), "\n".join(lines(engine)))
    assert not left, f"downgrade leaves another schema:\n{left}"
    fresh = Change.between(engine, models, case.options)
    assert fresh.upgrade == "pass\n", f"after the downgrade it differs from the first models:\n{fresh}"
    assert not lost(upgraded, under_hinted_names(contents(engine), target), renamed)

    run(engine, change.upgrade)
    left = differences(upgraded.schema, snapshot(engine)) or _diff("\n".join(upgraded_lines), "\n".join(lines(engine)))
    assert not left, f"the second upgrade leaves another schema than the first:\n{left}"


def fill(engine: sa.Engine, models: sa.MetaData, case: Case, dialect: str) -> None:
    """Create the tables of the first models, with their rows."""
    with engine.begin() as connection:
        models.create_all(connection)
        for statement in statements(case.get("rows.sql", dialect) or ""):
            connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


def lines(engine: sa.Engine, named: Collection[str] | None = None) -> list[str]:
    """Return what the server itself says of its schema."""
    with engine.connect() as connection:
        return said(connection, named)


def names_of(models: sa.MetaData, dialect: sa.Dialect) -> set[str]:
    """Return the names that models give to constraints and indexes, by a convention or by themselves."""
    quote = dialect.identifier_preparer
    found: set[str] = set()
    for table in models.tables.values():
        every: list[Any] = [*table.constraints, *table.indexes]
        given = [each for each in every if isinstance(each.name, str)]
        for each in given:
            cut = quote.truncate_and_render_index_name if isinstance(each, sa.Index) else None
            cut = cut or quote.truncate_and_render_constraint_name
            found.add(str(cut(each.name, _alembic_quote=False)))
    return found


def only_named(schema: Snapshot, named: Collection[str]) -> Snapshot:
    """Return a snapshot without the names that the database gave; a key with AUTOINCREMENT is always without."""

    def bare(record: Any, named: Collection[str] = named) -> Any:
        return record if record is None or record.name in named else record._replace(name=None)

    tables = {
        key: table._replace(
            primary_key=bare(table.primary_key, set() if _counts(schema, table) else named),
            unique_constraints=ordered(map(bare, table.unique_constraints)),
            foreign_keys=ordered(map(bare, table.foreign_keys)),
            check_constraints=ordered(map(bare, table.check_constraints)),
        )
        for key, table in schema.tables.items()
    }
    schemas = {key: Schema() for key in schema.objects.get("schema", {})}  # partitions count as something else
    return replace(schema, tables=tables, objects={**schema.objects, **({"schema": schemas} if schemas else {})})


def _counts(schema: Snapshot, table: Table) -> bool:
    """Whether a table has AUTOINCREMENT: SQLAlchemy then writes the key without a name."""
    return schema.dialect == "sqlite" and any(column.autoincrement for column in table.columns.values())


def under_hinted_names(found: Contents, target: sa.MetaData) -> Contents:
    """Return what a database has, under the names that the models' hints give to tables and columns."""
    tables, rows = dict(found.schema.tables), dict(found.rows)
    for table in target.tables.values():
        schema = None if table.schema == "public" else table.schema
        old = TableKey(schema, table.info.get("renamed_from", table.name))
        names = {c.info["renamed_from"]: c.name for c in table.columns if "renamed_from" in c.info}
        if old not in tables:
            continue
        record, held = tables.pop(old), rows.pop(old)
        key = TableKey(schema, table.name)
        tables[key] = record._replace(columns={names.get(name, name): each for name, each in record.columns.items()})
        rows[key] = [{names.get(name, name): value for name, value in row.items()} for row in held]
    return Contents(replace(found.schema, tables=tables), rows)


def _diff(before: str, now: str) -> str:
    return "\n".join(difflib.unified_diff(before.splitlines(), now.splitlines(), "before", "now", lineterm="", n=0))
