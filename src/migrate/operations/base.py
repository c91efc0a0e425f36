"""What every directive is: something that runs, reverses, and says what it creates, drops and needs."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from ..comparators.records import ObjectKey
from ..errors import IrreversibleError

if TYPE_CHECKING:
    from .declare import Declaration
    from .facade import AbstractOperations


class Effect(enum.Enum):
    """What a directive does to its object; the value is the sign of the preview."""

    CREATE = "+"
    DROP = "-"
    ALTER = "~"
    RUN = "!"


class MigrateOperation:
    """Base of every directive. Directives are mutable and compare by identity, because hooks assign to them."""

    declaration: ClassVar[Declaration]
    kind: ClassVar[str] = ""
    effect: ClassVar[Effect] = Effect.RUN
    read_by: tuple[str, ...] = ()
    """Views that stay and read what a directive drops; set on it by the comparison."""
    restores: bool = False
    """Whether a directive creates again what only stepped aside, as it was; set on it by the comparison."""
    runs_before: tuple[ObjectKey, ...] = ()
    """What is dropped, or made anew, only after this directive ran; set on it by the comparison."""
    runs_after: tuple[ObjectKey, ...] = ()
    """What is created, or made anew, before this directive runs; set on it by the comparison."""

    @property
    def info(self) -> dict[Any, Any]:
        """A dictionary for the user's own notes on this directive."""
        found: dict[Any, Any] = self.__dict__.setdefault("_info", {})
        return found

    @property
    def assigned_to(self) -> str:
        """The variable in which a script keeps what the directive returns; empty where it keeps nothing."""
        return ""

    def run(self, on: AbstractOperations) -> Any:
        """Carry the directive out through `on.impl`."""
        raise NotImplementedError(f"{type(self).__name__} has no implementation")

    def reverse(self) -> MigrateOperation:
        """Return the directive that undoes this one; raises IrreversibleError when what it undid is not known."""
        raise irreversible(self)

    def undo(self) -> list[MigrateOperation]:
        """Return everything that undoes this directive, in order; most need one directive."""
        return [self.reverse()]

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """Return the documented diff tuple."""
        raise NotImplementedError(f"{type(self).__name__} has no diff tuple")

    def creates(self) -> Iterable[ObjectKey]:
        """Return what exists only after this directive ran."""
        return ()

    def drops(self) -> Iterable[ObjectKey]:
        """Return what exists only until this directive runs."""
        return ()

    def needs(self) -> Iterable[ObjectKey]:
        """Return what has to exist while this directive runs."""
        return ()

    def split(self) -> tuple[MigrateOperation, ...]:
        """Return smaller directives with the same effect and fewer needs each, or just this one."""
        return (self,)


def adopted(op: Any) -> MigrateOperation:
    """Return a directive of a package whose class is none of ours, with what every directive says by default.

    Its class gets the attributes it lacks: packages for Alembic make plain dataclasses that only run and reverse.
    """
    cls = type(op)
    if not isinstance(op, MigrateOperation):
        for name, default in vars(MigrateOperation).items():
            if not name.startswith("_") and not hasattr(cls, name):
                setattr(cls, name, default)
    found: MigrateOperation = op
    return found


class AlterTableOp(MigrateOperation):
    """Base of the directives that alter one table."""

    def __init__(self, table_name: str, *, schema: str | None = None) -> None:
        self.table_name = table_name
        self.schema = schema


def irreversible(op: MigrateOperation) -> IrreversibleError:
    """Return the error for a drop that does not know what it dropped."""
    name = getattr(getattr(op, "declaration", None), "name", type(op).__name__)
    return IrreversibleError(
        f"{name} cannot be reversed: what it removed is not known",
        hint="write the downgrade by hand, or let autogenerate produce the directive",
    )


def table_key(schema: str | None, table: str) -> ObjectKey:
    """Return the key of a table."""
    return ObjectKey("table", schema, table)


def column_keys(schema: str | None, table: str, columns: Iterable[str]) -> list[ObjectKey]:
    """Return the keys of columns of one table."""
    return [ObjectKey("column", schema, name, table) for name in columns]


def sequence_named_key(schema: str | None, table: str, column: str) -> ObjectKey:
    """Return the key of the fact that the sequence of a column is called after it: what drops it finds it."""
    return ObjectKey("sequence named", schema, column, table)


def type_keys(schema: str | None, table: str, columns: Iterable[str]) -> list[ObjectKey]:
    """Return the keys of the types of columns: what reads a column steps aside while its type changes."""
    return [ObjectKey("column type", schema, name, table) for name in columns]


def made_key(schema: str | None, name: str) -> ObjectKey:
    """Return the key of the fact that a type is made anew under its name: what names the type steps aside."""
    return ObjectKey("type made anew", schema, name)


def filled_key(schema: str | None, table: str, column: str) -> ObjectKey:
    """Return the key of "rows have a value in the column", which NOT NULL needs."""
    return ObjectKey("filled", schema, column, table)


def not_null_key(schema: str | None, table: str, column: str) -> ObjectKey:
    """Return the key of "the column is NOT NULL", which it has to be as long as a primary key has it."""
    return ObjectKey("not null", schema, column, table)


def counting_key(schema: str | None, table: str, column: str) -> ObjectKey:
    """Return the key of "the column counts while its key goes", which MySQL refuses: its counting ends before."""
    return ObjectKey("counts on", schema, column, table)


def keyless_key(schema: str | None, table: str, column: str) -> ObjectKey:
    """Return the key of "the column has no key yet", until which it cannot count on MySQL."""
    return ObjectKey("keyless", schema, column, table)


def default_aside_key(schema: str | None, table: str, column: str) -> ObjectKey:
    """Return the key of "the default of the column is out of the way", which it is while its enum is made anew."""
    return ObjectKey("no default", schema, column, table)


def default_back_key(schema: str | None, table: str, column: str) -> ObjectKey:
    """Return the key of "the column can have its new default", once its enum has the values."""
    return ObjectKey("default", schema, column, table)


def unique_key(schema: str | None, table: str, columns: Iterable[str]) -> ObjectKey:
    """Return the key of "some unique index over exactly these columns", which a foreign key needs of its referent."""
    return ObjectKey("unique key", schema, ",".join(sorted(columns)), table)


def cover_key(schema: str | None, table: str, columns: Iterable[str]) -> ObjectKey:
    """Return the key of "some index that starts with these columns", which MySQL needs on both sides of a key."""
    return ObjectKey("covering index", schema, ",".join(columns), table)


def __getattr__(name: str) -> Any:
    """`from migrate.operations.base import Operations, BatchOperations`: the older home of the facade."""
    if name in ("AbstractOperations", "BatchOperations", "Operations"):
        from . import facade

        return getattr(facade, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
