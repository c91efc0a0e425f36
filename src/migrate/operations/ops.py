"""The documented home of the directive classes."""

# The order of the imports is the order of the documentation, and of the generated stubs.
from .base import AlterTableOp, Effect, MigrateOperation

from .tables import CreateTableOp, DropTableOp, RenameTableOp  # isort: skip
from .columns import AddColumnOp, AlterColumnOp, DropColumnOp

from .constraints import AddConstraintOp, DropConstraintOp  # isort: skip
from .primary_keys import CreatePrimaryKeyOp
from .unique_constraints import CreateUniqueConstraintOp

from .foreign_keys import CreateForeignKeyOp  # isort: skip
from .check_constraints import CreateCheckConstraintOp
from .exclude_constraints import CreateExcludeConstraintOp
from .indexes import CreateIndexOp, DropIndexOp
from .renames import RenameConstraintOp, RenameIndexOp, RenameSequenceOp
from .validate import ValidateConstraintOp

from .comments import CreateTableCommentOp, DropTableCommentOp  # isort: skip
from .table_options import AlterTableOptionsOp  # isort: skip
from .domains import AlterDomainOp, CreateDomainOp, DropDomainOp
from .enums import AlterEnumOp, CreateEnumOp, DropEnumOp, RenameEnumValueOp
from .extensions import AlterExtensionOp, CreateExtensionOp, DropExtensionOp
from .functions import CreateFunctionOp, DropFunctionOp, ReplaceFunctionOp
from .schemas import CreateSchemaOp, DropSchemaOp
from .sequences import AlterSequenceOp, CreateSequenceOp, DropSequenceOp
from .triggers import CreateTriggerOp, DropTriggerOp
from .views import CreateViewOp, DropViewOp, ReplaceViewOp

from .sql import ExecuteSQLOp  # isort: skip
from .fill import FillMissingOp, RequiredValueOp
from .values import ReplaceValuesOp

from .data import BulkInsertOp  # isort: skip
from .script import (
    DowngradeOps,
    MigrationScript,
    ModifyTableOps,
    OpContainer,
    UpgradeOps,
)

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
