"""DDL of PostgreSQL: identity columns, SERIAL, types that must exist first, conversions with USING."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles

from ..dialects.postgresql.conversion import using
from ..dialects.postgresql.deferred import check_deferred
from ..dialects.postgresql.model import filled_identity
from ..dialects.postgresql.named_types import create_statement, named_types
from ..dialects.postgresql.options import option_actions
from ..dialects.postgresql.reorder import reorder
from ..dialects.text import sql_text
from ..dialects.types import SQLType
from ..errors import UnsupportedError
from . import base
from .autogen import ConnUniqueConstraints
from .base import visit_column_comment as visit_column_comment
from .base import visit_rename_table as visit_rename_table
from .impl import DefaultImpl
from .sequence_ranges import moves, restarts
from .serial import SERIALS, Numbers, SerialColumn, is_plain

if TYPE_CHECKING:
    from sqlalchemy.sql.compiler import DDLCompiler
    from sqlalchemy.types import TypeEngine

    from ..operations.exclude_constraints import CreateExcludeConstraintOp as CreateExcludeConstraintOp

    TypeArgument = TypeEngine[Any] | type[TypeEngine[Any]]


class PostgresqlColumnType(base.ColumnType):
    """ALTER COLUMN … TYPE … USING …; `using` is SQL, or an expression."""

    def __init__(self, name: str, column_name: str, type_: TypeArgument, **kw: Any) -> None:
        self.using: str | sa.ColumnElement[Any] | None = kw.pop("using", None)
        super().__init__(name, column_name, type_, **kw)


class PostgresqlImpl(ConnUniqueConstraints, DefaultImpl):
    """Runs DDL on PostgreSQL."""

    __dialect__ = "postgresql"
    transactional_ddl = True
    type_synonyms = (*DefaultImpl.type_synonyms, {"FLOAT", "DOUBLE PRECISION"})

    # -- tables ---------------------------------------------------------------------------------------------

    def create_table(self, table: sa.Table, **kw: Any) -> None:
        """Create a table, the types it needs before it, and after it the constraints that are not to be validated.

        CREATE TABLE marks every constraint as valid, whatever it says.
        """
        self._create_types(table.columns)
        unchecked = [c for c in table.constraints if _not_valid(c)]
        with _left_out(unchecked):
            super().create_table(table, **kw)
        for constraint in sorted(unchecked, key=lambda c: str(c.name or "")):
            self.add_constraint(constraint)

    def drop_table(self, table: sa.Table, **kw: Any) -> None:
        """Drop a table; types it used stay, because other tables may use them too."""
        self._remember_types(table.columns)
        super().drop_table(table, **kw)

    def _create_types(self, columns: Iterable[sa.Column[Any]]) -> None:
        """Create the enums and domains that do not exist yet."""
        for type_ in self._remember_types(columns):
            self._run(create_statement(type_, self.support.plain_dialect))

    def _remember_types(self, columns: Iterable[sa.Column[Any]]) -> list[Any]:
        """Return the enums and domains of `columns`, once each, and keep SQLAlchemy from creating or dropping them.

        Its events look into `memo` for what the running operation has dealt with.
        """
        found: dict[tuple[str | None, str | None], Any] = {}
        for column in columns:
            for type_ in self._created(column.type):
                found[type_.schema, type_.name] = type_
                self.memo.setdefault(f"pg_{type_.__visit_name__}", set()).add((type_.schema, type_.name))
        return list(found.values())

    def _created(self, type_: TypeEngine[Any]) -> list[Any]:
        """Return the enums and domains in a type that it creates: all that do not say `create_type=False`."""
        return [each for each in named_types(type_, self.dialect) if each.create_type]

    # -- columns --------------------------------------------------------------------------------------------

    def add_column(self, table_name: str, column: sa.Column[Any], **kw: Any) -> None:
        """Add a column, after the types it needs; `autoincrement=True` makes it SERIAL."""
        self._create_types([column])
        text = self.support.type_text(column.type)
        plain = column.server_default is None and column.identity is None
        if column.autoincrement is True and plain and not column.primary_key and text in SERIALS:
            serial = column._copy()
            serial.type = SQLType(SERIALS[text])
            column = serial
        super().add_column(table_name, column, **kw)

    def alter_column(
        self,
        table_name: str,
        column_name: str,
        *,
        nullable: bool | None = None,
        server_default: Any = False,
        name: str | None = None,
        type_: TypeArgument | None = None,
        schema: str | None = None,
        autoincrement: bool | None = None,
        comment: str | bool | None = False,
        existing_comment: str | None = None,
        existing_type: TypeArgument | None = None,
        existing_server_default: Any = None,
        existing_nullable: bool | None = None,
        existing_autoincrement: bool | None = None,
        **kw: Any,
    ) -> None:
        """Change what is given: None leaves alone, and so does False for `server_default` and `comment`.

        `postgresql_using` says how the rows become the new type; without it a cast is written where the server would
        ask for one and the old type is known. A known default of the old type is dropped before, what stays set after.
        `autoincrement` is SERIAL; without `existing_autoincrement` it is a word for MySQL and does nothing here.
        """
        facts: dict[str, Any] = {
            "schema": schema,
            "existing_type": existing_type,
            "existing_server_default": existing_server_default,
            "existing_nullable": existing_nullable,
            "existing_comment": existing_comment,
        }
        at = (table_name, column_name)
        was = existing_server_default if existing_server_default is not False else None
        numbers = Numbers.of(server_default, was, autoincrement, existing_autoincrement)
        serial = SerialColumn(self.support.plain_dialect.identifier_preparer, *at, schema)
        if numbers.go_on:
            self._run(serial.remember())
        if numbers.ends_serial:
            self._run(*serial.drop())
        elif isinstance(was, sa.Identity) and type_ is not None and server_default is not False:
            server_default, was = self._end_identity(at, server_default, was, facts)
        elif is_plain(was) and (numbers.starts_identity or type_ is not None):
            self._exec(base.ColumnDefault(*at, None, **facts))
            server_default = {False: was, None: False}.get(server_default, server_default)
        if type_ is not None:
            text = self._alter_type(*at, sa.types.to_instance(type_), kw.get("postgresql_using"), facts)
            if existing_autoincrement and text in SERIALS:
                self._run(serial.retype(text))
        if nullable is not None:
            self._exec(base.ColumnNullable(*at, nullable, **facts))
        if server_default is not False:
            self._alter_default(*at, server_default, was, facts)
        if numbers.starts_serial:
            of = type_ or existing_type
            self._run(*serial.add(None if of is None else self.support.type_text(sa.types.to_instance(of))))
        elif numbers.go_on:
            self._run(serial.go_on())
        super().alter_column(*at, comment=comment, name=name, **facts)

    def _end_identity(self, at: tuple[str, str], new: Any, was: sa.Identity, facts: dict[str, Any]) -> tuple[Any, Any]:
        """End an identity that a new type may not have; return the default still to be set, and the one before."""
        if isinstance(new, sa.Identity):
            return new, was
        self._alter_default(*at, None, was, facts)
        return False if new is None else new, None

    def _alter_type(self, table: str, column: str, new: TypeEngine[Any], given: Any, facts: dict[str, Any]) -> str:
        """Change the type, and return its canonical text."""
        text = self.support.type_text(new)
        for type_ in self._created(new):
            self._run(create_statement(type_, self.support.plain_dialect))
        how = given
        if how is None and facts["existing_type"] is not None:
            old = sa.types.to_instance(facts["existing_type"])
            if not isinstance(old, sa.types.NullType):
                quoted = self.dialect.identifier_preparer.quote(column)
                how = using(quoted, self.support.type_text(old), text)
        self._exec(PostgresqlColumnType(table, column, new, using=how, **facts))
        return text

    def _alter_default(self, table: str, column: str, new: Any, was: Any, facts: dict[str, Any]) -> None:
        """Change the default, where an identity gives way to a plain default or the other way round in two steps."""
        if isinstance(new, sa.Computed):
            self._become_computed(table, column, new, facts)
            return
        if isinstance(was, sa.Identity) and new is not None and not isinstance(new, sa.Identity):
            self._exec(base.IdentityColumnDefault(table, column, None, self, **facts))
            was = None
        facts = {**facts, "existing_server_default": was}
        change = self._column_default(table, column, new, facts)
        if isinstance(change, base.IdentityColumnDefault) and isinstance(was, sa.Identity) and new is not None:
            self._alter_identity(change, _options(change, was), _options(change, new))
        else:
            self._exec(change)

    def _alter_identity(
        self, change: base.IdentityColumnDefault, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> None:
        """Change options of an identity, which goes on counting in its new range."""
        table, column, schema = str(change.table_name), change.column_name, change.schema
        for move in moves(table, schema, after, before, column):
            self._exec(move)
        self._exec(change)
        if restarts(after, before):
            serial = SerialColumn(self.support.plain_dialect.identifier_preparer, table, column, schema)
            self._run(serial.pass_rows(after["minvalue"], after["maxvalue"], after["increment"]))

    def _become_computed(self, table: str, column: str, new: sa.Computed, facts: dict[str, Any]) -> None:
        """Replace a column by one that is computed: no ALTER does it, and its values are computed anew anyway."""
        type_ = facts["existing_type"]
        if type_ is None:
            raise UnsupportedError(
                f"{table}.{column} can become a computed column only as a new one, whose type is not known",
                hint="give existing_type=, or drop the column and add it again",
            )
        nullable = facts["existing_nullable"] is not False
        comment = facts["existing_comment"]
        made: sa.Column[Any] = sa.Column(column, type_, new._copy(), nullable=nullable, comment=comment)
        sa.Table(table, sa.MetaData(), made, schema=facts["schema"])
        self.drop_column(table, made, schema=facts["schema"])
        self.add_column(table, made, schema=facts["schema"])

    # -- options of tables ----------------------------------------------------------------------------------

    def alter_table_options(
        self, table_name: str, options: Mapping[str, Any], *, existing: Mapping[str, Any], schema: str | None = None
    ) -> None:
        """Make a table UNLOGGED, set and reset its storage parameters, move it, let it inherit.

        Raises UnsupportedError for `postgresql_partition_by`, and for what is no option of a PostgreSQL table.
        """
        preparer = self.support.plain_dialect.identifier_preparer
        whole = preparer.format_table(sa.table(table_name, schema=schema))
        for action in list(option_actions(table_name, options, existing, preparer.quote)):
            self._run(f"ALTER TABLE {whole} {action}")

    # -- batch ----------------------------------------------------------------------------------------------

    def reorder_columns(self, table_name: str, columns: Sequence[str], *, schema: str | None = None) -> None:
        """Put a copy of the table in its place, with the columns in this order and all that hung on the table."""
        if not isinstance(self.connection, sa.Connection):
            raise UnsupportedError(
                f"the columns of {table_name!r} cannot be put in another order offline: that takes a new table, and no "
                "database says what hangs on the one there is",
                hint="run the migration online, or leave insert_before, insert_after and partial_reordering out",
            )
        for statement in reorder(self.connection, table_name, schema, columns):
            self._run(statement)

    # -- autogenerate ---------------------------------------------------------------------------------------

    def render_type(self, type_: TypeEngine[Any], autogen_context: Any) -> str | Literal[False]:
        """Return the Python text of a type, or False for the generic one; `type_` is its documented name here."""
        return super().render_type(type_, autogen_context)

    # -- statements -----------------------------------------------------------------------------------------

    def update_rows(self, table: sa.TableClause, column_name: str, value: Any, where: sa.ColumnElement[bool]) -> None:
        """Give rows another value in one column.

        The deferred constraints of the table are checked then: it cannot be altered while its rows wait for them.
        """
        super().update_rows(table, column_name, value, where)
        self._run(check_deferred(table.name, table.schema, self.support.plain_dialect))

    def _run(self, *statements: str) -> None:
        """Run SQL as it is: a colon does not start a parameter."""
        for sql in statements:
            self._exec(sql_text(sql))


@contextmanager
def _left_out(constraints: Iterable[sa.Constraint]) -> Iterator[None]:
    """Keep `constraints` out of CREATE TABLE meanwhile."""
    rules = {constraint: constraint._create_rule for constraint in constraints}
    for constraint in rules:
        constraint._create_rule = lambda compiler: False
    try:
        yield
    finally:
        for constraint, rule in rules.items():
            constraint._create_rule = rule


def _not_valid(constraint: sa.Constraint) -> bool:
    if "postgresql" not in constraint.dialect_options:
        return False
    return bool(constraint.dialect_options["postgresql"].get("not_valid"))


# -- texts -------------------------------------------------------------------------------------------------


@compiles(PostgresqlColumnType, "postgresql")
def visit_column_type(element: PostgresqlColumnType, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `ALTER TABLE t ALTER COLUMN c TYPE x USING …`."""
    text = f"{base.alter(element, compiler)} TYPE {base.format_type(compiler, element.type_)}"
    if element.using is None:
        return text
    how = element.using
    if not isinstance(how, str):
        how = compiler.sql_compiler.process(how, include_table=False, literal_binds=True)
    return f"{text} USING {how}"


@compiles(base.ComputedColumnDefault, "postgresql")
def visit_computed_column(element: base.ComputedColumnDefault, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `… DROP EXPRESSION`: what was computed stays as data. Anything else needs a new column."""
    if element.default is None:
        return f"{base.alter(element, compiler)} DROP EXPRESSION"
    return base.visit_computed_column(element, compiler, **kw)


@compiles(base.IdentityColumnDefault, "postgresql")
def visit_identity_column(element: base.IdentityColumnDefault, compiler: DDLCompiler, **kw: Any) -> str:
    """Return `… ADD GENERATED … AS IDENTITY`, `… SET …` for each option that changes, or `… DROP IDENTITY`."""
    alter = base.alter(element, compiler)
    new, old = element.default, element.existing_server_default
    if new is None:
        return f"{alter} DROP IDENTITY"
    if not isinstance(old, sa.Identity):
        return f"{alter} ADD {compiler.process(new)}"
    before, after = _options(element, old), _options(element, new)
    changes = []
    if before["always"] != after["always"] or before == after:
        changes.append(f"SET GENERATED {'ALWAYS' if after['always'] else 'BY DEFAULT'}")
    changes += [f"SET {words} {after[name]}" for name, words in _SEQUENCE_WORDS.items() if after[name] != before[name]]
    if before["cycle"] != after["cycle"]:
        changes.append("SET CYCLE" if after["cycle"] else "SET NO CYCLE")
    if restarts(after, before):
        changes.append(f"RESTART WITH {after['start']}")
    return f"{alter} {' '.join(changes)}"


def _options(element: base.IdentityColumnDefault, identity: sa.Identity) -> dict[str, Any]:
    """Return the options of an identity of the column, the server's defaults filled in."""
    type_ = element.existing_type
    return filled_identity(identity, "bigint" if type_ is None else element.impl.support.type_text(type_))._asdict()


_SEQUENCE_WORDS = {
    "start": "START WITH",
    "increment": "INCREMENT BY",
    "minvalue": "MINVALUE",
    "maxvalue": "MAXVALUE",
    "cache": "CACHE",
}


def __getattr__(name: str) -> Any:
    if name == "CreateExcludeConstraintOp":
        from ..operations.exclude_constraints import CreateExcludeConstraintOp

        return CreateExcludeConstraintOp
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
