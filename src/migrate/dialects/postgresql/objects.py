"""Objects beside tables: the query of each kind, and its record from the row's JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from ...comparators.records import Domain, Enum, Extension, Function, ObjectKey, Schema, Sequence, Trigger, View
from ...ddl.domains import default_text
from ..text import sql_text
from .model import filled_identity
from .names import kept
from .spell_texts import definition, stored_place
from .spell_views import stored_query

if TYPE_CHECKING:
    from .support import PostgresqlSupport

OBJECT_QUERIES = {"schema": "used_schemas", "enum": "enums", "domain": "domains", "sequence": "sequences"}
OBJECT_QUERIES |= {"view": "views", "materialized_view": "materialized_views"}
OBJECT_QUERIES |= {"extension": "extensions", "function": "functions", "trigger": "triggers"}
"""Kind → its query in `sql/`."""


def object_record(kind: str, fields: Mapping[str, Any], support: PostgresqlSupport) -> Any:
    """Return the record of an object that the catalog shows with `fields`."""
    return _RECORDS[kind](fields, support)


def _sequence(fields: Mapping[str, Any], support: PostgresqlSupport) -> Sequence:
    return Sequence(**{**fields, "type": support.canonical_type(fields["type"])})


def _schema(fields: Mapping[str, Any], support: PostgresqlSupport) -> Schema:
    return Schema(**fields)


def _extension(fields: Mapping[str, Any], support: PostgresqlSupport) -> Extension:
    return Extension(**fields)


def _domain(fields: Mapping[str, Any], support: PostgresqlSupport) -> Domain:
    type_ = support.canonical_type(fields["type"])
    default = fields["default"]
    checks = tuple((name, support.canonical_expression(sql)) for name, sql in fields["checks"])
    return Domain(
        type_,
        fields["nullable"],
        None if default is None else support.default_or_none(default, type_),
        fields["collation"],
        checks,
    )


def _enum(fields: Mapping[str, Any], support: PostgresqlSupport) -> Enum:
    return Enum(tuple(fields["labels"]))


def _view(fields: Mapping[str, Any], support: PostgresqlSupport) -> View:
    its = dict(each.split("=", 1) for each in fields["options"] or ())
    checked = its.pop("check_option", None)
    return View(
        stored_query(fields["sql"], checked, support),
        tuple(map(tuple, fields["columns"])),
        tuple(sorted(its.items())),
        tuple(fields["also"] or ()),
    )


def _function(fields: Mapping[str, Any], support: PostgresqlSupport) -> Function:
    return Function(**{**fields, "definition": fields["definition"].strip(), "also": tuple(fields["also"] or ())})


def _trigger(fields: Mapping[str, Any], support: PostgresqlSupport) -> Trigger:
    plain = stored_place(fields["table"], support)
    return Trigger(
        definition(fields["sql"], fields["name"], fields["table"], plain, support), tuple(fields["also"] or ())
    )


_RECORDS: dict[str, Callable[[Mapping[str, Any], PostgresqlSupport], Any]] = {
    "extension": _extension,
    "enum": _enum,
    "schema": _schema,
    "domain": _domain,
    "sequence": _sequence,
    "view": _view,
    "materialized_view": _view,
    "function": _function,
    "trigger": _trigger,
}


def declared_sequence(sequence: sa.Sequence, support: PostgresqlSupport) -> Sequence:
    """Return a sequence of the model with the server's defaults filled in; without a type it counts in bigint."""
    type_text = "bigint" if sequence.data_type is None else support.type_text(sequence.data_type)
    options = ("start", "increment", "minvalue", "maxvalue", "cycle", "cache")
    filled = filled_identity(sa.Identity(**{name: getattr(sequence, name) for name in options}), type_text)
    numbers = {name: getattr(filled, name) for name in options}
    return Sequence(type_text, **numbers)


def declared_domain(domain: postgresql.DOMAIN, support: PostgresqlSupport) -> Domain:
    """Return a domain of the model as the catalog shows it."""
    type_ = support.type_text(domain.data_type)
    default, given = None, _default_of(domain)
    if given is not None:
        default = support.default_or_none(default_text(given, support), type_)
    checks: tuple[tuple[str | None, str], ...] = ()
    if domain.check is not None:
        sql = support.canonical_expression(support.expression_text(domain.check))
        checks = ((None if domain.constraint_name is None else kept(str(domain.constraint_name)), sql),)
    return Domain(type_, not domain.not_null, default, domain.collation, checks)


def _default_of(domain: postgresql.DOMAIN) -> Any:
    """Return the default that a domain is created with: without one it takes that of a domain that it is over."""
    if domain.default is None and isinstance(domain.data_type, postgresql.DOMAIN):
        return _default_of(domain.data_type)
    return domain.default


def domain_object(key: ObjectKey, record: Domain, support: PostgresqlSupport) -> postgresql.DOMAIN:
    """Return the `DOMAIN` of a record, as one that is there; it can say one check only."""
    name, check = record.checks[0] if record.checks else (None, None)
    return postgresql.DOMAIN(
        key.name,
        support.type_object(record.type),
        collation=record.collation,
        default=None if record.default is None else sql_text(record.default),
        not_null=not record.nullable,
        constraint_name=name,
        check=None if check is None else sql_text(check),
        schema=key.schema,
        create_type=False,
    )
