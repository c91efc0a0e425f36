"""`Operations` and `BatchOperations`: the declared operations as methods, run against one database."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from ..errors import RegistrationError
from ..registration import enroll
from . import proxy
from .base import MigrateOperation
from .declare import REGISTRY, Declaration

if TYPE_CHECKING:
    import sqlalchemy as sa
    from sqlalchemy.engine import Connection
    from sqlalchemy.sql.elements import conv
    from sqlalchemy.types import TypeEngine

    from ..runtime.migration import MigrationContext
    from .batch import BatchOperationsImpl
    from .literal import InlineLiteral
    from .methods import BatchMethods, OperationMethods
else:  # the methods themselves are put in place by _install()
    BatchMethods = OperationMethods = object

T = TypeVar("T")
Implementation = Callable[[Any, Any], Any]


class AbstractOperations:
    """What `op` and `batch_op` have in common. Every declared operation is a method of the same name."""

    form: ClassVar[str] = "op"
    implementations: ClassVar[dict[type[Any], Implementation]] = {}
    registered: ClassVar[dict[tuple[str, str], type[Any]]] = {}
    """(form, name of the method) → class of directive, as `register_operation()` was told."""

    def __init__(self, migration_context: MigrationContext, impl: Any = None) -> None:
        self.migration_context = migration_context
        self.impl: Any = migration_context.impl if impl is None else impl

    @classmethod
    def register_operation(cls, name: str, sourcename: str | None = None) -> Callable[[type[T]], type[T]]:
        """Make `op.<name>()` call the classmethod `sourcename` (default `name`) of the decorated directive class.

        The classmethod is called with the Operations object and the arguments of the call. A built-in method of that
        name is replaced; raises RegistrationError when another class has registered the name.
        """

        def register(op_cls: type[T]) -> type[T]:
            wanted = sourcename or name
            source = getattr(op_cls, wanted, None)
            if source is None:
                raise RegistrationError(
                    f"{op_cls.__name__} has no classmethod {wanted!r} to serve as op.{name}()",
                    hint=f"write @classmethod def {wanted}(cls, operations, …): return operations.invoke(…)",
                )

            def method(self: Any, *args: Any, **kw: Any) -> Any:
                return source(self, *args, **kw)

            method.__name__, method.__doc__ = name, source.__doc__
            method.__signature__ = _unbound(source)  # type: ignore[attr-defined]
            what = f"{cls.__name__}.{name}()"
            key = (cls.form, name)
            enroll(cls.registered, key, op_cls, what=what, instead="choose another name", label=lambda one: one[1])
            setattr(cls, name, method)
            return op_cls

        return register

    @classmethod
    def implementation_for(
        cls, op_cls: type[Any], replace: bool = False
    ) -> Callable[[Callable[..., T]], Callable[..., T]]:
        """Make the decorated function `fn(operations, op)` run directives of class `op_cls`.

        A built-in directive, or one that has another function already, needs `replace=True`; a subclass of a
        built-in one does not.
        """

        def register(fn: Callable[..., T]) -> Callable[..., T]:
            what = f"an implementation of {op_cls.__name__}"
            instead = "pass replace=True to put another in its place"
            if not replace and "declaration" in vars(op_cls):
                raise RegistrationError(f"{what} is built in", hint=instead)
            enroll(
                cls.implementations, op_cls, fn, what=what, instead=instead, replace=replace,
                label=lambda one: one.__name__,
            )  # fmt: skip
            return fn

        return register

    def invoke(self, operation: MigrateOperation) -> Any:
        """Run a directive and return what it returns."""
        for cls in type(operation).__mro__:
            implementation = self.implementations.get(cls)
            if implementation is not None:
                return implementation(self, operation)
        return operation.run(self)

    @classmethod
    @contextmanager
    def context(cls, migration_context: MigrationContext) -> Iterator[Operations]:
        """Make `migrate.op` work on `migration_context` inside the block, which gets the Operations object."""
        with proxy.use(Operations(migration_context)) as operations:
            yield operations

    @contextmanager
    def batch_alter_table(
        self,
        table_name: str,
        schema: str | None = None,
        recreate: str | bool = "auto",
        partial_reordering: Sequence[Sequence[str]] | None = None,
        copy_from: sa.Table | None = None,
        table_args: Sequence[Any] = (),
        table_kwargs: Mapping[str, Any] | None = None,
        reflect_args: Sequence[Any] = (),
        reflect_kwargs: Mapping[str, Any] | None = None,
        naming_convention: Mapping[str, str] | None = None,
    ) -> Iterator[BatchOperations]:
        """Collect the directives of the block and apply them to one table together.

        SQLite rebuilds the table where its ALTER is not enough; other databases run them one by one. PostgreSQL and
        MySQL do so with `recreate="always"` too, then put columns where the block wants them (`insert_before`,
        `insert_after`, `partial_reordering`), which they do only then. Nothing is applied when the block raises.
        """
        from .batch import BatchOperationsImpl

        impl = BatchOperationsImpl(
            self, table_name, schema, recreate, copy_from, table_args, dict(table_kwargs or {}), reflect_args,
            dict(reflect_kwargs or {}), naming_convention, partial_reordering or (),
        )  # fmt: skip
        yield BatchOperations(self.migration_context, impl=impl)
        impl.flush()

    def get_context(self) -> MigrationContext:
        """Return the MigrationContext."""
        return self.migration_context

    def get_bind(self) -> Connection:
        """Return the connection; offline, an object that writes what it is asked to execute."""
        return cast("Connection", self.migration_context.bind)

    def f(self, name: str) -> conv:
        """Return `name` marked as final: a naming convention leaves it as it is."""
        from sqlalchemy.sql.elements import conv

        return conv(name)

    def inline_literal(
        self, value: str | int, type_: TypeEngine[Any] | type[TypeEngine[Any]] | None = None
    ) -> InlineLiteral:
        """Return an expression that writes `value` into the SQL itself, for offline scripts."""
        from .literal import InlineLiteral

        return InlineLiteral(value, type_)

    def run_async(self, async_function: Callable[..., Awaitable[T]], *args: Any, **kw_args: Any) -> T:
        """Run `async_function(connection, …)` from a migration that an async engine runs, and return its result.

        The function gets an AsyncConnection over the migration's own connection. Raises OfflineError offline.
        """
        from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
        from sqlalchemy.util import await_only

        from ..ddl.offline import nobody_there

        if self.migration_context.as_sql:
            raise nobody_there("what op.run_async() runs")
        bind = self.get_bind()
        connection = AsyncConnection(AsyncEngine(bind.engine), bind)
        return await_only(async_function(connection, *args, **kw_args))


class Operations(AbstractOperations, OperationMethods):
    """The operations of `migrate.op`."""


class BatchOperations(AbstractOperations, BatchMethods):
    """The operations of `batch_op`: the table is the one of the batch."""

    form = "batch"
    impl: BatchOperationsImpl


def _unbound(classmethod_: Callable[..., Any]) -> inspect.Signature:
    """Return the signature of a classmethod that takes the Operations object first, as that object's method."""
    signature = inspect.signature(classmethod_)
    itself, *others = signature.parameters.values()
    return signature.replace(parameters=[itself.replace(name="self"), *others])


def _classmethod(declaration: Declaration, batch: bool) -> Callable[..., Any]:
    """Return the function that builds a directive of a class from a call and invokes it on `operations`.

    It is a classmethod of the directive, under the name of the operation: subclasses of projects register it again.
    """

    def call(cls: type[MigrateOperation], operations: Any, *args: Any, **kw: Any) -> Any:
        scope = {"table": operations.impl.table_name, "schema": operations.impl.schema} if batch else None
        return operations.invoke(declaration.build(args, kw, scope, cls))

    signature = declaration.signature(batch)
    first = [inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD) for name in ("cls", "operations")]
    call.__signature__ = signature.replace(parameters=[*first, *signature.parameters.values()])  # type: ignore[attr-defined]
    call.__name__ = f"batch_{declaration.name}" if batch else declaration.name
    call.__qualname__ = f"{declaration.cls.__name__}.{call.__name__}"
    call.__doc__ = declaration.cls.__doc__
    return call


def _method(declaration: Declaration, batch: bool) -> Callable[..., Any]:
    """Return the method that builds the declared directive from its call and invokes it."""
    run = _classmethod(declaration, batch)

    def call(self: Any, *args: Any, **kw: Any) -> Any:
        return run(declaration.cls, self, *args, **kw)

    signature = declaration.signature(batch)
    itself = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    call.__signature__ = signature.replace(parameters=[itself, *signature.parameters.values()])  # type: ignore[attr-defined]
    call.__name__ = call.__qualname__ = declaration.name
    call.__doc__ = declaration.cls.__doc__
    return call


def _install() -> None:
    from . import ops  # noqa: F401 - importing it fills the registry

    for name, declaration in REGISTRY.items():
        for form, cls in (("op", Operations), ("batch", BatchOperations)):
            if form in declaration.forms:
                run = _classmethod(declaration, batch=form == "batch")
                setattr(declaration.cls, run.__name__, classmethod(run))
                setattr(cls, name, _method(declaration, batch=form == "batch"))


_install()
