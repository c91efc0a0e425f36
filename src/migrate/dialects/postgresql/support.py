"""PostgreSQL as one bundle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from ...comparators import records
from ...comparators.records import Column, IndexKey, ObjectKey, Question, Table
from ...ddl.functions import argument_types
from ..features import Features, Naming
from ..support import DialectSupport, is_silent
from ..text import sql_text
from ..types import SQLType
from . import literals, named_types, normalize, trial, types
from .catalog import PostgresqlCatalog
from .exclusion import read_exclusion
from .model import finish
from .names import automatic_name, kept
from .objects import declared_domain, declared_sequence, domain_object
from .spell import spell

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Dialect
    from sqlalchemy.types import TypeEngine


class PostgresqlSupport(DialectSupport):
    """What generic code may ask about PostgreSQL."""

    name = "postgresql"
    features = Features(
        transactional_ddl=True,
        alters_in_place=True,
        retyping_rewrites=True,
        holds_positions=True,
        exclude_constraints=True,
        views_hold_columns=True,
        cuts_names=True,
        renames=frozenset(
            {
                "index",
                "primary_key",
                "unique_constraint",
                "foreign_key_constraint",
                "check_constraint",
                "exclude_constraint",
                "sequence",
            }
        ),
    )
    naming = Naming(
        unique="{table}_{columns}_key",
        foreign_key="{table}_{columns}_fkey",
        check="{table}_check_{number}",
        exclude="{table}_{columns}_excl",
        primary_key="{table}_pkey",
    )

    certain_options = frozenset({"unlogged"})
    object_kinds = (
        "schema", "extension", "enum", "domain", "sequence", "function", "view", "materialized_view", "trigger"
    )  # fmt: skip
    other_kinds = ()

    def __init__(self, dialect: Dialect) -> None:
        super().__init__(dialect)
        self.quote = self.plain_dialect.identifier_preparer.quote
        self.warned = False  # that expressions cannot be spelled
        self._types: dict[tuple[str, str], str] = {}
        self._expressions: dict[str, str] = {}
        self._defaults: dict[tuple[str, str], str] = {}

    @property
    def default_schema(self) -> str:
        """The schema that a name without one belongs to; may be set on the dialect while running."""
        return self.dialect.default_schema_name or "public"

    # -- the live side -------------------------------------------------------------------------------------------

    def catalog(self, connection: Connection) -> PostgresqlCatalog:
        """Return the reader of the database behind `connection`."""
        return PostgresqlCatalog(connection, self)

    def spell(self, connection: Connection, questions: Sequence[Question]) -> dict[Question, str]:
        """Return the server's own spelling of each model expression that it accepts; see `spell.py`."""
        return spell(connection, questions, self)

    # -- types ---------------------------------------------------------------------------------------------------

    def canonical_type(self, ddl: str) -> str:
        """Return what the server calls the type that DDL spells `ddl`: `"VARCHAR(50)"` → `character varying(50)`."""
        schema = self.default_schema
        found = self._types.get((ddl, schema))
        if found is None:
            found = self._types[ddl, schema] = types.canonical_type(ddl, schema, self.quote)
        return found

    def type_object(self, text: str) -> TypeEngine[Any]:
        """Return a SQLAlchemy type for canonical text; `SQLType(text)` for a type that somebody made."""
        return types.type_object(text, SQLType)

    def reflected_type(self, text: str) -> TypeEngine[Any]:
        """Return the type that SQLAlchemy reads; its own classes for times."""
        return types.REFLECTED[text]() if text in types.REFLECTED else self.type_object(text)

    def named_types(self, type_: TypeEngine[Any]) -> Iterable[Any]:
        """Return the enums and domains inside a model's type."""
        return named_types.named_types(type_, self.dialect)

    def as_existing(self, type_: TypeEngine[Any]) -> TypeEngine[Any]:
        """Return a type whose enums and domains are there already."""
        return named_types.as_existing(type_, self.dialect)

    def types_of(self, objects: Mapping[str, Mapping[ObjectKey, Any]]) -> Mapping[str, TypeEngine[Any]]:
        """Return the enums and domains by canonical text, and arrays of them."""
        found: dict[str, TypeEngine[Any]] = {}
        enums, domains = objects.get("enum", {}), objects.get("domain", {})
        made_of: list[Any] = [named_types.existing_enum(key.name, it.labels, key.schema) for key, it in enums.items()]
        for key, domain in domains.items():
            made_of.append(named_types.existing_domain(key.name, self.type_object(domain.type), key.schema))
        for made in made_of:
            text = self.type_text(made)
            found |= {text: made, f"{text}[]": postgresql.ARRAY(made)}
        return found

    def argument_types(self, arguments: str) -> str:
        """Return the types of a function's arguments as the server shows them."""
        return argument_types(arguments, self.canonical_type)

    def quote_collation(self, name: str) -> str:
        """Return a collation's name as canonical SQL spells it."""
        return self.canonical_expression('"' + name.replace('"', '""') + '"')

    # -- expressions ---------------------------------------------------------------------------------------------

    def canonical_expression(self, sql: str) -> str:
        """Return the canonical text of an expression: `"((N > 0))"` → `"n > 0"`."""
        found = self._expressions.get(sql)
        if found is None:
            found = self._expressions[sql] = normalize.canonical(sql)
        return found

    def canonical_default(self, sql: str, type_text: str) -> str:
        """Return the canonical text of a default of a column of type `type_text`: `'0'::integer` → `0`."""
        found = self._defaults.get((sql, type_text))
        if found is None:
            found = self._defaults[sql, type_text] = normalize.canonical_default(
                sql, types.base_type(type_text), self.canonical_type, whole=type_text, named=types.is_named(type_text)
            )
        return found

    def default_or_none(self, sql: str, type_text: str) -> str | None:
        """Return the canonical text of a default; None for DEFAULT NULL, which is no default."""
        text = self.canonical_default(sql, type_text)
        return None if text == "NULL" or text.startswith("NULL::") else text

    def literal(self, value: Any) -> str | None:
        """Return bytes, arrays, ranges, intervals and hstore as the text the server reads them from."""
        return literals.literal(value)

    # -- the model side ------------------------------------------------------------------------------------------

    def stored_name(self, name: str) -> str:
        """Return what the server keeps of a name."""
        return kept(name)

    def finish(self, table: Table, declared: sa.Table) -> Table:
        """Return `table` as the server would show it after CREATE TABLE."""
        return finish(self, table, declared)

    def sequence(self, sequence: sa.Sequence) -> records.Sequence:
        """Return a sequence of the model with the server's defaults filled in."""
        return declared_sequence(sequence, self)

    def domain(self, domain: Any) -> records.Domain:
        """Return a `DOMAIN` of the model as the catalog shows it."""
        return declared_domain(domain, self)

    def domain_object(self, key: ObjectKey, record: records.Domain) -> Any:
        """Return the `DOMAIN` of a record."""
        return domain_object(key, record, self)

    def index_modifiers(self, index: sa.Index, position: int, expression: Any) -> str:
        """Return the operator class of a key, by the key's name in `postgresql_ops`."""
        if is_silent(index) or "postgresql" not in index.dialect_options:
            return ""
        ops: Mapping[str, str] = index.dialect_options["postgresql"]["ops"] or {}
        return ops.get(getattr(expression, "key", None) or "", "")

    def index_options(self, index: sa.Index) -> Iterable[tuple[str, Any]]:
        """Yield using, include, where, with, tablespace, nulls_not_distinct where they are not the default."""
        if "postgresql" not in index.dialect_options:
            return
        its = index.dialect_options["postgresql"]
        if its["using"] and its["using"].lower() != "btree":
            yield "using", its["using"].lower()
        if its["include"]:
            yield "include", _names(its["include"])
        if its["where"] is not None:
            yield "where", self.canonical_expression(self.expression_text(its["where"]))
        if its["with"]:
            yield "with", storage_of(its["with"])
        if its["tablespace"] not in (None, "pg_default"):
            yield "tablespace", its["tablespace"]
        if its.get("nulls_not_distinct"):  # since SQLAlchemy 2.0.16
            yield "nulls_not_distinct", True

    def exclusion(self, constraint: Any) -> tuple[tuple[tuple[IndexKey, str], ...], Iterable[tuple[str, Any]]]:
        """Return elements, using and where of an EXCLUDE constraint, from the DDL that SQLAlchemy writes."""
        text = self.compiler.visit_exclude_constraint(constraint)
        elements, own = read_exclusion(text, {column.name for column in constraint.table.columns})
        return elements, own.items()

    def constraint_options(self, constraint: sa.Constraint) -> Iterable[tuple[str, Any]]:
        """Yield include, nulls_not_distinct, not_valid where they are not the default."""
        if is_silent(constraint) or "postgresql" not in constraint.dialect_options:
            return ()
        its = constraint.dialect_options["postgresql"]
        flags = [(name, True) for name in ("nulls_not_distinct", "not_valid") if its.get(name)]
        return [("include", _names(its["include"])), *flags] if its.get("include") else flags

    def table_options(self, table: sa.Table) -> Iterable[tuple[str, Any]]:
        """Yield unlogged, partition_by, with, tablespace, using, inherits where they are not the default."""
        if any(prefix.upper() == "UNLOGGED" for prefix in table._prefixes):
            yield "unlogged", True
        if "postgresql" not in table.dialect_options:
            return
        its = table.dialect_options["postgresql"]
        if its["partition_by"]:
            yield "partition_by", normalize.canonical_partition(its["partition_by"])
        if its.get("with"):
            yield "with", storage_of(its["with"])
        if its["tablespace"] not in (None, "pg_default"):
            yield "tablespace", its["tablespace"]
        using = (its.get("using") or "heap").lower()
        if using != "heap":
            yield "using", using
        if its["inherits"]:
            parents = its["inherits"]
            yield "inherits", (parents,) if isinstance(parents, str) else tuple(parents)

    def replaces_column(self, old: Column, new: Column) -> bool:
        """Return whether a column becomes a computed one, or computes something else: ALTER can only stop it."""
        return new.computed is not None and old.computed != new.computed

    def after_rename(self, table: Table, before: Table) -> Table:
        """Return a table whose key keeps the name that its table gave it."""
        key = table.primary_key
        if key is None or key.name is not None or table.name == before.name:
            return table
        return table._replace(primary_key=key._replace(name=automatic_name("primary_key", before.name)))

    def automatic_name(self, kind: str, table: str, columns: Sequence[str]) -> str | None:
        """Return the first name the server tries; a check has a column in it only where it mentions just one."""
        named = columns if kind != "check_constraint" or len(columns) == 1 else ()
        return automatic_name(kind.removesuffix("_constraint"), table, named)

    # -- the way back --------------------------------------------------------------------------------------------

    def index_keywords(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Return the keywords for `sa.Index` that `index_options` would turn into `options`."""
        return self._keywords(options, sa.Index)

    def constraint_keywords(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Return the keywords for a constraint beyond deferrable, initially and match."""
        return self._keywords(options, sa.UniqueConstraint, sa.ForeignKeyConstraint)

    def table_keywords(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Return the keywords for `sa.Table` and `op.create_table`."""
        found = self._keywords(options, sa.Table)
        if "unlogged" in options:
            found["prefixes"] = ["UNLOGGED"] if options["unlogged"] else []
        return found

    def _keywords(self, options: Mapping[str, Any], *constructs: type) -> dict[str, Any]:
        known = frozenset().union(*map(self.arguments, constructs))
        return {f"postgresql_{name}": _keyword(name, value) for name, value in options.items() if name in known}

    def arguments(self, construct: type) -> frozenset[str]:
        """Return the dialect's own arguments of a construct; what SQLAlchemy's version does not know nobody can say."""
        return frozenset(dict(self.dialect.construct_arguments or ()).get(construct, {}))

    # -- trying a script out -------------------------------------------------------------------------------------

    def begin_trial(self, connection: Connection) -> None:
        """Wait a few seconds at most for a lock."""
        trial.begin(connection)

    def settle_trial(self, connection: Connection) -> None:
        """Check the deferred constraints, which also lets go of what would keep a table from being altered."""
        trial.settle(connection)

    def not_in_transaction(self, error: Exception) -> str | None:
        """Return why a statement was refused, where it is for the transaction or for a lock."""
        return trial.not_in_transaction(error)


def storage_of(parameters: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return storage parameters as the catalog shows them: sorted pairs of lower-case name and text."""
    spelled = {None: "true", True: "true", False: "false"}
    return tuple(sorted(
        (name.lower(), spelled[value] if value is None or isinstance(value, bool) else str(value))
        for name, value in parameters.items()
    ))  # fmt: skip


def _names(columns: Iterable[Any]) -> tuple[str, ...]:
    return tuple(column if isinstance(column, str) else column.name for column in columns)


def _keyword(name: str, value: Any) -> Any:
    """Return the value of an option as SQLAlchemy takes it."""
    if name == "with":
        return dict(value)
    if name == "where":
        return sql_text(value)
    return list(value) if isinstance(value, tuple) else value
