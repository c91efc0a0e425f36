"""Objects beside tables: the query of each kind, and its record from the row's JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ...comparators.records import Schema, Sequence
from .model import filled_identity

if TYPE_CHECKING:
    from .support import PostgresqlSupport

OBJECT_QUERIES = {"schema": "used_schemas", "sequence": "sequences"}
"""Kind → its query in `sql/`."""


def object_record(kind: str, fields: Mapping[str, Any], support: PostgresqlSupport) -> Any:
    """Return the record of an object that the catalog shows with `fields`."""
    return _RECORDS[kind](fields, support)


def _sequence(fields: Mapping[str, Any], support: PostgresqlSupport) -> Sequence:
    return Sequence(**{**fields, "type": support.canonical_type(fields["type"])})


def _schema(fields: Mapping[str, Any], support: PostgresqlSupport) -> Schema:
    return Schema(**fields)


_RECORDS: dict[str, Callable[[Mapping[str, Any], PostgresqlSupport], Any]] = {
    "schema": _schema,
    "sequence": _sequence,
}


def declared_sequence(sequence: sa.Sequence, support: PostgresqlSupport) -> Sequence:
    """Return a sequence of the model with the server's defaults filled in; without a type it counts in bigint."""
    type_text = "bigint" if sequence.data_type is None else support.type_text(sequence.data_type)
    options = ("start", "increment", "minvalue", "maxvalue", "cycle", "cache")
    filled = filled_identity(sa.Identity(**{name: getattr(sequence, name) for name in options}), type_text)
    numbers = {name: getattr(filled, name) for name in options}
    return Sequence(type_text, **numbers)
