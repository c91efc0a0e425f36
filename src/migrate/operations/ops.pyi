"""Derived from the declared operations by `make generate`: not edited by hand."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.schema import SchemaItem
from sqlalchemy.sql import Executable
from sqlalchemy.sql.elements import ColumnElement, TextClause

from ..comparators.records import ObjectKey
from .base import AlterTableOp, Effect, MigrateOperation
from .check_constraints import CreateCheckConstraintOp as _CreateCheckConstraintOp
from .columns import (
    AddColumnOp as _AddColumnOp,
    AlterColumnOp as _AlterColumnOp,
    ColumnType,
    DropColumnOp as _DropColumnOp,
    ServerDefault,
)
from .comments import CreateTableCommentOp as _CreateTableCommentOp, DropTableCommentOp as _DropTableCommentOp
from .constraints import AddConstraintOp, DropConstraintOp as _DropConstraintOp
from .data import BulkInsertOp as _BulkInsertOp
from .domains import AlterDomainOp as _AlterDomainOp, CreateDomainOp as _CreateDomainOp, DropDomainOp as _DropDomainOp
from .enums import (
    AlterEnumOp as _AlterEnumOp,
    CreateEnumOp as _CreateEnumOp,
    DropEnumOp as _DropEnumOp,
    RenameEnumValueOp as _RenameEnumValueOp,
)
from .exclude_constraints import CreateExcludeConstraintOp as _CreateExcludeConstraintOp
from .extensions import (
    AlterExtensionOp as _AlterExtensionOp,
    CreateExtensionOp as _CreateExtensionOp,
    DropExtensionOp as _DropExtensionOp,
)
from .fill import FillMissingOp as _FillMissingOp, RequiredValueOp as _RequiredValueOp
from .foreign_keys import CreateForeignKeyOp as _CreateForeignKeyOp
from .functions import (
    CreateFunctionOp as _CreateFunctionOp,
    DropFunctionOp as _DropFunctionOp,
    ReplaceFunctionOp as _ReplaceFunctionOp,
)
from .indexes import CreateIndexOp as _CreateIndexOp, DropIndexOp as _DropIndexOp
from .primary_keys import CreatePrimaryKeyOp as _CreatePrimaryKeyOp
from .renames import (
    RenameConstraintOp as _RenameConstraintOp,
    RenameIndexOp as _RenameIndexOp,
    RenameSequenceOp as _RenameSequenceOp,
)
from .schemas import CreateSchemaOp as _CreateSchemaOp, DropSchemaOp as _DropSchemaOp
from .script import DowngradeOps, MigrationScript, ModifyTableOps, OpContainer, UpgradeOps
from .sequences import (
    AlterSequenceOp as _AlterSequenceOp,
    CreateSequenceOp as _CreateSequenceOp,
    DropSequenceOp as _DropSequenceOp,
)
from .sql import ExecuteSQLOp as _ExecuteSQLOp
from .table_options import AlterTableOptionsOp as _AlterTableOptionsOp
from .tables import CreateTableOp as _CreateTableOp, DropTableOp as _DropTableOp, RenameTableOp as _RenameTableOp
from .triggers import CreateTriggerOp as _CreateTriggerOp, DropTriggerOp as _DropTriggerOp
from .unique_constraints import CreateUniqueConstraintOp as _CreateUniqueConstraintOp
from .validate import ValidateConstraintOp as _ValidateConstraintOp
from .values import ReplaceValuesOp as _ReplaceValuesOp
from .views import CreateViewOp as _CreateViewOp, DropViewOp as _DropViewOp, ReplaceViewOp as _ReplaceViewOp

__all__ = [
    "AddColumnOp",
    "AddConstraintOp",
    "AlterColumnOp",
    "AlterDomainOp",
    "AlterEnumOp",
    "AlterExtensionOp",
    "AlterSequenceOp",
    "AlterTableOp",
    "AlterTableOptionsOp",
    "BulkInsertOp",
    "CreateCheckConstraintOp",
    "CreateDomainOp",
    "CreateEnumOp",
    "CreateExcludeConstraintOp",
    "CreateExtensionOp",
    "CreateForeignKeyOp",
    "CreateFunctionOp",
    "CreateIndexOp",
    "CreatePrimaryKeyOp",
    "CreateSchemaOp",
    "CreateSequenceOp",
    "CreateTableCommentOp",
    "CreateTableOp",
    "CreateTriggerOp",
    "CreateUniqueConstraintOp",
    "CreateViewOp",
    "DowngradeOps",
    "DropColumnOp",
    "DropConstraintOp",
    "DropDomainOp",
    "DropEnumOp",
    "DropExtensionOp",
    "DropFunctionOp",
    "DropIndexOp",
    "DropSchemaOp",
    "DropSequenceOp",
    "DropTableCommentOp",
    "DropTableOp",
    "DropTriggerOp",
    "DropViewOp",
    "Effect",
    "ExecuteSQLOp",
    "FillMissingOp",
    "MigrateOperation",
    "MigrationScript",
    "ModifyTableOps",
    "OpContainer",
    "RenameConstraintOp",
    "RenameEnumValueOp",
    "RenameIndexOp",
    "RenameSequenceOp",
    "RenameTableOp",
    "ReplaceFunctionOp",
    "ReplaceValuesOp",
    "ReplaceViewOp",
    "RequiredValueOp",
    "UpgradeOps",
    "ValidateConstraintOp",
]

class AddColumnOp(_AddColumnOp):
    """Add a column, with the foreign keys, unique and check constraints and the index the Column carries."""

    def __init__(
        self,
        table_name: str,
        column: sa.Column[Any],
        *,
        schema: str | None = None,
        insert_before: str | None = None,
        insert_after: str | None = None,
        if_not_exists: bool | None = None,
        inline_references: bool | None = None,
        inline_primary_key: bool | None = None,
        kw: dict[str, Any] = ...,
    ) -> None: ...
    @classmethod
    def from_column(cls, col: sa.Column[Any]) -> AddColumnOp:
        """Return the directive that adds `col` to its own table."""

    @classmethod
    def from_column_and_tablename(cls, schema: str | None, tname: str, col: sa.Column[Any]) -> AddColumnOp:
        """Return the directive that adds `col` to the named table."""

    def reverse(self) -> DropColumnOp:
        """Return the drop of this column."""

class AlterColumnOp(_AlterColumnOp):
    """Change a column. A value before the change is named `existing_…`, where the database or a reversal needs it."""

    filled: FillMissingOp | None

    def __init__(
        self,
        table_name: str,
        column_name: str,
        *,
        modify_nullable: bool | None = None,
        modify_comment: str | bool | None = False,
        modify_server_default: ServerDefault = False,
        modify_name: str | None = None,
        modify_type: ColumnType | None = None,
        existing_type: ColumnType | None = None,
        existing_server_default: ServerDefault = False,
        existing_nullable: bool | None = None,
        existing_comment: str | None = None,
        insert_before: str | None = None,
        insert_after: str | None = None,
        schema: str | None = None,
        filled: FillMissingOp | None = None,
        **kw: Any,
    ) -> None: ...
    def reverse(self) -> AlterColumnOp:
        """Return the change back; raises IrreversibleError when a value before the change is not known."""

class AlterDomainOp(_AlterDomainOp):
    """Change a domain; what is left out stays. `existing_…` are the values before, for the way back.

    With another `data_type` or `collation` a new domain takes the place of the old one in every column. It has the
    default, the checks and the NOT NULL that are said, new or existing.
    """

    def __init__(
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
        columns: Sequence[tuple[str | None, str, str]] = (),
        along: Sequence[tuple[str | None, str]] = (),
    ) -> None: ...
    def after(self) -> CreateDomainOp:
        """Return the creation of the domain as it will be."""

    def reverse(self) -> AlterDomainOp:
        """Return the directive that puts the values from before back."""

class AlterEnumOp(_AlterEnumOp):
    """Give an enum other values, or another order. `existing_values` are those before, for the way back.

    Values are added in place. To remove some or to reorder them a new type takes the place of the old one in every
    column; that fails, before anything is changed, while rows have a value that goes and `replace`, old value → new
    value, does not say what they become. A value added in place cannot be used before the transaction ends:
    `rebuild=True` makes a new type for that as well.
    """

    def __init__(
        self,
        enum_name: str,
        values: Sequence[str],
        *,
        existing_values: Sequence[str] | None = None,
        replace: Mapping[str, str] | None = None,
        rebuild: bool = False,
        schema: str | None = None,
        columns: Sequence[tuple[str | None, str, str]] = (),
        defaults: Sequence[tuple[str | None, str, str]] = (),
        along: Sequence[tuple[str | None, str]] = (),
    ) -> None: ...
    def reverse(self) -> AlterEnumOp:
        """Return the directive that puts the values from before back."""

class AlterExtensionOp(_AlterExtensionOp):
    """Move the objects of an extension to another schema; the server refuses for some extensions."""

    def __init__(self, extension_name: str, schema: str, *, existing_schema: str | None = None) -> None: ...
    def reverse(self) -> AlterExtensionOp:
        """Return the directive that moves it back."""

class AlterSequenceOp(_AlterSequenceOp):
    """Change options of a sequence; what is left out stays. `existing_…` are the values before, for the way back."""

    def __init__(
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
    ) -> None: ...
    def reverse(self) -> AlterSequenceOp:
        """Return the directive that puts the values from before back."""

class AlterTableOptionsOp(_AlterTableOptionsOp):
    """Change options of a table, by the keywords of `sa.Table`: `{"mysql_engine": "InnoDB"}`; None is the default.

    `existing` holds the values before, for the way back.
    """

    def __init__(
        self,
        table_name: str,
        options: Mapping[str, Any],
        *,
        existing: Mapping[str, Any] | None = None,
        schema: str | None = None,
    ) -> None: ...
    def reverse(self) -> AlterTableOptionsOp:
        """Return the directive that puts the values from before back; raises IrreversibleError where one is unknown."""

class BulkInsertOp(_BulkInsertOp):
    """Insert rows, given as dictionaries; `multiinsert=False` sends one statement for each."""

    def __init__(
        self, table: sa.Table | sa.TableClause, rows: Sequence[dict[str, Any]], *, multiinsert: bool = True
    ) -> None: ...

class CreateCheckConstraintOp(_CreateCheckConstraintOp):
    """Add a CHECK constraint; the condition is SQL text or an expression."""

    def __init__(
        self,
        constraint_name: str | None,
        table_name: str,
        condition: str | ColumnElement[bool] | TextClause,
        *,
        schema: str | None = None,
        **kw: Any,
    ) -> None: ...
    @classmethod
    def from_constraint(cls, constraint: sa.Constraint) -> CreateCheckConstraintOp:
        """Return the directive for a `CheckConstraint`."""

    def reverse(self) -> DropConstraintOp:
        """Return the drop of this constraint."""

class CreateDomainOp(_CreateDomainOp):
    """Create a domain. `checks` are name → condition on `VALUE`; a default that is a string is a literal."""

    def __init__(
        self,
        domain_name: str,
        data_type: Any,
        *,
        collation: str | None = None,
        default: Any = None,
        not_null: bool = False,
        checks: Mapping[str, str] | None = None,
        schema: str | None = None,
    ) -> None: ...
    def reverse(self) -> DropDomainOp:
        """Return the directive that drops it."""

class CreateEnumOp(_CreateEnumOp):
    """Create an enum with its values, in order."""

    def __init__(
        self, enum_name: str, values: Sequence[str], *, schema: str | None = None, if_not_exists: bool | None = None
    ) -> None: ...
    def reverse(self) -> DropEnumOp:
        """Return the directive that drops it."""

class CreateExcludeConstraintOp(_CreateExcludeConstraintOp):
    """Add an EXCLUDE constraint (PostgreSQL); elements are (expression or column name, operator)."""

    def __init__(
        self,
        constraint_name: str | None,
        table_name: str,
        elements: Sequence[tuple[str | ColumnElement[Any] | TextClause, str]],
        *,
        where: str | ColumnElement[bool] | TextClause | None = None,
        schema: str | None = None,
        **kw: Any,
    ) -> None: ...
    @classmethod
    def from_constraint(cls, constraint: sa.Constraint) -> CreateExcludeConstraintOp:
        """Return the directive for an `ExcludeConstraint`."""

    def reverse(self) -> DropConstraintOp:
        """Return the drop of this constraint."""

class CreateExtensionOp(_CreateExtensionOp):
    """Install an extension; `cascade=True` installs those that it needs."""

    def __init__(
        self,
        extension_name: str,
        *,
        schema: str | None = None,
        if_not_exists: bool | None = None,
        cascade: bool = False,
    ) -> None: ...
    def reverse(self) -> DropExtensionOp:
        """Return the directive that removes it."""

class CreateForeignKeyOp(_CreateForeignKeyOp):
    """Add a foreign key."""

    def __init__(
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
        makes_index: bool | None = None,
        **kw: Any,
    ) -> None: ...
    @classmethod
    def from_constraint(cls, constraint: sa.Constraint) -> CreateForeignKeyOp:
        """Return the directive for a `ForeignKeyConstraint`."""

    def reverse(self) -> DropConstraintOp:
        """Return the drop of the key, and of the index it made."""

class CreateFunctionOp(_CreateFunctionOp):
    """Create a function from its signature, `add(a integer, b integer)`, and what follows it: `RETURNS … AS …`.

    `also` are statements that belong to it and run after it: its comment, its privileges.
    """

    def __init__(
        self,
        signature: str,
        definition: str,
        *,
        schema: str | None = None,
        procedure: bool = False,
        also: Sequence[str] = (),
        reads: Sequence[ObjectKey] = (),
    ) -> None: ...
    def reverse(self) -> DropFunctionOp:
        """Return the directive that drops it."""

class CreateIndexOp(_CreateIndexOp):
    """Create an index. Columns are names, or SQL expressions such as `text("lower(name)")`."""

    def __init__(
        self,
        index_name: str | None,
        table_name: str,
        columns: Sequence[str | ColumnElement[Any] | TextClause],
        *,
        schema: str | None = None,
        unique: bool = False,
        if_not_exists: bool | None = None,
        **kw: Any,
    ) -> None: ...
    @classmethod
    def from_index(cls, index: sa.Index) -> CreateIndexOp:
        """Return the directive that creates `index`; it has the columns themselves, whose types a rewriter looks at."""

    def reverse(self) -> DropIndexOp:
        """Return the drop of this index."""

class CreatePrimaryKeyOp(_CreatePrimaryKeyOp):
    """Add a primary key; keywords are `deferrable`, `initially` and the options of a dialect."""

    def __init__(
        self,
        constraint_name: str | None,
        table_name: str,
        columns: Sequence[str],
        *,
        schema: str | None = None,
        **kw: Any,
    ) -> None: ...
    @classmethod
    def from_constraint(cls, constraint: sa.Constraint) -> CreatePrimaryKeyOp:
        """Return the directive for a `PrimaryKeyConstraint`."""

    def reverse(self) -> DropConstraintOp:
        """Return the drop of this constraint."""

class CreateSchemaOp(_CreateSchemaOp):
    """Create a schema."""

    _reverse: DropSchemaOp | None

    def __init__(
        self, schema_name: str, *, if_not_exists: bool | None = None, _reverse: DropSchemaOp | None = None
    ) -> None: ...
    def reverse(self) -> DropSchemaOp:
        """Return the directive that drops it."""

class CreateSequenceOp(_CreateSequenceOp):
    """Create a sequence; what is left out is the database's default."""

    def __init__(
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
    ) -> None: ...
    def reverse(self) -> DropSequenceOp:
        """Return the directive that drops it."""

class CreateTableCommentOp(_CreateTableCommentOp):
    """Set the comment of a table."""

    def __init__(
        self, table_name: str, comment: str | None, *, existing_comment: str | None = None, schema: str | None = None
    ) -> None: ...
    def reverse(self) -> CreateTableCommentOp | DropTableCommentOp:
        """Return the comment before, or its removal when there was none."""

class CreateTableOp(_CreateTableOp):
    """Create a table from columns and constraints; returns the `Table`, for `bulk_insert`."""

    def __init__(
        self,
        table_name: str,
        columns: Sequence[SchemaItem],
        *,
        schema: str | None = None,
        if_not_exists: bool | None = None,
        comment: str | None = None,
        info: dict[Any, Any] | None = None,
        prefixes: Sequence[str] = (),
        _namespace_metadata: sa.MetaData | None = None,
        _constraints_included: bool = False,
        **kw: Any,
    ) -> None: ...
    @classmethod
    def from_table(cls, table: sa.Table, *, _namespace_metadata: sa.MetaData | None = None) -> CreateTableOp:
        """Return the directive that creates `table`, without its indexes."""

    def reverse(self) -> DropTableOp:
        """Return the drop of this table."""

class CreateTriggerOp(_CreateTriggerOp):
    """Create a trigger from what follows its name: `BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()`.

    A definition that begins with CONSTRAINT makes a constraint trigger (PostgreSQL). `also` are statements that belong
    to it and run after it.
    """

    def __init__(
        self,
        trigger_name: str,
        on_table: str,
        definition: str,
        *,
        schema: str | None = None,
        also: Sequence[str] = (),
        reads: Sequence[ObjectKey] = (),
    ) -> None: ...
    def reverse(self) -> DropTriggerOp:
        """Return the directive that drops it."""

class CreateUniqueConstraintOp(_CreateUniqueConstraintOp):
    """Add a UNIQUE constraint."""

    def __init__(
        self,
        constraint_name: str | None,
        table_name: str,
        columns: Sequence[str],
        *,
        schema: str | None = None,
        **kw: Any,
    ) -> None: ...
    @classmethod
    def from_constraint(cls, constraint: sa.Constraint) -> CreateUniqueConstraintOp:
        """Return the directive for a `UniqueConstraint`."""

    def reverse(self) -> DropConstraintOp:
        """Return the drop of this constraint."""

class CreateViewOp(_CreateViewOp):
    """Create a view from the text of its query, which may begin with names for its columns: `(a, b) AS SELECT …`.

    `also` are statements that belong to it and run after it: its indexes, comments, grants.
    """

    def __init__(
        self,
        view_name: str,
        definition: str,
        *,
        schema: str | None = None,
        materialized: bool = False,
        options: dict[str, str] | None = None,
        also: Sequence[str] = (),
        reads: Sequence[ObjectKey] = (),
    ) -> None: ...
    def reverse(self) -> DropViewOp:
        """Return the directive that drops it."""

class DropColumnOp(_DropColumnOp):
    """Drop a column and its data."""

    _reverse: AddColumnOp | None

    def __init__(
        self,
        table_name: str,
        column_name: str,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        _reverse: AddColumnOp | None = None,
        **kw: Any,
    ) -> None: ...
    @classmethod
    def from_column_and_tablename(cls, schema: str | None, tname: str, col: sa.Column[Any]) -> DropColumnOp:
        """Return the directive that drops `col` and remembers how to add it again."""

    def reverse(self) -> AddColumnOp:
        """Return the addition of the column that was dropped."""

class DropConstraintOp(_DropConstraintOp):
    """Drop a constraint; `type_` is one of "primary", "unique", "foreignkey", "check", "exclude".

    With `drop_index` the index that MySQL made for a foreign key goes too; by itself the server leaves it.
    """

    def __init__(
        self,
        constraint_name: str | None,
        table_name: str,
        type_: str | None = None,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        drop_index: bool | None = None,
        _reverse: AddConstraintOp | None = None,
    ) -> None: ...
    @classmethod
    def from_constraint(cls, constraint: sa.Constraint) -> DropConstraintOp:
        """Return the directive that drops `constraint` and remembers how to add it again."""

class DropDomainOp(_DropDomainOp):
    """Drop a domain that no column has any more."""

    previous: CreateDomainOp | None

    def __init__(
        self,
        domain_name: str,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        previous: CreateDomainOp | None = None,
    ) -> None: ...
    def reverse(self) -> CreateDomainOp:
        """Return the directive that creates it as it was."""

class DropEnumOp(_DropEnumOp):
    """Drop an enum; the database refuses while a column has it."""

    previous: CreateEnumOp | None

    def __init__(
        self,
        enum_name: str,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        previous: CreateEnumOp | None = None,
    ) -> None: ...
    def reverse(self) -> CreateEnumOp:
        """Return the directive that creates it with the values it had."""

class DropExtensionOp(_DropExtensionOp):
    """Remove an extension; the database refuses while anything uses what it brought."""

    previous: CreateExtensionOp | None

    def __init__(
        self, extension_name: str, *, if_exists: bool | None = None, previous: CreateExtensionOp | None = None
    ) -> None: ...
    def reverse(self) -> CreateExtensionOp:
        """Return the directive that installs it where it was."""

class DropFunctionOp(_DropFunctionOp):
    """Drop a function, which its signature tells from others of its name; what uses it is never dropped along."""

    previous: CreateFunctionOp | None

    def __init__(
        self,
        signature: str,
        *,
        schema: str | None = None,
        procedure: bool = False,
        if_exists: bool | None = None,
        reads: Sequence[ObjectKey] = (),
        previous: CreateFunctionOp | None = None,
    ) -> None: ...
    def reverse(self) -> CreateFunctionOp:
        """Return the directive that creates it as it was."""

class DropIndexOp(_DropIndexOp):
    """Drop an index."""

    _reverse: CreateIndexOp | None

    def __init__(
        self,
        index_name: str | None,
        table_name: str | None = None,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        _reverse: CreateIndexOp | None = None,
        **kw: Any,
    ) -> None: ...
    @classmethod
    def from_index(cls, index: sa.Index) -> DropIndexOp:
        """Return the directive that drops `index` and remembers how to create it again."""

    def reverse(self) -> CreateIndexOp:
        """Return the creation of the index that was dropped."""

class DropSchemaOp(_DropSchemaOp):
    """Drop a schema, which has to be empty unless `cascade` says that all it holds goes with it.

    A script for MySQL or MariaDB, made offline, cannot look: there everything goes.
    """

    _reverse: CreateSchemaOp | None

    def __init__(
        self,
        schema_name: str,
        *,
        if_exists: bool | None = None,
        cascade: bool = False,
        _reverse: CreateSchemaOp | None = None,
    ) -> None: ...
    def reverse(self) -> CreateSchemaOp:
        """Return the directive that creates it, empty."""

class DropSequenceOp(_DropSequenceOp):
    """Drop a sequence."""

    previous: CreateSequenceOp | None

    def __init__(
        self,
        sequence_name: str,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        previous: CreateSequenceOp | None = None,
    ) -> None: ...
    def reverse(self) -> CreateSequenceOp:
        """Return the directive that creates it as it was."""

class DropTableCommentOp(_DropTableCommentOp):
    """Remove the comment of a table."""

    def __init__(self, table_name: str, *, existing_comment: str | None = None, schema: str | None = None) -> None: ...
    def reverse(self) -> CreateTableCommentOp:
        """Return the comment that was removed."""

class DropTableOp(_DropTableOp):
    """Drop a table and everything on it."""

    _reverse: CreateTableOp | None

    def __init__(
        self,
        table_name: str,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        table_kw: dict[str, Any] | None = None,
        indexes: Sequence[MigrateOperation] = (),
        _reverse: CreateTableOp | None = None,
        **kw: Any,
    ) -> None: ...
    @classmethod
    def from_table(cls, table: sa.Table, *, _namespace_metadata: sa.MetaData | None = None) -> DropTableOp:
        """Return the directive that drops `table` and remembers how to create it again."""

    def reverse(self) -> CreateTableOp:
        """Return the creation of the table that was dropped."""

class DropTriggerOp(_DropTriggerOp):
    """Drop a trigger of a table."""

    previous: CreateTriggerOp | None

    def __init__(
        self,
        trigger_name: str,
        on_table: str,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        reads: Sequence[ObjectKey] = (),
        previous: CreateTriggerOp | None = None,
    ) -> None: ...
    def reverse(self) -> CreateTriggerOp:
        """Return the directive that creates it as it was."""

class DropViewOp(_DropViewOp):
    """Drop a view; what reads it is never dropped along."""

    previous: CreateViewOp | None

    def __init__(
        self,
        view_name: str,
        *,
        schema: str | None = None,
        materialized: bool = False,
        if_exists: bool | None = None,
        reads: Sequence[ObjectKey] = (),
        previous: CreateViewOp | None = None,
    ) -> None: ...
    def reverse(self) -> CreateViewOp:
        """Return the directive that creates it as it was."""

class ExecuteSQLOp(_ExecuteSQLOp):
    r"""Run SQL: text, where `:name` is a parameter and a colon is written `\:`, or any executable construct."""

    def __init__(self, sqltext: Executable | str, *, execution_options: dict[str, Any] | None = None) -> None: ...

class FillMissingOp(_FillMissingOp):
    """Give rows that have NULL in a column a value: a Python value, or an SQL expression, of type `type_`."""

    def __init__(
        self,
        table_name: str,
        column_name: str,
        value: Any,
        *,
        type_: ColumnType | None = None,
        schema: str | None = None,
        added: bool = False,
    ) -> None: ...

class RenameConstraintOp(_RenameConstraintOp):
    """Rename a constraint, and with a key its index."""

    def __init__(
        self, old_constraint_name: str, new_constraint_name: str, table_name: str, *, schema: str | None = None
    ) -> None: ...
    def reverse(self) -> RenameConstraintOp:
        """Return the renaming back."""

class RenameEnumValueOp(_RenameEnumValueOp):
    """Rename a value of an enum: rows, defaults and expressions follow."""

    def __init__(self, enum_name: str, old_value: str, new_value: str, *, schema: str | None = None) -> None: ...
    def reverse(self) -> RenameEnumValueOp:
        """Return the renaming back."""

class RenameIndexOp(_RenameIndexOp):
    """Rename an index. On MySQL and MariaDB a UNIQUE constraint is an index, too."""

    def __init__(
        self, old_index_name: str, new_index_name: str, table_name: str, *, schema: str | None = None
    ) -> None: ...
    def reverse(self) -> RenameIndexOp:
        """Return the renaming back."""

class RenameSequenceOp(_RenameSequenceOp):
    """Rename a sequence, that of a SERIAL or identity column too."""

    def __init__(
        self,
        old_sequence_name: str,
        new_sequence_name: str,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        column: tuple[str, str] | None = None,
    ) -> None: ...
    def reverse(self) -> RenameSequenceOp:
        """Return the renaming back."""

class RenameTableOp(_RenameTableOp):
    """Rename a table."""

    def __init__(self, old_table_name: str, new_table_name: str, *, schema: str | None = None) -> None: ...
    def reverse(self) -> RenameTableOp:
        """Return the renaming back."""

class ReplaceFunctionOp(_ReplaceFunctionOp):
    """Give a function another body in place, so that what uses it stays. `existing_definition` is the old one.

    Names of arguments and the type of the result cannot change: drop the function and create it.
    """

    def __init__(
        self,
        signature: str,
        definition: str,
        *,
        existing_definition: str | None = None,
        schema: str | None = None,
        procedure: bool = False,
        reads: Sequence[ObjectKey] = (),
    ) -> None: ...
    def reverse(self) -> ReplaceFunctionOp:
        """Return the directive that puts the body from before back."""

class ReplaceValuesOp(_ReplaceValuesOp):
    """Give rows another value, by value: `replacements` maps old to new. `members=True` is for a column of type SET."""

    def __init__(
        self,
        table_name: str,
        column_name: str,
        replacements: Mapping[str, str],
        *,
        members: bool = False,
        schema: str | None = None,
    ) -> None: ...
    def reverse(self) -> ReplaceValuesOp:
        """Return the replacement back; raises IrreversibleError where two values became one."""

class ReplaceViewOp(_ReplaceViewOp):
    """Give a view another query in place, so that grants and what reads it stay. `existing_definition` is the old one.

    `options`, those of WITH (…), have to be said again: the database forgets them. PostgreSQL keeps the names and types
    of the columns: where they differ, drop the view and create it. SQLite drops it by itself and creates it again, with
    its triggers; offline these are not known.
    """

    def __init__(
        self,
        view_name: str,
        definition: str,
        *,
        existing_definition: str | None = None,
        schema: str | None = None,
        options: dict[str, str] | None = None,
        reads: Sequence[ObjectKey] = (),
    ) -> None: ...
    def reverse(self) -> ReplaceViewOp:
        """Return the directive that puts the query from before back."""

class RequiredValueOp(_RequiredValueOp):
    """Return the value that rows get in a column; raise, before anything changes, while it is `...` and rows need it.

    Autogenerate puts it at the beginning of an upgrade where it knows no value for a column that becomes NOT NULL. A
    column that the table does not have yet is needed by every row. The value is a Python value or an SQL expression.
    """

    def __init__(
        self, table_name: str, column_name: str, value: Any, *, schema: str | None = None, variable: str = ""
    ) -> None: ...

class ValidateConstraintOp(_ValidateConstraintOp):
    """Check the rows there are against a constraint made with `postgresql_not_valid=True`, and mark it as valid.

    The table stays writable meanwhile, which adding the constraint with its check does not allow: so a constraint is
    added as NOT VALID first, and validated in a migration, or an `autocommit_block()`, of its own.
    """

    def __init__(self, constraint_name: str, table_name: str, *, schema: str | None = None) -> None: ...
    def reverse(self) -> ValidateConstraintOp:
        """Return the same: validating changes nothing but what is known of the rows."""
