"""Create, replace and drop functions and procedures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import KW_ONLY
from typing import TYPE_CHECKING, Any

from ..comparators.records import ObjectKey
from .base import Effect, irreversible
from .declare import arg, operation, swap_pairs
from .objects import ObjectOp, one_line

if TYPE_CHECKING:
    from .facade import AbstractOperations


class FunctionOp(ObjectOp):
    """Base of the directives on one function."""

    signature: str
    reads: Sequence[ObjectKey]

    def key(self) -> ObjectKey:
        """Return the key of the function; those that share a name share it."""
        from ..ddl.functions import plain_name

        return function_key(self.schema, plain_name(self.signature))

    def needs(self) -> Iterable[ObjectKey]:
        """Return the schema, and what the function's body reads where the database looks at it."""
        yield from super().needs()
        yield from self.reads


@operation("create_function", kind="function", effect=Effect.CREATE, forms=("op",))
class CreateFunctionOp(FunctionOp):
    """Create a function from its signature, `add(a integer, b integer)`, and what follows it: `RETURNS … AS …`.

    `also` are statements that belong to it and run after it: its comment, its privileges.
    """

    signature: str
    definition: str
    _: KW_ONLY
    schema: str | None = None
    procedure: bool = False
    also: Sequence[str] = ()
    reads: Sequence[ObjectKey] = arg(default=(), hidden=True)

    def statements(self, on: AbstractOperations) -> Iterable[str]:
        """Yield CREATE FUNCTION, and what belongs to the function."""
        from ..ddl.functions import create_function

        how: dict[str, Any] = {"procedure": self.procedure}
        yield create_function(self.signature, self.definition, self.schema, on.impl.support.plain_dialect, **how)
        yield from self.also

    def reverse(self) -> DropFunctionOp:
        """Return the directive that drops it."""
        return DropFunctionOp(
            self.signature, schema=self.schema, procedure=self.procedure, reads=self.reads, previous=self
        )

    def detail(self) -> tuple[str, ...]:
        """Return what follows the signature."""
        return (one_line(self.definition),)


@operation("drop_function", kind="function", effect=Effect.DROP, forms=("op",))
class DropFunctionOp(FunctionOp):
    """Drop a function, which its signature tells from others of its name; what uses it is never dropped along."""

    signature: str
    _: KW_ONLY
    schema: str | None = None
    procedure: bool = False
    if_exists: bool | None = None
    reads: Sequence[ObjectKey] = arg(default=(), hidden=True)
    previous: CreateFunctionOp | None = arg(default=None, hidden=True)

    def statements(self, on: AbstractOperations) -> Iterable[str]:
        """Yield DROP FUNCTION."""
        from ..ddl.functions import drop_function

        how = {"procedure": self.procedure, "if_exists": bool(self.if_exists)}
        yield drop_function(self.signature, self.schema, on.impl.support, **how)

    def reverse(self) -> CreateFunctionOp:
        """Return the directive that creates it as it was."""
        if self.previous is None:
            raise irreversible(self)
        return self.previous

    def detail(self) -> tuple[str, ...]:
        """Return the definition of what goes."""
        return self.previous.detail() if self.previous is not None else ()


@operation("replace_function", kind="function", effect=Effect.ALTER, forms=("op",))
class ReplaceFunctionOp(FunctionOp):
    """Give a function another body in place, so that what uses it stays. `existing_definition` is the old one.

    Names of arguments and the type of the result cannot change: drop the function and create it.
    """

    signature: str
    definition: str = arg(pair="existing_definition")
    _: KW_ONLY
    existing_definition: str | None = None
    schema: str | None = None
    procedure: bool = False
    reads: Sequence[ObjectKey] = arg(default=(), hidden=True)

    def statements(self, on: AbstractOperations) -> Iterable[str]:
        """Yield CREATE OR REPLACE FUNCTION; without these words the function is dropped before."""
        from ..ddl.functions import create_function, drop_function

        support = on.impl.support
        replacing = support.replacing("function")
        if not replacing:
            yield drop_function(self.signature, self.schema, support, procedure=self.procedure)
        how: dict[str, Any] = {"procedure": self.procedure, "replacing": replacing}
        yield create_function(self.signature, self.definition, self.schema, on.impl.support.plain_dialect, **how)

    def reverse(self) -> ReplaceFunctionOp:
        """Return the directive that puts the body from before back."""
        if self.existing_definition is None:
            raise irreversible(self)
        return swap_pairs(self)

    def changed(self) -> tuple[tuple[str, str | None, str], ...]:
        """Return the definitions before and after."""
        before = self.existing_definition
        return (("definition", None if before is None else one_line(before), one_line(self.definition)),)


def function_key(schema: str | None, name: str) -> ObjectKey:
    """Return the key of the functions of one name."""
    return ObjectKey("function", schema, name)
