"""All that varies between databases, as one bundle of small parts.

Generic code asks the bundle and never the dialect's name. A database of our own (PostgreSQL, MariaDB and MySQL, SQLite)
overrides what it knows better; any other works with what is here, through SQLAlchemy's inspector and its compilers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..comparators import records
from ..comparators.records import Column, Index, IndexKey, ObjectKey, Question, Table
from ..errors import RegistrationError
from .features import Features, Naming

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    import sqlalchemy as sa
    from sqlalchemy.engine import Connection, Dialect
    from sqlalchemy.types import TypeEngine

    from .reading import Catalog


class DialectSupport:
    """What generic code may ask about one dialect. One instance serves one SQLAlchemy `Dialect` object."""

    name = "default"
    features = Features()
    naming = Naming()
    object_kinds: tuple[str, ...] = ()
    """Kinds of objects beside tables that are read and compared: "sequence", "enum" …"""
    other_kinds: tuple[str, ...] | None = None
    """Kinds that there are too, for directives; None where nobody has said which: then no directive is refused."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect

    @property
    def title(self) -> str:
        """What a person calls the database."""
        return self.dialect.name

    def settle_title(self, title: str) -> None:
        """Take note, where no connection says it, that the database is the one a person calls `title`."""

    # -- objects beside tables -----------------------------------------------------------------------------------

    def has_kind(self, kind: str) -> bool:
        """Return whether the database has objects of a kind, compared or not."""
        return self.other_kinds is None or kind in self.object_kinds or kind in self.other_kinds

    def replacing(self, kind: str) -> str:
        """Return the words of CREATE that put an object in the place of another: "OR REPLACE"; none drop it first."""
        return "OR REPLACE"

    def dropping(self, what: str, name: str, *, if_exists: bool = False) -> str:
        """Return `DROP VIEW IF EXISTS v`: `what` are the words for its kind, `name` is SQL."""
        return f"DROP {what} {'IF EXISTS ' if if_exists else ''}{name}"

    def taken_along(self, connection: Connection, view: str, schema: str | None) -> Sequence[str]:
        """Return the statements that bring back what goes with a view where it is dropped to be replaced."""
        return ()

    # -- the live side -------------------------------------------------------------------------------------------

    def catalog(self, connection: Connection) -> Catalog:
        """Return the reader of the database behind `connection`."""
        from .inspector import InspectorCatalog

        return InspectorCatalog(connection, self)

    def database_collation(self, connection: Connection) -> str | None:
        """Return the collation that columns have by themselves, where the inspector reports it with each of them."""
        return None

    def spell(self, connection: Connection, questions: Sequence[Question]) -> dict[Question, str]:
        """Return the database's own spelling of each model expression that it accepts.

        Runs inside a savepoint, leaves nothing behind, never aborts the user's transaction. A question that
        cannot be answered is left out of the result.
        """
        return {}

    # -- types ---------------------------------------------------------------------------------------------------

    def canonical_type(self, ddl: str) -> str:
        """Return the canonical text of a type as DDL spells it: `"VARCHAR(50)"` → `"character varying(50)"`.

        Called once per distinct text. What the database would store for `CREATE TABLE t (c <ddl>)`.
        """
        return " ".join(ddl.split())

    def type_text(self, type_: TypeEngine[Any]) -> str:
        """Return the canonical text of a model's type, without its collation."""
        return self.canonical_type(type_.compile(dialect=self.dialect))

    def type_object(self, text: str) -> TypeEngine[Any]:
        """Return a SQLAlchemy type for canonical text: the inverse of `type_text`; `SQLType(text)` when unknown."""
        from .types import build_type

        return build_type(text, self.dialect)

    def reflected_type(self, text: str) -> TypeEngine[Any]:
        """Return the type for canonical text that SQLAlchemy would read from a database: hooks ask for its class."""
        return self.type_object(text)

    def named_types(self, type_: TypeEngine[Any]) -> Iterable[Any]:
        """Return the types that are objects of their own (enums, domains) inside a model's type, as this dialect's."""
        return ()

    def as_existing(self, type_: TypeEngine[Any]) -> TypeEngine[Any]:
        """Return the type for a directive on a column: what is an object of its own has its own directive."""
        return type_

    def with_values(self, type_: TypeEngine[Any], values: Sequence[str]) -> TypeEngine[Any]:
        """Return the type of a column that holds its enum's values itself (MySQL's ENUM and SET) with others."""
        raise NotImplementedError(f"{self.name} has no column types with values of their own")

    def types_of(self, objects: Mapping[str, Mapping[ObjectKey, Any]]) -> Mapping[str, TypeEngine[Any]]:
        """Return canonical text → SQLAlchemy type of the types that are objects of their own, and of their arrays."""
        return {}

    def argument_types(self, arguments: str) -> str:
        """Return the types of a function's arguments, which tell it from others of its name."""
        raise NotImplementedError(f"functions are not compared on {self.name}")

    # -- expressions ---------------------------------------------------------------------------------------------

    @property
    def plain_dialect(self) -> Dialect:
        """The dialect without a driver's escapes, for names in SQL that goes through `text()`, or is only compared.

        A percent sign in a name is not doubled.
        """
        from ..ddl.offline import offline_dialect

        return offline_dialect(self.dialect)

    @cached_property
    def compiler(self) -> Any:
        """SQLAlchemy's DDL compiler of the dialect, without a driver's escapes."""
        plain = self.plain_dialect
        return plain.ddl_compiler(plain, None)  # type: ignore[arg-type]

    def expression_text(self, expression: Any) -> str:
        """Return an expression of the model as DDL writes it: values in place, columns without their table.

        A string is taken for `text()`, as SQLAlchemy takes it.
        """
        import sqlalchemy as sa

        from ..operations.schemaobj import writable

        clause = writable(sa.text(expression) if isinstance(expression, str) else expression)
        return str(self.compiler.sql_compiler.process(clause, include_table=False, literal_binds=True))

    def default_value(self, default: str) -> str:
        """Return what a default gives a new row, as an expression for other statements."""
        return default

    def query_text(self, query: Any) -> str:
        """Return a query of the models as SQL: a text as it is, a select with its values in place."""
        if isinstance(query, str):
            return query.strip().removesuffix(";").rstrip()
        return str(self.compiler.sql_compiler.process(query, literal_binds=True)).replace(" \n", "\n")

    def canonical_expression(self, sql: str) -> str:
        """Return `sql` with everything removed that surely means nothing: spaces, outer parentheses.

        Never lower-cases strings or names, never strips casts: equal results must mean equal expressions.
        """
        from .tokens import canonical

        return canonical(sql)

    def canonical_default(self, sql: str, type_text: str) -> str:
        """Return the canonical text of a plain server default of a column of type `type_text`."""
        return self.canonical_expression(sql)

    def rename_in(self, sql: str, names: Mapping[str, str]) -> str:
        """Return canonical SQL with other names of columns: old name → the new one as canonical SQL has it."""
        from .tokens import rename

        return rename(sql, names)

    def literal(self, value: Any) -> str | None:
        """Return a Python value as a literal where SQLAlchemy has none or an unfit one; None leaves it to SQLAlchemy.

        Here: bytes, as the SQL standard writes them.
        """
        return f"X'{bytes(value).hex()}'" if isinstance(value, bytes | bytearray | memoryview) else None

    # -- the model side ------------------------------------------------------------------------------------------

    def stored_name(self, name: str) -> str:
        """Return what the database keeps of a name; only where `features.cuts_names` is it not always the whole."""
        return name

    def finish(self, table: Table, declared: sa.Table) -> Table:
        """Return `table`, read generically from the model, as this database would show it after CREATE TABLE.

        The place for rules such as "a foreign key makes an index" (MySQL) or "INTEGER PRIMARY KEY is the rowid".
        """
        return table

    def sequence(self, sequence: sa.Sequence) -> records.Sequence:
        """Return a sequence of the model as this database would show it."""
        raise NotImplementedError(f"{self.name} has no sequences")

    def domain(self, domain: Any) -> records.Domain:
        """Return a `DOMAIN` of the model as this database would show it."""
        raise NotImplementedError(f"{self.name} has no domains")

    def domain_object(self, key: ObjectKey, record: records.Domain) -> Any:
        """Return the `DOMAIN` of a record."""
        raise NotImplementedError(f"{self.name} has no domains")

    def index_modifiers(self, index: sa.Index, position: int, expression: Any) -> str:
        """Return what follows key `position` of a model's index besides DESC/ASC/NULLS: opclass, prefix length."""
        return ""

    def index_options(self, index: sa.Index) -> Iterable[tuple[str, Any]]:
        """Yield the options of a model's index that differ from the default, named as in the catalog's records."""
        return ()

    def exclusion(self, constraint: Any) -> tuple[tuple[tuple[IndexKey, str], ...], Iterable[tuple[str, Any]]]:
        """Return the elements of a model's EXCLUDE constraint and its own options, as the catalog shows them."""
        raise NotImplementedError(f"{self.name} has no EXCLUDE constraints")

    def constraint_options(self, constraint: sa.Constraint) -> Iterable[tuple[str, Any]]:
        """Yield the dialect's own options of a constraint (deferrable, initially and match come from generic code)."""
        return ()

    def column_options(self, column: sa.Column[Any]) -> Iterable[tuple[str, Any]]:
        """Yield the dialect's own options of a column."""
        return ()

    def table_options(self, table: sa.Table) -> Iterable[tuple[str, Any]]:
        """Yield the dialect's own options of a table: engine, charset, STRICT, partition_by …"""
        return ()

    certain_options: frozenset[str] = frozenset()
    """Options of a table that a model states by leaving them out: without them it is another table."""

    def compared_options(self, table: sa.Table) -> frozenset[str]:
        """Return the names of the table options that count: those a model's table states, and the certain ones."""
        prefix = f"{self.name}_"
        stated = (name.removeprefix(prefix) for name in table.dialect_kwargs if name.startswith(prefix))
        return self.certain_options.union(stated)

    def option_defaults(self, schema: str | None) -> Mapping[str, Any]:
        """Return the values that table options have where nobody states them; an option not in it has none."""
        return dict.fromkeys(self.certain_options, False)

    def columns_of_their_own(self, old: Table, new: Table, counting: frozenset[str]) -> Table:
        """Return `old` with what its columns take from it said by them, where the option is about to change.

        So it is for a character set (MySQL): the columns of a table keep theirs when the table gets another.
        """
        return old

    # -- the way back: options to SQLAlchemy keywords ------------------------------------------------------------
    def said_of_keys(self, index: Index) -> tuple[tuple[IndexKey, ...], Mapping[str, Any]]:
        """Return the keys of an index without what an option says better, and the options: prefix lengths (MySQL)."""
        return index.keys, {}

    def index_keywords(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Return the keywords for `sa.Index` that `index_options` would turn into `options`."""
        return {f"{self.name}_{name}": value for name, value in options.items()}

    def constraint_keywords(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Return the keywords for a constraint beyond deferrable, initially and match."""
        return {f"{self.name}_{name}": value for name, value in options.items()}

    def column_keywords(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Return the keywords for `sa.Column`."""
        return {}

    def written_default(self, sql: str) -> str:
        """Return a canonical default as models write it."""
        return sql

    def table_keywords(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Return the keywords for `sa.Table` and `op.create_table`."""
        return {f"{self.name}_{name}": value for name, value in options.items()}

    # -- changing ---------------------------------------------------------------------------------------------------

    def replaces_column(self, old: Column, new: Column) -> bool:
        """Return whether `old` becomes `new` only by dropping the column and adding it again.

        So it is for the expression of a generated column on PostgreSQL: no data is lost, it is computed anew.
        """
        return False

    def after_rename(self, table: Table, before: Table) -> Table:
        """Return `table`, which is `before` with its new name and those of its columns, as the database will show it.

        The place for names that a server gives again, or keeps: `t_ibfk_1` becomes `u_ibfk_1` with its table (MySQL).
        """
        return table

    def left_behind(self, table: Table, before: Table) -> Iterable[tuple[str, str]]:
        """Return old and new name of indexes of `table` that no snapshot shows while they have the new one."""
        return ()

    def automatic_name(self, kind: str, table: str, columns: Sequence[str]) -> str | None:
        """Return the name the database gives to a part of a table that is created without one, None for none.

        `kind` is the name of a `Kind`, or "sequence" for that of SERIAL and of identity columns.
        """
        return None

    # -- scratch databases ---------------------------------------------------------------------------------------

    def create_database(self, connection: Connection, name: str) -> None:
        """Create an empty database on a server, with the defaults of the connection's own database."""
        connection.exec_driver_sql(f"CREATE DATABASE {name}")

    def drop_database(self, connection: Connection, name: str) -> None:
        """Drop a database that `create_database` made."""
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name}")

    # -- trying a script out ---------------------------------------------------------------------------------------

    def copied(self, connection: Connection) -> AbstractContextManager[Connection]:
        """Give a connection to a copy of a database with its rows, where a database is a file; the copy then goes."""
        raise NotImplementedError(f"{self.name} has no copies")

    def begin_trial(self, connection: Connection) -> None:
        """Prepare a transaction that will be rolled back: it must not wait for long, since others wait behind it."""

    def settle_trial(self, connection: Connection) -> None:
        """Check what the database would check at COMMIT only."""

    def not_in_transaction(self, error: Exception) -> str | None:
        """Return why what was refused says nothing about a script, but only about trying it in a transaction here."""
        return None

    # -- running -------------------------------------------------------------------------------------------------

    def needs_rebuild(self, op: Any) -> bool:
        """Return whether this database can run `op` (a directive) only by rebuilding the table."""
        return False


def is_silent(item: Any) -> bool:
    """Return whether a SQLAlchemy object was given no keyword of any dialect.

    Asking its `dialect_options` would make them, for each of thousands of objects.
    """
    return "dialect_options" not in item.__dict__ or not item.dialect_kwargs


def support_for(dialect: Dialect) -> DialectSupport:
    """Return the bundle for a SQLAlchemy dialect; the generic one for a dialect nobody registered."""
    import importlib

    path = BUNDLES.get(dialect.name)
    if path is None:
        return ADDED.get(dialect.name, DialectSupport)(dialect)
    module, _, name = path.partition(":")
    bundle: type[DialectSupport] = getattr(importlib.import_module(module, __package__), name)
    return bundle(dialect)


BUNDLES = {
    "postgresql": ".postgresql.support:PostgresqlSupport",
    "sqlite": ".sqlite.support:SqliteSupport",
    "mysql": ".mysql.support:MysqlSupport",
    "mariadb": ".mysql.support:MysqlSupport",
    "mssql": ".mssql.support:MssqlSupport",
    "oracle": ".oracle.support:OracleSupport",
}
"""Dialect name → where its bundle is; imported when first needed."""

ADDED: dict[str, type[DialectSupport]] = {}
"""Dialect name → the bundle that a plug-in brought."""


def add_bundle(name: str, bundle: type[DialectSupport]) -> Callable[[], Any]:
    """Register the bundle of a dialect; return what takes it out again.

    Raises RegistrationError for a dialect that has one.
    """
    if name in BUNDLES or name in ADDED:
        raise RegistrationError(
            f"the dialect {name!r} has a bundle already",
            hint=f"there are bundles for {', '.join(sorted((*BUNDLES, *ADDED)))}",
        )
    ADDED[name] = bundle
    return lambda: ADDED.pop(name, None)
