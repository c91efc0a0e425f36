"""Views as replaceable objects: `op.create_view()`, `op.drop_view()`, and `op.replace_view()` that knows the way back.

env.py imports this module; a revision then says `op.replace_view(customers, replaces="1a2b.customers")`, where 1a2b is
the revision that has the former definition.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from migrate.operations import MigrateOperation, Operations


class View(NamedTuple):
    """The whole definition of a view."""

    name: str
    sqltext: str


class ViewOp(MigrateOperation):
    """What creating and dropping a view have in common."""

    def __init__(self, target: View) -> None:
        self.target = target

    @classmethod
    def invoke_for_target(cls, operations: Operations, target: View) -> Any:
        """Run the directive on a view."""
        return operations.invoke(cls(target))

    @classmethod
    def replace(
        cls, operations: Operations, target: View, replaces: str | None = None, replace_with: str | None = None
    ) -> None:
        """Drop one definition of a view and create another; the one that is not `target` is "revision.name"."""
        other = cls._of_revision(operations, str(replaces or replace_with))
        before, after = (other, target) if replaces else (target, other)
        operations.invoke(cls(before).reverse())
        operations.invoke(cls(after))

    @classmethod
    def _of_revision(cls, operations: Operations, place: str) -> View:
        revision, name = place.split(".")
        script: Any = operations.get_context().script
        view: View = getattr(script.get_revision(revision).module, name)
        return view


@Operations.register_operation("create_view", "invoke_for_target")
@Operations.register_operation("replace_view", "replace")
class CreateViewOp(ViewOp):
    """Create a view."""

    def reverse(self) -> DropViewOp:
        """Return the drop of the view."""
        return DropViewOp(self.target)


@Operations.register_operation("drop_view", "invoke_for_target")
class DropViewOp(ViewOp):
    """Drop a view."""

    def reverse(self) -> CreateViewOp:
        """Return the creation of the view."""
        return CreateViewOp(self.target)


@Operations.implementation_for(CreateViewOp)
def create_view(operations: Operations, operation: CreateViewOp) -> None:
    """Issue CREATE VIEW."""
    operations.execute(f"CREATE VIEW {operation.target.name} AS {operation.target.sqltext}")


@Operations.implementation_for(DropViewOp)
def drop_view(operations: Operations, operation: DropViewOp) -> None:
    """Issue DROP VIEW."""
    operations.execute(f"DROP VIEW {operation.target.name}")
