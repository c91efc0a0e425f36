"""Collects the calls of a `batch_alter_table` block, then applies them together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ...errors import OperationError

if TYPE_CHECKING:
    import sqlalchemy as sa
    from sqlalchemy.engine import Dialect

    from ...ddl.impl import DefaultImpl


class Call(NamedTuple):
    """One call of a method of `DefaultImpl`."""

    name: str
    args: tuple[Any, ...]
    kw: dict[str, Any]


class BatchOperationsImpl:
    """Stands in for `DefaultImpl` inside a block: remembers what is called; `flush()` applies it.

    `recreate` is "auto" (rebuild where ALTER cannot), "always" or "never"; True and False are the last two.
    `batch` is the list of (method name, arguments, keywords) so far, for `requires_recreate_in_batch`.
    """

    def __init__(
        self,
        operations: Any,
        table_name: str,
        schema: str | None,
        recreate: str | bool,
        copy_from: sa.Table | None,
        table_args: Sequence[Any],
        table_kwargs: Mapping[str, Any],
        reflect_args: Sequence[Any],
        reflect_kwargs: Mapping[str, Any],
        naming_convention: Mapping[str, Any] | None,
        partial_reordering: Sequence[Sequence[str]],
    ) -> None:
        recreate = {True: "always", False: "never"}.get(recreate, recreate) if isinstance(recreate, bool) else recreate
        if recreate not in ("auto", "always", "never"):
            raise OperationError(
                f"recreate={recreate!r} is not a way to apply a batch", hint="it is one of 'auto', 'always', 'never'"
            )
        self.operations = operations
        self.table_name = table_name
        self.schema = schema
        self.recreate = recreate
        self.copy_from = copy_from
        self.table_args = table_args
        self.table_kwargs = table_kwargs
        self.reflect_args = reflect_args
        self.reflect_kwargs = reflect_kwargs
        self.naming_convention = naming_convention
        self.partial_reordering = partial_reordering
        self.batch: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []

    @property
    def dialect(self) -> Dialect:
        """The dialect of the database."""
        return self.operations.impl.dialect  # type: ignore[no-any-return]

    @property
    def impl(self) -> DefaultImpl:
        """What runs DDL on the database."""
        return self.operations.impl  # type: ignore[no-any-return]

    def flush(self) -> None:
        """Apply what was collected, in order."""
        from .run import run

        run(self)

    # -- the methods of DefaultImpl ------------------------------------------------------------------------------

    def add_column(self, *arg: Any, **kw: Any) -> None:
        """Remember the addition of a column."""
        self._remember("add_column", *arg, **kw)

    def alter_column(self, *arg: Any, **kw: Any) -> None:
        """Remember the change of a column."""
        self._remember("alter_column", *arg, **kw)

    def drop_column(self, *arg: Any, **kw: Any) -> None:
        """Remember the drop of a column."""
        self._remember("drop_column", *arg, **kw)

    def add_constraint(self, const: sa.Constraint, **kw: Any) -> None:
        """Remember the addition of a constraint."""
        self._remember("add_constraint", const, **kw)

    def drop_constraint(self, const: sa.Constraint, **kw: Any) -> None:
        """Remember the drop of a constraint."""
        self._remember("drop_constraint", const, **kw)

    def create_index(self, idx: sa.Index, **kw: Any) -> None:
        """Remember the creation of an index."""
        self._remember("create_index", idx, **kw)

    def drop_index(self, idx: sa.Index, **kw: Any) -> None:
        """Remember the drop of an index."""
        self._remember("drop_index", idx, **kw)

    def rename_index(self, old: str, new: str, table_name: str, **kw: Any) -> None:
        """Remember another name for an index."""
        self._remember("rename_index", old, new, table_name, **kw)

    def rename_constraint(self, old: str, new: str, table_name: str, **kw: Any) -> None:
        """Remember another name for a constraint."""
        self._remember("rename_constraint", old, new, table_name, **kw)

    def create_table_comment(self, table: sa.Table) -> None:
        """Remember the comment of the table."""
        self._remember("create_table_comment", table)

    def drop_table_comment(self, table: sa.Table) -> None:
        """Remember that the table loses its comment."""
        self._remember("drop_table_comment", table)

    def alter_table_options(self, table_name: str, options: Mapping[str, Any], **kw: Any) -> None:
        """Remember other options of the table."""
        self._remember("alter_table_options", table_name, options, **kw)

    def create_column_comment(self, column: sa.Column[Any]) -> None:
        """Remember the comment of a column."""
        self._remember("create_column_comment", column)

    def execute(self, sql: Any, execution_options: Mapping[str, Any] | None = None) -> None:
        """Run a statement at once, before what was collected."""
        self.impl.execute(sql, execution_options)

    def create_table(self, table: sa.Table) -> None:
        """Raise: a batch is about one table that exists."""
        raise OperationError("a batch cannot create a table", hint="use op.create_table()")

    def drop_table(self, table: sa.Table) -> None:
        """Raise: a batch is about one table that exists."""
        raise OperationError("a batch cannot drop a table", hint="use op.drop_table()")

    def rename_table(self, *arg: Any, **kw: Any) -> None:
        """Raise: a batch is about one table that keeps its name."""
        raise OperationError("a batch cannot rename its table", hint="use op.rename_table() after the batch")

    def _remember(self, name: str, /, *args: Any, **kw: Any) -> None:
        self.batch.append(Call(name, args, kw))
