"""Raw catalog rows to records.

Every raw text is decoded once: columns with the same definition, in whatever table, share one record.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ...comparators.records import (
    CheckConstraint,
    Column,
    Computed,
    ExcludeConstraint,
    ForeignKey,
    Identity,
    Index,
    IndexKey,
    Options,
    PrimaryKey,
    TableKey,
    UniqueConstraint,
    options,
    ordered,
)
from .exclusion import read_exclusion
from .modifiers import Modifiers
from .names import automatic_name

if TYPE_CHECKING:
    from .support import PostgresqlSupport

ACTIONS = {"a": None, "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}


class Attribute(NamedTuple):
    """What constraints and indexes need to know of a column: its name, and the oid of its collation."""

    name: str
    collation: str


class Constraints(NamedTuple):
    """The constraints of one table, sorted as a `Table` holds them."""

    primary_key: PrimaryKey | None = None
    unique: tuple[UniqueConstraint, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    checks: tuple[CheckConstraint, ...] = ()
    exclusions: tuple[ExcludeConstraint, ...] = ()


class Decoder:
    """Turns the rows of one reading into records.

    `names` maps the oid, as text, of collations and of operator classes that are not a default to their names.
    """

    def __init__(self, support: PostgresqlSupport, names: Mapping[str, str]) -> None:
        self.support = support
        self.names = names
        self._columns: dict[str, tuple[Column, Attribute]] = {}

    def columns(self, lines: str) -> tuple[dict[str, Column], dict[int, Attribute]]:
        """Return the columns by name, in order, and the attributes by number, of one row of `columns.sql`."""
        known = self._columns
        columns: dict[str, Column] = {}
        attributes: dict[int, Attribute] = {}
        for number, line in enumerate(lines.split("\n"), 1):
            cell = known.get(line)
            if cell is None:
                if not line:  # it was dropped
                    continue
                cell = known[line] = self._column(line)
            column, attribute = cell
            columns[attribute.name] = column
            attributes[number] = attribute
        return columns, attributes

    def _column(self, line: str) -> tuple[Column, Attribute]:
        name, type_text, not_null, collation, *more = json.loads(line)
        (
            type_collation, type_schema, expression, counted, generated, identity, parameters, narrow, comment
        ) = more or (collation, *[None] * 8)  # fmt: skip
        serial = bool(counted) and expression is None
        if type_schema is not None and not type_text.startswith(f"{type_schema}."):
            type_text = f"{type_schema}.{type_text}"
        type_text = self.support.canonical_type(type_text)
        default = computed = None
        if generated is not None:
            computed = Computed(self.support.canonical_expression(expression), generated == "s")
        elif expression is not None:
            default = self.support.default_or_none(expression, type_text)
        record = Column(
            name,
            type_text,
            not not_null,
            default,
            computed,
            Identity(identity == "a", *parameters) if identity is not None else None,
            serial,
            self.names.get(collation) if collation != type_collation else None,
            comment,
            options(counted_by=narrow[0], counts=narrow[1]) if narrow is not None and serial else (),
        )
        return record, Attribute(name, collation)

    def constraints(
        self,
        table: str,
        rows: Iterable[Any],
        columns: Mapping[int, Attribute],
        referred: Mapping[int, tuple[TableKey, Mapping[int, Attribute]]],
    ) -> Constraints:
        """Return the constraints of `table` from its arrays in `constraints.sql`.

        `referred` maps the oid of every table a foreign key may refer to, to its key and its attributes.
        """
        primary_key: PrimaryKey | None = None
        unique: list[UniqueConstraint] = []
        foreign_keys: list[ForeignKey] = []
        checks: list[CheckConstraint] = []
        exclusions: list[ExcludeConstraint] = []
        for kind, name, keys, expression, other, other_keys, onupdate, ondelete, *more in rows:
            its: Options = ()
            set_columns: Any = None
            definition: Any = None
            if more:
                deferrable, deferred, valid, set_columns, match, covered, nulls_not_distinct, definition = more
                its = options(
                    deferrable=deferrable,
                    initially="DEFERRED" if deferred else None,
                    include=_include(covered, len(keys), columns) if covered else None,
                    nulls_not_distinct=nulls_not_distinct,
                    not_valid=not valid,
                    match="FULL" if match == "f" else None,
                )
            if kind == "c":
                checks.append(CheckConstraint(name, self.support.canonical_expression(expression), its))
                continue
            if kind == "x":
                elements, own = read_exclusion(definition, {each.name for each in columns.values()})
                exclusions.append(ExcludeConstraint(name, elements, options(**dict(its), **own)))
                continue
            local = tuple([columns[k].name for k in keys])
            if kind == "f":
                target, attributes = referred[int(other)]
                action = ACTIONS[ondelete]
                if set_columns:
                    only = ", ".join(self.support.quote(columns[k].name) for k in set_columns)
                    action = f"{action} ({only})"
                remote = tuple([attributes[k].name for k in other_keys])
                foreign_keys.append(ForeignKey(name, local, target, remote, ACTIONS[onupdate], action, its))
            elif kind == "u":
                unique.append(UniqueConstraint(name, local, its))
            else:
                own = automatic_name("primary_key", table) == name
                primary_key = PrimaryKey(None if own else name, local, its)
        unique.sort()
        foreign_keys.sort(key=_by_name)
        checks.sort()
        return Constraints(primary_key, tuple(unique), tuple(foreign_keys), tuple(checks), ordered(exclusions))

    def indexes(self, rows: Iterable[Any], columns: Mapping[int, Attribute]) -> tuple[Index, ...]:
        """Return the indexes of a table from its arrays in `indexes.sql`, sorted by name."""
        found = []
        for (
            name, unique, keys, key_count, flags, opclasses, collations,
            method, where, nulls_not_distinct, parameters, tablespace, texts,
        ) in rows:  # fmt: skip
            its: Options = ()
            numbers = list(map(int, keys.split()))
            covered = numbers[key_count:]
            if where or covered or nulls_not_distinct or parameters or tablespace or method != "btree":
                its = options(
                    where=self.support.canonical_expression(where) if where else None,
                    include=tuple(columns[k].name for k in covered) or None,
                    nulls_not_distinct=nulls_not_distinct,
                    using=None if method == "btree" else method,
                    tablespace=tablespace,
                    **{"with": storage(parameters)},
                )
            if texts is not None:
                index_keys = self._keys_of_text(texts, [columns.get(k) for k in numbers[:key_count]])
            else:
                index_keys = tuple(
                    IndexKey(columns[number].name, False, self._modifiers(columns[number], flag, opclass, collation))
                    for number, flag, opclass, collation in zip(
                        numbers[:key_count], flags.split(), opclasses.split(), collations.split(), strict=True
                    )
                )
            found.append(Index(name, index_keys, unique, its))
        found.sort(key=_by_name)
        return tuple(found)

    def _modifiers(self, column: Attribute, flag: str, opclass: str, collation: str) -> str:
        """Return what follows a column in an index; `flag` is pg_index.indoption: 1 for DESC, 2 for NULLS FIRST."""
        other = collation not in ("0", column.collation)
        if flag == "0" and not other and opclass not in self.names:
            return ""
        bits = int(flag)
        return Modifiers(
            collation=self.support.quote_collation(self.names[collation]) if other else None,
            opclass=self.names.get(opclass),
            descending=bool(bits & 1),
            nulls_first=bool(bits & 2),
        ).text

    def _keys_of_text(self, texts: Sequence[str], columns: Sequence[Attribute | None]) -> tuple[IndexKey, ...]:
        """Return the keys of an index with expressions; `texts` are CREATE INDEX and each key without its modifiers.

        Only the whole statement says which collation and operator class are not the default for an expression.
        """
        statement, *keys = texts
        # the key list is what the first parenthesis after the access method encloses; names before it are quoted
        at = statement.index("(", statement.index(" USING ")) + 1
        found = []
        for position, (key, column) in enumerate(zip(keys, columns, strict=True)):
            at += len(key)  # what was looked for could be a part of the modifiers before it
            following = keys[position + 1] if position + 1 < len(keys) else None
            end = statement.index(f", {following}", at) if following is not None else _end(statement, at)
            modifiers = Modifiers.parse(statement[at:end]).text
            if column is not None:
                found.append(IndexKey(column.name, False, modifiers))
            else:
                found.append(IndexKey(self.support.canonical_expression(key), True, modifiers))
            at = end + len(", ")
        return tuple(found)


def _end(statement: str, at: int) -> int:
    """Return where the list of keys ends, which goes on at `at`; an operator class may have parentheses of its own."""
    depth = 0
    while depth or statement[at] != ")":
        depth += (statement[at] == "(") - (statement[at] == ")")
        at += 1
    return at


def storage(parameters: Sequence[str] | None) -> tuple[tuple[str, str], ...] | None:
    """Return storage parameters, `name=value` each, as sorted pairs."""
    if not parameters:
        return None
    pairs = (parameter.partition("=") for parameter in parameters)
    return tuple(sorted((name, value) for name, _, value in pairs))


def _include(keys: str, key_count: int, columns: Mapping[int, Attribute]) -> tuple[str, ...]:
    return tuple(columns[int(k)].name for k in keys.split()[key_count:])


def _by_name(record: ForeignKey | Index) -> str:
    return record.name or ""
