"""Directives of a project's own, found by autogenerate and written to scripts: sequences, as documented.

The models say `add_sequence_to_model("numbers", metadata)`. The names of the directives are those of built-in ones,
whose place they take while this module is imported.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from migrate.autogenerate import comparators, renderers
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


def add_sequence_to_model(name: str, metadata: sa.MetaData, schema: str | None = None) -> None:
    """Say that a sequence belongs to the models."""
    metadata.info.setdefault("sequences", set()).add((schema, name))


@comparators.dispatch_for("schema", qualifier="postgresql")
def compare_sequences(autogen_context: Any, upgrade_ops: Any, schemas: set[str | None]) -> None:
    """Add what makes the sequences of the database those of the models."""
    wanted = autogen_context.metadata.info.get("sequences", set())
    there = {
        (schema, name) for schema in schemas for name in autogen_context.inspector.get_sequence_names(schema=schema)
    }
    for schema, name in sorted(wanted - there, key=str):
        upgrade_ops.ops.append(CreateSequenceOp(name, schema=schema))
    for schema, name in sorted(there - wanted, key=str):
        upgrade_ops.ops.append(DropSequenceOp(name, schema=schema))
