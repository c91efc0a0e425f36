"""Reads a whole PostgreSQL database with a fixed number of statements.

One statement for the tables, one each for all columns, constraints and indexes, one for the names these mention by
oid, and one more for referred tables of other schemas when there are any. Rows come aggregated, one a table, as JSON
text: that costs the server little, and here each distinct text is decoded once (`decode.py`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ...comparators.records import Column, ObjectKey, Options, Table, TableKey, options
from ...operations.objects import schema_key
from .decode import Attribute, Constraints, Decoder, storage
from .normalize import canonical_partition
from .objects import OBJECT_QUERIES, object_record
from .queries import literal, query

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from .support import PostgresqlSupport

Referred = Mapping[int, tuple[TableKey, Mapping[int, Attribute]]]


class PostgresqlCatalog:
    """The reader of the database behind one connection; see `migrate.dialects.support.Catalog`."""

    unreadable = ()

    def __init__(self, connection: Connection, support: PostgresqlSupport) -> None:
        self.connection = connection
        self.support = support
        self.statements = 0
        self._version = (connection.dialect.server_version_info or (15,))[0]

    def schemas(self) -> Sequence[str]:
        """Return the names of all schemas that are neither the system's own nor an extension's, in order."""
        return [schema for (schema,) in self._rows("schemas")]

    def tables(self, schemas: Sequence[str | None]) -> Mapping[TableKey, Table]:
        """Return every table of the given schemas (None is the default one), whole, in canonical words."""
        default = self.support.default_schema
        wanted = dict.fromkeys(default if schema is None else schema for schema in schemas)
        if not wanted:
            return {}
        within = ", ".join(map(literal, wanted))
        tables = self._rows("tables", schemas=within)
        column_rows = self._rows("columns", schemas=within)
        constraint_rows = self._by_table("constraints", within)
        index_rows = self._by_table("indexes", within)

        decoder = Decoder(self.support, {str(oid): name for oid, name in self._rows("names")})
        columns: dict[int, dict[str, Column]] = {}
        attributes: dict[int, dict[int, Attribute]] = {}
        for oid, lines in column_rows:
            columns[oid], attributes[oid] = decoder.columns(lines)
        keys = {oid: self._key(schema, name) for oid, schema, name, _, _ in tables}
        referred = self._referred(keys, attributes, constraint_rows)

        sayable = self.support.arguments(sa.Table) | {"unlogged"}
        found: dict[TableKey, Table] = {}
        for oid, _, name, comment, raw_options in tables:
            key = keys[oid]
            rows = constraint_rows.get(oid)
            its = attributes.get(oid, {})
            constraints = decoder.constraints(name, rows, its, referred) if rows else Constraints()
            indexes = index_rows.get(oid)
            found[key] = Table(
                key.schema,
                name,
                columns.get(oid, {}),
                *constraints[:-1],
                decoder.indexes(indexes, its) if indexes else (),
                comment,
                _table_options(raw_options, sayable),
                constraints.exclusions,
            )
        return found

    def objects(self, schemas: Sequence[str | None]) -> Mapping[str, Mapping[ObjectKey, Any]]:
        """Return what belongs to the given schemas beside tables, of all kinds in one statement.

        Each kind is a query of its own in `sql/`, with the columns kind, schema, name, table_name and a JSON object
        that holds the fields of its record.
        """
        within = ", ".join(literal(self.support.default_schema if schema is None else schema) for schema in schemas)
        found: dict[str, dict[ObjectKey, Any]] = {kind: {} for kind in self.support.object_kinds}
        if not within:
            return found
        queries = [query(OBJECT_QUERIES[kind], self._version) for kind in self.support.object_kinds]
        for kind, schema, name, table, fields in self._run("\nUNION ALL\n".join(queries), schemas=within):
            key = self._key(schema, name)
            found[kind][ObjectKey(kind, *key, table)] = object_record(kind, fields, self.support)
        found.get("schema", {}).pop(schema_key(self.support.default_schema), None)  # it is always there
        return found

    def _referred(
        self,
        keys: Mapping[int, TableKey],
        attributes: Mapping[int, Mapping[int, Attribute]],
        constraint_rows: Mapping[int, list[Any]],
    ) -> Referred:
        """Return oid → key and attributes of every table that a foreign key may refer to."""
        known = {oid: (key, attributes.get(oid, {})) for oid, key in keys.items()}
        # a table that is not among those read: in another schema, a partition, or an extension's
        missing = {int(row[4]) for rows in constraint_rows.values() for row in rows if row[0] == "f"} - known.keys()
        if missing:
            for oid, schema, name, columns in self._rows("referred", oids=", ".join(map(str, sorted(missing)))):
                its = {int(number): Attribute(column, "0") for number, column in json.loads(columns).items()}
                known[oid] = (self._key(schema, name), its)
        return known

    def _key(self, schema: str, name: str) -> TableKey:
        return TableKey(None if schema == self.support.default_schema else schema, name)

    def _by_table(self, name: str, within: str) -> dict[int, list[Any]]:
        return {oid: json.loads(rows) for oid, rows in self._rows(name, schemas=within)}

    def _rows(self, name: str, **parts: str) -> Sequence[Any]:
        """Return the rows of one query. Nothing is bound, because every driver has its own style of parameters."""
        return self._run(query(name, self._version), **parts)

    def _run(self, text: str, **parts: str) -> Sequence[Any]:
        for part, value in parts.items():
            text = text.replace("{" + part + "}", value)
        self.statements += 1
        return self.connection.exec_driver_sql(text, execution_options={"no_parameters": True}).all()


def _table_options(raw: str | None, sayable: frozenset[str]) -> Options:
    """Return the options of a table that a model can have."""
    if raw is None:
        return ()
    its = {name: value if name in sayable else None for name, value in json.loads(raw).items()}
    return options(
        unlogged=its["unlogged"],
        partition_by=canonical_partition(its["partition_by"]) if its["partition_by"] else None,
        tablespace=its["tablespace"],
        using=its["using"],
        inherits=tuple(its["inherits"]) if its["inherits"] else None,
        **{"with": storage(its["with"])},
    )
