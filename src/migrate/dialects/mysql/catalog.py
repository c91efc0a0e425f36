"""Reads MariaDB and MySQL: eight statements, nine with sequences, whatever the number of schemas and tables.

The queries are single selects on information_schema, joined here: MariaDB fills each of its tables by opening every
table once more, so a join there costs what two queries cost, and more. What is many rows a table comes packed from it,
one row a table: PyMySQL takes longer for twelve thousand rows than the server.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from ...comparators.records import (
    CheckConstraint,
    Column,
    Computed,
    ForeignKey,
    Index,
    IndexKey,
    ObjectKey,
    Options,
    PrimaryKey,
    Table,
    TableKey,
    Trigger,
    UniqueConstraint,
    View,
    options,
    ordered,
)
from .implied import is_implied
from .sequences import record, rows_query
from .server import SYSTEM_SCHEMAS
from .spell_views import stored_query

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from .support import MysqlSupport

Owner = tuple[str, str]
"""Schema and name of a table, as the server has them."""
CheckKey = tuple[str, str | None]
"""Name of a CHECK, and the text of one that was written with its column: two columns may have some of one name."""

JSON_COLLATION = "utf8mb4_bin"
NO_ACTION = ("RESTRICT", "NO ACTION", "SET DEFAULT")
"""Words for one thing in InnoDB, the default; it takes SET DEFAULT and keeps nothing of it."""
TABLES = ("BASE TABLE", "SYSTEM VERSIONED")
"""The words of TABLE_TYPE for tables that stay."""
UNSAID_OPTIONS = frozenset({"partitioned"})
"""CREATE_OPTIONS that no table option of a model says."""
OWN_OPTIONS = {"aria": {"page_checksum": "1", "transactional": "1"}}
"""Engine → the options that it has anyway; whether the server says so depends on what happened to the table."""


class MysqlCatalog:
    """The reader of one connection's server."""

    unreadable = ()

    def __init__(self, connection: Connection, support: MysqlSupport) -> None:
        self.connection = connection
        self.support = support
        self.statements = 0
        self._columns: dict[tuple[Any, str], Column] = {}
        self._listed: tuple[list[str], Sequence[Any]] | None = None

    def schemas(self) -> Sequence[str]:
        """Return the names of all databases that are not the server's own."""
        self._learn()
        return sorted(name for name in self.support.server.schemas if name.lower() not in SYSTEM_SCHEMAS)

    def objects(self, schemas: Sequence[str | None]) -> Mapping[str, Mapping[ObjectKey, Any]]:
        """Return the views, triggers and sequences of the schemas, in one statement; sequences take one more.

        What there is beside tables is known from `tables()` of the same schemas; else it takes one more statement, too.
        """
        self._learn()
        found: dict[str, dict[ObjectKey, Any]] = {"view": {}, "trigger": {}, "sequence": {}}
        names = self._names(schemas)
        if not names:
            return found
        listed = self._listed[1] if self._listed and self._listed[0] == names else self._list(names)
        views = any(row[2] == "VIEW" for row in listed)
        sequences = [(row[0], row[1]) for row in listed if row[2] == "SEQUENCE"]
        rows = self._rows("objects", names, views=views)
        placed = {(*row[1:4:2], row[5], row[6]): row[2] for row in rows if row[0] == "trigger"}
        for kind, schema, name, table, text, detail, place in rows:
            key = ObjectKey(kind, self._schema(schema), name, table)
            if kind == "view":
                found[kind][key] = View(stored_query(text, detail, self.support))
            else:
                quoted = self.support.plain_dialect.identifier_preparer.quote(table)
                sql = f"{detail} ON {quoted} FOR EACH ROW {text}"
                before = placed.get((schema, table, detail, place - 1))
                found[kind][key] = Trigger(self.support.canonical_expression(sql), follows=before)
        found["sequence"] = self._sequences(sorted(sequences))
        return found

    def _sequences(self, names: Sequence[Owner]) -> dict[ObjectKey, Any]:
        """Return the sequences, which are read like tables of one row."""
        if not names:
            return {}
        self.statements += 1
        rows = self.connection.exec_driver_sql(
            rows_query(names, self.support.plain_dialect), execution_options={"no_parameters": True}
        )
        return {ObjectKey("sequence", self._schema(row[0]), row[1]): record(row[2:]) for row in rows}

    def tables(self, schemas: Sequence[str | None]) -> Mapping[TableKey, Table]:
        """Return every table of the schemas (None is the connection's own)."""
        self._learn()
        names = self._names(schemas)
        if not names:
            return {}
        flavour = "" if self.support.is_mariadb else "_mysql"
        tables = {(row[0], row[1]): row for row in self._list(names) if row[2] in TABLES}
        checks = self._checks(self._rows(f"checks{flavour}", names))
        columns = self._read_columns(self._by_table(f"columns{flavour}", names), tables, checks)
        foreign_keys = self._foreign_keys(self._rows("foreign_keys", names), self._rows("actions", names))
        indexes = self._indexes(self._by_table(f"indexes{flavour}", names), tables)
        found: dict[TableKey, Table] = {}
        for owner in sorted(tables):
            schema, name, _, engine, collation, created_with, comment = tables[owner]
            keys = ordered(foreign_keys.get(owner, ()))
            primary, uniques, plain = indexes.get(owner, (None, (), ()))
            key = TableKey(self._schema(schema), name)
            found[key] = Table(
                *key,
                columns.get(owner, {}),
                primary,
                ordered(uniques),
                keys,
                ordered(checks.get(owner, {}).values()),
                ordered(i for i in plain if not is_implied(i, name, keys)),
                comment or None,
                self._table_options(schema, engine, collation, created_with),
            )
        return found

    def _names(self, schemas: Sequence[str | None]) -> list[str]:
        default = self.support.server.default_schema
        return sorted({name for schema in schemas if (name := schema or default) is not None})

    def _learn(self) -> None:
        if self.statements == 0:
            self.support.learn(self._rows("server", ()))

    def _list(self, names: list[str]) -> Sequence[Any]:
        """Return the rows of everything that is a table or has a name like one."""
        rows = self._rows("tables", names)
        self._listed = (names, rows)
        return rows

    def _rows(self, query: str, schemas: Sequence[str], **values: Any) -> Sequence[Any]:
        import sqlalchemy as sa

        self.statements += 1
        statement = sa.text(_sql(query))
        if schemas:
            statement = statement.bindparams(sa.bindparam("schemas", list(schemas), expanding=True))
        return self.connection.execute(statement, values).all()

    def _by_table(self, query: str, names: list[str]) -> list[tuple[Owner, list[Any]]]:
        """Return each table with its rows of a query, in order; a row is JSON text where they come packed."""
        rows = self._rows(query, names)
        if self.support.is_mariadb:
            return [((schema, table), lines.split("\n")) for schema, table, lines in rows]
        found: dict[Owner, list[Any]] = {}
        for row in rows:
            found.setdefault((row[0], row[1]), []).append(tuple(row[2:]))
        return list(found.items())

    def _schema(self, name: str) -> str | None:
        return None if name == self.support.server.default_schema else name

    # -- tables ----------------------------------------------------------------------------------------------------

    def _table_options(self, schema: str, engine: str, collation: str, created_with: str) -> Options:
        """Return what a table has that its database would not give it."""
        server = self.support.server
        said: dict[str, Any] = {}
        if engine.lower() != server.engine.lower():
            said["engine"] = engine
        if collation != server.schema_collation(schema):
            said["collate"] = collation
        for item in (created_with or "").split():
            name, _, value = item.partition("=")
            if name not in UNSAID_OPTIONS:
                said[name.strip("`\"'").lower()] = value.strip("`\"'").upper()
        return options(**without_own(engine, said))

    # -- columns ---------------------------------------------------------------------------------------------------

    def _read_columns(
        self,
        by_table: Sequence[tuple[Owner, Sequence[Any]]],
        tables: Mapping[Owner, Any],
        checks: Mapping[Owner, dict[CheckKey, CheckConstraint]],
    ) -> dict[Owner, dict[str, Column]]:
        """Return the columns by table, and take from `checks` those that come with MariaDB's JSON.

        Equal rows share one record, and most rows have an equal: id, created_at, name.
        """
        found: dict[Owner, dict[str, Column]] = {}
        memo = self._columns
        for owner, rows in by_table:
            columns = found[owner] = {}
            collation = tables[owner][4] if owner in tables else ""
            for row in rows:
                column = memo.get((row, collation))
                if column is None:
                    column = memo[row, collation] = self._column(collation, *_unpacked([row])[0])
                if column.type == "longtext" and (column.collation or collation) == JSON_COLLATION:
                    check = self._json_check(column.name, checks.get(owner, {}))
                    if check is not None:
                        del checks[owner][check]
                        column = column._replace(type="json", collation=None)
                columns[column.name] = column
        return found

    def _json_check(self, column: str, checks: Mapping[CheckKey, CheckConstraint]) -> CheckKey | None:
        """Return which CHECK is the one that MariaDB's JSON, which is a LONGTEXT, brings with it.

        Its name is the column's, or one that the column had: RENAME COLUMN leaves it as it was.
        """
        quoted = self.support.plain_dialect.identifier_preparer.quote_identifier(column)
        sql = self.support.canonical_expression(f"json_valid({quoted})")
        return next((key for key in checks if key[1] == sql), None)

    def _column(
        self, table_collation: str, name: str, type_: str, default: str | None, nullable: str, extra: str,
        collation: str | None, comment: str | None, generation: str | None,
    ) -> Column:  # fmt: skip
        support = self.support
        text = support.canonical_type(type_)
        says = extra.lower()
        computed = None
        if generation:
            computed = Computed(support.live_expression(generation), "stored" in says or "persistent" in says)
        return Column(
            name,
            text,
            nullable == "YES",
            None if computed else self._default(default, text, extra),
            computed=computed,
            autoincrement="auto_increment" in says,
            collation=None if collation == table_collation else collation,
            comment=comment or None,
        )

    def _default(self, default: str | None, type_text: str, extra: str) -> str | None:
        """Return the default with its ON UPDATE, as SQLAlchemy's idiom has both in `server_default`."""
        on_update = re.search(r"on update (\w+(?:\(\d*\))?)", extra, re.IGNORECASE)
        sql = self.support.live_default(default, type_text, extra)
        if sql is None and on_update is None:
            return None
        text = f"{sql or 'NULL'} ON UPDATE {on_update[1]}" if on_update else str(sql)
        canonical = self.support.canonical_default(text, type_text)
        return None if canonical == "null" else canonical

    # -- constraints and indexes -----------------------------------------------------------------------------------

    def _checks(self, rows: Sequence[Any]) -> dict[Owner, dict[CheckKey, CheckConstraint]]:
        """Return CHECKs by table; the table's own wins over a column's of the same name."""
        found: dict[Owner, dict[CheckKey, CheckConstraint]] = {}
        for schema, table, name, level, clause in sorted(rows, key=lambda row: row[3] == "Column"):
            checks = found.setdefault((schema, table), {})
            check = CheckConstraint(name, self.support.live_expression(clause))
            if level != "Column":
                checks[name, None] = check
            elif (name, None) not in checks:
                checks[name, check.sql] = check
        return found

    def _foreign_keys(self, rows: Sequence[Any], actions: Sequence[Any]) -> dict[Owner, list[ForeignKey]]:
        rules = {row[:3]: row[3:] for row in map(tuple, actions)}
        found: dict[Owner, list[ForeignKey]] = {}
        for (schema, table, name), group in _grouped(rows):
            update, delete = rules.get((schema, table, name), (None, None))
            key = ForeignKey(
                name,
                tuple(row[3] for row in group),
                TableKey(self._schema(group[0][4]), group[0][5]),
                tuple(row[6] for row in group),
                None if update in NO_ACTION else update,
                None if delete in NO_ACTION else delete,
            )
            found.setdefault((schema, table), []).append(key)
        return found

    def _indexes(
        self, by_table: Sequence[tuple[Owner, Sequence[Any]]], tables: Mapping[Owner, Any]
    ) -> dict[Owner, tuple[PrimaryKey | None, list[UniqueConstraint], list[Index]]]:
        """Return primary key, unique constraints and other indexes by table.

        A unique index of whole columns *is* a unique constraint here, so it is shown as one.
        """
        found: dict[Owner, tuple[PrimaryKey | None, list[UniqueConstraint], list[Index]]] = {}
        for owner, rows in by_table:
            engine = tables[owner][3] if owner in tables else ""
            groups: dict[str, list[Any]] = {}
            for name, *key in _unpacked(rows):
                groups.setdefault(name, []).append(key)
            primary: PrimaryKey | None = None
            uniques: list[UniqueConstraint] = []
            plain: list[Index] = []
            for name, group in groups.items():
                if name == "PRIMARY":
                    primary = PrimaryKey(None, tuple([row[1] for row in group]))
                    continue
                index = self._index(name, group, engine)
                if is_unique_constraint(index):
                    uniques.append(UniqueConstraint(name, tuple([key.sql for key in index.keys])))
                else:
                    plain.append(index)
            found[owner] = (primary, uniques, plain)
        return found

    def _index(self, name: str, group: Sequence[Any], engine: str) -> Index:
        """Return one index; an option is said where the engine would choose otherwise."""
        using = group[0][4].upper()
        prefix = using if using in ("FULLTEXT", "SPATIAL") else None
        unique = not group[0][0]
        usual = "HASH" if engine.upper() == "MEMORY" else "BTREE"
        keys = []
        for _, column, order, length, _, expression in group:
            if order == "A" and not length and expression is None:
                keys.append(IndexKey(column))
                continue
            modifiers = [f"({length})"] if length and not prefix else []
            modifiers += ["DESC"] if order == "D" else []
            sql = column if expression is None else self.support.live_expression(expression)
            keys.append(IndexKey(sql, expression is not None, " ".join(modifiers)))
        # A unique index of long values is a hash whatever was asked for, so `using` says nothing there.
        if using == usual:
            return Index(name, tuple(keys), unique)
        said = None if prefix or unique else using.lower()
        return Index(name, tuple(keys), unique, options(prefix=prefix, using=said))


def without_own(engine: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return options of a table without those that its engine gives every table."""
    own = OWN_OPTIONS.get(engine.lower(), {})
    return {name: value for name, value in said.items() if own.get(name) != value}


def is_unique_constraint(index: Index) -> bool:
    """Return whether `index` is what UNIQUE (…) makes: unique, on whole columns, with no option."""
    return index.unique and not index.options and not any(k.expression or k.modifiers for k in index.keys)


def _unpacked(rows: Sequence[Any]) -> Sequence[Any]:
    """Return the values of rows that may be JSON text."""
    found: Sequence[Any] = json.loads(f"[{','.join(rows)}]") if isinstance(rows[0], str) else rows
    return found


def _grouped(rows: Sequence[Any]) -> Iterator[tuple[tuple[str, str, str], list[Any]]]:
    """Yield schema, table and name with the rows of that object, which come in order of their position."""
    groups: dict[tuple[str, str, str], list[Any]] = {}
    for row in rows:
        groups.setdefault((row[0], row[1], row[2]), []).append(row)
    yield from groups.items()


@cache
def _sql(name: str) -> str:
    text = files(__package__).joinpath("sql", f"{name}.sql").read_text()
    return "\n".join(line for line in text.splitlines() if not line.startswith("--"))
