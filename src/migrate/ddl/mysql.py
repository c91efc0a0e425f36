"""MySQL and MariaDB: columns are restated whole, constraints are dropped by kind, foreign keys lean on indexes.

MODIFY and CHANGE forget what they do not say: character set, collation, CHECK, INVISIBLE, ON UPDATE, comment,
expression. Online, the column is read from the server first and written again with one thing changed. Offline, only the
`existing_*` arguments are known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles

from ..dialects.mysql.exact import show_create, with_bytes
from ..dialects.mysql.foreign_key_indexes import actions_for_foreign_key, actions_for_index
from ..dialects.mysql.lost_values import refuse_lost_values
from ..dialects.mysql.restate import (
    Changes,
    ColumnWriter,
    Existing,
    as_json,
    default_to_set,
    is_default,
    only_default,
)
from ..dialects.mysql.show_create import ColumnSpec, checks_of, columns_of
from ..errors import OperationError, UnsupportedError
from . import base
from .autogen import ConnUniqueConstraints
from .base import AlterColumn
from .immediate import ImmediateConstraints
from .impl import DefaultImpl
from .mysql_actions import AlterTableActions, for_driver
from .mysql_databases import KnownDatabases
from .mysql_keys import KeysOfColumns
from .mysql_rows import StampedRows
from .named_checks import NamedChecksApart

if TYPE_CHECKING:
    from sqlalchemy.sql.compiler import DDLCompiler
    from sqlalchemy.types import TypeEngine

    from .base import ServerDefault, TypeArgument


class MySQLAlterDefault(AlterColumn):
    """ALTER COLUMN … SET DEFAULT or (None) DROP DEFAULT."""

    def __init__(self, name: str, column_name: str, default: ServerDefault | None, schema: str | None = None) -> None:
        super().__init__(name, column_name, schema=schema)
        self.default = default


class MySQLChangeColumn(AlterColumn):
    """CHANGE old new <the whole column>."""

    specification: ColumnSpec | None = None
    """The column as it shall be; without it, what the arguments say."""

    def __init__(
        self,
        name: str,
        column_name: str,
        schema: str | None = None,
        newname: str | None = None,
        type_: TypeArgument | None = None,
        nullable: bool | None = None,
        default: ServerDefault | bool | None = False,
        autoincrement: bool | None = None,
        comment: str | bool | None = False,
    ) -> None:
        super().__init__(name, column_name, schema=schema)
        if type_ is None:
            raise _type_missing(name, column_name)
        self.newname = newname
        self.type_ = sa.types.to_instance(type_)
        self.nullable = nullable
        self.default = default
        self.autoincrement = autoincrement
        self.comment = comment


class MySQLModifyColumn(MySQLChangeColumn):
    """MODIFY <the whole column>."""


class MySQLImpl(
    ConnUniqueConstraints, NamedChecksApart, ImmediateConstraints, KeysOfColumns, StampedRows, KnownDatabases
):
    """Runs DDL on MySQL 8, and on MariaDB under the dialect's name "mysql"."""

    __dialect__ = "mysql"

    transactional_ddl = False
    drops_index_of_table = True
    type_synonyms = (*DefaultImpl.type_synonyms, {"BOOL", "TINYINT"}, {"JSON", "LONGTEXT"})
    type_arg_extract = (r"character set ([\w\-_]+)", r"collate ([\w\-_]+)")

    # -- columns --------------------------------------------------------------------------------------------

    def alter_column(
        self,
        table_name: str,
        column_name: str,
        *,
        nullable: bool | None = None,
        server_default: Any = False,
        name: str | None = None,
        type_: TypeEngine[Any] | type[TypeEngine[Any]] | None = None,
        schema: str | None = None,
        existing_type: TypeEngine[Any] | type[TypeEngine[Any]] | None = None,
        existing_server_default: Any = None,
        existing_nullable: bool | None = None,
        autoincrement: bool | None = None,
        existing_autoincrement: bool | None = None,
        comment: str | bool | None = False,
        existing_comment: str | None = None,
        **kw: Any,
    ) -> None:
        """Change what is given, and keep all else the column is.

        A default alone is ALTER COLUMN … SET DEFAULT, a name alone RENAME COLUMN, everything else MODIFY or CHANGE.
        Raises `OperationError` offline when `existing_type` is needed and not given.
        """
        whole = any(v is not None for v in (nullable, type_, autoincrement)) or comment is not False
        if not whole and server_default is False:
            self._rename_column(table_name, column_name, name, schema)
            return
        writer = ColumnWriter(self.dialect)
        existing = Existing(
            existing_type, existing_nullable, existing_server_default, existing_autoincrement, existing_comment
        )
        live = self._live_columns(table_name, schema).get(column_name)
        old = live or writer.existing(existing, type_)
        changes = Changes(type_, nullable, server_default, autoincrement, comment)
        new = writer.changed(old, changes, existing)
        if not whole and isinstance(server_default, sa.Identity) and old == new:
            self._rename_column(table_name, column_name, name, schema)
            return
        if live is not None and new.type:
            refuse_lost_values(self._online(), table_name, schema, column_name, live.type, new.type)
        if not whole and only_default(old, new):
            nulls = old.nullable if live else existing_nullable is True
            default = default_to_set(new, nulls=nulls)
            self._exec(MySQLAlterDefault(table_name, column_name, default, schema))
        elif not new.type:
            raise _type_missing(table_name, column_name)
        elif name is not None and new.check is None:
            self._restate(MySQLChangeColumn, table_name, column_name, schema, new, name)
            return
        else:
            self._restate(MySQLModifyColumn, table_name, column_name, schema, new)
        self._rename_column(table_name, column_name, name, schema)

    def _rename_column(self, table_name: str, column_name: str, name: str | None, schema: str | None) -> None:
        if name is not None:
            self._exec(base.ColumnName(table_name, column_name, name, schema=schema))

    def _restate(
        self,
        construct: type[MySQLChangeColumn],
        table_name: str,
        column_name: str,
        schema: str | None,
        spec: ColumnSpec,
        newname: str | None = None,
    ) -> None:
        element = construct(table_name, column_name, schema=schema, newname=newname, type_=sa.types.NullType())
        element.specification = spec
        self._exec(element)

    def create_column_comment(self, column: sa.Column[Any]) -> None:
        """Set the comment of a column to `column.comment`, and keep all else the column is."""
        assert column.table is not None
        self.alter_column(
            column.table.name,
            column.name,
            schema=column.table.schema,
            comment=column.comment,
            existing_type=column.type,
            existing_nullable=column.nullable,
            existing_server_default=column.server_default,
        )

    def reorder_columns(self, table_name: str, columns: Sequence[str], *, schema: str | None = None) -> None:
        """Move the columns that are not in this order, in one statement; each is restated as the server has it."""
        specs = self._live_columns(table_name, schema)
        if not specs:
            raise UnsupportedError(
                f"the columns of {table_name!r} move by being restated whole, and offline nobody says what they are",
                hint="run the migration online, or write ALTER TABLE … MODIFY … AFTER … with op.execute()",
            )
        quote = self._quote
        actions, order = [], list(specs)
        for position, name in enumerate(columns):
            if order[position] != name:
                order.remove(name)
                order.insert(position, name)
                place = f"AFTER {quote(columns[position - 1])}" if position else "FIRST"
                actions.append(f"MODIFY {quote(name)} {specs[name].render()} {place}")
        self._exec(AlterTableActions(table_name, schema, actions))

    def alter_table_options(
        self, table_name: str, options: Mapping[str, Any], *, existing: Mapping[str, Any], schema: str | None = None
    ) -> None:
        """Set options given as `mysql_…` keywords: engine, row format, and the character set of columns to come.

        `mariadb_…` means the same, whatever the dialect is called. Raises UnsupportedError for options of others.
        """
        foreign = {name: value for name, value in options.items() if not name.startswith(("mysql_", "mariadb_"))}
        if foreign:
            super().alter_table_options(table_name, foreign, existing=existing, schema=schema)
        options = {f"{self.dialect.name}_{name.partition('_')[2]}": value for name, value in options.items()}
        said = {name: value for name, value in options.items() if value is not None}
        texts = [self.support.compiler.post_create_table(sa.Table(table_name, sa.MetaData(), **said)).strip()]
        texts += [f"{name.partition('_')[2].upper()}=DEFAULT" for name in sorted(options.keys() - said.keys())]
        self._exec(AlterTableActions(table_name, schema, [" ".join(filter(None, texts))]))
        left = {name.partition("_")[2]: str(value).lower() for name, value in existing.items()}.get("engine")
        if left == "aria" and "PAGE_CHECKSUM" not in texts[0]:
            # Aria gives it to every table, and it stays when one leaves; no word in the statement that moves one helps
            self._exec(AlterTableActions(table_name, schema, ["PAGE_CHECKSUM=DEFAULT"]))

    # -- constraints and indexes ----------------------------------------------------------------------------

    def drop_constraint(self, const: sa.Constraint, **kw: Any) -> None:
        """Drop a constraint; with `drop_index` a foreign key takes along the index the server made for it.

        Raises `OperationError` when its kind is not known: each kind has a statement of its own here.
        """
        table = const.table
        if kw.pop("drop_index", None) and isinstance(const, sa.ForeignKeyConstraint) and not self.as_sql:
            actions = actions_for_foreign_key(self._online(), table.name, table.schema, self._name(const), self._quote)
            if actions:
                self._exec(AlterTableActions(table.name, table.schema, actions))
                return
        if isinstance(const, sa.UniqueConstraint) and self._replaced(const):
            return
        if isinstance(const, sa.CheckConstraint) and self._dropped_from_column(const):
            return
        if type(const) is sa.Constraint:
            raise OperationError(
                f"{self.dialect.name} cannot drop constraint {const.name!r} of table {table.name!r} without knowing "
                "what kind it is: every kind has a statement of its own",
                hint='say type_="foreignkey", "unique", "check" or "primary"',
            )
        if isinstance(const, sa.CheckConstraint) and self.as_sql and not kw.get("if_exists"):
            # what runs the script may be either server, and DROP CONSTRAINT is what both know
            name = self.support.plain_dialect.identifier_preparer.format_constraint(const)
            self._exec(AlterTableActions(table.name, table.schema, [f"DROP CONSTRAINT {name}"]))
            return
        if kw.get("if_exists") and not isinstance(const, sa.PrimaryKeyConstraint):
            self._exec(AlterTableActions(table.name, table.schema, [self._drop_if_exists(const)]))
            return
        super().drop_constraint(const, **kw)

    def drop_index(self, index: sa.Index, **kw: Any) -> None:
        """Drop an index. Where a foreign key needs it, the key gets one of its own in the same statement."""
        if not self._replaced(index):
            super().drop_index(index, **kw)

    def _replaced(self, index: sa.Index | sa.UniqueConstraint) -> bool:
        """Drop an index that a foreign key needs, and give the key its own; return whether that was done."""
        if self.as_sql or index.table is None:
            return False
        table = index.table
        actions = actions_for_index(self._online(), table.name, table.schema, self._name(index), self._quote)
        if actions:
            self._exec(AlterTableActions(table.name, table.schema, actions))
        return bool(actions)

    def _dropped_from_column(self, const: sa.CheckConstraint) -> bool:
        """Drop a CHECK that is part of a column's specification (MariaDB); return whether it was one."""
        table = const.table
        create = self._show_create(table.name, table.schema)
        name = self._name(const)
        spec = columns_of(create).get(name) if create else None
        if spec is None or spec.check is None or name in checks_of(create or ""):
            return False
        self._restate(MySQLModifyColumn, table.name, name, table.schema, replace(spec, check=None))
        return True

    def _drop_if_exists(self, const: sa.Constraint) -> str:
        kinds = {sa.ForeignKeyConstraint: "FOREIGN KEY", sa.UniqueConstraint: "INDEX", sa.CheckConstraint: "CONSTRAINT"}
        kind = next(text for class_, text in kinds.items() if isinstance(const, class_))
        return f"DROP {kind} IF EXISTS {self._quote(self._name(const))}"

    def _name(self, item: sa.Constraint | sa.Index) -> str:
        """Return the name as the server has it: SQLAlchemy cuts one that a convention made too long."""
        quote = self.support.plain_dialect.identifier_preparer
        index = isinstance(item, sa.Index)
        cut = quote.truncate_and_render_index_name if index else quote.truncate_and_render_constraint_name
        return str(cut(item.name if isinstance(item.name, str) else str(item.name), _alembic_quote=False))

    # -- the column as the server has it --------------------------------------------------------------------

    def _quote(self, name: str) -> str:
        return self.support.plain_dialect.identifier_preparer.quote(name)

    def _online(self) -> sa.Connection:
        assert isinstance(self.connection, sa.Connection)
        return self.connection

    def _show_create(self, table_name: str, schema: str | None) -> str | None:
        """Return SHOW CREATE TABLE; None offline and for a table that is not there."""
        if self.as_sql:
            return None
        quoted = self.support.plain_dialect.identifier_preparer.format_table(sa.table(table_name, schema=schema))
        try:
            return show_create(self._online(), quoted)
        except sa.exc.DBAPIError:
            return None  # the statement itself will say it better

    def _live_columns(self, table_name: str, schema: str | None) -> dict[str, ColumnSpec]:
        create = self._show_create(table_name, schema)
        specs = columns_of(create) if create else {}
        return {name: with_bytes(as_json(name, spec)) for name, spec in specs.items()}


class MariaDBImpl(MySQLImpl):
    """Runs DDL on MariaDB under the dialect's name "mariadb"."""

    __dialect__ = "mariadb"


def _type_missing(table: str, column: str) -> OperationError:
    return OperationError(
        f"a change of {table}.{column} restates the whole column here, and its type is not known",
        hint="pass existing_type=, and existing_nullable=, existing_server_default=, existing_comment= where known",
    )


# -- texts -------------------------------------------------------------------------------------------------


@compiles(MySQLAlterDefault, "mysql", "mariadb")
def visit_alter_default(element: MySQLAlterDefault, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `ALTER TABLE t ALTER COLUMN c SET DEFAULT x` or `DROP DEFAULT`."""
    column = base.alter_column(compiler, element.column_name)
    change = "DROP DEFAULT"
    if element.default is not None:
        change = f"SET DEFAULT {base.format_server_default(compiler, element.default)}"
    return f"{base.alter_table(compiler, element.table_name, element.schema)} {column} {change}"


@compiles(MySQLModifyColumn, "mysql", "mariadb")
def visit_modify_column(element: MySQLModifyColumn, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `ALTER TABLE t MODIFY c <the whole column>`."""
    column = base.format_column_name(compiler, element.column_name)
    table = base.alter_table(compiler, element.table_name, element.schema)
    return f"{table} MODIFY {column} {_specification(element, compiler)}"


@compiles(MySQLChangeColumn, "mysql", "mariadb")
def visit_change_column(element: MySQLChangeColumn, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `ALTER TABLE t CHANGE c d <the whole column>`."""
    old = base.format_column_name(compiler, element.column_name)
    new = base.format_column_name(compiler, element.newname or element.column_name)
    table = base.alter_table(compiler, element.table_name, element.schema)
    return f"{table} CHANGE {old} {new} {_specification(element, compiler)}"


@compiles(base.ColumnName, "mysql", "mariadb")
def visit_column_name(element: base.ColumnName, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `ALTER TABLE t RENAME COLUMN c TO d`, which keeps everything the column is."""
    return base.rename_column(element, compiler)


@compiles(base.RenameTable, "mysql", "mariadb")
def visit_rename_table(element: base.RenameTable, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `ALTER TABLE s.a RENAME TO s.b`; without the schema the table would move to the current one."""
    new = base.format_table_name(compiler, element.new_table_name, element.schema)
    return f"{base.alter_table(compiler, element.table_name, element.schema)} RENAME TO {new}"


def _specification(element: MySQLChangeColumn, compiler: DDLCompiler) -> str:
    spec = element.specification
    if spec is not None:
        return for_driver(spec.render(), compiler)
    default = element.default
    return ColumnSpec(
        base.format_type(compiler, element.type_),
        nullable=element.nullable is not False,
        default=base.format_server_default(compiler, default) if is_default(default) else None,  # type: ignore[arg-type]
        auto_increment=bool(element.autoincrement),
        comment=base.format_literal(compiler, element.comment) if isinstance(element.comment, str) else None,
    ).render()


__all__ = ["MariaDBImpl", "MySQLAlterDefault", "MySQLChangeColumn", "MySQLImpl", "MySQLModifyColumn"]
