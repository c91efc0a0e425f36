"""Values of enums that have another name: by hint, `Column(…, info={"renamed_values": {"old": "new"}})`, or as told.

The user says `enum:old:new`, or `table.column:old:new` where an enum is no type of its own. A hint counts while the
database has the old value and the models have the new one, so it may stay in the models. Where enums are types of their
own, the database renames a value in everything that mentions it; the old side of the comparison is then told so, and
what differs beside the name is all that is left to change. Elsewhere rows are updated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import sqlalchemy as sa

from ..dialects.support import DialectSupport
from ..errors import CommandError
from ..operations.base import MigrateOperation
from ..operations.columns import AlterColumnOp
from ..operations.values import ReplaceValuesOp
from .enums import types_of
from .kind import Place
from .materialize import MetadataSide
from .plain_types import other_columns
from .records import CheckConstraint, Column, Enum, Index, ObjectKey, Table, TableKey
from .snapshot import Snapshot

HINT = "renamed_values"
"""The key in `Column.info`."""

Renamed = Mapping[ObjectKey, Mapping[str, str]]


class Values(NamedTuple):
    """The values of an enum, or of a column of any other type, in the database and in the models."""

    of: ObjectKey
    before: tuple[str, ...]
    after: tuple[str, ...]


class SaidValue(NamedTuple):
    """One value that has another name, as somebody says."""

    of: ObjectKey
    old: str
    new: str


def renamed_values(
    old: Snapshot, side: Any, support: DialectSupport, said: Sequence[str] = (), answers: Iterable[SaidValue] = ()
) -> dict[ObjectKey, dict[str, str]]:
    """Return what has another name: enum, or column of any other type → old → new value.

    That is what the hints of the models' columns come to, what the user `said` as `enum:old:new`, and `answers`. Raises
    CommandError for what was said and does not fit.
    """
    found: dict[ObjectKey, dict[str, str]] = {}
    if not isinstance(side, MetadataSide):
        return found
    for key, columns in side.with_info.items():
        for column in columns:
            hint = column.info.get(HINT, {})
            values = _of_column(key, column, old, side, support) if hint else None
            if values is None:
                continue
            of, before, after = values
            pairs = {o: n for o, n in hint.items() if o in before and n not in before and n in after and o not in after}
            if pairs:
                found.setdefault(of, {}).update(pairs)
    for one in (*_parsed(said, old, side, support), *answers):
        found.setdefault(one.of, {})[one.old] = one.new
    return found


def _of_column(
    key: TableKey, column: sa.Column[Any], old: Snapshot, side: MetadataSide, support: DialectSupport
) -> Values | None:
    """Return the values that a column may have; None where the database has no such column, or its type lists none."""
    if key not in old.tables or column.name not in old.tables[key].columns:
        return None
    named = [each for each in support.named_types(column.type) if isinstance(each, sa.Enum)]
    if named:
        of = ObjectKey("enum", side.reader.schema(named[0].schema), str(named[0].name))
        record = old.objects.get("enum", {}).get(of)
        return Values(of, record.labels if record else (), tuple(named[0].enums))
    after = _values(column.type, support)
    if not after:
        return None
    of = ObjectKey("column", key.schema, column.name, key.name)
    return Values(of, _values_before(old.tables[key], column.name, support), after)


def changed_values(old: Snapshot, new: Snapshot, side: Any, support: DialectSupport) -> Iterator[Values]:
    """Yield the enums, and the columns of other types, that lose values and get others, in order."""
    if not isinstance(side, MetadataSide):
        return
    before, after = old.objects.get("enum", {}), new.objects.get("enum", {})
    for of in sorted(before.keys() & after.keys(), key=lambda of: (of.schema or "", of.name)):
        yield from _changed(Values(of, before[of].labels, after[of].labels))
    both = [key for key in old.tables.keys() & side.tables.keys() if _may_change(old.tables[key], new.tables[key])]
    for key in sorted(both, key=lambda key: (key.schema or "", key.name)):
        for column in other_columns(side.tables[key]):
            values = _of_column(key, column, old, side, support) if _may_list(column.type) else None
            if values is not None and values.of.kind == "column":
                yield from _changed(values)


def _may_change(old: Table, new: Table) -> bool:
    """Whether columns of a table may have other values: by a CHECK, or by their types. Quick, as most have neither."""
    if old == new:
        return False
    if old.check_constraints != new.check_constraints:
        return True
    return any(each.type.startswith(("enum(", "set(")) for each in new.columns.values())


def _may_list(type_: Any) -> bool:
    """Whether a type may list its values, in some dialect. Quick, as most do not."""
    return isinstance(type_, sa.Enum | sa.TypeDecorator) or hasattr(type_, "values") or bool(type_._variant_mapping)


def _changed(values: Values) -> Iterator[Values]:
    if not set(values.before) <= set(values.after) and not set(values.after) <= set(values.before):
        yield values


# -- what the user says -----------------------------------------------------------------------------------------------


def is_value(text: str) -> bool:
    """Whether an `old:new` of the user is about a value: it then has two colons or more."""
    return text.count(":") > 1


def _parsed(said: Sequence[str], old: Snapshot, side: MetadataSide, support: DialectSupport) -> Iterator[SaidValue]:
    for text in filter(is_value, said):
        owner, _, rest = text.partition(":")
        values = _owned(owner, old, side, support)
        if values is None:
            raise _misfit(text, f"the database and the models have no enum {owner}, and no such column of one")
        of, before, after = values
        cuts = [at for at, letter in enumerate(rest) if letter == ":"]
        pairs = [(rest[:at], rest[at + 1 :]) for at in cuts]
        name, value = next(((o, n) for o, n in pairs if o in before or n in after), pairs[0])
        if value not in after:
            raise _misfit(text, f"{owner} has no value {value!r} in the models")
        if name not in before and value in before:
            continue  # done already
        if name not in before:
            raise _misfit(text, f"{owner} has no value {name!r} in the database")
        if value in before:
            raise _misfit(text, f"{owner} has the value {value!r} in the database as well")
        if name in after:
            raise _misfit(text, f"the models have the value {name!r} as well")
        yield SaidValue(of, name, value)


def _owned(owner: str, old: Snapshot, side: MetadataSide, support: DialectSupport) -> Values | None:
    """Return the values of what `owner` names: "enum" or "table.column", with a schema before it or without."""
    place, _, name = owner.rpartition(".")
    schema, _, table = place.rpartition(".")
    key = TableKey(schema or None, table)
    if key in side.tables:
        column = next((each for each in side.tables[key].columns if each.name == name), None)
        found = None if column is None else _of_column(key, column, old, side, support)
        return found if found is not None and found.before else None
    for key, model in side.tables.items():
        for column in model.columns:
            found = _of_column(key, column, old, side, support) if isinstance(column.type, sa.Enum) else None
            if found is not None and found.of == ObjectKey("enum", place or None, name):
                return found
    return None


def _misfit(text: str, why: str) -> CommandError:
    return CommandError(
        f"--rename {text}: {why}", hint="write enum:old:new for a value, or table.column:old:new where there is no type"
    )


# -- the values of a column -------------------------------------------------------------------------------------------


def _values(type_: Any, support: DialectSupport) -> tuple[str, ...]:
    """Return the values of a type of the models: of an Enum or a SET, as this dialect has it."""
    inner = type_.dialect_impl(support.dialect)
    inner = getattr(inner, "impl_instance", inner)
    return tuple(getattr(inner, "enums", None) or getattr(inner, "values", None) or ())


def _values_before(table: Table, name: str, support: DialectSupport) -> tuple[str, ...]:
    """Return the values that a column may have in the database: by its type, or by the checks that mention it."""
    known = tuple(_values(support.type_object(table.columns[name].type), support))
    if known:
        return known
    from ..dialects.tokens import names, tokenize

    return tuple(
        token.text[1:-1].replace("''", "'")
        for check in table.check_constraints
        if name in names(check.sql)
        for token in tokenize(check.sql)
        if token.kind == "string"
    )


# -- enums that are types: the old side with the new names ----------------------------------------------------------


def after_renaming(old: Snapshot, renamed: Renamed, support: DialectSupport) -> Snapshot:
    """Return the old side with enums and expressions as the database shows them once the values have new names."""
    tables, enums = dict(old.tables), dict(old.objects.get("enum", {}))
    for key, pairs in renamed.items():
        if key.kind != "enum":
            continue
        labels = enums[key].labels
        enums[key] = Enum(tuple(pairs.get(label, label) for label in labels))
        texts = types_of(key, enums[key], support)
        swap = _swap(pairs, texts)
        for name, table in tables.items():
            if any(column.type in texts for column in table.columns.values()):
                tables[name] = _with_texts(table, texts, swap)
    return replace(old, tables=tables, objects={**old.objects, "enum": enums})


def _swap(pairs: Mapping[str, str], texts: frozenset[str]) -> Any:
    """Return a function that renames the values in SQL: `(sql, whole)`, where `whole` is a default of the type."""
    literals = {f"'{_doubled(old)}'": f"'{_doubled(new)}'" for old, new in pairs.items()}
    cast = "|".join(sorted((re.escape(text) for text in texts), reverse=True))
    single = re.compile(f"({'|'.join(map(re.escape, literals))})(?=::(?:{cast}))")
    many = re.compile(r"(?<=[{,\"])(" + "|".join(re.escape(_doubled(old)) for old in pairs) + r")(?=[},\"])")

    def swap(sql: str, whole: bool = False) -> str:
        if whole and sql in literals:
            return literals[sql]
        if whole and sql.startswith("'{"):
            return many.sub(lambda found: _element(pairs[found[1].replace("''", "'")], found), sql)
        return single.sub(lambda found: literals[found[1]], sql)

    return swap


def _element(value: str, found: re.Match[str]) -> str:
    """Return a value as an array's text has it, quoted where it was not and has to be."""
    text = _doubled(value)
    quoted = found.string[found.start() - 1] == '"' or not re.search(r'[\s{},"\\]|^null$', value, re.IGNORECASE)
    return text if quoted else f'"{text}"'


def _doubled(value: str) -> str:
    return value.replace("'", "''")


def _with_texts(table: Table, texts: frozenset[str], swap: Any) -> Table:
    def column(record: Column) -> Column:
        if record.default is not None:
            record = record._replace(default=swap(record.default, record.type in texts))
        if record.computed is not None:
            record = record._replace(computed=record.computed._replace(sql=swap(record.computed.sql)))
        return record

    def check(record: CheckConstraint) -> CheckConstraint:
        return record._replace(sql=swap(record.sql))

    def index(record: Index) -> Index:
        keys = tuple(key._replace(sql=swap(key.sql)) if key.expression else key for key in record.keys)
        options = tuple((name, swap(v) if name == "where" else v) for name, v in record.options)
        return record._replace(keys=keys, options=options)

    return table._replace(
        columns={name: column(each) for name, each in table.columns.items()},
        check_constraints=tuple(map(check, table.check_constraints)),
        indexes=tuple(map(index, table.indexes)),
    )


# -- enums that are columns: rows are updated --------------------------------------------------------------------------


def replacement(at: Place, column: Column, renamed: Renamed) -> ReplaceValuesOp | None:
    """Return the directive that gives the rows of a column the new names of values; None where none has one."""
    pairs = renamed.get(ObjectKey("column", at.key.schema, column.name, at.key.name)) if renamed else None
    if not pairs:
        return None
    members = column.type.startswith("set(")
    return ReplaceValuesOp(at.key.name, column.name, dict(pairs), members=members, schema=at.schema)


def around(op: ReplaceValuesOp, ops: Iterable[MigrateOperation], support: DialectSupport) -> Iterator[MigrateOperation]:
    """Yield the alterations of a column with the replacement of its values where both old and new ones are allowed."""
    done = False
    for each in ops:
        if not isinstance(each, AlterColumnOp) or each.modify_type is None or done:
            yield each
            continue
        done = True
        old, new = each.existing_type, each.modify_type
        if not _values(old, support):
            wider = (getattr(new, "length", None) or 0) >= (getattr(old, "length", None) or 0)
            yield from (each, op) if wider else (op, each)
            continue
        both = support.with_values(sa.types.to_instance(new), [*_values(new, support), *op.replacements])
        yield AlterColumnOp(
            each.table_name,
            each.column_name,
            schema=each.schema,
            modify_type=both,
            existing_type=old,
            existing_server_default=each.existing_server_default,
            existing_nullable=each.existing_nullable,
            existing_comment=each.existing_comment,
        )
        yield op
        each.existing_type = both
        yield each
    if not done:
        yield op
