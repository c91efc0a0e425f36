"""What all constraints share: adding one of any kind, dropping one by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import KW_ONLY
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import sqlalchemy as sa
from sqlalchemy.sql.elements import conv

from ..comparators.records import ObjectKey
from ..errors import OperationError, RegistrationError
from ..registration import enroll
from . import schemaobj
from .base import Effect, MigrateOperation, column_keys, irreversible, table_key, type_keys
from .declare import arg, operation

if TYPE_CHECKING:
    from ..runtime.migration import MigrationContext
    from .facade import AbstractOperations

C = TypeVar("C", bound="type[AddConstraintOp]")


class AddConstraintOp(MigrateOperation):
    """Base of the directives that add a constraint to a table."""

    add_constraint_ops: ClassVar[dict[str, type[AddConstraintOp]]] = {}
    constraint_type: ClassVar[str] = ""
    diff_name: ClassVar[str] = "constraint"
    constraint_name: str | None
    table_name: str
    schema: str | None

    @classmethod
    def register_add_constraint(cls, type_: str) -> Callable[[C], C]:
        """Make the class answer for constraints whose `__visit_name__` is `type_`.

        Raises RegistrationError when another class does already.
        """

        def register(op: C) -> C:
            what = f"a directive for constraints of kind {type_!r}"
            enroll(cls.add_constraint_ops, type_, op, what=what, instead="choose another kind")
            return op

        return register

    @classmethod
    def from_constraint(cls, constraint: sa.Constraint) -> Any:
        """Return the directive that adds `constraint` to its own table."""
        from . import ops  # noqa: F401 - importing it registers the classes

        found = cls.add_constraint_ops.get(constraint.__visit_name__)
        if found is None:
            raise RegistrationError(
                f"there is no directive for a constraint of kind {constraint.__visit_name__!r}",
                hint=f"register one with @AddConstraintOp.register_add_constraint({constraint.__visit_name__!r}); "
                f"known are {', '.join(map(repr, cls.add_constraint_ops))}",
            )
        return found.from_constraint(constraint)

    def to_constraint(self, migration_context: MigrationContext | None = None) -> sa.Constraint:
        """Return the constraint, on a table known by its name only."""
        raise NotImplementedError

    def run(self, on: AbstractOperations) -> None:
        """Add the constraint."""
        on.impl.add_constraint(self.to_constraint(on.migration_context))

    def reverse(self) -> DropConstraintOp:
        """Return the drop of this constraint."""
        return DropConstraintOp(
            self.constraint_name, self.table_name, type_=self.constraint_type, schema=self.schema, _reverse=self
        )

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """Return `("add_constraint", constraint)`, or `("add_fk", constraint)`."""
        return (f"add_{self.diff_name}", self.to_constraint())

    def column_names(self) -> list[str]:
        """Return the columns of the table the constraint is about."""
        return schemaobj.names_of(getattr(self, "columns", ()))

    def creates(self) -> Iterable[ObjectKey]:
        """Return the constraint, under its name."""
        if self.constraint_name:
            yield ObjectKey("constraint", self.schema, self.constraint_name, self.table_name)

    def ends(self) -> Iterable[ObjectKey]:
        """Return what has to end before the constraint goes."""
        return ()

    def needs(self) -> Iterable[ObjectKey]:
        """Return the table and the columns."""
        yield table_key(self.schema, self.table_name)
        columns = self.column_names()
        yield from column_keys(self.schema, self.table_name, columns)
        yield from type_keys(self.schema, self.table_name, columns)


@operation("drop_constraint", kind="constraint", effect=Effect.DROP)
class DropConstraintOp(MigrateOperation):
    """Drop a constraint; `type_` is one of "primary", "unique", "foreignkey", "check", "exclude".

    With `drop_index` the index that MySQL made for a foreign key goes too; by itself the server leaves it.
    """

    constraint_name: str | None
    table_name: str = arg(scope="table")
    type_: str | None = arg(default=None, kw_only=False)
    _: KW_ONLY
    schema: str | None = arg(default=None, scope="schema")
    if_exists: bool | None = arg(default=None, only="op")
    drop_index: bool | None = None
    _reverse: AddConstraintOp | None = arg(default=None, hidden=True)

    @property
    def constraint_type(self) -> str | None:
        """The same as `type_`, under the name that the additions have for it."""
        return self.type_

    @constraint_type.setter
    def constraint_type(self, type_: str | None) -> None:
        self.type_ = type_

    @classmethod
    def from_constraint(cls, constraint: sa.Constraint) -> DropConstraintOp:
        """Return the directive that drops `constraint` and remembers how to add it again."""
        added: AddConstraintOp = AddConstraintOp.from_constraint(constraint)
        return added.reverse()

    def to_constraint(self) -> sa.Constraint:
        """Return the constraint, whole where it is known; raises OperationError otherwise."""
        if self._reverse is None:
            raise OperationError(
                f"the constraint {self.constraint_name!r} of {self.table_name!r} is known by its name only",
                hint="make the directive with DropConstraintOp.from_constraint()",
            )
        constraint = self._reverse.to_constraint()
        constraint.name = self.constraint_name
        return constraint

    def run(self, on: AbstractOperations) -> None:
        """Drop the constraint; raises OperationError when it has no name (a table has only one primary key)."""
        if self.constraint_name is None and self.type_ != "primary":
            raise OperationError(
                f"drop_constraint() on {self.table_name!r} does not say which constraint: its name is None",
                hint="write the name the database gave it (sqlalchemy.inspect() or the database's client shows it); a "
                "batch on SQLite names it with naming_convention=",
            )
        said = {"if_exists": self.if_exists, "drop_index": self.drop_index}
        keywords = {name: value for name, value in said.items() if value is not None}
        on.impl.drop_constraint(self._by_name(on.migration_context), **keywords)

    def _by_name(self, context: MigrationContext | None) -> sa.Constraint:
        """Return a constraint of the right class that has a name and a table, which is all a DROP needs."""
        kinds: dict[str, Callable[[], sa.Constraint]] = {
            "primary": lambda: sa.PrimaryKeyConstraint(name=self.constraint_name),
            "unique": lambda: sa.UniqueConstraint(name=self.constraint_name),
            "foreignkey": lambda: sa.ForeignKeyConstraint([], [], name=self.constraint_name),
            "check": lambda: sa.CheckConstraint("", name=self.constraint_name),
            "exclude": lambda: sa.Constraint(name=self.constraint_name),
            "": lambda: sa.Constraint(name=self.constraint_name),
        }
        make = kinds.get(self.type_ or "")
        if make is None:
            raise OperationError(
                f"drop_constraint({self.constraint_name!r}, {self.table_name!r}): there is no type_ {self.type_!r}",
                hint=f"type_ is one of {', '.join(repr(k) for k in kinds if k)}",
            )
        table = schemaobj.stub_table(self.table_name, (), self.schema, schemaobj.new_metadata(context))
        constraint = make()
        table.append_constraint(constraint)
        return constraint

    def reverse(self) -> AddConstraintOp:
        """Return the addition of the constraint that was dropped."""
        if self._reverse is None:
            raise irreversible(self)
        return self._reverse

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """Return `("remove_constraint", constraint)`, or `("remove_fk", constraint)`."""
        name = "fk" if self.type_ == "foreignkey" else "constraint"
        return (f"remove_{name}", self.to_constraint())

    def creates(self) -> Iterable[ObjectKey]:
        """Return what has to end before."""
        return self._reverse.ends() if self._reverse else ()

    def drops(self) -> Iterable[ObjectKey]:
        """Return what its addition creates, and its name: the addition leaves that out where the database has none."""
        if self._reverse:
            yield from self._reverse.creates()
            if self.constraint_name and not self._reverse.constraint_name:
                yield ObjectKey("constraint", self.schema, self.constraint_name, self.table_name)

    def needs(self) -> Iterable[ObjectKey]:
        """Return what its addition needs: a constraint goes before its columns, and before what it refers to."""
        return self._reverse.needs() if self._reverse else (table_key(self.schema, self.table_name),)


def on_own_table(constraint: sa.Constraint) -> dict[str, Any]:
    """Return what every directive takes from a constraint."""
    table = owner(constraint)
    assert table is not None
    return {"constraint_name": constraint_name(constraint), "table_name": table.name, "schema": table.schema}


def constraint_name(constraint: sa.Constraint) -> str | None:
    """Return the name a naming convention gives, or the given one; None where there is none."""
    from sqlalchemy.sql import naming

    by_convention: Any = naming._constraint_name_for_table  # nothing public does it
    given = constraint.name if isinstance(constraint.name, str) else None
    table = owner(constraint)
    if table is None or isinstance(given, conv):
        return given
    return by_convention(constraint, table) or given


def owner(constraint: sa.Constraint) -> sa.Table | None:
    """Return the table of a constraint, also of one that was given to a column; None while it has none."""
    parent = getattr(constraint, "parent", None)
    found: sa.Table | None = parent.table if isinstance(parent, sa.Column) else parent
    return found


def timing(constraint: sa.Constraint) -> dict[str, Any]:
    """Return the keywords every constraint may have, without those at their default."""
    found = {"deferrable": constraint.deferrable, "initially": constraint.initially, **constraint.dialect_kwargs}
    return {k: v for k, v in found.items() if v is not None}
