"""All that varies for MySQL 8 and MariaDB 10.11."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import mysql

from ...comparators import records
from ...comparators.records import Column, Index, IndexKey, Question, Table
from ..features import Features
from ..support import DialectSupport, is_silent
from ..tokens import rename
from . import renamed
from .normalize import QUOTED, Normalizer, encode, split_on_update
from .sequences import declared_sequence
from .server import MARIADB, MYSQL, Server
from .types import build_type, canonical_type, reflected_type

if TYPE_CHECKING:
    import sqlalchemy as sa
    from sqlalchemy.engine import Connection, Dialect
    from sqlalchemy.types import TypeEngine

    from .catalog import MysqlCatalog


ADDRESSES = ("inet4", "inet6")
"""Types that SQLAlchemy 2.0 compiles under the dialect's name "mariadb" only."""


class MysqlSupport(DialectSupport):
    """The bundle for both servers and both of SQLAlchemy's dialect names; `is_mariadb` is known on connect."""

    name = "mysql"
    features = Features(
        alters_in_place=True,
        named_primary_key=False,
        foreign_key_makes_index=True,
        unique_is_index=True,
        overloads_functions=False,
        retyping_frees_keys=True,
        counting_needs_key=True,
        holds_positions=True,
        schema_is_database=True,
        models_need_server=True,
        renames=frozenset({"index", "unique_constraint"}),
        max_identifier=64,
    )

    @property
    def object_kinds(self) -> tuple[str, ...]:  # type: ignore[override]  # the server says which it is
        """Views and triggers, and on MariaDB sequences."""
        return ("sequence", "view", "trigger") if self.is_mariadb else ("view", "trigger")

    other_kinds = ("schema", "function")

    def __init__(self, dialect: Dialect) -> None:
        super().__init__(dialect)
        self.name = dialect.name  # the prefix of keywords: mysql_engine, mariadb_engine
        self._server: Server | None = None
        self._types: dict[str, str] = {}
        self._length = f"{self.name}_length"

    @property
    def title(self) -> str:
        """The title "mariadb" on a MariaDB server, whatever the dialect is called, else "mysql"."""
        return "mariadb" if self.is_mariadb else "mysql"

    @property
    def is_mariadb(self) -> bool:
        """Whether the server is MariaDB; a connection says it, else the dialect's name."""
        return bool(getattr(self.dialect, "is_mariadb", False)) or self.dialect.name == "mariadb"

    def settle_title(self, title: str) -> None:
        """Take note that the server is MariaDB, which a URL that begins with mysql does not say."""
        if title == "mariadb":
            self.dialect.is_mariadb = True  # type: ignore[attr-defined]  # SQLAlchemy sets it on connect

    @property
    def server(self) -> Server:
        """What the server takes for granted; that of a fresh one until a connection was read."""
        return self._server or (MARIADB if self.is_mariadb else MYSQL)

    def learn(self, rows: Iterable[Sequence[Any]]) -> None:
        """Take the server's own defaults from the rows of `sql/server.sql`."""
        self._server = Server.read(rows, self.server)
        self._types.clear()

    def replacing(self, kind: str) -> str:
        """Return "OR REPLACE", which MySQL has for views only."""
        return "OR REPLACE" if kind == "view" or self.is_mariadb else ""

    def sequence(self, sequence: sa.Sequence) -> records.Sequence:
        """Return a sequence of the model with the server's defaults filled in."""
        return declared_sequence(sequence)

    # -- the live side ---------------------------------------------------------------------------------------------

    def catalog(self, connection: Connection) -> MysqlCatalog:
        """Return the reader of the server behind `connection`."""
        from .catalog import MysqlCatalog

        return MysqlCatalog(connection, self)

    def spell(self, connection: Connection, questions: Sequence[Question]) -> dict[Question, str]:
        """Return the server's own spelling of each model expression it accepts, found with temporary tables."""
        from .spell import spell

        return spell(connection, self, questions)

    # -- types -----------------------------------------------------------------------------------------------------

    def canonical_type(self, ddl: str) -> str:
        """Return the canonical text of a type: `NUMERIC(10)` → `decimal(10,0)`, `int(11)` → `int`."""
        text = self._types.get(ddl)
        if text is None:
            size = self.server.bytes_per_character(self.server.collation)
            text = canonical_type(ddl, bytes_per_character=size, widths=self.is_mariadb)
            self._types[ddl] = text
        return text

    def type_text(self, type_: TypeEngine[Any]) -> str:
        """Return the canonical text of a model's type, without its character set and collation."""
        ddl = type_.compile(dialect=self.dialect)
        if self.dialect.paramstyle in ("format", "pyformat"):
            ddl = ddl.replace("%%", "%")  # the compiler doubles them for the driver
        return self.canonical_type(ddl)

    def type_object(self, text: str) -> TypeEngine[Any]:
        """Return a SQLAlchemy type for canonical text, a generic one where it means exactly this."""
        found = build_type(text)
        compiles = hasattr(self.dialect.type_compiler_instance, f"visit_{text.upper()}")
        if found is None or (text in ADDRESSES and not compiles):
            return super().type_object(text)
        return found

    def reflected_type(self, text: str) -> TypeEngine[Any]:
        """Return the type that SQLAlchemy reads, of a class of MySQL's."""
        return reflected_type(text) or self.type_object(text)

    def with_values(self, type_: TypeEngine[Any], values: Sequence[str]) -> TypeEngine[Any]:
        """Return an ENUM or SET with other values, of the same character set and collation."""
        inner: Any = type_ if isinstance(type_, mysql.ENUM | mysql.SET) else type_.dialect_impl(self.dialect)
        cls = mysql.SET if isinstance(inner, mysql.SET) else mysql.ENUM
        return cls(*values, charset=getattr(inner, "charset", None), collation=getattr(inner, "collation", None))

    # -- expressions -----------------------------------------------------------------------------------------------

    @cached_property
    def normalizer(self) -> Normalizer:
        """The rules for this server's quoting."""
        from sqlalchemy.dialects.mysql.reserved_words import RESERVED_WORDS_MARIADB, RESERVED_WORDS_MYSQL

        ansi = self.dialect.identifier_preparer.initial_quote == '"'
        return Normalizer(RESERVED_WORDS_MARIADB | RESERVED_WORDS_MYSQL, ansi_quotes=ansi)

    def canonical_expression(self, sql: str) -> str:
        """Return `sql` without what surely means nothing: spaces, letter case outside strings, needless quotes."""
        return self.normalizer.expression(sql)

    def canonical_default(self, sql: str, type_text: str) -> str:
        """Return a default as a column of `type_text` stores it, with its ON UPDATE: `0` → `0.00`."""
        text = self.normalizer.default(sql, type_text)
        if "nextval(" in text and self.server.default_schema is not None:
            own = self.canonical_expression("`" + self.server.default_schema.replace("`", "``") + "`")
            text = text.replace(f"nextval({own}.", "nextval(")  # the server says in which database a sequence is
        return text

    def default_value(self, default: str) -> str:
        """Return a default without its ON UPDATE."""
        return split_on_update(default)[0]

    def rename_in(self, sql: str, names: Mapping[str, str]) -> str:
        """Return canonical SQL with other names of columns."""
        return rename(sql, names, backslash_escapes=True)

    def live_expression(self, sql: str) -> str:
        """Return the canonical text of an expression from information_schema."""
        return self.canonical_expression(sql if self.is_mariadb else _unescaped(sql))

    def live_default(self, sql: str | None, type_text: str, extra: str) -> str | None:
        """Return COLUMN_DEFAULT as SQL. MariaDB shows SQL; MySQL shows a literal's bare value.

        MySQL marks an expression with DEFAULT_GENERATED in EXTRA.
        """
        if sql is None or self.is_mariadb:
            return sql
        if "DEFAULT_GENERATED" in extra.upper():
            return _unescaped(sql)
        return encode(sql) if type_text.split("(")[0] in QUOTED else sql

    def literal(self, value: Any) -> str | None:
        """Return what the drivers send: a time without its zone, a span of time in hours, a set as one string."""
        if isinstance(value, datetime.datetime) and value.tzinfo is not None:
            return f"'{value.replace(tzinfo=None).isoformat(sep=' ')}'"
        if isinstance(value, datetime.timedelta):
            minutes, seconds = divmod(abs(value).total_seconds(), 60)
            hours, minutes = divmod(int(minutes), 60)
            sign = "-" if value < datetime.timedelta() else ""
            return f"'{sign}{hours:02}:{minutes:02}:{seconds:09.6f}'"
        if isinstance(value, set | frozenset):
            return encode(",".join(sorted(value)))
        return super().literal(value)

    # -- the model side --------------------------------------------------------------------------------------------

    def finish(self, table: Table, declared: sa.Table) -> Table:
        """Return the model's table as the server would show it after CREATE TABLE."""
        from .finish import finish

        return finish(self, table, declared)

    def index_modifiers(self, index: sa.Index, position: int, expression: Any) -> str:
        """Return the prefix length of a key: `mysql_length=10` → `(10)`."""
        if is_silent(index):
            return ""
        length = index.dialect_kwargs.get(self._length)
        if isinstance(length, Mapping):
            length = length.get(getattr(expression, "name", str(expression)))
        return f"({length})" if length else ""

    def index_options(self, index: sa.Index) -> Iterable[tuple[str, Any]]:
        """Yield `prefix` (FULLTEXT, SPATIAL) and `using`."""
        if is_silent(index):
            return
        prefix = index.dialect_kwargs.get(f"{self.name}_prefix")
        if prefix:
            yield "prefix", str(prefix).upper()
        using = index.dialect_kwargs.get(f"{self.name}_using") or index.dialect_kwargs.get("mysql_using")
        if using:
            yield "using", str(using).lower()

    def table_options(self, table: sa.Table) -> Iterable[tuple[str, Any]]:
        """Yield what the model says about a table: engine, collate, row_format …, in the catalog's words."""
        from .finish import said_options

        return said_options(self, table)

    def compared_options(self, table: sa.Table) -> frozenset[str]:
        """Return the names of the options that a model's table states, in the catalog's words."""
        from .finish import stated_options

        return stated_options(self, table)

    def option_defaults(self, schema: str | None) -> Mapping[str, Any]:
        """Return the server's engine, the database's collation, and the word or number that unsets the others."""
        zero = dict.fromkeys(("key_block_size", "checksum", "delay_key_write"), "0")
        unset = dict.fromkeys(("row_format", "stats_persistent", "stats_auto_recalc", "pack_keys"), "DEFAULT")
        inherited = {"engine": self.server.engine, "collate": self.server.schema_collation(schema)}
        aria = dict.fromkeys(("page_checksum", "transactional"), "1")
        return {**inherited, **zero, **unset, **aria}

    def columns_of_their_own(self, old: Table, new: Table, counting: frozenset[str]) -> Table:
        """Return `old` with the collations its columns have from it said by them, where it gets another."""
        from .finish import with_own_collations

        before, after = (
            str(dict(each.options).get("collate", self.server.schema_collation(old.schema))) for each in (old, new)
        )
        return with_own_collations(old, before, after) if "collate" in counting and before != after else old

    def column_options(self, column: sa.Column[Any]) -> Iterable[tuple[str, Any]]:
        """Yield nothing: SQLAlchemy has no keyword of a column for these servers."""
        return ()

    # -- the way back ----------------------------------------------------------------------------------------------

    def said_of_keys(self, index: Index) -> tuple[tuple[IndexKey, ...], Mapping[str, Any]]:
        """Return the keys without their prefix lengths, and these: `x (5)` is key x with `mysql_length={"x": 5}`."""
        lengths = {
            key.sql: int(key.modifiers[1:-1])
            for key in index.keys
            if not key.expression and key.modifiers[:1] == "(" and key.modifiers[-1:] == ")"
        }
        keys = tuple(key._replace(modifiers="") if key.sql in lengths else key for key in index.keys)
        return keys, {"length": lengths} if lengths else {}

    def constraint_keywords(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Return nothing: constraints have no options here."""
        return {}

    def after_rename(self, table: Table, before: Table) -> Table:
        """Return a table with the foreign keys that the server named after it."""
        return renamed.after_rename(table, before)

    def left_behind(self, table: Table, before: Table) -> Iterable[tuple[str, str]]:
        """Return the names of indexes made for foreign keys, which are those of columns."""
        return renamed.left_behind(table, before)

    def automatic_name(self, kind: str, table: str, columns: Sequence[str]) -> str | None:
        """Return the name of an index or a UNIQUE without one: its first column."""
        return columns[0] if kind in ("index", "unique_constraint") and columns else None

    # -- scratch databases -----------------------------------------------------------------------------------------

    def create_database(self, connection: Connection, name: str) -> None:
        """Create a database with the character set and collation of the connection's own one."""
        charset, collation = connection.exec_driver_sql("SELECT @@character_set_database, @@collation_database").one()
        connection.exec_driver_sql(f"CREATE DATABASE {name} CHARACTER SET {charset} COLLATE {collation}")

    # -- changing --------------------------------------------------------------------------------------------------

    def replaces_column(self, old: Column, new: Column) -> bool:
        """Return whether a column becomes or stops being VIRTUAL: neither server alters one into the other.

        A STORED column becomes a plain one, or one with another expression, in place.
        """
        return _is_virtual(old) != _is_virtual(new)


def _is_virtual(column: Column) -> bool:
    return column.computed is not None and not column.computed.persisted


def _unescaped(sql: str) -> str:
    r"""Return an expression as SQL: MySQL 8 shows it with its quotes escaped, `_utf8mb4\'x\'`."""
    return sql.replace("\\'", "'")
