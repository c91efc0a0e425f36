"""`Rewriter`: functions that change directives before they are written, by class."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from ..operations.base import MigrateOperation
from ..operations.script import MigrationScript, OpContainer

if TYPE_CHECKING:
    from ..runtime.migration import MigrationContext

Rewrite = Callable[[Any, Any, Any], "MigrateOperation | Iterable[MigrateOperation]"]


class Traversals:
    """Class of directive → what goes into its own directives; without one a container's are rewritten in turn."""

    def __init__(self) -> None:
        self._found: dict[type, Callable[..., Any]] = {}

    def dispatch_for(self, target: type) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Register the decorated `(rewriter, context, revision, directive)` for exactly a class of directive."""

        def register(fn: Callable[..., Any]) -> Callable[..., Any]:
            self._found[target] = fn
            return fn

        return register

    def find(self, op: Any) -> Callable[..., Any] | None:
        """Return the function for a directive, or None."""
        return self._found.get(type(op))


class Rewriter:
    """A callable for `process_revision_directives` made of functions `(context, revision, op) → op or ops`.

    Containers are entered, and their contents rewritten in place. What a function returns is not given to the same
    function again.
    """

    _traverse: ClassVar = Traversals()
    """sqlalchemy-declarative-extensions registers its own directives here."""

    def __init__(self) -> None:
        self._rewrites: dict[type, Rewrite] = {}
        self._next: Callable[[Any, Any, list[Any]], Any] | None = None

    def rewrites(self, operator: type | Iterable[type]) -> Callable[[Rewrite], Rewrite]:
        """Register the decorated function for a class of directive, or several."""
        classes = (operator,) if isinstance(operator, type) else tuple(operator)

        def register(fn: Rewrite) -> Rewrite:
            self._rewrites.update(dict.fromkeys(classes, fn))
            return fn

        return register

    def chain(self, other: Callable[[Any, Any, list[Any]], Any]) -> Rewriter:
        """Return a Rewriter that does what this one does, then what `other` does."""
        chained = Rewriter()
        chained._rewrites = dict(self._rewrites)
        chained._next = other if self._next is None else _both(self._next, other)
        return chained

    def __call__(self, context: MigrationContext, revision: Any, directives: list[MigrationScript]) -> None:
        """Rewrite the directives in place."""
        self.process_revision_directives(context, revision, directives)

    def process_revision_directives(
        self, context: MigrationContext, revision: Any, directives: list[MigrationScript]
    ) -> None:
        """Rewrite the directives of every script in place."""
        directives[:] = [op for script in directives for op in self._rewrite(context, revision, script)]
        if self._next is not None:
            self._next(context, revision, directives)

    def _rewrite(self, context: Any, revision: Any, op: Any, done: frozenset[Rewrite] = frozenset()) -> Iterator[Any]:
        fn = next((self._rewrites[cls] for cls in type(op).__mro__ if cls in self._rewrites), None)
        if fn is not None and fn not in done:
            result = fn(context, revision, op)
            results = list(result) if isinstance(result, Iterable) else [result]
            for each in results:
                yield from self._rewrite(context, revision, each, done | {fn})
            return
        if (enter := self._traverse.find(op)) is not None:
            enter(self, context, revision, op)
        elif isinstance(op, MigrationScript):
            op.upgrade_ops_list = self._containers(context, revision, op.upgrade_ops_list)
            op.downgrade_ops_list = self._containers(context, revision, op.downgrade_ops_list)
        elif isinstance(op, OpContainer):
            op.ops[:] = [each for inner in op.ops for each in self._rewrite(context, revision, inner)]
        yield op

    def _containers(self, context: Any, revision: Any, containers: list[Any]) -> list[Any]:
        return [each for container in containers for each in self._rewrite(context, revision, container)]


def _both(first: Callable[..., Any], second: Callable[..., Any]) -> Callable[..., Any]:
    def run(context: Any, revision: Any, directives: list[Any]) -> None:
        first(context, revision, directives)
        second(context, revision, directives)

    return run
