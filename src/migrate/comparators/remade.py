"""Types that are made anew under their own names, and what stands on such a type beside the columns that have it.

An enum that loses values and a domain on another type are new types; domains over them are made anew with them. A
function whose signature has such a type, a view, a trigger or a CHECK that names it, and what calls such a function,
stand in the way: they are dropped before and created again after, like what reads a column that gets another type.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from ..dialects.tokens import tokenize
from ..operations.base import Effect, MigrateOperation, made_key
from ..operations.columns import AlterColumnOp
from ..operations.functions import function_key
from .reading import tables_in
from .records import CheckConstraint, Column, ExcludeConstraint, Function, Index, ObjectKey, TableKey

if TYPE_CHECKING:
    from .comparison import Comparison


class Remade(NamedTuple):
    """The types that are made anew: their keys, and how columns of them or of arrays of them have them."""

    keys: tuple[ObjectKey, ...] = ()
    texts: frozenset[str] = frozenset()

    @property
    def places(self) -> list[TableKey]:
        """Return schema and name of each."""
        return [TableKey(key.schema, key.name) for key in self.keys]

    def named_in(self, sql: str, default: str | None) -> list[ObjectKey]:
        """Return the keys of "the type is made anew" for the types that SQL of the database names."""
        return [made_key(*key) for key in tables_in(sql, self.places, default)] if self.keys else []


def made_with(on: Comparison, key: ObjectKey) -> Remade:
    """Return a type of the database with the domains over it: all of them are made anew when it is."""
    keys, texts = [key], _texts(on, key)
    domains = on.old.objects.get("domain", {})
    found = True
    while found:
        found = False
        for each, domain in domains.items():
            if each not in keys and domain.type in texts:
                keys.append(each)
                texts |= _texts(on, each)
                found = True
    return Remade(tuple(keys), frozenset(texts))


def all_remade(on: Comparison) -> Remade:
    """Return every type that is made anew."""
    from .domains import remade_domains
    from .enums import remade_enums

    keys: dict[ObjectKey, None] = {}
    texts: set[str] = set()
    for key in (*remade_enums(on), *remade_domains(on)):
        its = made_with(on, key)
        keys |= dict.fromkeys(its.keys)
        texts |= its.texts
    return Remade(tuple(keys), frozenset(texts))


def stands_on_type(on: Comparison, sql: str) -> bool:
    """Whether SQL of the database names a type that is made anew."""
    return bool(on.remade.named_in(sql, on.support.dialect.default_schema_name))


def waits_for(on: Comparison, record: Any) -> list[ObjectKey]:
    """Return the keys of the types and functions made anew on which the expressions of a part of a table stand."""
    if not (on.remade.keys or on.functions_aside):
        return []
    sql = " ".join(_expressions(record))
    return keys_waited_for(on, sql) if sql else []


def around_anew(ops: Iterable[MigrateOperation], keys: Sequence[ObjectKey]) -> Iterator[MigrateOperation]:
    """Yield directives that drop something before types and functions are made anew, and create it after that."""
    for op in ops:
        drops = op.effect is Effect.DROP or (isinstance(op, AlterColumnOp) and op.modify_server_default is None)
        if drops:
            op.runs_before = tuple(keys)
        else:
            op.runs_after = tuple(keys)
        yield op


def keys_waited_for(on: Comparison, sql: str) -> list[ObjectKey]:
    """Return the keys of the types and functions made anew that SQL names."""
    default = on.support.dialect.default_schema_name
    called = called_in(sql, on.functions_aside, default) if on.functions_aside else []
    return [*on.remade.named_in(sql, default), *(function_key(*key) for key in called)]


def called_in(sql: str, functions: Collection[TableKey], default: str | None) -> list[TableKey]:
    """Return those of some functions that SQL calls: their names, and a parenthesis."""
    tokens = tokenize(sql)
    followed = {_plain(token.text) for token, then in pairwise(tokens) if then.text == "("}
    return tables_in(sql, [key for key in functions if key.name in followed], default)


def server_text(function: Function) -> str:
    """Return what the server looks at in a function: arguments, result, and a body that is no string."""
    return f"({function.arguments}) {function.result or ''} {function.definition}"


def _plain(name: str) -> str:
    return name[1:-1].replace('""', '"') if name[0] == '"' else name.lower()


def _texts(on: Comparison, key: ObjectKey) -> set[str]:
    kind = "enum" if key in on.old.objects.get("enum", {}) else "domain"
    return set(on.support.types_of({kind: {key: on.old.objects[kind][key]}}))


def _expressions(record: Any) -> Iterator[str]:
    if isinstance(record, Column):
        yield from (sql for sql in (record.default, record.computed and record.computed.sql) if sql)
    elif isinstance(record, CheckConstraint):
        yield record.sql
    elif isinstance(record, Index | ExcludeConstraint):
        keys = record.keys if isinstance(record, Index) else [key for key, _ in record.elements]
        yield from (key.sql for key in keys if key.expression)
        yield str(dict(record.options).get("where") or "")
