"""A rule that rows have to keep from now on: adding it fails on a table with rows that break it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ...dialects.tokens import tokenize
from ...operations.base import MigrateOperation
from ...operations.check_constraints import CreateCheckConstraintOp
from ...operations.columns import AddColumnOp
from ...operations.constraints import DropConstraintOp
from ...operations.fill import FillMissingOp
from ...operations.foreign_keys import CreateForeignKeyOp
from ...operations.indexes import DropIndexOp
from ...operations.tables import CreateTableOp, RenameTableOp
from ...operations.values import ReplaceValuesOp
from ..hazards import Hazard, Severity
from ..on_rows import Demand, demand_of

_IN_LIST = re.compile(r"CHECK \(\W?[^()]+\W?\s+IN\s*\('[^()]*'\)\)\Z", re.IGNORECASE | re.DOTALL)
"""The CHECK of an enum that the database does not know as one."""


def check_all(ops: Sequence[MigrateOperation]) -> Iterator[Hazard]:
    """Yield `check-on-rows`, `unique-on-rows` and `foreign-key-on-rows`, and `enum-value-removed` for CHECKs of values.

    Nothing for a table of the same plan, for columns that have no value yet, and for what the rows keep already.
    """
    made = {(op.schema, op.table_name) for op in ops if isinstance(op, CreateTableOp)}
    filled = {(op.schema, op.table_name, op.column_name) for op in ops if isinstance(op, FillMissingOp)}
    empty = {
        (op.schema, op.table_name, op.column.name)
        for op in ops
        if isinstance(op, AddColumnOp) and op.column.nullable and op.column.server_default is None
    } - filled
    gone = [op._reverse for op in ops if isinstance(op, (DropConstraintOp, DropIndexOp)) and op._reverse is not None]
    kept = [found for op in gone if (found := demand_of(op)) is not None]
    names = {op.new_table_name: op.old_table_name for op in ops if isinstance(op, RenameTableOp)}
    for op in ops:
        found = demand_of(op)
        if found is None or (found.schema, found.table) in made or _not_checked(op):
            continue
        if any((found.schema, found.table, column) in empty for column in found.columns):
            continue
        before = [
            each for each in kept if each.table in (found.table, names.get(found.table)) and each.kind == found.kind
        ]
        if not any(_says_more(each, found) for each in before):
            yield from _hazard(found, _lost_values(found, before, ops))


def _not_checked(op: MigrateOperation) -> bool:
    """Whether rows need not keep what is added, or have kept it all along."""
    return op.restores or any(name.endswith("not_valid") and value for name, value in getattr(op, "kw", {}).items())


def _says_more(before: Demand, now: Demand) -> bool:
    """Whether rows that keep a rule from before keep another one, too."""
    if now.kind == "unique":
        return set(before.columns) <= set(now.columns)
    if now.kind == "foreign key":
        return before.columns == now.columns and before.what == now.what
    return _plain(before) == _plain(now)


def _plain(demand: Demand) -> list[str]:
    """Return the tokens of a condition, without what differs where the server writes it."""
    found = tokenize(demand.what)
    return [token.text if token.kind == "string" else token.text.strip('`"').lower() for token in found]


def _lost_values(now: Demand, before: Sequence[Demand], ops: Sequence[MigrateOperation]) -> list[str] | None:
    """Return the values that a list of values in a CHECK has no longer; None where there was no list."""
    if not isinstance(now.op, CreateCheckConstraintOp) or not _IN_LIST.match(now.what):
        return None
    lists = [_values(each) for each in before if set(now.columns) & set(each.columns)]
    if not lists or not lists[0]:
        return None
    replaced = {
        value
        for op in ops
        if isinstance(op, ReplaceValuesOp) and op.table_name == now.table and op.column_name in now.columns
        for value in op.replacements
    }
    left = {*_values(now), *replaced}
    return [value for value in lists[0] if value not in left]


def _values(demand: Demand) -> list[str]:
    texts = [token.text for token in tokenize(demand.what) if token.kind == "string"]
    return [text[1:-1].replace("''", "'") for text in texts]


def _hazard(found: Demand, lost: list[str] | None) -> Iterator[Hazard]:
    table, columns = found.table, ", ".join(found.columns)
    if found.kind == "check" and lost is not None:
        if lost:
            listed = ", ".join(f"'{value}'" for value in lost)
            told = f"{table}.{columns} loses {listed}: it fails while rows have it"
            hint = f'change the rows first: op.replace_values("{table}", "{columns}", {{"old": "new"}})'
            yield Hazard("enum-value-removed", Severity.RISKY, told, hint, found.op)
    elif found.kind == "check":
        told = f"{table} gets a {found.what}: it fails while rows break it"
        hint = f"look for such rows before upgrading, where NOT {found.what.removeprefix('CHECK ')}"
        yield Hazard("check-on-rows", Severity.RISKY, told, hint, found.op)
    elif found.kind == "unique":
        told = f"{table} ({columns}) becomes unique: it fails while rows have a value more than once"
        hint = f"look for such rows before upgrading: GROUP BY {columns} HAVING COUNT(*) > 1"
        yield Hazard("unique-on-rows", Severity.RISKY, told, hint, found.op)
    elif isinstance(found.op, CreateForeignKeyOp):
        told = f"{table} ({columns}) refers to {found.op.referent_table}: it fails while rows have what is not there"
        hint = f"look for rows without a row of {found.op.referent_table} before upgrading"
        yield Hazard("foreign-key-on-rows", Severity.RISKY, told, hint, found.op)
