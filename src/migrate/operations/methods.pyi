"""Derived from the declared operations by `make generate`: not edited by hand."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.schema import SchemaItem
from sqlalchemy.sql import Executable
from sqlalchemy.sql.elements import ColumnElement, TextClause

from .columns import ColumnType, ServerDefault

class OperationMethods:
    """The methods that declarations give to `Operations`."""

    def add_column(
        self,
        table_name: str,
        column: sa.Column[Any],
        *,
        schema: str | None = None,
        if_not_exists: bool | None = None,
        inline_references: bool | None = None,
        inline_primary_key: bool | None = None,
    ) -> None:
        """Add a column, with the foreign keys, unique and check constraints and the index the Column carries."""

    def alter_column(
        self,
        table_name: str,
        column_name: str,
        *,
        nullable: bool | None = None,
        comment: str | bool | None = False,
        server_default: ServerDefault = False,
        new_column_name: str | None = None,
        type_: ColumnType | None = None,
        existing_type: ColumnType | None = None,
        existing_server_default: ServerDefault = False,
        existing_nullable: bool | None = None,
        existing_comment: str | None = None,
        schema: str | None = None,
        **kw: Any,
    ) -> None:
        """Change a column. A value before the change is named `existing_…`, where the database or a reversal needs it."""

    def alter_domain(
        self,
        domain_name: str,
        *,
        data_type: Any = None,
        collation: str | bool | None = False,
        default: Any = False,
        not_null: bool | None = None,
        checks: Mapping[str, str] | bool = False,
        existing_data_type: Any = None,
        existing_collation: str | bool | None = False,
        existing_default: Any = False,
        existing_not_null: bool | None = None,
        existing_checks: Mapping[str, str] | bool = False,
        schema: str | None = None,
    ) -> None:
        """Change a domain; what is left out stays. `existing_…` are the values before, for the way back.

        With another `data_type` or `collation` a new domain takes the place of the old one in every column. It has the
        default, the checks and the NOT NULL that are said, new or existing.
        """

    def alter_enum(
        self,
        enum_name: str,
        values: Sequence[str],
        *,
        existing_values: Sequence[str] | None = None,
        replace: Mapping[str, str] | None = None,
        rebuild: bool = False,
        schema: str | None = None,
    ) -> None:
        """Give an enum other values, or another order. `existing_values` are those before, for the way back.

        Values are added in place. To remove some or to reorder them a new type takes the place of the old one in every
        column; that fails, before anything is changed, while rows have a value that goes and `replace`, old value → new
        value, does not say what they become. A value added in place cannot be used before the transaction ends:
        `rebuild=True` makes a new type for that as well.
        """

    def alter_extension(self, extension_name: str, schema: str, *, existing_schema: str | None = None) -> None:
        """Move the objects of an extension to another schema; the server refuses for some extensions."""

    def alter_sequence(
        self,
        sequence_name: str,
        *,
        data_type: Any = None,
        start: int | None = None,
        increment: int | None = None,
        minvalue: int | None = None,
        maxvalue: int | None = None,
        cache: int | None = None,
        cycle: bool | None = None,
        existing_data_type: Any = None,
        existing_start: int | None = None,
        existing_increment: int | None = None,
        existing_minvalue: int | None = None,
        existing_maxvalue: int | None = None,
        existing_cache: int | None = None,
        existing_cycle: bool | None = None,
        schema: str | None = None,
    ) -> None:
        """Change options of a sequence; what is left out stays. `existing_…` are the values before, for the way back."""

    def alter_table_options(
        self,
        table_name: str,
        options: Mapping[str, Any],
        *,
        existing: Mapping[str, Any] | None = None,
        schema: str | None = None,
    ) -> None:
        """Change options of a table, by the keywords of `sa.Table`: `{"mysql_engine": "InnoDB"}`; None is the default.

        `existing` holds the values before, for the way back.
        """

    def bulk_insert(
        self, table: sa.Table | sa.TableClause, rows: Sequence[dict[str, Any]], *, multiinsert: bool = True
    ) -> None:
        """Insert rows, given as dictionaries; `multiinsert=False` sends one statement for each."""

    def create_check_constraint(
        self,
        constraint_name: str | None,
        table_name: str,
        condition: str | ColumnElement[bool] | TextClause,
        *,
        schema: str | None = None,
        **kw: Any,
    ) -> None:
        """Add a CHECK constraint; the condition is SQL text or an expression."""

    def create_domain(
        self,
        domain_name: str,
        data_type: Any,
        *,
        collation: str | None = None,
        default: Any = None,
        not_null: bool = False,
        checks: Mapping[str, str] | None = None,
        schema: str | None = None,
    ) -> None:
        """Create a domain. `checks` are name → condition on `VALUE`; a default that is a string is a literal."""

    def create_enum(
        self, enum_name: str, values: Sequence[str], *, schema: str | None = None, if_not_exists: bool | None = None
    ) -> None:
        """Create an enum with its values, in order."""

    def create_exclude_constraint(
        self,
        constraint_name: str | None,
        table_name: str,
        *elements: tuple[str | ColumnElement[Any] | TextClause, str],
        where: str | ColumnElement[bool] | TextClause | None = None,
        schema: str | None = None,
        **kw: Any,
    ) -> None:
        """Add an EXCLUDE constraint (PostgreSQL); elements are (expression or column name, operator)."""

    def create_extension(
        self,
        extension_name: str,
        *,
        schema: str | None = None,
        if_not_exists: bool | None = None,
        cascade: bool = False,
    ) -> None:
        """Install an extension; `cascade=True` installs those that it needs."""

    def create_foreign_key(
        self,
        constraint_name: str | None,
        source_table: str,
        referent_table: str,
        local_cols: Sequence[str],
        remote_cols: Sequence[str],
        *,
        onupdate: str | None = None,
        ondelete: str | None = None,
        deferrable: bool | None = None,
        initially: str | None = None,
        match: str | None = None,
        source_schema: str | None = None,
        referent_schema: str | None = None,
        **dialect_kw: Any,
    ) -> None:
        """Add a foreign key."""

    def create_function(
        self,
        signature: str,
        definition: str,
        *,
        schema: str | None = None,
        procedure: bool = False,
        also: Sequence[str] = (),
    ) -> None:
        """Create a function from its signature, `add(a integer, b integer)`, and what follows it: `RETURNS … AS …`.

        `also` are statements that belong to it and run after it: its comment, its privileges.
        """

    def create_index(
        self,
        index_name: str | None,
        table_name: str,
        columns: Sequence[str | ColumnElement[Any] | TextClause],
        *,
        schema: str | None = None,
        unique: bool = False,
        if_not_exists: bool | None = None,
        **kw: Any,
    ) -> None:
        """Create an index. Columns are names, or SQL expressions such as `text("lower(name)")`."""

    def create_primary_key(
        self,
        constraint_name: str | None,
        table_name: str,
        columns: Sequence[str],
        *,
        schema: str | None = None,
        **kw: Any,
    ) -> None:
        """Add a primary key; keywords are `deferrable`, `initially` and the options of a dialect."""

    def create_schema(self, schema_name: str, *, if_not_exists: bool | None = None) -> None:
        """Create a schema."""

    def create_sequence(
        self,
        sequence_name: str,
        *,
        data_type: Any = None,
        start: int | None = None,
        increment: int | None = None,
        minvalue: int | None = None,
        maxvalue: int | None = None,
        cache: int | None = None,
        cycle: bool | None = None,
        schema: str | None = None,
        if_not_exists: bool | None = None,
    ) -> None:
        """Create a sequence; what is left out is the database's default."""

    def create_table(
        self,
        table_name: str,
        *columns: SchemaItem,
        schema: str | None = None,
        if_not_exists: bool | None = None,
        comment: str | None = None,
        info: dict[Any, Any] | None = None,
        prefixes: Sequence[str] = (),
        **kw: Any,
    ) -> sa.Table:
        """Create a table from columns and constraints; returns the `Table`, for `bulk_insert`."""

    def create_table_comment(
        self, table_name: str, comment: str | None, *, existing_comment: str | None = None, schema: str | None = None
    ) -> None:
        """Set the comment of a table."""

    def create_trigger(
        self, trigger_name: str, on_table: str, definition: str, *, schema: str | None = None, also: Sequence[str] = ()
    ) -> None:
        """Create a trigger from what follows its name: `BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()`.

        A definition that begins with CONSTRAINT makes a constraint trigger (PostgreSQL). `also` are statements that belong
        to it and run after it.
        """

    def create_unique_constraint(
        self,
        constraint_name: str | None,
        table_name: str,
        columns: Sequence[str],
        *,
        schema: str | None = None,
        **kw: Any,
    ) -> None:
        """Add a UNIQUE constraint."""

    def create_view(
        self,
        view_name: str,
        definition: str,
        *,
        schema: str | None = None,
        materialized: bool = False,
        options: dict[str, str] | None = None,
        also: Sequence[str] = (),
    ) -> None:
        """Create a view from the text of its query, which may begin with names for its columns: `(a, b) AS SELECT …`.

        `also` are statements that belong to it and run after it: its indexes, comments, grants.
        """

    def drop_column(
        self, table_name: str, column_name: str, *, schema: str | None = None, if_exists: bool | None = None, **kw: Any
    ) -> None:
        """Drop a column and its data."""

    def drop_constraint(
        self,
        constraint_name: str | None,
        table_name: str,
        type_: str | None = None,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        drop_index: bool | None = None,
    ) -> None:
        """Drop a constraint; `type_` is one of "primary", "unique", "foreignkey", "check", "exclude".

        With `drop_index` the index that MySQL made for a foreign key goes too; by itself the server leaves it.
        """

    def drop_domain(self, domain_name: str, *, schema: str | None = None, if_exists: bool | None = None) -> None:
        """Drop a domain that no column has any more."""

    def drop_enum(self, enum_name: str, *, schema: str | None = None, if_exists: bool | None = None) -> None:
        """Drop an enum; the database refuses while a column has it."""

    def drop_extension(self, extension_name: str, *, if_exists: bool | None = None) -> None:
        """Remove an extension; the database refuses while anything uses what it brought."""

    def drop_function(
        self, signature: str, *, schema: str | None = None, procedure: bool = False, if_exists: bool | None = None
    ) -> None:
        """Drop a function, which its signature tells from others of its name; what uses it is never dropped along."""

    def drop_index(
        self,
        index_name: str | None,
        table_name: str | None = None,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        **kw: Any,
    ) -> None:
        """Drop an index."""

    def drop_schema(self, schema_name: str, *, if_exists: bool | None = None, cascade: bool = False) -> None:
        """Drop a schema, which has to be empty unless `cascade` says that all it holds goes with it.

        A script for MySQL or MariaDB, made offline, cannot look: there everything goes.
        """

    def drop_sequence(self, sequence_name: str, *, schema: str | None = None, if_exists: bool | None = None) -> None:
        """Drop a sequence."""

    def drop_table(
        self, table_name: str, *, schema: str | None = None, if_exists: bool | None = None, **kw: Any
    ) -> None:
        """Drop a table and everything on it."""

    def drop_table_comment(
        self, table_name: str, *, existing_comment: str | None = None, schema: str | None = None
    ) -> None:
        """Remove the comment of a table."""

    def drop_trigger(
        self, trigger_name: str, on_table: str, *, schema: str | None = None, if_exists: bool | None = None
    ) -> None:
        """Drop a trigger of a table."""

    def drop_view(
        self, view_name: str, *, schema: str | None = None, materialized: bool = False, if_exists: bool | None = None
    ) -> None:
        """Drop a view; what reads it is never dropped along."""

    def execute(self, sqltext: Executable | str, *, execution_options: dict[str, Any] | None = None) -> None:
        r"""Run SQL: text, where `:name` is a parameter and a colon is written `\:`, or any executable construct."""

    def fill_missing(
        self,
        table_name: str,
        column_name: str,
        value: Any,
        *,
        type_: ColumnType | None = None,
        schema: str | None = None,
    ) -> None:
        """Give rows that have NULL in a column a value: a Python value, or an SQL expression, of type `type_`."""

    def rename_constraint(
        self, old_constraint_name: str, new_constraint_name: str, table_name: str, *, schema: str | None = None
    ) -> None:
        """Rename a constraint, and with a key its index."""

    def rename_enum_value(self, enum_name: str, old_value: str, new_value: str, *, schema: str | None = None) -> None:
        """Rename a value of an enum: rows, defaults and expressions follow."""

    def rename_index(
        self, old_index_name: str, new_index_name: str, table_name: str, *, schema: str | None = None
    ) -> None:
        """Rename an index. On MySQL and MariaDB a UNIQUE constraint is an index, too."""

    def rename_sequence(
        self,
        old_sequence_name: str,
        new_sequence_name: str,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
    ) -> None:
        """Rename a sequence, that of a SERIAL or identity column too."""

    def rename_table(self, old_table_name: str, new_table_name: str, *, schema: str | None = None) -> None:
        """Rename a table."""

    def replace_function(
        self,
        signature: str,
        definition: str,
        *,
        existing_definition: str | None = None,
        schema: str | None = None,
        procedure: bool = False,
    ) -> None:
        """Give a function another body in place, so that what uses it stays. `existing_definition` is the old one.

        Names of arguments and the type of the result cannot change: drop the function and create it.
        """

    def replace_values(
        self,
        table_name: str,
        column_name: str,
        replacements: Mapping[str, str],
        *,
        members: bool = False,
        schema: str | None = None,
    ) -> None:
        """Give rows another value, by value: `replacements` maps old to new. `members=True` is for a column of type SET."""

    def replace_view(
        self,
        view_name: str,
        definition: str,
        *,
        existing_definition: str | None = None,
        schema: str | None = None,
        options: dict[str, str] | None = None,
    ) -> None:
        """Give a view another query in place, so that grants and what reads it stay. `existing_definition` is the old one.

        `options`, those of WITH (…), have to be said again: the database forgets them. PostgreSQL keeps the names and types
        of the columns: where they differ, drop the view and create it. SQLite drops it by itself and creates it again, with
        its triggers; offline these are not known.
        """

    def required_value(self, table_name: str, column_name: str, value: Any, *, schema: str | None = None) -> Any:
        """Return the value that rows get in a column; raise, before anything changes, while it is `...` and rows need it.

        Autogenerate puts it at the beginning of an upgrade where it knows no value for a column that becomes NOT NULL. A
        column that the table does not have yet is needed by every row. The value is a Python value or an SQL expression.
        """

    def validate_constraint(self, constraint_name: str, table_name: str, *, schema: str | None = None) -> None:
        """Check the rows there are against a constraint made with `postgresql_not_valid=True`, and mark it as valid.

        The table stays writable meanwhile, which adding the constraint with its check does not allow: so a constraint is
        added as NOT VALID first, and validated in a migration, or an `autocommit_block()`, of its own.
        """

class BatchMethods:
    """The methods that declarations give to `BatchOperations`."""

    def add_column(
        self,
        column: sa.Column[Any],
        *,
        insert_before: str | None = None,
        insert_after: str | None = None,
        if_not_exists: bool | None = None,
        inline_references: bool | None = None,
        inline_primary_key: bool | None = None,
    ) -> None:
        """Add a column, with the foreign keys, unique and check constraints and the index the Column carries."""

    def alter_column(
        self,
        column_name: str,
        *,
        nullable: bool | None = None,
        comment: str | bool | None = False,
        server_default: ServerDefault = False,
        new_column_name: str | None = None,
        type_: ColumnType | None = None,
        existing_type: ColumnType | None = None,
        existing_server_default: ServerDefault = False,
        existing_nullable: bool | None = None,
        existing_comment: str | None = None,
        insert_before: str | None = None,
        insert_after: str | None = None,
        **kw: Any,
    ) -> None:
        """Change a column. A value before the change is named `existing_…`, where the database or a reversal needs it."""

    def alter_table_options(self, options: Mapping[str, Any], *, existing: Mapping[str, Any] | None = None) -> None:
        """Change options of a table, by the keywords of `sa.Table`: `{"mysql_engine": "InnoDB"}`; None is the default.

        `existing` holds the values before, for the way back.
        """

    def create_check_constraint(
        self, constraint_name: str | None, condition: str | ColumnElement[bool] | TextClause, **kw: Any
    ) -> None:
        """Add a CHECK constraint; the condition is SQL text or an expression."""

    def create_exclude_constraint(
        self,
        constraint_name: str | None,
        *elements: tuple[str | ColumnElement[Any] | TextClause, str],
        where: str | ColumnElement[bool] | TextClause | None = None,
        **kw: Any,
    ) -> None:
        """Add an EXCLUDE constraint (PostgreSQL); elements are (expression or column name, operator)."""

    def create_foreign_key(
        self,
        constraint_name: str | None,
        referent_table: str,
        local_cols: Sequence[str],
        remote_cols: Sequence[str],
        *,
        onupdate: str | None = None,
        ondelete: str | None = None,
        deferrable: bool | None = None,
        initially: str | None = None,
        match: str | None = None,
        referent_schema: str | None = None,
        **dialect_kw: Any,
    ) -> None:
        """Add a foreign key."""

    def create_index(
        self,
        index_name: str | None,
        columns: Sequence[str | ColumnElement[Any] | TextClause],
        *,
        unique: bool = False,
        if_not_exists: bool | None = None,
        **kw: Any,
    ) -> None:
        """Create an index. Columns are names, or SQL expressions such as `text("lower(name)")`."""

    def create_primary_key(self, constraint_name: str | None, columns: Sequence[str], **kw: Any) -> None:
        """Add a primary key; keywords are `deferrable`, `initially` and the options of a dialect."""

    def create_table_comment(self, comment: str | None, *, existing_comment: str | None = None) -> None:
        """Set the comment of a table."""

    def create_unique_constraint(self, constraint_name: str | None, columns: Sequence[str], **kw: Any) -> None:
        """Add a UNIQUE constraint."""

    def drop_column(self, column_name: str, *, if_exists: bool | None = None, **kw: Any) -> None:
        """Drop a column and its data."""

    def drop_constraint(
        self, constraint_name: str | None, type_: str | None = None, *, drop_index: bool | None = None
    ) -> None:
        """Drop a constraint; `type_` is one of "primary", "unique", "foreignkey", "check", "exclude".

        With `drop_index` the index that MySQL made for a foreign key goes too; by itself the server leaves it.
        """

    def drop_index(self, index_name: str | None, *, if_exists: bool | None = None, **kw: Any) -> None:
        """Drop an index."""

    def drop_table_comment(self, *, existing_comment: str | None = None) -> None:
        """Remove the comment of a table."""

    def execute(self, sqltext: Executable | str, *, execution_options: dict[str, Any] | None = None) -> None:
        r"""Run SQL: text, where `:name` is a parameter and a colon is written `\:`, or any executable construct."""

    def rename_constraint(self, old_constraint_name: str, new_constraint_name: str) -> None:
        """Rename a constraint, and with a key its index."""

    def rename_index(self, old_index_name: str, new_index_name: str) -> None:
        """Rename an index. On MySQL and MariaDB a UNIQUE constraint is an index, too."""
