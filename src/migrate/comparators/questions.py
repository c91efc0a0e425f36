"""What only the database can decide: whether two spellings of an expression are the same.

Where the canonical texts of an expression differ, the model's text becomes a `Question`; all questions of all tables
are asked together, each distinct one once; then the model's text is replaced by the database's own spelling of it, and
comparing is plain equality again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..dialects.tokens import names
from .records import CheckConstraint, Column, ExcludeConstraint, Index, IndexKey, Options, Question, Table

Answers = Mapping[Question, str]


def open_questions(old: Table, new: Table) -> Iterator[Question]:
    """Yield the questions whose answers could make two tables, or a part of them, equal."""
    for name, column in new.columns.items():
        before = old.columns.get(name)
        if before is not None and before != column:
            yield from _of_column(before, column, new)
    spelled = {check.sql for check in old.check_constraints}
    if spelled:
        for check in new.check_constraints:
            if check.sql not in spelled:
                yield about_check(check, new)
    indexes = {index.name: index for index in old.indexes}
    for index in new.indexes:
        before_index = indexes.get(index.name)
        if before_index is not None and before_index != index:
            yield from _of_index(before_index, index, new)
    yield from _of_exclusions(old, new)


def _of_exclusions(old: Table, new: Table) -> Iterator[Question]:
    """Yield the questions about EXCLUDE constraints that no constraint of the other side equals."""
    known = {each._replace(name=None) for each in old.exclude_constraints}
    for constraint in new.exclude_constraints if known else ():
        if constraint._replace(name=None) not in known:
            yield from (about("index", key.sql, new) for key, _ in constraint.elements if key.expression)
            if where := dict(constraint.options).get("where"):
                yield about("where", where, new)


def _of_column(old: Column, new: Column, table: Table) -> Iterator[Question]:
    if None not in (old.default, new.default) and old.default != new.default:
        yield about_default(new, table)
    if old.computed and new.computed and old.computed.sql != new.computed.sql:
        yield about_computed(new, table)


def _of_index(old: Index, new: Index, table: Table) -> Iterator[Question]:
    spelled = {key.sql for key in old.keys}
    for key in new.keys:
        if key.expression and key.sql not in spelled:
            yield about("index", key.sql, table)
    where, before = dict(new.options).get("where"), dict(old.options).get("where")
    if where and before and where != before:
        yield about("where", where, table)


def about(slot: str, sql: str, table: Table) -> Question:
    """Return the question about an expression that may mention columns of `table`."""
    columns = [table.columns[name] for name in sorted(names(sql)) if name in table.columns]
    return Question(slot, sql, tuple([(each.name, each.type) for each in columns]), _collations(columns, table))


def _collations(columns: Iterable[Column], table: Table) -> tuple[tuple[str, str], ...]:
    inherited = dict(table.options).get("collate") if table.options else None
    return tuple([(each.name, str(own)) for each in columns if (own := each.collation or inherited)])


def about_check(check: CheckConstraint, table: Table) -> Question:
    """Return the question about a CHECK."""
    return about("check", check.sql, table)


def about_default(column: Column, table: Table) -> Question:
    """Return the question about a server default; the column's name does not matter to it."""
    assert column.default is not None
    collations = tuple([("c", own) for _, own in _collations([column], table)])
    return Question("default", column.default, (("c", column.type),), collations)


def about_computed(column: Column, table: Table) -> Question:
    """Return the question about a generated column's expression."""
    assert column.computed is not None
    inner = about("computed", column.computed.sql, table)
    own = _collations([column], table)
    return inner._replace(columns=((column.name, column.type), *inner.columns), collations=(*own, *inner.collations))


def respelled(table: Table, answers: Answers) -> tuple[Table, dict[Any, Any]]:
    """Return `table` with every answered expression in the database's spelling.

    The second value maps each record that changed to the one it was.
    """
    written = [c for c in table.columns.values() if c.default is not None or c.computed is not None]
    columns = {**table.columns, **{column.name: _column(column, table, answers) for column in written}}
    checks = tuple([_check(check, table, answers) for check in table.check_constraints])
    indexes = tuple([_index(index, table, answers) for index in table.indexes])
    excludes = tuple([_exclusion(each, table, answers) for each in table.exclude_constraints])
    written_as = (*table.check_constraints, *table.indexes, *table.exclude_constraints)
    pairs = zip(written_as, (*checks, *indexes, *excludes), strict=True)
    originals: dict[Any, Any] = {after: before for before, after in pairs if before is not after}
    spelled = table._replace(columns=columns, check_constraints=checks, indexes=indexes, exclude_constraints=excludes)
    return spelled, originals


def _column(column: Column, table: Table, answers: Answers) -> Column:
    if column.default is not None and (text := answers.get(about_default(column, table))) is not None:
        return column._replace(default=text)
    if column.computed is not None and (text := answers.get(about_computed(column, table))) is not None:
        return column._replace(computed=column.computed._replace(sql=text))
    return column


def _check(check: CheckConstraint, table: Table, answers: Answers) -> CheckConstraint:
    text = answers.get(about_check(check, table))
    return check if text is None else check._replace(sql=text)


def _index(index: Index, table: Table, answers: Answers) -> Index:
    if not index.options and not any(key.expression for key in index.keys):
        return index
    keys = tuple([_key(key, table, answers) for key in index.keys])
    changed = index._replace(keys=keys, options=_options(index.options, table, answers))
    return index if changed == index else changed


def _exclusion(constraint: ExcludeConstraint, table: Table, answers: Answers) -> ExcludeConstraint:
    elements = tuple((_key(key, table, answers), operator) for key, operator in constraint.elements)
    changed = constraint._replace(elements=elements, options=_options(constraint.options, table, answers))
    return constraint if changed == constraint else changed


def _key(key: IndexKey, table: Table, answers: Answers) -> IndexKey:
    text = answers.get(about("index", key.sql, table)) if key.expression else None
    return key if text is None else key._replace(sql=text)


def _options(options: Options, table: Table, answers: Answers) -> Options:
    """Return options with their predicate in the database's spelling."""
    where = dict(options).get("where")
    text = answers.get(about("where", where, table)) if where else None
    return options if text is None else tuple((n, text if n == "where" else value) for n, value in options)
