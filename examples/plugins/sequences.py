"""Directives of a project's own, with their text in scripts: sequences, as the documentation of plug-ins has them.

Their names are those of built-in directives, whose place they take while this module is imported.
"""

from __future__ import annotations

from typing import Any

from migrate.autogenerate import renderers
from migrate.operations import MigrateOperation, Operations


@Operations.register_operation("create_sequence")
class CreateSequenceOp(MigrateOperation):
    """Create a sequence."""

    def __init__(self, sequence_name: str, schema: str | None = None) -> None:
        self.sequence_name = sequence_name
        self.schema = schema

    @classmethod
    def create_sequence(cls, operations: Operations, sequence_name: str, **kw: Any) -> Any:
        """Issue CREATE SEQUENCE."""
        return operations.invoke(CreateSequenceOp(sequence_name, **kw))

    def reverse(self) -> DropSequenceOp:
        """Return the drop of the sequence: autogenerate asks for it."""
        return DropSequenceOp(self.sequence_name, schema=self.schema)


@Operations.register_operation("drop_sequence")
class DropSequenceOp(MigrateOperation):
    """Drop a sequence."""

    def __init__(self, sequence_name: str, schema: str | None = None) -> None:
        self.sequence_name = sequence_name
        self.schema = schema

    @classmethod
    def drop_sequence(cls, operations: Operations, sequence_name: str, **kw: Any) -> Any:
        """Issue DROP SEQUENCE."""
        return operations.invoke(DropSequenceOp(sequence_name, **kw))

    def reverse(self) -> CreateSequenceOp:
        """Return the creation of the sequence: autogenerate asks for it."""
        return CreateSequenceOp(self.sequence_name, schema=self.schema)


def full_name(operation: CreateSequenceOp | DropSequenceOp) -> str:
    """Return the name of a sequence with its schema."""
    return f"{operation.schema}.{operation.sequence_name}" if operation.schema else operation.sequence_name


@Operations.implementation_for(CreateSequenceOp)
def create_sequence(operations: Operations, operation: CreateSequenceOp) -> None:
    """Create the sequence in the database."""
    operations.execute(f"CREATE SEQUENCE {full_name(operation)}")


@Operations.implementation_for(DropSequenceOp)
def drop_sequence(operations: Operations, operation: DropSequenceOp) -> None:
    """Drop the sequence from the database."""
    operations.execute(f"DROP SEQUENCE {full_name(operation)}")


@renderers.dispatch_for(CreateSequenceOp)
def render_create_sequence(autogen_context: Any, operation: CreateSequenceOp) -> str:
    """Return the call for a script."""
    return f"op.create_sequence({operation.sequence_name!r}, schema={operation.schema!r})"


@renderers.dispatch_for(DropSequenceOp)
def render_drop_sequence(autogen_context: Any, operation: DropSequenceOp) -> str:
    """Return the call for a script."""
    return f"op.drop_sequence({operation.sequence_name!r}, schema={operation.schema!r})"
