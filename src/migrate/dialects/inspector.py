"""The catalog of any database SQLAlchemy can reflect, through the bulk methods of its inspector."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ..comparators.records import (
    CheckConstraint,
    Column,
    Computed,
    ForeignKey,
    Identity,
    Index,
    IndexKey,
    ObjectKey,
    Options,
    PrimaryKey,
    Table,
    TableKey,
    UniqueConstraint,
    action,
    options,
    ordered,
    timing,
)

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from .support import DialectSupport


KINDS_READ = {
    "columns": {"column"},
    "pk_constraint": {"primary_key"},
    "unique_constraints": {"unique_constraint"},
    "foreign_keys": {"foreign_key_constraint"},
    "check_constraints": {"check_constraint"},
    "indexes": {"index"},
    "table_comment": {"comment"},
}
"""What is read, as the inspector calls it → the kinds that are unknown where a dialect does not read it."""


class InspectorCatalog:
    """Reads through `Inspector.get_multi_*`: eight calls for each schema, bulk where the dialect has bulk."""

    def __init__(self, connection: Connection, support: DialectSupport) -> None:
        self.connection = connection
        self.unreadable: set[str] = set()
        self.support = support
        self.inspector = sa.inspect(connection)
        self.statements = 0
        self.collation: str | None = None

    def schemas(self) -> Sequence[str]:
        """Return every schema but `information_schema`."""
        self.statements += 1
        return sorted(s for s in self.inspector.get_schema_names() if s.lower() != "information_schema")

    def tables(self, schemas: Sequence[str | None]) -> Mapping[TableKey, Table]:
        """Return the tables of the schemas as the inspector reports them."""
        self.collation = self.support.database_collation(self.connection)
        found: dict[TableKey, Table] = {}
        for schema in schemas:
            found.update(self._schema(schema))
        return found

    def objects(self, schemas: Sequence[str | None]) -> Mapping[str, Mapping[ObjectKey, Any]]:
        """Return nothing: what there is beside tables is read only where a catalog of our own does it."""
        return {}

    def _schema(self, schema: str | None) -> dict[TableKey, Table]:
        reads = ("columns", "pk_constraint", "unique_constraints", "foreign_keys", "check_constraints", "indexes")
        parts = {name: self._multi(name, schema) for name in (*reads, "table_comment")}
        found = {}
        for key, columns in parts["columns"].items():
            name = key[1]
            pk = parts["pk_constraint"].get(key) or {}
            found[TableKey(schema, name)] = Table(
                schema,
                name,
                {c["name"]: self._column(c) for c in columns},
                PrimaryKey(pk.get("name"), tuple(pk["constrained_columns"])) if pk.get("constrained_columns") else None,
                ordered(self._unique(u) for u in parts["unique_constraints"].get(key) or ()),
                ordered(self._foreign_key(f, schema) for f in parts["foreign_keys"].get(key) or ()),
                ordered(
                    CheckConstraint(c["name"], self.support.canonical_expression(c["sqltext"]))
                    for c in parts["check_constraints"].get(key) or ()
                ),
                ordered(self._index(i) for i in parts["indexes"].get(key) or () if not i.get("duplicates_constraint")),
                (parts["table_comment"].get(key) or {}).get("text") or None,
            )
        return found

    def _multi(self, name: str, schema: str | None) -> Mapping[Any, Any]:
        self.statements += 1
        try:
            read = getattr(self.inspector, f"get_multi_{name}")
            return dict(read(schema=schema, kind=sa.engine.reflection.ObjectKind.TABLE))
        except NotImplementedError:
            self.unreadable |= KINDS_READ[name]
            return {}

    def _column(self, info: Mapping[str, Any]) -> Column:
        type_ = info["type"]
        text = self.support.type_text(type_)
        computed, identity = info.get("computed"), info.get("identity")
        # a column that counts up has a default of the database's own, and no two databases say it alike
        default = None if info.get("autoincrement") is True else info.get("default")
        return Column(
            info["name"],
            text,
            bool(info["nullable"]),
            self.support.canonical_default(default, text) if default is not None and not identity else None,
            Computed(self.support.canonical_expression(computed["sqltext"]), bool(computed.get("persisted")))
            if computed
            else None,
            Identity(
                always=bool(identity.get("always")),
                start=identity.get("start"),
                increment=identity.get("increment"),
            )
            if identity
            else None,
            collation=None if (said := getattr(type_, "collation", None)) == self.collation else said,
            comment=info.get("comment") or None,
        )

    def _unique(self, info: Mapping[str, Any]) -> UniqueConstraint:
        return UniqueConstraint(info["name"], tuple(info["column_names"]), self._options(info))

    def _foreign_key(self, info: Mapping[str, Any], schema: str | None) -> ForeignKey:
        how = info.get("options") or {}
        default = self.connection.dialect.default_schema_name
        referred = info.get("referred_schema")
        return ForeignKey(
            info["name"],
            tuple(info["constrained_columns"]),
            TableKey(None if referred == default else referred, info["referred_table"]),
            tuple(info["referred_columns"]),
            action(how.get("onupdate")),
            action(how.get("ondelete")),
            options(match=how.get("match"), **timing(how.get("deferrable"), how.get("initially"))),
        )

    def _index(self, info: Mapping[str, Any]) -> Index:
        expressions = info.get("expressions") or info["column_names"]
        sorting = info.get("column_sorting") or {}
        keys = []
        for name, column in zip(expressions, info["column_names"], strict=True):
            modifiers = " ".join(w.replace("_", " ").upper() for w in sorting.get(name, ()))
            sql = name if column is not None else self.support.canonical_expression(name)
            keys.append(IndexKey(sql, column is None, modifiers))
        return Index(info["name"], tuple(keys), bool(info["unique"]), self._options(info))

    def _options(self, info: Mapping[str, Any]) -> Options:
        prefix = f"{self.connection.dialect.name}_"
        how = info.get("dialect_options") or {}
        return options(
            **{
                name.removeprefix(prefix): tuple(value) if isinstance(value, list) else value
                for name, value in how.items()
                if not (isinstance(value, (list, dict)) and not value)
            }
        )
