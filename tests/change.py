"""One change of a database as tests handle it: what is compared, the script it becomes, and running the script."""

from __future__ import annotations

import difflib
import io
import json
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import black
import sqlalchemy as sa

from migrate.autogenerate.api import make_plan, render_python_code
from migrate.autogenerate.questioner import Questioner
from migrate.comparators.live import read_database
from migrate.comparators.records import TableKey
from migrate.comparators.snapshot import Snapshot
from migrate.migration import MigrationContext
from migrate.operations import Operations
from migrate.operations.columns import AlterColumnOp
from migrate.operations.tables import RenameTableOp
from migrate.plan import Plan
from migrate.renderers.preview import plan_text

USUAL_IMPORTS = {"from migrate import op", "import sqlalchemy as sa"}


@dataclass
class Change:
    """What makes a database equal to some models: the plan, and the two bodies of its revision script."""

    start: Snapshot
    plan: Plan
    upgrade: str
    downgrade: str

    @classmethod
    def between(
        cls,
        engine: sa.Engine,
        target: sa.MetaData,
        options: Mapping[str, Any] | None = None,
        questioner: Questioner | None = None,
    ) -> Change:
        """Return what leads from the database as it is now to `target`; nobody is asked but `questioner`."""
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"target_metadata": target, **(options or {})})
            plan = make_plan(context, questioner=questioner)
            start = read(connection)
            assert Snapshot.from_json(start.to_json()) == start, "a snapshot file says something else"
            upgrade = _body(plan.upgrade_ops, context)
            return cls(start, plan, upgrade, _body(plan.upgrade_ops.reverse(), context))

    def __str__(self) -> str:
        return (
            f"on {self.plan.dialect.name}\n{plan_text(self.plan)}\n"
            f"def upgrade():\n{textwrap.indent(self.upgrade, '    ')}\n"
            f"def downgrade():\n{textwrap.indent(self.downgrade, '    ')}"
        )

    def hazards(self) -> str:
        """Return the codes of the hazards, one a line, in their order."""
        return "".join(f"{hazard.code}\n" for hazard in self.plan.hazards)

    def preview(self) -> str:
        """Return what the terminal shows."""
        return plan_text(self.plan).strip("\n") + "\n"

    def sql(self) -> str:
        """Return the SQL of the upgrade, as offline mode writes it."""
        written = io.StringIO()
        options = {"as_sql": True, "output_buffer": written}
        context = MigrationContext.configure(dialect=self.plan.dialect, opts=options)
        with Operations.context(context):
            exec(self.upgrade, _names())
        return written.getvalue().strip("\n") + "\n"


def run(engine: sa.Engine, body: str) -> None:
    """Run the body of an upgrade() or a downgrade(), in a transaction where the database has them for DDL."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        with context.begin_transaction(), Operations.context(context):
            exec(compile(body, "<migration>", "exec"), _names())
        if connection.in_transaction():
            connection.commit()


def read(connection: sa.Connection) -> Snapshot:
    """Return the whole database, with all its schemas."""
    default = sa.inspect(connection).default_schema_name
    schemas: list[str | None] = [None]
    if connection.dialect.name == "postgresql":
        found = sa.inspect(connection).get_schema_names()
        schemas += [name for name in found if name not in (default, "information_schema")]
    return read_database(connection, schemas=schemas)


def snapshot(engine: sa.Engine) -> Snapshot:
    """Return the whole database behind an engine."""
    with engine.connect() as connection:
        return read(connection)


def settled(schema: Snapshot) -> str:
    """Return a snapshot as text, without the order of columns: a column that comes back comes back at the end."""
    return json.dumps(json.loads(schema.to_json()), indent=1, sort_keys=True)


def differences(old: Snapshot, new: Snapshot) -> str:
    """Return the lines in which two snapshots differ, with a sign before each; nothing when they are the same."""
    before, now = settled(old).splitlines(), settled(new).splitlines()
    return "\n".join(difflib.unified_diff(before, now, "before", "now", lineterm="", n=6))


class Contents(NamedTuple):
    """A schema, and all rows of its tables."""

    schema: Snapshot
    rows: dict[TableKey, list[dict[str, Any]]]


def contents(engine: sa.Engine) -> Contents:
    """Return schema and rows of a database, without the columns that the database computes."""
    schema = snapshot(engine)
    with engine.connect() as connection:
        found = {}
        for key, table in schema.tables.items():
            names = [name for name, column in table.columns.items() if not column.computed]
            clause = sa.table(key.name, *[sa.column(name) for name in names], schema=key.schema)
            found[key] = [dict(row) for row in connection.execute(sa.select(clause)).mappings()] if names else []
        return Contents(schema, found)


def under_new_names(found: Contents, plan: Plan) -> Contents:
    """Return what a database has, under the names that the upgrade of a plan gives to tables and columns."""
    tables, columns = dict(found.schema.tables), dict(found.rows)
    for op in plan.upgrade_ops.flat():
        if isinstance(op, RenameTableOp):
            old, new = (TableKey(op.schema, name) for name in (op.old_table_name, op.new_table_name))
            tables[new], columns[new] = tables.pop(old), columns.pop(old)
        elif isinstance(op, AlterColumnOp) and op.modify_name is not None:
            key, names = TableKey(op.schema, op.table_name), {op.column_name: op.modify_name}
            own = {names.get(name, name): column for name, column in tables[key].columns.items()}
            tables[key] = tables[key]._replace(columns=own)
            columns[key] = [{names.get(name, name): value for name, value in row.items()} for row in columns[key]]
    return Contents(replace(found.schema, tables=tables), columns)


Renamed = Mapping[tuple[str, str], Mapping[str, str]]
"""(table, column) → values of an enum that have another name now."""


def renamed_values(models: sa.MetaData) -> Renamed:
    """Return the values that the models rename by hint."""
    columns = [column for table in models.tables.values() for column in table.columns]
    return {(c.table.name, c.name): c.info["renamed_values"] for c in columns if "renamed_values" in c.info}


def lost(old: Contents, new: Contents, renamed: Renamed | None = None) -> list[str]:
    """Return what is wrong with the rows of tables that are there before and after, in words; nothing when kept.

    Columns of the same type must hold the same values, combined the same way; of others only what is NULL is compared.
    """

    def value(key: TableKey, name: str, found: Any, same: bool) -> Any:
        if not same:
            return found is None
        names = (renamed or {}).get((key.name, name))
        if names and found:
            found = re.sub(r"[^{},]+", lambda each: names.get(each[0], each[0]), found)
        in_set = found and old.schema.tables[key].columns[name].type.startswith("set(")
        return sorted(found.split(",")) if in_set else found

    wrong = []
    for key in old.schema.tables.keys() & new.schema.tables.keys():
        before, after = old.schema.tables[key].columns, new.schema.tables[key].columns
        both = [name for name in before if name in after and not before[name].computed and not after[name].computed]
        same = {name: _alike(before[name].type, after[name].type) for name in both}
        then, now = (
            sorted(repr([value(key, name, row[name], same[name]) for name in both]) for row in each.rows[key])
            for each in (old, new)
        )
        if then != now:
            wrong.append(f"{key} had {then} and has {now} in {both}")
    return sorted(wrong)


def _alike(before: str, after: str) -> bool:
    """Whether two types have the same values, as far as both hold them: an ENUM with other ones is still an ENUM."""
    kinds = [each.split("(")[0].lower() for each in (before, after)]
    return before == after or (kinds[0] == kinds[1] and kinds[0] in ("enum", "set", "varchar", "character varying"))


def _body(ops: Any, context: MigrationContext) -> str:
    """Return the text of a function's body with the imports it needs beyond the usual ones, as black writes it."""
    imports: set[str] = set()
    code = render_python_code(ops, imports=imports, migration_context=context)
    lines = [line for line in textwrap.dedent(f"    {code.lstrip()}").splitlines() if not line.startswith("# ")]
    text = "\n".join([*sorted(imports - USUAL_IMPORTS), *lines])
    return black.format_str(text, mode=black.Mode(line_length=100))


def _names() -> dict[str, Any]:
    """Return the names that every revision script has."""
    names: dict[str, Any] = {}
    exec("\n".join(sorted(USUAL_IMPORTS)), names)
    return names
